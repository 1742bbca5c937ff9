"""Sides of outlines that come without one."""

import numpy as np
import pytest

from tests.memory import box, image
from viewer.app.sides.siding import side_of_drawn, with_sides
from viewer.core.document import Document
from viewer.core.geometry import Orientation
from viewer.core.outline import Outline, Side
from viewer.errors import SideError
from viewer.measure.checking.outlines import check_outlines
from viewer.measure.midline import estimated_midline

VALUES = np.zeros((40, 80))
VALUES[5:35, 10:70] = 50.0
AT_LEFT, AT_RIGHT = box(20, 10, 30, 20), box(50, 10, 60, 20)


def of_body(stored):
    return estimated_midline(stored, stored.values())


def sides(outlines, stored):
    return [outline.side for outline in with_sides(outlines, stored, estimate=of_body)[0]]


def test_two_outlines_are_told_apart_by_each_other():
    assert sides([AT_RIGHT, AT_LEFT], image(VALUES)) == [Side.LEFT, Side.RIGHT]
    mirrored = image(VALUES, orientation=Orientation((-1, 0, 0), (0, 1, 0)))
    assert sides([AT_RIGHT, AT_LEFT], mirrored) == [Side.RIGHT, Side.LEFT]


def test_one_outline_is_told_by_the_body():
    assert sides([AT_LEFT], image(VALUES)) == [Side.RIGHT]
    [warning] = with_sides([AT_LEFT], image(VALUES), estimate=of_body)[1]
    assert "patient's right by the estimated middle" in warning
    assert sides([AT_LEFT], image(np.zeros((40, 80)))) == [Side.UNKNOWN]


@pytest.mark.parametrize("names", [(Side.UNKNOWN, Side.UNKNOWN), (Side.LEFT, Side.UNKNOWN)])
def test_two_outlines_well_on_one_side_of_the_body_make_no_pair(names):
    both = [box(a, 10, a + 8, 20).with_side(name) for a, name in zip((60, 48), names, strict=True)]
    found, [warning] = with_sides(both, image(VALUES), estimate=of_body)
    assert [outline.side for outline in found] == [Side.LEFT, Side.LEFT]
    assert "on the patient's left of the estimated middle" in warning
    found, warnings = with_sides(both, image(VALUES), estimate=lambda _: None)
    assert ([outline.side for outline in found], warnings) == ([Side.LEFT, Side.RIGHT], ())


def test_an_outline_without_area_has_no_side():
    flat = Outline.from_points([(20, 10), (25, 10), (30, 10)], slice_key=AT_LEFT.slice_key)
    assert sides([flat], image(VALUES)) == [Side.UNKNOWN]
    assert sides([flat, AT_RIGHT], image(VALUES)) == [Side.UNKNOWN, Side.LEFT]


def test_a_named_side_stays_and_gives_the_other_its_side():
    named = AT_LEFT.with_side(Side.RIGHT)
    assert sides([named, AT_RIGHT], image(VALUES)) == [Side.RIGHT, Side.LEFT]


def test_a_wrong_name_contradicts_geometry_and_is_not_copied_to_the_partner():
    wrong = AT_RIGHT.with_side(Side.RIGHT)
    found, _ = with_sides([wrong, AT_LEFT], image(VALUES), estimate=of_body)
    assert [outline.side for outline in found] == [Side.RIGHT, Side.LEFT]
    with pytest.raises(SideError):
        check_outlines(found, image(VALUES))


def test_unknown_stays_unknown():
    assert sides([AT_LEFT, AT_RIGHT], image(VALUES, orientation=None)) == [Side.UNKNOWN] * 2
    assert sides([AT_LEFT, AT_RIGHT, box(1, 1, 5, 5)], image(VALUES)) == [Side.UNKNOWN] * 3


def test_an_outline_that_crosses_itself_is_told_by_its_points():
    """Its two parts count against each other: the centroid of this one lies beyond the other side of the body."""
    bow = Outline.from_points([(10, 15), (11, 25), (20, 15), (21, 26)], slice_key=AT_LEFT.slice_key)
    shown = image(VALUES)
    assert bow.centroid_px[0] > 40
    assert side_of_drawn(bow, Document(), shown, estimate=(20.0, 30.0)) is Side.RIGHT
