"""Bland–Altman: bias and limits of agreement of two readings, also with several measurements per patient.

With one measurement per patient these are the classical limits, mean ± 1.96 SD. With several, two measurements of
one patient are no two witnesses: differences vary between patients and within them, and both variances make up the
limits. Every patient counts the same in the bias. Intervals are those of Zou 2013 (MOVER), the interval of the bias
with Student's t over patients.

References
----------
Bland & Altman 1986, doi:10.1016/S0140-6736(86)90837-8; Bland & Altman 2007, doi:10.1080/10543400701329422 (several
measurements, true value varies); Zou 2013, doi:10.1177/0962280211402548.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer
from viewer.measure.agreement.icc import CONFIDENCE
from viewer.measure.measurement import Interval

LIMIT_SDS = 1.96
"""How many standard deviations the limits of agreement lie from the bias (no unit)."""


@dataclass(frozen=True, slots=True)
class BlandAltman:
    """Bias and limits of agreement of first − second, in the unit of the measurements.

    Parameters
    ----------
    points
        (mean of both, first − second) of every measurement.
    patients
        How many different patients they are of.
    bias, bias_interval
        Mean difference over patients and its 95 % interval.
    sd
        Standard deviation of differences, between and within patients together.
    lower, lower_interval, upper, upper_interval
        Limits of agreement and their 95 % intervals.
    """

    points: tuple[tuple[float, float], ...]
    patients: int
    bias: float
    bias_interval: Interval
    sd: float
    lower: float
    lower_interval: Interval
    upper: float
    upper_interval: Interval


@dataclass(frozen=True, slots=True)
class _Variance:
    """Variance of differences: of the patients' means, within patients, and the total with its interval."""

    of_means: float
    total: float
    interval: Interval


def bland_altman(first: Sequence[float], second: Sequence[float], patients: Sequence[Hashable]) -> BlandAltman:
    """Bias and limits of agreement of two readings.

    Parameters
    ----------
    first, second
        The measurements of both readings, paired, same unit, finite.
    patients
        Whose each measurement is.

    Raises
    ------
    ValueError
        If they are of fewer than two patients.
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    differences = one - other
    groups = _groups(differences, patients)
    n = len(groups)
    if n < 2:
        raise ValueError("limits of agreement need at least two patients")
    with one_importer():
        from scipy.stats import norm, t

    bias = float(np.mean([group.mean() for group in groups]))
    variance = _variance(groups)
    sd = math.sqrt(variance.total)
    upper = 1.0 - (1.0 - CONFIDENCE) / 2.0
    half = float(t.ppf(upper, n - 1)) * math.sqrt(variance.of_means / n)
    of_bias = float(norm.ppf(upper)) ** 2 * variance.of_means / n
    inner = math.sqrt(of_bias + (LIMIT_SDS * (sd - math.sqrt(variance.interval[0]))) ** 2)
    outer = math.sqrt(of_bias + (LIMIT_SDS * (math.sqrt(variance.interval[1]) - sd)) ** 2)
    low, high = bias - LIMIT_SDS * sd, bias + LIMIT_SDS * sd
    return BlandAltman(
        points=tuple((float(mean), float(d)) for mean, d in zip((one + other) / 2.0, differences, strict=True)),
        patients=n,
        bias=bias,
        bias_interval=(bias - half, bias + half),
        sd=sd,
        lower=low,
        lower_interval=(low - outer, low + inner),
        upper=high,
        upper_interval=(high - inner, high + outer),
    )


def _groups(differences: NDArray[np.float64], patients: Sequence[Hashable]) -> list[NDArray[np.float64]]:
    places: dict[Hashable, list[int]] = {}
    for place, patient in enumerate(patients):
        places.setdefault(patient, []).append(place)
    return [differences[found] for found in places.values()]


def _variance(groups: Sequence[NDArray[np.float64]]) -> _Variance:
    """Total variance of differences from the variances of patients' means and within patients, by Zou 2013."""
    with one_importer():
        from scipy.stats import chi2

    n, every = len(groups), sum(len(group) for group in groups)
    of_means = float(np.var([group.mean() for group in groups], ddof=1))
    harmonic = n / sum(1.0 / len(group) for group in groups)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / max(every - n, 1)
    parts = [(of_means, n - 1)]
    if every > n:
        parts.append(((1.0 - 1.0 / harmonic) * within, every - n))
    tail = (1.0 - CONFIDENCE) / 2.0
    total = sum(part for part, _ in parts)
    below = sum((part * (1.0 - df / float(chi2.ppf(1.0 - tail, df)))) ** 2 for part, df in parts)
    above = sum((part * (df / float(chi2.ppf(tail, df)) - 1.0)) ** 2 for part, df in parts)
    return _Variance(of_means, total, (max(total - math.sqrt(below), 0.0), total + math.sqrt(above)))
