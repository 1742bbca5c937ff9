"""Thresholds against brute force and scikit-image, and what each method shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.errors import UsageError
from viewer.measure.methods import METHODS, Sample, find_method, otsu_threshold


def sample(values, weights=None):
    values = np.asarray(values, float)
    return Sample(values, np.ones(len(values)) if weights is None else np.asarray(weights, float))


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


def test_shared_uses_one_threshold_and_each_its_own():
    lean, fatty = sample([10, 11, 12, 30]), sample([10, 90, 95, 99])
    shared = find_method("otsu-shared").separate([lean, fatty], None)
    each = find_method("otsu-each").separate([lean, fatty], None)
    assert shared[0].threshold == shared[1].threshold == pytest.approx((30 + 90) / 2)
    assert shared[0].fractions.tolist() == [0, 0, 0, 0]
    assert each[0].threshold == pytest.approx(21.0)
    assert each[0].fractions.tolist() == [0, 0, 0, 1]


def test_manual_counts_values_above_the_threshold_only():
    [part] = find_method("manual").separate([sample([49, 50, 51])], 50.0)
    assert part.fractions.tolist() == [0, 0, 1]
    with pytest.raises(UsageError, match="--threshold"):
        find_method("manual").separate([sample([1, 2])], None)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_method_has_a_version_and_an_explanation_and_ignores_order(method):
    assert method.version
    assert method.explanation.endswith(".")
    values = np.random.default_rng(1).normal(100, 20, 50)
    first = method.separate([sample(values)], 100.0)[0].fractions
    second = method.separate([sample(values[::-1])], 100.0)[0].fractions
    assert first.tolist() == second[::-1].tolist()


def test_unknown_methods_are_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="otsu-shared, otsu-each, manual"):
        find_method("kmeans")
