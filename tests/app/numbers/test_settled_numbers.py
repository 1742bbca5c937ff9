"""Numbers measured whole in the background: scale and interval at rest, late answers dropped, other images first."""

from dataclasses import replace

import pytest

from tests.app.numbers.live_scene import DOCUMENT, UIDS, block
from tests.measure.dixon.test_dixon_numbers import LEFT as LEFT_EDGES
from tests.measure.dixon.test_dixon_numbers import RIGHT as RIGHT_EDGES
from tests.measure.dixon.test_dixon_numbers import SHARES, pair, signals
from tests.memory import box
from tests.ui.panels.panel_scene import PAIR, scene
from viewer.app.numbers import LiveNumbers
from viewer.app.numbers.live import LATE_FLAGS
from viewer.core.document import Document, ScaleOf
from viewer.core.outline import Side
from viewer.errors import UnreadableError
from viewer.measure.anchored.scale import Gain, SliceScale
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS, find_method

BOXES = ((RIGHT_EDGES, Side.RIGHT), (LEFT_EDGES, Side.LEFT))

SCALE = SliceScale(muscle=200.0, fat=1000.0, gain=Gain((30.0, 20.0), (30.0, 30.0)), references=(), noise_sd=5.0)


class Measuring:
    """Measures as the program does, and remembers what was held; the whole has a scale and an interval."""

    def __init__(self):
        self.held = []

    def __call__(self, document, blocks, settings, *, prepared=None, held=None, is_lenient=False):
        self.held.append(held)
        made = measure(document, blocks, settings, prepared=prepared, is_lenient=is_lenient)
        [key] = {outline.slice_key for outline in document.outlines}
        if held is not None:
            return replace(made, scales=tuple(held.items()))
        rows = tuple(replace(row, fat_fraction_interval_percent=(10.0, 20.0)) for row in made.rows)
        return replace(made, rows=rows, scales=((key, SCALE),))


@pytest.fixture
def measuring():
    return Measuring()


@pytest.fixture
def whole(waiting, told, measuring):
    """Live numbers of a slice that is ready."""
    made = LiveNumbers(run=waiting, on_ready=told.append, measure_with=measuring)
    one = block()
    made.request(DOCUMENT, one, one.slices[0])
    waiting.do_all()
    told.clear()
    return made, one, one.slices[0]


def interval(model):
    return model.columns[0].row.fat_fraction_interval_percent


def moved(step=0.25):
    return DOCUMENT.with_outline_at(0, box(5.5 - step, 10.5, 15.5, 20.5, side=Side.RIGHT, uid=UIDS[0]))


def test_the_interval_comes_when_the_pointer_rests(whole, waiting, told):
    live, one, first = whole
    assert not live.compute(DOCUMENT, one, first).is_settled
    assert live.settle(DOCUMENT, one, first)
    assert interval(live.compute(DOCUMENT, one, first)) is None, "nothing waits for it"
    waiting.do_all()
    assert told == [first.key]
    model = live.compute(DOCUMENT, one, first)
    assert model.is_settled and interval(model) == (10.0, 20.0)


def test_a_drag_holds_the_scale_and_has_no_interval(whole, waiting, measuring):
    live, one, first = whole
    live.compute(DOCUMENT, one, first)
    assert measuring.held[-1] == {}, "nothing was found before"
    live.settle(DOCUMENT, one, first)
    waiting.do_all()
    model = live.compute(moved(), one, first)
    assert measuring.held[-1] == {first.key: SCALE}
    assert not model.is_settled and interval(model) is None
    assert model.scale == SCALE
    assert (model.histogram.muscle, model.histogram.fat) == (200.0, 1000.0)


@pytest.mark.parametrize("late", sorted(LATE_FLAGS))
def test_a_flag_that_only_the_whole_can_raise_does_not_come_and_go_in_a_drag(whole, waiting, monkeypatch, late):
    live, one, first = whole
    before = live._measure_with

    def wide(*args, **keywords):
        made = before(*args, **keywords)
        flags = (late, "thick-slice") if keywords.get("held") is None else ("thick-slice",)
        return replace(made, rows=tuple(replace(row, flags=flags) for row in made.rows))

    monkeypatch.setattr(live, "_measure_with", wide)
    live.settle(DOCUMENT, one, first)
    waiting.do_all()
    for document in (DOCUMENT, moved()):
        model = live.compute(document, one, first)
        assert [text.identifier for text in model.columns[0].flags] == [late, "thick-slice"]


def test_a_late_interval_of_an_earlier_outline_is_dropped(whole, waiting, told):
    live, one, first = whole
    live.settle(DOCUMENT, one, first)
    live.settle(moved(), one, first)
    waiting.do_all()
    assert told == [first.key]
    assert live.compute(moved(), one, first).is_settled
    assert not live.compute(DOCUMENT, one, first).is_settled


def test_leaving_the_slice_drops_its_interval(whole, waiting, told):
    live, one, first = whole
    live.settle(DOCUMENT, one, first)
    live.request(DOCUMENT, one, one.slices[1])
    waiting.do_all()
    assert told == [one.slices[1].key]
    assert not live.compute(DOCUMENT, one, first).is_settled


def test_a_slice_that_is_not_ready_is_not_measured_whole(live, waiting):
    made = block()
    assert not live.settle(DOCUMENT, made, made.slices[0])
    assert waiting.work == []


@pytest.mark.parametrize("method", ["anchored", "otsu-shared"])
def test_flags_that_the_scale_is_asked_for_wait_until_it_was_looked_for(whole, waiting, monkeypatch, method):
    """None flashes up and is gone when the scale is there; what the image itself says stands at once."""
    live, one, first = whole
    document = DOCUMENT.with_method(method)

    def flagged(*args, **keywords):
        made = measure(*args, **keywords)
        return replace(made, rows=tuple(replace(row, flags=("one-mode", "lossy")) for row in made.rows))

    monkeypatch.setattr(live, "_measure_with", flagged)
    assert [text.identifier for text in live.compute(document, one, first).columns[0].flags] == ["lossy"]
    live.settle(document, one, first)
    waiting.do_all()
    for now in (document, moved().with_method(method)):
        found = live.compute(now, one, first).columns[0].flags
        assert [text.identifier for text in found] == ["one-mode", "lossy"]


@pytest.mark.parametrize("method", sorted({method.name for method in METHODS} - {"dixon", "manual"}))
def test_each_method_keeps_its_scale_and_its_flags_in_a_drag(waiting, method):
    """With the program's own measuring: the levels on the histogram and the warnings stay while a vertex moves."""
    live = LiveNumbers(run=waiting)
    one, first = scene()
    document = PAIR.with_method(method)
    near = box(20.001, 20, 50, 50, side=Side.RIGHT, uid=first.key.uid)
    live.request(document, one, first)
    waiting.do_all()
    live.settle(document, one, first)
    waiting.do_all()
    whole = live.compute(document, one, first)
    assert whole.is_settled and whole.scale is not None
    dragged = live.compute(document.with_outline_at(0, near), one, first)
    assert not dragged.is_settled and dragged.scale is whole.scale
    assert [c.flags for c in dragged.columns] == [c.flags for c in whole.columns]
    for late, early in zip(whole.columns, dragged.columns, strict=True):
        assert early.row.fat_fraction_percent == pytest.approx(late.row.fat_fraction_percent, abs=0.5)


def test_what_fails_in_the_background_is_said(waiting, told):
    def fails(document, blocks, settings, *, prepared=None, held=None, is_lenient=False):
        if held is None:
            raise UnreadableError("Another slice of the series ends early; copy the file again.")
        return measure(document, blocks, settings, prepared=prepared, is_lenient=is_lenient)

    live = LiveNumbers(run=waiting, on_ready=told.append, measure_with=fails)
    made = block()
    first = made.slices[0]
    live.request(DOCUMENT, made, first)
    waiting.do_all()
    live.settle(DOCUMENT, made, first)
    waiting.do_all()
    assert live.compute(DOCUMENT, made, first).refused.startswith("Another slice")
    assert live.compute(moved(), made, first).refused is None


def test_a_method_that_needs_other_images_reads_them_before_the_first_number(waiting, told, monkeypatch):
    blocks = pair(*signals())
    first = blocks[0].slices[0]
    outlines = tuple(box(*edges, side=side, uid=first.key.uid) for edges, side in BOXES)
    thresholded = Document(outlines, method="otsu-shared")
    dixon = thresholded.with_method("dixon")
    live = LiveNumbers(run=waiting, on_ready=told.append)
    live.use(blocks)
    live.request(thresholded, blocks[0], first)
    waiting.do_all()
    assert live.compute(thresholded, blocks[0], first) is not None
    assert live.compute(dixon, blocks[0], first) is None, "water and fat were not read yet"
    assert not live.request(dixon, blocks[0], first)
    waiting.do_all()
    monkeypatch.setattr("viewer.measure.prepared.read_maps", None)  # nothing is read while the user draws
    for _ in range(2):
        for column in live.compute(dixon, blocks[0], first).columns:
            assert column.row.fat_fraction_percent == pytest.approx(100.0 * SHARES[column.side])
        live.settle(dixon, blocks[0], first)
        waiting.do_all()
    assert live.compute(dixon, blocks[0], first).is_settled


def test_slices_that_share_a_scale_are_measured_together_and_shown_apart(waiting, monkeypatch):
    measured = []

    def measuring(document, blocks, settings, *, prepared=None, held=None, is_lenient=False):
        measured.append({outline.slice_key.uid for outline in document.outlines})
        return measure(document, blocks, replace(settings, method="otsu-shared"), prepared=prepared, is_lenient=True)

    needing = replace(find_method("otsu-shared"), needs_scale=True)
    monkeypatch.setattr("viewer.app.numbers.building.find_method", lambda name: needing)
    live = LiveNumbers(run=waiting, measure_with=measuring)
    one = block()
    second = one.slices[1]
    together = replace(DOCUMENT, scale_of=ScaleOf.SERIES)
    for document, whole in ((DOCUMENT, {UIDS[1]}), (together, set(UIDS))):
        live.request(document, one, second)
        waiting.do_all()
        live.compute(document, one, second)
        live.settle(document, one, second)
        waiting.do_all()
        assert measured[-2:] == [{UIDS[1]}, whole]
        model = live.compute(document, one, second)
        assert [column.row.slice_number for column in model.columns] == [2, 2]
        assert len(model.comparisons) == 1 and model.comparisons[0].comparison.slice_number == 2
        assert [column.row.fat_fraction_percent for column in model.columns] == [
            row.fat_fraction_percent
            for row in measure(DOCUMENT, [one], MeasureSettings("otsu-shared")).rows
            if row.slice_number == 2
        ]
