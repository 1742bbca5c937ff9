"""A page as pixels at any resolution: images enlarged as the page says, lines and letters at full resolution."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UsageError
from viewer.figure.page import ImageMark, Mark, Page, PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.brush import Brush
from viewer.figure.painting.pictures import box_px, common, enlarged, flat
from viewer.figure.painting.settings import own_settings
from viewer.figure.painting.shapes import shapes_of
from viewer.importing import one_importer

PIXEL_MAXIMUM = 150_000_000
"""Most pixels that are drawn: a double column of full page height at 1200 dpi, and still 1 GB while drawn."""

SIDE_MAXIMUM = 65_535
"""Most pixels along one side: what JPEG and the rasteriser can count."""


def pixel_size(page: Page, *, dpi: int) -> tuple[int, int]:
    """Width and height of the page in whole pixels.

    Raises
    ------
    UsageError
        If that are more than `PIXEL_MAXIMUM`, or more than `SIDE_MAXIMUM` one way.
    """
    width, height = (max(round(mm / 25.4 * dpi), 1) for mm in (page.width_mm, page.height_mm))
    if width * height > PIXEL_MAXIMUM or max(width, height) > SIDE_MAXIMUM:
        raise UsageError(
            f"The figure would have {width} × {height} pixels; ask for fewer dots per inch or a smaller crop."
        )
    return width, height


def to_pixels(page: Page, *, dpi: int) -> NDArray[np.uint8]:
    """Pixels of the page, shape (rows, columns) where all marks are grey, else (rows, columns, 3).

    Parameters
    ----------
    page
        The page.
    dpi
        Pixels per inch; the size is the page's, rounded to whole pixels.
    """
    with one_importer():
        from matplotlib.backends import backend_agg

    columns, rows = pixel_size(page, dpi=dpi)
    with own_settings():
        agg: Any = backend_agg
        renderer = agg.RendererAgg(columns, rows, dpi)
        canvas = np.asarray(renderer.buffer_rgba())
        canvas[...] = 255
        brush = Brush(renderer, rows, 25.4 / dpi, writes_text=False)
        for mark in page.marks:
            match mark:
                case ImageMark():
                    _lay(canvas, mark, page, dpi)
                case PathMark() | ScaleBarMark():
                    for shape in shapes_of(mark):
                        brush.shape(shape)
                case TextMark():
                    brush.text(mark)
    return np.ascontiguousarray(canvas[..., 0] if all(map(_is_grey, page.marks)) else canvas[..., :3])


def _lay(canvas: NDArray[np.uint8], mark: ImageMark, page: Page, dpi: int) -> None:
    """Copy an image's enlarged pixels into the canvas, where page and clip let them."""
    place = box_px((mark.left_mm, mark.top_mm, mark.width_mm, mark.height_mm), dpi)
    shown = common(place, (0, 0, canvas.shape[1], canvas.shape[0]))
    if shown is not None and mark.clip is not None:
        shown = common(shown, box_px(mark.clip, dpi))
    if shown is None:
        return
    pixels = enlarged(
        flat(mark), rows=place[3] - place[1], columns=place[2] - place[0], interpolation=page.interpolation
    )
    left, top, right, bottom = shown
    part = pixels[top - place[1] : bottom - place[1], left - place[0] : right - place[0]]
    for channel in range(3):
        canvas[top:bottom, left:right, channel] = part if part.ndim == 2 else part[..., channel]


def _is_grey(mark: Mark) -> bool:
    if isinstance(mark, ImageMark):
        pixels = flat(mark)
        return pixels.ndim == 2 or bool((pixels == pixels[..., :1]).all())
    fill = mark.fill if isinstance(mark, PathMark) else None
    return all(
        colour[1:3] == colour[3:5] == colour[5:7] for colour in (mark.colour, mark.casing_colour, fill) if colour
    )
