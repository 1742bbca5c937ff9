"""The scale from reference outlines alone."""

import math

import numpy as np
import pytest

from tests.memory import box
from viewer.core.outline import Structure
from viewer.measure.methods.outlined import outlined_scale


def test_levels_are_medians_of_what_was_outlined():
    brightness = np.full((20, 30), 200.0)
    brightness[:, 15:] = 900.0
    brightness[5, 5] = 5000.0
    brightness[6, 6] = math.nan
    muscle = box(1.5, 1.5, 10.5, 12.5, structure=Structure.REFERENCE_MUSCLE)
    fat = box(16.5, 1.5, 20.5, 12.5, structure=Structure.REFERENCE_FAT)
    scale = outlined_scale(brightness, [muscle, fat, box(1.5, 1.5, 29.5, 12.5)])
    assert (scale.muscle, scale.fat) == (200.0, 900.0)
    assert [(r.structure, r.tissue, r.is_automatic) for r in scale.references] == [
        (Structure.REFERENCE_FAT, "outlined", False),
        (Structure.REFERENCE_MUSCLE, "outlined", False),
    ]
    assert scale.reference(Structure.REFERENCE_MUSCLE).area_px == pytest.approx(9 * 11)


def test_what_was_not_outlined_is_not_known():
    brightness = np.full((20, 30), 200.0)
    assert outlined_scale(brightness, [box(1.5, 1.5, 9.5, 9.5)]) is None
    only = outlined_scale(brightness, [box(1.5, 1.5, 9.5, 9.5, structure=Structure.REFERENCE_MUSCLE)])
    assert (only.muscle, only.is_complete) == (200.0, False)
    assert math.isnan(only.fat)
