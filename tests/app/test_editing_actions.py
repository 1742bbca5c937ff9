"""Commands that change the selected outline, or the size of the round tool: enabled where they apply, each undone."""

import math

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.actions import find_action
from viewer.app.actions.editing import BLOCKED, SMALL
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.coverage import overlap_area_px
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.tools.gesture import Gesture, Kind

CHANGES = ["turn-clockwise", "turn-anticlockwise", "enlarge-outline", "shrink-outline"]
RIGHT = box(10, 10, 30, 30, side=Side.RIGHT, uid="1.2")


def opened(*outlines) -> Session:
    values = np.tile(np.arange(60, dtype=np.int16) * 10, (50, 1))
    slices = [image(values, uid=f"1.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(5)]
    session = Session(load_slice)
    session.change(canvas=(400.0, 400.0))
    session.open(Study(series=(series(*slices),)), Place(1, 3), document=Document().with_outlines(outlines))
    return session


def click(session, at):
    session.gesture(Gesture(Kind.PRESS, at, "left", frozenset({"left"})))
    session.gesture(Gesture(Kind.RELEASE, at, "left"))


def selected(*outlines, tool="select") -> Session:
    session = opened(*outlines)
    session.use_tool(tool)
    click(session, (20.0, 20.0) if tool == "select" else (10.0, 10.0))
    return session


def is_enabled(session, name):
    return find_action(name).is_enabled(session.now)


def perform(session, name):
    find_action(name).perform(session)


@pytest.mark.parametrize("name", CHANGES)
def test_it_needs_a_selected_outline_that_is_shown(name):
    session = opened(RIGHT)
    assert not is_enabled(session, name)
    click(session, (20.0, 20.0))
    assert is_enabled(session, name)
    session.show(Place(1, 2))
    assert not is_enabled(session, name)
    session.show(Place(1, 3))
    session.edit("delete outline", Document())
    assert not is_enabled(session, name)
    perform(session, name)
    assert session.now.document == Document()


def test_turning_and_sizing_are_named_steps_that_undo():
    session = selected(RIGHT)
    for name, step in zip(CHANGES, ("turn", "turn", "enlarge", "shrink"), strict=True):
        before = session.now.document
        perform(session, name)
        assert session.now.document != before
        assert session.now.history.undo_name == f"{step} outline"
        session.undo()
        assert session.now.document == before
        click(session, (20.0, 20.0))


def test_a_command_turns_by_one_degree_and_sizes_by_two_hundredths():
    session = selected(RIGHT)
    perform(session, "turn-clockwise")
    (x0, y0), (x1, y1) = session.now.document.outlines[0].rings[0][:2]
    aspect = session.now.viewport.aspect
    assert math.degrees(math.atan2((y1 - y0) * aspect, x1 - x0)) == pytest.approx(1.0)
    perform(session, "turn-anticlockwise")
    assert np.allclose(session.now.document.outlines[0].rings, RIGHT.rings)
    perform(session, "enlarge-outline")
    assert session.now.document.outlines[0].area_px == pytest.approx(400 * 1.02**2)
    perform(session, "shrink-outline")
    assert session.now.document.outlines[0].area_px == pytest.approx(400)
    assert session.now.document.outlines[0].side is Side.RIGHT


def test_it_stays_in_the_image_and_beside_its_partner_and_says_so():
    partner = box(31, 10, 45, 30, side=Side.LEFT, uid="1.2")
    session = selected(RIGHT, partner)
    for _ in range(20):
        perform(session, "enlarge-outline")
        assert overlap_area_px(*session.now.document.outlines) == 0.0
    assert session.now.notice.sentence == BLOCKED
    wide = selected(box(-0.5, 10, 59.5, 30, uid="1.2"))
    perform(wide, "enlarge-outline")
    assert wide.now.notice.sentence == BLOCKED
    assert not wide.now.history.past


def test_what_is_small_is_made_no_smaller():
    session = selected(box(19, 19, 20.5, 20.5, uid="1.2"))
    perform(session, "shrink-outline")
    assert session.now.notice.sentence == SMALL


def test_a_vertex_selected_while_outlining_selects_its_outline():
    session = selected(RIGHT, tool="outline")
    assert is_enabled(session, "turn-clockwise")
    perform(session, "turn-clockwise")
    assert session.now.history.undo_name == "turn outline"


def test_the_round_tool_is_sized_where_it_is_in_hand():
    session = opened(RIGHT)
    assert not is_enabled(session, "nudge-larger")
    session.use_tool("nudge")
    before = session.now.view.nudge_radius_px
    perform(session, "nudge-larger")
    assert session.now.view.nudge_radius_px > before
    perform(session, "nudge-smaller")
    assert session.now.view.nudge_radius_px == pytest.approx(before)
    assert [find_action(f"nudge-{name}").keys for name in ("larger", "smaller")] == [("]",), ("[",)]
