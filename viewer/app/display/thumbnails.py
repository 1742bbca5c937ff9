"""Small grey pictures of series for the list beside the canvas, made when nothing more urgent is to be read."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from viewer.app.display.pixels import LoadedSlice, PixelStore, sampled_window
from viewer.core.grey import Window
from viewer.core.series import Series, Slice

SIDE_PX = 96
"""Longer side of a thumbnail, pixels."""

_SAMPLES = 4
"""Stored pixels along an axis that one pixel of the thumbnail averages at most; of larger images some are left out."""


def thumbnail(
    image: Slice, stored: NDArray[np.generic], *, side: int = SIDE_PX, window: Window | None = None
) -> NDArray[np.uint8]:
    """Grey picture of a slice with the true shape of its pixels, shape (height, width), the longer one `side`.

    Parameters
    ----------
    image
        The slice; without spacing its pixels count as square.
    stored
        Its stored pixels, shape (rows, columns), not empty.
    side
        Length of the longer side, pixels.
    window
        Display window; None for the file's own, else the automatic one.

    Notes
    -----
    The mean of the grey over the area of each pixel; where the image is smaller, its nearest pixel.
    """
    rows, columns = stored.shape
    spacing = image.geometry.spacing
    row_mm, column_mm = (spacing.row_mm, spacing.column_mm) if spacing else (1.0, 1.0)
    scale = side / max(rows * row_mm, columns * column_mm)
    height = max(1, round(rows * row_mm * scale))
    width = max(1, round(columns * column_mm * scale))
    thinned = stored[:: max(1, rows // (_SAMPLES * height)), :: max(1, columns // (_SAMPLES * width))]
    values = image.mapping.to_values(thinned)
    chosen = window or image.window or sampled_window(stored, image.mapping)
    grey = chosen.to_grey(values, is_inverted=image.mapping.is_inverted)
    means = _resized(_resized(grey.astype(np.float64), height).T, width).T
    return np.ascontiguousarray(np.rint(means).astype(np.uint8))


def _resized(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Values, shape (length, n): means over stretches of the first axis, or its nearest lines where it is shorter."""
    count = len(values)
    if count <= length:
        return values[(np.arange(length) * 2 + 1) * count // (2 * length)]
    edges = np.arange(length + 1) * count // length
    sums = np.add.reduceat(values, edges[:-1], axis=0)
    return np.asarray(sums / np.diff(edges)[:, np.newaxis])


class Thumbnails:
    """Makes the thumbnail of the middle slice of each series, one after the other.

    Parameters
    ----------
    store
        Reads the slices after all that is wanted; they take no room in it.
    on_ready
        Gets the number of the series and its picture, None where its pixels cannot be read; on the reading
        thread of the store.
    """

    def __init__(self, store: PixelStore, on_ready: Callable[[int, NDArray[np.uint8] | None], None]) -> None:
        self._store = store
        self._on_ready = on_ready

    def request(self, blocks: Iterable[Series], *, side: int = SIDE_PX) -> None:
        """Have thumbnails made, in the order given; `PixelStore.clear` forgets those that are not made yet.

        Parameters
        ----------
        blocks
            Series of the study on the screen.
        side
            Length of the longer side, pixels.
        """
        for series in blocks:
            self._request_one(series.number, series.slices[len(series.slices) // 2], side)

    def _request_one(self, number: int, image: Slice, side: int) -> None:
        def make(loaded: LoadedSlice) -> None:
            is_there = loaded.error is None and loaded.stored.size > 0
            self._on_ready(number, thumbnail(image, loaded.stored, side=side) if is_there else None)

        self._store.read_when_idle(image, make)
