"""Borders pushed by a convex shape: rings with it added, or cut away, and new points where it was.

What a round tool sweeps over is one convex shape, however fast it goes, so that nothing is jumped over. Where other
polygons stand in its way only what lies beside them is added, so that borders come to lie flush.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.polygons.areas import following, signed_area
from viewer.core.polygons.beside import beside, crosses, grown
from viewer.core.polygons.crossings import MARGIN, Met, met_by_any, met_by_convex
from viewer.core.polygons.edges import as_points, encloses, is_simple
from viewer.core.polygons.tracing import Loop, loop_of, traced

GAP_PART, LONG_PART = 0.5, 1.5
"""Shortest and longest distance of neighbouring new points, in parts of the spacing (no unit)."""

CORNERS_ASKED = 16
"""Corners of a polygon of which it is asked whether a border has closed round them."""

Rings = Sequence[NDArray[np.float64]]
"""Closed rings of shape (n, 2)."""


def swept_shape(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    radius: float,
    *,
    box: tuple[float, float, float, float],
    spacing: float,
) -> NDArray[np.float64]:
    """What a circle sweeps over on a straight way, cut to a box: a convex ring that turns from +x to +y.

    Parameters
    ----------
    start, end
        Centres at both ends, shape (2,).
    radius
        Of the circle.
    box
        (left, top, right, bottom); the shape lies in it.
    spacing
        Largest distance of points on its round ends.
    """
    way = end - start
    heading = float(np.arctan2(way[1], way[0]))
    count = max(int(np.ceil(np.pi * radius / spacing)), 8)
    turn = np.linspace(-np.pi / 2.0, np.pi / 2.0, count + 1)
    angles = np.concatenate([heading + turn, heading + np.pi + turn])
    centres = np.repeat(np.stack([end, start]), count + 1, axis=0)
    ring = centres + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for axis, limit, sign in ((0, box[0], -1.0), (1, box[1], -1.0), (0, box[2], 1.0), (1, box[3], 1.0)):
        ring = _cut(ring, axis, limit, sign)
    step = ring - np.concatenate([ring[-1:], ring[:-1]])
    return np.asarray(ring[np.hypot(step[:, 0], step[:, 1]) > MARGIN])


def _cut(ring: NDArray[np.float64], axis: int, limit: float, sign: float) -> NDArray[np.float64]:
    """Convex ring cut along a line across one axis."""
    beyond = sign * (ring[:, axis] - limit)
    if not (beyond > 0.0).any():
        return ring
    after, beyond_after = following(ring), following(beyond)
    kept: list[NDArray[np.float64]] = []
    for point, following_point, here, there in zip(ring, after, beyond, beyond_after, strict=True):
        if here <= 0.0:
            kept.append(point)
        if (here < 0.0 < there) or (there < 0.0 < here):
            between = point + here / (here - there) * (following_point - point)
            between[axis] = limit  # rounding must not put it past the border
            kept.append(between)
    return np.array(kept).reshape(-1, 2)


def pushed(rings: Rings, shape: NDArray[np.float64], *, adds: bool, spacing: float) -> list[NDArray[np.float64]] | None:
    """Rings with a convex shape added or cut away, evenly sampled where they follow it; None where that fails.

    Parameters
    ----------
    rings
        Simple closed rings; outer borders turn from +x to +y, holes the other way. Of a single ring the largest
        part is kept and holes that arise are filled.
    shape
        Convex ring that turns from +x to +y.
    adds
        Whether the shape is added, else it is cut away.
    spacing
        Distance of new points.

    Returns
    -------
    list of ndarray or None
        Rings; the same objects where the shape did not touch them. Empty when nothing is left.
    """
    return _changed(rings, loop_of(shape), met_by_convex(rings, shape), adds=adds, spacing=spacing)


def pushed_beside(
    rings: Rings, shape: NDArray[np.float64], others: Rings, *, spacing: float, gap: float
) -> list[NDArray[np.float64]] | None:
    """Rings with what of a convex shape lies beside other polygons added, as by `pushed`; None where that fails.

    Where the rings shared no area with the others they share none afterwards.

    Parameters
    ----------
    rings, shape, spacing
        As of `pushed`.
    others
        Simple rings that stand, turning either way.
    gap
        Distance that is kept from them; another one each time, as borders exactly on each other cannot be told apart.
    """
    low, high = shape.min(axis=0) - gap, shape.max(axis=0) + gap
    near = [ring for ring in others if ((ring.min(axis=0) <= high) & (ring.max(axis=0) >= low)).all()]
    after = (
        _added_beside(rings, shape, near, spacing, gap) if near else pushed(rings, shape, adds=True, spacing=spacing)
    )
    return None if after is None or any(_takes_in(ring, rings, after) for ring in others) else after


def _added_beside(
    rings: Rings, shape: NDArray[np.float64], near: Rings, spacing: float, gap: float
) -> list[NDArray[np.float64]] | None:
    parts = beside(shape, [grown(ring, gap) for ring in near])
    if parts is None:
        return None

    def stays_off(ring: NDArray[np.float64], edges: NDArray[np.intp]) -> bool:
        return not any(crosses(ring, edges, other) for other in near)

    after: list[NDArray[np.float64]] | None = list(rings)
    for part in parts:
        if after is None or len(part.points) < 3:
            continue
        after = _changed(after, part, met_by_any(after, part.points), adds=True, spacing=spacing, allows=stays_off)
    return after


def _takes_in(other: NDArray[np.float64], before: Rings, after: Rings) -> bool:
    """Whether corners of another polygon lie in rings that did not hold them before: they have closed round it."""
    some = other[:: len(other) // CORNERS_ASKED + 1]  # where borders do not cross, one would do
    return bool((encloses(after, some) & ~encloses(before, some)).any())


_Test = Callable[[NDArray[np.float64], NDArray[np.intp]], bool]


def _anywhere(ring: NDArray[np.float64], edges: NDArray[np.intp]) -> bool:
    del ring, edges
    return True


def _changed(
    rings: Rings, shape: Loop, met: Met, *, adds: bool, spacing: float, allows: _Test = _anywhere
) -> list[NDArray[np.float64]] | None:
    """Rings with a shape added or cut away; None where that fails."""
    kept = [rings[number] for number in met.apart]
    if not met.crossings:
        if not met.is_swallowed or (adds and encloses(rings, shape.points[:1])[0]):
            return list(rings)
        return [*kept, *([shape.points] if adds else [])]
    loops = traced([loop_of(ring) for ring in rings], shape, met.crossings, adds=adds)
    if loops is None:
        return None
    if len(rings) == 1:
        loops = [max(loops, key=lambda loop: signed_area(as_points(loop.points)))]
    found = [_sampled(loop, spacing, allows) for loop in loops if len(loop.points) >= 3]
    whole = [ring for ring in found if ring is not None]
    return [*kept, *whole] if len(whole) == len(found) else None


def _sampled(loop: Loop, spacing: float, allows: _Test) -> NDArray[np.float64] | None:
    """Ring of a loop with its new points evenly apart; None where it crosses itself.

    Spacing points anew cuts corners; where that is not allowed they all stay.
    """
    for tried, test in ((_thinned(loop, spacing), allows), (loop, _anywhere)):
        filled = _filled(tried, spacing)
        new = np.nonzero(filled.is_new)[0]
        count = len(filled.points)
        edges = np.unique(np.concatenate([new, (new - 1) % count]))
        if count >= 3 and is_simple(filled.points, edges) and test(filled.points, edges):
            return filled.points
    return None


def _thinned(loop: Loop, spacing: float) -> Loop:
    """Loop without the new points that come too soon after, or too soon before, another.

    An old point that stands for a new one counts as new from here on, so that the edge behind it is filled.
    """
    points, count = loop.points, len(loop.points)
    is_moved = loop.is_new & ~loop.is_kept
    keeps, ends = np.ones(count, dtype=bool), loop.is_new.copy()
    gap = GAP_PART * spacing
    kept = 0
    for i in np.nonzero(is_moved)[0].tolist():
        before, after = (i - 1 if i and not is_moved[i - 1] else kept), (i + 1) % count
        is_soon = i > 0 and _apart(points[before], points[i]) < gap
        if is_soon or (not is_moved[after] and _apart(points[after], points[i]) < gap):
            keeps[i] = False
            ends[before if is_soon else after] = True
        else:
            kept = i
    return Loop(points[keeps], ends[keeps], loop.is_kept[keeps])


def _apart(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.hypot(second[0] - first[0], second[1] - first[1]))


def _filled(loop: Loop, spacing: float) -> Loop:
    """Loop with points put into long edges between new points."""
    points = loop.points
    along = following(points) - points
    lengths = np.hypot(along[:, 0], along[:, 1])
    is_between = loop.is_new & np.concatenate([loop.is_new[1:], loop.is_new[:1]])
    pieces = np.where(is_between & (lengths > LONG_PART * spacing), np.rint(lengths / spacing), 1).astype(np.intp)
    if (pieces == 1).all():
        return loop
    source = np.repeat(np.arange(len(points)), pieces)
    number = np.arange(len(source)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    filled = points[source] + (number / pieces[source])[:, None] * along[source]
    return Loop(filled, loop.is_new[source], loop.is_kept[source])
