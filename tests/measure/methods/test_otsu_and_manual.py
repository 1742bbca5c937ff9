"""Thresholds against brute force and scikit-image, and what each method shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.errors import UsageError
from viewer.measure.methods import MethodContext, Sample, find_method, otsu_threshold


def sample(values, weights=None):
    values = np.asarray(values, float)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    return Sample(values, weights, np.arange(len(values)))


def context(**known):
    return MethodContext(shape=(8, 8), values=np.zeros((8, 8)), **known)


def brute_force(values, weights):
    best, threshold = -1.0, None
    for low, high in zip(np.unique(values)[:-1], np.unique(values)[1:], strict=True):
        below = values <= low
        w0, w1 = weights[below].sum(), weights[~below].sum()
        between = (
            w0
            * w1
            * (np.average(values[below], weights=weights[below]) - np.average(values[~below], weights=weights[~below]))
            ** 2
        )
        if between > best * (1 + 1e-12):
            best, threshold = between, (low + high) / 2
    return threshold


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60))
def test_otsu_equals_brute_force_over_every_gap(seed, n):
    rng = np.random.default_rng(seed)
    values, weights = rng.integers(0, 30, n).astype(float), rng.uniform(0.05, 1.0, n)
    if np.ptp(values) == 0:
        assert otsu_threshold(sample(values, weights)) is None
    else:
        assert otsu_threshold(sample(values, weights)) == pytest.approx(brute_force(values, weights))


def test_otsu_splits_like_scikit_image_on_two_noisy_modes():
    from skimage.filters import threshold_otsu

    rng = np.random.default_rng(3)
    values = np.rint(np.concatenate([rng.normal(200, 30, 3000), rng.normal(800, 60, 1500)]))
    ours, theirs = otsu_threshold(sample(values)), threshold_otsu(values.astype(int), nbins=2048)
    assert np.mean((values > ours) != (values > theirs)) < 0.002


@given(st.floats(0.01, 100), st.floats(-1e6, 1e6))
def test_otsu_follows_scale_and_offset(scale, offset):
    values = np.array([1.0, 2, 2, 3, 10, 11, 12, 12])
    moved = otsu_threshold(sample(values * scale + offset))
    assert (values * scale + offset > moved).tolist() == (values > otsu_threshold(sample(values))).tolist()


def test_weights_count_like_repeated_pixels():
    values = np.array([1.0, 2.0, 7.0, 9.0, 20.0])
    repeats = np.array([3, 1, 4, 2, 2])
    assert otsu_threshold(sample(values, repeats)) == otsu_threshold(sample(np.repeat(values, repeats)))


def test_shared_learns_from_all_samples_and_each_from_one():
    lean, fatty = sample([10, 11, 12, 30]), sample([10, 90, 95, 99])
    assert find_method("otsu-shared").is_pooled
    assert not find_method("otsu-each").is_pooled
    shared = find_method("otsu-shared").learn([lean, fatty], context())
    assert shared.threshold == pytest.approx((30 + 90) / 2)
    assert shared.fractions(lean).tolist() == [0, 0, 0, 0]
    each = find_method("otsu-each").learn([lean], context())
    assert each.threshold == pytest.approx(21.0)
    assert each.fractions(lean).tolist() == [0, 0, 0, 1]
    assert each.total(lean) == pytest.approx(0.25)


def test_manual_counts_values_above_the_threshold_only():
    rule = find_method("manual").learn([], context(threshold=50.0))
    assert rule.fractions(sample([49, 50, 51])).tolist() == [0, 0, 1]
    assert rule.total(sample([49, 50, 51], [1.0, 1.0, 0.5])) == pytest.approx(0.2)
    with pytest.raises(UsageError, match="--threshold"):
        find_method("manual").learn([sample([1, 2])], context())


def test_unknown_methods_are_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="otsu-shared, otsu-each, otsu-imagej, li"):
        find_method("kmeans")
