"""Flags that follow from a threshold, or from the finished numbers of one outline."""

import numpy as np

from viewer.measure.flagging.separability import Levels
from viewer.measure.methods.sample import Sample

EDGE_SHARE = 0.01
"""Least part of the area on either side of a threshold that lies within the histogram (no unit)."""

WIDE_POINTS = 10.0
"""Width of a 95 % interval of the fat fraction, percentage points, above which it is wide."""

DIFFER_POINTS = 5.0
"""Difference from the method anchored, percentage points, above which thresholds are known to be wrong."""

ALL_FAT = 0.95
"""Fat fraction, 0…1, from which an outline is nearly all fat."""


def threshold_flags(threshold: float | None, sample: Sample, levels: Levels) -> set[str]:
    """Identifiers of the flags that a threshold raises by its place.

    Parameters
    ----------
    threshold
        Brightness above which a pixel is fat, or None.
    sample
        Pixels of one outline, or of all that share the threshold.
    levels
        Levels of the slice; only where both fat and muscle are known can the place between them be judged.
    """
    if threshold is None or not sample.values.size:
        return set()
    raised = set()
    above = float(np.average(sample.values > threshold, weights=sample.weights))
    if not EDGE_SHARE <= above <= 1.0 - EDGE_SHARE:
        raised.add("threshold-at-edge")
    if levels.fat is not None and levels.muscle is not None and levels.fat > levels.muscle:
        least, most = levels.threshold_range
        if not least <= (threshold - levels.muscle) / (levels.fat - levels.muscle) <= most:
            raised.add("threshold-off-centre")
    return raised


def number_flags(
    fat_fraction: float | None,
    *,
    interval_percent: tuple[float, float] | None = None,
    anchored_difference_points: float | None = None,
) -> set[str]:
    """Identifiers of the flags that the finished number of one outline raises.

    Parameters
    ----------
    fat_fraction
        0…1, or None where it does not exist.
    interval_percent
        Its 95 % interval, %, or None.
    anchored_difference_points
        What the method in use gives, minus what the method anchored gives, percentage points, or None.
    """
    raised = set()
    if fat_fraction is not None and fat_fraction >= ALL_FAT:
        raised.add("all-fat")
    if interval_percent is not None and interval_percent[1] - interval_percent[0] > WIDE_POINTS:
        raised.add("wide-interval")
    if anchored_difference_points is not None and abs(anchored_difference_points) > DIFFER_POINTS:
        raised.add("methods-differ")
    return raised
