"""Place the mid-sagittal line of a slice; every outline there takes its side from it anew."""

import math
from dataclasses import dataclass, replace

from viewer.core.document import Document, Midline
from viewer.core.outline import Point, Side
from viewer.core.series import SliceKey
from viewer.measure.midline import parts_sides
from viewer.tools.gesture import Cursor, Draft, Edit, Gesture, Handle, Kind, Notice, Step, Tool, ToolContext
from viewer.tools.reach import EDGE_REACH, VERTEX_REACH, area_kept, clamped, shifted

PROPOSED_PART = 0.8
"""Part of the image along which a proposed line runs (no unit)."""

LENGTH_MINIMUM_PX = 5.0
"""Shortest line whose direction means anything, pixels."""

LIES_ACROSS = (
    "The midline would run from the patient's right to the left and part front from back; drag it so that it runs "
    "from the spinous process to the middle of the body."
)
"""Said instead of placing a line from which no side follows."""

HINT = "Drag the line or its ends to the spinous process and the middle of the body; Enter keeps it, Esc leaves"

Line = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is held; `pointer` is the image point under the pointer, None off the canvas."""

    pointer: Point | None = None


@dataclass(frozen=True, slots=True)
class Dragging:
    """The line is held.

    Parameters
    ----------
    slice_key
        The slice of the line.
    line
        The line as it was grabbed.
    end
        Number of the end that moves, 0 or 1, None for the whole line.
    start, pointer
        Image points where the button went down and where the pointer is.
    """

    slice_key: SliceKey
    line: Line
    end: int | None
    start: Point
    pointer: Point


def proposed_line(ctx: ToolContext) -> Line:
    """Line through the middle of the image across its right–left axis, image points.

    An image whose sides are unknown is taken to have the axis along its rows, as every axial image is shown.
    """
    left, top, right, bottom = area_kept(ctx)
    x, y = (left + right) / 2.0, (top + bottom) / 2.0
    orientation = ctx.image.geometry.orientation
    if orientation is not None and abs(orientation.column[0]) > abs(orientation.row[0]):
        half = (right - left) * PROPOSED_PART / 2.0
        return ((x - half, y), (x + half, y))
    half = (bottom - top) * PROPOSED_PART / 2.0
    return ((x, y - half), (x, y + half))


def shown_line(ctx: ToolContext) -> Line:
    """Midline placed on the slice, else the proposed one."""
    placed = ctx.document.midline_on(ctx.image.key)
    return proposed_line(ctx) if placed is None else placed.ends


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the edit when the line was let go or kept with Enter."""
    match state, gesture.kind:
        case Dragging(), _:
            return _step_dragging(state, gesture, ctx)
        case Idle(), Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(_grabbed(gesture.at, ctx) or Idle(gesture.at))
        case Idle(), Kind.MOVE | Kind.LEAVE:
            return Step(Idle(gesture.at if gesture.kind is Kind.MOVE else None))
        case Idle(), Kind.KEY if gesture.key == "Return":
            return replace(_placed(state, shown_line(ctx), ctx), finishes=True)
        case Idle(), Kind.CANCEL:
            return Step(Idle(), finishes=True)
    return Step(state, is_handled=False)


def _step_dragging(state: Dragging, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.CANCEL:
            return Step(Idle(state.pointer))
        case _ if state.slice_key != ctx.image.key:
            return Step(Idle(state.pointer), is_handled=False)
        case Kind.MOVE:
            return Step(replace(state, pointer=gesture.at))
        case Kind.RELEASE if gesture.button == "left":
            line = moved_line(replace(state, pointer=gesture.at), ctx)
            if math.dist(*line) < LENGTH_MINIMUM_PX:
                sentence = "The midline's two ends are too close to each other to show a direction; drag them apart."
                return Step(Idle(gesture.at), notice=Notice("refused", sentence))
            return _placed(Idle(gesture.at), line, ctx)
    return Step(state, is_handled=False)


def part_at(at: Point, line: Line, ctx: ToolContext) -> tuple[bool, int | None]:
    """Whether the line is in reach of the pointer, and which end of it, None for the line between."""
    reach = [ctx.viewport.screen_distance(at, end) for end in line]
    nearest = 0 if reach[0] <= reach[1] else 1
    if reach[nearest] <= VERTEX_REACH:
        return True, nearest
    return ctx.viewport.screen_distance(at, _foot(at, line, ctx)) <= EDGE_REACH, None


def _foot(at: Point, line: Line, ctx: ToolContext) -> Point:
    """Point of the line that is nearest to an image point on the screen."""
    (u, v), (u0, v0), (u1, v1) = (ctx.viewport.point_to_screen(point) for point in (at, *line))
    along = ((u - u0) * (u1 - u0) + (v - v0) * (v1 - v0)) / ((u1 - u0) ** 2 + (v1 - v0) ** 2)
    part = min(max(along, 0.0), 1.0)
    (x0, y0), (x1, y1) = line
    return (x0 + part * (x1 - x0), y0 + part * (y1 - y0))


def _grabbed(at: Point, ctx: ToolContext) -> Dragging | None:
    line = shown_line(ctx)
    is_in_reach, end = part_at(at, line, ctx)
    return Dragging(ctx.image.key, line, end, at, at) if is_in_reach else None


def moved_line(state: Dragging, ctx: ToolContext) -> Line:
    """Line as it would be if the button were let go."""
    shift = (state.pointer[0] - state.start[0], state.pointer[1] - state.start[1])
    if state.end is None:
        first, second = shifted(state.line, shift, ctx)
        return (first, second)
    x, y = state.line[state.end]
    moved = clamped((x + shift[0], y + shift[1]), ctx)
    return (moved, state.line[1]) if state.end == 0 else (state.line[0], moved)


def _placed(state: Idle, line: Line, ctx: ToolContext) -> Step:
    """Step that puts the line into the document; no edit when it lies there already."""
    if ctx.image.geometry.can_tell_side and not parts_sides(line, ctx.image):
        return Step(state, notice=Notice("refused", LIES_ACROSS))
    document = document_with_line(line, ctx)
    if document == ctx.document:
        return Step(state)
    notice = None
    if not ctx.image.geometry.can_tell_side:
        sentence = "The midline is placed, but this image does not tell right from left; state where the right is."
        notice = Notice("information", sentence)
    return Step(state, edit=Edit("move midline", document), notice=notice)


def document_with_line(line: Line, ctx: ToolContext) -> Document:
    """Document with the midline on the slice and every outline there on the side that it gives.

    An outline whose side cannot be told keeps the one it has.
    """
    document = ctx.document
    if document.midline_on(ctx.image.key) != Midline(ctx.image.key, line):
        document = document.with_midline(Midline(ctx.image.key, line))
    for index, outline in document.numbered_on_slice(ctx.image.key):
        side = ctx.side_of(outline, document.without_outline_at(index))
        if side not in {Side.UNKNOWN, outline.side}:
            document = document.with_outline_at(index, outline.with_side(side))
    return document


def draft(state: object, ctx: ToolContext) -> Draft:
    """Line with its two ends, and the document as it would be while it is dragged."""
    if isinstance(state, Dragging) and state.slice_key == ctx.image.key:
        line = moved_line(state, ctx)
        is_long = math.dist(*line) >= LENGTH_MINIMUM_PX
        preview = document_with_line(line, ctx) if is_long else None
        return Draft(lines=(line,), handles=end_handles(line, state.end), preview=preview, hint=HINT, cursor="move")
    line = shown_line(ctx)
    is_in_reach, end = (False, None)
    if isinstance(state, Idle) and state.pointer is not None:
        is_in_reach, end = part_at(state.pointer, line, ctx)
    cursor: Cursor = "move" if is_in_reach else "arrow"
    return Draft(lines=(line,), handles=end_handles(line, end), hint=HINT, cursor=cursor)


def end_handles(line: Line, hot: int | None) -> tuple[Handle, ...]:
    """Marks at the two ends of a line; `hot` is the number of the one in reach."""
    return tuple(Handle(end, "end", is_hot=number == hot) for number, end in enumerate(line))


def is_busy(state: object) -> bool:
    """Whether the line is held."""
    return isinstance(state, Dragging)


MIDLINE = Tool(
    name="midline",
    text="Midline",
    key="",
    explanation="Place the line between the patient's right and left on this slice.",
    start=Idle,
    step=step,
    draft=draft,
    is_busy=is_busy,
    is_offered=False,
)
"""Taken in hand by the strip when a side is contradicted."""
