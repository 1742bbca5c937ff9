"""Sides of outlines that come without one."""

import numpy as np

from tests.memory import box, image
from viewer.app.siding import with_sides
from viewer.core.geometry import Orientation
from viewer.core.outline import Side

VALUES = np.zeros((40, 80))
VALUES[5:35, 10:70] = 50.0
AT_LEFT, AT_RIGHT = box(20, 10, 30, 20), box(50, 10, 60, 20)


def sides(outlines, stored):
    return [outline.side for outline in with_sides(outlines, stored)]


def test_two_outlines_are_told_apart_by_each_other():
    assert sides([AT_RIGHT, AT_LEFT], image(VALUES)) == [Side.LEFT, Side.RIGHT]
    mirrored = image(VALUES, orientation=Orientation((-1, 0, 0), (0, 1, 0)))
    assert sides([AT_RIGHT, AT_LEFT], mirrored) == [Side.RIGHT, Side.LEFT]


def test_one_outline_is_told_by_the_body():
    assert sides([AT_LEFT], image(VALUES)) == [Side.RIGHT]


def test_a_named_side_stays_and_gives_the_other_its_side():
    named = AT_LEFT.with_side(Side.RIGHT)
    assert sides([named, AT_RIGHT], image(VALUES)) == [Side.RIGHT, Side.LEFT]


def test_unknown_stays_unknown():
    assert sides([AT_LEFT, AT_RIGHT], image(VALUES, orientation=None)) == [Side.UNKNOWN] * 2
    assert sides([AT_LEFT, AT_RIGHT, box(1, 1, 5, 5)], image(VALUES)) == [Side.UNKNOWN] * 3
