"""What a total is: one structure and side over several slices."""

from dataclasses import dataclass
from enum import StrEnum

from viewer.core.outline import Side, Structure

Interval = tuple[float, float]


class Scope(StrEnum):
    """What a total is over."""

    LEVEL = "level"
    BLOCK = "block"
    MUSCLE = "muscle"


@dataclass(frozen=True, slots=True)
class Total:
    """One structure and side over several slices; None where a quantity does not exist.

    Parameters
    ----------
    scope
        What it is over: the slices of one level, of one block, or all outlined slices of the series.
    series
        Numbers of the blocks that it holds slices of, ascending.
    level
        The level, for a total of one.
    structure, side
        What is outlined.
    slices
        Slices that are counted.
    missing
        Slices among and between them that were scanned and are not counted.
    first, last
        Block and number of the first and the last counted slice, along the muscle.
    length_mm
        Length along the normals that the slices stand for, mm.
    volume_cm3, fat_volume_cm3, muscle_volume_cm3
        Σ area × length, cm³; muscle is volume minus fat.
    fat_fraction_percent
        100 × fat volume / volume, %.
    fat_fraction_interval_percent
        Its 95 % interval for these outlines, %; see `viewer.measure.volumes.combining`.
    flags
        Flags of the counted rows, worst first.
    said
        What is to be known of it, in sentences; why a volume is missing comes first.
    """

    scope: Scope
    series: tuple[int, ...]
    level: str | None
    structure: Structure
    side: Side
    slices: int
    missing: int
    first: tuple[int, int]
    last: tuple[int, int]
    length_mm: float | None = None
    volume_cm3: float | None = None
    fat_volume_cm3: float | None = None
    muscle_volume_cm3: float | None = None
    fat_fraction_percent: float | None = None
    fat_fraction_interval_percent: Interval | None = None
    flags: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
