"""Outlines and sides that are refused before anything is measured."""

import numpy as np
import pytest

from tests.memory import SAGITTAL, box, image
from viewer.core.document import Statement
from viewer.core.geometry import Orientation
from viewer.core.grey import ValueMapping
from viewer.core.outline import Side
from viewer.errors import OutlineError, SideError
from viewer.measure.checking import outlines as checks
from viewer.measure.checking.outlines import check_outlines, shape_of
from viewer.measure.midline import estimated_midline, side_by_estimate

FLAT = np.ones((40, 60))
RIGHT, LEFT = box(5, 10, 15, 20, side=Side.RIGHT), box(25, 10, 35, 20, side=Side.LEFT)
AXIS_ALIGNED_AXIAL = [
    ((1, 0, 0), (0, 1, 0)), ((1, 0, 0), (0, -1, 0)), ((-1, 0, 0), (0, 1, 0)), ((-1, 0, 0), (0, -1, 0)),
    ((0, 1, 0), (1, 0, 0)), ((0, 1, 0), (-1, 0, 0)), ((0, -1, 0), (1, 0, 0)), ((0, -1, 0), (-1, 0, 0)),
]  # fmt: skip


def side_warnings(outlines, stored, values):
    estimate = estimated_midline(stored, values) if stored.geometry.can_tell_side else None
    return checks.side_warnings([shape_of(outline, stored) for outline in outlines], stored, estimate=estimate)


@pytest.mark.parametrize(("row", "column"), AXIS_ALIGNED_AXIAL)
def test_in_every_stored_orientation_right_must_lie_at_smaller_patient_x(row, column):
    stored = image(FLAT, orientation=Orientation(row, column))
    first, second = (5, 5, 10, 10), (20, 20, 26, 26)  # apart along both axes of the image
    x = [c * row[0] + r * column[0] for c, r in ((7.5, 7.5), (23, 23))]
    right, left = (first, second) if x[0] < x[1] else (second, first)
    check_outlines([box(*right, side=Side.RIGHT), box(*left, side=Side.LEFT)], stored)
    with pytest.raises(SideError, match="exchange the two"):
        check_outlines([box(*left, side=Side.RIGHT), box(*right, side=Side.LEFT)], stored)


def test_the_scanners_origin_is_not_the_midline():
    """A real right multifidus can lie at positive x."""
    check_outlines([RIGHT, LEFT], image(FLAT, position=(500.0, 0.0, 0.0)))


def test_a_stated_convention_is_checked_like_a_known_one():
    unknown = image(FLAT, orientation=None, position=None)
    check_outlines([box(25, 10, 35, 20, side=Side.RIGHT), box(5, 10, 15, 20, side=Side.LEFT)], unknown)
    check_outlines([RIGHT, LEFT], Statement(sides="radiological").apply_to(unknown))
    with pytest.raises(SideError):
        check_outlines([RIGHT, LEFT], Statement(sides="neurological").apply_to(unknown))


def test_overlap_above_one_percent_is_refused():
    with pytest.raises(OutlineError, match="overlap by 10.0 %"):
        check_outlines([RIGHT, box(14, 10, 35, 20, side=Side.LEFT)], image(FLAT))
    check_outlines([RIGHT, box(14.95, 10, 35, 20, side=Side.LEFT)], image(FLAT))


def test_both_sides_on_a_sagittal_slice_are_refused_and_one_is_warned_of():
    sagittal = image(FLAT, orientation=SAGITTAL)
    with pytest.raises(SideError, match="near-sagittal"):
        check_outlines([RIGHT, LEFT], sagittal)
    check_outlines([RIGHT], sagittal)
    assert "cannot be checked" in side_warnings([RIGHT], sagittal, FLAT)[0]


def body():
    values = np.zeros((80, 100))
    values[10:70, 20:80] = 100.0
    values[1, 1] = 1.0
    return values


def test_an_estimated_midline_only_warns():
    values = body()
    stored = image(values)
    assert side_warnings([box(30, 40, 44, 60, side=Side.RIGHT)], stored, values) == ()
    [warning] = side_warnings([box(58, 40, 72, 60, side=Side.RIGHT)], stored, values)
    assert "patient's left" in warning
    check_outlines([box(58, 40, 72, 60, side=Side.RIGHT)], stored)


def estimated_side(outline, stored, values):
    return side_by_estimate(outline, estimated_midline(stored, values), stored)


def test_an_unnamed_outline_takes_its_side_from_the_body_where_geometry_tells():
    values = body()
    assert estimated_side(box(30, 40, 44, 60), image(values), values) is Side.RIGHT
    assert estimated_side(box(58, 40, 72, 60), image(values), values) is Side.LEFT
    mirrored = image(values, orientation=Orientation((-1, 0, 0), (0, 1, 0)))
    assert estimated_side(box(30, 40, 44, 60), mirrored, values) is Side.LEFT


def test_the_middle_of_a_body_is_found_in_inverted_images_too():
    """Body off centre, MONOCHROME1: air has the highest values."""
    values = np.zeros((80, 200))
    values[10:70, 40:120] = 100.0
    inverted = image(255.0 - values, mapping=ValueMapping(is_inverted=True))
    left = box(86, 40, 96, 60)
    assert estimated_side(left, image(values), values) is Side.LEFT
    assert estimated_side(left, inverted, inverted.values()) is Side.LEFT
    assert "patient's left" in side_warnings([left.with_side(Side.RIGHT)], inverted, inverted.values())[0]


def test_unknown_sides_say_how_to_state_them():
    assert "--side-convention" in side_warnings([box(1, 1, 5, 5)], image(FLAT, orientation=None), FLAT)[0]
