"""Numbers in the window: at once while drawing, whole at rest; hidden, adjusted and dragged as one step each."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.running_window import sentence, until
from viewer import PROGRAM
from viewer.app.numbers import building
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Structure
from viewer.errors import UnreadableError
from viewer.measure.anchored.scale import Gain, Reference, SliceScale
from viewer.measure.measuring import measure
from viewer.measure.methods import find_method
from viewer.ui.numbers.feed import HIDDEN_NUMBERS, NOTHING_TO_ADJUST
from viewer.ui.numbers.table_copy import COPIED, NOTHING_TO_COPY, ON_ITS_WAY

SQUARE = ((120.0, 100.0), (140.0, 100.0), (140.0, 120.0), (120.0, 120.0))
SCALE = SliceScale(
    muscle=400.0,
    fat=2100.0,
    gain=Gain((160.0, 160.0), (160.0, 160.0)),
    references=(Reference(Structure.REFERENCE_MUSCLE, "psoas", True, (SQUARE,), 400.0),),
    noise_sd=20.0,
)


def measured_on_a_scale(document, blocks, settings, *, prepared=None, held=None, is_lenient=False):
    """As the program measures, with a scale, and with an interval where nothing is held."""
    made = measure(document, blocks, settings, prepared=prepared, is_lenient=is_lenient)
    if held is not None:
        return replace(made, scales=tuple(held.items()))
    rows = tuple(replace(row, fat_fraction_interval_percent=(1.0, 2.0)) for row in made.rows)
    return replace(made, rows=rows, scales=tuple((outline.slice_key, SCALE) for outline in document.outlines))


@pytest.fixture
def demo(window, qtbot, monkeypatch):
    """The window with the sample study, both outlines and their whole numbers, by a threshold with an interval."""
    monkeypatch.setattr(building, "find_method", lambda name: replace(find_method(name), has_interval=True))
    window.feed.live._measure_with = measured_on_a_scale
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded)
    window.session.edit("choose method", window.session.now.document.with_method("otsu-shared"))
    until(qtbot, lambda: is_whole(window))
    return window


def is_whole(window):
    return window.feed.model is not None and window.feed.model.is_settled


def interval(window):
    return window.feed.model.columns[0].row.fat_fraction_interval_percent


def moved(document, step=1.0):
    outline = document.outlines[0]
    return document.with_outline_at(0, replace(outline, rings=(tuple((x + step, y) for x, y in outline.rings[0]),)))


def test_numbers_come_at_once_and_the_interval_at_rest(demo, qtbot):
    assert interval(demo) == (1.0, 2.0)
    before = demo.feed.model.columns[0].row.area_mm2
    document = demo.session.now.document
    narrower = document.with_outline_at(0, replace(document.outlines[0], rings=(document.outlines[0].rings[0][:-3],)))
    demo.session.edit("move vertex", narrower)
    assert not demo.feed.model.is_settled and interval(demo) is None
    assert demo.feed.model.columns[0].row.area_mm2 != before
    assert demo.feed.model.scale == SCALE
    until(qtbot, lambda: is_whole(demo))
    assert interval(demo) == (1.0, 2.0)


def test_a_threshold_that_was_found_is_dragged_into_one_by_hand_in_one_step(demo, qtbot):
    found = demo.feed.model.thresholds[0]
    steps = len(demo.session.now.history.past)
    for value in (found + 10.0, found + 50.0):
        demo.feed.panel.threshold_moving.emit(value)
        assert demo.feed.model.thresholds == (value,) and demo.feed.model.is_manual
    assert demo.session.now.document.method == "otsu-shared", "nothing is chosen before it is let go"
    demo.feed.panel.threshold_changed.emit(found + 50.0)
    document = demo.session.now.document
    assert (document.method, document.threshold) == ("manual", found + 50.0)
    assert len(demo.session.now.history.past) == steps + 1
    demo.session.undo()
    assert demo.feed.model.thresholds == (found,) and not demo.feed.model.is_manual


def test_references_become_outlines_that_undo_takes_back(demo):
    before = demo.session.now.document.outlines
    demo.commands.actions["adjust-references"].trigger()
    *kept, reference = demo.session.now.document.outlines
    assert tuple(kept) == before
    assert reference.structure is Structure.REFERENCE_MUSCLE and demo.session.now.tool == "select"
    demo.session.undo()
    assert demo.session.now.document.outlines == before


def test_without_automatic_references_there_is_nothing_to_adjust(demo):
    demo.feed.model = replace(demo.feed.model, scale=None)
    demo.commands.actions["adjust-references"].trigger()
    assert sentence(demo) == NOTHING_TO_ADJUST


def test_hidden_numbers_are_not_copied_either(demo):
    QGuiApplication.clipboard().setText("before")
    demo.commands.actions["hide-numbers"].trigger()
    demo.commands.actions["copy-numbers"].trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert sentence(demo) == HIDDEN_NUMBERS
    demo.commands.actions["hide-numbers"].trigger()
    demo.commands.actions["copy-numbers"].trigger()
    assert "Fat fraction" in QGuiApplication.clipboard().text()


def copied_cells(*names):
    head, *rows = (line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    return [[row[head.index(name)] for name in names] for row in rows]


def test_numbers_without_their_interval_are_copied_when_it_is_there(demo, qtbot):
    demo.session.edit("move", moved(demo.session.now.document))
    QGuiApplication.clipboard().setText("before")
    demo.feed.copy()
    assert QGuiApplication.clipboard().text() == "before" and sentence(demo) == ON_ITS_WAY
    until(qtbot, lambda: sentence(demo) == COPIED)
    assert copied_cells("Fat fraction, 95 % low (%)") == [["1.00"], ["1.00"]]


def test_what_is_copied_is_what_was_there_when_copying_was_asked_for(demo, qtbot):
    document = demo.session.now.document
    expected = [column.row.area_px for column in demo.feed.model.columns]
    demo.session.edit("move", moved(document))
    demo.feed.copy()
    demo.session.edit("delete outline", document.without_outline_at(0))
    until(qtbot, lambda: sentence(demo) == COPIED)
    areas = [float(area) for [area] in copied_cells("Area (px)")]
    assert areas == pytest.approx(expected, abs=0.1), "moving changes no area, and nothing is deleted"


def test_what_cannot_be_measured_is_not_copied_and_says_so(demo, qtbot, monkeypatch):
    def fails(*args, **keywords):
        raise UnreadableError("The pixels of the slice end early; copy the file again.")

    demo.session.edit("move", moved(demo.session.now.document))
    QGuiApplication.clipboard().setText("before")
    demo.feed.live._measure_with = fails
    demo.feed.copy()
    until(qtbot, lambda: sentence(demo).startswith("The pixels of the slice end early"))
    assert QGuiApplication.clipboard().text() == "before"


def test_without_outlines_there_is_nothing_to_copy(demo):
    demo.session.edit("delete", replace(demo.session.now.document, outlines=()))
    QGuiApplication.clipboard().setText("before")
    demo.feed.copy()
    assert QGuiApplication.clipboard().text() == "before" and sentence(demo) == NOTHING_TO_COPY


def test_a_figure_that_may_show_numbers_counts_as_a_look(demo):
    demo.commands.actions["hide-numbers"].trigger()
    demo.session.change(has_seen_numbers=False)
    demo.commands.actions["figure"].trigger()
    assert demo.session.now.has_seen_numbers


def test_categories_are_remembered(demo):
    assert demo.settings.categories == ""
    demo.commands.actions["categories-hildebrandt-2017"].trigger()
    assert demo.settings.categories == "hildebrandt-2017"


def test_the_paragraph_methods_is_copied_from_what_was_measured(demo, qtbot):
    QGuiApplication.clipboard().setText("before")
    demo.commands.actions["copy-methods"].trigger()
    until(qtbot, lambda: QGuiApplication.clipboard().text() != "before")
    text = QGuiApplication.clipboard().text()
    assert "Otsu" in text and PROGRAM in text
    assert "Phantom" not in text and "PHANTOM-1" not in text
    assert "paragraph Methods" in sentence(demo)


def test_without_numbers_there_is_no_paragraph(demo, qtbot):
    demo.session.edit("choose method", demo.session.now.document.with_method("manual"))
    demo.commands.actions["copy-methods"].trigger()
    until(qtbot, lambda: "needs a threshold" in sentence(demo))


def test_editing_a_figure_measures_nothing_again(demo, monkeypatch):
    model = demo.feed.model
    measured = []
    monkeypatch.setattr(demo.feed.live, "_measure_with", lambda *_, **__: measured.append(1))
    for width in (84.0, 90.0):
        document = demo.session.now.document
        demo.session.edit("change crop", document.with_figure_at(0, FigureSpec(crop_mm=width)))
    assert demo.feed.model is model
    assert measured == []
