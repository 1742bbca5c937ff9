"""Percentiles and distinct numbers against numpy's own, and that they import nothing slow."""

import subprocess
import sys

import numpy as np
import pytest

from viewer.core.percentiles import distinct, percentiles

PERCENTS = [0.0, 0.5, 1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0, 99.5, 100.0]


@pytest.mark.parametrize("count", [1, 2, 3, 10, 101, 5_000])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_percentiles_are_those_of_numpy(count, dtype):
    rng = np.random.default_rng(count)
    values = rng.normal(300.0, 80.0, count).astype(dtype)
    assert percentiles(values.astype("f8"), PERCENTS) == tuple(np.percentile(values.astype("f8"), PERCENTS))


def test_percentiles_of_whole_numbers_with_many_alike():
    values = np.random.default_rng(3).integers(0, 12, 4_000).astype("f8")
    assert percentiles(values, PERCENTS) == tuple(np.percentile(values, PERCENTS))


def test_percentiles_leave_the_values_as_they_are():
    values = np.array([3.0, 1.0, 2.0])
    percentiles(values, [50.0])
    assert values.tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_distinct_numbers_are_those_of_numpy(count):
    values = np.random.default_rng(count).integers(-20, 20, count).astype("f8")
    assert distinct(values).tolist() == np.unique(values).tolist()


def test_neither_imports_masked_arrays():
    code = (
        "import sys, numpy as np\nfrom viewer.core.percentiles import distinct, percentiles\n"
        "v = np.arange(9.0)\nassert percentiles(v, [50.0]) == (4.0,) and distinct(v).size == 9\n"
        "print('numpy.ma' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
