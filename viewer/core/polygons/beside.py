"""What of a shape lies beside polygons that stand: a border that is pushed comes up to them and not into them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.polygons.areas import following, signed_area
from viewer.core.polygons.crossings import met_by_any
from viewer.core.polygons.edges import as_points
from viewer.core.polygons.tracing import Loop, loop_of, traced

CORNER_MAXIMUM = 4.0
"""Distance of a grown corner from the one it stands before, in parts of the gap (no unit)."""


def grown(ring: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Ring with its edges moved outwards, turning from +x to +y.

    Parameters
    ----------
    ring
        Simple closed ring that turns either way.
    gap
        Distance, far below the size of the ring, in the unit of the points.
    """
    points = ring[(ring != following(ring)).any(axis=1)]
    points = points if signed_area(as_points(points)) >= 0.0 else points[::-1]
    along = following(points) - points
    normals = np.stack([along[:, 1], -along[:, 0]], axis=1) / np.hypot(along[:, 0], along[:, 1])[:, None]
    both = normals + np.concatenate([normals[-1:], normals[:-1]])
    squares = (both * both).sum(axis=1)
    # The corner of two edges moved by the gap lies at 2 (n + m) / |n + m|²; at a spike that is far away.
    reach = np.minimum(2.0 / np.sqrt(np.maximum(squares, 1e-12)), CORNER_MAXIMUM)
    ways = np.where(squares[:, None] > 1e-12, both, normals)
    ways = ways / np.hypot(ways[:, 0], ways[:, 1])[:, None]
    return np.asarray(points + gap * reach[:, None] * ways)


def beside(shape: NDArray[np.float64], others: Sequence[NDArray[np.float64]]) -> list[Loop] | None:
    """Parts of a shape outside other polygons; None where that fails, or where it holds one wholly.

    Parameters
    ----------
    shape
        Simple ring that turns from +x to +y.
    others
        Simple rings that turn so too; none runs along an edge of the shape.
    """
    parts = [loop_of(shape)]
    for other in others:
        left: list[Loop] = []
        for part in parts:
            cut = _without(part, other)
            if cut is None:
                return None
            left += cut
        parts = left
    return parts


def _without(part: Loop, other: NDArray[np.float64]) -> list[Loop] | None:
    met = met_by_any([part.points], other)
    if met.crossings:
        return traced([part], loop_of(other, is_kept=True), met.crossings, adds=False)
    if met.is_swallowed:
        return []
    holds = met_by_any([other], part.points).is_swallowed
    return None if holds else [part]


def crosses(ring: NDArray[np.float64], edges: NDArray[np.intp], other: NDArray[np.float64]) -> bool:
    """Whether some edges of a ring go through the border of another.

    Parameters
    ----------
    ring
        Closed ring.
    edges
        Numbers of edges; edge i goes from point i to the next.
    other
        Closed ring.
    """
    a, b, c, d = ring[edges], ring[(edges + 1) % len(ring)], other, following(other)
    low, high = np.minimum(a, b), np.maximum(a, b)
    meets = (low[:, None] <= np.maximum(c, d)) & (high[:, None] >= np.minimum(c, d))
    row, side = np.nonzero(meets.all(axis=2))
    a, b, c, d = a[row], b[row], c[side], d[side]
    across = (_turn(a, b, c) * _turn(a, b, d) < 0.0) & (_turn(c, d, a) * _turn(c, d, b) < 0.0)
    return bool(across.any())


def _turn(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))
