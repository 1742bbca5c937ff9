"""Intervals, hidden numbers, reasons and references on the panel, and what they keep from moving."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.panels.panel_scene import PAIR, numbers
from viewer.app.numbers.sentences import FOR_THIS_OUTLINE
from viewer.core.outline import Structure
from viewer.measure.anchored.scale import Gain, Reference, SliceScale
from viewer.measure.flags import flag
from viewer.ui import theme
from viewer.ui.panels.histogram import HistogramView
from viewer.ui.panels.numbers.interval_bars import Bar, IntervalBars, bars_of, scale_end
from viewer.ui.panels.numbers.method_box import MethodBox
from viewer.ui.panels.numbers.side_table import PENDING, UNUSABLE, SideTable
from viewer.ui.panels.numbers_panel import HIDDEN, NumbersPanel

SQUARE = ((5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0))
SCALE = SliceScale(
    muscle=100.0,
    fat=800.0,
    gain=Gain((60.0, 40.0), (60.0, 60.0)),
    references=(
        Reference(Structure.REFERENCE_FAT, "subcutaneous fat", True, (SQUARE,), 100.0),
        Reference(Structure.REFERENCE_MUSCLE, "psoas", True, (SQUARE,), 100.0),
    ),
    noise_sd=8.0,
)


@pytest.fixture
def panel(qtbot):
    made = NumbersPanel()
    qtbot.addWidget(made)
    made.resize(330, 900)
    made.show()
    return made


def with_intervals(**more):
    """Numbers whose every row and comparison has an interval."""
    model = numbers(**more)
    columns = tuple(
        replace(
            column,
            row=replace(
                column.row,
                fat_fraction_interval_percent=(
                    column.row.fat_fraction_percent - 2.0,
                    column.row.fat_fraction_percent + 3,
                ),
                fat_to_muscle_ratio_interval=(0.1, 0.4),
            ),
        )
        for column in model.columns
    )
    comparisons = tuple(
        replace(c, comparison=replace(c.comparison, interval_points=(20.0, 40.0), distinguishable=True))
        for c in model.comparisons
    )
    return replace(model, columns=columns, comparisons=comparisons, has_interval=True, scale=SCALE)


def pending():
    return replace(numbers(), has_interval=True, is_settled=False, scale=SCALE)


def said(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel) and label.text()]


def test_intervals_stand_under_their_numbers_and_as_bars_on_one_scale(panel):
    model = with_intervals()
    panel.show_numbers(model)
    shown = said(panel)
    assert "0.10–0.40" in shown
    assert sum(FOR_THIS_OUTLINE in text.replace("\u00a0", " ") for text in shown) == 1
    bars = panel.findChild(IntervalBars)
    assert bars.isVisibleTo(panel) and FOR_THIS_OUTLINE in bars.toolTip()
    assert bars.accessibleDescription().startswith("R: ")
    assert any("exceeds the measurement error" in text and "healthy sides differ too" in text for text in shown)


def test_without_a_method_that_gives_them_there_are_no_bars(panel):
    panel.show_numbers(numbers())
    assert not panel.findChild(IntervalBars).isVisibleTo(panel)
    assert not any(FOR_THIS_OUTLINE in text.replace("\u00a0", " ") for text in said(panel))


def test_while_intervals_are_measured_nothing_moves(panel, qapp):
    panel.show_numbers(with_intervals())
    before = places(panel, qapp)
    panel.show_numbers(replace(pending(), histogram=with_intervals().histogram))
    assert said(panel).count(PENDING) == 4
    assert places(panel, qapp) == before


def places(panel, qapp):
    """Top and height of everything on the panel that must not move."""
    for _ in range(4):
        qapp.processEvents()
    moving = [panel.findChild(kind) for kind in (SideTable, IntervalBars, HistogramView)]
    return [(part.mapTo(panel, part.rect().topLeft()).y(), part.height()) for part in moving]


def test_a_shorter_sentence_at_rest_moves_nothing_and_begins_where_it_began(panel, qapp):
    """On the same slice only: another one has its own room."""
    long = with_intervals()
    [compared] = long.comparisons
    comparison = replace(compared.comparison, fat_fraction_difference_points=0.0, interval_points=None)
    short = replace(long, comparisons=(replace(compared, comparison=comparison),))
    panel.show_numbers(long)
    before = places(panel, qapp)
    room = panel._difference.height()
    panel.show_numbers(short)
    assert places(panel, qapp) == before and panel._difference.height() == room
    assert panel._difference.alignment() & Qt.AlignmentFlag.AlignTop
    panel.show_numbers(replace(short, slice_number=9))
    places(panel, qapp)
    assert panel._difference.height() < room


def test_the_scale_of_the_bars_holds_all_and_stays_while_pending(panel):
    assert scale_end(bars_of(with_intervals().columns)) == 50.0
    assert [scale_end((Bar("R", "right", end, None),)) for end in (0.0, 20.0, 20.1, 50.1, 100.0)] == [
        20,
        20,
        50,
        100,
        100,
    ]
    bars = panel.findChild(IntervalBars) or IntervalBars()
    wide, narrow = (Bar("R", PAIR.outlines[0].side, 48.0, ends) for ends in ((44.0, 52.0), None))
    bars.show_bars((wide,), is_pending=False)
    assert bars._end == 100.0
    bars.show_bars((narrow,), is_pending=True)
    assert bars._end == 100.0
    bars.show_bars((narrow,), is_pending=False)
    assert bars._end == 50.0


def test_hidden_numbers_are_nowhere(panel):
    model = with_intervals(is_lossy=True)
    panel.show_numbers(model, is_hidden=True)
    shown = said(panel)
    assert HIDDEN in shown and any("Press D to show them" in text for text in shown)
    numerals = [cell for line in model.lines() for cell in line.cells]
    assert not any(cell in text for cell in numerals for text in shown)
    for kind in (SideTable, HistogramView, MethodBox, IntervalBars):
        assert not any(part.isVisibleTo(panel) for part in panel.findChildren(kind))
    assert flag("lossy").sentence not in " ".join(shown)
    panel.show_numbers(model)
    assert HIDDEN not in said(panel) and model.lines()[0].cells[0] in said(panel)


def test_a_flag_says_why_and_what_to_do(panel):
    panel.show_numbers(numbers(is_lossy=True))
    shown = " ".join(said(panel))
    kind = flag("lossy")
    for text in (kind.sentence, kind.why, kind.remedy):
        assert text in shown


def test_references_are_named_and_can_be_shown_and_adjusted(panel, qtbot):
    panel.show_numbers(with_intervals())
    assert "Muscle level: psoas, found automatically.\nFat level: subcutaneous fat, found automatically." in said(panel)
    for text, name in (("Show or hide", "show-references"), ("Adjust", "adjust-references")):
        [found] = [b for b in panel.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(panel)]
        with qtbot.waitSignal(panel.action_requested) as asked:
            found.click()
        assert asked.args == [name]
    panel.show_numbers(replace(numbers(), scale=None))
    assert not any("level" in text.lower() for text in said(panel))


def test_a_fraction_whose_scale_is_still_looked_for_is_promised_and_not_missing(panel):
    """Area at once; what needs the scale follows, and no sentence says that it does not exist."""
    model = pending()
    first, second = model.columns
    bare = {"fat_fraction_percent": None, "fat_to_muscle_ratio": None, "fat_area_mm2": None, "muscle_area_mm2": None}
    columns = (replace(first, row=replace(first.row, **bare)), replace(second, row=None))
    [compared] = model.comparisons
    compared = replace(compared, comparison=replace(compared.comparison, fat_fraction_difference_points=None))
    panel.show_numbers(replace(model, columns=columns, comparisons=(compared,), scale=None))
    shown = said(panel)
    assert shown.count(PENDING) == 2, "ratio and fraction of the outline that is measured"
    assert shown.count("–") >= 2, "the other one has no numbers"
    assert not any("No difference in fat exists" in text for text in shown)
    assert any("the same area" in text for text in shown)


def test_numbers_not_to_be_used_do_not_look_like_others(panel):
    model = numbers(scan_options=("FS",))
    panel.show_numbers(model)
    assert said(panel).count(UNUSABLE) == 4
    cell = next(line for line in model.lines() if line.label == "Fat fraction").cells[0]
    [large] = [label for label in panel.findChildren(QLabel) if label.text() == cell and label.isVisibleTo(panel)]
    assert theme.FAINT in large.styleSheet()
    panel.show_numbers(numbers())
    assert UNUSABLE not in said(panel)
    assert large.styleSheet() == ""
    assert all(bar.is_unusable for bar in bars_of(model.columns))
