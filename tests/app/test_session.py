"""The session: one road for change, undo across slices, drawing that survives what happens around it."""

import numpy as np
import pytest

from tests.memory import image, series
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.core.view import Framing
from viewer.tools.gesture import Gesture, Kind

RIGHT = ((20, 40), (40, 40), (40, 60), (20, 60))
LEFT = ((80, 40), (100, 40), (100, 60), (80, 60))


def body() -> np.ndarray:
    values = np.zeros((100, 120), np.int16)
    values[10:90, 10:110] = 300
    return values


def opened(*, slices: int = 3) -> Session:
    """Session with an axial series of 120 × 100 pixels on a canvas of 600 × 500 points."""
    images = [image(body() + z, uid=f"1.2.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(slices)]
    other = series(image(np.zeros((64, 64), np.int16), uid="9.9"), number=2, uid="9")
    session = Session(load_slice)
    session.change(canvas=(600.0, 500.0))
    session.open(Study(series=(series(*images), other)), Place(1, 2), reason="because")
    return session


def click(session: Session, at) -> None:
    buttons = frozenset({"left"})
    session.gesture(Gesture(Kind.MOVE, at=at))
    session.gesture(Gesture(Kind.PRESS, at=at, button="left", buttons=buttons))
    session.gesture(Gesture(Kind.RELEASE, at=at, button="left"))


def key(session: Session, name: str) -> None:
    session.gesture(Gesture(Kind.KEY, key=name))


def draw(session: Session, points) -> None:
    session.use_tool("outline")
    for point in points:
        click(session, point)
    key(session, "Return")


def sides(session: Session) -> list[Side]:
    return [outline.side for outline in session.now.document.outlines]


def test_opening_shows_the_place_with_its_pixels_and_the_reason():
    now = opened().now
    assert (now.place, now.reason, now.image.key.uid) == (Place(1, 2), "because", "1.2.1")
    assert now.is_loaded
    assert not now.is_modified


def test_two_outlines_take_their_sides_from_geometry():
    session = opened()
    draw(session, RIGHT)
    draw(session, LEFT)
    assert sides(session) == [Side.RIGHT, Side.LEFT]
    assert session.now.history.undo_name == "draw left multifidus"
    assert session.now.is_modified


def test_every_change_calls_listeners_once():
    session = opened()
    calls = []
    session.subscribe(lambda old, now: calls.append((old.document, now.document)))
    session.edit("crop", Document(method="otsu-each"))
    assert calls == [(Document(), Document(method="otsu-each"))]
    session.edit("nothing", session.now.document)
    assert len(calls) == 1


def test_undo_returns_to_the_slice_where_the_change_was_made():
    session = opened()
    draw(session, RIGHT)
    session.show(Place(2, 1))
    session.undo()
    assert session.now.document == Document()
    assert session.now.place == Place(1, 2)
    session.show(Place(1, 3))
    session.redo()
    assert session.now.place == Place(1, 2)
    assert sides(session) == [Side.RIGHT]


def test_undo_while_drawing_takes_back_the_last_vertex_only():
    session = opened()
    draw(session, RIGHT)
    before = session.now.document
    for point in LEFT[:3]:
        click(session, point)
    session.undo()
    assert session.now.document is before
    click(session, LEFT[2])
    click(session, LEFT[3])
    key(session, "Return")
    assert session.now.document.outlines[1].rings[0] == tuple((float(x), float(y)) for x, y in LEFT)


def test_undo_after_cancelling_brings_the_draft_back():
    session = opened()
    session.use_tool("outline")
    for point in RIGHT:
        click(session, point)
    session.gesture(Gesture(Kind.CANCEL))
    assert not session.draft().path
    session.undo()
    assert len(session.draft().path) == 4
    key(session, "Return")
    assert sides(session) == [Side.RIGHT]


def test_drawing_waits_on_its_slice_and_undo_goes_there_first():
    session = opened()
    session.use_tool("outline")
    for point in RIGHT[:3]:
        click(session, point)
    session.gesture(Gesture(Kind.WHEEL, steps=-1.0))
    assert session.now.place == Place(1, 3)
    assert not session.draft().path
    session.undo()
    assert session.now.place == Place(1, 2)
    assert len(session.draft().path) == 3


def test_drawing_waits_while_another_tool_is_in_hand_and_undo_goes_back_to_it():
    session = opened()
    draw(session, LEFT)
    for point in RIGHT[:3]:
        click(session, point)
    session.use_tool("pan")
    assert session.is_drawing
    assert len(session.draft().path) == 3, "it is still seen"
    assert "P goes on" in session.draft().hint
    session.undo()
    assert session.now.tool == "outline"
    assert len(session.draft().path) == 3
    assert sides(session) == [Side.LEFT]
    session.use_tool("select")
    session.use_tool("outline")
    click(session, RIGHT[3])
    key(session, "Return")
    assert sides(session) == [Side.LEFT, Side.RIGHT]
    assert not session.is_drawing


def test_undo_while_a_vertex_is_dragged_puts_it_back_and_no_more():
    session = opened()
    draw(session, LEFT)
    session.use_tool("select")
    before = session.now.document
    x, y = (float(v) for v in LEFT[0])
    viewport = session.now.viewport
    for kind, at in ((Kind.MOVE, (x, y)), (Kind.PRESS, (x, y)), (Kind.MOVE, (x + 4, y))):
        held = frozenset({"left"}) if kind is not Kind.PRESS and at[0] > x else frozenset()
        session.gesture(
            Gesture(
                kind,
                at,
                button="left" if kind is Kind.PRESS else None,
                buttons=held,
                screen=viewport.point_to_screen(at),
            )
        )
    assert session.is_drawing
    session.undo()
    assert not session.is_drawing
    assert session.now.document is before
    assert session.draft().preview is None


def test_undo_takes_back_what_was_changed_since_drawing_was_left():
    session = opened()
    draw(session, LEFT)
    for point in RIGHT[:3]:
        click(session, point)
    session.use_tool("select")
    before = session.now.document
    session.edit("delete outline", before.without_outline_at(0))
    session.undo()
    assert (session.now.document, session.now.tool) == (before, "select")
    session.undo()
    assert (session.now.document, session.now.tool) == (before, "outline")


def test_esc_twice_goes_back_to_selecting():
    session = opened()
    session.use_tool("outline")
    click(session, RIGHT[0])
    session.gesture(Gesture(Kind.CANCEL))
    assert session.now.tool == "outline"
    session.gesture(Gesture(Kind.CANCEL))
    assert session.now.tool == "select"


def test_a_contradicted_side_keeps_the_outline_without_one():
    session = opened()
    draw(session, RIGHT)
    session.change(preselected=Side.RIGHT)
    draw(session, LEFT)
    assert sides(session) == [Side.RIGHT, Side.UNKNOWN]
    assert (session.now.notice.kind, session.now.notice.side) == ("side-contradicted", Side.LEFT)


def test_zoom_is_kept_between_slices_of_one_shape_only():
    session = opened()
    framing = Framing(8.0, (30.0, 50.0))
    session.change(view=session.now.view.__class__(series=1, slice_number=2, framing=framing))
    session.show(Place(1, 3))
    assert session.now.view.framing == framing
    session.show(Place(2, 1))
    assert session.now.view.framing == Framing()


def test_panning_and_windowing_go_on_while_drawing():
    session = opened()
    session.use_tool("outline")
    for point in RIGHT[:2]:
        click(session, point)
    middle = frozenset({"middle"})
    session.gesture(Gesture(Kind.PRESS, at=(50, 50), button="middle", buttons=middle))
    session.gesture(Gesture(Kind.MOVE, at=(60, 50), buttons=middle, screen=(30, 0)))
    session.gesture(Gesture(Kind.RELEASE, at=(60, 50), button="middle"))
    right = frozenset({"right"})
    window = session.now.window
    session.gesture(Gesture(Kind.PRESS, at=(50, 50), button="right", buttons=right))
    session.gesture(Gesture(Kind.MOVE, at=(60, 50), buttons=right, screen=(80, 40)))
    session.gesture(Gesture(Kind.RELEASE, at=(60, 50), button="right", screen=(80, 40)))
    assert session.now.window != window
    assert session.now.view.framing != Framing()
    assert len(session.draft().path) == 2


@pytest.mark.parametrize("name", ["midline", "ruler", "crop"])
def test_a_tool_that_only_asks_gives_back_the_one_before(name):
    session = opened()
    session.use_tool("outline")
    session.use_tool(name)
    session.gesture(Gesture(Kind.CANCEL))
    assert session.now.tool == "outline"


def test_saving_marks_the_document_and_undo_unmarks_it():
    session = opened()
    draw(session, RIGHT)
    session.mark_saved(session.now.document)
    assert not session.now.is_modified
    session.undo()
    assert session.now.is_modified
    session.redo()
    assert not session.now.is_modified


def test_undo_is_offered_for_a_drawing_that_waits_for_its_tool():
    from viewer.app.actions import find_action

    session = opened()
    undo = find_action("undo")
    assert not undo.is_enabled(session.now)
    session.use_tool("outline")
    click(session, RIGHT[0])
    click(session, RIGHT[1])
    session.use_tool("pan")
    assert undo.is_enabled(session.now)
    undo.perform(session)
    assert session.now.tool == "outline"
    assert len(session.draft().path) == 2
