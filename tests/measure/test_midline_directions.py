"""A midline parts right from left, or tells no side at all."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import AXIAL, box, image
from viewer.core.document import Midline
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.measure.midline import parts_sides, side_by_midline

VALUES = np.zeros((80, 100))
STANDING = Orientation((0.0, 1.0, 0.0), (1.0, 0.0, 0.0))


def line(degrees: float, *, row_mm: float = 0.7, column_mm: float = 0.5):
    """Line through the middle that leans by an angle from the image's columns, measured in mm."""
    across, down = math.sin(math.radians(degrees)) / column_mm, math.cos(math.radians(degrees)) / row_mm
    return ((50 - 10 * across, 40 - 10 * down), (50 + 10 * across, 40 + 10 * down))


@pytest.mark.parametrize(
    ("degrees", "parts"), [(0, True), (45, True), (59, True), (61, False), (90, False), (121, True)]
)
def test_a_line_that_leans_more_than_60_degrees_parts_front_from_back(degrees, parts):
    shown = image(VALUES, spacing=Spacing(0.7, 0.5))
    assert parts_sides(line(degrees), shown) is parts
    turned = image(VALUES, orientation=STANDING, spacing=Spacing(0.7, 0.5))
    assert parts_sides(line(degrees + 90), turned) is parts


@pytest.mark.parametrize("orientation", [AXIAL, STANDING])
def test_no_outline_gets_a_side_from_a_line_across(orientation):
    """Exactly across, either side of the line was called left before, whichever it was."""
    shown = image(VALUES, orientation=orientation, spacing=Spacing(1.0, 1.0))
    across = ((10.0, 40.0), (90.0, 40.0)) if orientation is AXIAL else ((50.0, 10.0), (50.0, 70.0))
    for outline in (box(10, 10, 30, 30), box(60, 50, 80, 70)):
        assert side_by_midline(outline, Midline(SliceKey("1.2.3"), across), shown) is Side.UNKNOWN


def test_stated_sides_and_points_that_coincide():
    shown = image(VALUES, orientation=None, spacing=None)
    stated = replace(shown, geometry=PlaneGeometry(stated_sides="neurological"))
    assert parts_sides(((50.0, 10.0), (50.0, 70.0)), stated)
    assert not parts_sides(((10.0, 40.0), (90.0, 41.0)), stated)
    assert not parts_sides(((10.0, 40.0), (10.0, 40.0)), stated)
