"""Results of a validation with known errors, for tests of what is made of them."""

from viewer.core.outline import Side
from viewer.measure.validation.grid import Condition
from viewer.measure.validation.results import Given, PairResult, Results, SideResult

METHOD, VERSION = "otsu-shared", "1"


def condition(number=0, *, set_name="grid", body=None, right=10.0, left=20.0, **more) -> Condition:
    return Condition(set_name, number, 10_000 + number, right, left, body=number if body is None else body, **more)


def side(
    error,
    *,
    of=None,
    which=Side.RIGHT,
    given=Given.OUTLINES,
    method=METHOD,
    half_width=None,
    area_mm2=500.0,
    flags=(),
) -> SideResult:
    """A side whose number is off by `error` points (None: no number), with an interval of this half-width."""
    of = condition() if of is None else of
    true = of.fat_right_percent if which is Side.RIGHT else of.fat_left_percent
    found = None if error is None else true + error
    interval = None if half_width is None or found is None else (found - half_width, found + half_width)
    return SideResult(of, given, method, which, true, true, 500.0, area_mm2, found, interval, flags)


def pair(error, *, of=None, given=Given.OUTLINES, method=METHOD) -> PairResult:
    of = condition() if of is None else of
    true = of.fat_right_percent - of.fat_left_percent
    return PairResult(of, given, method, true, None if error is None else true + error, None, None)


def results(sides, pairs=(), methods=((METHOD, VERSION),)) -> Results:
    return Results(tuple(sides), tuple(pairs), tuple(methods))
