"""A convex shape added to, and cut away from, rings: areas by hand and by exact coverage."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.coverage import overlap_area_px
from viewer.core.outline import Outline, has_crossing, signed_area
from viewer.core.polygons.edges import as_points
from viewer.core.polygons.pushing import pushed, swept_shape
from viewer.core.series import SliceKey

WIDE = (-1000.0, -1000.0, 1000.0, 1000.0)
SQUARE = np.array([(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)])
HOLE = SQUARE[::-1] * 0.4 + 6.0


def shape(start, end, radius=4.0, spacing=0.2, box=WIDE):
    return swept_shape(np.array(start, float), np.array(end, float), radius, box=box, spacing=spacing)


def area(rings):
    return sum(signed_area(as_points(ring)) for ring in rings)


def outline(ring):
    return Outline(SliceKey("1.2.3"), (as_points(ring),))


def test_the_swept_shape_is_a_strip_with_round_ends():
    assert area([shape((0, 0), (30, 40))]) == pytest.approx(math.pi * 16 + 50 * 8, rel=1e-3)
    assert area([shape((0, 0), (0, 0))]) == pytest.approx(math.pi * 16, rel=1e-3)


def test_the_swept_shape_is_cut_to_the_box():
    cut = shape((0, 0), (10, 0), box=(0.0, -1.0, 8.0, 50.0))
    assert cut.min(axis=0).tolist() == [0.0, -1.0]
    assert cut[:, 0].max() == 8.0
    assert cut[:, 1].max() == pytest.approx(4.0)


def test_a_circle_on_an_edge_adds_and_cuts_half_its_area():
    half = math.pi * 8
    assert area(pushed([SQUARE], shape((20, 10), (20, 10)), adds=True, spacing=0.2)) == pytest.approx(400 + half, 1e-3)
    assert area(pushed([SQUARE], shape((20, 10), (20, 10)), adds=False, spacing=0.2)) == pytest.approx(400 - half, 1e-3)


def test_what_is_cut_in_two_keeps_the_larger_part():
    [left] = pushed([SQUARE], shape((12, -10), (12, 30), 1.0), adds=False, spacing=0.2)
    assert area([left]) == pytest.approx(11 * 20, rel=1e-3)


def test_a_bridged_bay_is_filled_in_a_single_ring():
    bay = np.array([(0, 0), (20, 0), (20, 20), (14, 20), (14, 6), (6, 6), (6, 20), (0, 20)], float)
    [whole] = pushed([bay], shape((3, 18), (17, 18), 1.0), adds=True, spacing=0.2)
    assert area([whole]) == pytest.approx(392)


def test_holes_are_pushed_and_what_is_not_touched_is_the_same():
    rings = pushed([SQUARE, HOLE], shape((20, 10), (20, 10), 2.0), adds=True, spacing=0.2)
    assert any(ring is HOLE for ring in rings)
    assert area(rings) == pytest.approx(400 - 64 + math.pi * 2, rel=1e-3)
    assert area(pushed([SQUARE, HOLE], shape((10, 10), (10, 10), 20.0), adds=True, spacing=1.0)) > 1200


def test_what_lies_far_off_or_wholly_within_changes_nothing():
    for at, adds in (((60, 60), True), ((60, 60), False), ((10, 10), True)):
        assert pushed([SQUARE], shape(at, at), adds=adds, spacing=0.2)[0] is SQUARE
    assert pushed([SQUARE], shape((10, 10), (10, 10), 40.0), adds=False, spacing=1.0) == []


@settings(max_examples=150, deadline=None)
@given(
    start=st.tuples(st.integers(-50, 250), st.integers(-50, 250)),
    end=st.tuples(st.integers(-50, 250), st.integers(-50, 250)),
    radius=st.integers(10, 80),
)
def test_what_is_added_and_cut_is_what_exact_coverage_says(start, end, radius):
    rough = np.array([(0, 0), (9, 4), (20, 0), (16, 10), (20, 20), (10, 15), (0, 20), (5, 9)], float)
    # Tenths of a pixel beside the grid of the corners: what touches in a point has no area to compare.
    start, end = ((x / 10 + 0.0137, y / 10 + 0.0291) for x, y in (start, end))
    swept = shape(start, end, radius / 10 + 0.00731)
    shared = overlap_area_px(outline(rough), outline(swept))
    whole = pushed([rough], swept, adds=True, spacing=0.2)
    assert whole is not None
    assert not has_crossing(as_points(whole[0]))
    if shared > 0.1:
        assert area(whole) >= area([rough]) + area([swept]) - shared - 0.3  # a bay that is bridged comes on top
    rest = pushed([rough], swept, adds=False, spacing=0.2)
    assert rest is not None
    if rest and rest[0] is not rough:  # a shape wholly inside cuts nothing away
        assert not has_crossing(as_points(rest[0]))
        assert area(rest) <= area([rough]) - shared + 0.3
