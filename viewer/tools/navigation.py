"""Getting about: slices, zoom, pan and window, taken before the tool in hand so that they work while drawing.

A right click without motion is left to the canvas for its menu: the PRESS is taken as the possible begin of a
drag, and the RELEASE comes back with `is_handled` False.
"""

import math
from dataclasses import dataclass, replace

from viewer.core.grey import Window
from viewer.core.outline import Point
from viewer.core.view import View
from viewer.tools.gesture import Button, Cursor, Gesture, Kind, Step, ToolContext

WHEEL_ZOOM = 1.2
"""Zoom factor of one notch of the wheel (no unit)."""

NOTCHES_MAXIMUM = 20.0
"""Most notches of one event that are believed; a wheel that spins freely sends no more (notches)."""

WINDOW_POINTS = 500.0
"""Screen points of dragging that change the window by the whole range of the slice's values."""

WINDOW_FINE = 0.2
"""Part of that speed while Shift is held (no unit)."""

WIDTH_PARTS = (0.001, 4.0)
"""Smallest and largest width that dragging reaches, in parts of the range of the slice's values (no unit)."""

MOTION_START = 3.0
"""Distance after which a press has become a drag, screen points."""

DRAG_ZOOM = 1.01
"""Zoom factor of dragging up by one screen point (no unit)."""

DRAG_MAXIMUM = 1000.0
"""Longest way of one event that is followed, screen points; it spans the whole range of zooms."""

NOTCH_ROUNDING = 1e-6
"""What parts of a notch may lack of a whole one after adding them up (notches)."""


@dataclass(frozen=True, slots=True)
class Pan:
    """The image is held at an image point by a button."""

    button: Button
    start: Point


@dataclass(frozen=True, slots=True)
class Windowing:
    """The window follows the pointer.

    Parameters
    ----------
    button
        The button that is held.
    start, last
        Screen points where it went down and where the pointer was last.
    center, width
        Window so far, values after rescale.
    has_moved
        Whether it is a drag already.
    """

    button: Button
    start: Point
    last: Point
    center: float
    width: float
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class Zooming:
    """The zoom follows the pointer up and down.

    Parameters
    ----------
    button
        The button that is held.
    at
        Image point of the press, which stays where it is on the screen.
    start_y, last_y
        Heights on the screen where the button went down and where the pointer was last, screen points.
    has_moved
        Whether it is a drag already; else letting go is a click.
    """

    button: Button
    at: Point
    start_y: float
    last_y: float
    has_moved: bool = False


Drag = Pan | Windowing | Zooming


@dataclass(frozen=True, slots=True)
class Navigation:
    """State of navigation.

    Parameters
    ----------
    drag
        What is being dragged, or None.
    notches
        Parts of a notch of the wheel that have not made a slice yet.
    """

    drag: Drag | None = None
    notches: float = 0.0

    @property
    def cursor(self) -> Cursor | None:
        """Shape of the pointer while dragging, None when the tool in hand decides."""
        if self.drag is None:
            return None
        if isinstance(self.drag, Pan):
            return "grabbing"
        return "window" if isinstance(self.drag, Windowing) else "cross"


def navigate(state: Navigation, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state and view; `is_handled` False when the gesture is for the tool in hand.

    Wheel: away from the user is the slice before; with Ctrl, zoom at the pointer; with Shift it is offered to the
    tool in hand. Middle button, or the left one with the space bar: pan. Right button: window, across for the width,
    and down for a higher centre (darker); or zoom, where the view says so.

    Parameters
    ----------
    state
        State of navigation.
    gesture
        What happened.
    ctx
        View, viewport, window and value range of the slice on the screen.
    """
    if gesture.kind is Kind.WHEEL:
        if "shift" in gesture.modifiers and "ctrl" not in gesture.modifiers:
            return Step(state, is_handled=False)
        return _wheel(state, gesture, ctx)
    if state.drag is not None:
        return _step_drag(state, state.drag, gesture, ctx)
    if gesture.kind in {Kind.PRESS, Kind.DOUBLE}:
        drag = _begun(gesture, ctx)
        if drag is not None:
            return Step(replace(state, drag=drag))
    return Step(state, is_handled=False)


def _begun(gesture: Gesture, ctx: ToolContext) -> Drag | None:
    if gesture.button == "right":
        return begin_zooming(gesture) if ctx.view.right_drag_zooms else begin_windowing(gesture, ctx)
    if gesture.button == "middle" or (gesture.button == "left" and "space" in gesture.modifiers):
        return Pan(gesture.button, gesture.at)
    return None


def _step_drag(state: Navigation, drag: Drag, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.MOVE:
            followed, view = follow(drag, gesture, ctx)
            return Step(replace(state, drag=followed), view=view)
        case Kind.RELEASE if gesture.button == drag.button:
            followed, view = follow(drag, gesture, ctx)
            is_click = not isinstance(followed, Pan) and not followed.has_moved
            return Step(replace(state, drag=None), view=view, is_handled=not is_click)
        case Kind.CANCEL:
            return Step(replace(state, drag=None))
        case Kind.PRESS | Kind.DOUBLE:
            # A second button during a drag is a slip; the tool must not begin something it cannot see.
            return Step(state)
    return Step(state, is_handled=False)


def begin_windowing(gesture: Gesture, ctx: ToolContext) -> Windowing:
    """Drag of the window that begins with a press."""
    return Windowing(gesture.button or "left", gesture.screen, gesture.screen, *ctx.window)


def begin_zooming(gesture: Gesture) -> Zooming:
    """Drag of the zoom that begins with a press."""
    return Zooming(gesture.button or "left", gesture.at, gesture.screen[1], gesture.screen[1])


def follow(drag: Drag, gesture: Gesture, ctx: ToolContext) -> tuple[Drag, View | None]:
    """Drag and view after the pointer has moved; None for an unchanged view."""
    if isinstance(drag, Pan):
        framing = ctx.viewport.panned(start=drag.start, end=gesture.at)
        return drag, None if gesture.at == drag.start else replace(ctx.view, framing=framing)
    if isinstance(drag, Zooming):
        return _zoomed(drag, gesture, ctx)
    followed = _windowed(drag, gesture, ctx)
    if not followed.has_moved or followed.last == drag.last:
        return followed, None
    return followed, ctx.view.with_window(ctx.series_uid, Window(followed.center, followed.width))


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


def _windowed(drag: Windowing, gesture: Gesture, ctx: ToolContext) -> Windowing:
    has_moved = drag.has_moved or math.dist(drag.start, gesture.screen) > MOTION_START
    if not has_moved:
        return drag
    low, high = ctx.value_range if math.isfinite(sum(ctx.value_range)) else (0.0, 1.0)
    span = high - low if high > low else 1.0
    speed = span / WINDOW_POINTS * (WINDOW_FINE if "shift" in gesture.modifiers else 1.0)
    across, down = gesture.screen[0] - drag.last[0], gesture.screen[1] - drag.last[1]
    # A file's own window may lie beyond the limits; dragging may keep it there but not take it further.
    width = min(max(drag.width + across * speed, WIDTH_PARTS[0] * span), max(WIDTH_PARTS[1] * span, drag.width))
    lowest, highest = min(low - span, drag.center), max(high + span, drag.center)
    center = min(max(drag.center + down * speed, lowest), highest)
    return replace(drag, last=gesture.screen, center=center, width=width, has_moved=True)


def _wheel(state: Navigation, gesture: Gesture, ctx: ToolContext) -> Step:
    steps = min(max(gesture.steps, -NOTCHES_MAXIMUM), NOTCHES_MAXIMUM)
    if "ctrl" in gesture.modifiers:
        framing = ctx.viewport.zoomed(WHEEL_ZOOM**steps, at=gesture.at)
        return Step(state, view=replace(ctx.view, framing=framing))
    # Turning back starts afresh, so that the first whole notch the other way already counts.
    waiting = state.notches if state.notches * steps > 0.0 else 0.0
    turned = waiting + steps
    whole = math.trunc(turned + math.copysign(NOTCH_ROUNDING, turned))
    number = min(max(ctx.view.slice_number - whole, 1), ctx.series_slices)
    view = None if number == ctx.view.slice_number else replace(ctx.view, slice_number=number)
    return Step(replace(state, notches=turned - whole), view=view)
