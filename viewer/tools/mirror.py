"""Mirror outlines to the other side: while M is held the line is shown and can be dragged, letting go does it.

What is mirrored is the selected outline, or else every muscle of the slice that only one side has. It is fitted to the
image of its new side off the window's thread, and stays a proposal until it is accepted.
"""

import math
from dataclasses import dataclass, replace

from viewer.core.outline import Point, Side
from viewer.core.series import SliceKey
from viewer.proposals.mirroring.kept import LINES
from viewer.tools.gesture import Cursor, Draft, Gesture, Kind, Notice, Step, Task, TaskResult, Tool, ToolContext
from viewer.tools.marks.midline import (
    LENGTH_MINIMUM_PX,
    Dragging,
    Line,
    document_with_line,
    end_handles,
    moved_line,
    part_at,
)
from viewer.tools.outlining.mirroring import OTHER_SIDE, Mirroring, mirrored_rings, pairs_on
from viewer.tools.reach import area_kept

KEY = "M"
"""Held while the line is looked at."""

END_MARGIN = 24.0
"""Least distance of the ends of a found line from the edges of the canvas, screen points."""

HINT = "Let M go to mirror; drag the line or its ends first where they are not in the middle; Esc leaves"
HINT_SEARCHING = "Finding the middle of the body …"

_NOT_SHOWN = "This slice is not shown yet, so nothing can be mirrored; try again in a moment."
_NOTHING = "Nothing is outlined on this slice; outline one side (P), then mirror it (M)."


@dataclass(frozen=True, slots=True)
class Held:
    """M is held.

    Parameters
    ----------
    selected
        Place in `Document.outlines` of the outline to be mirrored, None for those that have no partner.
    slice_key, line
        Where the user dragged the line to on which slice, or None.
    grip
        The line while it is dragged, or None.
    pointer
        Image point under the pointer, None off the canvas.
    asked
        Slice on which the line was looked for already.
    """

    selected: int | None = None
    slice_key: SliceKey | None = None
    line: Line | None = None
    grip: Dragging | None = None
    pointer: Point | None = None
    asked: SliceKey | None = None


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the task that mirrors when M was let go."""
    if not isinstance(state, Held):
        raise TypeError(f"not a state of this tool: {state!r}")
    match gesture.kind:
        case Kind.CANCEL:
            return Step(Held(), finishes=True)
        case Kind.KEY_UP if gesture.key == KEY:
            return _let_go(state, ctx)
        case Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(_grabbed(state, gesture.at, ctx))
        case Kind.RELEASE if gesture.button == "left" and state.grip is not None:
            return _released(state, state.grip, gesture.at, ctx)
        case Kind.MOVE | Kind.LEAVE | Kind.KEY if gesture.key in {"", KEY}:
            return _searched(_pointed(state, gesture), ctx)
    return Step(state, is_handled=False)


def _pointed(state: Held, gesture: Gesture) -> Held:
    """State after the pointer has moved or left."""
    if gesture.kind is Kind.KEY:
        return state
    if gesture.kind is Kind.LEAVE or state.grip is None:
        return replace(state, pointer=gesture.at if gesture.kind is Kind.MOVE else None)
    return replace(state, pointer=gesture.at, grip=replace(state.grip, pointer=gesture.at))


def _searched(state: Held, ctx: ToolContext) -> Step:
    """Step that has the line looked for, once per slice, where it is not known yet."""
    values = ctx.values()
    if state.asked == ctx.image.key or values is None or shown_line(state, ctx) is not None:
        return Step(state)
    geometry, outlines = ctx.image.geometry, ctx.document.on_slice(ctx.image.key)

    def work(report: object) -> TaskResult:
        del report
        LINES.line_of(values, geometry, outlines)
        return TaskResult()

    return Step(replace(state, asked=ctx.image.key), task=Task("find midline", HINT_SEARCHING, work))


def _drawn_or_placed(state: Held, ctx: ToolContext) -> Line | None:
    """Line on the slice as it is being dragged, was dragged, or was placed before; None where it was not."""
    if state.grip is not None and state.grip.slice_key == ctx.image.key:
        line = moved_line(state.grip, ctx)
        return line if _is_long(line) else state.grip.line
    if state.line is not None and state.slice_key == ctx.image.key:
        return state.line
    placed = ctx.document.midline_on(ctx.image.key)
    return None if placed is None else placed.ends


def shown_line(state: Held, ctx: ToolContext) -> Line | None:
    """Line on the slice: where the user has it, or else where it was found; None where it was not."""
    line = _drawn_or_placed(state, ctx)
    if line is not None:
        return line
    values, outlines = ctx.values(), ctx.document.on_slice(ctx.image.key)
    if values is None or not LINES.has_line(values, ctx.image.geometry, outlines):
        return None
    found = LINES.line_of(values, ctx.image.geometry, outlines)
    return None if found is None else _in_view(found.line, ctx)


def _in_view(line: Line, ctx: ToolContext) -> Line:
    """Part of a line that is on the screen, so that both ends can be grabbed; all of it where none is."""
    (u, v), (end_u, end_v) = (ctx.viewport.point_to_screen(end) for end in line)
    first, last = 0.0, 1.0
    for start, end, size in ((u, end_u, ctx.viewport.width), (v, end_v, ctx.viewport.height)):
        if start == end:
            continue
        parts = sorted((edge - start) / (end - start) for edge in (END_MARGIN, size - END_MARGIN))
        first, last = max(first, parts[0]), min(last, parts[1])
    (x0, y0), (x1, y1) = line
    if last <= first:
        return line
    return ((x0 + first * (x1 - x0), y0 + first * (y1 - y0)), (x0 + last * (x1 - x0), y0 + last * (y1 - y0)))


def _is_long(line: Line) -> bool:
    return math.dist(*line) >= LENGTH_MINIMUM_PX


def _grabbed(state: Held, at: Point, ctx: ToolContext) -> Held:
    line = shown_line(state, ctx)
    if line is None:
        return replace(state, pointer=at)
    is_in_reach, end = part_at(at, line, ctx)
    grip = Dragging(ctx.image.key, line, end, at, at) if is_in_reach else None
    return replace(state, pointer=at, grip=grip)


def _released(state: Held, grip: Dragging, at: Point, ctx: ToolContext) -> Step:
    """Step after the line was let go: it stays where it is, for this mirroring."""
    before = replace(state, pointer=at, grip=None)
    if grip.slice_key != ctx.image.key:
        return Step(before)
    line = moved_line(replace(grip, pointer=at), ctx)
    if not _is_long(line) or line == grip.line:
        return Step(before)
    return Step(replace(before, slice_key=ctx.image.key, line=line))


def _dragged_line(state: Held, ctx: ToolContext) -> Line | None:
    """Line that the user has dragged on this slice, or None."""
    is_dragged = state.grip is not None and state.grip.pointer != state.grip.start
    is_here = state.line is not None and state.slice_key == ctx.image.key
    return _drawn_or_placed(state, ctx) if is_dragged or is_here else None


def _let_go(state: Held, ctx: ToolContext) -> Step:
    """Step that has the outlines mirrored, or says why there is nothing to mirror."""
    values = ctx.values()
    if values is None:
        return Step(Held(), notice=Notice("refused", _NOT_SHOWN), finishes=True)
    if not ctx.document.on_slice(ctx.image.key):
        return Step(Held(), notice=Notice("refused", _NOTHING), finishes=True)
    dragged = _dragged_line(state, ctx)
    job = Mirroring(
        document=ctx.document if dragged is None else document_with_line(dragged, ctx),
        image=ctx.image,
        values=values,
        line=_drawn_or_placed(state, ctx),
        selected=_selected(state, ctx),
        area=area_kept(ctx),
    )

    def work(report: object) -> TaskResult:
        del report
        return job.done()

    return Step(Held(), task=Task("mirror outline", "Fitting the mirrored outline …", work), finishes=True)


def _selected(state: Held, ctx: ToolContext) -> int | None:
    """Place of the outline to be mirrored, where it lies on the slice on the screen."""
    here = {index for index, _ in ctx.document.numbered_on_slice(ctx.image.key)}
    return state.selected if state.selected in here else None


def draft(state: object, ctx: ToolContext) -> Draft:
    """Line with its ends, and the mirrored rings as they are before the fit."""
    if not isinstance(state, Held):
        raise TypeError(f"not a state of this tool: {state!r}")
    selected, line = _selected(state, ctx), shown_line(state, ctx)
    if line is None:
        return Draft(selected=selected, hint=HINT_SEARCHING)
    is_in_reach, hot = (True, state.grip.end) if state.grip is not None else (False, None)
    if state.grip is None and state.pointer is not None:
        is_in_reach, hot = part_at(state.pointer, line, ctx)
    cursor: Cursor = "move" if is_in_reach else "arrow"
    pairs = pairs_on(ctx.document, ctx.image.key, selected, line)
    sources = [] if isinstance(pairs, str) else [ctx.document.outlines[pair.source] for pair in pairs]
    spacing = ctx.image.geometry.spacing
    return Draft(
        ghosts=tuple(ring for source in sources for ring in mirrored_rings(source, line, spacing)),
        side=OTHER_SIDE[sources[0].side] if sources else Side.UNKNOWN,
        handles=end_handles(line, hot),
        selected=selected,
        lines=(line,),
        hint=pairs if isinstance(pairs, str) else HINT,
        cursor=cursor,
    )


def is_busy(state: object) -> bool:
    """Whether the line is being dragged."""
    return isinstance(state, Held) and state.grip is not None


MIRROR = Tool(
    name="mirror",
    text="Mirror",
    key=KEY,
    explanation="Hold M to see the line between right and left, and let go to mirror the outline to the other side.",
    start=Held,
    step=step,
    draft=draft,
    is_busy=is_busy,
    is_offered=False,
)
"""Taken in hand while M is held."""
