"""The body's own axes at a click: across from the midline, and towards the back, in mm; the image in these axes."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Point
from viewer.importing import one_importer
from viewer.proposals.mirroring.contrast import scale_of
from viewer.proposals.mirroring.reflection import Line

Values = NDArray[np.float64]

STEP_MM = 0.75
"""Between the points at which the image is looked at, mm: finer than any border that counts, coarser than noise."""

ACROSS_MM = (-15.0, 60.0)
"""From where to where the image is looked at, distance from the midline to the side of the click, mm."""

BACK_MM = 55.0
"""How far the image is looked at in front of the click and behind it, mm."""

NEIGHBOURHOOD_MM = 12.0
"""Size (standard deviation, mm) of the neighbourhood that brightness is compared with, so that coils do not matter."""

CONTRAST_MAXIMUM = 0.6
"""Where the difference from the neighbourhood is cut off, in parts of the neighbourhood (no unit)."""

SMOOTHING_MM = 1.0
"""Standard deviation of the smoothing against noise, mm."""

_FLOOR = 0.02
"""Part of the brightest that is added to the neighbourhood, so that air has no contrast."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes at a click.

    Parameters
    ----------
    foot_mm
        The point of the midline next to the click, (x, y), pixels times their size.
    across, back
        Unit vectors from the midline towards the click, and along it to the back of the body.
    click_mm
        Distance of the click from the midline.
    scale
        Size of a pixel (column, row), mm; guessed where it is unknown.
    """

    foot_mm: NDArray[np.float64]
    across: NDArray[np.float64]
    back: NDArray[np.float64]
    click_mm: float
    scale: tuple[float, float]

    @classmethod
    def at(cls, seed_px: Point, line: Line, geometry: PlaneGeometry, *, shape: tuple[int, ...]) -> "Frame":
        """Axes at a click.

        Parameters
        ----------
        seed_px
            The click (x, y), pixels.
        line
            Two different points on the midline, pixels.
        geometry
            Tells the size of pixels and which way the back is; without orientation it is down the image.
        shape
            Rows and columns of the image.
        """
        scale = scale_of(geometry.spacing, (shape[0], shape[1]))
        start, end = np.asarray(line, dtype=np.float64) * scale
        along = (end - start) / np.hypot(*(end - start))
        orientation = geometry.orientation
        posterior = (0.0, 1.0) if orientation is None else (orientation.row[1], orientation.column[1])
        back = along if float(along @ posterior) >= 0.0 else -along
        seed = np.asarray(seed_px, dtype=np.float64) * scale
        foot = start + back * float((seed - start) @ back)
        distance = float(np.hypot(*(seed - foot)))
        across = (seed - foot) / distance if distance > 0.0 else np.array([back[1], -back[0]])
        return cls(foot, across, back, distance, scale)

    def to_pixels(self, points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Image points (x, y) in pixels of points (across, back) in mm, shape (…, 2)."""
        placed = self.foot_mm + points_mm[..., :1] * self.across + points_mm[..., 1:] * self.back
        return np.asarray(placed / np.asarray(self.scale))


@dataclass(frozen=True, slots=True)
class Patch:
    """The image round the click in the body's axes, rows towards the back.

    Parameters
    ----------
    across, back
        Places of columns and rows, mm.
    brightness
        Shape (rows, columns): values, inverted ones turned round, 0 where there is none.
    contrast
        Shape (rows, columns): difference from the neighbourhood in parts of it, smoothed; −0.6…0.6.
    seen
        Part of the points that lie in the image, 0…1.
    """

    across: Values
    back: Values
    brightness: Values
    contrast: Values
    seen: float

    @classmethod
    def cut(cls, values: Values, frame: Frame, *, is_inverted: bool) -> "Patch":
        """Image round the click.

        Parameters
        ----------
        values
            Shape (rows, columns), values after rescale, NaN where there is none.
        frame
            Axes at the click.
        is_inverted
            Whether the largest values are shown black.
        """
        with one_importer():
            from scipy.ndimage import gaussian_filter, map_coordinates

        across = np.arange(ACROSS_MM[0], ACROSS_MM[1] + STEP_MM / 2.0, STEP_MM)
        back = np.arange(-BACK_MM, BACK_MM + STEP_MM / 2.0, STEP_MM)
        places = frame.to_pixels(np.stack(np.meshgrid(across, back), axis=-1))
        known = np.isfinite(values)
        least = float(values[known].min()) if known.any() else 0.0
        most = float(values[known].max()) if known.any() else 0.0
        shown = np.where(known, most - values if is_inverted else values - min(least, 0.0), 0.0)
        # Pixels smaller than the steps are averaged first: a fine grid must not bring its noise along.
        spread = [0.4 * max(0.0, STEP_MM / size - 1.0) for size in reversed(frame.scale)]
        if max(spread) > 0.1:
            shown = _smoothed_near(shown, places, spread)
        rows, columns = values.shape
        x, y = places[..., 0], places[..., 1]
        inside = (x > -0.5) & (y > -0.5) & (x < columns - 0.5) & (y < rows - 0.5)
        brightness = np.where(inside, map_coordinates(shown, [y, x], order=1, mode="nearest"), 0.0)
        around = gaussian_filter(brightness, NEIGHBOURHOOD_MM / STEP_MM)
        around += _FLOOR * float(np.percentile(brightness, 99.0)) + math.ulp(1.0)
        relative = np.clip(brightness / around - 1.0, -CONTRAST_MAXIMUM, CONTRAST_MAXIMUM)
        contrast = gaussian_filter(relative, SMOOTHING_MM / STEP_MM)
        return cls(across, back, brightness, contrast, float(inside.mean()))


def _smoothed_near(values: Values, places: Values, spread: list[float]) -> Values:
    """Values smoothed where places (x, y) are looked at, the others as they are."""
    with one_importer():
        from scipy.ndimage import gaussian_filter

    low = np.maximum(np.floor(places.min(axis=(0, 1))).astype(int) - 4, 0)
    high = np.ceil(places.max(axis=(0, 1))).astype(int) + 5
    box = (slice(low[1], max(high[1], 0)), slice(low[0], max(high[0], 0)))
    if values[box].size == 0:
        return values
    smoothed = values.copy()
    smoothed[box] = gaussian_filter(values[box], spread)
    return smoothed
