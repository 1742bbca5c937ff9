"""Even rings, and how each of their points can move outwards."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point, signed_area

Points = NDArray[np.float64]


def evenly(ring: Points, count: int) -> Points:
    """Points at even distances along a closed ring, the first one kept.

    Parameters
    ----------
    ring
        Shape (n, 2), first point not repeated.
    count
        Number of points of the answer.
    """
    closed = np.concatenate([ring, ring[:1]])
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    places = np.linspace(0.0, lengths[-1], count, endpoint=False)
    return np.column_stack([np.interp(places, lengths, closed[:, axis]) for axis in (0, 1)])


def perimeter(ring: Points) -> float:
    """Length of a closed ring, in the unit of its points."""
    return float(np.hypot(*(np.roll(ring, -1, axis=0) - ring).T).sum())


def smoothed(values: Points, spread: float) -> Points:
    """Values along a ring, shape (n, …), smoothed round it with a Gaussian of a spread in points."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, spread, axis=0, mode="wrap"))


def outward(ring: Points, spread: float) -> Points:
    """Outward unit normals of an even ring, shape (n, 2), of its course smoothed by a spread in points."""
    course = smoothed(ring, spread)
    along = np.roll(course, -1, axis=0) - np.roll(course, 1, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    turn = 1.0 if signed_area(as_ring(ring)) > 0.0 else -1.0
    return turn * np.column_stack([along[:, 1], -along[:, 0]])


def as_ring(points: Points) -> tuple[Point, ...]:
    """Points of an array as they are kept in an outline."""
    return tuple((float(x), float(y)) for x, y in points)


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
