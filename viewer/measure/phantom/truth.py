"""True outlines and true fat fractions, from the fine grid and not from the image."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import Coverage, exact_coverage
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, has_crossing, signed_area
from viewer.core.series import SliceKey
from viewer.importing import one_importer
from viewer.measure.phantom.anatomy.canvas import Canvas, Indices, Tissue
from viewer.measure.phantom.anatomy.muscles import AROUND_MM, Filling, MuscleCut, filling_for
from viewer.measure.phantom.parameters import TrueOutline

VERTICES = 96
"""Vertices of a true outline: a polygon of 24 would measure a round muscle 1.2 % too small."""

_MOST_TIMES = 8
"""How many times `VERTICES` a border may have."""

_LEAST_AREA_PX = 8.0
_DECIMALS = 4
"""Outlines are rounded to 0.0001 px, so that what is written is what the truth was computed for."""


def fat_map(canvas: Canvas) -> NDArray[np.float64]:
    """Part of fat, 0…1, at every fine point, shape (n,)."""
    fat = (canvas.first == Tissue.FAT) * (1.0 - canvas.share) + (canvas.second == Tissue.FAT) * canvas.share
    return np.asarray(fat, dtype=np.float64)


def border_of(cut: MuscleCut, *, rows: int, columns: int, factor: int) -> NDArray[np.float64] | None:
    """Fascial border of a muscle in a slice, averaged over the slice's thickness.

    Parameters
    ----------
    cut
        The muscle on the fine grid.
    rows, columns, factor
        Size of the image, and fine points per pixel and direction.

    Returns
    -------
    ndarray or None
        Shape (n, 2), (x, y) in pixels, n a multiple of 96: as few as do not cross each other. None where the
        slice does not cut the muscle, or the muscle leaves the image.
    """
    with one_importer():
        from skimage.measure import find_contours

    fine = np.full(rows * columns * factor * factor, AROUND_MM)
    fine[cut.patch.index] = np.minimum(cut.distance, AROUND_MM)
    mean = fine.reshape(rows, factor, columns, factor).mean(axis=(1, 3))
    edge = (mean[0].min(), mean[-1].min(), mean[:, 0].min(), mean[:, -1].min())
    if min(edge) < 0.0:
        return None
    rings = [ring[:-1, ::-1] for ring in find_contours(mean, 0.0) if np.array_equal(ring[0], ring[-1])]
    areas = [abs(signed_area([(float(x), float(y)) for x, y in ring])) for ring in rings]
    if not rings or max(areas) < _LEAST_AREA_PX:
        return None
    return _simple(rings[int(np.argmax(areas))])


def _simple(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Closed ring with evenly spread vertices, more of them where few would cut across a notch of the border."""
    for times in range(1, _MOST_TIMES + 1):
        spread = np.round(_evenly(ring, times * VERTICES), _DECIMALS)
        if not has_crossing([(float(x), float(y)) for x, y in spread]):
            return spread
    return np.round(ring, _DECIMALS)


def _evenly(ring: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Closed ring with so many vertices spread evenly along it."""
    closed = np.vstack([ring, ring[:1]])
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    places = np.linspace(0.0, length[-1], count, endpoint=False)
    return np.column_stack([np.interp(places, length, closed[:, axis]) for axis in (0, 1)])


def settle_fat(
    canvas: Canvas,
    cut: MuscleCut,
    border_px: NDArray[np.float64],
    percent: float,
    *,
    diffuse: float,
    shape: tuple[int, int],
    factor: int,
    taken: Indices | None = None,
) -> Filling:
    """Fill a painted muscle so that its outline holds a fat fraction, and return the filling that does.

    What other painters put inside the outline (fascia, a ligament, a corner of bone) stays and is counted.

    Parameters
    ----------
    canvas
        The slice with everything painted; the muscle's fat is painted anew.
    cut, border_px
        The muscle and its outline, (x, y) in pixels.
    percent
        Wanted fat fraction inside the outline, %.
    diffuse
        Part of the muscle's own fat that is spread evenly through it, 0…1.
    shape, factor
        Rows and columns of the image, and fine points per pixel and direction.
    taken
        Points that belong to other muscles and stay as they are.
    """
    inside = np.zeros((shape[0] * factor, shape[1] * factor))
    coverage = _fine_coverage(border_px, factor)
    inside[coverage.box] = coverage.weights
    weights, index = inside.ravel(), cut.patch.index
    still = (cut.distance < 0.0) & (canvas.first[index] == Tissue.MUSCLE)
    if taken is not None:
        still &= ~np.isin(index, taken)
    elsewhere = weights.copy()
    elsewhere[index[still]] = 0.0
    wanted = percent / 100.0 * weights.sum() - float(np.dot(elsewhere, fat_map(canvas)))
    filling = filling_for(cut, (weights[index] * still).astype(np.float32), wanted, diffuse=diffuse)
    canvas.share[index[still]] = cut.fat_share(filling.threshold, filling.even)[still]
    return filling


def _fine_coverage(border_px: NDArray[np.float64], factor: int) -> Coverage:
    """Part of every fine point's square inside a border given in pixels."""
    fine_border = (border_px + 0.5) * factor - 0.5
    return exact_coverage(Outline.from_points(fine_border, slice_key=SliceKey("fine grid")))


def true_outline(
    cut: MuscleCut, border_px: NDArray[np.float64], fat: NDArray[np.float64], *, spacing: Spacing, factor: int
) -> TrueOutline:
    """Area and fat fraction inside a border.

    Parameters
    ----------
    cut
        Tells structure and side.
    border_px
        Shape (n, 2), (x, y) in pixels.
    fat
        Part of fat on the fine grid, shape (rows · factor, columns · factor).
    spacing
        Pixel spacing of the image.
    factor
        Fine points per pixel and direction.
    """
    coverage = _fine_coverage(border_px, factor)
    weights = coverage.weights
    fraction = float((weights * fat[coverage.box]).sum() / weights.sum())
    points = tuple((float(x), float(y)) for x, y in border_px)
    return TrueOutline(
        structure=cut.structure,
        side=cut.side,
        points_px=points,
        area_mm2=abs(signed_area(points)) * spacing.pixel_area_mm2,
        fat_fraction_percent=100.0 * fraction,
    )
