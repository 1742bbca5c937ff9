"""Shapes of rings: what lies between two shapes, and that the result is a simple ring in the image."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point, has_crossing, ring_moments, signed_area
from viewer.importing import one_importer
from viewer.proposals.propagation.placing import Sheet
from viewer.proposals.rings import Points, as_ring, evenly

POINTS_MAX = 60
"""Most points of a proposed outline: more are tedious to change by hand."""

POINTS_MIN = 16
"""Fewest points, so that a small muscle stays round."""

POINT_DISTANCE_MM = 3.0
"""Distance of the points along a proposed outline, mm, within these bounds."""

CELLS = 120
"""Cells along the longer edge of the lattice on which shapes are blended: 0.5 mm or less for a multifidus."""

AREA_MIN_PX = 1.0
"""Smallest area of a proposed outline, pixels²; below it there is nothing to propose."""


def finely(ring: Points) -> Points:
    """Ring with enough points to be bent, its own corners among them; shape (n, 2)."""
    following = np.concatenate([ring[1:], ring[:1]])
    length = float(np.hypot(*(following - ring).T).sum())
    pieces = np.maximum(1, np.ceil(np.hypot(*(following - ring).T) / max(length / (3 * POINTS_MAX), 1e-9))).astype(int)
    parts = [
        start + (end - start) * np.arange(count)[:, None] / count
        for start, end, count in zip(ring, following, pieces, strict=True)
    ]
    return np.concatenate(parts)


def widest(rings: Sequence[Sequence[Point]]) -> Points:
    """The ring that encloses most, shape (n, 2): a proposal has no holes and no islands."""
    return np.asarray(max(rings, key=lambda ring: abs(signed_area(ring))), dtype=np.float64)


def finished(points: Points, sheet: Sheet) -> tuple[Point, ...] | None:
    """A simple ring of few, even points inside the image, or None where nothing is left of it.

    Parameters
    ----------
    points
        Shape (n, 2), pixels.
    sheet
        The slice it is for.
    """
    kept = sheet.inside(points) * sheet.scale
    length = float(np.hypot(*(np.concatenate([kept[1:], kept[:1]]) - kept).T).sum())
    if length <= 0.0:
        return None
    count = int(np.clip(round(length / POINT_DISTANCE_MM), POINTS_MIN, POINTS_MAX))
    even = evenly(kept, count)
    if has_crossing(as_ring(even)):
        untangled = zero_ring(*signed_distances(kept))
        if untangled is None:
            return None
        even = evenly(untangled, count)
    ring = as_ring(sheet.inside(even / sheet.scale))
    return None if has_crossing(ring) or abs(signed_area(ring)) < AREA_MIN_PX else ring


def between(first: Points, second: Points, share: float) -> Points:
    """Ring of the shape between two others.

    The shapes are laid on one another by their centroids, which move straight from the one to the other; the border
    between them is where the mean of their signed distances is zero.

    Parameters
    ----------
    first, second
        Shape (n, 2), mm in one plane.
    share
        0 for the first, 1 for the second.
    """
    if not 0.0 < share < 1.0:
        return second if share >= 1.0 else first
    centres = [np.asarray(_centroid(ring)) for ring in (first, second)]
    middle = (1.0 - share) * centres[0] + share * centres[1]
    laid = [ring + (middle - centre) for ring, centre in zip((first, second), centres, strict=True)]
    corners = np.concatenate(laid)
    one, origin, step = signed_distances(laid[0], corners)
    other, *_ = signed_distances(laid[1], corners)
    found = zero_ring((1.0 - share) * one + share * other, origin, step)
    return found if found is not None else laid[0 if share < 0.5 else 1]


def signed_distances(ring: Points, corners: Points | None = None) -> tuple[NDArray[np.float64], Points, float]:
    """Distances of a lattice's nodes to a ring, positive inside, zero on it.

    Parameters
    ----------
    ring
        Shape (n, 2), mm.
    corners
        Points that the lattice covers, shape (m, 2), mm; None for those of the ring.

    Returns
    -------
    tuple
        Distances, shape (rows, columns), mm; place of the first node (x, y), mm; distance of the nodes, mm.
    """
    covered = ring if corners is None else corners
    low, high = covered.min(axis=0), covered.max(axis=0)
    step = max(float((high - low).max()) / CELLS, 1e-6)
    origin = low - 2.0 * step
    columns, rows = (np.ceil((high - low) / step).astype(int) + 5).tolist()
    x = origin[0] + step * np.arange(columns)
    y = origin[1] + step * np.arange(rows)
    squared = np.full((rows, columns), np.inf)
    turns = np.zeros((rows, columns), dtype=np.int16)
    for (ax, ay), (bx, by) in zip(ring, np.concatenate([ring[1:], ring[:1]]), strict=True):
        dx, dy = bx - ax, by - ay
        size = dx * dx + dy * dy
        if size == 0.0:
            continue
        share = np.clip((((x - ax) * dx)[None, :] + ((y - ay) * dy)[:, None]) / size, 0.0, 1.0)
        np.minimum(squared, (x[None, :] - ax - share * dx) ** 2 + (y[:, None] - ay - share * dy) ** 2, out=squared)
        crossed = (y >= min(ay, by)) & (y < max(ay, by))
        if dy != 0.0 and crossed.any():
            at = ax + (y[crossed] - ay) * (dx / dy)
            turns[crossed] += np.where(x[None, :] < at[:, None], 1 if dy > 0 else -1, 0).astype(np.int16)
    return np.where(turns != 0, 1.0, -1.0) * np.sqrt(squared), origin, step


def zero_ring(distances: NDArray[np.float64], origin: Points, step: float) -> Points | None:
    """The widest ring along which signed distances on a lattice are zero, shape (n, 2), or None."""
    with one_importer():
        from skimage.measure import find_contours

    rings = [ring[:-1, ::-1] for ring in find_contours(distances, 0.0) if len(ring) > 3 and (ring[0] == ring[-1]).all()]
    if not rings:
        return None
    return np.asarray(widest([as_ring(ring) for ring in rings]) * step + origin)


def _centroid(ring: Points) -> Point:
    """Centroid of a ring; the mean of its points where it encloses nothing."""
    area, x, y = ring_moments(as_ring(ring))
    if area == 0.0:
        x, y = ring.mean(axis=0)
        return float(x), float(y)
    return x / area, y / area
