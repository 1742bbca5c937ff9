"""Right against left: the comparison of one structure on one slice."""

from collections.abc import Sequence

from viewer.core.outline import Side
from viewer.measure.measurement import Comparison, Interval, MeasurementRow
from viewer.measure.uncertainty import COVERING, Uncertainty, difference_sd, pooled_uncertainty

EQUAL_AREAS = 1e-9
"""Largest difference of two areas that counts as none, in parts of the larger one (no unit)."""


def compare(rows: Sequence[MeasurementRow]) -> list[Comparison]:
    """Right against left, all outlines of a side taken together; empty when a side is missing."""
    sides = {side: [row for row in rows if row.side is side] for side in (Side.RIGHT, Side.LEFT)}
    if not all(sides.values()):
        return []
    right, left = (sum(row.area_px for row in sides[side]) for side in (Side.RIGHT, Side.LEFT))
    is_equal = abs(right - left) <= EQUAL_AREAS * max(right, left)  # rounding names no smaller side
    smaller = None if is_equal else Side.RIGHT if right < left else Side.LEFT
    fractions = [_pooled_fraction(sides[side]) for side in (Side.RIGHT, Side.LEFT)]
    difference = None if fractions[0] is None or fractions[1] is None else fractions[0] - fractions[1]
    interval = _interval(difference, sides[Side.RIGHT], sides[Side.LEFT])
    return [
        Comparison(
            series=0,
            slice_number=0,
            structure=rows[0].structure,
            area_asymmetry_percent=0.0 if is_equal else 100.0 * abs(right - left) / max(right, left),
            smaller_side=smaller,
            fat_fraction_difference_points=difference,
            interval_points=interval,
            distinguishable=None if interval is None else not interval[0] <= 0.0 <= interval[1],
        )
    ]


def _pooled_fraction(rows: Sequence[MeasurementRow]) -> float | None:
    total = 0.0
    for row in rows:
        if row.fat_fraction_percent is None:
            return None
        total += row.fat_fraction_percent * row.area_px
    return total / sum(row.area_px for row in rows)


def _interval(
    difference: float | None, right: Sequence[MeasurementRow], left: Sequence[MeasurementRow]
) -> Interval | None:
    """95 % interval of right minus left, percentage points; None where either is not known."""
    both = [_uncertainty(right), _uncertainty(left)]
    if difference is None or both[0] is None or both[1] is None:
        return None
    reach = 100.0 * COVERING * difference_sd(both[0], both[1])
    return difference - reach, difference + reach


def _uncertainty(rows: Sequence[MeasurementRow]) -> Uncertainty | None:
    """Uncertainty of the fraction of all outlines of a side together."""
    known = [(row.area_px, row.uncertainty) for row in rows if row.uncertainty is not None]
    return pooled_uncertainty(known) if len(known) == len(rows) else None
