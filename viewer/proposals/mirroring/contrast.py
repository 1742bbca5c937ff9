"""Local contrast of a slice: what of an image is the same on both sides of a body, whatever coil and sequence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Spacing
from viewer.core.percentiles import percentiles
from viewer.importing import one_importer

SMOOTHING_MM = 1.0
"""Standard deviation of the smoothing against noise, mm."""

NEIGHBOURHOOD_MM = 24.0
"""Edge of the square whose mean and spread a value is compared with, mm."""

BODY_MM = 9.0
"""Edge of the square over which a value is averaged to tell body from air, mm."""

BODY_PART = 0.05
"""Part of the range of values above which the average counts as body (no unit)."""

USUAL_EDGE_MM = 240.0
"""Longer edge that an image without a spacing is taken to have, mm."""

FLOOR_PART = 0.25
"""Least spread that contrast is divided by, in parts of the body's usual one, so that noise is not blown up."""

Image = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Local contrast of one slice.

    Parameters
    ----------
    values
        Shape (rows, columns): deviation from the neighbourhood in parts of its spread, squeezed into −1…1.
    body
        Shape (rows, columns): 1 in the body, 0 in air and where no value is.
    scale
        Size of a pixel (column, row) in mm; see `scale_of`.
    """

    values: Image
    body: Image
    scale: tuple[float, float]

    def at(self, points_mm: NDArray[np.float64]) -> tuple[Image, Image]:
        """Contrast and body at points.

        Parameters
        ----------
        points_mm
            Shape (2, …): x and y in mm from the centre of the first pixel.

        Returns
        -------
        tuple of ndarray
            Each of the points' shape; 0 outside the image.
        """
        with one_importer():
            from scipy.ndimage import map_coordinates

        places = np.stack([points_mm[1] / self.scale[1], points_mm[0] / self.scale[0]]).astype(np.float32)
        values = map_coordinates(self.values, places, order=1, cval=0.0)
        return values, map_coordinates(self.body, places, order=1, cval=0.0)


def scale_of(spacing: Spacing | None, shape: tuple[int, ...]) -> tuple[float, float]:
    """Size of a pixel (column, row) in mm, for how far to look.

    Parameters
    ----------
    spacing
        Pixel spacing; None takes pixels as square and the image as `USUAL_EDGE_MM` wide: nothing is measured with it.
    shape
        Rows and columns of the image.
    """
    if spacing is not None:
        return (spacing.column_mm, spacing.row_mm)
    edge = USUAL_EDGE_MM / max(shape)
    return (edge, edge)


def local_contrast(values: NDArray[np.float64], spacing: Spacing | None) -> Contrast:
    """Local contrast of a slice.

    Parameters
    ----------
    values
        Shape (rows, columns), values after rescale, NaN where there is none.
    spacing
        Pixel spacing, None where unknown; see `scale_of`.
    """
    with one_importer():
        from scipy.ndimage import gaussian_filter

    scale = scale_of(spacing, values.shape)
    known = np.isfinite(values)
    image = np.where(known, values, 0.0).astype(np.float32)
    finite = image[::2, ::2][known[::2, ::2]]
    low, high = percentiles(finite, [1.0, 99.0]) if finite.size else (0.0, 0.0)
    if high <= low:
        nothing = np.zeros(values.shape, dtype=np.float32)
        return Contrast(nothing, nothing, scale)
    image = np.clip((image - low) / (high - low), 0.0, 1.5)
    weight = known.astype(np.float32)
    average = _boxed(image * weight, BODY_MM, scale) / np.maximum(_boxed(weight, BODY_MM, scale), 1e-3)
    body = ((average > BODY_PART) & known).astype(np.float32)
    smooth = gaussian_filter(image, [SMOOTHING_MM / scale[1], SMOOTHING_MM / scale[0]], truncate=2.5)
    share = np.maximum(_boxed(body, NEIGHBOURHOOD_MM, scale), 1e-3)
    mean = _boxed(smooth * body, NEIGHBOURHOOD_MM, scale) / share
    square = _boxed(smooth * smooth * body, NEIGHBOURHOOD_MM, scale) / share
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
    inside = body > 0.0
    if not inside.any():
        return Contrast(body, body, scale)
    # The spread of a neighbourhood grows with the coil's gain there, and so does the floor.
    relative = float(np.median(spread[inside] / np.maximum(mean[inside], 1e-6)))
    contrast = np.tanh((smooth - mean) / np.maximum(spread, FLOOR_PART * relative * mean + 1e-6) / 1.5) * body
    return Contrast(contrast.astype(np.float32), body, scale)


def _boxed(image: Image, size_mm: float, scale: tuple[float, float]) -> Image:
    """Mean over a square, by its edge in mm."""
    with one_importer():
        from scipy.ndimage import uniform_filter

    size = [max(1, round(size_mm / scale[1])), max(1, round(size_mm / scale[0]))]
    return np.asarray(uniform_filter(image, size, mode="constant"), dtype=np.float32)
