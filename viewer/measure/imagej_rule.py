"""Numbers as ImageJ 1.53t makes them: a pixel counts wholly where its centre is inside, and Otsu looks at 256 bins.

Not how this program measures; it lets numbers of papers be reproduced. Every formula here was compared with ImageJ's
own output, see `tests/measure/imagej_numbers.json`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point

BINS = 256
"""Bins of the histogram that the threshold is found in."""


@dataclass(frozen=True, slots=True)
class ImageJNumbers:
    """What ImageJ measures in a polygon.

    Parameters
    ----------
    area_px
        Number of pixels.
    mean, sd
        Mean and sample standard deviation (n − 1) of their values.
    threshold
        Otsu's threshold; None where all values of the image are equal.
    fat_percent
        Pixels at or above it, %; None without it.
    """

    area_px: int
    mean: float
    sd: float
    threshold: float | None
    fat_percent: float | None


def centres_inside(rings: Sequence[Sequence[Point]], *, rows: int, columns: int) -> NDArray[np.bool_]:
    """Pixels whose centre lies inside a polygon, shape (rows, columns).

    A centre on the left or upper border is outside, on the right or lower border inside.

    Parameters
    ----------
    rings
        Closed rings of (x = column, y = row) in pixels, centres at whole numbers; ImageJ's own are half a pixel more.
    rows, columns
        Size of the image.
    """
    inside = np.zeros((rows, columns), dtype=bool)
    x = np.arange(columns)
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
            first, last = max(math.floor(min(y0, y1)) + 1, 0), min(math.floor(max(y0, y1)), rows - 1)
            if first <= last:
                y = np.arange(first, last + 1)
                crossing = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                inside[first : last + 1] ^= x > crossing[:, None]
    return inside


def imagej_threshold(
    image: NDArray[np.float64], inside: NDArray[np.bool_], *, step: float, is_byte: bool
) -> float | None:
    """Otsu's threshold of the pixels inside, from 256 bins over the range of the whole image.

    Parameters
    ----------
    image
        Shape (rows, columns), finite.
    inside
        Which pixels count, same shape.
    step
        Distance of neighbouring values; 0 for floating-point images.
    is_byte
        Whether the image has 8 bits: each value then has its own bin.

    Returns
    -------
    float or None
        Value from which on a pixel is above it; None where all values of the image are equal.
    """
    low, high = float(image.min()), float(image.max())
    if low == high or not inside.any():
        return None
    if is_byte:
        bins = (image[inside] - low) / step
    elif step > 0.0:
        bins = (image[inside] - low) * BINS / (high - low + step)
    else:
        bins = (image[inside] - low) * (BINS - 1) / (high - low)
    places = np.minimum(np.floor(bins + 0.5), BINS - 1).astype(np.int64)
    best = _otsu_bin(np.bincount(places, minlength=BINS)) + 1
    if is_byte:
        return low + best * step
    threshold = best / (BINS - 1) * (high - low)
    return low + (threshold if step == 0.0 else step * math.floor(threshold / step + 0.5))


def _otsu_bin(counts: NDArray[np.int64]) -> int:
    """Last bin of the lower class: the last of those with the largest between-class variance, never the ends."""
    bins = np.arange(BINS)
    below, moment = np.cumsum(counts).astype(np.float64), np.cumsum(bins * counts).astype(np.float64)
    product = below * (below[-1] - below)
    difference = (below / below[-1] * moment[-1] - moment) ** 2
    between = np.divide(difference, product, out=np.zeros(BINS), where=product > 0.0)[1:-1]
    return BINS - 2 - int(np.argmax(between[::-1]))


def imagej_numbers(
    image: NDArray[np.float64], rings: Sequence[Sequence[Point]], *, step: float, is_byte: bool = False
) -> ImageJNumbers:
    """What ImageJ measures in a polygon.

    Parameters
    ----------
    image
        Shape (rows, columns), finite.
    rings
        See `centres_inside`; at least two pixels inside.
    step, is_byte
        See `imagej_threshold`.
    """
    inside = centres_inside(rings, rows=image.shape[0], columns=image.shape[1])
    values = image[inside]
    threshold = imagej_threshold(image, inside, step=step, is_byte=is_byte)
    return ImageJNumbers(
        area_px=int(values.size),
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)),
        threshold=threshold,
        fat_percent=None if threshold is None else 100.0 * float(np.mean(values >= threshold)),
    )
