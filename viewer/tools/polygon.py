"""Draw outlines: clicks make a polygon, a drag makes a freehand run, both in the same outline.

With Shift held the line follows the border in the image. An outline being drawn is no part of the document and
belongs to the slice it was begun on; it waits there while others are looked at. While nothing is drawn, vertices and
edges of outlines are changed as with the select tool.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from viewer.core.document import Document
from viewer.core.outline import Point, Side, has_crossing, signed_area
from viewer.core.series import SliceKey
from viewer.core.view import View
from viewer.tools.editing import select as edit
from viewer.tools.gesture import Draft, Edit, Gesture, Handle, Kind, Notice, Step, Tool, ToolContext
from viewer.tools.outlining.drawing import SNAP, Course, Drawing, Tracing, comes_home, slice_of, traced
from viewer.tools.outlining.following import course_home, held, is_home, pointed, prepared
from viewer.tools.reach import clamped, distinct
from viewer.tools.sides import new_outline, sided_when_drawn

RUN_START = 4.0
"""Distance from the press after which a click has become a freehand run, screen points."""

DOUBLE_REACH = 4.0
"""Distance from the last vertex within which a double click closes, screen points.

Systems call two quick clicks up to 5 or 10 points apart a double click; on a small muscle these are two vertices.
"""

AREA_MINIMUM_PX = 0.01
"""Smallest area of an outline that can be closed, pixels²: below it no centroid, hence no side, can be told."""


def _while_shift(gesture: Gesture, *, is_held: bool) -> bool:
    del is_held
    return "shift" in gesture.modifiers


@dataclass(frozen=True, slots=True)
class Manner:
    """How a tool draws.

    Parameters
    ----------
    follows
        Whether the line follows the border at a gesture; told whether the button is held.
    hint_idle, hint_drawing
        What can be done while nothing is drawn, and while something is.
    """

    follows: Callable[..., bool]
    hint_idle: str
    hint_drawing: str


POLYGON = Manner(
    _while_shift,
    "Click round the muscle, or press and trace it; drag a vertex or an edge to change an outline",
    "Enter, double-click or a click on the first point closes; Backspace takes the last point back; Esc cancels; "
    "Shift follows the border",
)
"""Straight edges and freehand, along the border while Shift is held."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is being drawn.

    Parameters
    ----------
    editing
        State of changing what is there.
    cancelled
        Drawing that undo brings back, or None.
    emptied
        Drawing that redo begins again, or None.
    document
        Document at which these two were seen last; once it has changed they are forgotten.
    """

    editing: edit.Idle | edit.Dragging = field(default_factory=edit.Idle)
    cancelled: Drawing | None = None
    emptied: Drawing | None = None
    document: Document | None = None


State = Idle | Drawing | Tracing


def step(state: object, gesture: Gesture, ctx: ToolContext, *, manner: Manner = POLYGON) -> Step:
    """Next state, and the edit when an outline was closed or changed."""
    match state:
        case Idle():
            return _step_idle(_remembering(state, ctx), gesture, ctx)
        case Drawing() | Tracing() if slice_of(state) != ctx.image.key:
            return _step_elsewhere(state, gesture, ctx)
        case Drawing():
            return _step_drawing(state, gesture, ctx, manner)
        case Tracing():
            return _step_tracing(state, gesture, ctx, manner)
    raise TypeError(f"not a state of this tool: {state!r}")


def _remembering(state: Idle, ctx: ToolContext) -> Idle:
    """State that forgets what could be brought back once something else has been changed."""
    if state.cancelled is None and state.emptied is None:
        return state
    if state.document is None:
        return replace(state, document=ctx.document)
    return state if state.document == ctx.document else Idle(state.editing)


def _step_idle(state: Idle, gesture: Gesture, ctx: ToolContext) -> Step:
    is_dragging = edit.is_busy(state.editing)
    if gesture.kind is Kind.CANCEL and not is_dragging:
        return Step(Idle(), finishes=True)
    is_press = gesture.kind in {Kind.PRESS, Kind.DOUBLE} and gesture.button == "left"
    if is_press and not is_dragging and not edit.grabs(state.editing, gesture.at, ctx):
        drawing = Drawing(ctx.image.key, _place(ctx.view))
        return Step(Tracing(drawing, (clamped(gesture.at, ctx),)))
    taken = edit.step(state.editing, gesture, ctx)
    if not isinstance(taken.state, edit.Idle | edit.Dragging):
        raise TypeError(f"not a state of the select tool: {taken.state!r}")
    after = Idle(taken.state) if taken.edit is not None else replace(state, editing=taken.state)
    return replace(taken, state=after)


def _place(view: View) -> str:
    return f"slice {view.slice_number} of series {view.series}"


def _step_elsewhere(state: Drawing | Tracing, gesture: Gesture, ctx: ToolContext) -> Step:
    """Step on another slice than that of the drawing: it only waits, or is cancelled."""
    drawing = state.drawing if isinstance(state, Tracing) else state
    match gesture.kind:
        case Kind.CANCEL:
            return Step(_cancelled(state, ctx))
        case Kind.RELEASE if isinstance(state, Tracing) and gesture.button == "left":
            return Step(replace(traced(state, ctx.viewport), pointer=None))
        case Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(state, notice=_waiting(drawing))
        case Kind.KEY if gesture.key in {"Return", "Backspace", "Delete"}:
            return Step(state, notice=_waiting(drawing))
    return Step(state, is_handled=False)


def _waiting(drawing: Drawing) -> Notice:
    sentence = f"An outline is being drawn on {drawing.place}; go back there to finish it, or press Esc to cancel it."
    return Notice("information", sentence)


def _cancelled(state: Drawing | Tracing, ctx: ToolContext) -> Idle:
    """State after Esc; the drawing can be brought back, with what was just being traced."""
    drawing = traced(state, ctx.viewport) if isinstance(state, Tracing) else state
    return Idle(edit.Idle(pointer=drawing.pointer), cancelled=drawing.at_rest(taken=()), document=ctx.document)


def _step_drawing(state: Drawing, gesture: Gesture, ctx: ToolContext, manner: Manner) -> Step:
    follows = manner.follows(gesture, is_held=False)
    match gesture.kind:
        case Kind.PRESS | Kind.DOUBLE if gesture.button == "left" and _is_next(gesture, state.points[-1], ctx):
            return _pressed(state, gesture.at, ctx, follows=follows)
        case Kind.DOUBLE | Kind.KEY if gesture.button == "left" or gesture.key == "Return":
            return _closed(state, ctx, follows=follows)
        case Kind.MOVE | Kind.LEAVE:
            return Step(_hovered(state, gesture, ctx, follows=follows))
        case Kind.KEY if gesture.key in {"Backspace", "Delete"}:
            return Step(_taken_back(state))
        case Kind.CANCEL:
            return Step(_cancelled(state, ctx))
    return Step(state, is_handled=False)


def _hovered(state: Drawing, gesture: Gesture, ctx: ToolContext, *, follows: bool) -> Drawing:
    """Drawing after the pointer has moved with no button held, or has left."""
    if gesture.kind is Kind.LEAVE:
        return replace(state, pointer=None, trail=())
    return pointed(state, gesture.at, ctx) if follows else replace(state, pointer=gesture.at, trail=())


def _is_next(gesture: Gesture, last: Point, ctx: ToolContext) -> bool:
    """Whether a press is a click on a next point, be it a quick one, and not the last point's double click."""
    return gesture.kind is Kind.PRESS or ctx.viewport.screen_distance(last, gesture.at) > DOUBLE_REACH


def _pressed(state: Drawing, at: Point, ctx: ToolContext, *, follows: bool) -> Step:
    if is_home(state.points, at, ctx):
        return _closed(state, ctx, follows=follows)
    led = pointed(state, at, ctx).trail[:-1] if follows else ()
    return Step(Tracing(state, (clamped(at, ctx),), led=led))


def _step_tracing(state: Tracing, gesture: Gesture, ctx: ToolContext, manner: Manner) -> Step:
    match gesture.kind:
        case Kind.MOVE:
            return Step(_followed(state, gesture, ctx, manner))
        case Kind.RELEASE if gesture.button == "left":
            last = _followed(state, gesture, ctx, manner)
            drawing = traced(last, ctx.viewport)
            if comes_home(last, ctx.viewport):
                return _closed(drawing, ctx, follows=False)
            return Step(prepared(drawing, ctx) if manner.follows(gesture, is_held=False) else drawing)
        case Kind.CANCEL:
            return Step(_cancelled(state, ctx))
        case Kind.DOUBLE if gesture.button == "left":
            return _closed(traced(state, ctx.viewport), ctx, follows=manner.follows(gesture, is_held=False))
    return Step(state, is_handled=False)


def _followed(state: Tracing, gesture: Gesture, ctx: ToolContext, manner: Manner) -> Tracing:
    """State after the pointer has moved with the button held."""
    at = clamped(gesture.at, ctx)
    if not state.is_run and ctx.viewport.screen_distance(state.trace[0], at) <= RUN_START:
        return state
    if manner.follows(gesture, is_held=True):
        return held(replace(state, is_run=True), at, ctx)
    trace = (*state.trace, *state.trail)
    return replace(state, trace=trace if at == trace[-1] else (*trace, at), is_run=True, trail=())


def _closed(state: Drawing, ctx: ToolContext, *, follows: bool) -> Step:
    """Step that puts the closed outline into the document, or says why it cannot be closed."""
    ring = state.points
    while len(ring) > 1 and ctx.viewport.screen_distance(ring[0], ring[-1]) <= SNAP:
        ring = ring[:-1]
    if follows and len(ring) > 1:
        ring = (*ring, *course_home(state, ctx))
    if distinct(ring) < 3:
        sentence = "An outline needs at least three different points; click on, or press Esc to cancel it."
        return Step(state, notice=Notice("refused", sentence))
    if abs(signed_area(ring)) < AREA_MINIMUM_PX:
        if has_crossing(ring):
            sentence = "The outline crosses itself so that its halves cancel; take points back with Backspace, or Esc."
            return Step(state, notice=Notice("refused", sentence))
        sentence = "The outline encloses no area; take points back with Backspace, or press Esc to cancel it."
        return Step(state, notice=Notice("refused", sentence))
    outline, notice = sided_when_drawn(new_outline(state.slice_key, ring, ctx), ctx)
    words = ["draw", *([] if outline.side is Side.UNKNOWN else [outline.side]), outline.structure]
    change = Edit(" ".join(words), ctx.document.with_outlines([outline]))
    return Step(Idle(edit.Idle(pointer=state.pointer)), edit=change, notice=notice)


def _taken_back(state: Drawing) -> Drawing | Idle:
    """State without the last piece; without any piece nothing is being drawn any more."""
    if not state.pieces:
        return Idle(edit.Idle(pointer=state.pointer))
    left = state.without_last()
    return left if left.pieces else Idle(edit.Idle(pointer=state.pointer), emptied=left)


def undo(state: object) -> State | None:
    """State after taking the last vertex back, or after bringing a cancelled drawing back; None for neither."""
    match state:
        case Tracing():
            # The vertex under the held button is the last one.
            return state.drawing if state.drawing.pieces else Idle(edit.Idle(pointer=state.trace[-1]))
        case Drawing():
            return _taken_back(state)
        case Idle() if state.cancelled is not None and not edit.is_busy(state.editing):
            return state.cancelled
    return None


def redo(state: object) -> State | None:
    """State after drawing again the vertex that was taken back last; None when there is none."""
    match state:
        case Idle() if not edit.is_busy(state.editing):
            return None if state.emptied is None else redo(state.emptied)
        case Drawing() if state.taken:
            return state.with_taken()
    return None


def is_busy(state: object) -> bool:
    """Whether an outline is being drawn or changed."""
    return edit.is_busy(state.editing) if isinstance(state, Idle) else True


def _what_next(ctx: ToolContext) -> str:
    """What can be done once something is outlined on the slice."""
    sides = {outline.side for outline in ctx.document.outlines if outline.slice_key == ctx.image.key}
    if not sides:
        return ""
    return "; N: next slice" if sides >= {Side.RIGHT, Side.LEFT} else "; M: other side"


def waits_on(state: object) -> SliceKey | None:
    """Slice on which an outline is being drawn, or None."""
    return slice_of(state) if isinstance(state, Drawing | Tracing) else None


def draft(state: object, ctx: ToolContext, *, manner: Manner = POLYGON) -> Draft:
    """What was drawn so far, and the edge that a click would add."""
    match state:
        case Idle():
            changing = edit.draft(state.editing, ctx)
            hint = manner.hint_idle + _what_next(ctx)
            return changing if is_busy(state) else replace(changing, hint=hint, cursor="cross")
        case Drawing() | Tracing() if slice_of(state) != ctx.image.key:
            drawing = state.drawing if isinstance(state, Tracing) else state
            return Draft(hint=f"An outline is being drawn on {drawing.place}")
        case Drawing():
            return replace(_drawn(state, (), state.pointer, ctx), hint=manner.hint_drawing)
        case Tracing():
            pointer = state.trail[-1] if state.trail else state.trace[-1]
            drawn = _drawn(state.drawing, (*state.led, *state.trace), pointer, ctx)
            trail = (state.trace[-1], *state.trail) if state.trail else ()
            return replace(drawn, trail=trail, hint=manner.hint_drawing)
    raise TypeError(f"not a state of this tool: {state!r}")


def _drawn(drawing: Drawing, trace: Course, pointer: Point | None, ctx: ToolContext) -> Draft:
    path = (*drawing.points, *trace)
    is_hot = (
        pointer is not None
        and distinct((*path, *drawing.trail[:-1])) >= 3
        and is_home(path, pointer, ctx)
        and path[0] != path[-1]
    )
    rubber = None
    if pointer is not None and not trace and not drawing.trail:
        rubber = (path[-1], path[0] if is_hot else clamped(pointer, ctx))
    # A run has too many points for a handle on each; its course is seen from the path.
    vertices = [piece.points[-1] for piece in drawing.pieces[1:] if piece.kind != "run"]
    return Draft(
        path=path,
        trail=(path[-1], *drawing.trail) if drawing.trail and not trace else (),
        rubber=rubber,
        side=ctx.preselected or Side.UNKNOWN,
        handles=(Handle(path[0], "first", is_hot=is_hot), *(Handle(point) for point in vertices)),
        cursor="cross",
    )


OUTLINE = Tool(
    name="outline",
    text="Outline",
    key="P",
    explanation="Outline a muscle: click a polygon, or press and trace it; the side comes from the image.",
    start=Idle,
    step=step,
    draft=draft,
    undo=undo,
    redo=redo,
    is_busy=is_busy,
    waits_on=waits_on,
)
"""Polygon and freehand in one."""
