"""Live numbers: made ready elsewhere, computed at once, never from what no longer holds."""

import threading
from dataclasses import replace

from tests.app.numbers.live_scene import DOCUMENT, UIDS, block
from tests.memory import box
from viewer.app.numbers import LiveNumbers, numbers_of
from viewer.app.numbers.live import SLICES_KEPT
from viewer.core.document import Crop, Document, Statement
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.errors import UnreadableError


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
    one = block()
    live.request(Document(), one, one.slices[0])
    assert is_told.wait(10.0)
    live.close()
    assert told == [ZeroDivisionError]
