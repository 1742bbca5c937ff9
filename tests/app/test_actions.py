"""The table of commands: one name and one key each, every action explains itself, viewing changes no number."""

from collections import Counter

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.actions import ACTIONS, MENUS, POINTER, find_action
from viewer.app.actions.files_and_edits import NOTHING_SELECTED
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.app.viewing import place_of
from viewer.core.document import Document, ScaleOf
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.registry import TOOLS

VIEWING = [action for action in ACTIONS if action.menu == "View" and action.perform is not None]


def opened() -> Session:
    values = np.tile(np.arange(60, dtype=np.int16) * 10, (50, 1))
    slices = [image(values, uid=f"1.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(5)]
    session = Session(load_slice)
    session.change(canvas=(400.0, 400.0))
    session.open(Study(series=(series(*slices), series(image(values, uid="7"), number=2, uid="7"))), Place(1, 3))
    return session


def perform(session: Session, name: str) -> None:
    find_action(name).perform(session)


def test_names_and_keys_are_one_each():
    assert max(Counter(action.name for action in ACTIONS).values()) == 1
    assert max(Counter(key for action in ACTIONS for key in action.keys).values()) == 1


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_explains_itself(action):
    assert action.menu in MENUS
    assert action.explanation.endswith(".")
    assert action.text == action.text.strip()


def test_every_offered_tool_is_an_action_and_the_pointer_is_explained():
    offered = {f"tool-{tool.name}" for tool in TOOLS if tool.is_offered}
    assert offered <= {action.name for action in ACTIONS}
    assert all(gesture and effect for gesture, effect in POINTER)


def test_no_key_flips_or_turns_the_image():
    """A bare key that mirrors the image has put outlines on the wrong side in other programs."""
    for name in ("turn", "mirror-view"):
        assert find_action(name).keys == ()


@pytest.mark.parametrize("action", VIEWING, ids=lambda action: action.name)
def test_viewing_changes_no_document(action):
    session = opened()
    document = Document((box(10, 10, 30, 30, side=Side.RIGHT, uid="1.2"),))
    session.edit("draw", document)
    action.perform(session)
    assert session.now.document is document
    assert session.now.history.undo_name == "draw"


def test_slices_stop_at_the_ends():
    session = opened()
    for _ in range(9):
        perform(session, "next-slice")
    assert session.now.view.slice_number == 5
    for _ in range(9):
        perform(session, "previous-slice")
    assert session.now.view.slice_number == 1


def test_windows_follow_the_slice_and_can_be_given_back():
    session = opened()
    automatic = session.now.window
    perform(session, "window-muscle")
    assert session.now.window.width == pytest.approx(automatic.width / 2)
    perform(session, "window-fat")
    assert session.now.window.center > automatic.center
    session.change(view=session.now.view.with_window("1.2", Window(1.0, 2.0)))
    perform(session, "window-auto")
    assert session.now.window == automatic
    perform(session, "window-file")
    assert session.now.view.windows == ()


def test_turning_four_times_and_upright_come_back():
    session = opened()
    view = session.now.view
    for turns in (1, 2, 3, 0):
        perform(session, "turn")
        assert session.now.view.turns == turns
    perform(session, "mirror-view")
    perform(session, "turn")
    perform(session, "upright")
    assert session.now.view == view


def test_expecting_a_side_takes_the_outline_tool_and_again_gives_it_back():
    session = opened()
    perform(session, "preselect-right")
    assert (session.now.tool, session.now.preselected) == ("outline", Side.RIGHT)
    perform(session, "preselect-left")
    assert session.now.preselected is Side.LEFT
    perform(session, "preselect-left")
    assert session.now.preselected is None


def test_undo_is_called_by_what_it_takes_back():
    session = opened()
    undo = find_action("undo")
    assert undo.says(session.now) == "Undo"
    session.edit("move vertex", Document(method="otsu-each"))
    assert undo.says(session.now) == "Undo move vertex"
    session.undo()
    assert find_action("redo").says(session.now) == "Redo move vertex"


def test_a_picked_series_shows_its_first_outlined_slice_or_its_middle():
    session = opened()
    assert place_of(session.now, 1) is None
    assert place_of(session.now, 2) == Place(2, 1)
    session.edit("draw", Document((box(10, 10, 30, 30, uid="1.1"),)))
    session.show(Place(2, 1))
    assert place_of(session.now, 1) == Place(1, 2)


def test_delete_tells_where_nothing_is_selected_and_deletes_what_is():
    session = opened()
    drawn = box(10, 10, 30, 30, uid="1.2", side=Side.RIGHT)
    session.edit("draw right multifidus", Document(outlines=(drawn,)))
    perform(session, "delete")
    assert session.now.document.outlines == (drawn,)
    assert session.now.notice.sentence == NOTHING_SELECTED
    session.use_tool("select")
    for kind in (Kind.PRESS, Kind.RELEASE):
        session.gesture(Gesture(kind, at=(20.0, 20.0), button="left"))
    perform(session, "delete")
    assert session.now.document.outlines == ()
    assert session.now.notice is None


def test_delete_says_nothing_where_nothing_is_outlined():
    session = opened()
    perform(session, "delete")
    assert session.now.notice is None


def test_a_scale_is_shared_only_where_the_method_finds_one():
    session = opened()
    switch = find_action("scale-of-series")
    session.edit("choose method", Document(method="manual", threshold=5.0))
    assert not switch.is_enabled(session.now)
    session.edit("choose method", Document(method="anchored"))
    assert switch.is_enabled(session.now) and not switch.is_checked(session.now)
    switch.perform(session)
    assert session.now.document.scale_of is ScaleOf.SERIES and switch.is_checked(session.now)
    session.undo()
    assert session.now.document.scale_of is ScaleOf.SLICE
