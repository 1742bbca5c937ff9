"""How uncertain a fat fraction is: what an outline has of its own, and what all outlines of a slice share.

Errors of the levels move right and left alike, so that they mostly cancel in a difference of sides: adding the two
intervals would make it look less certain than it is.
"""

import math
from dataclasses import dataclass

COVERING = 1.96
"""Standard deviations on each side of an estimate that hold 95 % of a normal distribution (no unit)."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Standard deviation of a fat fraction 0…1 in parts.

    Parameters
    ----------
    own
        What is independent of other outlines: noise, border, field between the sides.
    shared
        How far one standard deviation of each shared error moves the fraction, signed; the same errors in the same
        order for every outline of a slice.
    """

    own: float
    shared: tuple[float, ...] = ()

    @property
    def sd(self) -> float:
        """Standard deviation of the fraction itself."""
        return math.hypot(self.own, *self.shared)


def fraction_interval(fraction: float, uncertainty: Uncertainty) -> tuple[float, float]:
    """95 % interval of a fraction, within 0…1 and never without the fraction itself.

    Parameters
    ----------
    fraction
        0…1, as it is shown.
    uncertainty
        Its uncertainty.
    """
    reach = COVERING * uncertainty.sd
    return max(0.0, fraction - reach), min(1.0, fraction + reach)


def ratio_interval(fractions: tuple[float, float]) -> tuple[float, float] | None:
    """Interval of the fat-to-muscle ratio that belongs to one of the fraction; None where it has no upper end."""
    low, high = fractions
    return None if high >= 1.0 else (low / (1.0 - low), high / (1.0 - high))


def difference_sd(first: Uncertainty, second: Uncertainty) -> float:
    """Standard deviation of the difference of two fractions of one slice; what they share cancels as far as it can."""
    apart = [a - b for a, b in zip(first.shared, second.shared, strict=True)]
    return math.hypot(first.own, second.own, *apart)


def pooled_uncertainty(parts: list[tuple[float, Uncertainty]]) -> Uncertainty:
    """Uncertainty of the mean fraction of several outlines, each with its weight (its area)."""
    total = sum(weight for weight, _ in parts)
    own = math.hypot(*(weight / total * one.own for weight, one in parts))
    shared = zip(*(tuple(weight / total * shift for shift in one.shared) for weight, one in parts), strict=True)
    return Uncertainty(own, tuple(sum(shifts) for shifts in shared))
