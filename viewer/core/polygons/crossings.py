"""Where rings go through the border of a shape, in the order in which they do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.polygons.areas import following
from viewer.core.polygons.edges import encloses

MARGIN = 1e-9
"""Depth from which a point counts as inside a convex shape, in the unit of the points."""


@dataclass(frozen=True, slots=True)
class Crossing:
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


@dataclass(frozen=True, slots=True)
class Met:
    """How rings lie to a shape.

    Parameters
    ----------
    crossings
        Where they go through its border, ring by ring, in order.
    apart
        Places of the rings that stay outside.
    is_swallowed
        Whether one lies wholly inside.
    """

    crossings: list[Crossing]
    apart: list[int]
    is_swallowed: bool


def met_by_convex(rings: Sequence[NDArray[np.float64]], shape: NDArray[np.float64]) -> Met:
    """How rings lie to a convex ring that turns from +x to +y."""
    met = Met([], [], is_swallowed=False)
    along = following(shape) - shape
    lengths = np.hypot(along[:, 0], along[:, 1])
    normals = np.stack([along[:, 1], -along[:, 0]], axis=1) / lengths[:, None]
    is_swallowed = False
    for number, ring in enumerate(rings):
        found, is_inside = _through_convex(number, ring, shape, normals)
        met.crossings.extend(found)
        if not found and is_inside:
            is_swallowed = True
        elif not found:
            met.apart.append(number)
    return Met(met.crossings, met.apart, is_swallowed)


def _through_convex(
    number: int, ring: NDArray[np.float64], shape: NDArray[np.float64], normals: NDArray[np.float64]
) -> tuple[list[Crossing], bool]:
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
    found: list[Crossing] = []
    for row in np.nonzero(enters | leaves)[0].tolist():
        edge = int(near[row])
        ways = ((enters[row], first[row], goes_in[row].argmax()), (leaves[row], last[row], goes_out[row].argmin()))
        for is_entry, (is_there, where, side) in zip((True, False), ways, strict=True):
            if is_there:
                at = ring[edge] + min(max(float(where), 0.0), 1.0) * (end[edge] - ring[edge])
                found.append(Crossing(number, edge, float(where), at, _place(at, int(side), shape), is_entry=is_entry))
    return found, bool(starts_in.all()) and len(near) == len(ring)


def _place(at: NDArray[np.float64], side: int, shape: NDArray[np.float64]) -> float:
    """Place of a point along the shape's border: the number of its edge, and the part of that edge before it."""
    along = shape[(side + 1) % len(shape)] - shape[side]
    return side + min(max(float((at - shape[side]) @ along / (along @ along)), 0.0), 1.0)


def met_by_any(rings: Sequence[NDArray[np.float64]], shape: NDArray[np.float64]) -> Met:
    """How rings lie to a simple ring of whatever form that turns from +x to +y.

    A point on a line counts as lying on one and the same side of it for both edges that meet there; rings that run
    along each other's edges exactly are told by nobody, so that callers keep them a little apart.
    """
    met = Met([], [], is_swallowed=False)
    is_swallowed = False
    for number, ring in enumerate(rings):
        found = _through_any(number, ring, shape)
        met.crossings.extend(found)
        if not found and bool(encloses([shape], ring[:1])[0]):
            is_swallowed = True
        elif not found:
            met.apart.append(number)
    return Met(met.crossings, met.apart, is_swallowed)


def _through_any(number: int, ring: NDArray[np.float64], shape: NDArray[np.float64]) -> list[Crossing]:
    low = np.maximum(ring.min(axis=0), shape.min(axis=0))
    high = np.minimum(ring.max(axis=0), shape.max(axis=0))
    end, shape_end = following(ring), following(shape)
    rows, sides = _edges_in(ring, end, low, high), _edges_in(shape, shape_end, low, high)
    if not len(rows) or not len(sides):
        return []
    a, b, c, d = ring[rows, None], end[rows, None], shape[None, sides], shape_end[None, sides]
    from_a, from_b = _turn(c, d, a), _turn(c, d, b)
    from_c, from_d = _turn(a, b, c), _turn(a, b, d)
    row, side = np.nonzero(((from_a >= 0.0) != (from_b >= 0.0)) & ((from_c >= 0.0) != (from_d >= 0.0)))
    part = from_a[row, side] / (from_a[row, side] - from_b[row, side])
    place = sides[side] + from_c[row, side] / (from_c[row, side] - from_d[row, side])
    at = ring[rows[row]] + part[:, None] * (end[rows[row]] - ring[rows[row]])
    is_entry = from_b[row, side] >= 0.0
    return [
        Crossing(number, int(rows[row[i]]), float(part[i]), at[i], float(place[i]), is_entry=bool(is_entry[i]))
        for i in np.lexsort((part, rows[row])).tolist()
    ]


def _edges_in(
    start: NDArray[np.float64], end: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.intp]:
    is_near = ((np.minimum(start, end) <= high) & (np.maximum(start, end) >= low)).all(axis=1)
    return np.nonzero(is_near)[0]


def _turn(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    )
