"""Sides of outlines that come without one."""

import numpy as np
import pytest

from tests.memory import box, image
from viewer.app.sides.siding import with_sides
from viewer.core.geometry import Orientation
from viewer.core.outline import Side
from viewer.errors import SideError
from viewer.measure.checks import check_outlines

VALUES = np.zeros((40, 80))
VALUES[5:35, 10:70] = 50.0
AT_LEFT, AT_RIGHT = box(20, 10, 30, 20), box(50, 10, 60, 20)


def sides(outlines, stored):
    return [outline.side for outline in with_sides(outlines, stored)[0]]


def test_two_outlines_are_told_apart_by_each_other():
    assert sides([AT_RIGHT, AT_LEFT], image(VALUES)) == [Side.LEFT, Side.RIGHT]
    mirrored = image(VALUES, orientation=Orientation((-1, 0, 0), (0, 1, 0)))
    assert sides([AT_RIGHT, AT_LEFT], mirrored) == [Side.RIGHT, Side.LEFT]


def test_one_outline_is_told_by_the_body():
    assert sides([AT_LEFT], image(VALUES)) == [Side.RIGHT]
    [warning] = with_sides([AT_LEFT], image(VALUES))[1]
    assert "patient's right by the estimated middle" in warning


def test_a_named_side_stays_and_gives_the_other_its_side():
    named = AT_LEFT.with_side(Side.RIGHT)
    assert sides([named, AT_RIGHT], image(VALUES)) == [Side.RIGHT, Side.LEFT]


def test_a_wrong_name_contradicts_geometry_and_is_not_copied_to_the_partner():
    wrong = AT_RIGHT.with_side(Side.RIGHT)
    found, _ = with_sides([wrong, AT_LEFT], image(VALUES))
    assert [outline.side for outline in found] == [Side.RIGHT, Side.LEFT]
    with pytest.raises(SideError):
        check_outlines(found, image(VALUES))


def test_unknown_stays_unknown():
    assert sides([AT_LEFT, AT_RIGHT], image(VALUES, orientation=None)) == [Side.UNKNOWN] * 2
    assert sides([AT_LEFT, AT_RIGHT, box(1, 1, 5, 5)], image(VALUES)) == [Side.UNKNOWN] * 3
