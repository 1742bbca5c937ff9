"""The pointer on a figure's page: what pressing, dragging and letting go mean. States in, states and edits out."""

import math
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from viewer.app.figuring.editing.aligning import moved
from viewer.app.figuring.editing.moving import (
    Grip,
    LayOut,
    Room,
    can_shift,
    grips_of,
    panel_at,
    room_of,
    shifted,
    to_stored,
    with_grip_at,
    with_mark,
    with_picture_shifted,
    with_place,
    without_marks,
    without_place,
)
from viewer.app.figuring.editing.snapping import Guide, Lines, lines_of, snapped
from viewer.app.figuring.editing.things import IMAGE, Box, Thing, mark_thing, thing_at, things_of, union
from viewer.core.figures.marks import PAGE, Arrow, Bracket, Ellipse, FigureMark
from viewer.core.figures.spec import FigureSpec
from viewer.figure.page import Page, PointMm

Adding = Literal["", "arrow", "text", "ellipse", "bracket"]
"""What the next drag adds; '' when things are moved."""

CLICK_MM = 1.0
"""Shortest drag, as a multiple of the reach, that moves or adds something."""

ADDED_MM = 9.0
"""Length of an arrow or bracket, and width of an ellipse, that a mere click adds, mm of the page."""

_NAMES = {Arrow: "arrow", Bracket: "bracket", Ellipse: "ellipse"}
_ITEMS = {
    "scale-bar": "scale bar", "sides": "side letters", "panel-letter": "panel letter", "colour-bar": "colour bar",
    "inset": "inset", "key": "key", "badge": "badge",
}  # fmt: skip


class Edit(NamedTuple):
    """A change of the recipe that is one step of undo: its name in small letters, and the recipe after it."""

    name: str
    spec: FigureSpec


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pointer works on.

    Parameters
    ----------
    spec, page
        The recipe, and the page it was laid out to.
    lay_out
        Lays out other recipes with the same contents.
    reach_mm
        How near to a line the pointer has to be: a few screen points, in mm of the page.
    """

    spec: FigureSpec
    page: Page
    lay_out: LayOut
    reach_mm: float = 1.0


@dataclass(frozen=True, slots=True)
class Drag:
    """What is being dragged.

    Parameters
    ----------
    scene
        Recipe and page as they were at its beginning.
    began
        Where it began.
    things
        What is moved; a panel's picture is the thing 'image'.
    grip
        What of it is held.
    rooms
        Room of each thing that the layout places, found with the first move.
    lines
        What it can come to rest on.
    is_moving
        Whether the pointer has gone far enough to mean it.
    """

    scene: Scene
    began: PointMm
    things: tuple[Thing, ...] = ()
    grip: Grip = "whole"
    rooms: tuple[tuple[Thing, Room], ...] = ()
    lines: Lines = Lines()  # noqa: RUF009 - frozen
    is_moving: bool = False


@dataclass(frozen=True, slots=True)
class Pointing:
    """State of the pointer.

    Parameters
    ----------
    adding
        What the next drag adds.
    selected
        What is selected, in the order it was.
    drag
        What is being dragged, or None.
    draft
        Recipe while something is dragged, or None.
    guides
        Lines that show what it is in line with.
    """

    adding: Adding = ""
    selected: tuple[Thing, ...] = ()
    drag: Drag | None = None
    draft: FigureSpec | None = None
    guides: tuple[Guide, ...] = ()


def press(state: Pointing, scene: Scene, at: PointMm, *, adds: bool = False) -> Pointing:
    """Take hold of what lies at a place, or begin to add something there.

    Parameters
    ----------
    state, scene
        Before it.
    at
        Where, mm of the page.
    adds
        Whether to add to the selection, or take out of it, what is hit.
    """
    if state.adding:
        return replace(state, selected=(), drag=Drag(scene, at))
    held = grip_at(state, scene, at)
    if held is not None and not adds:
        thing, grip = held
        return replace(state, selected=(thing,), drag=Drag(scene, at, (thing,), grip))
    hit = thing_at(scene.page, at, reach=scene.reach_mm)
    if hit is None:
        panel = panel_at(scene.page, at)
        things = (Thing(IMAGE, panel),) if panel != PAGE and can_shift(scene.spec, panel) else ()
        return replace(state, selected=state.selected if adds else (), drag=Drag(scene, at, things))
    if adds:
        others = tuple(thing for thing in state.selected if thing != hit)
        return replace(state, selected=others if hit in state.selected else (*others, hit))
    selected = state.selected if hit in state.selected else (hit,)
    return replace(state, selected=selected, drag=Drag(scene, at, selected))


def grip_at(state: Pointing, scene: Scene, at: PointMm) -> tuple[Thing, Grip] | None:
    """Handle of a selected mark at a place, or None."""
    for thing in reversed(state.selected):
        if thing.mark is None or thing.mark >= len(scene.spec.marks):
            continue
        for grip, point in grips_of(scene.page, scene.spec.marks[thing.mark]).items():
            if math.dist(point, at) <= 1.5 * scene.reach_mm:
                return thing, grip
    return None


def drag(state: Pointing, at: PointMm, *, snaps: bool = True) -> Pointing:
    """Go on dragging; what comes of it is the draft.

    Parameters
    ----------
    state
        Before it.
    at
        Where the pointer is now, mm of the page.
    snaps
        Whether things come to rest in line with others.
    """
    held = state.drag
    if held is None:
        return state
    if not held.is_moving:
        if math.dist(held.began, at) < CLICK_MM * held.scene.reach_mm:
            return state
        held = _begun(held)
        state = replace(state, drag=held)
    if state.adding:
        return replace(state, draft=_added(state.adding, held, at), guides=())
    return _dragged(state, held, (at[0] - held.began[0], at[1] - held.began[1]), snaps=snaps) if held.things else state


def _dragged(state: Pointing, held: Drag, by: PointMm, *, snaps: bool) -> Pointing:
    if held.things[0].item == IMAGE:
        return replace(state, draft=with_picture_shifted(held.scene.spec, held.scene.page, held.things[0].panel, by))
    if held.grip != "whole":
        return _grip_dragged(state, held, by, snaps=snaps)
    boxes = things_of(held.scene.page)
    box = union(boxes[thing] for thing in held.things)
    guides: tuple[Guide, ...] = ()
    if snaps:
        by, guides = snapped(box, by, held.lines, reach=held.scene.reach_mm)
    return replace(state, draft=_moved(held, boxes, by), guides=guides)


def _begun(held: Drag) -> Drag:
    """What is dragged, with all that only the first move needs."""
    scene = held.scene
    boxes = things_of(scene.page)
    known = tuple(thing for thing in held.things if thing in boxes or thing.item == IMAGE)
    rooms = tuple(
        (thing, room_of(scene.spec, thing, boxes[thing], scene.lay_out)) for thing in known if thing.is_placed
    )
    return replace(held, things=known, rooms=rooms, lines=lines_of(scene.page, known), is_moving=True)


def _moved(held: Drag, boxes: dict[Thing, Box], by: PointMm) -> FigureSpec:
    spec, rooms = held.scene.spec, dict(held.rooms)
    for thing in held.things:
        if thing.mark is not None:
            spec = with_mark(spec, thing.mark, shifted(spec.marks[thing.mark], held.scene.page, by))
        elif thing in rooms:
            box = boxes[thing]
            spec = with_place(spec, thing, rooms[thing].part_at((box[0] + by[0], box[1] + by[1])))
    return spec


def _grip_dragged(state: Pointing, held: Drag, by: PointMm, *, snaps: bool) -> Pointing:
    scene, index = held.scene, held.things[0].mark
    if index is None:
        return state
    mark = scene.spec.marks[index]
    grips = grips_of(scene.page, mark)
    point = grips[held.grip]
    guides: tuple[Guide, ...] = ()
    if snaps and held.grip in ("tip", "tail", "start", "end"):
        # An arrow or bracket also comes to rest straight across or straight down.
        others = [place for grip, place in grips.items() if grip != held.grip]
        straight = Lines(tuple(x for x, _ in others), tuple(y for _, y in others))
        by, guides = snapped((*point, *point), by, straight, reach=scene.reach_mm)
    at = (point[0] + by[0], point[1] + by[1])
    changed = with_grip_at(mark, scene.page, held.grip, at)
    return replace(state, draft=with_mark(scene.spec, index, changed), guides=guides)


def _added(adding: Adding, held: Drag, at: PointMm) -> FigureSpec:
    """Recipe with what is being added, from where the drag began to where the pointer is."""
    scene = held.scene
    panel = panel_at(scene.page, held.began)
    begun, now = (to_stored(scene.page, panel, point) for point in (held.began, at))
    mark: FigureMark
    if adding == "arrow":
        mark = Arrow(panel, tip_mm=now, tail_mm=begun)
    elif adding == "bracket":
        mark = Bracket(panel, begun, now)
    elif adding == "ellipse":
        center = ((begun[0] + now[0]) / 2, (begun[1] + now[1]) / 2)
        radii = (max(abs(now[0] - begun[0]) / 2, 0.3), max(abs(now[1] - begun[1]) / 2, 0.3))
        mark = Ellipse(panel, center, radii)
    else:
        return scene.spec
    return replace(scene.spec, marks=(*scene.spec.marks, mark))


def release(state: Pointing) -> tuple[Pointing, Edit | None]:
    """Let go; what was dragged or added is one edit.

    Returns
    -------
    Pointing
        With what was added selected, and the pointer moving things again.
    Edit or None
        What changed. A text is not added here: it is once it has been written.
    """
    held = state.drag
    after = replace(state, drag=None, draft=None, guides=())
    if held is None:
        return after, None
    if state.adding == "text":
        return replace(after, adding=""), None
    if state.adding:
        scene = held.scene
        draft = state.draft or _added(state.adding, held, (held.began[0] + ADDED_MM, held.began[1] + ADDED_MM / 2))
        new = mark_thing(len(scene.spec.marks), draft.marks[-1].panel)
        return replace(after, adding="", selected=(new,)), Edit(f"add {state.adding}", draft)
    if state.draft is None or state.draft == held.scene.spec:
        return after, None
    return after, Edit(f"move {_name(held)}", state.draft)


def _name(held: Drag) -> str:
    if len(held.things) > 1:
        return "marks"
    thing = held.things[0]
    if thing.mark is not None:
        return _NAMES.get(type(held.scene.spec.marks[thing.mark]), "text")
    return _ITEMS.get(thing.item, "picture in its panel")


def give_up(state: Pointing) -> Pointing:
    """Forget what is dragged or was to be added, else the selection."""
    if state.drag is not None or state.adding:
        return replace(state, drag=None, draft=None, guides=(), adding="")
    return Pointing()


def select_next(state: Pointing, scene: Scene, step: int) -> Pointing:
    """Select the next thing of the page, or with -1 the one before, for those who work without a mouse."""
    things = list(things_of(scene.page))
    if not things:
        return state
    if not state.selected or state.selected[-1] not in things:
        return replace(state, selected=(things[0 if step > 0 else -1],))
    return replace(state, selected=(things[(things.index(state.selected[-1]) + step) % len(things)],))


def nudge(state: Pointing, scene: Scene, by: PointMm) -> Edit | None:
    """Move what is selected by so many mm of the page."""
    boxes = things_of(scene.page)
    spec = scene.spec
    for thing in state.selected:
        if thing in boxes:
            spec = moved(spec, scene.page, thing, boxes[thing], by, scene.lay_out)
    return None if spec == scene.spec else Edit("move marks" if len(state.selected) > 1 else "move mark", spec)


def delete(state: Pointing, scene: Scene) -> tuple[Pointing, Edit | None]:
    """Take the selected marks away; what the layout places goes back to the layout's own place."""
    gone = {thing.mark for thing in state.selected if thing.mark is not None}
    spec = without_marks(scene.spec, gone)
    for thing in state.selected:
        spec = without_place(spec, thing) if thing.is_placed else spec
    name = "delete mark" if gone else "reset place"
    return replace(state, selected=()), None if spec == scene.spec else Edit(name, spec)


def still_there(state: Pointing, spec: FigureSpec) -> Pointing:
    """Pointer after the recipe was changed elsewhere: what is selected may be gone."""
    kept = tuple(
        thing
        for thing in state.selected
        if thing.panel < len(spec.panels)
        and (thing.mark is None or (thing.mark < len(spec.marks) and spec.marks[thing.mark].panel == thing.panel))
    )
    return replace(state, selected=kept)
