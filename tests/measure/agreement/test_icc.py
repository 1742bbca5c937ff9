"""Intraclass correlation against the worked example of Shrout & Fleiss 1979 and by its properties."""

import numpy as np
import pytest

from viewer.measure.agreement.icc import icc_agreement, icc_consistency, mean_squares, minimal_detectable_change

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=np.float64
)
"""Six subjects × four judges, table 2 of Shrout & Fleiss 1979."""


def test_mean_squares_of_the_published_table():
    squares = mean_squares(SHROUT_FLEISS)
    assert (squares.targets, squares.readings) == (6, 4)
    # table 3: between targets 11.24, between judges 32.49, residual 1.02
    assert squares.between_targets == pytest.approx(11.24, abs=0.005)
    assert squares.between_readings == pytest.approx(32.49, abs=0.005)
    assert squares.error == pytest.approx(1.02, abs=0.005)


def test_published_correlations_and_intervals():
    squares = mean_squares(SHROUT_FLEISS)
    agreement, consistency = icc_agreement(squares), icc_consistency(squares)
    assert (round(agreement.value, 2), round(consistency.value, 2)) == (0.29, 0.71)
    # To two digits as R's psych::ICC gives them for this table, which comes with it.
    assert agreement.interval == pytest.approx((0.02, 0.76), abs=5e-3)
    assert consistency.interval == pytest.approx((0.34, 0.95), abs=5e-3)


def test_error_of_measurement():
    squares = mean_squares(SHROUT_FLEISS)
    assert squares.sem_consistency == pytest.approx(np.sqrt(1.0194), abs=1e-4)
    assert squares.sem_agreement == pytest.approx(np.sqrt(1.0194 + (32.4861 - 1.0194) / 6), abs=1e-4)
    assert minimal_detectable_change(1.0) == pytest.approx(2.7719, abs=1e-4)


def test_a_constant_bias_lowers_agreement_and_leaves_consistency():
    rng = np.random.default_rng(3)
    truth = rng.normal(20.0, 8.0, 40)
    table = np.stack([truth + rng.normal(0, 1, 40), truth + rng.normal(0, 1, 40)], axis=1)
    moved = table + np.array([0.0, 6.0])
    before, after = mean_squares(table), mean_squares(moved)
    assert icc_consistency(after).value == pytest.approx(icc_consistency(before).value)
    assert icc_agreement(after).value < icc_agreement(before).value - 0.1
    for scaled in (3.0 * moved, moved[::-1], moved[:, ::-1]):
        again = mean_squares(scaled)
        assert icc_agreement(again).value == pytest.approx(icc_agreement(after).value)
        assert icc_agreement(again).interval == pytest.approx(icc_agreement(after).interval)


def test_the_interval_covers_the_true_correlation():
    rng = np.random.default_rng(11)
    truth = 16.0 / (16.0 + 1.0 + 2.0)  # variances of targets, readings and error
    covered = 0
    for _ in range(300):
        table = rng.normal(0, 4, (25, 1)) + rng.normal(0, 1, (1, 5)) + rng.normal(0, np.sqrt(2), (25, 5))
        low, high = icc_agreement(mean_squares(table)).interval
        covered += low <= truth <= high
    assert 0.91 <= covered / 300 <= 0.99


def test_equal_readings_agree_wholly_and_have_no_interval():
    column = np.array([[0.1], [0.2], [0.7]])
    squares = mean_squares(np.repeat(column, 2, axis=1))
    assert (icc_agreement(squares).value, icc_consistency(squares).value) == (1.0, 1.0)
    assert (icc_agreement(squares).interval, icc_consistency(squares).interval) == (None, None)
    assert squares.sem_agreement == 0.0


def test_where_nothing_varies_there_is_no_correlation():
    squares = mean_squares(np.full((4, 2), 0.1))
    assert (icc_agreement(squares), icc_consistency(squares)) == (None, None)


@pytest.mark.parametrize("table", [np.zeros((1, 2)), np.zeros((3, 1)), np.array([[1.0, np.nan], [1.0, 2.0]])])
def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(ValueError, match="full table"):
        mean_squares(table)
