"""N and Shift+N: the neighbour is shown, proposals lie there, and nothing accepted is touched."""

from dataclasses import replace

import numpy as np
import pytest

from tests.app.proposing.block_scene import COUNT, key, on, opened, perform, round_outline, said
from viewer.core.history import Place
from viewer.core.outline import OutlineRule, Side, has_crossing


class Later:
    """Keeps tasks until they are asked for."""

    def __init__(self):
        self.waiting = []

    def start(self, task, *, answer, report):
        self.waiting.append((task, answer, report))

    def cancel(self):
        self.waiting.clear()

    def work(self):
        task, answer, report = self.waiting.pop(0)
        answer(task.work(report))


@pytest.mark.parametrize(("name", "target", "moved"), [("copy-to-next", 5, 1.0), ("copy-to-previous", 3, -1.0)])
def test_a_copy_lies_on_the_neighbour_and_follows_the_image(name, target, moved):
    both = (round_outline(4, x=32.0), round_outline(4, x=58.0, side=Side.LEFT))
    session = opened(*(replace(one, rule=OutlineRule.VISIBLE) for one in both), at=4)
    perform(session, name)
    assert session.now.place == Place(1, target)
    found = on(session, target)
    assert [(one.side, one.is_proposed, one.rule) for one in found] == [
        (Side.RIGHT, True, OutlineRule.VISIBLE),
        (Side.LEFT, True, OutlineRule.VISIBLE),
    ]
    for outline, before in zip(found, both, strict=True):
        assert outline.centroid_px[0] - before.centroid_px[0] == pytest.approx(moved, abs=0.4)
        assert not has_crossing(outline.rings[0])
    assert on(session, 4)[0].is_proposed is False
    assert session.now.history.undo_name == f"copy outlines to slice {target}"
    session.undo()
    assert on(session, target) == ()
    assert session.now.place == Place(1, target)


def test_what_was_accepted_stays_and_the_missing_one_is_copied():
    kept = round_outline(5, x=33.0)
    session = opened(round_outline(4), round_outline(4, x=60.0, side=Side.LEFT), kept, at=4)
    perform(session, "copy-to-next")
    assert kept in on(session, 5)
    assert [(one.side, one.is_proposed) for one in on(session, 5)] == [(Side.RIGHT, False), (Side.LEFT, True)]
    assert said(session) == ("The right multifidus outlined on slice 5 before stays and the others were copied.")


def test_where_all_was_accepted_nothing_happens():
    session = opened(round_outline(4), round_outline(5, x=33.0), at=4)
    before = session.now.document
    perform(session, "copy-to-next")
    assert session.now.document is before
    assert "nothing was copied" in said(session)


def test_an_older_proposal_is_exchanged():
    session = opened(round_outline(4), round_outline(5, x=70.0, is_proposed=True), at=4)
    perform(session, "copy-to-next")
    [outline] = on(session, 5)
    assert outline.centroid_px[0] < 40.0
    assert said(session) == "What was proposed on slice 5 before was exchanged."


def test_unknown_sides_are_told_by_their_place():
    one, other = round_outline(4, side=Side.UNKNOWN), round_outline(4, x=60.0, side=Side.UNKNOWN)
    kept = round_outline(5, x=61.0, side=Side.UNKNOWN)
    session = opened(one, other, kept, at=4)
    perform(session, "copy-to-next")
    assert sorted((round(o.centroid_px[0] / 10), o.is_proposed) for o in on(session, 5)) == [(3, True), (6, False)]


def test_the_key_repeats_slice_after_slice():
    session = opened(round_outline(1))
    for _ in range(COUNT - 1):
        perform(session, "copy-to-next")
    assert [len(on(session, number)) for number in range(1, COUNT + 1)] == [1] * COUNT
    assert on(session, COUNT)[0].centroid_px[0] == pytest.approx(30.0 + COUNT - 1, abs=1.5)
    perform(session, "copy-to-next")
    assert said(session) == "This is the last slice of the block; there is none to copy its outlines to."


def test_a_key_that_repeats_faster_than_it_is_done_waits():
    later = Later()
    session = opened(round_outline(4), at=4, runner=later)
    perform(session, "copy-to-next")
    assert "Copying" in session.now.pending.words
    session.show(Place(1, 4))
    perform(session, "copy-to-next")
    assert session.now.place == Place(1, 4)
    assert len(later.waiting) == 1
    later.work()
    assert len(on(session, 5)) == 1
    assert session.now.pending is None


def test_a_slice_that_cannot_be_read_is_named():
    session = opened(round_outline(4), at=4, vanished=(5,))
    perform(session, "copy-to-next")
    assert on(session, 5) == ()
    assert said(session).startswith("Slice 5 cannot be read, so nothing was copied to it")


def test_nothing_to_copy_is_said():
    session = opened(round_outline(4), at=2)
    from viewer.app.proposing.copying import copy_to_neighbour

    copy_to_neighbour(session, 1)
    assert said(session).startswith("Nothing is outlined on this slice")
    assert session.now.place == Place(1, 2)


def test_without_a_place_in_the_patient_pixels_are_copied():
    session = opened(round_outline(4), at=4)
    study = session.now.study
    bare = tuple(replace(one, geometry=replace(one.geometry, position_mm=None)) for one in study.series[0].slices)
    session.open(
        replace(study, series=(replace(study.series[0], slices=bare),)), Place(1, 4), document=session.now.document
    )
    perform(session, "copy-to-next")
    [outline] = on(session, 5)
    assert outline.slice_key == key(5)
    assert np.hypot(*np.subtract(outline.centroid_px, (31.0, 45.0))) < 1.0
