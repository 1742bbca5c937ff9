"""Errors, coverage and repeatability per method, from the results of a run. None where nothing can be computed."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from viewer.measure.measurement import Interval
from viewer.measure.validation.results import Given, PairResult, Results, SideResult

LOW_FAT = (2.0, 10.0)
"""Asked-for fat fractions that count as low, %, ends included."""

_Item = TypeVar("_Item")
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Errors:
    """Measured minus true fat fraction over some sides, percentage points.

    `sides` counts all of them, `measured` those with a number: the rest is about these alone.
    """

    sides: int
    measured: int
    mean_absolute: float | None
    bias: float | None
    sd: float | None
    percentile_95: float | None


@dataclass(frozen=True, slots=True)
class Intervals:
    """How 95 % intervals fared: how many there were, how many of them held the truth (%), mean half-width (points)."""

    count: int
    coverage_percent: float | None
    half_width_points: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """How one method fared on one set of phantoms with what it was given.

    Parameters
    ----------
    set_name, given, method, version
        Of what.
    errors
        Over all sides.
    by_fat, intervals_by_fat
        (asked-for fat fraction in %, errors or intervals), ascending.
    low_fat
        Errors over the sides with 2 to 10 % fat.
    intervals, difference_intervals
        Of the sides and of their difference.
    difference_sd_points
        Standard deviation of the error of right minus left, points.
    repeatability_points
        1.96 · √2 · standard deviation within repeated measurements of the same muscle, points.
    area_repeatability_mm2
        The same of the area, mm².
    area_error_percent
        Mean of measured by true area minus one, %.
    do_not_use_percent
        Sides whose number is flagged as not to be used, % of those with a number.
    ratio_error_percent
        Median of the relative error of the fat-to-muscle ratio, without sign, %.
    """

    set_name: str
    given: Given
    method: str
    version: str
    errors: Errors
    by_fat: tuple[tuple[float, Errors], ...]
    intervals_by_fat: tuple[tuple[float, Intervals], ...]
    low_fat: Errors
    intervals: Intervals
    difference_intervals: Intervals
    difference_sd_points: float | None
    repeatability_points: float | None
    area_repeatability_mm2: float | None
    area_error_percent: float | None
    do_not_use_percent: float | None
    ratio_error_percent: float | None


def scores(results: Results) -> tuple[Score, ...]:
    """Return one score per set, what was given, and method, in the order of the results."""
    versions = dict(results.methods)
    sides = grouped(results.sides, lambda r: (r.condition.set_name, r.given, r.method))
    pairs = grouped(results.pairs, lambda r: (r.condition.set_name, r.given, r.method))
    return tuple(
        _score(key, versions.get(key[2], ""), found, pairs.get(key, [])) for key, found in _in_order(sides, versions)
    )


def _in_order(
    groups: dict[tuple[str, Given, str], list[SideResult]], versions: dict[str, str]
) -> list[tuple[tuple[str, Given, str], list[SideResult]]]:
    sets = list(dict.fromkeys(key[0] for key in groups))
    methods, given = list(versions), list(Given)
    return sorted(
        groups.items(), key=lambda item: (sets.index(item[0][0]), given.index(item[0][1]), methods.index(item[0][2]))
    )


def _score(
    key: tuple[str, Given, str], version: str, sides: Sequence[SideResult], pairs: Sequence[PairResult]
) -> Score:
    by_fat = grouped(sides, lambda side: side.nominal_fat_percent)
    low = [side for side in sides if LOW_FAT[0] <= side.nominal_fat_percent <= LOW_FAT[1]]
    with_number = [side for side in sides if side.fat_percent is not None]
    differences = [pair.error_points for pair in pairs if pair.error_points is not None]
    return Score(
        *key,
        version,
        errors=errors_of(sides),
        by_fat=tuple((fat, errors_of(by_fat[fat])) for fat in sorted(by_fat)),
        intervals_by_fat=tuple((fat, _side_intervals(by_fat[fat])) for fat in sorted(by_fat)),
        low_fat=errors_of(low),
        intervals=_side_intervals(sides),
        difference_intervals=_intervals([(p.is_covered, p.interval_points) for p in pairs]),
        difference_sd_points=standard_deviation(differences),
        repeatability_points=repeatability(_repeats(sides, lambda side: side.fat_percent)),
        area_repeatability_mm2=repeatability(_repeats(sides, lambda side: side.area_mm2)),
        area_error_percent=_mean(
            [100.0 * (s.area_mm2 / s.true_area_mm2 - 1.0) for s in sides if s.area_mm2 is not None]
        ),
        do_not_use_percent=_mean([100.0 * side.is_do_not_use for side in with_number]),
        ratio_error_percent=_median([e for e in map(_ratio_error, with_number) if e is not None]),
    )


def grouped(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, list[_Item]]:
    """Items by a key, in the order in which the keys first come."""
    groups: dict[_Key, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def errors_of(sides: Sequence[SideResult]) -> Errors:
    """Errors over these sides."""
    errors = np.array([side.error_points for side in sides if side.error_points is not None])
    if errors.size == 0:
        return Errors(len(sides), 0, None, None, None, None)
    return Errors(
        sides=len(sides),
        measured=int(errors.size),
        mean_absolute=float(np.abs(errors).mean()),
        bias=float(errors.mean()),
        sd=standard_deviation(errors),
        percentile_95=float(np.percentile(np.abs(errors), 95.0)),
    )


def standard_deviation(values: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    """Sample standard deviation; None for fewer than two values."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def repeatability(groups: Iterable[Sequence[float]]) -> float | None:
    """1.96 · √2 · within-group standard deviation; None without a group of two.

    References
    ----------
    J. M. Bland, D. G. Altman, Stat. Methods Med. Res. 8 (1999) 135–160, doi 10.1177/096228029900800204.
    """
    usable = [group for group in groups if len(group) > 1]
    freedom = sum(len(group) - 1 for group in usable)
    if freedom == 0:
        return None
    squares = sum(float(np.square(np.subtract(group, np.mean(group))).sum()) for group in usable)
    return 1.96 * math.sqrt(2.0) * math.sqrt(squares / freedom)


def _repeats(sides: Sequence[SideResult], value: Callable[[SideResult], float | None]) -> list[list[float]]:
    """Values of the same muscle of the same body, where it was imaged more than once."""
    muscles = grouped(sides, lambda side: (side.condition.body, side.side)).values()
    return [[v for v in map(value, muscle) if v is not None] for muscle in muscles]


def _side_intervals(sides: Sequence[SideResult]) -> Intervals:
    return _intervals([(side.is_covered, side.interval_percent) for side in sides])


def _intervals(found: Sequence[tuple[bool | None, Interval | None]]) -> Intervals:
    """How the intervals that there are fared."""
    there = [(is_covered, interval) for is_covered, interval in found if interval is not None]
    return Intervals(
        count=len(there),
        coverage_percent=_mean([100.0 * bool(is_covered) for is_covered, _ in there]),
        half_width_points=_mean([(high - low) / 2.0 for _, (low, high) in there]),
    )


def _ratio_error(side: SideResult) -> float | None:
    """Relative error of the fat-to-muscle ratio, %; None where the ratio or its truth does not exist."""
    true, found = side.true_fat_percent, side.fat_percent
    if found is None or found >= 100.0 or not 0.0 < true < 100.0:
        return None
    return 100.0 * abs(found / (100.0 - found) / (true / (100.0 - true)) - 1.0)


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _median(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if values else None
