"""Whether polygons overlap, and how far one goes before it meets another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.polygons.areas import following
from viewer.core.polygons.edges import encloses

PAIRS_MAXIMUM = 4_000_000
"""Pairs of points and edges that are looked at; beyond it polygons are taken to lie apart."""

TOUCH = 1e-6
"""Distance from edges at which it is asked what lies inside both, in the unit of the points."""

Rings = Sequence[NDArray[np.float64]]
"""Closed rings of shape (n, 2), as in `edges`."""


def overlap(first: Rings, second: Rings) -> bool:
    """Whether two polygons share some area; those that only touch do not."""
    low = np.maximum(_low(first), _low(second))
    high = np.minimum(_high(first), _high(second))
    if (low >= high).any():
        return False
    a, b = _edges_in(first, low, high)
    c, d = _edges_in(second, low, high)
    if len(a) * len(c) > PAIRS_MAXIMUM:
        return False
    return _cross(a, b, c, d) or _share_beside(a, b, first, second) or _share_beside(c, d, first, second)


def _low(rings: Rings) -> NDArray[np.float64]:
    return np.asarray(np.min([ring.min(axis=0) for ring in rings], axis=0))


def _high(rings: Rings) -> NDArray[np.float64]:
    return np.asarray(np.max([ring.max(axis=0) for ring in rings], axis=0))


def _edges(rings: Rings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.concatenate(list(rings)), np.concatenate([following(ring) for ring in rings])


def _edges_in(
    rings: Rings, low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges whose boxes meet a box."""
    start, end = _edges(rings)
    is_near = ((np.minimum(start, end) <= high) & (np.maximum(start, end) >= low)).all(axis=1)
    return start[is_near], end[is_near]


def _cross(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], d: NDArray[np.float64]) -> bool:
    """Whether an edge from a to b goes right through one from c to d."""
    a, b, c, d = a[:, None], b[:, None], c[None], d[None]
    parts = (_turn(a, b, c) * _turn(a, b, d) < 0) & (_turn(c, d, a) * _turn(c, d, b) < 0)
    return bool(parts.any())


def _turn(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    )


def _share_beside(a: NDArray[np.float64], b: NDArray[np.float64], first: Rings, second: Rings) -> bool:
    """Whether both polygons hold a place just beside an edge: so one in the other, or on it, is told from a touch."""
    if not len(a):
        return False
    along = b - a
    lengths = np.maximum(np.hypot(along[:, 0], along[:, 1]), TOUCH)[:, None]
    aside = TOUCH * np.stack([-along[:, 1], along[:, 0]], axis=1) / lengths
    places = np.concatenate([(a + b) / 2.0 + aside, (a + b) / 2.0 - aside])
    return bool((encloses(first, places) & encloses(second, places)).any())


def nearest_on(rings: Rings, at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nearest point of a polygon's border, shape (2,), and the direction of the edge it lies on, of length 1."""
    start, end = _edges(rings)
    along = end - start
    squares = (along * along).sum(axis=1)
    part = np.clip(((at - start) * along).sum(axis=1) / np.where(squares == 0.0, 1.0, squares), 0.0, 1.0)
    feet = start + part[:, None] * along
    nearest = int(((feet - at) ** 2).sum(axis=1).argmin())
    return feet[nearest], along[nearest] / max(float(np.sqrt(squares[nearest])), 1e-300)


def free_part(moving: Rings, shift: NDArray[np.float64], others: Rings) -> tuple[float, NDArray[np.float64] | None]:
    """Part of a shift, 0 to 1, that a polygon goes before it meets another, and the direction of the edge it meets.

    Parameters
    ----------
    moving
        The polygon; it does not overlap the other.
    shift
        Where it is to go, shape (2,).
    others
        The polygon that stands.
    """
    points, points_end = _edges(moving)
    start, end = _edges(others)
    if 2 * len(points) * len(start) > PAIRS_MAXIMUM:
        return 1.0, None
    there = _first_hit(points, shift, start, end)
    back = _first_hit(start, -shift, points, points_end)
    return min(there, back, key=lambda hit: hit[0])


def _first_hit(
    points: NDArray[np.float64], shift: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64] | None]:
    """Smallest part of a shift at which a point meets an edge, and the direction of that edge."""
    along = end - start
    cross = shift[0] * along[:, 1] - shift[1] * along[:, 0]
    offset = start[None] - points[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (offset[..., 0] * along[:, 1] - offset[..., 1] * along[:, 0]) / cross
        where = (offset[..., 0] * shift[1] - offset[..., 1] * shift[0]) / cross
    part = np.where((cross != 0.0) & (part >= 0.0) & (part <= 1.0) & (where >= 0.0) & (where <= 1.0), part, np.inf)
    edge = int(part.min(axis=0).argmin())
    first = float(part[:, edge].min())
    if not np.isfinite(first):
        return 1.0, None
    return first, along[edge] / float(np.hypot(*along[edge]))
