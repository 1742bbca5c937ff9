"""Mirroring at a line, exact in mm."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Spacing
from viewer.core.outline import Point
from viewer.errors import GeometryError

Line = tuple[Point, Point]


def mirrored(ring: Sequence[Point], line: Line, spacing: Spacing | None) -> tuple[Point, ...]:
    """Points on the other side of a line, at the same distance in mm, in the same order.

    Parameters
    ----------
    ring
        (x, y) points in pixels.
    line
        Two points (x, y) in pixels on the line.
    spacing
        Pixel spacing; None takes pixels as square.

    Raises
    ------
    GeometryError
        If the line's points coincide.
    """
    scale = np.ones(2) if spacing is None else np.array([spacing.column_mm, spacing.row_mm])
    start, end = np.asarray(line, dtype=np.float64) * scale
    points = reflected(np.asarray(ring, dtype=np.float64).reshape(-1, 2) * scale, start, end - start) / scale
    return tuple((float(x), float(y)) for x, y in points)


def reflected(
    points_mm: NDArray[np.float64], start_mm: NDArray[np.float64], along: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points of shape (n, 2) mirrored at the line through a point in a direction, all in mm.

    Raises
    ------
    GeometryError
        If the direction has no length.
    """
    square = float(along @ along)
    if not square > 0.0:
        raise GeometryError("The midline's two ends coincide; drag them apart.")
    offsets = points_mm - start_mm
    feet = start_mm + np.outer(offsets @ along / square, along)
    return np.asarray(2.0 * feet - points_mm)
