"""Window, pan and zoom in hand for the left button, for mice and trackpads without the other buttons."""

from dataclasses import dataclass, replace

from viewer.core.outline import Point
from viewer.core.view import View
from viewer.tools.gesture import Cursor, Draft, Gesture, Kind, Step, Tool, ToolContext
from viewer.tools.navigation import MOTION_START, Pan, Windowing, begin_windowing, follow

DRAG_ZOOM = 1.01
"""Zoom factor of dragging up by one screen point (no unit)."""

DRAG_MAXIMUM = 1000.0
"""Longest way of one event that is followed, screen points; it spans the whole range of zooms."""

CLICK_ZOOM = 1.5
"""Zoom factor of a click (no unit)."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Zooming:
    """The zoom follows the pointer up and down.

    Parameters
    ----------
    at
        Image point of the press, which stays where it is on the screen.
    start_y, last_y
        Heights on the screen where the button went down and where the pointer was last, screen points.
    has_moved
        Whether it is a drag already; else letting go is a click.
    """

    at: Point
    start_y: float
    last_y: float
    has_moved: bool = False


def step_window(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view of the tool that drags the window."""
    return _step(state, begin_windowing(gesture, ctx), gesture, ctx)


def step_pan(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view of the tool that drags the image."""
    return _step(state, Pan("left", gesture.at), gesture, ctx)


def step_zoom(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view of the tool that zooms."""
    return _step(state, Zooming(gesture.at, gesture.screen[1], gesture.screen[1]), gesture, ctx)


def _step(state: object, begun: Pan | Windowing | Zooming, gesture: Gesture, ctx: ToolContext) -> Step:
    """Take a step; `begun` is the state that a press begins."""
    match state, gesture.kind:
        case Idle(), Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(begun)
        case Idle(), Kind.CANCEL:
            return Step(state, finishes=True)
        case Pan() | Windowing() | Zooming(), Kind.CANCEL:
            return Step(Idle())
        case Pan() | Windowing() | Zooming(), Kind.MOVE:
            moved, view = _followed(state, gesture, ctx)
            return Step(moved, view=view)
        case Pan() | Windowing() | Zooming(), Kind.RELEASE if gesture.button == "left":
            return Step(Idle(), view=_last_view(state, gesture, ctx))
    return Step(state, is_handled=False)


def _followed(
    state: Pan | Windowing | Zooming, gesture: Gesture, ctx: ToolContext
) -> tuple[Pan | Windowing | Zooming, View | None]:
    return _zoomed(state, gesture, ctx) if isinstance(state, Zooming) else follow(state, gesture, ctx)


def _zoomed(state: Zooming, gesture: Gesture, ctx: ToolContext) -> tuple[Zooming, View | None]:
    height = gesture.screen[1]
    if not state.has_moved and abs(height - state.start_y) <= MOTION_START:
        return state, None
    followed = replace(state, last_y=height, has_moved=True)
    if height == state.last_y:
        return followed, None
    way = min(max(state.last_y - height, -DRAG_MAXIMUM), DRAG_MAXIMUM)
    framing = ctx.viewport.zoomed(DRAG_ZOOM**way, at=state.at)
    return followed, replace(ctx.view, framing=framing)


def _last_view(state: Pan | Windowing | Zooming, gesture: Gesture, ctx: ToolContext) -> View | None:
    """View after letting go: the end of the drag, or the zoom of a click."""
    followed, view = _followed(state, gesture, ctx)
    if not isinstance(followed, Zooming) or followed.has_moved:
        return view
    factor = 1.0 / CLICK_ZOOM if "alt" in gesture.modifiers else CLICK_ZOOM
    return replace(ctx.view, framing=ctx.viewport.zoomed(factor, at=followed.at))


def is_busy(state: object) -> bool:
    """Whether something is held."""
    return not isinstance(state, Idle)


def _draft_window(state: object, ctx: ToolContext) -> Draft:
    del state
    center, width = ctx.window
    label = f"center {center:.4g}, width {width:.4g}"
    return Draft(
        hint=f"Drag across for the width, up and down for the centre; Shift is finer ({label})", cursor="window"
    )


def _draft_pan(state: object, ctx: ToolContext) -> Draft:
    del ctx
    cursor: Cursor = "grabbing" if is_busy(state) else "grab"
    return Draft(
        hint="Drag the image; so does the middle button, or Space and the left one, at any time", cursor=cursor
    )


def _draft_zoom(state: object, ctx: ToolContext) -> Draft:
    del state, ctx
    return Draft(hint="Drag up and down, or click; Alt+click zooms out; Ctrl+wheel zooms at any time", cursor="cross")


WINDOW = Tool(
    name="window",
    text="Window",
    key="G",
    explanation="Change brightness and contrast by dragging; measured values do not change.",
    start=Idle,
    step=step_window,
    draft=_draft_window,
    is_busy=is_busy,
)
"""Window and level with the left button."""

PAN = Tool(
    name="pan",
    text="Pan",
    key="H",
    explanation="Drag the image about on the canvas.",
    start=Idle,
    step=step_pan,
    draft=_draft_pan,
    is_busy=is_busy,
)
"""Pan with the left button."""

ZOOM = Tool(
    name="zoom",
    text="Zoom",
    key="Z",
    explanation="Drag up and down or click to zoom at that place; Alt+click zooms out.",
    start=Idle,
    step=step_zoom,
    draft=_draft_zoom,
    is_busy=is_busy,
)
"""Zoom with the left button."""
