"""A number that does not exist for want of a scale says so, and where something else says why it stays silent."""

from dataclasses import replace

import numpy as np
import pytest

from tests.measure.phantom_slices import scene
from tests.memory import image, series
from viewer.core.outline import Structure
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

WITH_SCALE = [method.name for method in METHODS if method.needs_scale]


@pytest.mark.parametrize("method", WITH_SCALE)
def test_without_a_scale_every_row_without_a_number_says_why(method):
    found = measure(scene().document, [scene().series], MeasureSettings(method), held={})
    for row in found.rows:
        assert row.fat_fraction_percent is None
        assert "no-scale" in row.flags
    assert flag("no-scale").level is FlagLevel.DO_NOT_USE


@pytest.mark.parametrize("method", ["anchored", "otsu-shared", "kmeans2", "soft-references"])
def test_a_number_that_exists_or_needs_no_scale_says_nothing_of_it(method):
    held = {} if method in ("otsu-shared", "kmeans2") else None
    found = measure(scene().document, [scene().series], MeasureSettings(method), held=held)
    for row in found.rows:
        assert row.fat_fraction_percent is not None
        assert "no-scale" not in row.flags


@pytest.mark.parametrize("method", WITH_SCALE)
def test_one_missing_reference_counts_where_the_method_needs_it(method):
    known = scene().measured()
    [(key, scale)] = known.scales
    muscle = tuple(r for r in scale.references if r.structure is Structure.REFERENCE_MUSCLE)
    held = {key: replace(scale, fat=float("nan"), references=muscle)}
    found = measure(scene().document, [scene().series], MeasureSettings(method), held=held)
    for row in found.rows:
        assert ("no-scale" in row.flags) == (row.fat_fraction_percent is None)
        assert (row.fat_fraction_percent is None) == (method != "lean-plus-2sd")


def test_a_stronger_reason_is_said_alone():
    flat = series(replace(image(np.full((224, 224), 7.0), uid=scene().uid), geometry=scene().geometry))
    for row in measure(scene().document, [flat], MeasureSettings()).rows:
        assert row.fat_fraction_percent is None
        assert "constant" in row.flags
        assert "no-scale" not in row.flags
