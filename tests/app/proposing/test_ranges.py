"""Outlines carried over a range and filled in between: one step of undo, accepted ones kept, what failed is named."""

import pytest

from tests.app.proposing.block_scene import COUNT, on, opened, perform, round_outline, said
from viewer.app.proposing.spreading import Range, offered_range, propagate
from viewer.core.outline import Side


def numbers_with_proposals(session) -> list[int]:
    return [n for n in range(1, COUNT + 1) if any(one.is_proposed for one in on(session, n))]


def test_the_range_goes_to_the_next_outlined_slice_or_the_end():
    session = opened(round_outline(3), round_outline(6), round_outline(5, is_proposed=True), at=3)
    assert offered_range(session.now) == Range(1, 5)
    assert offered_range(opened(round_outline(3), at=2).now) is None


def test_a_range_is_carried_both_ways_in_one_step():
    session = opened(round_outline(4), round_outline(4, x=60.0, side=Side.LEFT), at=4)
    before = session.now.document
    propagate(session, Range(2, 6))
    assert numbers_with_proposals(session) == [2, 3, 5, 6]
    assert all(len(on(session, number)) == 2 for number in (2, 3, 5, 6))
    assert on(session, 6)[0].centroid_px[0] == pytest.approx(32.0, abs=0.8)
    assert on(session, 2)[0].centroid_px[0] == pytest.approx(28.0, abs=0.8)
    assert session.now.history.undo_name == "propagate outlines to slices 2 to 6"
    assert said(session) == (
        "4 slices got proposed outlines. Enter accepts those of a slice, Shift+Enter all of the series."
    )
    session.undo()
    assert session.now.document == before


def test_an_accepted_outline_on_the_way_stays_and_is_gone_on_from():
    own = round_outline(3, x=40.0, radius=6.0)
    session = opened(round_outline(1), own, at=1)
    propagate(session, Range(1, 5))
    assert on(session, 3) == (own,)
    assert on(session, 4)[0].centroid_px[0] == pytest.approx(41.0, abs=0.6)
    assert on(session, 4)[0].area_px == pytest.approx(own.area_px, rel=0.15)
    assert "1 accepted outline on the way" in said(session)


def test_what_cannot_be_read_is_named_and_the_others_are_done():
    session = opened(round_outline(1), vanished=(3, 4))
    propagate(session, Range(1, 6))
    assert numbers_with_proposals(session) == [2, 5, 6]
    assert said(session).endswith("Slices 3 and 4 cannot be read and were left out.")


def test_a_range_without_another_slice_is_refused():
    session = opened(round_outline(4), at=4)
    before = session.now.document
    propagate(session, Range(4, 4))
    assert session.now.document is before
    assert session.now.notice.kind == "refused"


def test_slices_between_are_filled_with_what_lies_between():
    session = opened(
        round_outline(2, radius=12.0), round_outline(6, x=34.0, radius=8.0), round_outline(2, x=65.0, side=Side.LEFT)
    )
    perform(session, "fill-between")
    assert numbers_with_proposals(session) == [3, 4, 5]
    for number, radius in ((3, 11.0), (4, 10.0), (5, 9.0)):
        [outline] = on(session, number)
        assert outline.side is Side.RIGHT
        assert outline.area_px == pytest.approx(3.14159 * radius**2, rel=0.06)
        assert outline.centroid_px[0] == pytest.approx(28.0 + number, abs=0.6)
    assert session.now.history.undo_name == "fill slices between outlines"


def test_each_muscle_is_filled_between_its_own_slices():
    session = opened(
        round_outline(1),
        round_outline(3),
        round_outline(2, x=60.0, side=Side.LEFT),
        round_outline(5, x=60.0, side=Side.LEFT),
    )
    perform(session, "fill-between")
    sides = {number: [str(one.side) for one in on(session, number)] for number in range(1, COUNT + 1)}
    assert sides == {1: ["right"], 2: ["left", "right"], 3: ["right", "left"], 4: ["left"], 5: ["left"], 6: [], 7: []}


def test_proposals_are_no_ends_and_are_exchanged():
    old = round_outline(3, x=70.0, is_proposed=True)
    session = opened(round_outline(2), old, round_outline(4), round_outline(7, is_proposed=True))
    perform(session, "fill-between")
    [outline] = on(session, 3)
    assert outline.centroid_px[0] < 40.0
    assert on(session, 5) == on(session, 6) == ()


def test_unknown_sides_are_paired_by_their_place():
    pairs = [round_outline(n, x=x, side=Side.UNKNOWN) for n, x in ((1, 60.0), (1, 30.0), (3, 30.0), (3, 60.0))]
    session = opened(*pairs)
    perform(session, "fill-between")
    assert sorted(round(one.centroid_px[0] / 10) for one in on(session, 2)) == [3, 6]


def test_nothing_to_fill_is_said_and_unreadable_slices_are_named():
    session = opened(round_outline(2), round_outline(3))
    perform(session, "fill-between")
    assert said(session).startswith("There is no slice between two outlined ones")
    session = opened(round_outline(2), round_outline(5), vanished=(3, 5))
    perform(session, "fill-between")
    assert numbers_with_proposals(session) == [4]
    assert "Slices 3 and 5 cannot be read" in said(session)


def test_a_task_that_is_not_wanted_any_more_ends_at_its_next_report():
    class Asked(Exception):
        pass

    class Runner:
        def start(self, task, *, answer, report):
            self.task = task

        def cancel(self):
            pass

    runner = Runner()
    session = opened(round_outline(1), round_outline(7), runner=runner)
    for begin in (lambda: propagate(session, Range(1, 6)), lambda: perform(session, "fill-between")):
        begin()
        told = []

        def report(done, total, told=told):
            told.append((done, total))
            if done == 2:
                raise Asked

        with pytest.raises(Asked):
            runner.task.work(report)
        assert [done for done, _ in told] == [1, 2]
    assert len(session.now.document.outlines) == 2
