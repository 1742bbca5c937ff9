"""Nudge: a circle round the pointer pushes the border of an outline.

Pressed inside an outline it pushes the border outwards, from outside inwards. What the circle sweeps over is added or
cut away as one shape, so that a fast stroke jumps over nothing and no border can be pushed through another one. A
border that meets another outline of the same structure comes up to it and slides along: it shares no more with it
than before.
Nothing changes before the button is let go; one stroke is one step of undo.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Point, has_crossing, signed_area
from viewer.core.polygons.edges import as_points, encloses, untangled
from viewer.core.polygons.pushing import pushed, pushed_beside, swept_shape
from viewer.tools.gesture import Draft, Edit, Gesture, Kind, Notice, Step, Tool, ToolContext
from viewer.tools.reach import area_kept, clamped
from viewer.tools.sides import changed_by_hand

RADIUS_MINIMUM_PX, RADIUS_PART = 1.0, 0.25
"""Smallest radius, pixels, and the largest in parts of the longer side of the image (no unit)."""

RADIUS_FACTOR = 1.15
"""Factor of one key press or notch of the wheel on the radius (no unit)."""

SPACING_PART, SPACING_MINIMUM_PX, SPACING_MAXIMUM_PX = 0.2, 0.4, 3.0
"""Distance of new vertices in parts of the radius (no unit), and its limits, pixels."""

AREA_MINIMUM_PX = 4.0
"""Area below which nothing more of an outline is pushed away, pixels²."""

PUSH_START = 1.5
"""Distance that the pointer must go before the border follows, so that a click changes nothing, screen points."""

UNEVENNESS = 1e-3
"""Part of the radius by which it changes from move to move (no unit): borders that lie on each other exactly cannot
be told apart, and a circle that comes back to where it was would lie on the border it has made."""

GAP = 0.01
"""Distance that is kept from other outlines of the structure, columns' widths; up to half as much more, by chance."""

HINT = "Press inside an outline and push its border out, or outside and push it in; [ and ] or Shift+wheel: size"
HINT_EMPTY = "There is no outline on this slice to push; P outlines a muscle"
HINT_PUSHING = "Let go to keep it; Esc puts it back"

HINT_BLOCKED = "Another outline stands in its way; "

_NOTHING = "There is no outline on this slice to nudge; outline a muscle first (P)."
_HIDDEN = "The outlines are hidden; show them to nudge one."
_TANGLED = "This outline encloses no area or crosses itself too often to be nudged; draw it anew."


@dataclass(frozen=True, slots=True)
class Idle:
    """No button is held.

    Parameters
    ----------
    pointer
        Image point under the pointer, None off the canvas.
    outline
        Place in `Document.outlines` of the outline that was pushed last, or None.
    tells_radius
        Whether the radius was changed last, so that it is told.
    """

    pointer: Point | None = None
    outline: int | None = None
    tells_radius: bool = False


@dataclass(frozen=True, slots=True)
class Pushing:
    """The circle is held.

    Parameters
    ----------
    outline
        Place of the outline in `Document.outlines`.
    grabbed
        That outline as the document has it.
    pushed
        What has become of it so far.
    is_outwards
        Whether its border is pushed outwards.
    reached, pointer
        Image points up to which the border has been pushed, and where the pointer is.
    moves
        Moves so far; 0 while the pointer has not gone off.
    is_at_end
        Whether the last move would have left nothing of the outline.
    tells_radius
        As in `Idle`.
    """

    outline: int
    grabbed: Outline
    pushed: Outline
    is_outwards: bool
    reached: Point
    pointer: Point
    moves: int = 0
    is_at_end: bool = False
    tells_radius: bool = False


State = Idle | Pushing


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the edit when a stroke has ended."""
    here = _up_to_date(state, ctx)
    resized = _resized(here, gesture, ctx)
    if resized is not None:
        return resized
    match here, gesture.kind:
        case Pushing(), _:
            return _step_pushing(here, gesture, ctx)
        case Idle(), Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return _pressed(here, gesture.at, ctx)
        case Idle(), Kind.MOVE | Kind.LEAVE:
            return Step(Idle(gesture.at if gesture.kind is Kind.MOVE else None, here.outline))
        case Idle(), Kind.CANCEL:
            return Step(here, finishes=True)
    return Step(here, is_handled=False)


def is_busy(state: object) -> bool:
    """Whether the circle is held."""
    return isinstance(state, Pushing)


def _up_to_date(state: object, ctx: ToolContext) -> State:
    """State without what the document or the slice on the screen no longer has."""
    if not isinstance(state, Idle | Pushing):
        raise TypeError(f"not a state of this tool: {state!r}")
    outlines = ctx.document.outlines
    index = state.outline
    is_there = index is not None and index < len(outlines) and outlines[index].slice_key == ctx.image.key
    if isinstance(state, Pushing):
        is_there = is_there and outlines[state.outline] == state.grabbed
        return state if is_there else Idle(state.pointer)
    return state if is_there else replace(state, outline=None)


def radius_px(ctx: ToolContext) -> float:
    """Radius of the circle on this image, in columns' widths."""
    return _clamped_radius(ctx.view.nudge_radius_px, ctx)


def _clamped_radius(radius: float, ctx: ToolContext) -> float:
    largest = max(RADIUS_PART * max(ctx.image.columns, ctx.image.rows), RADIUS_MINIMUM_PX)
    return min(max(radius, RADIUS_MINIMUM_PX), largest)


def _resized(state: State, gesture: Gesture, ctx: ToolContext) -> Step | None:
    """Step that changes the radius, or None for another gesture."""
    steps = {"[": -1.0, "]": 1.0}.get(gesture.key, 0.0) if gesture.kind is Kind.KEY else 0.0
    if gesture.kind is Kind.WHEEL and "shift" in gesture.modifiers:
        steps = min(max(gesture.steps, -10.0), 10.0)
    if steps == 0.0:
        return None
    radius = _clamped_radius(radius_px(ctx) * RADIUS_FACTOR**steps, ctx)
    return Step(replace(state, tells_radius=True), view=replace(ctx.view, nudge_radius_px=radius))


def _pressed(state: Idle, at: Point, ctx: ToolContext) -> Step:
    here = clamped(at, ctx)
    index = target(state, here, ctx)
    if index is None:
        sentence = _HIDDEN if ctx.view.hides_overlays and ctx.document.on_slice(ctx.image.key) else _NOTHING
        return Step(Idle(at), notice=Notice("refused", sentence))
    grabbed = ctx.document.outlines[index]
    sound = _sound(grabbed)
    if sound is None:
        return Step(Idle(at, index), notice=Notice("refused", _TANGLED, outline=index))
    is_inside = bool(encloses([np.asarray(ring) for ring in sound.rings], np.array([here]))[0])
    return Step(Pushing(index, grabbed, sound, is_inside, here, here))


def target(state: Idle, at: Point, ctx: ToolContext) -> int | None:
    """Place of the outline that a press at an image point would push, or None.

    Of the outlines whose border is in reach of the circle that which was pushed last, else the smallest that the
    pointer lies in, else the one with the nearest border.
    """
    if ctx.view.hides_overlays:
        return None
    radius = radius_px(ctx)
    ranks: dict[int, tuple[bool, bool, float]] = {}
    for index, outline in ctx.document.numbered_on_slice(ctx.image.key):
        distance, is_inside = _from_border(outline, at, ctx.viewport.aspect)
        is_last = index == state.outline and distance <= radius
        ranks[index] = (not is_last, not is_inside, outline.area_px if is_inside else distance)
    return min(ranks, key=lambda index: ranks[index], default=None)


def _from_border(outline: Outline, at: Point, aspect: float) -> tuple[float, bool]:
    """Distance of a point from the border of an outline, in columns' widths, and whether it lies inside."""
    rings = _arrays(outline, aspect)
    place = np.array([[at[0], at[1] * aspect]])
    nearest = min(_distance(ring, place[0]) for ring in rings)
    return nearest, bool(encloses(rings, place)[0])


def _distance(ring: NDArray[np.float64], at: NDArray[np.float64]) -> float:
    along = np.concatenate([ring[1:], ring[:1]]) - ring
    squares = (along * along).sum(axis=1)
    part = np.clip(((at - ring) * along).sum(axis=1) / np.where(squares == 0.0, 1.0, squares), 0.0, 1.0)
    offsets = at - ring - part[:, None] * along
    return float(np.sqrt((offsets * offsets).sum(axis=1).min()))


@lru_cache(maxsize=64)
def _arrays(outline: Outline, aspect: float) -> list[NDArray[np.float64]]:
    """Rings in columns' widths both ways; kept, as every move asks for those of the same outlines."""
    return [np.asarray(ring, dtype=np.float64) * (1.0, aspect) for ring in outline.rings]


def _sound(outline: Outline) -> Outline | None:
    """Outline without knots, so that adding and cutting away have a meaning; None where that fails."""
    if len(outline.rings) > 1:
        return outline  # of a mask, whose rings are sound
    ring = untangled(np.asarray(outline.rings[0], dtype=np.float64))
    if ring is None:
        return None
    return outline if len(ring) == len(outline.rings[0]) else replace(outline, rings=(as_points(ring),))


def _step_pushing(state: Pushing, gesture: Gesture, ctx: ToolContext) -> Step:
    match gesture.kind:
        case Kind.MOVE:
            return Step(_followed(state, gesture.at, ctx))
        case Kind.RELEASE if gesture.button == "left":
            return _released(_followed(state, gesture.at, ctx), ctx)
        case Kind.CANCEL:
            return Step(Idle(state.pointer, state.outline))
    return Step(state, is_handled=False)


def _released(state: Pushing, ctx: ToolContext) -> Step:
    after = Idle(state.pointer, state.outline)
    if state.moves == 0 or state.pushed == state.grabbed:
        return Step(after)
    outline, notice = changed_by_hand(state.pushed, state.outline, ctx)
    return Step(after, edit=Edit("nudge outline", ctx.document.with_outline_at(state.outline, outline)), notice=notice)


def _followed(state: Pushing, pointer: Point, ctx: ToolContext) -> Pushing:
    """State after the pointer has moved with the button held."""
    at = clamped(pointer, ctx)
    if state.moves == 0 and ctx.viewport.screen_distance(state.reached, at) <= PUSH_START:
        return replace(state, pointer=pointer)
    if state.moves > 0 and at == state.reached:
        return replace(state, pointer=pointer, tells_radius=False)
    rings = _pushed_rings(state, at, ctx)
    after = replace(state, pointer=pointer, moves=state.moves + 1, is_at_end=rings is None, tells_radius=False)
    if rings is None:
        return after
    return replace(after, reached=at, pushed=replace(state.pushed, rings=rings))


def _pushed_rings(state: Pushing, at: Point, ctx: ToolContext) -> tuple[tuple[Point, ...], ...] | None:
    """Rings after the circle has gone on to a point; None where hardly anything would be left of the outline."""
    # The circle is round on the screen and in the patient, so that rows count as far as they are apart.
    scale = np.array([1.0, ctx.viewport.aspect])
    left, top, right, bottom = area_kept(ctx)
    radius = radius_px(ctx) * (1.0 + UNEVENNESS * ((0.618 * state.moves) % 1.0 - 0.5))
    spacing = min(max(SPACING_PART * radius, SPACING_MINIMUM_PX), SPACING_MAXIMUM_PX)
    shape = swept_shape(
        np.array(state.reached) * scale,
        np.array(at) * scale,
        radius,
        box=(left, top * scale[1], right, bottom * scale[1]),
        spacing=spacing,
    )
    turn = _turn(state.pushed)
    before = [ring[::turn] for ring in _arrays(state.pushed, ctx.viewport.aspect)]
    if state.is_outwards:
        gap = GAP * (1.0 + 0.5 * ((0.618 * (state.moves + state.pushed.area_px + at[0] + at[1])) % 1.0))
        after = pushed_beside(before, shape, _standing(state, ctx), spacing=spacing, gap=gap)
    else:
        after = pushed(before, shape, adds=False, spacing=spacing)
    if after is None:
        return None
    exact = _exact(state.pushed, before, turn)
    kept = tuple(
        tuple(exact[point] if point in exact else _unscaled(point, ctx) for point in as_points(ring[::turn]))
        for ring in after
    )
    area = abs(sum(signed_area(ring) for ring in kept))
    return kept if area >= min(AREA_MINIMUM_PX, state.pushed.area_px) else None


def _standing(state: Pushing, ctx: ToolContext) -> list[NDArray[np.float64]]:
    """Outer rings of the other outlines of the structure on the slice, in columns' widths both ways."""
    return [
        ring
        for place, outline in ctx.document.numbered_on_slice(ctx.image.key)
        if place != state.outline and outline.structure is state.grabbed.structure
        for ring in _outer_rings(outline, ctx.viewport.aspect)
    ]


@lru_cache(maxsize=64)
def _outer_rings(outline: Outline, aspect: float) -> list[NDArray[np.float64]]:
    """Rings that can stand in a border's way; none of an outline that crosses itself or encloses nothing."""
    if outline.area_px == 0.0 or (len(outline.rings) == 1 and has_crossing(outline.rings[0])):
        return []
    turn = _turn(outline)
    rings = zip(outline.rings, _arrays(outline, aspect), strict=True)
    return [scaled for ring, scaled in rings if turn * signed_area(ring) > 0.0]


def _exact(outline: Outline, scaled: list[NDArray[np.float64]], turn: int) -> dict[Point, Point]:
    """Points of an outline by what they are when rows count as far as they are apart: the untouched keep all digits."""
    return {
        place: point
        for ring, places in zip(outline.rings, scaled, strict=True)
        for place, point in zip(as_points(places[::turn]), ring, strict=True)
    }


def _turn(outline: Outline) -> int:
    """1 where outer borders turn from +x to +y, else −1."""
    return 1 if sum(signed_area(ring) for ring in outline.rings) >= 0.0 else -1


def _unscaled(point: Point, ctx: ToolContext) -> Point:
    """Point in pixels; rounding must not put it past the border of the image."""
    return clamped((point[0], point[1] / ctx.viewport.aspect), ctx)


def draft(state: object, ctx: ToolContext) -> Draft:
    """Circle, the outline it would push, and the document as it would be while pushing."""
    here = _up_to_date(state, ctx)
    if here.pointer is None:
        return Draft(hint=HINT)
    radius = radius_px(ctx)
    circle, label = (here.pointer, radius), f"radius {radius:.1f} px" if here.tells_radius else ""
    if isinstance(here, Pushing):
        moved = replace(here.pushed, is_proposed=False)
        at_end = HINT_BLOCKED if here.is_outwards else "Nothing more can be pushed away; "
        hint = at_end if here.is_at_end else ""
        preview = ctx.document.with_outline_at(here.outline, moved) if here.moves else None
        return Draft(circle=circle, label=label, selected=here.outline, preview=preview, hint=hint + HINT_PUSHING)
    index = target(here, clamped(here.pointer, ctx), ctx)
    hint = HINT if ctx.document.on_slice(ctx.image.key) else HINT_EMPTY
    return Draft(circle=circle, label=label, selected=index, hint=hint, cursor="cross")


NUDGE = Tool(
    name="nudge",
    text="Nudge",
    key="B",
    explanation="Push the border of an outline with a circle: from inside outwards, from outside inwards.",
    start=Idle,
    step=step,
    draft=draft,
    is_busy=is_busy,
)
"""The round tool for corrections."""
