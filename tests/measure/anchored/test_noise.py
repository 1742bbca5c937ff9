"""Noise of magnitude images: from the air, else from the texture of tissue, else unknown."""

import numpy as np
import pytest

from viewer.measure.anchored.noise import noise_sd

WHOLE = (slice(None), slice(None))
BODY = (slice(50, 150), slice(50, 150))


def magnitude(sd, *, seed=0):
    """Tissue of 400 and 1000 in the middle, air round it, both with noise of this standard deviation."""
    rng = np.random.default_rng(seed)
    signal = np.zeros((200, 200))
    signal[40:160, 40:160] = 400.0
    signal[100:160, 40:160] = 1000.0
    return np.hypot(signal + rng.normal(0, sd, signal.shape), rng.normal(0, sd, signal.shape))


@pytest.mark.parametrize("sd", [5.0, 12.0, 25.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_air_tells_the_noise_within_5_percent(sd, seed):
    assert noise_sd(magnitude(sd, seed=seed), BODY) == pytest.approx(sd, rel=0.05)


@pytest.mark.parametrize("sd", [5.0, 12.0, 25.0])
def test_air_that_was_set_to_zero_leaves_the_texture_of_tissue(sd):
    signal = magnitude(sd)
    signal[:40], signal[160:], signal[:, :40], signal[:, 160:] = 0.0, 0.0, 0.0, 0.0
    assert noise_sd(signal, BODY) == pytest.approx(sd, rel=0.15)


def test_without_air_in_view_the_texture_tells():
    assert noise_sd(magnitude(12.0)[45:155, 45:155], WHOLE) == pytest.approx(12.0, rel=0.15)


def test_edges_and_slopes_are_no_noise():
    y, x = np.mgrid[:120, :120]
    signal = 400.0 + 2.0 * x + np.where(y > 60, 500.0, 0.0)
    assert noise_sd(signal, WHOLE) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("signal", [np.zeros((50, 50)), np.full((50, 50), 300.0), np.full((5, 5), 300.0)])
def test_what_shows_no_noise_has_none(signal):
    assert noise_sd(signal, WHOLE) == 0.0


def test_the_unit_of_brightness_only_scales_it():
    signal = magnitude(12.0)
    assert noise_sd(7.0 * signal, BODY) == pytest.approx(7.0 * noise_sd(signal, BODY))
