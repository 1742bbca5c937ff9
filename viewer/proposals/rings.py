"""Closed rings of points as arrays: even points along them, and the form in which an outline keeps them."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point

Points = NDArray[np.float64]
"""Shape (n, 2): (x = column, y = row)."""


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


def as_ring(points: Points) -> tuple[Point, ...]:
    """Points of an array as they are kept in an outline."""
    return tuple((float(x), float(y)) for x, y in points)
