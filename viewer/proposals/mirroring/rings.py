"""How each point of an even ring can move outwards, and what a ring encloses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point, signed_area
from viewer.importing import one_importer
from viewer.proposals.rings import Points, as_ring


def perimeter(ring: Points) -> float:
    """Length of a closed ring, in the unit of its points."""
    return float(np.hypot(*(np.roll(ring, -1, axis=0) - ring).T).sum())


def smoothed(values: Points, spread: float) -> Points:
    """Values along a ring, shape (n, …), smoothed round it with a Gaussian of a spread in points."""
    with one_importer():
        from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, spread, axis=0, mode="wrap"))


def outward(ring: Points, spread: float) -> Points:
    """Outward unit normals of an even ring, shape (n, 2), of its course smoothed by a spread in points."""
    course = smoothed(ring, spread)
    along = np.roll(course, -1, axis=0) - np.roll(course, 1, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    turn = 1.0 if signed_area(as_ring(ring)) > 0.0 else -1.0
    return turn * np.column_stack([along[:, 1], -along[:, 0]])


def as_points(ring: Sequence[Point]) -> Points:
    """Points of an outline as an array of shape (n, 2)."""
    return np.asarray(ring, dtype=np.float64).reshape(-1, 2)


def encloses(ring: Points, points: Points) -> NDArray[np.bool_]:
    """Whether points, shape (…, 2), lie inside a ring, by the even-odd rule."""
    x, y = points[..., 0], points[..., 1]
    inside = np.zeros(x.shape, dtype=bool)
    for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        crosses = (y0 > y) != (y1 > y)
        inside ^= crosses & (x < x0 + (y - y0) / (y1 - y0 if y1 != y0 else 1.0) * (x1 - x0))
    return inside
