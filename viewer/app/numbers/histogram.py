"""The histogram of the outlined values of a slice, on one scale for all its outlines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.series import Slice
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.methods import otsu_threshold, pooled
from viewer.measure.prepared import Covered

BINS = 64
"""Most bins: finer ones show noise instead of tissue."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """The scale on which the outlines of a slice show which part of their area has which values.

    Parameters
    ----------
    edges
        Edges of the bins, ascending, values after rescale; one more than there are bins.
    thresholds
        Values that separate muscle from fat, each once, ascending.
    start
        Where a threshold set by hand may start: the best split of all outlined pixels; None where there is none, or
        where it was not looked for.
    muscle, fat
        Levels of lean muscle and of pure fat where the outlines lie, values after rescale; None where unknown.
    """

    edges: tuple[float, ...]
    thresholds: tuple[float, ...] = ()
    start: float | None = None
    muscle: float | None = None
    fat: float | None = None

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest value on it: where a threshold can be dragged to."""
        return self.edges[0], self.edges[-1]

    def position(self, value: float) -> float:
        """Where a value stands on it: 0 at the low end, 1 at the high end, never beyond."""
        low, high = self.range
        return min(max((value - low) / (high - low), 0.0), 1.0)

    def value_at(self, position: float) -> float:
        """Value at a position from 0 to 1."""
        low, high = self.range
        return low + min(max(position, 0.0), 1.0) * (high - low)


def histogram_of(
    covered: Sequence[Covered],
    image: Slice,
    thresholds: Sequence[float | None],
    scale: SliceScale | None = None,
    *,
    has_start: bool = True,
) -> Histogram | None:
    """Scale for the values of outlined pixels; None without any value.

    Parameters
    ----------
    covered
        The outlines that were measured.
    image
        Their slice; tells how far apart two values can be.
    thresholds
        Thresholds in use, values after rescale.
    scale
        Levels of muscle and fat on the slice; those that are known are on the histogram, wherever they are.
    has_start
        Whether `Histogram.start` is looked for.
    """
    filled = [item.values for item in covered if item.values.size]
    if not filled:
        return None
    low = min(float(min(values[0], values[-1])) for values in filled)  # samples are sorted
    high = max(float(max(values[0], values[-1])) for values in filled)
    muscle, fat = _levels(covered, image, scale)
    marked = [level for level in (muscle, fat) if level is not None]
    low, high = min([low, *marked]), max([high, *marked])
    split = otsu_threshold(pooled([item.sample for item in covered])) if has_start else None
    return Histogram(
        edges=tuple(_edges(low, high, image.step).tolist()),
        thresholds=tuple(sorted({value for value in thresholds if value is not None})),
        start=None if split is None else -split if image.mapping.is_inverted else split,
        muscle=muscle,
        fat=fat,
    )


def _levels(covered: Sequence[Covered], image: Slice, scale: SliceScale | None) -> tuple[float | None, float | None]:
    """Levels of muscle and fat in the middle of the outlines, values after rescale."""
    if scale is None:
        return None, None
    x, y = np.mean([item.shape.centroid_px for item in covered], axis=0)
    gain = float(scale.gain.at(np.array(x), np.array(y)))
    sign = -1.0 if image.mapping.is_inverted else 1.0
    muscle, fat = (scale.zero + gain * (level - scale.zero) for level in (scale.muscle, scale.fat))
    return sign * muscle if math.isfinite(muscle) else None, sign * fat if math.isfinite(fat) else None


def _edges(low: float, high: float, step: float) -> NDArray[np.float64]:
    """At most `BINS` equal bins; each holds the same number of possible values, else it would look like a comb."""
    if step > 0.0:
        count = round((high - low) / step) + 1
        per_bin = math.ceil(count / BINS)
        bins, width, first = math.ceil(count / per_bin), per_bin * step, low - step / 2.0
    elif high > low:
        bins, width, first = BINS, (high - low) / BINS, low
    else:
        bins, width, first = 1, max(abs(low), 1.0) * 1e-3, low - max(abs(low), 1.0) * 5e-4
    return np.asarray(first + width * np.arange(bins + 1), dtype=np.float64)


def densities_of(item: Covered, histogram: Histogram) -> tuple[float, ...]:
    """Part of an outline's area in each bin, 0…1; each pixel weighs as much as it is covered."""
    bins = len(histogram.edges) - 1
    if not item.values.size:
        return (0.0,) * bins
    low, high = histogram.range
    index = ((item.values - low) * (bins / (high - low))).astype(np.int64)
    weights = item.sample.weights
    counts = np.bincount(np.clip(index, 0, bins - 1), weights=weights, minlength=bins)
    return tuple((counts / weights.sum()).tolist())
