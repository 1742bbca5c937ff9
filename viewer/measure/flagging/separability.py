"""Whether outlined pixels hold a fat population that a threshold can separate.

On lean muscle every threshold method cuts noise in two and reports about half of it as fat. The guard asks
two things: is the gap between the two Otsu classes at least half of the distance from
muscle to fat, and does the threshold lie near the middle of that distance. A bright class that is no more than the
rim of an outline does not count. The levels come from the scale of the
slice where it is known, else from the bright and dark tissue of the slice. It asks about the pixels and not about a
method: where they hold no fat population, no threshold has a meaning, wherever it lies.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.methods.otsu import otsu_split, otsu_threshold
from viewer.measure.methods.sample import Sample

GAP_MINIMUM = 0.5
"""Smallest distance of the two Otsu class means, in parts of the fat–muscle distance (no unit)."""

LOW_CONTRAST, LOW_GAP_MINIMUM = 2.0, 0.8
"""Fat by muscle level below which the gap must be larger, and how large (no unit)."""

THRESHOLD_RANGE = (0.35, 0.65)
"""Where a threshold may lie between muscle (0) and fat (1) level (no unit)."""

ROUGH_RANGE = (0.35, 0.72)
"""The same where a level comes from the tissue of the whole slice (no unit): its dark tissue holds bone and vessels
and lies below muscle, which moves the place up."""

SPREAD_MINIMUM = 4.0
"""Smallest fat–muscle distance in standard deviations of lean pixels; below it no fat is in view."""

SHAPE_MINIMUM = 0.80
"""Smallest part of the variance between the Otsu classes (no unit) that counts as two modes when no fat
level is known: one bell gives 0.64, a flat distribution 0.75, two clear modes above 0.85."""

UPPER_MINIMUM = 0.05
"""Least part of the area in the upper Otsu class (no unit): the fat beside a lean muscle that its outline cuts into
reaches 0.04."""

AIR_SHARE = 0.025
"""Part of the range of a slice, above its zero, that is no signal (no unit). Lean muscle goes down to 0.05."""

AIR_RATIO = (1.5, 2.4)
"""Mean by standard deviation of a block of nothing but noise (no unit): 1.91 for a magnitude image."""

NOISE_SHARE = 0.08
"""Largest mean of a block of noise, in parts of the bright end of the slice (no unit)."""

NOISE_REACH = 1.6
"""How far noise reaches, in parts of its mean (no unit): a magnitude image has 86 % of it below."""

AIR_BLOCKS = 12
"""Blocks per direction in which noise is looked for."""

LEVEL_PIXELS = 4_000
"""How many pixels are enough for the level of the bright tissue; more would only cost time."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Brightness on one slice: pure fat, lean muscle, the dark tissue, and the end of air; None where not known.

    The dark tissue (mostly muscle) stands in for muscle whose level is not known: in a muscle that is nearly all
    fat, the outline's own dark pixels are mixed with fat.
    """

    fat: float | None = None
    muscle: float | None = None
    dark: float | None = None
    air: float | None = None

    @property
    def threshold_range(self) -> tuple[float, float]:
        """Where a threshold may lie between these levels, muscle 0 and fat 1 (no unit)."""
        return ROUGH_RANGE if self.muscle is None else THRESHOLD_RANGE


def levels_with(scale: SliceScale | None, found: Levels) -> Levels:
    """Levels of a scale, where it knows them, in place of those of the whole slice."""
    if scale is None:
        return found
    return replace(
        found,
        fat=scale.fat if math.isfinite(scale.fat) else found.fat,
        muscle=scale.muscle if math.isfinite(scale.muscle) else None,
    )


def without_field(sample: Sample, scale: SliceScale | None, columns: int) -> Sample:
    """The sample as it would be with an even coil; itself without a scale."""
    if scale is None or not any(scale.gain.terms):
        return sample
    return replace(sample, values=scale.even(sample.values, scale.gain.at(*sample.positions(columns))))


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
    # Where nothing is negative 0 is no signal; the darkest pixels of a small field of view are tissue.
    air = max(min(low, 0.0) + AIR_SHARE * (high - min(low, 0.0)), _end_of_noise(brightness, high))
    threshold = otsu_split(body, np.ones(body.size))
    if threshold is None:
        return Levels(air=air)
    is_bright = body > threshold
    return Levels(
        fat=float(np.median(body[is_bright])),
        dark=float(np.median(body[~is_bright])),
        air=air,
    )


def _end_of_noise(brightness: NDArray[np.float64], high: float) -> float:
    """Brightness that noise in air seldom reaches; minus infinity where no part of the slice is noise alone."""
    rows, columns = (size // AIR_BLOCKS for size in brightness.shape)
    if rows < 2 or columns < 2:
        return -math.inf
    told = np.where(np.isfinite(brightness), brightness, 0.0)
    blocks = told[: rows * AIR_BLOCKS, : columns * AIR_BLOCKS].reshape(AIR_BLOCKS, rows, AIR_BLOCKS, columns)
    mean, spread = blocks.mean(axis=(1, 3)), blocks.std(axis=(1, 3))
    ratio = np.divide(mean, spread, out=np.zeros_like(mean), where=spread > 0.0)
    is_noise = (ratio >= AIR_RATIO[0]) & (ratio <= AIR_RATIO[1]) & (mean < NOISE_SHARE * high)
    if np.count_nonzero(is_noise) < 3:
        return -math.inf
    return NOISE_REACH * percentiles(mean[is_noise], [25.0])[0]  # ghosts of the body lift some blocks


def has_separable_fat(sample: Sample, levels: Levels) -> bool:
    """Whether a threshold between fat and muscle has a meaning for these pixels.

    Parameters
    ----------
    sample
        Covered pixels of one outline, or of all that share a threshold (see `without_field`).
    levels
        Levels of the slice (see `levels_with`); a missing muscle level is the dark end of the sample or the dark
        tissue, whichever is lower.
    """
    threshold = otsu_threshold(sample)
    if threshold is None:
        return False
    is_upper = sample.values > threshold
    if np.average(is_upper, weights=sample.weights) < UPPER_MINIMUM:
        return False
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
    least, most = levels.threshold_range
    # Where fat is hardly brighter than muscle, the levels themselves are uncertain by a good part of the contrast.
    is_low = levels.muscle is not None and levels.fat < LOW_CONTRAST * muscle
    gap = LOW_GAP_MINIMUM if is_low else GAP_MINIMUM
    return upper_mean - lower_mean >= gap * contrast and least <= (threshold - muscle) / contrast <= most


def _share_between(sample: Sample, is_upper: NDArray[np.bool_]) -> float:
    """Part of the variance that lies between the two classes, 0…1."""
    mean = np.average(sample.values, weights=sample.weights)
    total = np.average((sample.values - mean) ** 2, weights=sample.weights)
    upper = float(sample.weights[is_upper].sum() / sample.weights.sum())
    means = [np.average(sample.values[part], weights=sample.weights[part]) for part in (~is_upper, is_upper)]
    return float(upper * (1.0 - upper) * (means[1] - means[0]) ** 2 / total)
