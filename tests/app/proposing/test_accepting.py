"""Accepting and rejecting: by slice, by series, by key; the tool in hand comes first."""

import pytest

from tests.app.proposing.block_scene import on, opened, perform, round_outline, said
from viewer.app import viewing
from viewer.app.actions import find_action
from viewer.app.actions.outlining import take_key
from viewer.app.proposing.accepting import hint_of
from viewer.core.outline import Side
from viewer.tools.editing.select import Idle
from viewer.tools.gesture import Gesture, Kind


def proposed(number, **more):
    return round_outline(number, is_proposed=True, **more)


def scene():
    return opened(proposed(4), proposed(4, x=60.0, side=Side.LEFT), proposed(5), round_outline(6), at=4)


def state(session) -> list[bool]:
    return [outline.is_proposed for outline in session.now.document.outlines]


def press(session, key, *modifiers) -> None:
    take_key(session, Gesture(Kind.KEY, key=key, modifiers=frozenset(modifiers)))


@pytest.mark.parametrize("do", [lambda s: perform(s, "accept-proposed"), lambda s: press(s, "Return")])
def test_those_of_the_slice_are_accepted(do):
    session = scene()
    do(session)
    assert state(session) == [False, False, True, False]
    assert session.now.history.undo_name == "accept proposed outlines"
    session.undo()
    assert state(session) == [True, True, True, False]


@pytest.mark.parametrize("do", [lambda s: perform(s, "accept-proposed-series"), lambda s: press(s, "Return", "shift")])
def test_those_of_the_series_are_accepted(do):
    session = scene()
    do(session)
    assert state(session) == [False] * 4
    assert said(session) == "3 proposed outlines of this series accepted."


@pytest.mark.parametrize("do", [lambda s: perform(s, "reject-proposed"), lambda s: press(s, "Backspace", "shift")])
def test_those_of_the_slice_are_deleted(do):
    session = scene()
    do(session)
    assert on(session, 4) == ()
    assert state(session) == [True, False]
    assert session.now.history.undo_name == "reject proposed outlines"


def test_those_of_the_series_are_deleted():
    session = scene()
    perform(session, "reject-proposed-series")
    assert state(session) == [False]


def test_the_hint_says_how_while_nothing_is_drawn():
    session = scene()
    assert hint_of(session.now).startswith("Enter accepts")
    perform(session, "accept-proposed")
    assert hint_of(session.now) == ""
    session.undo()
    session.use_tool("outline")
    session.gesture(Gesture(Kind.PRESS, at=(10.0, 10.0), button="left"))
    assert hint_of(session.now) == ""


def test_nothing_proposed_nothing_offered():
    session = opened(round_outline(4), at=4)
    for name in ("accept-proposed", "accept-proposed-series", "reject-proposed", "reject-proposed-series"):
        assert not find_action(name).is_enabled(session.now)
    before = session.now.document
    press(session, "Return")
    press(session, "Backspace", "shift")
    assert session.now.document is before


def test_enter_closes_what_is_drawn_before_it_accepts():
    session = scene()
    session.use_tool("outline")
    for at in ((10.0, 10.0), (20.0, 10.0), (20.0, 20.0)):
        for kind in (Kind.PRESS, Kind.RELEASE):
            session.gesture(Gesture(kind, at=at, button="left"))
    press(session, "Return")
    assert state(session)[:2] == [True, True]
    assert len(session.now.document.outlines) == 5
    press(session, "Return")
    assert state(session)[:2] == [False, False]


def test_while_drawing_shift_backspace_takes_a_point_back():
    session = scene()
    session.use_tool("outline")
    session.gesture(Gesture(Kind.PRESS, at=(10.0, 10.0), button="left"))
    session.gesture(Gesture(Kind.RELEASE, at=(10.0, 10.0), button="left"))
    press(session, "Backspace", "shift")
    assert len(on(session, 4)) == 2


def test_a_change_by_hand_accepts_the_outline():
    session = opened(proposed(4), proposed(4, x=60.0, side=Side.LEFT), at=4)
    session.gesture(Gesture(Kind.PRESS, at=(30.0, 45.0), button="left"))
    session.gesture(Gesture(Kind.RELEASE, at=(30.0, 45.0), button="left"))
    session.gesture(Gesture(Kind.KEY, key="Left"))
    assert state(session) == [False, True]


def test_numbers_of_a_proposal_carry_a_note():
    from viewer.measure.measuring import MeasureSettings, measure

    session = opened(round_outline(4), proposed(4, x=60.0, side=Side.LEFT), at=4)
    rows = measure(session.now.document, session.now.study.series, MeasureSettings()).rows
    assert ["proposed-outline" in row.flags for row in rows] == [False, True]


@pytest.mark.parametrize("name", ["reject-proposed", "reject-proposed-series"])
def test_what_is_deleted_leaves_nothing_else_selected(name):
    session = opened(proposed(4), round_outline(4, x=60.0, side=Side.LEFT), at=4)
    session.change(state=Idle(selected=0))
    perform(session, name)
    assert session.draft().selected is None
    press(session, "Delete")
    assert len(on(session, 4)) == 1


def test_copying_from_a_slice_without_outlines_says_what_to_do():
    session = opened(round_outline(4), at=5)
    press(session, "N")
    assert "outline it first" in said(session)


def test_nobody_accepts_what_is_hidden():
    session = scene()
    viewing.toggle(session, "hides_overlays")
    perform(session, "accept-proposed")
    assert state(session) == [True, True, True, False]
    assert "hidden" in said(session)
