"""Li's threshold of minimum cross entropy."""

import math
from collections.abc import Sequence

import numpy as np

from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.rules import ThresholdRule
from viewer.measure.methods.sample import Sample, pooled


def li_threshold(sample: Sample) -> float | None:
    """Brightness at which a sample and its two class means differ least in cross entropy.

    The iteration of Li and Tam, from the mean on, until no pixel changes its class; pixels count by coverage.
    Values are counted from the darkest one, as scikit-image does, so that an offset changes nothing.

    Parameters
    ----------
    sample
        Covered pixels.

    Returns
    -------
    float or None
        The threshold; None when all values are equal.

    References
    ----------
    C. H. Li, C. K. Lee, Pattern Recognition 26 (1993) 617–625, doi 10.1016/0031-3203(93)90115-D.
    C. H. Li, P. K. S. Tam, Pattern Recognition Letters 19 (1998) 771–776, doi 10.1016/S0167-8655(98)00057-9.
    """
    order = np.argsort(sample.values, kind="stable")
    values, weights = sample.values[order], sample.weights[order]
    darkest = float(values[0])
    values = values - darkest
    if values[-1] == 0.0:
        return None
    below, moment = np.cumsum(weights), np.cumsum(weights * values)
    threshold, last = float(moment[-1] / below[-1]), -1
    while True:
        place = int(np.searchsorted(values, threshold, side="right")) - 1
        if place == last or moment[place] == 0.0 or place == values.size - 1:
            return threshold + darkest
        lower = float(moment[place] / below[place])
        upper = float((moment[-1] - moment[place]) / (below[-1] - below[place]))
        threshold, last = (upper - lower) / (math.log(upper) - math.log(lower)), place


def learn_li(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule | None:
    """Fat above Li's threshold of all these samples together; None when all values are equal."""
    del context  # the outlined pixels are enough
    threshold = li_threshold(pooled(samples))
    return None if threshold is None else ThresholdRule(threshold)
