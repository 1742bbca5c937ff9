"""Live numbers: made ready elsewhere, computed at once, never from what no longer holds."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from tests.measure.dixon.test_dixon_numbers import LEFT as LEFT_EDGES
from tests.measure.dixon.test_dixon_numbers import RIGHT as RIGHT_EDGES
from tests.measure.dixon.test_dixon_numbers import SHARES, pair, signals
from tests.memory import box, image, series
from viewer.app.numbers import LiveNumbers, numbers_of
from viewer.app.numbers.live import SLICES_KEPT
from viewer.core.document import Crop, Document, ScaleOf, Statement
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.errors import UnreadableError
from viewer.measure.anchored.scale import Gain, SliceScale
from viewer.measure.measuring import measure
from viewer.measure.methods import METHODS

UIDS = [f"1.2.{n}" for n in range(SLICES_KEPT + 2)]


def block(**facts):
    rng = np.random.default_rng(2)
    values = [np.where(rng.random((40, 60)) < 0.4, 1000.0, 200.0) for _ in UIDS]
    return series(*(image(v, uid=uid, **facts) for v, uid in zip(values, UIDS, strict=True)))


DOCUMENT = Document(
    tuple(
        box(left, 10.5, left + 10, 20.5, side=side, uid=uid)
        for uid in UIDS
        for left, side in ((5.5, Side.RIGHT), (25.5, Side.LEFT))
    ),
    method="otsu-shared",
)


BOXES = ((RIGHT_EDGES, Side.RIGHT), (LEFT_EDGES, Side.LEFT))


class Waiting:
    """Keeps work until it is told to do it."""

    def __init__(self):
        self.work = []

    def __call__(self, work):
        self.work.append(work)

    def do_all(self):
        while self.work:
            self.work.pop(0)()


@pytest.fixture
def waiting():
    return Waiting()


@pytest.fixture
def told():
    return []


@pytest.fixture
def live(waiting, told):
    return LiveNumbers(run=waiting, on_ready=told.append)


def test_a_slice_is_made_ready_first_and_then_computed_at_once(live, waiting, told):
    made = block()
    first = made.slices[0]
    assert not live.request(DOCUMENT, made, first)
    assert live.compute(DOCUMENT, made, first) is None
    waiting.do_all()
    assert told == [first.key]
    assert live.is_ready(DOCUMENT, made, first)
    assert live.compute(DOCUMENT, made, first) == numbers_of(DOCUMENT, made, first, held={})
    assert live.request(DOCUMENT, made, first)
    assert waiting.work == []


def test_what_was_asked_for_before_is_dropped(live, waiting, told):
    made = block()
    for picture in made.slices[:3]:
        live.request(DOCUMENT, made, picture)
    waiting.do_all()
    assert told == [made.slices[2].key]
    assert not live.is_ready(DOCUMENT, made, made.slices[0])


def test_an_answer_that_comes_after_another_study_was_opened_is_dropped(live, waiting, told):
    made = block()
    live.request(DOCUMENT, made, made.slices[0])
    live.forget()
    waiting.do_all()
    assert told == []
    assert live.prepared == {}


def test_a_changed_statement_or_crop_needs_the_slice_anew(live, waiting):
    made = block(orientation=None)
    first = made.slices[0]
    live.request(DOCUMENT, made, first)
    waiting.do_all()
    stated = replace(DOCUMENT, statement=Statement(sides="radiological"))
    cropped = DOCUMENT.with_crop(Crop(first.key, left=0, top=0, right=30, bottom=39))
    for changed in (stated, cropped):
        assert live.compute(changed, made, first) is None
        assert not live.request(changed, made, first)
        waiting.do_all()
        assert live.compute(changed, made, first) == numbers_of(changed, made, first, held={})


def test_only_the_slices_used_last_stay_ready(live, waiting):
    made = block()
    for picture in made.slices[:SLICES_KEPT]:
        live.request(DOCUMENT, made, picture)
        waiting.do_all()
    live.compute(DOCUMENT, made, made.slices[0])  # used again
    live.request(DOCUMENT, made, made.slices[SLICES_KEPT])
    waiting.do_all()
    assert len(live.prepared) == SLICES_KEPT
    assert made.slices[0].key in live.prepared
    assert made.slices[1].key not in live.prepared


def test_pixels_that_cannot_be_read_are_said_and_tried_again_when_asked(live, waiting, told):
    class Damaged:
        def read(self):
            raise UnreadableError("The pixels of the slice end early; copy the file again.")

    made = block()
    broken = replace(made.slices[0], reader=Damaged())
    live.request(DOCUMENT, made, broken)
    waiting.do_all()
    assert told == [broken.key]
    assert live.compute(DOCUMENT, made, broken).refused.startswith("The pixels of the slice end early")
    assert not live.request(DOCUMENT, made, made.slices[0])
    waiting.do_all()
    assert live.compute(DOCUMENT, made, made.slices[0]).refused is None


def test_a_statement_against_the_header_is_said_without_reading(live, waiting):
    made = block()
    wrong = replace(DOCUMENT, statement=Statement(sides="neurological"))
    assert live.request(wrong, made, made.slices[0])
    model = live.compute(wrong, made, made.slices[0])
    assert "contradicts" in model.columns[0].withheld[0].sentence
    assert waiting.work == []


def test_a_slice_that_tells_more_than_its_series_is_measured_by_its_header(live, waiting):
    made = block()
    first = made.slices[0]
    stated = DOCUMENT.with_statement(made.series_uid, Statement(sides="neurological"))
    assert not live.request(stated, made, first)
    waiting.do_all()
    model = live.compute(stated, made, first)
    assert model == numbers_of(DOCUMENT, made, first, held={})
    assert [column.withheld for column in model.columns] == [(), ()]


def test_a_dragged_vertex_gives_the_numbers_of_the_new_outline(live, waiting):
    made = block()
    first = made.slices[0]
    live.request(DOCUMENT, made, first)
    waiting.do_all()
    for step in range(40):
        moved = DOCUMENT.with_outline_at(0, box(5.5 - step / 50, 10.5, 15.5, 20.5, side=Side.RIGHT, uid=UIDS[0]))
        assert live.compute(moved, made, first) == numbers_of(moved, made, first, held={})


def test_its_own_thread_makes_slices_ready_too():
    ready = threading.Event()
    names = []

    def tell(key: SliceKey) -> None:
        names.append((key, threading.current_thread().name))
        ready.set()

    live = LiveNumbers(on_ready=tell)
    made = block()
    try:
        live.request(DOCUMENT, made, made.slices[0])
        assert ready.wait(60)
        assert names[0][0] == made.slices[0].key
        assert names[0][1] != threading.current_thread().name
        assert live.compute(DOCUMENT, made, made.slices[0]) == numbers_of(DOCUMENT, made, made.slices[0], held={})
    finally:
        live.close()


def test_too_little_memory_is_said(monkeypatch):
    def fails(*args, **keywords):
        raise MemoryError

    monkeypatch.setattr("viewer.app.numbers.live.prepare", fails)
    told = []
    live = LiveNumbers(run=lambda work: work(), on_ready=told.append)
    one = block()
    live.request(DOCUMENT, one, one.slices[0])
    assert told == [one.slices[0].key]
    assert "memory" in live.compute(DOCUMENT, one, one.slices[0]).refused


def test_a_fault_while_a_slice_is_made_ready_is_handed_on(monkeypatch):
    """A pool keeps what goes wrong in it to itself."""
    told, is_told = [], threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda error: (told.append(error.exc_type), is_told.set()))

    def breaks(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("viewer.app.numbers.live.prepare", breaks)
    live = LiveNumbers()
    block = series(image(np.zeros((20, 20))))
    live.request(Document(), block, block.slices[0])
    assert is_told.wait(10.0)
    live.close()
    assert told == [ZeroDivisionError]


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


def test_a_flag_that_needs_an_interval_does_not_come_and_go_in_a_drag(whole, waiting, monkeypatch):
    live, one, first = whole
    before = live._measure_with

    def wide(*args, **keywords):
        made = before(*args, **keywords)
        flags = ("wide-interval", "thick-slice") if keywords.get("held") is None else ("thick-slice",)
        return replace(made, rows=tuple(replace(row, flags=flags) for row in made.rows))

    monkeypatch.setattr(live, "_measure_with", wide)
    live.settle(DOCUMENT, one, first)
    waiting.do_all()
    for document in (DOCUMENT, moved()):
        model = live.compute(document, one, first)
        assert [text.identifier for text in model.columns[0].flags] == ["wide-interval", "thick-slice"]


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


def test_a_method_that_still_lacks_its_scale_raises_no_flag_about_it(whole, monkeypatch):
    live, one, first = whole
    needing = replace(METHODS[0], needs_scale=True)
    monkeypatch.setattr("viewer.app.numbers.building.find_method", lambda name: needing)
    monkeypatch.setattr(live, "_measure_with", flagged)
    assert live.compute(DOCUMENT, one, first).columns[0].flags == ()


def flagged(*args, held, **keywords):
    assert held == {}
    made = measure(*args, **keywords)
    return replace(made, rows=tuple(replace(row, flags=("one-mode",)) for row in made.rows))


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

    needing = replace(METHODS[0], needs_scale=True)
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
            column.row.fat_fraction_percent for column in numbers_of(DOCUMENT, one, second).columns
        ]
