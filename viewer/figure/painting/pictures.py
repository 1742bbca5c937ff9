"""An image mark as one flat picture, its overlay laid in; and that picture enlarged to its place on the page."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.figures.spec import Interpolation
from viewer.figure.page import BoxMm, ImageMark

BoxPx = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels of the page."""


def flat(mark: ImageMark) -> NDArray[np.uint8]:
    """Native pixels of an image with its overlay: shape (rows, columns) where all is grey, else (rows, columns, 3).

    One flat picture without transparency is what journals take, and enlarging it fades the overlay's edge rightly:
    colours weigh as much as they cover.
    """
    overlay = mark.overlay
    if overlay is None or not overlay[..., 3].any():
        return mark.grey
    below = mark.grey if mark.grey.ndim == 3 else mark.grey[..., None]
    alpha = overlay[..., 3:].astype(np.uint32)
    mixed = (overlay[..., :3] * alpha + below * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)


def box_px(box: BoxMm, dpi: float) -> BoxPx:
    """Nearest whole pixels of a box in mm, at least one each way."""
    left, top, width, height = box
    x0, y0, x1, y1 = (round(v / 25.4 * dpi) for v in (left, top, left + width, top + height))
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def common(a: BoxPx, b: BoxPx) -> BoxPx | None:
    """What two boxes share, or None."""
    left, top, right, bottom = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def enlarged(pixels: NDArray[np.uint8], *, rows: int, columns: int, interpolation: Interpolation) -> NDArray[np.uint8]:
    """Pixels on a grid of another size; outer edges stay where they are."""
    from PIL import Image

    if pixels.shape[:2] == (rows, columns):
        return pixels
    kind = Image.Resampling.NEAREST if interpolation == "nearest" else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize((columns, rows), kind))
