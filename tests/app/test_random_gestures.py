"""Whatever the user does: nothing raises, undo and redo lead back and forth, and saving and opening lose nothing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.memory import image, series
from viewer.app.actions import ACTIONS
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.app.sides.stating import with_stated_sides
from viewer.app.sides.strip import call_by_other_side, state_sides
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import has_crossing
from viewer.core.series import Study
from viewer.io.project import bind, project_of, read_project, write_project
from viewer.measure.checking.outlines import shape_of
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.registry import TOOLS

ROWS, COLUMNS = 60, 80
BUTTONS = ("left", "left", "left", "middle", "right")
KEYS = ("Return", "Backspace", "Delete", "Left", "Up", "M", "[", "]")
PERFORMED = tuple(action for action in ACTIONS if action.perform is not None)

places = st.tuples(st.integers(-3, COLUMNS + 3), st.integers(-3, ROWS + 3)).map(lambda p: (p[0] + 0.25, p[1] - 0.25))
modifiers = st.sampled_from(((), (), (), ("shift",), ("ctrl",), ("alt",), ("space",)))
steps = st.one_of(
    st.tuples(st.just("click"), places, st.sampled_from(BUTTONS), modifiers),
    st.tuples(st.just("click"), places, st.just("left"), st.just(())),
    st.tuples(st.just("drag"), st.lists(places, min_size=2, max_size=6), st.sampled_from(BUTTONS), modifiers),
    st.tuples(st.just("double"), places),
    st.tuples(st.just("key"), st.sampled_from(KEYS)),
    st.tuples(st.just("let go")),
    st.tuples(st.just("outline"), places, st.integers(4, 20)),
    st.tuples(st.just("wheel"), places, st.sampled_from((-1.0, 1.0, 0.4)), modifiers),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("tool"), st.sampled_from([tool.name for tool in TOOLS])),
    st.tuples(st.just("action"), st.integers(0, len(PERFORMED) - 1)),
    st.tuples(st.just("sides"), st.sampled_from(("radiological", "neurological", None))),
    st.tuples(st.just("series"), st.integers(1, 2)),
    st.tuples(st.just("call")),
)


def study() -> Study:
    values = np.zeros((ROWS, COLUMNS), np.int16)
    values[5:55, 5:75] = 200
    values[30:50, 20:30] = 900
    axial = [image(values + z, uid=f"1.2.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(3)]
    picture = image(values, uid="sha256:" + "0" * 64, orientation=None, spacing=None, position=None)
    return Study(series=(series(*axial), series(picture, number=2, uid=picture.key.uid)))


def opened() -> Session:
    session = Session(load_slice)
    session.change(canvas=(400.0, 300.0))
    session.open(study(), Place(1, 2))
    return session


def do(session: Session, step) -> None:
    name, *rest = step
    DOINGS[name](session, *rest)


def _double(session: Session, at) -> None:
    _drag(session, [at, at], "left", ())
    session.gesture(Gesture(Kind.DOUBLE, at=at, button="left", buttons=frozenset({"left"})))
    session.gesture(Gesture(Kind.RELEASE, at=at, button="left"))


def _act(session: Session, number: int) -> None:
    action = PERFORMED[number]
    if action.is_enabled(session.now):
        action.perform(session)


def _state(session: Session, sides) -> None:
    if session.now.series.series_uid.startswith("sha256:"):
        state_sides(session, sides)


def _wheel(session: Session, at, notches, held) -> None:
    session.gesture(Gesture(Kind.WHEEL, at=at, steps=notches, modifiers=frozenset(held)))


def _drag(session: Session, path, button, held) -> None:
    held, down = frozenset(held), frozenset({button})
    places = [session.now.viewport.point_to_screen(point) for point in path]
    session.gesture(Gesture(Kind.PRESS, path[0], button, down, held, screen=places[0]))
    for at, screen in zip(path[1:], places[1:], strict=True):
        session.gesture(Gesture(Kind.MOVE, at, None, down, held, screen=screen))
    session.gesture(Gesture(Kind.RELEASE, path[-1], button, frozenset(), held, screen=places[-1]))


def _outline(session: Session, at, size) -> None:
    """Draw a square, so that the other tools have something to work on."""
    (x, y), tool = at, session.now.tool
    session.use_tool("outline")
    for corner in ((x, y), (x + size, y), (x + size, y + size), (x, y + size)):
        _drag(session, [corner, corner], "left", ())
    session.gesture(Gesture(Kind.KEY, key="Return"))
    session.use_tool(tool)


DOINGS = {
    "click": lambda session, at, button, held: _drag(session, [at, at], button, held),
    "drag": _drag,
    "double": _double,
    "key": lambda session, name: session.gesture(Gesture(Kind.KEY, key=name)),
    "let go": lambda session: session.gesture(Gesture(Kind.KEY_UP, key="M")),
    "outline": _outline,
    "wheel": _wheel,
    "cancel": lambda session: session.gesture(Gesture(Kind.CANCEL)),
    "tool": Session.use_tool,
    "action": _act,
    "sides": _state,
    "series": lambda session, number: session.show(Place(number, 1)),
    "call": call_by_other_side,
}


def shoelace(ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def is_sound(document: Document) -> bool:
    """Every outline lies in its image, which is one of the study's, and has the area that its points enclose."""
    keys = {image.key for block in study().series for image in block.slices}
    return all(
        outline.slice_key in keys
        and abs(outline.area_px - abs(sum(map(shoelace, outline.rings)))) < 1e-6
        and all(
            len(ring) >= 3 and all(-0.5 <= x <= COLUMNS - 0.5 and -0.5 <= y <= ROWS - 0.5 for x, y in ring)
            for ring in outline.rings
        )
        for outline in document.outlines
    )


def are_faults_told(session: Session) -> bool:
    """Whether each outline of the slice on the screen that crosses itself or is empty is told apart when measuring."""
    image = session.context().image
    return all(
        shape_of(outline, image).fault is not None
        for outline in session.now.document.on_slice(image.key)
        if any(map(has_crossing, outline.rings)) or not outline.area_px
    )


def put_away(session: Session) -> None:
    """Give up what is being drawn, which undo would come back to: it is no document."""
    for _ in range(3):
        if session.now.waiting is not None:
            session.use_tool(session.now.waiting.tool)
        session.gesture(Gesture(Kind.CANCEL))
    session.use_tool("pan")
    assert not session.is_drawing


def walk(actions) -> None:
    """Do all of it, check after each step, then go back through every document there was, and forth again."""
    session = opened()
    for step in actions:
        before = session.now
        do(session, step)
        session.draft()
        assert is_sound(session.now.document)
        assert session.now.image is not None
        assert are_faults_told(session)
        if step[0] in {"drag", "key", "double", "outline"} and before.history.past != session.now.history.past:
            others = [
                [o for o in now.document.outlines if o.slice_key != before.image.key] for now in (before, session.now)
            ]
            assert others[0] == others[1]  # what is drawn or dragged never spills to other slices
    put_away(session)
    last = session.now.document
    past = session.now.history.past
    for change in reversed(past):
        session.undo()
        assert session.now.document == change.document
    assert session.now.document == Document()
    assert not session.now.is_modified
    for _ in past:  # what had been undone before stays undone
        session.redo()
    assert session.now.document == last


@settings(max_examples=100)
@given(st.lists(steps, max_size=40))
def test_undo_and_redo_lead_back_and_forth(actions):
    walk(actions)


@pytest.mark.slow
@settings(max_examples=2000)
@given(st.lists(steps, max_size=80))
def test_undo_and_redo_lead_back_and_forth_however_long(actions):
    walk(actions)


@settings(max_examples=70)
@given(st.lists(steps, max_size=40))
def test_saving_and_opening_lose_nothing(tmp_path_factory, actions):
    session = opened()
    for step in actions:
        do(session, step)
    path = Path(tmp_path_factory.mktemp("projects")) / "reading.mfv"
    now = session.now
    write_project(path, project_of(now.document, now.study, view=now.view, measurement=None, place=None))
    bound = bind(read_project(path), study())
    assert bound.document == now.document
    assert bound.missing == ()
    assert (bound.view.series, bound.view.slice_number) == (now.view.series, now.view.slice_number)
    assert bound.view.windows == now.view.windows


def test_the_random_user_draws_and_states():
    """The invariants above are of no worth if the random user never changes anything."""
    session = opened()
    for at in ((10.0, 10.0), (40.0, 10.0), (40.0, 50.0)):
        do(session, ("tool", "outline"))
        do(session, ("click", at, "left", ()))
    do(session, ("key", "Return"))
    assert len(session.now.document.outlines) == 1
    do(session, ("series", 2))
    do(session, ("sides", "neurological"))
    picture = session.now.series
    assert session.now.document.statement_for(picture.series_uid).sides == "neurological"
    taken_back = with_stated_sides(session.now.document, picture, None, estimate=lambda _: None)
    assert taken_back.statement_for(picture.series_uid).sides is None
