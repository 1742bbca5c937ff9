"""Limits of agreement against Bland & Altman's own example and by their properties."""

import numpy as np
import pytest

from viewer.measure.agreement.bland_altman import bland_altman

WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
"""Peak flow in l/min of 17 people, first reading of both meters: Bland & Altman 1986, table 1."""


def test_the_published_example():
    found = bland_altman(WRIGHT, MINI, range(17))
    assert found.bias == pytest.approx(-2.1, abs=0.05)
    assert found.sd == pytest.approx(38.8, abs=0.05)
    # Published limits are bias ± 2 SD: −79.7 and 75.5; ours ± 1.96 SD.
    assert (found.lower, found.upper) == pytest.approx((-2.118 - 1.96 * 38.765, -2.118 + 1.96 * 38.765), abs=0.01)
    assert found.bias_interval == pytest.approx((-22.0, 17.8), abs=0.1)
    assert found.points[0] == (503.0, -18.0)
    # Zou's interval lies farther out than in: the standard deviation of 17 people is rather too small than too large.
    assert found.upper_interval[0] < found.upper < found.upper_interval[1]
    assert found.upper_interval[1] - found.upper > found.upper - found.upper_interval[0]


def test_exchanging_the_readings_turns_the_signs():
    one, other = bland_altman(WRIGHT, MINI, range(17)), bland_altman(MINI, WRIGHT, range(17))
    assert other.bias == pytest.approx(-one.bias)
    assert other.lower_interval == pytest.approx((-one.upper_interval[1], -one.upper_interval[0]))


def test_several_measurements_per_patient_by_hand():
    # differences 1, 3 | 5, 7 | 9, 11: means 2, 6, 10; variance of means 16; within 2 (3 degrees); harmonic 2
    found = bland_altman([1, 3, 5, 7, 9, 11], [0] * 6, ["a", "a", "b", "b", "c", "c"])
    assert (found.patients, found.bias) == (3, 6.0)
    assert found.sd == pytest.approx(np.sqrt(16 + 0.5 * 2))


def test_a_copy_of_every_measurement_adds_no_certainty():
    single = bland_altman(WRIGHT, MINI, range(17))
    double = bland_altman(WRIGHT * 2, MINI * 2, list(range(17)) * 2)
    assert (double.bias_interval, double.upper_interval) == (
        pytest.approx(single.bias_interval),
        pytest.approx(single.upper_interval),
    )


def test_the_interval_of_a_limit_covers_the_true_limit():
    rng = np.random.default_rng(5)
    truth, covered = 1.0 + 1.96 * np.sqrt(4.0 + 1.0), 0
    patients = np.repeat(np.arange(20), 2)
    for _ in range(300):
        differences = 1.0 + rng.normal(0, 2, 20)[patients] + rng.normal(0, 1, 40)
        low, high = bland_altman(differences, np.zeros(40), patients.tolist()).upper_interval
        covered += low <= truth <= high
    assert 0.91 <= covered / 300 <= 0.99


def test_one_patient_has_no_limits():
    with pytest.raises(ValueError, match="two patients"):
        bland_altman([1, 2], [2, 3], ["a", "a"])
