"""Whether outlined pixels hold a fat population that a threshold can separate.

On lean muscle every threshold method cuts noise in two and reports about half of it as fat. The guard asks
two things: is the gap between the two Otsu classes at least half of the distance from
muscle to fat, and does the threshold lie near the middle of that distance. The fat level comes from an
outline of reference fat, or from the bright tissue of the slice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles
from viewer.measure.methods.otsu import otsu_split, otsu_threshold
from viewer.measure.methods.sample import Sample

GAP_MINIMUM = 0.5
"""Smallest distance of the two Otsu class means, in parts of the fat–muscle distance (no unit)."""

THRESHOLD_RANGE = (0.35, 0.72)
"""Where a threshold may lie between muscle (0) and fat (1) level (no unit). The upper end is 0.65 for exact
levels; the dark tissue of a slice holds bone and vessels and lies below muscle, which moves the place up."""

SPREAD_MINIMUM = 4.0
"""Smallest fat–muscle distance in standard deviations of lean pixels; below it no fat is in view."""

SHAPE_MINIMUM = 0.80
"""Smallest part of the variance between the Otsu classes (no unit) that counts as two modes when no fat
level is known: one bell gives 0.64, a flat distribution 0.75, two clear modes above 0.85."""

LEVEL_PIXELS = 4_000
"""How many pixels are enough for the level of the bright tissue; more would only cost time."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Brightness on one slice: pure fat, outlined lean muscle, and the dark tissue; None where not known.

    The dark tissue (mostly muscle) stands in for muscle that was not outlined: in a muscle that is nearly all
    fat, the outline's own dark pixels are mixed with fat.
    """

    fat: float | None = None
    muscle: float | None = None
    dark: float | None = None


def tissue_levels(brightness: NDArray[np.float64]) -> Levels:
    """Brightness of the bright tissue of a slice, taken as fat, and of the dark; empty without two classes.

    The whole slice counts, so that the answer does not depend on which outlines there are.

    Parameters
    ----------
    brightness
        Shape (rows, columns), air included, NaN where missing.
    """
    step = max(1, int(np.sqrt(brightness.size / LEVEL_PIXELS)))
    thinned = brightness[::step, ::step]
    thinned = thinned[np.isfinite(thinned)]
    if thinned.size == 0:
        return Levels()
    low, high = percentiles(thinned, [0.5, 99.0])
    body = thinned[thinned > low + 0.05 * (high - low)]
    if body.size == 0:
        return Levels()
    threshold = otsu_split(body, np.ones(body.size))
    if threshold is None:
        return Levels()
    is_bright = body > threshold
    return Levels(fat=float(np.median(body[is_bright])), dark=float(np.median(body[~is_bright])))


def has_separable_fat(sample: Sample, levels: Levels) -> bool:
    """Whether a threshold between fat and muscle has a meaning for these pixels.

    Parameters
    ----------
    sample
        Covered pixels of one outline, or of all that share a threshold.
    levels
        Levels of the slice; a missing muscle level is the sample's dark end or the dark tissue, whichever is lower.
    """
    threshold = otsu_threshold(sample)
    if threshold is None:
        return False
    is_upper = sample.values > threshold
    lower_mean, upper_mean = (
        float(np.average(sample.values[part], weights=sample.weights[part])) for part in (~is_upper, is_upper)
    )
    darkest, dark, dim, bright, brightest = percentiles(sample.values, [5.0, 15.0, 25.0, 75.0, 95.0])
    muscle = levels.muscle if levels.muscle is not None else dark if levels.dark is None else min(dark, levels.dark)
    # The 5th and 25th percentiles of one bell are 0.97 standard deviations apart, as are the 75th and 95th; the
    # end that holds no mixture of fat and muscle is the narrower one.
    spread = min(dim - darkest, brightest - bright) / 0.97
    if levels.fat is None or levels.fat - muscle <= SPREAD_MINIMUM * spread:
        return _share_between(sample, is_upper) >= SHAPE_MINIMUM
    # A coil in the back makes fat there brighter than on average: fat inside the outline raises the level.
    contrast = max(levels.fat, upper_mean) - muscle
    place = (threshold - muscle) / contrast
    return upper_mean - lower_mean >= GAP_MINIMUM * contrast and THRESHOLD_RANGE[0] <= place <= THRESHOLD_RANGE[1]


def _share_between(sample: Sample, is_upper: NDArray[np.bool_]) -> float:
    """Part of the variance that lies between the two classes, 0…1."""
    mean = np.average(sample.values, weights=sample.weights)
    total = np.average((sample.values - mean) ** 2, weights=sample.weights)
    upper = float(sample.weights[is_upper].sum() / sample.weights.sum())
    means = [np.average(sample.values[part], weights=sample.weights[part]) for part in (~is_upper, is_upper)]
    return float(upper * (1.0 - upper) * (means[1] - means[0]) ** 2 / total)
