"""Courses along the border, from the last point of what is being drawn to the pointer.

The border is searched in the values of the slice, once for each point; a move of the pointer only picks a course.
"""

from dataclasses import replace

import numpy as np

from viewer.core.outline import Point
from viewer.proposals.livewire.wire import Wire, wire_from
from viewer.tools.gesture import ToolContext
from viewer.tools.outlining.drawing import WIRE_AREA_PART, Course, Drawing, Tracing
from viewer.tools.reach import FIRST_REACH, clamped, distinct, simplified


def prepared(state: Drawing, ctx: ToolContext) -> Drawing:
    """Drawing with the courses from its last point, so that the next move need not wait for them."""
    if not state.pieces or state.slice_key != ctx.image.key:
        return state
    return replace(state, wire=_wire(state, state.points[-1], state.wire, ctx))


def pointed(state: Drawing, at: Point, ctx: ToolContext) -> Drawing:
    """Drawing with the course from its last point to the pointer, or to the first point in its reach."""
    points = state.points
    end = points[0] if is_home(points, at, ctx) else clamped(at, ctx)
    wire, trail = _course(state, points[-1], end, state.wire, ctx)
    return replace(state, pointer=at, wire=wire, trail=trail)


def held(state: Tracing, at: Point, ctx: ToolContext) -> Tracing:
    """Tracing with the course from the end of its trace to the pointer."""
    wire, trail = _course(state.drawing, state.trace[-1], at, state.wire, ctx)
    return replace(state, wire=wire, trail=trail)


def course_home(state: Drawing, ctx: ToolContext) -> Course:
    """Course from the last point to the first, without these two."""
    points = state.points
    _, trail = _course(state, points[-1], points[0], state.wire, ctx)
    if not trail:
        return ()
    return simplified((points[-1], *trail), ctx.viewport, area_part=WIRE_AREA_PART)[1:-1]


def is_home(points: Course, at: Point, ctx: ToolContext) -> bool:
    """Whether the pointer is at the first point, and a click there would close."""
    return distinct(points) >= 2 and ctx.viewport.screen_distance(points[0], at) <= FIRST_REACH


def _course(
    drawing: Drawing, start: Point, end: Point, wire: Wire | None, ctx: ToolContext
) -> tuple[Wire | None, Course]:
    """Courses from a point, and the one to another point without its start; () where no values are there."""
    values, wire = ctx.values(), _wire(drawing, start, wire, ctx)
    if wire is None or values is None or start == end:
        return wire, ()
    wire = wire.reaching(values, end)
    return wire, tuple(clamped(point, ctx) for point in wire.path_to(end)[1:])


def _wire(drawing: Drawing, start: Point, wire: Wire | None, ctx: ToolContext) -> Wire | None:
    """Courses from a point, those that are there if they begin at it; None where no values are there."""
    values = ctx.values()
    if values is None or (wire is not None and wire.start == start):
        return wire
    spacing = ctx.image.geometry.spacing
    spacing_mm = None if spacing is None else float(np.sqrt(spacing.row_mm * spacing.column_mm))
    return wire_from(values, start, accepted=_accepted(drawing), spacing_mm=spacing_mm)


def _accepted(drawing: Drawing) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], ...]:
    """Stretches of the drawing that follow the border, each from the point before it; straight edges do not."""
    found, before = [], None
    for piece in drawing.pieces:
        if piece.kind != "vertex":
            points = piece.points if before is None else (before, *piece.points)
            found.append(np.array(points, dtype=np.float64))
        before = piece.points[-1]
    return tuple(found)
