"""Statistics against tables computed by hand."""

import math

import pytest

from tests.measure.validation.made_results import condition, pair, results, side
from viewer.core.outline import Side
from viewer.measure.validation.results import Given
from viewer.measure.validation.statistics import errors_of, repeatability, scores


def test_errors_by_hand():
    found = errors_of([side(error) for error in (1.0, -2.0, 3.0, None)])
    assert (found.sides, found.measured) == (4, 3)
    assert found.mean_absolute == pytest.approx(2.0)
    assert found.bias == pytest.approx(2.0 / 3.0)
    assert found.sd == pytest.approx(math.sqrt((1 / 9 + 64 / 9 + 49 / 9) / 2))
    assert found.percentile_95 == pytest.approx(2.0 + 0.9 * 1.0)  # between the second and the third of 1, 2, 3


def test_without_a_number_there_are_no_errors():
    found = errors_of([side(None)])
    assert (found.sides, found.measured, found.mean_absolute, found.bias) == (1, 0, None, None)


def test_errors_are_told_apart_by_fat_fraction():
    lean, fat = condition(0, right=5.0, left=60.0), condition(1, right=60.0, left=10.0)
    sides = [
        side(1.0, of=lean),
        side(3.0, of=lean, which=Side.LEFT),
        side(-5.0, of=fat),
        side(2.0, of=fat, which=Side.LEFT),
    ]
    [score] = scores(results(sides))
    assert {level: errors.mean_absolute for level, errors in score.by_fat} == {5.0: 1.0, 10.0: 2.0, 60.0: 4.0}
    assert score.low_fat.mean_absolute == pytest.approx(1.5)
    assert score.low_fat.sides == 2


def test_repeatability_by_hand():
    # within-variances 2 (of 1, 3; mean 2) and 0.5 (of 10, 11): pooled 1.25
    assert repeatability([[1.0, 3.0], [10.0, 11.0], [7.0]]) == pytest.approx(1.96 * math.sqrt(2.0 * 1.25))
    assert repeatability([[1.0], []]) is None


def test_repeats_are_the_same_muscle_of_the_same_body():
    sides = [
        side(error, of=condition(number, set_name="repeat", body=number // 2, repetition=number % 2), which=which)
        for number, error in enumerate((0.0, 2.0, 5.0, 5.0))
        for which in (Side.RIGHT, Side.LEFT)
    ]
    [score] = scores(results(sides))
    assert score.repeatability_points == pytest.approx(1.96 * math.sqrt(2.0 * (2.0 + 0.0) / 2.0))
    assert score.area_repeatability_mm2 == 0.0


def test_coverage_and_width_by_hand():
    # errors 1, 2, 4 with half-width 3: two of three intervals hold the truth; one side has none
    sides = [*(side(error, half_width=3.0) for error in (1.0, 2.0, 4.0)), side(0.5)]
    [score] = scores(results(sides))
    assert score.intervals.count == 3
    assert score.intervals.coverage_percent == pytest.approx(200.0 / 3.0)
    assert score.intervals.half_width_points == pytest.approx(3.0)


def test_the_error_of_the_difference_by_hand():
    [score] = scores(results([side(0.0)], [pair(1.0), pair(-1.0), pair(None), pair(3.0)]))
    assert score.difference_sd_points == pytest.approx(2.0)


def test_ratio_area_and_flags_by_hand():
    # true 10 %: ratio 1/9. Measured 20 %: ratio 1/4, 125 % too large; measured 10 %: right
    sides = [side(10.0, area_mm2=510.0, flags=("one-mode",)), side(0.0, area_mm2=500.0, flags=("lossy",)), side(None)]
    [score] = scores(results(sides))
    assert score.ratio_error_percent == pytest.approx(125.0 / 2.0)
    assert score.area_error_percent == pytest.approx(2.0 / 3.0)
    assert score.do_not_use_percent == pytest.approx(50.0)


def test_sets_methods_and_what_was_given_are_kept_apart_in_order():
    methods = (("otsu-each", "1"), ("otsu-shared", "1"))
    sides = [
        side(1.0, of=condition(0, set_name=name), given=given, method=method)
        for name in ("grid", "lean")
        for given in (Given.OUTLINES, Given.REFERENCES)
        for method in ("otsu-shared", "otsu-each")
    ]
    found = [(s.set_name, s.given, s.method) for s in scores(results(sides, methods=methods))]
    assert found == [
        (name, given, method)
        for name in ("grid", "lean")
        for given in (Given.REFERENCES, Given.OUTLINES)
        for method in ("otsu-each", "otsu-shared")
    ]
