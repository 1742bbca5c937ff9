"""Otsu's threshold: for both sides together, for each by itself, and as ImageJ finds it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.measure.imagej_rule import centres_inside, imagej_threshold
from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.rules import Parameter, ThresholdRule
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


@dataclass(frozen=True, slots=True)
class CentreRule:
    """Fat where a pixel reaches a threshold; of an outline the part of the pixels whose centre is inside.

    Parameters
    ----------
    threshold
        Brightness from which on a pixel is fat.
    shape
        (rows, columns) of the slice.
    parameters
        What to print beside the numbers.
    """

    threshold: float
    shape: tuple[int, int]
    parameters: tuple[Parameter, ...] = (("pixels_counted", "those whose centre is inside"),)

    def fractions(self, sample: Sample) -> NDArray[np.float64]:
        """1 for fat, 0 for muscle, shape (n,)."""
        return (sample.values >= self.threshold).astype(np.float64)

    def total(self, sample: Sample) -> float | None:
        """Part of the pixels that is fat; None where no centre is inside."""
        inside = centres_inside(sample.rings, rows=self.shape[0], columns=self.shape[1]).ravel()[sample.index]
        return float(self.fractions(sample)[inside].mean()) if inside.any() else None


def learn_otsu_imagej(samples: Sequence[Sample], context: MethodContext) -> CentreRule | None:
    """Fat from Otsu's threshold in ImageJ's histogram on; None when all values are equal or some are missing."""
    if not np.isfinite(context.values).all():
        return None
    inside = centres_inside(pooled(samples).rings, rows=context.shape[0], columns=context.shape[1])
    threshold = imagej_threshold(context.values, inside, step=context.step, is_byte=context.is_byte)
    return None if threshold is None else CentreRule(threshold, context.shape)
