"""Edges of rings: what is inside, what meets, knots taken out; checked against the outlines' own test."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.outline import has_crossing, signed_area
from viewer.core.polygons.edges import as_points, encloses, is_simple, meeting_edges, untangled

SQUARE = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)])
BOW_TIE = np.array([(0.0, 0.0), (10.0, 0.0), (0.0, 8.0), (20.0, 20.0)])


def test_inside_is_even_odd_over_all_rings():
    hole = SQUARE[::-1] * 0.4 + 3.0
    points = np.array([(1.0, 1.0), (5.0, 5.0), (-1.0, 5.0), (9.0, 9.0)])
    assert encloses([SQUARE, hole], points).tolist() == [True, False, False, True]


def test_a_bow_tie_meets_itself_once():
    assert meeting_edges(BOW_TIE).tolist() == [[1, 3]]
    assert not is_simple(BOW_TIE)
    assert is_simple(SQUARE)


def test_only_some_edges_are_asked_about():
    assert is_simple(BOW_TIE, np.array([0]))
    assert not is_simple(BOW_TIE, np.array([3]))


def test_of_a_bow_tie_the_larger_half_is_left():
    left = untangled(BOW_TIE)
    assert not has_crossing(as_points(left))
    assert abs(signed_area(as_points(left))) == pytest.approx(560 / 9)


def test_a_ring_on_one_line_leaves_nothing():
    assert untangled(np.array([(0.0, 0.0), (5.0, 0.0), (10.0, 0.0)])) is None


def test_a_sound_ring_stays_as_it_is():
    assert untangled(SQUARE) is SQUARE


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=12))
def test_simple_means_what_it_means_for_outlines_and_untangling_brings_it_about(points):
    ring = np.array(points, dtype=np.float64)
    if (ring == np.roll(ring, 1, axis=0)).all(axis=1).any():
        return  # a point that repeats the one before it is no edge
    if len(ring) >= 4:
        assert is_simple(ring) == (not has_crossing(points))
    left = untangled(ring)
    if left is not None:
        assert is_simple(left)
        assert not has_crossing(as_points(left))


def test_ten_thousand_points_take_no_gigabytes():
    angles = np.linspace(0.0, 2.0 * math.pi, 10_000, endpoint=False)
    assert is_simple(np.stack([np.cos(angles), np.sin(angles)], axis=1) * 20.0, np.arange(100))
