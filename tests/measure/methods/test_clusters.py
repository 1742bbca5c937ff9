"""Two clusters against brute force, scikit-image and hand-made mixtures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.measure.methods import MethodContext, Sample, find_method
from viewer.measure.methods.clusters import upper_bell
from viewer.measure.methods.cross_entropy import li_threshold

CONTEXT = MethodContext(shape=(1, 1), values=np.zeros((1, 1)))
POOLED = ("li", "gmm2", "kmeans2")


def sample(values, weights=None):
    values = np.asarray(values, float)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    return Sample(values, weights, np.arange(len(values)))


def two_bells(seed=3, n=2000, share=0.3):
    rng = np.random.default_rng(seed)
    lean = rng.normal(300.0, 40.0, round(n * (1 - share)))
    return np.concatenate([lean, rng.normal(1200.0, 120.0, n - len(lean))])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 40))
def test_two_means_are_the_best_of_all_splits(seed, n):
    rng = np.random.default_rng(seed)
    values, weights = rng.integers(0, 30, n).astype(float), rng.uniform(0.05, 1.0, n)
    rule = find_method("kmeans2").learn([sample(values, weights)], CONTEXT)
    if np.ptp(values) == 0:
        assert rule is None
        return

    def spread(is_upper):
        parts = [(values[p], weights[p]) for p in (is_upper, ~is_upper)]
        return sum(float(w @ (v - np.average(v, weights=w)) ** 2) for v, w in parts)

    best = min(spread(values > low) for low in np.unique(values)[:-1])
    assert spread(values > rule.threshold) == pytest.approx(best, abs=1e-9)


def test_two_means_split_as_otsu_does():
    pixels = sample(two_bells())
    ours, otsu = (find_method(name).learn([pixels], CONTEXT) for name in ("kmeans2", "otsu-shared"))
    assert ours.fractions(pixels).tolist() == otsu.fractions(pixels).tolist()
    means = [pixels.values[ours.fractions(pixels) == part].mean() for part in (0, 1)]
    assert ours.threshold == pytest.approx(sum(means) / 2)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_li_splits_like_scikit_image(seed, share):
    from skimage.filters import threshold_li

    values = np.rint(np.abs(two_bells(seed, share=share)))
    theirs = values > threshold_li(values)
    assert np.mean((values > li_threshold(sample(values))) != theirs) < 0.002


def test_li_where_the_lower_class_has_no_brightness():
    assert 0.0 <= li_threshold(sample([0, 0, 0, 10])) < 10.0
    assert 5.0 <= li_threshold(sample([5, 6])) < 6.0
    assert li_threshold(sample([4, 4, 4])) is None


def test_a_mixture_of_two_finds_the_bells_it_is_made_of():
    values = two_bells(share=0.3)
    found = upper_bell(sample(values))
    assert found.mean() == pytest.approx(0.3, abs=0.005)
    rule = find_method("gmm2").learn([sample(values)], CONTEXT)
    assert rule.threshold == values[~found].max()
    assert rule.total(sample(values)) <= found.mean()


def test_a_mixture_reaches_a_likelihood_that_no_small_step_betters():
    """Means of the fitted bells are those of their pixels, weighted by membership: a fixed point of the fit."""
    values = two_bells(seed=8, share=0.4)
    first, again = upper_bell(sample(values)), upper_bell(sample(values[::-1]))
    assert first.tolist() == again[::-1].tolist()
    is_lean = np.arange(len(values)) < 1200
    assert np.mean(first == ~is_lean) > 0.995


def test_a_bell_on_a_single_value_does_not_break_the_mixture():
    values = np.concatenate([np.full(500, 100.0), [900.0, 901.0]])
    assert upper_bell(sample(values)).tolist() == [False] * 500 + [True] * 2
    assert upper_bell(sample(np.full(9, 5.0))) is None


@pytest.mark.parametrize("name", POOLED)
def test_weights_count_like_repeated_pixels(name):
    values, repeats = two_bells(n=60), np.random.default_rng(0).integers(1, 4, 60)
    weighted = find_method(name).learn([sample(values, repeats)], CONTEXT).threshold
    assert weighted == pytest.approx(
        find_method(name).learn([sample(np.repeat(values, repeats))], CONTEXT).threshold, rel=1e-6
    )


@pytest.mark.parametrize("name", POOLED)
@pytest.mark.parametrize(("scale", "offset"), [(0.01, 0.0), (3.0, -5000.0), (1.0, 1e6)])
def test_thresholds_follow_scale_and_offset(name, scale, offset):
    values = two_bells(n=400)
    plain = find_method(name).learn([sample(values)], CONTEXT).fractions(sample(values))
    moved = sample(values * scale + offset)
    assert find_method(name).learn([moved], CONTEXT).fractions(moved).tolist() == plain.tolist()


@pytest.mark.parametrize("name", POOLED)
def test_equal_pixels_give_no_threshold(name):
    assert find_method(name).learn([sample(np.full(20, 3.0))], CONTEXT) is None
