"""Flags of thresholds by their place, and of finished numbers."""

import numpy as np
import pytest

from viewer.measure.flagging.number_flags import number_flags, threshold_flags
from viewer.measure.flagging.separability import Levels
from viewer.measure.methods import Sample

SAMPLE = Sample(np.linspace(100.0, 1100.0, 1001), np.ones(1001), np.arange(1001))
EXACT = Levels(fat=1000.0, muscle=200.0)


@pytest.mark.parametrize(
    ("threshold", "levels", "expected"),
    [
        (600.0, EXACT, set()),
        (470.0, EXACT, {"threshold-off-centre"}),
        (730.0, EXACT, {"threshold-off-centre"}),
        (730.0, Levels(fat=1000.0), set()),
        (105.0, Levels(), {"threshold-at-edge"}),
        (1095.0, Levels(), {"threshold-at-edge"}),
        (115.0, Levels(), set()),
        (5000.0, EXACT, {"threshold-at-edge", "threshold-off-centre"}),
        (600.0, Levels(fat=100.0, muscle=200.0), set()),
        (None, EXACT, set()),
    ],
)
def test_the_place_of_a_threshold(threshold, levels, expected):
    assert threshold_flags(threshold, SAMPLE, levels) == expected


def test_slivers_of_pixels_do_not_count_as_area():
    weights = np.where(SAMPLE.values > 600.0, 1e-6, 1.0)
    assert threshold_flags(600.0, Sample(SAMPLE.values, weights, SAMPLE.index), EXACT) == {"threshold-at-edge"}


def test_finished_numbers():
    assert number_flags(0.3, interval_percent=(25.0, 34.9), anchored_difference_points=-4.9) == set()
    assert number_flags(0.3, interval_percent=(25.0, 35.1)) == {"wide-interval"}
    assert number_flags(0.3, anchored_difference_points=-5.1) == {"methods-differ"}
    assert number_flags(0.96) == {"all-fat"}
    assert number_flags(None) == set()
