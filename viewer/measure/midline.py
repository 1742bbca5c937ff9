"""Right and left by a line between them: the one the user placed, or the estimated middle of the body.

Imports little: an image is shown, and outlines are named, before anything is measured.
"""

import math

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Midline
from viewer.core.outline import Outline, Point, Side, has_crossing
from viewer.core.percentiles import percentiles
from viewer.core.series import Slice

LEAST_ACROSS = 0.5
"""Least part (no unit) of the way from a midline to a point that must lead right or left: a line that leans more than
60° from upright divides front from back, and no side can be told from it."""

MIDLINE_TOLERANCE = 0.05
"""How far an outline may lie beyond the estimated midline, in parts of the body's width (no unit)."""


def side_by_midline(outline: Outline, midline: Midline, image: Slice) -> Side:
    """Side of a placed midline on which an outline's centroid lies.

    Parameters
    ----------
    outline, midline
        On the same slice.
    image
        The slice, on which right and left can be told.
    """
    return side_of_point(place_px(outline), midline, image)


def side_of_point(point: Point, midline: Midline, image: Slice) -> Side:
    """Side of a midline on which an image point (x, y) lies, pixels; unknown where the line runs from right to left."""
    if not parts_sides(midline.ends, image):
        return Side.UNKNOWN
    (x0, y0), (x1, y1) = midline.ends
    x, y = point
    dx, dy = x1 - x0, y1 - y0
    # The foot of the perpendicular in pixels; which side the offset points to is asked of the geometry.
    along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)
    here, foot = image.geometry.leftness([(x, y), (x0 + along * dx, y0 + along * dy)])
    return Side.RIGHT if here < foot else Side.LEFT


def parts_sides(line: tuple[Point, Point], image: Slice) -> bool:
    """Whether a line parts right from left: the way across it, in the plane, leads there rather than to front or back.

    Parameters
    ----------
    line
        Two image points (x, y), pixels.
    image
        The slice, on which right and left can be told.
    """
    geometry = image.geometry
    row_mm, column_mm = (geometry.spacing.row_mm, geometry.spacing.column_mm) if geometry.spacing else (1.0, 1.0)
    (x0, y0), (x1, y1) = line
    across_mm, down_mm = -(y1 - y0) * row_mm, (x1 - x0) * column_mm  # a step at right angles to the line
    length_mm = math.hypot(across_mm, down_mm)
    if length_mm == 0.0:
        return False
    start, end = geometry.leftness([(0.0, 0.0), (across_mm / column_mm, down_mm / row_mm)])
    in_plane = 1.0 if geometry.orientation is None else geometry.orientation.side_strength
    return abs(float(end - start)) >= LEAST_ACROSS * in_plane * length_mm


def place_px(outline: Outline) -> Point:
    """Centroid (x, y) of an outline in pixels; where it crosses itself, the mean of its points.

    The parts of a crossing ring count against each other, so that its centroid can lie anywhere, also beyond it.
    """
    if len(outline.rings) > 1 or not has_crossing(outline.rings[0]):
        return outline.centroid_px
    x, y = np.mean(outline.rings[0], axis=0)
    return float(x), float(y)


def leftness_of(outline: Outline, image: Slice) -> float:
    """How far towards the patient's left an outline lies by `place_px`; see `PlaneGeometry.leftness`."""
    return float(image.geometry.leftness([place_px(outline)])[0])


def estimated_midline(image: Slice, values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Middle and width of the body along the right–left axis (units of `leftness`), None without contrast.

    Parameters
    ----------
    image
        A slice on which right and left can be told, with what the user stated filled in.
    values
        Shape (rows, columns), values after rescale.
    """
    brightness = -values if image.mapping.is_inverted else values
    thinned = brightness[::4, ::4]  # the middle of the body is not a matter of single pixels
    finite = thinned[np.isfinite(thinned)]
    low, high = percentiles(finite, [1.0, 99.0]) if finite.size else (0.0, 0.0)
    if high <= low:
        return None
    rows, columns = np.nonzero(thinned > low + 0.1 * (high - low))
    places = image.geometry.leftness(4 * np.column_stack([columns, rows]))
    first, last = percentiles(places, [1.0, 99.0])
    return float(places.mean()), last - first


def side_by_estimate(outline: Outline, estimate: tuple[float, float], image: Slice) -> Side:
    """Side of the body's estimated middle on which an outline's centroid lies.

    Parameters
    ----------
    outline
        An outline with an area.
    estimate
        Middle and width of the body; see `estimated_midline`.
    image
        Its slice, on which right and left can be told.
    """
    return Side.RIGHT if leftness_of(outline, image) < estimate[0] else Side.LEFT
