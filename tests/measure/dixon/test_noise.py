"""What noise adds to weak signal, and that sums are free of it afterwards."""

import numpy as np
import pytest

from viewer.measure.dixon.noise import noise_sds, without_floor


def magnitude(signal, sd, seed):
    rng = np.random.default_rng(seed)
    return np.hypot(signal + rng.normal(0, sd, signal.shape), rng.normal(0, sd, signal.shape))


def body(level):
    signal = np.zeros((120, 120))
    signal[30:90, 30:90] = level
    return signal


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0, 4.0, 10.0, 40.0])
def test_sums_hold_nearly_no_floor(level):
    measured = magnitude(np.full(40_000, level), 1.0, 3)
    assert without_floor(measured, 1.0).mean() == pytest.approx(level, abs=0.32 if level < 0.5 else 0.12)
    assert without_floor(5.0 * measured, 5.0).mean() == pytest.approx(5.0 * without_floor(measured, 1.0).mean())


def test_the_floor_is_there_to_begin_with():
    assert magnitude(np.zeros(40_000), 1.0, 3).mean() == pytest.approx(1.253, abs=0.01)


def test_strong_signal_is_hardly_changed_and_grows_on():
    values = np.linspace(7.5, 100.0, 2000)
    changed = without_floor(values, 1.0)
    assert np.abs(changed - values).max() < 0.1
    assert (np.diff(changed) > 0.0).all()


def test_nothing_is_taken_off_where_noise_is_not_known():
    values = np.arange(9.0)
    assert without_floor(values, 0.0) is values


@pytest.mark.parametrize("sd", [0.5, 3.0])
def test_noise_is_measured_in_air(sd):
    fat, water = magnitude(body(4.0), sd, 1), magnitude(body(60.0), sd, 2)
    assert noise_sds(fat, water) == pytest.approx((sd, sd), rel=0.05)


def test_air_that_was_set_to_0_tells_nothing():
    fat, water = (np.where(body(1.0) > 0, magnitude(body(level), 3.0, 1), 0.0) for level in (0.0, 60.0))
    assert noise_sds(fat, water) == (0.0, 0.0)


def test_lean_muscle_that_fills_the_image_is_no_air():
    """Its fat image is pure noise, its water image is not."""
    fat, water = magnitude(np.zeros((120, 120)), 3.0, 1), magnitude(np.full((120, 120), 40.0), 3.0, 2)
    assert noise_sds(fat, water) == (0.0, 0.0)


def test_signed_and_tiny_images_have_no_floor():
    fat, water = magnitude(body(4.0), 3.0, 1), magnitude(body(60.0), 3.0, 2)
    assert noise_sds(fat - 1.0, water) == (0.0, 0.0)
    assert noise_sds(fat[:20, :20], water[:20, :20]) == (0.0, 0.0)
