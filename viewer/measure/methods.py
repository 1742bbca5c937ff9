"""The methods that tell fat from muscle: one table, read by the command line, the menus and the tests.

A method gets the values of all outlines of one structure on one slice and returns, per outline, the fat
part of every pixel. Methods share one scale: bright means fat, so values of MONOCHROME1 images arrive with
their sign turned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UsageError

MANUAL_NEEDS_THRESHOLD = "The method manual needs a threshold; give one with --threshold VALUE."


@dataclass(frozen=True, slots=True)
class Sample:
    """The covered pixels of one outline, as flat arrays of equal length without missing values.

    Parameters
    ----------
    values
        Shape (n,), brightness: values after rescale, sign turned for MONOCHROME1.
    weights
        Shape (n,), coverage of each pixel, above 0 and up to 1.
    """

    values: NDArray[np.float64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FatPart:
    """Fat part of every pixel of a sample, shape (n,), 0…1, and the threshold that made it, if any."""

    fractions: NDArray[np.float64]
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Method:
    """One row of `METHODS`.

    Parameters
    ----------
    name, version
        Stand beside every number; a changed algorithm gets a new version.
    title
        How menus call it, in the words of people.
    explanation
        What it does, in one sentence for the user.
    caption
        How a figure's caption calls what tells fat from muscle, such as 'a threshold set by hand'.
    needs_threshold
        Whether the user must give a threshold.
    is_pooled
        Whether all outlines of a structure on a slice share one threshold.
    separate
        Samples and the user's threshold → fat part per sample; None where none exists.
    """

    name: str
    version: str
    title: str
    explanation: str
    caption: str
    needs_threshold: bool
    is_pooled: bool
    separate: Callable[[Sequence[Sample], float | None], tuple[FatPart | None, ...]]


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
    order = np.argsort(sample.values, kind="stable")  # merges what is sorted in parts, as pooled samples are
    values, weights = sample.values[order], sample.weights[order]
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


def pooled(samples: Sequence[Sample]) -> Sample:
    """All samples as one."""
    return Sample(
        values=np.concatenate([sample.values for sample in samples]),
        weights=np.concatenate([sample.weights for sample in samples]),
    )


def above(sample: Sample, threshold: float | None) -> FatPart | None:
    """Fat where a pixel is brighter than a threshold; None without one."""
    if threshold is None:
        return None
    return FatPart(fractions=(sample.values > threshold).astype(np.float64), threshold=threshold)


def _otsu_shared(samples: Sequence[Sample], threshold: float | None) -> tuple[FatPart | None, ...]:
    del threshold  # finds its own
    shared = otsu_threshold(pooled(samples))
    return tuple(above(sample, shared) for sample in samples)


def _otsu_each(samples: Sequence[Sample], threshold: float | None) -> tuple[FatPart | None, ...]:
    del threshold
    return tuple(above(sample, otsu_threshold(sample)) for sample in samples)


def _manual(samples: Sequence[Sample], threshold: float | None) -> tuple[FatPart | None, ...]:
    if threshold is None:
        raise UsageError(MANUAL_NEEDS_THRESHOLD)
    return tuple(above(sample, threshold) for sample in samples)


METHODS: tuple[Method, ...] = (
    Method(
        "otsu-shared",
        "1",
        "Otsu, both sides together",
        "One Otsu threshold from the pixels of both sides together; brighter pixels are fat. Both sides are judged "
        "by the same scale.",
        caption="one Otsu threshold for both sides together",
        needs_threshold=False,
        is_pooled=True,
        separate=_otsu_shared,
    ),
    Method(
        "otsu-each",
        "1",
        "Otsu, each side by itself",
        "An Otsu threshold from each side's own pixels, as many papers do; misleads when sides are compared.",
        caption="an Otsu threshold for each side by itself",
        needs_threshold=False,
        is_pooled=False,
        separate=_otsu_each,
    ),
    Method(
        "manual",
        "1",
        "Threshold by hand",
        "A threshold chosen by the reader, in values after rescale; brighter pixels are fat.",
        caption="a threshold set by hand",
        needs_threshold=True,
        is_pooled=True,
        separate=_manual,
    ),
)
"""Every measuring method; the first is the default."""


def find_method(name: str) -> Method:
    """Return the method of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    for method in METHODS:
        if method.name == name:
            return method
    known = ", ".join(method.name for method in METHODS)
    raise UsageError(f"There is no measuring method named {name}; choose one of {known}.")


def check_settings(name: str | None, threshold: float | None) -> Method:
    """Return the method of this name (None: the default), if it can work with this threshold.

    Raises
    ------
    UsageError
        If there is no such method, its threshold is missing, or it is given one that it does not take.
    """
    method = METHODS[0] if name is None else find_method(name)
    if threshold is None:
        if method.needs_threshold:
            raise UsageError(MANUAL_NEEDS_THRESHOLD)
    elif not method.needs_threshold:
        raise UsageError(f"The method {method.name} finds its own threshold; leave --threshold out or use manual.")
    elif not np.isfinite(threshold):
        raise UsageError("The threshold must be a finite number.")
    return method
