"""Which whole pixels of the slice a figure shows, and where they lie on the page."""

import math
from dataclasses import dataclass

from viewer.core.geometry import Spacing
from viewer.core.outline import Outline
from viewer.errors import UsageError
from viewer.figure.page import PointMm
from viewer.figure.spec import WHOLE_SLICE

ASPECT = 0.82
"""Height of the crop as a part of its width where the outlet fixes no height (no unit)."""

AUTOMATIC_WIDTH = 1.9
"""Width of the automatic crop as a part of the outlines' common width (no unit): both paraspinal compartments,
facet joints and canal are in view, the air around the patient is not."""

AUTOMATIC_WIDTH_OF_ONE = 3.2
"""The same for a single outline (no unit), so that its surroundings show which muscle it is."""

AUTOMATIC_MARGIN = 1.3
"""Smallest width or height of the automatic crop as a part of the outlines' own (no unit)."""

ROUNDING_PX = 2.0
"""Room kept between outlines and crop, in pixels: more than rounding to whole pixels can take away."""

TOWARDS_SPINE = 0.68
"""Where the outlines' centre lies in the crop, as a part of its height from the anterior edge (no unit), so
that vertebra and canal stay in view and the empty subcutaneous layer does not."""


@dataclass(frozen=True, slots=True)
class Crop:
    """Whole pixels of the slice, and their place on the page.

    Parameters
    ----------
    top, left, rows, columns
        First row and column, and size, in pixels.
    pixel_width_mm, pixel_height_mm
        Size of one pixel on the page in mm.
    """

    top: int
    left: int
    rows: int
    columns: int
    pixel_width_mm: float
    pixel_height_mm: float

    @property
    def width_mm(self) -> float:
        """Width on the page."""
        return self.columns * self.pixel_width_mm

    @property
    def height_mm(self) -> float:
        """Height on the page."""
        return self.rows * self.pixel_height_mm

    def to_page_mm(self, point_px: tuple[float, float]) -> PointMm:
        """Place on the page of (x = column, y = row) in pixels, the centre of the first pixel at (0, 0)."""
        x, y = point_px
        return ((x - self.left + 0.5) * self.pixel_width_mm, (y - self.top + 0.5) * self.pixel_height_mm)


def choose_crop(
    outlines: tuple[Outline, ...],
    *,
    rows: int,
    columns: int,
    spacing: Spacing | None,
    crop_mm: float | None,
    page_width_mm: float,
    page_height_mm: float | None,
    anterior: str | None,
) -> Crop:
    """Crop round the outlines, as wide as the page.

    Parameters
    ----------
    outlines
        Outlines to be shown.
    rows, columns
        Size of the slice.
    spacing
        Pixel spacing, or None; then pixels are taken as square.
    crop_mm
        As in `FigureSpec.crop_mm`.
    page_width_mm, page_height_mm
        Width of the image on the page, and its height where that is fixed.
    anterior
        Edge of the image towards the patient's front ('top', …), or None.

    Raises
    ------
    UsageError
        If a crop in mm is asked for and the spacing is unknown.
    """
    if crop_mm and spacing is None:
        raise UsageError(
            "The pixel spacing is unknown, so a crop in mm cannot be made; state it with --pixel-spacing or leave "
            "--crop out."
        )
    step_x, step_y = (spacing.column_mm, spacing.row_mm) if spacing is not None else (1.0, 1.0)
    full = (columns * step_x, rows * step_y)
    aspect = page_height_mm / page_width_mm if page_height_mm is not None else ASPECT
    if crop_mm == WHOLE_SLICE or (crop_mm is None and not outlines):
        centre, size = (full[0] / 2, full[1] / 2), full
        if page_height_mm is not None:
            size = (min(full[0], full[1] / aspect), min(full[1], full[0] * aspect))
    else:
        centre, size = _round_outlines(outlines, (step_x, step_y), full, aspect, crop_mm, anterior)
    left, crop_columns = _whole_pixels(centre[0] / step_x, size[0] / step_x, columns)
    top, crop_rows = _whole_pixels(centre[1] / step_y, size[1] / step_y, rows)
    scale = page_width_mm / (crop_columns * step_x)
    if page_height_mm is not None:
        # The last row may run over the page's lower edge; too few rows leave white. Pixels are never stretched.
        needed = math.ceil(page_height_mm / (scale * step_y) - 1e-9)
        top, crop_rows = _whole_pixels(centre[1] / step_y, needed, rows)
    return Crop(top, left, crop_rows, crop_columns, scale * step_x, scale * step_y)


def _round_outlines(
    outlines: tuple[Outline, ...],
    step: tuple[float, float],
    full: tuple[float, float],
    aspect: float,
    crop_mm: float | None,
    anterior: str | None,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Centre and size of the crop in units of the spacing, from the outer corner of the first pixel."""
    x_min, y_min, x_max, y_max = _bounds(outlines, step) if outlines else (full[0] / 2, full[1] / 2) * 2
    wide, high = x_max - x_min, y_max - y_min
    # Along the axis on which the two sides lie apart, the outlines take about half of the crop.
    across = high if anterior in ("left", "right") else wide
    factor = AUTOMATIC_WIDTH if len(outlines) > 1 else AUTOMATIC_WIDTH_OF_ONE
    least = tuple(AUTOMATIC_MARGIN * v + 2 * ROUNDING_PX * s for v, s in zip((wide, high), step, strict=True))
    width = crop_mm or max(factor * across, least[0], least[1] / aspect)
    size = (width, width * aspect)
    shift = TOWARDS_SPINE - 0.5
    offset = {
        "top": (0.0, -shift * size[1]),
        "bottom": (0.0, shift * size[1]),
        "left": (-shift * size[0], 0.0),
        "right": (shift * size[0], 0.0),
    }.get(anterior or "top", (0.0, 0.0))
    room = [max((size[i] - extent) / 2, 0.0) for i, extent in enumerate((wide, high))]
    room = [max(min(0.85 * r, r - ROUNDING_PX * s), 0.0) for r, s in zip(room, step, strict=True)]
    offset = (
        math.copysign(min(abs(offset[0]), room[0]), offset[0]),  # keep the outlines inside
        math.copysign(min(abs(offset[1]), room[1]), offset[1]),
    )
    centre = ((x_min + x_max) / 2 + offset[0], (y_min + y_max) / 2 + offset[1])
    return centre, size


def _bounds(outlines: tuple[Outline, ...], step: tuple[float, float]) -> tuple[float, float, float, float]:
    boxes = [outline.bounds_px for outline in outlines]
    return (
        (min(box[0] for box in boxes) + 0.5) * step[0],
        (min(box[1] for box in boxes) + 0.5) * step[1],
        (max(box[2] for box in boxes) + 0.5) * step[0],
        (max(box[3] for box in boxes) + 0.5) * step[1],
    )


def _whole_pixels(centre: float, size: float, available: int) -> tuple[int, int]:
    """First pixel and number of pixels of a stretch inside the image, moved inwards where it sticks out."""
    count = min(max(round(size), 1), available)
    first = round(centre - count / 2)
    return min(max(first, 0), available - count), count
