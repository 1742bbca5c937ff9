"""The select tool: vertices, edges and outlines as in `select`, and a frame that turns and sizes a whole outline.

Turning and sizing happen on the screen's plane, which shows true proportions, so that an outline keeps its shape where
rows are not as far apart as columns.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Point
from viewer.core.view import Viewport
from viewer.tools.editing import select
from viewer.tools.editing.apart import free_share, partners
from viewer.tools.editing.turning import is_allowed, middle, sized, turned
from viewer.tools.gesture import Draft, Edit, Gesture, Handle, Kind, Step, Tool, ToolContext
from viewer.tools.reach import VERTEX_REACH, shows_vertices
from viewer.tools.sides import changed_by_hand

MARGIN, ROTATE_ABOVE = 12.0, 22.0
"""Distance of the frame from the outline, and of the handle that turns it from the frame, screen points."""

START = 2.0
"""Distance, screen points, that the pointer must go before a handle of the frame follows."""

FACTORS = (0.1, 10.0)
"""Smallest and largest factor of one drag (no unit)."""

SIZE_MINIMUM = 4.0
"""Width and height below which an outline is made no smaller, screen points."""

TURN_STEP_DEG = 15.0
"""Steps of turning while Shift is held, degrees."""

HINT = "Drag a corner to size it (Shift: width and height apart), the round handle to turn it; arrows move it"


@dataclass(frozen=True, slots=True)
class Framing:
    """A handle of the frame is held.

    Parameters
    ----------
    outline
        Place of the outline in `Document.outlines`.
    grabbed
        That outline as the document has it.
    corner
        Number of the corner of the frame, None for the handle that turns.
    anchor
        Image point that stays: the middle when turning, the opposite corner of the outline's box when sizing.
    start, pointer
        Image points where the button went down and where the pointer is.
    has_begun
        Whether the pointer has gone off.
    is_shift_held
        Whether Shift is held.
    """

    outline: int
    grabbed: Outline
    corner: int | None
    anchor: Point
    start: Point
    pointer: Point
    has_begun: bool = False
    is_shift_held: bool = False

    @property
    def name(self) -> str:
        """Name of the change that letting go makes."""
        return "turn outline" if self.corner is None else "size outline"


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the edit when a gesture has finished one."""
    if isinstance(state, Framing):
        outlines = ctx.document.outlines
        is_there = state.outline < len(outlines) and outlines[state.outline] == state.grabbed
        if is_there and state.grabbed.slice_key == ctx.image.key:
            return _step_framing(state, gesture, ctx)
        state = select.Idle(pointer=state.pointer)
    if gesture.kind in {Kind.PRESS, Kind.DOUBLE} and gesture.button == "left":
        grabbed = _grabbed(state, gesture.at, ctx)
        if grabbed is not None:
            return Step(grabbed)
    return select.step(state, gesture, ctx)


def is_busy(state: object) -> bool:
    """Whether something is held."""
    return isinstance(state, Framing) or select.is_busy(state)


def _framed(state: object, ctx: ToolContext) -> int | None:
    """Place of the outline that has a frame, or None."""
    if not isinstance(state, select.Idle) or state.selected is None or state.vertex is not None:
        return None
    if ctx.view.hides_overlays or state.selected >= len(ctx.document.outlines):
        return None
    outline = ctx.document.outlines[state.selected]
    is_shown = outline.slice_key == ctx.image.key and shows_vertices(outline, ctx.viewport)
    return state.selected if is_shown else None


def _box(outline: Outline, viewport: Viewport) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of an outline on the screen, screen points."""
    places = viewport.to_screen(_points(outline))
    (left, top), (right, bottom) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return (left, top, right, bottom)


def _points(outline: Outline) -> NDArray[np.float64]:
    return np.array([point for ring in outline.rings for point in ring], dtype=np.float64)


def _places(outline: Outline, viewport: Viewport) -> tuple[Point, ...]:
    """Handles on the screen: four corners from the upper left on clockwise, and the one that turns, screen points."""
    left, top, right, bottom = _box(outline, viewport)
    left, top, right, bottom = left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN
    above = top - ROTATE_ABOVE
    if above < VERTEX_REACH:  # it would leave the canvas
        above = bottom + ROTATE_ABOVE
    return (left, top), (right, top), (right, bottom), (left, bottom), ((left + right) / 2.0, above)


def _grabbed(state: object, at: Point, ctx: ToolContext) -> Framing | None:
    index = _framed(state, ctx)
    if index is None:
        return None
    outline = ctx.document.outlines[index]
    number = _handle_at(_places(outline, ctx.viewport), at, ctx.viewport)
    if number is None:
        return None
    left, top, right, bottom = _box(outline, ctx.viewport)
    if number == 4:
        return Framing(index, outline, None, middle(outline), at, at)
    opposite = ((right, bottom), (left, bottom), (left, top), (right, top))[number]
    return Framing(index, outline, number, ctx.viewport.point_to_image(opposite), at, at)


def _handle_at(places: tuple[Point, ...], at: Point, viewport: Viewport) -> int | None:
    """Number of the handle in reach of an image point, or None."""
    here = viewport.point_to_screen(at)
    nearest = min(range(len(places)), key=lambda i: math.dist(places[i], here))
    return nearest if math.dist(places[nearest], here) <= VERTEX_REACH else None


def _step_framing(state: Framing, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.MOVE:
            return Step(_followed(state, gesture, ctx.viewport))
        case Kind.RELEASE if gesture.button == "left":
            last = _followed(state, gesture, ctx.viewport)
            after = select.Idle(state.outline, None, gesture.at)
            changed, _ = _changed(last, ctx) if last.has_begun else (state.grabbed, "")
            if changed == state.grabbed:
                return Step(after)
            outline, notice = changed_by_hand(changed, state.outline, ctx)
            edit = Edit(state.name, ctx.document.with_outline_at(state.outline, outline))
            return Step(after, edit=edit, notice=notice)
        case Kind.CANCEL:
            return Step(select.Idle(state.outline, None, state.pointer))
    return Step(state, is_handled=False)


def _followed(state: Framing, gesture: Gesture, viewport: Viewport) -> Framing:
    has_begun = state.has_begun or viewport.screen_distance(state.start, gesture.at) > START
    return replace(state, pointer=gesture.at, has_begun=has_begun, is_shift_held="shift" in gesture.modifiers)


def _changed(state: Framing, ctx: ToolContext) -> tuple[Outline, str]:
    """Outline as it would be if the button were let go, and what to say of it beside the pointer."""
    others = partners(state.grabbed, state.outline, ctx)
    if state.corner is None:
        angle = _angle(state, ctx.viewport)
        # Half a turn must not stop at a partner it only passes: the way round is tried from nothing to all of it.
        part = free_share(
            lambda part: is_allowed(turned(state.grabbed, part * angle, state.anchor, ctx.viewport), others, ctx)
        )
        return turned(state.grabbed, part * angle, state.anchor, ctx.viewport), f"{math.degrees(part * angle):+.1f}°"
    factors = _factors(state, state.corner, ctx.viewport)

    def resized(part: float) -> Outline:
        across, down = (1.0 + part * (factor - 1.0) for factor in factors)
        return sized(state.grabbed, across, down, state.anchor, ctx.viewport)

    part = free_share(lambda part: is_allowed(resized(part), others, ctx))
    told = [f"× {1.0 + part * (factor - 1.0):.2f}" for factor in dict.fromkeys(factors)]
    return resized(part), ", ".join(told)


def _from_anchor(state: Framing, at: Point, viewport: Viewport) -> Point:
    """Way from the anchor to a point on the screen, screen points."""
    x, y = viewport.point_to_screen(at)
    u, v = viewport.point_to_screen(state.anchor)
    return (x - u, y - v)


def _angle(state: Framing, viewport: Viewport) -> float:
    """Angle of turning on the screen, radians, positive from right to down."""
    (x, y), (u, v) = (_from_anchor(state, at, viewport) for at in (state.start, state.pointer))
    angle = math.remainder(math.atan2(v, u) - math.atan2(y, x), math.tau)
    step_angle = math.radians(TURN_STEP_DEG)
    return round(angle / step_angle) * step_angle if state.is_shift_held else angle


def _factors(state: Framing, corner: int, viewport: Viewport) -> tuple[float, float]:
    """Factors across and down the screen; one and the same unless Shift is held."""
    left, top, right, bottom = _box(state.grabbed, viewport)
    width, height = max(right - left, 1e-9), max(bottom - top, 1e-9)
    (x, y), (u, v) = (viewport.point_to_screen(at) for at in (state.start, state.pointer))
    across = 1.0 + (u - x) * (1.0 if corner in {1, 2} else -1.0) / width
    down = 1.0 + (v - y) * (1.0 if corner in {2, 3} else -1.0) / height
    smallest = (max(FACTORS[0], min(SIZE_MINIMUM / width, 1.0)), max(FACTORS[0], min(SIZE_MINIMUM / height, 1.0)))
    if not state.is_shift_held:
        # Along the diagonal of the box, so that going off it sideways changes nothing.
        both = (across * width * width + down * height * height) / (width * width + height * height)
        across = down = max(both, *smallest)
    return (min(max(across, smallest[0]), FACTORS[1]), min(max(down, smallest[1]), FACTORS[1]))


def draft(state: object, ctx: ToolContext) -> Draft:
    """What `select` shows, with the frame of a selected outline."""
    if isinstance(state, Framing):
        return _framing_draft(state, ctx)
    shown = select.draft(state, ctx)
    index = _framed(state, ctx)
    if index is None:
        return shown
    pointer = state.pointer if isinstance(state, select.Idle) else None
    outline = ctx.document.outlines[index]
    hot = None if pointer is None else _handle_at(_places(outline, ctx.viewport), pointer, ctx.viewport)
    handles = (*shown.handles, *_frame(outline, hot, ctx.viewport))
    return replace(shown, handles=handles, hint=HINT, cursor=shown.cursor if hot is None else "move")


def _frame(outline: Outline, hot: int | None, viewport: Viewport) -> tuple[Handle, ...]:
    return tuple(
        Handle(viewport.point_to_image(place), "rotate" if number == 4 else "scale", is_hot=number == hot)
        for number, place in enumerate(_places(outline, viewport))
    )


def _framing_draft(state: Framing, ctx: ToolContext) -> Draft:
    if not state.has_begun or state.outline >= len(ctx.document.outlines) or state.grabbed.slice_key != ctx.image.key:
        return Draft(selected=state.outline, hint=HINT, cursor="move")
    changed, label = _changed(state, ctx)
    number = 4 if state.corner is None else state.corner
    return Draft(
        handles=_frame(changed, number, ctx.viewport) if state.corner is not None else (),
        selected=state.outline,
        label=label,
        preview=ctx.document.with_outline_at(state.outline, replace(changed, is_proposed=False)),
        hint="Let go to keep it; Esc puts it back",
        cursor="move",
    )


SELECT = Tool(
    name="select",
    text="Select",
    key="V",
    explanation="Select and change outlines: drag vertices and edges; move, turn or size the whole; delete it.",
    start=select.Idle,
    step=step,
    draft=draft,
    is_busy=is_busy,
)
"""The tool in hand when nothing else is."""
