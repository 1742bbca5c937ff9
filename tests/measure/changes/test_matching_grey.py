"""Two dates look alike: muscle and fat have the same grey on both, whatever unit each scanner counts in."""

import numpy as np
import pytest

from viewer.core.grey import Window
from viewer.measure.anchored.scale import Gain, SliceScale
from viewer.measure.changes.matching_grey import Brightness, matched_window

EVEN = Gain((0.0, 0.0), (1.0, 1.0))
WINDOW = Window(300.0, 500.0)


def bright(values, muscle=None, fat=None, sign=1.0):
    found = None if muscle is None else SliceScale(muscle, fat, EVEN, (), 1.0)
    return Brightness(np.asarray(values, dtype=np.float64), found, sign)


def test_levels_of_muscle_and_fat_are_matched():
    # (100, 500) to (40, 140): a quarter as wide, and 300 lies in the middle of both
    found = matched_window(WINDOW, bright([0.0], 100.0, 500.0), bright([0.0], 40.0, 140.0))
    assert (found.center, found.width) == pytest.approx((90.0, 125.0))
    values = np.array([[100.0, 300.0, 500.0]])
    other = np.array([[40.0, 90.0, 140.0]])
    assert np.array_equal(WINDOW.to_grey(values), found.to_grey(other))


def test_an_image_that_shows_low_values_bright_is_matched_too():
    found = matched_window(WINDOW, bright([0.0], 100.0, 500.0), bright([0.0], -940.0, -840.0, sign=-1.0))
    assert (found.center, found.width) == pytest.approx((890.0, 125.0))
    fat, muscle = found.to_grey(np.array([840.0, 940.0]), is_inverted=True)
    assert [fat, muscle] == pytest.approx(WINDOW.to_grey(np.array([500.0, 100.0])).tolist(), abs=1)


def test_without_both_scales_percentiles_are_matched():
    values = np.append(np.linspace(0.0, 1000.0, 1001), np.nan)
    found = matched_window(WINDOW, bright(values, 1.0, 2.0), bright(values * 2.0 + 10.0))
    assert (found.center, found.width) == pytest.approx((610.0, 1000.0))


@pytest.mark.parametrize("values", [[np.nan], [7.0, 7.0]])
def test_an_image_without_contrast_keeps_the_window(values):
    assert matched_window(WINDOW, bright([0.0, 1.0]), bright(values)) == WINDOW
