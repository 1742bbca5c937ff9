"""What a measurement is: rows per outline, comparisons per slice and structure.

Panel, table, figure, report and command line all show these values; nobody computes them again.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from viewer.core.document import ReadingCodes
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.checking.withholding import Withheld
from viewer.measure.uncertainty import Uncertainty
from viewer.measure.volumes.total import Total

if TYPE_CHECKING:
    from viewer.measure.changes.change import Change

Interval = tuple[float, float]
ParameterValue = float | str | bool | None


@dataclass(frozen=True, slots=True)
class MethodUsed:
    """The method behind a measurement: its name, version and every parameter that shaped the result."""

    name: str
    version: str
    parameters: tuple[tuple[str, ParameterValue], ...] = ()


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """Numbers of one outline; None where a quantity does not exist.

    Areas in mm² (None without spacing) and pixels; fractions in % of the outline's area; `mean` and `sd`
    are coverage-weighted (population) over values after rescale. `outline` counts from 1 per slice and
    structure in the order given, right before left. `series` is the block's number, `slice_number` counts
    from 1. `threshold` is the value that separated muscle from fat, if the method has one, and `parameters` is
    what its rule learned besides. `uncertainty` is what the intervals come from.
    """

    series: int
    slice_number: int
    sop_instance_uid: str
    frame: int
    level: str | None
    structure: Structure
    outline: int
    side: Side
    area_mm2: float | None
    area_px: float
    fat_area_mm2: float | None
    muscle_area_mm2: float | None
    fat_fraction_percent: float | None
    fat_fraction_interval_percent: Interval | None
    fat_to_muscle_ratio: float | None
    fat_to_muscle_ratio_interval: Interval | None
    mean: float | None
    sd: float | None
    flags: tuple[str, ...]
    threshold: float | None = None
    parameters: tuple[tuple[str, ParameterValue], ...] = ()
    source: Outline | None = field(default=None, repr=False)
    uncertainty: Uncertainty | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Right against left of one structure on one slice; None where a quantity does not exist."""

    series: int
    slice_number: int
    structure: Structure
    area_asymmetry_percent: float | None
    smaller_side: Side | None
    fat_fraction_difference_points: float | None
    interval_points: Interval | None = None
    distinguishable: bool | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """All rows and comparisons of one call of `measure`; `withheld` is what lenient measuring left out.

    `scales` holds, per measured slice, the levels of muscle and fat that its numbers rest on, where any are known.
    `stored_by` is the version of the program that stored these numbers in a project, None where they were measured now;
    stored rows tell slices by fingerprint, and have 0 for numbers of series and slice that only the images know.
    `totals` are those over several slices, where they were asked for (see `viewer.measure.volumes.totals`); `change` is
    that between two dates, where they are paired and it was asked for (see `viewer.measure.changes.finding`).
    """

    method: MethodUsed
    rows: tuple[MeasurementRow, ...]
    comparisons: tuple[Comparison, ...]
    warnings: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    codes: ReadingCodes = field(default=ReadingCodes())
    scales: tuple[tuple[SliceKey, SliceScale], ...] = field(default=(), repr=False)
    stored_by: str | None = None
    totals: tuple[Total, ...] = ()
    change: "Change | None" = field(default=None, repr=False)
