"""Verdicts: what lies within the range is met, what lies outside is called missed, what is not there neither."""

import pytest

from tests.measure.validation.made_results import METHOD, condition, results, side
from viewer.measure.validation.results import Given
from viewer.measure.validation.statistics import scores
from viewer.measure.validation.targets import Verdict, reached


def verdict(sides, words, given=Given.OUTLINES, default=METHOD, methods=((METHOD, "1"),)):
    found = reached(scores(results(sides, methods=methods)), default=default)
    [one] = [r for r in found if r.target.words == words and r.target.given is given]
    return one


@pytest.mark.parametrize(
    ("error", "given", "expected"),
    [
        (1.9, Given.OUTLINES, Verdict.MET),
        (2.1, Given.OUTLINES, Verdict.MISSED),
        (1.4, Given.REFERENCES, Verdict.MET),
        (1.9, Given.REFERENCES, Verdict.MISSED),
    ],
)
def test_mean_error_has_a_limit_for_each_of_what_was_given(error, given, expected):
    assert verdict([side(error, given=given)], "Mean absolute error", given).verdict is expected


@pytest.mark.parametrize(("error", "expected"), [(0.4, "met"), (-0.4, "met"), (0.6, "missed"), (-0.6, "missed")])
def test_bias_counts_to_both_sides(error, expected):
    assert verdict([side(error)], "Bias").verdict == expected


@pytest.mark.parametrize(("missed", "expected"), [(0, "missed"), (4, "met"), (10, "missed")])
def test_intervals_may_hold_the_truth_too_often(missed, expected):
    sides = [side(9.0 if number < missed else 0.0, half_width=3.0) for number in range(100)]
    assert verdict(sides, "Truth within the 95 % interval").verdict == expected


def test_a_side_without_a_number_misses_a_target():
    words = "Sides that get a number"
    assert verdict([side(0.0), side(0.1)], words).verdict is Verdict.MET
    assert verdict([side(0.0), side(None)], words).verdict is Verdict.MISSED


def test_what_was_not_measured_is_neither_met_nor_missed():
    found = verdict([side(None)], "Mean absolute error")
    assert (found.value, found.verdict) == (None, Verdict.UNKNOWN)
    assert verdict([side(0.0)], "Repeatability coefficient").verdict is Verdict.UNKNOWN


def test_every_threshold_method_must_mark_lean_muscle():
    lean = condition(0, set_name="lean")
    methods = (("otsu-shared", "1"), ("otsu-each", "1"))
    marked = side(1.0, of=lean, method="otsu-shared", flags=("one-mode",))
    words = "Lean sides whose threshold is marked as meaningless"
    both = [marked, side(1.0, of=lean, method="otsu-each", flags=("one-mode",))]
    assert verdict(both, words, methods=methods).verdict is Verdict.MET
    one = [marked, side(1.0, of=lean, method="otsu-each")]
    assert verdict(one, words, methods=methods).verdict is Verdict.MISSED
