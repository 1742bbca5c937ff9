"""A slice as seen from the outlined muscles: millimetres to the side and to the back, noise-corrected signal.

What the scale is found from is looked at here, on pixels of about 0.8 mm round the muscles; what is measured inside
the outlines is not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import exact_coverage
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline, Point, Structure
from viewer.core.percentiles import percentiles
from viewer.importing import one_importer
from viewer.measure.anchored.noise import noise_sd

Image = NDArray[np.float64]
Mask = NDArray[np.bool_]

SIDE_MM, FRONT_MM, BACK_MM = 85.0, 95.0, 80.0
"""How far from the middle of the muscles is looked to each side, to the front and to the back, mm."""

FINE_MM = 0.6
"""Pixels smaller than this are averaged in twos: levels need no finer ones, and time counts."""

USUAL_AREA_MM2 = 900.0
"""Area of a multifidus at L4/5 that stands for the scale of an image without spacing, mm²."""

PSOAS_TO_MULTIFIDUS_MM = 58.0
"""How far the psoas lies in front of the multifidus, mm."""

BODY_SHARE = 0.025
"""Part of the bright end of the signal (no unit) below which nothing is body."""


@dataclass(frozen=True, slots=True)
class MuscleView:
    """The part of a slice round the muscles.

    Parameters
    ----------
    signal
        Shape (m, n), noise-corrected signal in brightness above zero signal, 0 where missing.
    lateral_mm, back_mm
        Shape (m, n), distance from the middle of the muscles towards the patient's left and to the back.
    inside
        Shape (m, n), part of each pixel inside the measured outlines, 0…1.
    body
        Shape (m, n), what is neither air nor beyond a saturation band.
    pixel_mm
        Edge of a pixel of these arrays, mm; a guess where the slice has no spacing.
    corner_px
        (x, y) of the centre of their first pixel on the slice, pixels.
    step
        Pixels of the slice per pixel of these arrays and direction.
    centre_px
        (x, y) of the middle of the muscles on the slice, pixels.
    axes
        Millimetres along lateral and back per pixel of the slice along x and y, shape (2, 2).
    noise
        Standard deviation of the noise of one pixel of the slice, brightness; 0 where it cannot be told.
    zero
        Brightness of no signal.
    front_mm
        How far to the front (a negative `back_mm`) the image can be trusted: a saturation band may darken the rest.
    """

    signal: Image
    lateral_mm: Image
    back_mm: Image
    inside: Image
    body: Mask
    pixel_mm: float
    corner_px: Point
    step: int
    centre_px: Point
    axes: Image
    noise: float
    front_mm: float
    zero: float

    def rings_px(self, region: Mask) -> tuple[tuple[Point, ...], ...]:
        """Borders of a region of these arrays in pixels of the slice, largest first."""
        with one_importer():
            from skimage.measure import find_contours

        padded = np.pad(region.astype(np.float64), 1)
        found = [ring for ring in find_contours(padded, 0.5) if len(ring) > 4]
        found.sort(key=len, reverse=True)
        return tuple(
            tuple(
                (self.corner_px[0] + (float(x) - 1.0) * self.step, self.corner_px[1] + (float(y) - 1.0) * self.step)
                for y, x in ring[:-1]
            )
            for ring in found[:MOST_RINGS]
        )


MOST_RINGS = 12
"""Borders of one reference that are shown; smaller specks are left out."""


def muscle_view(brightness: Image, geometry: PlaneGeometry, outlines: Sequence[Outline]) -> MuscleView | None:
    """Part of a slice round the outlined muscles; None where nothing of it has signal.

    Parameters
    ----------
    brightness
        Shape (rows, columns), NaN where missing; bright is fat.
    geometry
        Of the slice; without orientation the back is taken to be down.
    outlines
        Sound measured outlines of the slice.
    """
    with one_importer():
        from scipy import ndimage

    is_known = np.isfinite(brightness)
    # Brightness below zero has no zero of signal of its own; its lowest value stands in.
    zero = float(np.min(brightness, initial=0.0, where=is_known))
    raised = np.where(is_known, brightness - zero, 0.0)
    if not raised.any():
        return None
    axes = _axes(geometry, outlines)
    centre = _centre(raised, axes, outlines)
    box = _box(brightness.shape, axes, centre)
    noise = noise_sd(raised, box)
    signal = np.sqrt(np.maximum(raised[box] ** 2 - noise**2, 0.0))  # Rice: the mean of a magnitude is too large
    inside = _coverage(outlines, brightness.shape)[box]
    pixel = float(np.sqrt(abs(np.linalg.det(axes))))
    step = 2 if pixel < FINE_MM else 1
    signal, inside = _averaged(signal, step), _averaged(inside, step)
    if signal.size == 0:  # a picture of a single row or column
        return None
    corner = (box[1].start + (step - 1) / 2.0, box[0].start + (step - 1) / 2.0)
    rows, columns = signal.shape
    x, y = np.meshgrid(corner[0] + step * np.arange(columns), corner[1] + step * np.arange(rows))
    lateral = axes[0, 0] * (x - centre[0]) + axes[0, 1] * (y - centre[1])
    back = axes[1, 0] * (x - centre[0]) + axes[1, 1] * (y - centre[1])
    top = percentiles(signal.ravel(), [99.0])[0]
    if top <= 0.0:
        return None
    smooth = ndimage.gaussian_filter(signal, 1.0)
    body = _largest(ndimage.binary_opening(smooth > max(BODY_SHARE * top, 2.5 * noise / step)))
    front = _front(smooth, lateral, back)
    return MuscleView(
        signal, lateral, back, inside, body, pixel * step, corner, step, centre, axes, noise / step, front, zero
    )


def _axes(geometry: PlaneGeometry, outlines: Sequence[Outline]) -> Image:
    """Millimetres towards the left and to the back per pixel along x and y."""
    spacing = geometry.spacing
    if spacing is None:
        mean = sum(outline.area_px for outline in outlines) / len(outlines)
        guess = math.sqrt(USUAL_AREA_MM2 / max(mean, 1.0))
        column_mm = row_mm = guess
    else:
        column_mm, row_mm = spacing.column_mm, spacing.row_mm
    orientation = geometry.orientation
    if orientation is None:
        return np.array([[column_mm, 0.0], [0.0, row_mm]])
    # The back lies where LPS y grows; across it, in the plane, lies the side.
    to_back = np.array([orientation.row[1], orientation.column[1]])
    length = float(np.hypot(*to_back))
    if length < 0.2:
        return np.array([[column_mm, 0.0], [0.0, row_mm]])
    to_back = to_back / length
    to_left = np.array([to_back[1], -to_back[0]])
    if to_left @ np.array([orientation.row[0], orientation.column[0]]) < 0.0:
        to_left = -to_left
    return np.asarray(np.array([to_left, to_back]) * np.array([column_mm, row_mm]), dtype=np.float64)


def _centre(signal: Image, axes: Image, outlines: Sequence[Outline]) -> Point:
    """Middle of the muscles on the slice, pixels: between both sides, at the depth of the multifidi."""
    centroids = np.array([outline.centroid_px for outline in outlines])
    placed = centroids @ axes.T  # mm along lateral and back
    step = 4
    thinned = signal[::step, ::step]
    rows, columns = np.nonzero(thinned > 0.1 * percentiles(thinned.ravel(), [99.0])[0])
    middle = float(np.median((step * np.column_stack([columns, rows])) @ axes.T[:, 0])) if rows.size else 0.0
    least, most = float(placed[:, 0].min()), float(placed[:, 0].max())
    has_both = most - least > 15.0
    lateral = (least + most) / 2.0 if has_both else middle
    if not has_both and abs(lateral - placed[:, 0].mean()) > 45.0:
        lateral = float(placed[:, 0].mean())  # the middle of the body is not in view
    back = float(placed[:, 1].mean())
    if all(outline.structure is Structure.PSOAS for outline in outlines):
        back += PSOAS_TO_MULTIFIDUS_MM
    x, y = np.linalg.solve(axes, np.array([lateral, back]))
    return float(x), float(y)


def _box(shape: tuple[int, ...], axes: Image, centre: Point) -> tuple[slice, slice]:
    """Index (rows, columns) of the part of the slice that is looked at."""
    corners = np.array([(s * SIDE_MM, b) for s in (-1.0, 1.0) for b in (-FRONT_MM, BACK_MM)])
    places = np.linalg.solve(axes, corners.T).T + np.array(centre)
    low, high = np.floor(places.min(axis=0)).astype(int), np.ceil(places.max(axis=0)).astype(int)
    rows = slice(max(low[1], 0), max(min(high[1] + 1, shape[0]), 1))
    columns = slice(max(low[0], 0), max(min(high[0] + 1, shape[1]), 1))
    return rows, columns


def _coverage(outlines: Sequence[Outline], shape: tuple[int, ...]) -> Image:
    """Part of each pixel inside any of the outlines."""
    whole = np.zeros((shape[0] + 1, shape[1] + 1))
    for outline in outlines:
        coverage = exact_coverage(outline)
        whole[coverage.box] = np.maximum(whole[coverage.box], coverage.weights)
    return whole[: shape[0], : shape[1]]


def _averaged(image: Image, step: int) -> Image:
    """Mean over blocks of step × step pixels; what is left over at the end is cut off."""
    if step == 1:
        return image
    rows, columns = (size // step for size in image.shape)
    blocks = image[: rows * step, : columns * step].reshape(rows, step, columns, step)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _largest(mask: Mask) -> Mask:
    """Return the largest connected part of a mask."""
    with one_importer():
        from scipy import ndimage

    labels, count = ndimage.label(mask)
    if count < 2:
        return mask
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return np.asarray(labels == int(sizes.argmax()))


BAND_STRIP_MM, BAND_STEP_MM, BAND_FROM_MM = 6.0, 3.0, -18.0
"""Height of the strips in which a saturation band is looked for, their distance, and where looking begins, mm."""

BAND_LEAVES = 0.15
"""Brightest tissue in a strip, in parts of the brightest strip (no unit), below which a band or the body's end is."""

BAND_SOFT_MM = 15.0
"""How far behind that a band still darkens the image, mm."""


def _front(smooth: Image, lateral: Image, back: Image) -> float:
    """How far to the front no saturation band darkens the image, mm (negative)."""
    near = np.abs(lateral) < 75.0
    edges = np.arange(BAND_FROM_MM, -FRONT_MM, -BAND_STEP_MM)
    brightest = 0.0
    for edge in edges:
        strip = smooth[near & (back <= edge) & (back > edge - BAND_STRIP_MM)]
        if strip.size <= 50:
            return float(edge)
        top = percentiles(strip, [98.0])[0]
        brightest = max(brightest, top)
        if top < BAND_LEAVES * brightest:
            return float(min(edge + BAND_SOFT_MM, BAND_FROM_MM))
    return float(edges[-1])
