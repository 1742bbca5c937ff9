"""Select and change outlines: drag, insert and delete vertices, move and delete whole outlines.

Nothing changes before the button is let go; until then the draft shows the document as it would be. The select tool
adds a frame to this; the tool that draws outlines uses it for the vertices and edges of what is already there.
"""

from dataclasses import dataclass, replace

from viewer.core.outline import Outline, Point
from viewer.core.view import Viewport
from viewer.tools.editing.changes import VertexPlace, edge_ends, moved, with_inserted, without_vertex
from viewer.tools.gesture import Cursor, Draft, Edit, Gesture, Handle, Kind, Notice, Step, ToolContext
from viewer.tools.reach import Spot, shows_vertices, spot_at
from viewer.tools.sides import changed_by_hand

VERTEX_START, OUTLINE_START = 1.0, 3.0
"""Distances, screen points, that the pointer must go before a vertex or a whole outline follows, so that a click
moves nothing. A vertex starts early, as small corrections are what it is dragged for."""

ARROW_STEP_PX, ARROW_FACTOR = 0.5, 10.0
"""How far an arrow key moves, pixels, and how many times further with Shift."""

ARROWS: dict[str, Point] = {"Left": (-1.0, 0.0), "Right": (1.0, 0.0), "Up": (0.0, -1.0), "Down": (0.0, 1.0)}
"""Arrow key → direction on the screen (x to the right, y down)."""

EMPTY_HINT = "Wheel: slices; Ctrl+wheel: zoom; right drag: brightness and contrast; P: outline a muscle"
"""What can be done on a slice without outlines."""

HINT = (
    "Drag a vertex or the dot on an edge (with Shift the edge); drag inside to move the outline; "
    "Backspace deletes what is selected"
)


@dataclass(frozen=True, slots=True)
class Idle:
    """No button is held.

    Parameters
    ----------
    selected
        Place of the selected outline in `Document.outlines`, or None.
    vertex
        The selected vertex of that outline, or None for all of it.
    pointer
        Image point under the pointer, None off the canvas.
    """

    selected: int | None = None
    vertex: VertexPlace | None = None
    pointer: Point | None = None


@dataclass(frozen=True, slots=True)
class Dragging:
    """Something of an outline is held.

    Parameters
    ----------
    name
        Name of the change that letting go makes.
    outline
        Place of the outline in `Document.outlines`.
    grabbed
        That outline as the document has it.
    base
        What is moved: the same, or with a vertex inserted.
    vertex
        The vertex that moves, None for the whole outline.
    start, pointer
        Image points where the button went down and where the pointer is.
    waits_for
        Distance the pointer must go first, screen points; 0 once it has.
    edge_end
        The second vertex of an edge that moves as a whole, else None.
    """

    name: str
    outline: int
    grabbed: Outline
    base: Outline
    vertex: VertexPlace | None
    start: Point
    pointer: Point
    waits_for: float
    edge_end: VertexPlace | None = None

    @property
    def vertices(self) -> tuple[VertexPlace, ...]:
        """What moves; none for the whole outline."""
        return tuple(vertex for vertex in (self.vertex, self.edge_end) if vertex is not None)

    @property
    def released(self) -> Idle:
        """State after letting go; a vertex that was not inserted is not selected."""
        is_there = self.edge_end is None and (self.name != "insert vertex" or self.waits_for == 0.0)
        return Idle(self.outline, self.vertex if is_there else None, self.pointer)


State = Idle | Dragging


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the edit when a gesture has finished one."""
    here = _up_to_date(state, ctx)
    match here, gesture.kind:
        case Dragging(), _:
            return _step_dragging(here, gesture, ctx)
        case Idle(), Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(_grabbed(here, gesture, ctx))
        case Idle(), Kind.MOVE | Kind.LEAVE:
            return Step(replace(here, pointer=gesture.at if gesture.kind is Kind.MOVE else None))
        case Idle(), Kind.KEY if here.selected is not None:
            return _step_key(here, here.selected, gesture, ctx)
        case Idle(), Kind.CANCEL:
            return Step(Idle(pointer=here.pointer), is_handled=here.selected is not None)
    return Step(here, is_handled=False)


def grabs(state: State, at: Point, ctx: ToolContext) -> bool:
    """Whether a press at an image point would take hold of a vertex or an edge."""
    spot = spot_at(at, ctx, preferred=_selected(state))
    return spot is not None and spot.kind != "inside"


def is_busy(state: object) -> bool:
    """Whether something is held."""
    return isinstance(state, Dragging)


def _selected(state: State) -> int | None:
    return state.outline if isinstance(state, Dragging) else state.selected


def _up_to_date(state: object, ctx: ToolContext) -> State:
    """State without what the document or the slice on the screen no longer has."""
    if isinstance(state, Dragging):
        is_there = _is_shown(state.outline, ctx) and ctx.document.outlines[state.outline] == state.grabbed
        return state if is_there else Idle(pointer=state.pointer)
    if not isinstance(state, Idle):
        raise TypeError(f"not a state of this tool: {state!r}")
    if state.selected is None or not _is_shown(state.selected, ctx):
        return Idle(pointer=state.pointer)
    rings = ctx.document.outlines[state.selected].rings
    if state.vertex is not None and not (
        state.vertex[0] < len(rings) and state.vertex[1] < len(rings[state.vertex[0]])
    ):
        return replace(state, vertex=None)
    return state


def _is_shown(index: int, ctx: ToolContext) -> bool:
    outlines = ctx.document.outlines
    return index < len(outlines) and outlines[index].slice_key == ctx.image.key


def _grabbed(state: Idle, gesture: Gesture, ctx: ToolContext) -> State:
    """State after the left button went down."""
    at = gesture.at
    spot = spot_at(at, ctx, preferred=state.selected)
    if spot is None:
        return Idle(pointer=at)
    outline = ctx.document.outlines[spot.outline]
    if spot.kind == "inside":
        return Dragging("move outline", spot.outline, outline, outline, None, at, at, OUTLINE_START)
    if spot.kind == "vertex":
        vertex = (spot.ring, spot.index)
        return Dragging("move vertex", spot.outline, outline, outline, vertex, at, at, VERTEX_START)
    if gesture.modifiers & {"shift", "ctrl"}:
        first, last = edge_ends(outline, spot)
        return Dragging("move edge", spot.outline, outline, outline, first, at, at, VERTEX_START, last)
    waits_for = 0.0 if "alt" in gesture.modifiers else VERTEX_START
    vertex = (spot.ring, spot.index + 1)
    return Dragging("insert vertex", spot.outline, outline, with_inserted(outline, spot), vertex, at, at, waits_for)


def _step_dragging(state: Dragging, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.MOVE:
            return Step(_followed(state, gesture.at, ctx.viewport))
        case Kind.RELEASE if gesture.button == "left":
            last = _followed(state, gesture.at, ctx.viewport)
            if last.waits_for > 0.0:
                return Step(last.released)
            return _edited(last.released, last.name, _moved(last, ctx), last.outline, ctx)
        case Kind.CANCEL:
            vertex = state.vertex if state.name == "move vertex" else None
            return Step(Idle(state.outline, vertex, state.pointer))
    return Step(state, is_handled=False)


def _followed(state: Dragging, at: Point, viewport: Viewport) -> Dragging:
    has_begun = viewport.screen_distance(state.start, at) > state.waits_for
    return replace(state, pointer=at, waits_for=0.0 if has_begun else state.waits_for)


def _moved(state: Dragging, ctx: ToolContext) -> Outline:
    """Outline as it would be if the button were let go."""
    shift = (state.pointer[0] - state.start[0], state.pointer[1] - state.start[1])
    return moved(state.base, state.outline, state.vertices, shift, ctx)


def _edited(state: Idle, name: str, outline: Outline, index: int, ctx: ToolContext) -> Step:
    """Step that puts a changed outline into the document; no edit when nothing changed."""
    if outline == ctx.document.outlines[index]:
        return Step(state)
    sided, notice = changed_by_hand(outline, index, ctx)
    return Step(state, edit=Edit(name, ctx.document.with_outline_at(index, sided)), notice=notice)


def _step_key(state: Idle, selected: int, gesture: Gesture, ctx: ToolContext) -> Step:
    outline = ctx.document.outlines[selected]
    if gesture.key in ARROWS:
        shift = _arrow_shift(gesture, ctx.viewport)
        name = "move outline" if state.vertex is None else "move vertex"
        vertices = () if state.vertex is None else (state.vertex,)
        return _edited(state, name, moved(outline, selected, vertices, shift, ctx), selected, ctx)
    if gesture.key not in {"Backspace", "Delete"}:
        return Step(state, is_handled=False)
    if state.vertex is None:
        edit = Edit("delete outline", ctx.document.without_outline_at(selected))
        return Step(Idle(pointer=state.pointer), edit=edit)
    ring, index = state.vertex
    if len(outline.rings[ring]) <= 3:
        sentence = (
            "An outline needs three points, so this one stays; to delete the outline, click inside it and press Delete."
        )
        return Step(state, notice=Notice("refused", sentence, outline=selected))
    # The vertex before it is selected next: Backspace again must never take the whole outline by surprise.
    before = replace(state, vertex=(ring, max(index - 1, 0)))
    return _edited(before, "delete vertex", without_vertex(outline, ring, index), selected, ctx)


def _arrow_shift(gesture: Gesture, viewport: Viewport) -> Point:
    """Shift in image pixels that goes the arrow's way on the screen, however the view is turned or mirrored."""
    u, v = ARROWS[gesture.key]
    a, b, c, d = viewport.linear
    size = ARROW_STEP_PX * (ARROW_FACTOR if "shift" in gesture.modifiers else 1.0)
    x, y = a * u + b * v, c * u + d * v
    least = 0.5 * max(abs(x), abs(y))  # an image that leans a little still goes along its rows and columns
    return (size * _sign(x, least), size * _sign(y, least))


def _sign(value: float, least: float) -> float:
    return (value > least) - (value < -least)


def draft(state: object, ctx: ToolContext) -> Draft:
    """Handles of what is selected or under the pointer, and the document as it would be while dragging."""
    here = _up_to_date(state, ctx)
    if isinstance(here, Dragging):
        return _dragging_draft(here, ctx)
    spot = None if here.pointer is None else spot_at(here.pointer, ctx, preferred=here.selected)
    shown = {index for index in (here.selected, spot.outline if spot else None) if index is not None}
    handles = [
        handle
        for index in sorted(shown)
        for handle in _handles(ctx.document.outlines[index], _hot_vertices(index, here, spot), ctx)
    ]
    cursor: Cursor = "arrow"
    if spot is not None:
        cursor = "move" if spot.kind == "inside" else "cross"
        if spot.kind == "edge":
            handles.append(Handle(spot.at, "ghost", is_hot=True))
    hint = HINT if ctx.document.on_slice(ctx.image.key) else EMPTY_HINT
    return Draft(handles=tuple(handles), selected=here.selected, hint=hint, cursor=cursor)


def _dragging_draft(state: Dragging, ctx: ToolContext) -> Draft:
    hot = set(state.vertices)
    if state.waits_for > 0.0:
        shown = state.grabbed if state.name == "insert vertex" else state.base
        hot = set() if state.name == "insert vertex" else hot
        return Draft(handles=_handles(shown, hot, ctx), selected=state.outline, hint=HINT, cursor="move")
    outline = replace(_moved(state, ctx), is_proposed=False)
    return Draft(
        handles=_handles(outline, hot, ctx),
        selected=state.outline,
        preview=ctx.document.with_outline_at(state.outline, outline),
        hint="Let go to keep it; Esc puts it back",
        cursor="move",
    )


def _hot_vertices(index: int, state: Idle, spot: Spot | None) -> set[VertexPlace]:
    """Vertices of an outline that are selected or in reach."""
    hot = set()
    if index == state.selected and state.vertex is not None:
        hot.add(state.vertex)
    if spot is not None and spot.outline == index and spot.kind == "vertex":
        hot.add((spot.ring, spot.index))
    return hot


def _handles(outline: Outline, hot: set[VertexPlace], ctx: ToolContext) -> tuple[Handle, ...]:
    if not shows_vertices(outline, ctx.viewport):
        return ()
    return tuple(
        Handle(point, is_hot=(number, index) in hot)
        for number, ring in enumerate(outline.rings)
        for index, point in enumerate(ring)
    )
