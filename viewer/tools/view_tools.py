"""Window, pan and zoom in hand for the left button, for mice and trackpads without the other buttons."""

from dataclasses import dataclass, replace

from viewer.core.view import View
from viewer.tools.gesture import Cursor, Draft, Gesture, Kind, Step, Tool, ToolContext
from viewer.tools.navigation import Pan, Windowing, Zooming, begin_windowing, begin_zooming, follow

CLICK_ZOOM = 1.5
"""Zoom factor of a click (no unit)."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is held."""


def step_window(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view of the tool that drags the window."""
    return _step(state, begin_windowing(gesture, ctx), gesture, ctx)


def step_pan(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view of the tool that drags the image."""
    return _step(state, Pan("left", gesture.at), gesture, ctx)


def step_zoom(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view of the tool that zooms."""
    return _step(state, begin_zooming(gesture), gesture, ctx)


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
            moved, view = follow(state, gesture, ctx)
            return Step(moved, view=view)
        case Pan() | Windowing() | Zooming(), Kind.RELEASE if gesture.button == "left":
            return Step(Idle(), view=_last_view(state, gesture, ctx))
    return Step(state, is_handled=False)


def _last_view(state: Pan | Windowing | Zooming, gesture: Gesture, ctx: ToolContext) -> View | None:
    """View after letting go: the end of the drag, or the zoom of a click."""
    followed, view = follow(state, gesture, ctx)
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
