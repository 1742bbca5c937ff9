"""What the default method was to reach, and whether it did. A target that is missed is called missed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from viewer.measure.methods import find_method
from viewer.measure.validation.results import Given
from viewer.measure.validation.statistics import Score

COVERAGE_PERCENT = (93.0, 98.0)
"""Least and largest part of the 95 % intervals that should hold the truth, %: wider ones say too little."""

HALF_WIDTH_POINTS = 4.0
"""Largest mean half-width of the intervals, percentage points."""

DIFFERENCE_SD_POINTS = 1.6
"""Largest standard deviation of the error of right minus left, percentage points."""

REPEATABILITY_POINTS = 3.5
"""Largest repeatability coefficient, percentage points."""


class Verdict(StrEnum):
    """Whether a target was reached."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "not measured"


@dataclass(frozen=True, slots=True)
class Target:
    """A value that was to be reached: what it is, its range (ends included), and its unit."""

    words: str
    set_name: str
    given: Given
    low: float
    high: float
    unit: str
    value: Callable[[Score], float | None]
    is_about_thresholds: bool = False

    @property
    def wanted(self) -> str:
        """The range in words, such as '≤ 1.5 points' or '93 to 98 %'."""
        if self.low == self.high:
            return f"{self.low:g} {self.unit}"
        if self.low == float("-inf"):
            return f"≤ {self.high:g} {self.unit}"
        if self.low == -self.high:
            return f"within ± {self.high:g} {self.unit}"
        return f"{self.low:g} to {self.high:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Reached:
    """A target with what a method reached."""

    target: Target
    method: str
    value: float | None

    @property
    def verdict(self) -> Verdict:
        """Whether the value lies in the target's range."""
        if self.value is None:
            return Verdict.UNKNOWN
        return Verdict.MET if self.target.low <= self.value <= self.target.high else Verdict.MISSED


_NO_LOW = float("-inf")


def _both(
    words: str, set_name: str, low: float, high: float, unit: str, value: Callable[[Score], float | None]
) -> tuple[Target, ...]:
    return tuple(Target(words, set_name, given, low, high, unit, value) for given in Given)


TARGETS: tuple[Target, ...] = (
    *_both("Sides that get a number", "grid", 100.0, 100.0, "%", lambda s: 100.0 * s.errors.measured / s.errors.sides),
    Target("Mean absolute error", "grid", Given.REFERENCES, _NO_LOW, 1.5, "points", lambda s: s.errors.mean_absolute),
    Target("Mean absolute error", "grid", Given.OUTLINES, _NO_LOW, 2.0, "points", lambda s: s.errors.mean_absolute),
    *_both("Mean absolute error at 2–10 % fat", "grid", _NO_LOW, 1.4, "points", lambda s: s.low_fat.mean_absolute),
    *_both("95th percentile of the error", "grid", _NO_LOW, 4.5, "points", lambda s: s.errors.percentile_95),
    *_both("Bias", "grid", -0.5, 0.5, "points", lambda s: s.errors.bias),
    *_both(
        "SD of the error of right minus left",
        "grid",
        _NO_LOW,
        DIFFERENCE_SD_POINTS,
        "points",
        lambda s: s.difference_sd_points,
    ),
    *_both(
        "Repeatability coefficient", "repeat", _NO_LOW, REPEATABILITY_POINTS, "points", lambda s: s.repeatability_points
    ),
    *_both("Truth within the 95 % interval", "grid", *COVERAGE_PERCENT, "%", lambda s: s.intervals.coverage_percent),
    *_both(
        "Mean half-width of the interval",
        "grid",
        _NO_LOW,
        HALF_WIDTH_POINTS,
        "points",
        lambda s: s.intervals.half_width_points,
    ),
    *_both(
        "Mean absolute error without separable fat", "lean", _NO_LOW, 3.0, "points", lambda s: s.errors.mean_absolute
    ),
    *_both("Mean absolute error under stress", "stress", _NO_LOW, 4.0, "points", lambda s: s.errors.mean_absolute),
    Target(
        "Lean sides whose threshold is marked as meaningless",
        "lean",
        Given.OUTLINES,
        100.0,
        100.0,
        "%",
        lambda s: s.do_not_use_percent,
        is_about_thresholds=True,
    ),
)
"""Every target. All but the last are about the default method, the last about every threshold method together; the
first keeps a method from looking good by leaving sides out."""


def reached(scores: Iterable[Score], *, default: str) -> tuple[Reached, ...]:
    """What was reached of every target.

    Parameters
    ----------
    scores
        Of every set, what was given, and method.
    default
        Name of the method that the targets are about.
    """
    known = list(scores)
    return tuple(_reached(target, known, default) for target in TARGETS)


def _reached(target: Target, scores: Sequence[Score], default: str) -> Reached:
    here = [score for score in scores if score.set_name == target.set_name and score.given is target.given]
    if target.is_about_thresholds:
        values = [target.value(score) for score in here if find_method(score.method).is_threshold]
        found = [value for value in values if value is not None]
        return Reached(target, "threshold methods", min(found) if found else None)
    chosen = next((score for score in here if score.method == default), None)
    return Reached(target, default, None if chosen is None else target.value(chosen))
