"""What a validation run finds: one value per side, method and what was given; one per pair of sides."""

from dataclasses import dataclass
from enum import StrEnum

from viewer.core.outline import Side
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measurement import Interval
from viewer.measure.validation.grid import Condition


class Given(StrEnum):
    """What the methods were given besides the image."""

    REFERENCES = "reference muscle outlined"
    OUTLINES = "two outlines only"


@dataclass(frozen=True, slots=True)
class SideResult:
    """One method on one side of one image; `method` is its name, fractions in %, areas in mm².

    `nominal_fat_percent` is what was asked of the phantom, `true_fat_percent` what its fine grid holds within the
    true outline. `fat_percent` is None where the method gave no number, and `refusal` then says why if it said so.
    """

    condition: Condition
    given: Given
    method: str
    side: Side
    nominal_fat_percent: float
    true_fat_percent: float
    true_area_mm2: float
    area_mm2: float | None
    fat_percent: float | None
    interval_percent: Interval | None
    flags: tuple[str, ...]
    refusal: str = ""

    @property
    def error_points(self) -> float | None:
        """Measured minus true fat fraction, percentage points."""
        return None if self.fat_percent is None else self.fat_percent - self.true_fat_percent

    @property
    def is_covered(self) -> bool | None:
        """Whether the interval holds the truth; None without an interval."""
        if self.interval_percent is None:
            return None
        return self.interval_percent[0] <= self.true_fat_percent <= self.interval_percent[1]

    @property
    def is_do_not_use(self) -> bool:
        """Whether a flag says that the number must not be used."""
        return any(flag(identifier).level is FlagLevel.DO_NOT_USE for identifier in self.flags)


@dataclass(frozen=True, slots=True)
class PairResult:
    """Right minus left fat fraction of one image by one method, percentage points; None where there is none."""

    condition: Condition
    given: Given
    method: str
    true_points: float
    points: float | None
    interval_points: Interval | None
    distinguishable: bool | None

    @property
    def error_points(self) -> float | None:
        """Measured minus true difference, percentage points."""
        return None if self.points is None else self.points - self.true_points

    @property
    def is_covered(self) -> bool | None:
        """Whether the interval of the difference holds the truth; None without an interval."""
        if self.interval_points is None:
            return None
        return self.interval_points[0] <= self.true_points <= self.interval_points[1]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a run found, in the order of its conditions."""

    sides: tuple[SideResult, ...]
    pairs: tuple[PairResult, ...]
    methods: tuple[tuple[str, str], ...]
    """Name and version of every method that took part, the default first."""
