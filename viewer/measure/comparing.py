"""Right against left: the comparison of one structure on one slice."""

from collections.abc import Sequence

from viewer.core.outline import Side
from viewer.measure.measurement import Comparison, Interval, MeasurementRow
from viewer.measure.uncertainty import COVERING, Uncertainty, difference_sd, fraction_interval, pooled_uncertainty

EQUAL_AREAS = 1e-9
"""Largest difference of two areas that counts as none, in parts of the larger one (no unit)."""


def compare(rows: Sequence[MeasurementRow]) -> list[Comparison]:
    """Right against left, all outlines of a side taken together; empty when a side is missing.

    Whether the difference exceeds the measurement error is not told (None) while an outline is only proposed.
    """
    sides = {side: [row for row in rows if row.side is side] for side in (Side.RIGHT, Side.LEFT)}
    if not all(sides.values()):
        return []
    right, left = (sum(row.area_px for row in sides[side]) for side in (Side.RIGHT, Side.LEFT))
    is_equal = abs(right - left) <= EQUAL_AREAS * max(right, left)  # rounding names no smaller side
    smaller = None if is_equal else Side.RIGHT if right < left else Side.LEFT
    fractions = [_pooled_fraction(sides[side]) for side in (Side.RIGHT, Side.LEFT)]
    difference = None if fractions[0] is None or fractions[1] is None else fractions[0] - fractions[1]
    is_proposed = any(row.source is not None and row.source.is_proposed for side in sides.values() for row in side)
    interval = _interval(fractions, [_uncertainty(sides[side]) for side in (Side.RIGHT, Side.LEFT)])
    return [
        Comparison(
            series=0,
            slice_number=0,
            structure=rows[0].structure,
            area_asymmetry_percent=0.0 if is_equal else 100.0 * abs(right - left) / max(right, left),
            smaller_side=smaller,
            fat_fraction_difference_points=difference,
            interval_points=interval,
            distinguishable=None if interval is None or is_proposed else not interval[0] <= 0.0 <= interval[1],
        )
    ]


def _pooled_fraction(rows: Sequence[MeasurementRow]) -> float | None:
    total = 0.0
    for row in rows:
        if row.fat_fraction_percent is None:
            return None
        total += row.fat_fraction_percent * row.area_px
    return total / sum(row.area_px for row in rows)


def _interval(percents: Sequence[float | None], known: Sequence[Uncertainty | None]) -> Interval | None:
    """95 % interval of right minus left, percentage points, no wider than both sides allow; None where unknown.

    `percents` are the fat fractions of right and left, %, `known` their uncertainties. No side holds less than nothing
    or more than all, so that the ends stay within what the intervals of both sides leave: within -100 and +100.
    """
    (right, left), (of_right, of_left) = percents, known
    if right is None or left is None or of_right is None or of_left is None:
        return None
    reach = 100.0 * COVERING * difference_sd(of_right, of_left)
    low_right, high_right = fraction_interval(right / 100.0, of_right)
    low_left, high_left = fraction_interval(left / 100.0, of_left)
    least, most = 100.0 * (low_right - high_left), 100.0 * (high_right - low_left)
    return max(right - left - reach, least), min(right - left + reach, most)


def _uncertainty(rows: Sequence[MeasurementRow]) -> Uncertainty | None:
    """Uncertainty of the fraction of all outlines of a side together."""
    known = [(row.area_px, row.uncertainty) for row in rows if row.uncertainty is not None]
    return pooled_uncertainty(known) if len(known) == len(rows) else None
