"""Draw a line along a burned-in ruler, so that the strip can ask for its length in mm; changes no document."""

import math
from dataclasses import dataclass, replace

from viewer.core.outline import Point
from viewer.core.series import SliceKey
from viewer.tools.gesture import Draft, Gesture, Handle, Kind, Step, Tool, ToolContext
from viewer.tools.reach import VERTEX_REACH, clamped

LENGTH_MINIMUM = 3.0
"""Shortest line that is kept, screen points: less is a click."""

HINT = "Drag from one end of the ruler to the other, then type its length"


@dataclass(frozen=True, slots=True)
class Ruler:
    """The line so far.

    Parameters
    ----------
    start, end
        Its ends, image points; both None when there is no line.
    slice_key
        The slice it lies on, or None.
    is_dragging
        Whether `end` follows the pointer.
    """

    start: Point | None = None
    end: Point | None = None
    slice_key: SliceKey | None = None
    is_dragging: bool = False

    @property
    def line(self) -> tuple[Point, Point] | None:
        """The line, or None."""
        return None if self.start is None or self.end is None else (self.start, self.end)


def length_px(state: object) -> tuple[float, float] | None:
    """Extent of the finished line along columns and rows, |dx| and |dy| in pixels.

    Parameters
    ----------
    state
        State of the tool in hand, of whatever tool.

    Returns
    -------
    tuple of float or None
        None while there is no line or it is still being drawn. The two are apart because the distance between rows
        need not be that between columns.
    """
    if not isinstance(state, Ruler) or state.line is None or state.is_dragging:
        return None
    (x0, y0), (x1, y1) = state.line
    return (abs(x1 - x0), abs(y1 - y0))


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state; never an edit."""
    if not isinstance(state, Ruler):
        raise TypeError(f"not a state of this tool: {state!r}")
    if state.slice_key not in {None, ctx.image.key}:
        state = Ruler()
    match gesture.kind:
        case Kind.PRESS | Kind.DOUBLE if gesture.button == "left" and not state.is_dragging:
            return Step(_grabbed(state, gesture.at, ctx))
        case Kind.MOVE if state.is_dragging:
            return Step(replace(state, end=clamped(gesture.at, ctx)))
        case Kind.RELEASE if gesture.button == "left" and state.is_dragging:
            return Step(_released(state, gesture.at, ctx))
        case Kind.CANCEL:
            return Step(Ruler(), finishes=not state.is_dragging)
    return Step(state, is_handled=False)


def _grabbed(state: Ruler, at: Point, ctx: ToolContext) -> Ruler:
    """State after a press: an end of the line is taken up, or a new line begun."""
    if state.line is not None:
        for kept, end in (state.line, state.line[::-1]):
            if ctx.viewport.screen_distance(at, end) <= VERTEX_REACH:
                return replace(state, start=kept, end=clamped(at, ctx), is_dragging=True)
    begun = clamped(at, ctx)
    return Ruler(begun, begun, ctx.image.key, is_dragging=True)


def _released(state: Ruler, at: Point, ctx: ToolContext) -> Ruler:
    end = clamped(at, ctx)
    if state.start is None or ctx.viewport.screen_distance(state.start, end) < LENGTH_MINIMUM:
        return Ruler()
    return replace(state, end=end, is_dragging=False)


def draft(state: object, ctx: ToolContext) -> Draft:
    """Line with its length in pixels."""
    if not isinstance(state, Ruler) or state.line is None or state.slice_key != ctx.image.key:
        return Draft(hint=HINT, cursor="cross")
    handles = tuple(Handle(end, "end", is_hot=state.is_dragging and end == state.end) for end in state.line)
    return Draft(
        lines=(state.line,), handles=handles, label=f"{math.dist(*state.line):.1f} px", hint=HINT, cursor="cross"
    )


def is_busy(state: object) -> bool:
    """Whether the line is being drawn."""
    return isinstance(state, Ruler) and state.is_dragging


RULER = Tool(
    name="ruler",
    text="Ruler",
    key="",
    explanation="Draw along a burned-in ruler to state the scale of a picture.",
    start=Ruler,
    step=step,
    draft=draft,
    is_busy=is_busy,
    is_offered=False,
)
"""Taken in hand by the strip when it asks for the scale."""
