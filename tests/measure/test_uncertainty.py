"""Intervals from standard deviations: what outlines share cancels in their difference, and nothing leaves 0…1."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.measure.uncertainty import (
    COVERING,
    Uncertainty,
    difference_sd,
    fraction_interval,
    pooled_uncertainty,
    ratio_interval,
)

PARTS = st.floats(0.0, 0.2)
SHIFTS = st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))


def test_by_hand():
    known = Uncertainty(0.03, (0.04, 0.12))
    assert known.sd == pytest.approx(0.13)
    assert fraction_interval(0.5, known) == pytest.approx((0.5 - 0.13 * COVERING, 0.5 + 0.13 * COVERING))
    assert ratio_interval((0.2, 0.5)) == pytest.approx((0.25, 1.0))


@pytest.mark.parametrize(("fraction", "ends"), [(0.02, (0.0, 0.216)), (0.95, (0.754, 1.0))])
def test_an_interval_ends_where_fractions_do(fraction, ends):
    assert fraction_interval(fraction, Uncertainty(0.1)) == pytest.approx(ends)


def test_a_ratio_that_may_be_without_limit_has_no_interval():
    assert ratio_interval((0.8, 1.0)) is None
    assert ratio_interval((0.0, 0.99)) == pytest.approx((0.0, 99.0))


@given(st.floats(0.0, 1.0), PARTS, SHIFTS)
def test_a_fraction_lies_in_its_interval_and_its_ratio_in_that_of_the_ratio(fraction, own, shared):
    low, high = fraction_interval(fraction, Uncertainty(own, shared))
    assert 0.0 <= low <= fraction <= high <= 1.0
    ratios = ratio_interval((low, high))
    assert (ratios is None) == (high >= 1.0)
    if ratios is not None and fraction < 1.0:
        assert ratios[0] <= fraction / (1.0 - fraction) * (1.0 + 1e-12)
        assert ratios[1] >= fraction / (1.0 - fraction) * (1.0 - 1e-12)


@given(st.floats(0.0, 0.99), st.floats(0.0, 0.99))
def test_a_ratio_grows_with_its_fraction(one, other):
    low, high = sorted((one, other))
    ratios = ratio_interval((low, high))
    assert ratios is not None
    assert ratios[0] <= ratios[1]


def test_what_both_sides_share_cancels():
    right, left = Uncertainty(0.03, (-0.05, 0.02)), Uncertainty(0.04, (-0.05, 0.02))
    assert difference_sd(right, left) == pytest.approx(0.05)
    opposite = Uncertainty(0.04, (0.05, 0.02))
    assert difference_sd(right, opposite) == pytest.approx(math.hypot(0.05, 0.10))


@given(PARTS, PARTS, SHIFTS, SHIFTS)
def test_a_difference_is_never_less_certain_than_both_added(first, second, one, other):
    right, left = Uncertainty(first, one), Uncertainty(second, other)
    assert difference_sd(right, left) <= right.sd + left.sd + 1e-12


def test_several_outlines_of_a_side_are_weighed_by_area():
    parts = [(300.0, Uncertainty(0.04, (0.02, -0.01))), (100.0, Uncertainty(0.08, (0.06, 0.03)))]
    pooled = pooled_uncertainty(parts)
    assert pooled.own == pytest.approx(math.hypot(0.03, 0.02))
    assert pooled.shared == pytest.approx((0.03, 0.0))
    [(_, alone)] = parts[:1]
    assert pooled_uncertainty([(7.0, alone)]) == alone
