"""How two readings of one study differ, outline by outline: overlap, distance, area and fat fraction."""

from dataclasses import dataclass

from viewer.measure.agreement.distances import border_distance, dice
from viewer.measure.agreement.pairing import LeftOut, Target, paired
from viewer.measure.agreement.readings import Reading, ReadOutline


@dataclass(frozen=True, slots=True)
class OutlineDifference:
    """How the outline of one reading differs from that of another on the same slice.

    Parameters
    ----------
    target
        What was outlined; its outlines are those of both.
    dice
        Overlap, 0…1; None where an outline crosses itself.
    mean_distance_mm
        Mean distance of both borders, mm; None without a spacing.
    area_difference_mm2, area_difference_percent
        Area of the first minus that of the second, mm² and in percent of the second; None without areas.
    fat_fraction_difference_points
        Fat fraction of the first minus that of the second, percentage points; None where one is missing, or both were
        measured by different methods.
    """

    target: Target
    dice: float | None
    mean_distance_mm: float | None
    area_difference_mm2: float | None
    area_difference_percent: float | None
    fat_fraction_difference_points: float | None


def differences_of(first: Reading, second: Reading) -> tuple[tuple[OutlineDifference, ...], tuple[LeftOut, ...]]:
    """Differences of every outline that two readings share, and what only one of them has.

    Parameters
    ----------
    first, second
        With levels left out, so that only outlines of the same slice are held against each other.
    """
    found = paired([first, second])
    return tuple(_difference(target) for target in found.targets), found.left_out


def _difference(target: Target) -> OutlineDifference:
    one, other = target.outlines
    if one is None or other is None:  # a target of two readings has both
        return OutlineDifference(target, None, None, None, None, None)
    area = _minus(one.area_mm2, other.area_mm2)
    is_comparable = one.method == other.method
    fat = _minus(one.fat_fraction_percent, other.fat_fraction_percent) if is_comparable else None
    overlap, distance = _geometry(one, other)
    return OutlineDifference(
        target=target,
        dice=overlap,
        mean_distance_mm=distance,
        area_difference_mm2=area,
        area_difference_percent=None if area is None or not other.area_mm2 else 100.0 * area / other.area_mm2,
        fat_fraction_difference_points=fat,
    )


def _geometry(one: ReadOutline, other: ReadOutline) -> tuple[float | None, float | None]:
    """Dice and mean distance in mm of two outlines."""
    if one.outline is None or other.outline is None:
        return None, None
    overlap = dice(one.outline, other.outline)
    if one.spacing is None:
        return overlap, None
    return overlap, border_distance(one.outline, other.outline, one.spacing).mean_mm


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
