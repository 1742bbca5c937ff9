"""Outlines: area, centroid, self-crossing, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.outline import Outline, Side, check_outline, has_crossing
from viewer.core.series import SliceKey
from viewer.errors import OutlineError

KEY = SliceKey("1.2")
SQUARE = [(2, 2), (6, 2), (6, 6), (2, 6)]


def outline(points):
    return Outline.from_points(points, slice_key=KEY, side=Side.RIGHT)


def test_area_and_centroid_of_an_l_shape_by_hand():
    shape = outline([(0, 0), (4, 0), (4, 1), (1, 1), (1, 3), (0, 3)])
    assert shape.area_px == pytest.approx(6.0)
    assert shape.centroid_px == pytest.approx(((4 * 2 + 2 * 0.5) / 6, (4 * 0.5 + 2 * 2) / 6))


@given(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.floats(0.5, 50), st.floats(0, 2 * math.pi))
def test_area_and_centroid_follow_shift_scale_and_rotation(dx, dy, scale, angle):
    points = np.array([(0, 0), (4, 0), (4, 1), (1, 1), (1, 3), (0, 3)], float)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    moved = outline(points @ turn * scale + (dx, dy))
    expected = np.array(outline(points).centroid_px) @ turn * scale + (dx, dy)
    assert moved.area_px == pytest.approx(6.0 * scale**2, rel=1e-6)
    assert moved.centroid_px == pytest.approx(tuple(expected), rel=1e-9, abs=1e-6)


def test_repeated_points_are_dropped():
    assert outline([*SQUARE, SQUARE[0]]).rings == outline(SQUARE).rings
    assert outline([SQUARE[0], *SQUARE]).rings == outline(SQUARE).rings


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (2, 2)], [(1, 1), (1, 1), (2, 2), (1, 1)]])
def test_fewer_than_three_points_are_refused(points):
    with pytest.raises(OutlineError, match="point"):
        outline(np.array(points).reshape(-1, 2))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_points_that_are_not_finite_are_refused(bad):
    with pytest.raises(OutlineError, match="finite"):
        outline([(0, 0), (bad, 1), (2, 2)])


@pytest.mark.parametrize(
    ("ring", "crosses"),
    [
        (SQUARE, False),
        ([(0, 0), (4, 4), (4, 0), (0, 4)], True),  # bow tie
        ([(0, 0), (4, 0), (2, 0), (2, 3)], True),  # runs back along itself
        ([(0, 0), (6, 0), (6, 4), (3, 0), (0, 4)], True),  # a vertex touches an edge
        ([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)], False),  # concave
        ([(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)], True),  # a vertex met twice
        ([(0, 0), (4, 0), (0, 4)], False),
        ([(0, 0), (2, 0), (4, 0), (4, 4)], False),  # a point on a straight edge
    ],
)
def test_self_crossing(ring, crosses):
    assert has_crossing(ring) is crosses
    assert has_crossing(ring[::-1]) is crosses


@given(st.integers(0, 10**6), st.integers(6, 60))
def test_self_crossing_agrees_with_every_pair_of_edges(seed, n):
    ring = [tuple(p) for p in np.random.default_rng(seed).uniform(0, 20, (n, 2))]

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def meet(i, j):
        a, b, c, d = ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]
        return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0

    expected = any(meet(i, j) for i in range(n) for j in range(i + 2, n) if not (i == 0 and j == n - 1))
    assert has_crossing(ring) is expected


def test_sound_outlines_pass_and_others_are_refused_by_name():
    check_outline(outline(SQUARE), rows=8, columns=8, name="right multifidus")
    check_outline(outline([(-0.5, -0.5), (7.5, -0.5), (7.5, 7.5)]), rows=8, columns=8, name="edge")
    with pytest.raises(OutlineError, match="right multifidus outline leaves the image of 6 × 8 pixels"):
        check_outline(outline(SQUARE), rows=8, columns=6, name="right multifidus")
    with pytest.raises(OutlineError, match="crosses itself"):
        check_outline(outline([(0, 0), (4, 4), (4, 0), (0, 4)]), rows=8, columns=8, name="right multifidus")
    with pytest.raises(OutlineError, match=r"no area|crosses itself"):
        check_outline(outline([(0, 0), (2, 2), (4, 4)]), rows=8, columns=8, name="right multifidus")
