"""Otsu's threshold, for both sides together or each by itself."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.rules import ThresholdRule
from viewer.measure.methods.sample import Sample, pooled


def otsu_threshold(sample: Sample) -> float | None:
    """Brightness that splits a sample into two classes of largest between-class variance.

    Exact: every gap between neighbouring values is tried, no histogram bins; pixels count by coverage.

    Parameters
    ----------
    sample
        Covered pixels.

    Returns
    -------
    float or None
        Midway between the two neighbouring values; None when all values are equal.

    References
    ----------
    N. Otsu, IEEE Trans. Syst. Man Cybern. 9 (1979) 62–66, doi 10.1109/TSMC.1979.4310076.
    """
    return otsu_split(sample.values, sample.weights)


def otsu_split(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float | None:
    """Otsu's threshold of values with weights, each of shape (n,) (see `otsu_threshold`)."""
    order = np.argsort(values, kind="stable")  # merges what is sorted in parts, as pooled samples are
    values, weights = values[order], weights[order]
    is_gap = values[1:] > values[:-1]
    if not is_gap.any():
        return None
    centred = values - values[0]  # large offsets must not cost digits
    below = np.cumsum(weights)
    moment = np.cumsum(weights * centred)
    lower, lower_moment = below[:-1][is_gap], moment[:-1][is_gap]
    difference = moment[-1] * lower - below[-1] * lower_moment
    product = lower * (below[-1] - lower)
    # A sliver of a pixel can vanish in the sum of millions: a class without weight is no class.
    between = np.divide(difference**2, product, out=np.zeros_like(product), where=product > 0.0)
    best = int(np.flatnonzero(is_gap)[int(np.argmax(between))])
    return float((values[best] + values[best + 1]) / 2.0)


def learn_otsu(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule | None:
    """Fat above Otsu's threshold of all these samples together; None when all values are equal."""
    del context  # the outlined pixels are enough
    threshold = otsu_threshold(pooled(samples))
    return None if threshold is None else ThresholdRule(threshold)
