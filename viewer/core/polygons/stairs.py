"""The border of a mask without its stairs, for drawing: what is measured stays the border of the pixels.

A mask's border runs along pixel edges. Enlarged for print, dashes on it go up and down stairs that nobody drew.
"""

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

SMOOTHING_PX = 1.5
"""Standard deviation of the smoothing along the border, pixels: the shortest that straightens slopes of one in six."""

MOST_OFF_PX = 1.0
"""No point of the drawn border lies farther from the pixels' border than this, pixels (corners are cut)."""

_WHOLE = 1e-6


def is_staircase(ring: tuple[Point, ...]) -> bool:
    """Whether a ring runs along the edges of pixels only, as that of a mask; rectangles count as drawn.

    Parameters
    ----------
    ring
        Points (x = column, y = row), pixels; the first is not repeated.
    """
    if len(ring) < 8:
        return False
    points = np.asarray(ring, dtype=np.float64)
    steps = np.abs(np.roll(points, -1, axis=0) - points)
    halves = points - 0.5
    is_on_edges = bool((np.abs(halves - np.rint(halves)) < _WHOLE).all())
    return is_on_edges and bool((np.minimum(steps[:, 0], steps[:, 1]) < _WHOLE).all())


def without_stairs(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    """Ring of a mask, smoothed along itself; any other ring as it is.

    Parameters
    ----------
    ring
        Points (x = column, y = row), pixels; the first is not repeated.

    Returns
    -------
    tuple of Point
        One point per pixel edge, nowhere farther than `MOST_OFF_PX` from the border of the pixels.
    """
    if not is_staircase(ring):
        return ring
    middles = _edge_middles(np.asarray(ring, dtype=np.float64))
    count = len(middles)
    reach = min(int(4 * SMOOTHING_PX), (count - 1) // 2)
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / SMOOTHING_PX) ** 2)
    weights /= weights.sum()
    smooth = np.zeros_like(middles)
    for offset, weight in zip(offsets, weights, strict=True):
        smooth += weight * np.roll(middles, -int(offset), axis=0)
    return tuple((x, y) for x, y in smooth.tolist())


def _edge_middles(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Middle of every pixel edge along a ring, shape (n, 2)."""
    parts = []
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        length = round(float(np.abs(end - start).sum()))
        steps = (np.arange(length)[:, None] + 0.5) / max(length, 1)
        parts.append(start + steps * (end - start))
    return np.concatenate(parts)
