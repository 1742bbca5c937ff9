"""Borders pushed by a convex shape: rings with it added, or cut away, and new points where it was.

What a round tool sweeps over is one convex shape, however fast it goes, so that nothing is jumped over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import following, signed_area
from viewer.core.polygons.edges import as_points, encloses, is_simple

MARGIN = 1e-9
"""Depth from which a point counts as inside the shape, in the unit of the points."""

GAP_PART, LONG_PART = 0.5, 1.5
"""Shortest and longest distance of neighbouring new points, in parts of the spacing (no unit)."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A closed ring, and which of its points are new.

    Parameters
    ----------
    points
        Shape (n, 2).
    is_new
        Shape (n,).
    """

    points: NDArray[np.float64]
    is_new: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A place where a ring goes through the border of the shape.

    Parameters
    ----------
    ring, edge
        Number of the ring, and of its edge.
    part
        Place on the edge, 0 to 1.
    at
        The point.
    place
        Place along the shape's border: number of its edge and part of it.
    is_entry
        Whether the ring goes in.
    """

    ring: int
    edge: int
    part: float
    at: NDArray[np.float64]
    place: float
    is_entry: bool


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


def pushed(
    rings: Sequence[NDArray[np.float64]], shape: NDArray[np.float64], *, adds: bool, spacing: float
) -> list[NDArray[np.float64]] | None:
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
    crossings, kept, is_swallowed = _crossings(rings, shape)
    if not crossings:
        if not is_swallowed or (adds and encloses(rings, shape[:1])[0]):
            return list(rings)
        return [*kept, *([shape] if adds else [])]
    loops = _traced(rings, shape, crossings, adds=adds)
    if loops is None:
        return None
    if len(rings) == 1:
        loops = [max(loops, key=lambda loop: signed_area(as_points(loop.points)))]
    found = [_sampled(loop, spacing) for loop in loops if len(loop.points) >= 3]
    whole = [ring for ring in found if ring is not None]
    return [*kept, *whole] if len(whole) == len(found) else None


def _crossings(
    rings: Sequence[NDArray[np.float64]], shape: NDArray[np.float64]
) -> tuple[list[_Crossing], list[NDArray[np.float64]], bool]:
    """Where rings go through the shape's border; those that stay outside; whether one lies wholly inside."""
    crossings: list[_Crossing] = []
    kept: list[NDArray[np.float64]] = []
    is_swallowed = False
    along = following(shape) - shape
    lengths = np.hypot(along[:, 0], along[:, 1])
    normals = np.stack([along[:, 1], -along[:, 0]], axis=1) / lengths[:, None]
    for number, ring in enumerate(rings):
        found, is_inside = _ring_crossings(number, ring, shape, normals)
        crossings += found
        if not found and is_inside:
            is_swallowed = True
        elif not found:
            kept.append(ring)
    return crossings, kept, is_swallowed


def _ring_crossings(
    number: int, ring: NDArray[np.float64], shape: NDArray[np.float64], normals: NDArray[np.float64]
) -> tuple[list[_Crossing], bool]:
    """Where one ring goes through the shape's border, in order; and whether all of it lies inside.

    Whether a point is inside is asked once for both of its edges, so that ways in and out always alternate.
    """
    end = following(ring)
    low, high = np.minimum(ring, end), np.maximum(ring, end)
    near = np.nonzero(((low <= shape.max(axis=0)) & (high >= shape.min(axis=0))).all(axis=1))[0]
    if not len(near):
        return [], False
    offsets = (normals * shape).sum(axis=1)
    here, there = ring[near] @ normals.T - offsets, end[near] @ normals.T - offsets
    starts_in, ends_in = here.max(axis=1) < -MARGIN, there.max(axis=1) < -MARGIN
    with np.errstate(divide="ignore", invalid="ignore"):
        part = here / (here - there)
    goes_in, goes_out = np.where(here > there, part, -np.inf), np.where(there > here, part, np.inf)
    first, last = goes_in.max(axis=1), goes_out.min(axis=1)
    is_beside = ((here == there) & (here >= 0.0)).any(axis=1)
    passes = ~starts_in & ~ends_in & ~is_beside & (first > 0.0) & (last < 1.0) & (last - first > MARGIN)
    enters, leaves = (~starts_in & ends_in) | passes, (starts_in & ~ends_in) | passes
    found: list[_Crossing] = []
    for row in np.nonzero(enters | leaves)[0].tolist():
        edge = int(near[row])
        ways = ((enters[row], first[row], goes_in[row].argmax()), (leaves[row], last[row], goes_out[row].argmin()))
        for is_entry, (is_there, where, side) in zip((True, False), ways, strict=True):
            if is_there:
                at = ring[edge] + min(max(float(where), 0.0), 1.0) * (end[edge] - ring[edge])
                found.append(_Crossing(number, edge, float(where), at, _place(at, int(side), shape), is_entry=is_entry))
    return found, bool(starts_in.all()) and len(near) == len(ring)


def _place(at: NDArray[np.float64], side: int, shape: NDArray[np.float64]) -> float:
    """Place of a point along the shape's border: the number of its edge, and the part of that edge before it."""
    along = shape[(side + 1) % len(shape)] - shape[side]
    return side + min(max(float((at - shape[side]) @ along / (along @ along)), 0.0), 1.0)


def _traced(
    rings: Sequence[NDArray[np.float64]], shape: NDArray[np.float64], crossings: list[_Crossing], *, adds: bool
) -> list[Loop] | None:
    """Loops of what rings are outside the shape, joined along its border; None where ways in and out do not match."""
    around = sorted(range(len(crossings)), key=lambda i: crossings[i].place, reverse=not adds)
    joined = {i: around[(rank + 1) % len(around)] for rank, i in enumerate(around)}
    if any(crossings[i].is_entry == crossings[j].is_entry for i, j in joined.items()):
        return None
    ends = _chain_ends(crossings)
    waiting = {i for i, crossing in enumerate(crossings) if not crossing.is_entry}
    loops: list[Loop] = []
    while waiting:
        parts: list[NDArray[np.float64]] = []
        is_new: list[NDArray[np.bool_]] = []
        way_out = min(waiting)
        while way_out in waiting:
            waiting.remove(way_out)
            way_in = ends[way_out]
            chain = _chain(rings[crossings[way_out].ring], crossings[way_out], crossings[way_in])
            border = _border(shape, crossings[way_in].place, crossings[joined[way_in]].place, forwards=adds)
            news = np.ones(len(chain) + len(border), dtype=bool)
            news[1 : len(chain) - 1] = False
            parts += [chain, border]
            is_new.append(news)
            way_out = joined[way_in]
        loops.append(Loop(np.concatenate(parts), np.concatenate(is_new)))
    return loops


def _chain_ends(crossings: list[_Crossing]) -> dict[int, int]:
    """Way in at which the part of a ring ends that begins at each way out."""
    ends: dict[int, int] = {}
    for ring in {crossing.ring for crossing in crossings}:
        own = [i for i, crossing in enumerate(crossings) if crossing.ring == ring]
        for rank, i in enumerate(own):
            if not crossings[i].is_entry:
                ends[i] = own[(rank + 1) % len(own)]
    return ends


def _chain(ring: NDArray[np.float64], way_out: _Crossing, way_in: _Crossing) -> NDArray[np.float64]:
    """Part of a ring outside the shape, with the crossings at its ends."""
    first, last = way_out.edge + 1, way_in.edge + 1
    between = ring[first:last] if way_out.edge <= way_in.edge else np.concatenate([ring[first:], ring[:last]])
    # A chain that comes back to the edge it began on goes round the whole ring.
    if way_out.edge == way_in.edge and way_out.part > way_in.part:
        between = np.concatenate([ring[first:], ring[:last]])
    return np.concatenate([way_out.at[None], between, way_in.at[None]])


def _border(shape: NDArray[np.float64], start: float, end: float, *, forwards: bool) -> NDArray[np.float64]:
    """Corners of the shape between two places on its border."""
    count = len(shape)
    if forwards:
        last = end if end >= start else end + count
        numbers = np.arange(int(np.floor(start)) + 1, int(np.ceil(last)))
    else:
        last = end if end <= start else end - count
        numbers = np.arange(int(np.ceil(start)) - 1, int(np.floor(last)), -1)
    return shape[numbers % count]


def _sampled(loop: Loop, spacing: float) -> NDArray[np.float64] | None:
    """Ring of a loop with its new points evenly apart; None where it crosses itself."""
    for tried in (_thinned(loop, spacing), loop):
        filled = _filled(tried, spacing)
        new = np.nonzero(filled.is_new)[0]
        count = len(filled.points)
        if count >= 3 and is_simple(filled.points, np.unique(np.concatenate([new, (new - 1) % count]))):
            return filled.points
    return None


def _thinned(loop: Loop, spacing: float) -> Loop:
    """Loop without the new points that come too soon after, or too soon before, another.

    An old point that stands for a new one counts as new from here on, so that the edge behind it is filled.
    """
    points, is_new, count = loop.points, loop.is_new, len(loop.points)
    keeps, ends = np.ones(count, dtype=bool), is_new.copy()
    gap = GAP_PART * spacing
    kept = 0
    for i in np.nonzero(is_new)[0].tolist():
        before, after = (i - 1 if i and not is_new[i - 1] else kept), (i + 1) % count
        is_soon = i > 0 and _apart(points[before], points[i]) < gap
        if is_soon or (not is_new[after] and _apart(points[after], points[i]) < gap):
            keeps[i] = False
            ends[before if is_soon else after] = True
        else:
            kept = i
    return Loop(points[keeps], ends[keeps])


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
    return Loop(filled, loop.is_new[source])
