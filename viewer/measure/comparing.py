"""Right against left: the comparison of one structure on one slice."""

from collections.abc import Sequence

from viewer.core.outline import Side
from viewer.measure.measurement import Comparison, MeasurementRow

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
    return [
        Comparison(
            series=0,
            slice_number=0,
            structure=rows[0].structure,
            area_asymmetry_percent=0.0 if is_equal else 100.0 * abs(right - left) / max(right, left),
            smaller_side=smaller,
            fat_fraction_difference_points=difference,
        )
    ]


def _pooled_fraction(rows: Sequence[MeasurementRow]) -> float | None:
    total = 0.0
    for row in rows:
        if row.fat_fraction_percent is None:
            return None
        total += row.fat_fraction_percent * row.area_px
    return total / sum(row.area_px for row in rows)
