"""What a change is: rows per level, structure and side, their differences, and what is to be known of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from viewer.core.annotations.pairing import Pairing
from viewer.core.document import ReadingCodes
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.changes.amounts import Quantity
from viewer.measure.changes.cautions import Caution
from viewer.measure.measurement import Interval, MethodUsed


class Verdict(StrEnum):
    """Whether a change is larger than what measuring twice would give."""

    MORE = "more than the measurement error"
    WITHIN = "within the measurement error"


class Role(StrEnum):
    """Part that a side plays in a comparison of dates."""

    TREATED = "treated side"
    OTHER = "other side"
    RIGHT = "right"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Place:
    """A slice of one date: number of its block, its own number from 1, its level where one is known."""

    series: int
    slice_number: int
    level: str | None
    key: SliceKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Linked:
    """Two slices that belong together.

    Parameters
    ----------
    before, after
        The slices.
    distance_mm
        Distance of their planes, mm; None where an offset links them.
    """

    before: Place
    after: Place
    distance_mm: float | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A quantity on two dates, in its unit (`viewer.measure.changes.amounts.UNITS`); None where it does not exist.

    Parameters
    ----------
    quantity
        What.
    before, after
        Its value on both dates.
    change
        After minus before; percentage points for the fat fraction.
    interval
        95 % interval of the change.
    repeatability
        Repeatability coefficient that it is held against.
    verdict
        More than the error where the interval leaves out 0 and the change is beyond the coefficient. None where one
        of them is not known, or an outline is only proposed.
    """

    quantity: Quantity
    before: float | None
    after: float | None
    change: float | None
    interval: Interval | None = None
    repeatability: float | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What changed of one side of a structure on two linked slices.

    `values` hold every `Quantity`, in its order; `flags` are those of either date.
    """

    where: Linked
    structure: Structure
    side: Side
    role: Role
    values: tuple[Changed, ...]
    flags: tuple[str, ...] = ()

    def of(self, quantity: Quantity) -> Changed:
        """The change of one quantity."""
        return next(changed for changed in self.values if changed.quantity is quantity)


@dataclass(frozen=True, slots=True)
class Differing:
    """Difference in differences of one quantity: change of the treated side minus change of the other side.

    The verdict holds the difference against √2 times the coefficient, since two changes are in it.
    """

    quantity: Quantity
    treated: float | None
    other: float | None
    difference: float | None
    interval: Interval | None = None
    repeatability: float | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """Difference in differences of a structure on two linked slices, every `Quantity` in its order."""

    where: Linked
    structure: Structure
    treated: Side
    values: tuple[Differing, ...]

    def of(self, quantity: Quantity) -> Differing:
        """The difference of one quantity."""
        return next(differing for differing in self.values if differing.quantity is quantity)


@dataclass(frozen=True, slots=True)
class Change:
    """Everything about two dates.

    Parameters
    ----------
    pairing
        What was paired.
    method
        How both were measured.
    rows
        By linked slices, then structure; the treated side first where one is stated, else right before left.
    differences
        Where the treated side is stated and both sides are outlined on both dates.
    cautions
        What makes the dates unlike, or a number doubtful.
    days_between
        Days from the study before to that after, None where a date is unknown.
    days_since_procedure
        Days from the procedure to the study after, None where one of them is unknown.
    codes
        Of the reading.
    """

    pairing: Pairing
    method: MethodUsed
    rows: tuple[ChangeRow, ...]
    differences: tuple[DifferenceRow, ...] = ()
    cautions: tuple[Caution, ...] = ()
    days_between: int | None = None
    days_since_procedure: int | None = None
    codes: ReadingCodes = field(default=ReadingCodes())

    @property
    def weeks_since_procedure(self) -> float | None:
        """Weeks from the procedure to the study after."""
        return None if self.days_since_procedure is None else self.days_since_procedure / 7.0
