"""Intraclass correlation of single measurements, absolute agreement and consistency, with 95 % intervals.

Two-way models of Shrout & Fleiss; intervals of McGraw & Wong. Mean squares come from the two-way table of
targets × readings without empty cells.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer
from viewer.measure.measurement import Interval

CONFIDENCE = 0.95
"""Share of repetitions in which an interval holds the truth (no unit)."""


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of a two-way table, in the square of its unit.

    Parameters
    ----------
    targets, readings
        Number of rows and of columns of the table.
    between_targets, between_readings, error
        Mean squares of rows, of columns and of what is left.
    """

    targets: int
    readings: int
    between_targets: float
    between_readings: float
    error: float

    @property
    def sem_agreement(self) -> float:
        """Standard error of measurement that counts differences between readings, in the unit of the table."""
        bias = max(self.between_readings - self.error, 0.0) / self.targets
        return math.sqrt(bias + self.error)

    @property
    def sem_consistency(self) -> float:
        """Standard error of measurement once each reading's own mean is taken off, in the unit of the table."""
        return math.sqrt(self.error)


@dataclass(frozen=True, slots=True)
class Icc:
    """An intraclass correlation (no unit); the interval is None where no formula gives one."""

    value: float
    interval: Interval | None


def mean_squares(table: NDArray[np.float64]) -> MeanSquares:
    """Mean squares of a table of targets × readings.

    Parameters
    ----------
    table
        Shape (targets, readings), at least 2 × 2, all finite, any unit.

    Raises
    ------
    ValueError
        If it is smaller or holds a value that is not finite.
    """
    n, k = table.shape
    if n < 2 or k < 2 or not np.isfinite(table).all():
        raise ValueError("agreement needs a full table of at least two targets and two readings")
    grand = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    left = table - rows[:, np.newaxis] - columns[np.newaxis, :] + grand
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    # What rounding leaves of equal readings is no error of measurement.
    floor = (1e-12 * float(np.abs(table).max(initial=0.0))) ** 2
    return MeanSquares(
        targets=n,
        readings=k,
        between_targets=_above(k * float(((rows - grand) ** 2).sum()) / (n - 1), floor),
        between_readings=_above(n * float(((columns - grand) ** 2).sum()) / (k - 1), floor),
        error=_above(error, floor),
    )


def _above(value: float, floor: float) -> float:
    return value if value > floor else 0.0


def icc_consistency(squares: MeanSquares) -> Icc | None:
    """ICC(3,1): consistency of single measurements, two-way mixed; None where nothing varies.

    References
    ----------
    Shrout & Fleiss 1979, doi:10.1037/0033-2909.86.2.420; McGraw & Wong 1996, table 7, ICC(C,1),
    doi:10.1037/1082-989X.1.1.30.
    """
    n, k = squares.targets, squares.readings
    targets, error = squares.between_targets, squares.error
    whole = targets + (k - 1) * error
    if whole == 0.0:
        return None
    value = (targets - error) / whole
    if error == 0.0:
        return Icc(value, None)  # equal readings: the F distribution has no say
    with one_importer():
        from scipy.stats import f

    upper = 1.0 - (1.0 - CONFIDENCE) / 2.0
    ratio, df = targets / error, (n - 1) * (k - 1)
    low = ratio / float(f.ppf(upper, n - 1, df))
    high = ratio * float(f.ppf(upper, df, n - 1))
    return Icc(value, ((low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0)))


def icc_agreement(squares: MeanSquares) -> Icc | None:
    """ICC(2,1): absolute agreement of single measurements, two-way random; None where nothing varies.

    References
    ----------
    Shrout & Fleiss 1979, doi:10.1037/0033-2909.86.2.420; McGraw & Wong 1996, table 7, ICC(A,1),
    doi:10.1037/1082-989X.1.1.30 (with the correction of 1996, 1:390).
    """
    n, k = squares.targets, squares.readings
    targets, readings, error = squares.between_targets, squares.between_readings, squares.error
    whole = targets + (k - 1) * error + k * (readings - error) / n
    if whole <= 0.0:
        return None
    value = (targets - error) / whole
    if error == 0.0 and readings == 0.0:
        return Icc(value, None)
    return Icc(value, _agreement_interval(squares, value))


def _agreement_interval(squares: MeanSquares, value: float) -> Interval | None:
    with one_importer():
        from scipy.stats import f

    n, k = squares.targets, squares.readings
    targets, readings, error = squares.between_targets, squares.between_readings, squares.error
    a = k * value / (n * (1.0 - value))
    b = 1.0 + k * value * (n - 1) / (n * (1.0 - value))
    parts = (a * readings) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    if parts == 0.0:
        return None
    freedom = (a * readings + b * error) ** 2 / parts
    if freedom <= 0.0:
        return None
    upper = 1.0 - (1.0 - CONFIDENCE) / 2.0
    f_low, f_high = float(f.ppf(upper, n - 1, freedom)), float(f.ppf(upper, freedom, n - 1))
    rest = k * readings + (k * n - k - n) * error
    low = n * (targets - f_low * error) / (f_low * rest + n * targets)
    high = n * (f_high * targets - error) / (rest + n * f_high * targets)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def minimal_detectable_change(sem: float) -> float:
    """Smallest change of a single measurement beyond its error with 95 % confidence: 1.96·√2·SEM, its unit."""
    return 1.96 * math.sqrt(2.0) * sem
