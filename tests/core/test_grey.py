"""Stored numbers → values → grey."""

import math

import numpy as np
import pytest

from viewer.core.grey import ModalityTable, ValueMapping, Window, automatic_window
from viewer.errors import GeometryError, UsageError

STORED = np.array([[0, 1, 2], [100, 4095, -5]], dtype=np.int16)


def test_rescale_and_padding():
    values = ValueMapping(slope=2.0, intercept=-10.0, padding=(-5, -5)).to_values(STORED)
    assert values[:, :2] == pytest.approx(np.array([[-10, -8], [190, 8180]]))
    assert math.isnan(values[1, 2])


def test_a_modality_table_replaces_the_rescale_and_ends_hold():
    table = ModalityTable(first=1, values=(10.0, 20.0, 35.0))
    assert ValueMapping(slope=9.0, table=table).to_values(STORED).tolist() == [[10, 10, 20], [35, 35, 10]]


@pytest.mark.parametrize(("slope", "intercept"), [(0.0, 0.0), (math.nan, 0.0), (1.0, math.inf)])
def test_unusable_rescales_are_refused(slope, intercept):
    with pytest.raises(GeometryError, match="rescale"):
        ValueMapping(slope=slope, intercept=intercept)


def test_window_by_hand_and_inverted():
    window = Window(center=100.0, width=200.0)
    values = np.array([-50.0, 0.0, 80.0, 200.0, 900.0, math.nan])
    assert window.to_grey(values).tolist() == [0, 0, 102, 255, 255, 0]
    assert window.to_grey(values, is_inverted=True).tolist() == [255, 255, 153, 0, 0, 0]


@pytest.mark.parametrize(("center", "width"), [(0, 0), (0, -1), (math.nan, 1), (0, math.inf)])
def test_impossible_windows_are_refused(center, width):
    with pytest.raises(UsageError, match="display window"):
        Window(center, width)


def test_automatic_window_leaves_out_missing_values_and_survives_flat_images():
    values = np.append(np.arange(1000.0), math.nan)
    window = automatic_window(values, low_percent=0, high_percent=100)
    assert (window.center, window.width) == (499.5, 999.0)
    assert automatic_window(np.full((3, 3), 7.0)).center == 7.0
    assert automatic_window(np.full((3, 3), math.nan)).width > 0
