"""Draw outlines: clicks make a polygon, a drag makes a freehand run, both in the same outline.

An outline being drawn is no part of the document and belongs to the slice it was begun on; it waits there while
others are looked at. While nothing is drawn, vertices and edges of outlines are changed as with the select tool.
"""

from dataclasses import dataclass, field, replace

from viewer.core.document import Document
from viewer.core.outline import Outline, Point, Side, signed_area
from viewer.core.series import SliceKey
from viewer.core.view import View, Viewport
from viewer.tools.editing import select as edit
from viewer.tools.gesture import Draft, Edit, Gesture, Handle, Kind, Notice, Step, Tool, ToolContext
from viewer.tools.reach import FIRST_REACH, clamped, distinct, simplified
from viewer.tools.sides import sided_when_drawn

RUN_START = 4.0
"""Distance from the press after which a click has become a freehand run, screen points."""

ROUND_REACH = 15.0
"""Distance from the first vertex that a run must have reached to be closed when it comes back, screen points."""

SNAP = 2.0
"""Distance within which a further point is taken for the one before it, screen points."""

DOUBLE_REACH = 4.0
"""Distance from the last vertex within which a double click closes, screen points.

Systems call two quick clicks up to 5 or 10 points apart a double click; on a small muscle these are two vertices.
"""

PIECE_LENGTH = 60.0
"""Length of the pieces in which a freehand run is taken back, screen points."""

AREA_MINIMUM_PX = 0.01
"""Smallest area of an outline that can be closed, pixels²: below it no centroid, hence no side, can be told."""

HINT_IDLE = "Click round the muscle, or press and trace it; drag a vertex or an edge to change an outline"
HINT_DRAWING = (
    "Enter, double-click or a click on the first point closes; Backspace takes the last point back; Esc cancels"
)

Piece = tuple[Point, ...]
"""Points that were added, and are taken back, together."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An outline is being drawn and no button is held.

    Parameters
    ----------
    slice_key
        The slice it was begun on.
    place
        How sentences call that slice.
    pieces
        What was drawn so far, in order.
    taken
        Pieces taken back, the next to be drawn again last.
    pointer
        Image point under the pointer, None off the canvas.
    """

    slice_key: SliceKey
    place: str
    pieces: tuple[Piece, ...] = ()
    taken: tuple[Piece, ...] = ()
    pointer: Point | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """All points so far."""
        return tuple(point for piece in self.pieces for point in piece)

    def with_pieces(self, pieces: tuple[Piece, ...], pointer: Point | None) -> "Drawing":
        """Return the drawing with more pieces; what was taken back before is gone."""
        return replace(self, pieces=(*self.pieces, *pieces), taken=() if pieces else self.taken, pointer=pointer)


@dataclass(frozen=True, slots=True)
class Tracing:
    """The button is held: a vertex that becomes a freehand run as soon as the pointer goes off.

    Parameters
    ----------
    drawing
        What was drawn before the press.
    trace
        Image points of the pointer since the press, that of the press first.
    is_run
        Whether it has become a run.
    """

    drawing: Drawing
    trace: tuple[Point, ...]
    is_run: bool = False


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


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the edit when an outline was closed or changed."""
    match state:
        case Idle():
            return _step_idle(_remembering(state, ctx), gesture, ctx)
        case Drawing() | Tracing() if _slice_of(state) != ctx.image.key:
            return _step_elsewhere(state, gesture, ctx)
        case Drawing():
            return _step_drawing(state, gesture, ctx)
        case Tracing():
            return _step_tracing(state, gesture, ctx)
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


def _slice_of(state: Drawing | Tracing) -> SliceKey:
    return state.slice_key if isinstance(state, Drawing) else state.drawing.slice_key


def _step_elsewhere(state: Drawing | Tracing, gesture: Gesture, ctx: ToolContext) -> Step:
    """Step on another slice than that of the drawing: it only waits, or is cancelled."""
    drawing = state.drawing if isinstance(state, Tracing) else state
    match gesture.kind:
        case Kind.CANCEL:
            return Step(_cancelled(state, ctx))
        case Kind.RELEASE if isinstance(state, Tracing) and gesture.button == "left":
            return Step(replace(_traced(state, ctx.viewport), pointer=None))
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
    drawing = _traced(state, ctx.viewport) if isinstance(state, Tracing) else state
    return Idle(edit.Idle(pointer=drawing.pointer), cancelled=replace(drawing, taken=()), document=ctx.document)


def _step_drawing(state: Drawing, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.PRESS | Kind.DOUBLE if gesture.button == "left" and _is_next(gesture, state.points[-1], ctx):
            return _pressed(state, gesture.at, ctx)
        case Kind.DOUBLE | Kind.KEY if gesture.button == "left" or gesture.key == "Return":
            return _closed(state, ctx)
        case Kind.MOVE | Kind.LEAVE:
            return Step(replace(state, pointer=gesture.at if gesture.kind is Kind.MOVE else None))
        case Kind.KEY if gesture.key in {"Backspace", "Delete"}:
            return Step(_taken_back(state))
        case Kind.CANCEL:
            return Step(_cancelled(state, ctx))
    return Step(state, is_handled=False)


def _is_next(gesture: Gesture, last: Point, ctx: ToolContext) -> bool:
    """Whether a press is a click on a next point, be it a quick one, and not the last point's double click."""
    return gesture.kind is Kind.PRESS or ctx.viewport.screen_distance(last, gesture.at) > DOUBLE_REACH


def _pressed(state: Drawing, at: Point, ctx: ToolContext) -> Step:
    points = state.points
    if distinct(points) >= 2 and ctx.viewport.screen_distance(points[0], at) <= FIRST_REACH:
        return _closed(state, ctx)
    return Step(Tracing(state, (clamped(at, ctx),)))


def _step_tracing(state: Tracing, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.MOVE:
            return Step(_followed(state, gesture.at, ctx))
        case Kind.RELEASE if gesture.button == "left":
            last = _followed(state, gesture.at, ctx)
            drawing = _traced(last, ctx.viewport)
            return _closed(drawing, ctx) if _comes_home(last, ctx.viewport) else Step(drawing)
        case Kind.CANCEL:
            return Step(_cancelled(state, ctx))
        case Kind.DOUBLE if gesture.button == "left":
            return _closed(_traced(state, ctx.viewport), ctx)
    return Step(state, is_handled=False)


def _followed(state: Tracing, at: Point, ctx: ToolContext) -> Tracing:
    """State after the pointer has moved with the button held."""
    at = clamped(at, ctx)
    if not state.is_run and ctx.viewport.screen_distance(state.trace[0], at) <= RUN_START:
        return state
    trace = state.trace if at == state.trace[-1] else (*state.trace, at)
    return replace(state, trace=trace, is_run=True)


def _comes_home(state: Tracing, viewport: Viewport) -> bool:
    """Whether a run ends at the first vertex after having been well away from it: it goes round something."""
    if not state.is_run:
        return False
    points = (*state.drawing.points, *state.trace)
    away = max(viewport.screen_distance(points[0], point) for point in state.trace)
    return away > ROUND_REACH and viewport.screen_distance(points[0], points[-1]) <= FIRST_REACH


def _traced(state: Tracing, viewport: Viewport) -> Drawing:
    """Drawing after the button was let go: with one more vertex, or with the pieces of a run."""
    before = state.drawing.points
    points = simplified(state.trace, viewport) if state.is_run else state.trace
    if before and viewport.screen_distance(before[-1], points[0]) <= SNAP:
        points = points[1:]
    return state.drawing.with_pieces(_in_pieces(points, viewport), state.trace[-1])


def _in_pieces(points: Piece, viewport: Viewport) -> tuple[Piece, ...]:
    """Points in pieces of at most `PIECE_LENGTH`, or of one point."""
    pieces: list[list[Point]] = []
    length = 0.0
    for number, point in enumerate(points):
        length += viewport.screen_distance(points[number - 1], point) if number else 0.0
        if not pieces or length > PIECE_LENGTH:
            pieces.append([])
            length = 0.0
        pieces[-1].append(point)
    return tuple(tuple(piece) for piece in pieces)


def _closed(state: Drawing, ctx: ToolContext) -> Step:
    """Step that puts the closed outline into the document, or says why it cannot be closed."""
    ring = state.points
    while len(ring) > 1 and ctx.viewport.screen_distance(ring[0], ring[-1]) <= SNAP:
        ring = ring[:-1]
    if distinct(ring) < 3:
        sentence = "An outline needs at least three different points; click on, or press Esc to cancel it."
        return Step(state, notice=Notice("refused", sentence))
    if abs(signed_area(ring)) < AREA_MINIMUM_PX:
        sentence = "The outline encloses no area; take points back with Backspace, or press Esc to cancel it."
        return Step(state, notice=Notice("refused", sentence))
    outline, notice = sided_when_drawn(Outline(state.slice_key, (ring,), structure=ctx.structure), ctx)
    words = ["draw", *([] if outline.side is Side.UNKNOWN else [outline.side]), outline.structure]
    change = Edit(" ".join(words), ctx.document.with_outlines([outline]))
    return Step(Idle(edit.Idle(pointer=state.pointer)), edit=change, notice=notice)


def _taken_back(state: Drawing) -> Drawing | Idle:
    """State without the last piece; without any piece nothing is being drawn any more."""
    if not state.pieces:
        return Idle(edit.Idle(pointer=state.pointer))
    left = replace(state, pieces=state.pieces[:-1], taken=(*state.taken, state.pieces[-1]))
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
            return replace(state, pieces=(*state.pieces, state.taken[-1]), taken=state.taken[:-1])
    return None


def is_busy(state: object) -> bool:
    """Whether an outline is being drawn or changed."""
    return edit.is_busy(state.editing) if isinstance(state, Idle) else True


def waits_on(state: object) -> SliceKey | None:
    """Slice on which an outline is being drawn, or None."""
    return _slice_of(state) if isinstance(state, Drawing | Tracing) else None


def draft(state: object, ctx: ToolContext) -> Draft:
    """What was drawn so far, and the edge that a click would add."""
    match state:
        case Idle():
            changing = edit.draft(state.editing, ctx)
            return changing if is_busy(state) else replace(changing, hint=HINT_IDLE, cursor="cross")
        case Drawing() | Tracing() if _slice_of(state) != ctx.image.key:
            drawing = state.drawing if isinstance(state, Tracing) else state
            return Draft(hint=f"An outline is being drawn on {drawing.place}")
        case Drawing():
            return _drawn(state, (), state.pointer, ctx)
        case Tracing():
            return _drawn(state.drawing, state.trace, state.trace[-1], ctx)
    raise TypeError(f"not a state of this tool: {state!r}")


def _drawn(drawing: Drawing, trace: Piece, pointer: Point | None, ctx: ToolContext) -> Draft:
    path = (*drawing.points, *trace)
    is_hot = (
        pointer is not None
        and distinct(path) >= 3
        and ctx.viewport.screen_distance(path[0], pointer) <= FIRST_REACH
        and path[0] != path[-1]
    )
    rubber = None
    if pointer is not None and not trace:
        rubber = (path[-1], path[0] if is_hot else clamped(pointer, ctx))
    # A run has too many points for a handle on each; its course is seen from the path.
    vertices = [piece[0] for piece in drawing.pieces[1:] if len(piece) == 1]
    return Draft(
        path=path,
        rubber=rubber,
        side=ctx.preselected or Side.UNKNOWN,
        handles=(Handle(path[0], "first", is_hot=is_hot), *(Handle(point) for point in vertices)),
        hint=HINT_DRAWING,
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
