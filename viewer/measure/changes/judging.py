"""A change and a difference in differences with their intervals, and whether they are more than the error."""

import math
from collections.abc import Sequence

from viewer.measure.changes.amounts import Amount, Quantity, repeatability_of
from viewer.measure.changes.change import Changed, Differing, Verdict
from viewer.measure.changes.combining import Common, Term, sd_of_sum
from viewer.measure.measurement import Interval
from viewer.measure.uncertainty import COVERING

Dates = tuple[Amount, Amount]
"""One side before and after."""


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def changed(quantity: Quantity, dates: Dates, common: Common) -> Changed:
    """Change of one quantity of one side.

    Parameters
    ----------
    quantity
        What changed.
    dates
        Before and after.
    common
        What the errors of both dates share.
    """
    before, after = dates
    change = _minus(after.value(quantity), before.value(quantity))
    interval = _interval(change, quantity, [(-1.0, before, False), (1.0, after, True)], common)
    coefficient = repeatability_of(quantity, (before, after))
    is_judged = not (before.is_proposed or after.is_proposed)
    return Changed(
        quantity=quantity,
        before=before.value(quantity),
        after=after.value(quantity),
        change=change,
        interval=interval,
        repeatability=coefficient,
        verdict=_verdict(change, interval, coefficient) if is_judged else None,
    )


def differing(quantity: Quantity, treated: Dates, other: Dates, common: Common) -> Differing:
    """Difference in differences of one quantity; what a date's scale does to both sides cancels.

    Parameters
    ----------
    quantity
        What changed.
    treated, other
        Both sides, before and after.
    common
        What the errors of both dates share.
    """
    changes = [_minus(after.value(quantity), before.value(quantity)) for before, after in (treated, other)]
    terms = [(-1.0, treated[0], False), (1.0, treated[1], True), (1.0, other[0], False), (-1.0, other[1], True)]
    difference = _minus(changes[0], changes[1])
    interval = _interval(difference, quantity, terms, common)
    known = [repeatability_of(quantity, pair) for pair in (treated, other)]
    coefficient = None if known[0] is None or known[1] is None else math.hypot(known[0], known[1])
    is_judged = not any(amount.is_proposed for amount in (*treated, *other))
    return Differing(
        quantity=quantity,
        treated=changes[0],
        other=changes[1],
        difference=difference,
        interval=interval,
        repeatability=coefficient,
        verdict=_verdict(difference, interval, coefficient) if is_judged else None,
    )


def _interval(
    value: float | None, quantity: Quantity, amounts: Sequence[tuple[float, Amount, bool]], common: Common
) -> Interval | None:
    """95 % interval of a signed sum of amounts, no wider than the intervals of the amounts allow.

    Parameters
    ----------
    value
        The sum.
    quantity
        What is summed.
    amounts
        Sign, amount, and whether it is of the date after.
    common
        What both dates share.
    """
    known = [(sign, amount.uncertainty_of(quantity), is_after) for sign, amount, is_after in amounts]
    terms = [Term(sign, is_after, one) for sign, one, is_after in known if one is not None]
    if value is None or len(terms) < len(known):
        return None
    reach = COVERING * sd_of_sum(terms, common)
    low, high = value - reach, value + reach
    ends = [(sign, amount.interval(quantity)) for sign, amount, _ in amounts]
    limited = [(sign, pair) for sign, pair in ends if pair is not None]
    if len(limited) == len(ends):
        low = max(low, math.fsum(sign * pair[0 if sign > 0.0 else 1] for sign, pair in limited))
        high = min(high, math.fsum(sign * pair[1 if sign > 0.0 else 0] for sign, pair in limited))
    return min(low, value), max(high, value)


def _verdict(value: float | None, interval: Interval | None, coefficient: float | None) -> Verdict | None:
    """Whether a change is more than the measurement error, None where nobody can say."""
    if value is None or interval is None or coefficient is None:
        return None
    is_apart = not interval[0] <= 0.0 <= interval[1]
    return Verdict.MORE if is_apart and abs(value) > coefficient else Verdict.WITHIN
