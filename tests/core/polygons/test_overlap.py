"""Whether polygons overlap, and how far one goes before it meets another; checked against exact coverage."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.coverage import overlap_area_px
from viewer.core.outline import Outline
from viewer.core.polygons.edges import as_points
from viewer.core.polygons.overlap import free_part, nearest_on, overlap
from viewer.core.series import SliceKey

SQUARE = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)])
BESIDE = SQUARE + np.array([20.0, 0.0])


def blob(x, y, n, size):
    angles = np.linspace(0.0, 2.0 * math.pi, n, endpoint=False)
    radii = size * (1.0 + 0.4 * np.cos(3.0 * angles))
    return np.stack([x + radii * np.cos(angles), y + radii * np.sin(angles)], axis=1)


def outline(ring):
    return Outline(SliceKey("1.2.3"), (as_points(ring),))


@pytest.mark.parametrize(
    ("shift", "expected"),
    [((5, 5), True), ((10, 0), False), ((10, 10), False), ((0, 0), True), ((20, 0), False), ((9.99, 0), True)],
)
def test_squares_overlap_or_only_touch(shift, expected):
    assert overlap([SQUARE], [SQUARE + shift]) is expected


def test_one_in_the_other_overlaps_and_one_in_its_hole_does_not():
    small = SQUARE * 0.2 + 4.0
    assert overlap([SQUARE], [small])
    assert overlap([small], [SQUARE])
    assert not overlap([SQUARE, SQUARE[::-1] * 0.6 + 2.0], [small])


@settings(max_examples=150, deadline=None)
@given(x=st.floats(-30, 30), y=st.floats(-30, 30), n=st.integers(5, 40), size=st.floats(2, 20))
def test_overlap_is_what_exact_coverage_says(x, y, n, size):
    first, second = blob(0.0, 0.0, 31, 10.0), blob(x, y, n, size)
    shared = overlap_area_px(outline(first), outline(second))
    if not 0.0 < shared < 1e-6:
        assert overlap([first], [second]) is (shared > 0.0)


def test_a_square_goes_up_to_the_other_and_tells_its_edge():
    part, edge = free_part([SQUARE], np.array([20.0, 4.0]), [BESIDE])
    assert part == pytest.approx(0.5)
    assert abs(edge[0]) < 1e-12
    assert free_part([SQUARE], np.array([20.0, 40.0]), [BESIDE]) == (1.0, None)


def test_the_nearest_point_of_a_border():
    foot, along = nearest_on([SQUARE], np.array([4.0, -3.0]))
    assert foot.tolist() == [4.0, 0.0]
    assert along.tolist() == [1.0, 0.0]
