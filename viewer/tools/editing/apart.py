"""Outlines of one structure on a slice lie apart: what is dragged slides along its partner.

A muscle's right and left meet at the midline, and pixels in both outlines would count twice. Sliding was compared with
a warning alone, by the same drags on an axial slice of the sample study (1674 and 1992 pixels², 9.6 pixels apart):

- The right outline 12, 14 and 20 pixels towards the left one. With the warning it overlapped by 33, 94 and 304 pixels²
  (2, 6 and 18 % of it, with 14 to 19 of 80 points in the other), and the comparison of the sides was withheld each time
  until it was dragged back. Sliding: no overlap, every number there, the outline 1.5, 3.5 and 9.5 pixels off the
  pointer.
- Let go right on the left one. With the warning 95 % overlapped and its side became unknown. Sliding: flush against it.
- One point dragged 20 pixels across. With the warning 17 pixels² overlapped, 1 %: just what is let pass, so that they
  counted twice and nothing was said. Sliding: none.

Sliding loses in one thing: what is dragged does not stay under the pointer. So overlap is refused, by sliding. Where
outlines overlap already nothing holds them, so that they can be parted; and where there is room beyond the partner,
what is dragged goes there.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Point
from viewer.core.polygons.overlap import Rings, free_part, nearest_on, overlap
from viewer.tools.gesture import ToolContext
from viewer.tools.reach import area_kept

GAP_PX = 0.01
"""Distance that is kept from a partner, pixels: rounding must not make a touch an overlap."""

SLIDES = 3
"""How often a shift is turned along an edge that stands in its way."""

HALVINGS = 10
"""How often a part of a change is halved to find how much of it is free."""


def partners(outline: Outline, index: int, ctx: ToolContext) -> tuple[Rings, ...]:
    """Other outlines of the same structure on the slice that this one does not overlap already.

    Parameters
    ----------
    outline
        As the document has it.
    index
        Its place in `Document.outlines`.
    ctx
        The document.
    """
    own = arrays(outline)
    others = (
        arrays(other)
        for place, other in ctx.document.numbered_on_slice(outline.slice_key)
        if place != index and other.structure is outline.structure
    )
    return tuple(rings for rings in others if not overlap(own, rings))


def arrays(outline: Outline) -> list[NDArray[np.float64]]:
    """Rings of an outline, each of shape (n, 2), pixels."""
    return [np.asarray(ring, dtype=np.float64) for ring in outline.rings]


def is_free(outline: Outline, others: tuple[Rings, ...]) -> bool:
    """Whether an outline overlaps none of others."""
    own = arrays(outline) if others else []
    return not any(overlap(own, rings) for rings in others)


def fits(outline: Outline, ctx: ToolContext) -> bool:
    """Whether an outline lies in the image, or in the part of it that is kept."""
    left, top, right, bottom = area_kept(ctx)
    x_min, y_min, x_max, y_max = outline.bounds_px
    return x_min >= left and y_min >= top and x_max <= right and y_max <= bottom


def slid(outline: Outline, shift: Point, others: tuple[Rings, ...]) -> Point:
    """Shift that takes a whole outline as far as it can go, then along what stands in its way.

    Parameters
    ----------
    outline
        Where it is; it overlaps none of the others.
    shift
        Where it is to go, pixels.
    others
        Rings of its partners.
    """
    if not others or is_free(shifted_by(outline, shift), others):
        return shift
    own, gone, rest = arrays(outline), np.zeros(2), np.array(shift)
    for _ in range(SLIDES):
        length = float(np.hypot(*rest))
        if length <= GAP_PX:
            break
        here = [ring + gone for ring in own]
        part, edge = min((free_part(here, rest, rings) for rings in others), key=lambda hit: hit[0])
        step = rest if edge is None else max(part - GAP_PX / length, 0.0) * rest
        if not is_free(shifted_by(outline, _point(gone + step)), others):
            break
        gone = gone + step
        if edge is None:
            break
        rest = float(((1.0 - part) * rest) @ edge) * edge
    return _point(gone)


def shifted_by(outline: Outline, shift: Point) -> Outline:
    """Outline moved, wherever that leads."""
    dx, dy = shift
    rings = tuple(tuple((x + dx, y + dy) for x, y in ring) for ring in outline.rings)
    return Outline(outline.slice_key, rings, outline.side, outline.structure, outline.rule, outline.is_proposed)


def _point(values: NDArray[np.float64]) -> Point:
    return (float(values[0]), float(values[1]))


def vertex_apart(make: Callable[[Point], Outline], start: Point, end: Point, others: tuple[Rings, ...]) -> Outline:
    """Outline with a vertex where it was dragged to, or as near to it as its partners allow.

    Parameters
    ----------
    make
        Outline with the vertex at a place.
    start, end
        Where the vertex was and where it is to go, pixels.
    others
        Rings of its partners.
    """
    whole = make(end)
    if is_free(whole, others) or not is_free(make(start), others):
        return whole
    tried = [_before(make, start, end, others)]
    for rings in others:
        foot, along = nearest_on(rings, np.array(end))
        for sign in (GAP_PX, -GAP_PX):
            beside = _point(foot + sign * np.array([-along[1], along[0]]))
            tried.append(_before(make, start, beside, others))
    nearest = min(tried, key=lambda place: (place[0] - end[0]) ** 2 + (place[1] - end[1]) ** 2)
    return make(nearest)


def _before(make: Callable[[Point], Outline], start: Point, end: Point, others: tuple[Rings, ...]) -> Point:
    def at(part: float) -> Point:
        return (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))

    return at(free_share(lambda part: is_free(make(at(part)), others)))


def free_share(is_allowed: Callable[[float], bool]) -> float:
    """Largest part of a change, 0 to 1, found to be allowed; nothing of it is always allowed."""
    if is_allowed(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if is_allowed(middle) else (low, middle)
    return low
