"""Two clusters of brightness, one called muscle and one called fat: k-means and a mixture of two bells."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.otsu import otsu_threshold
from viewer.measure.methods.rules import ThresholdRule
from viewer.measure.methods.sample import Sample, pooled

ROUNDS_MAXIMUM = 500
"""Rounds of expectation and maximisation after which the mixture is taken as it is."""

GAIN_MINIMUM = 1e-7
"""Growth of the mean log-likelihood per round (no unit) below which the mixture has settled."""

VARIANCE_MINIMUM = 1e-6
"""Least variance of a bell, in parts of the variance of the sample (no unit): a bell on one value has none."""


def learn_kmeans2(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule | None:
    """Fat nearer to the upper than to the lower of two cluster means; None when all values are equal.

    Notes
    -----
    In one dimension two clusters of least spread are the two classes of largest between-class variance, so the
    best answer is found exactly and splits the pixels as Otsu's threshold does; only the threshold between
    neighbouring values is another. Programs that start from random centres may end in a worse answer.
    """
    del context  # the outlined pixels are enough
    sample = pooled(samples)
    split = otsu_threshold(sample)
    if split is None:
        return None
    lower, upper = _class_means(sample, sample.values > split)
    return ThresholdRule((lower + upper) / 2.0)


def learn_gmm2(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule | None:
    """Fat brighter than every pixel that a mixture of two Gaussian bells calls muscle; None when all values are equal.

    The rule is that of MuscleMap: the brightest pixel of the lower cluster is the end of muscle.
    """
    del context  # the outlined pixels are enough
    sample = pooled(samples)
    is_upper = upper_bell(sample)
    if is_upper is None or is_upper.all():
        return None
    return ThresholdRule(float(sample.values[~is_upper].max()))


def upper_bell(sample: Sample) -> NDArray[np.bool_] | None:
    """Which pixels belong rather to the brighter of two bells, shape (n,); None when all values are equal.

    Fitted by expectation and maximisation from the two-means split on; pixels count by coverage.

    Parameters
    ----------
    sample
        Covered pixels.

    References
    ----------
    A. P. Dempster, N. M. Laird, D. B. Rubin, J. R. Stat. Soc. B 39 (1977) 1–38.
    """
    split = otsu_threshold(sample)
    if split is None:
        return None
    mean = float(np.average(sample.values, weights=sample.weights))
    spread = math.sqrt(float(np.average((sample.values - mean) ** 2, weights=sample.weights)))
    values, weights = (sample.values - mean) / spread, sample.weights / sample.weights.sum()
    upper = (sample.values > split).astype(np.float64)
    parts = np.stack([1.0 - upper, upper])
    last = -math.inf
    for _ in range(ROUNDS_MAXIMUM):
        mass = parts @ weights
        means = (parts * weights) @ values / mass
        variances = np.maximum(((values - means[:, None]) ** 2 * parts) @ weights / mass, VARIANCE_MINIMUM)
        logs = np.log(mass / np.sqrt(2.0 * np.pi * variances))[:, None] - (values - means[:, None]) ** 2 / (
            2.0 * variances[:, None]
        )
        sums = np.logaddexp(logs[0], logs[1])
        parts = np.exp(logs - sums)
        likelihood = float(weights @ sums)
        if likelihood - last < GAIN_MINIMUM:
            break
        last = likelihood
    brighter = int(means[1] >= means[0])
    return np.asarray(parts[brighter] > parts[1 - brighter])


def _class_means(sample: Sample, is_upper: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean brightness of the lower and of the upper class."""
    lower, upper = (
        float(np.average(sample.values[part], weights=sample.weights[part])) for part in (~is_upper, is_upper)
    )
    return lower, upper
