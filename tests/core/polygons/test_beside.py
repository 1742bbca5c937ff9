"""Shapes cut at polygons that stand, and borders pushed up to them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.polygons.test_pushing import SQUARE, area, outline, shape
from viewer.core.coverage import overlap_area_px
from viewer.core.outline import has_crossing, signed_area
from viewer.core.polygons.beside import beside, crosses, grown
from viewer.core.polygons.edges import as_points, encloses
from viewer.core.polygons.pushing import pushed_beside

POST = np.array([(22.0, 5.0), (30.0, 5.0), (30.0, 15.0), (22.0, 15.0)])
TURNS = np.arange(19) / 3
STAR = np.stack([np.cos(TURNS), np.sin(TURNS)], axis=1) * np.where(np.arange(19) % 2, 7.0, 3.0)[:, None] + (24.0, 10.0)
"""A ragged partner whose points reach into the square beside it."""


def test_a_grown_ring_has_moved_its_edges_outwards_whichever_way_it_turns():
    assert grown(POST, 0.5).tolist() == [[21.5, 4.5], [30.5, 4.5], [30.5, 15.5], [21.5, 15.5]]
    assert area([grown(POST[::-1], 0.5)]) == pytest.approx(9 * 11)
    spike = np.array([(0, 0), (10, 0.001), (0, 0.002)], float)
    assert np.abs(grown(spike, 0.1) - spike).max() < 0.5


def test_a_shape_is_parted_by_what_stands_in_it():
    strip = shape((26, 0), (26, 20), 2.0)
    parts = beside(strip, [POST])
    assert sorted(round(area([part.points]), 1) for part in parts) == pytest.approx([26.3, 26.3], abs=0.2)
    follows = np.concatenate([part.points[part.is_kept] for part in parts])
    assert sorted(follows.tolist()) == [[24.0, 5.0], [24.0, 15.0], [28.0, 5.0], [28.0, 15.0]]
    assert beside(shape((26, 10), (26, 10), 2.0), [POST]) == []
    assert beside(shape((26, 10), (26, 10), 20.0), [POST]) is None
    [whole] = beside(shape((60, 60), (60, 60)), [POST])
    assert not whole.is_kept.any()


def test_a_pushed_border_comes_up_to_a_partner_and_fills_its_corner():
    [ring] = pushed_beside([SQUARE], shape((17, 10), (21, 10)), [POST], spacing=0.5, gap=0.01)
    assert not has_crossing(as_points(ring))
    assert overlap_area_px(outline(ring), outline(POST)) == 0.0
    within = ring[(ring[:, 1] > 6.5) & (ring[:, 1] < 13.5) & (ring[:, 0] > 20.0)]
    assert within[:, 0] == pytest.approx(21.99)
    free = pushed_beside([SQUARE], shape((17, 10), (21, 10)), [POST + 100.0], spacing=0.5, gap=0.01)
    assert max(free[0][:, 0]) == pytest.approx(25.0, abs=0.1)


def test_a_border_never_closes_round_a_partner_nor_swallows_it():
    small = np.array([(24.0, 9.0), (25.0, 9.0), (25.0, 10.0), (24.0, 10.0)])
    assert pushed_beside([SQUARE], shape((20, 10), (24, 10), 6.0), [small], spacing=0.5, gap=0.01) is None
    hook = np.array([(0, 0), (30, 0), (30, 6), (28, 6), (28, 2), (20, 2), (20, 20), (0, 20)], float)
    closing = shape((18, 13), (29, 13), 1.5), shape((29, 5), (29, 13), 1.5)
    [once] = pushed_beside([hook], closing[0], [small], spacing=0.5, gap=0.01)
    assert pushed_beside([once], closing[1], [small], spacing=0.5, gap=0.012) is None


def test_edges_that_go_through_a_border_are_told():
    assert crosses(SQUARE, np.array([1]), POST - (5.0, 0.0))
    assert not crosses(SQUARE, np.array([0, 2, 3]), POST - (5.0, 0.0))


@settings(max_examples=50, deadline=None)
@given(
    stroke=st.lists(st.tuples(st.floats(-5, 40), st.floats(-5, 25)), min_size=2, max_size=8),
    radius=st.floats(1.0, 9.0),
    partner=st.sampled_from([POST, STAR, SQUARE[::-1] * 0.4 + (10.0, 4.0)]),
)
def test_whatever_is_pushed_shares_no_more_with_a_partner_than_before(stroke, radius, partner):
    ring, other = SQUARE, outline(partner)
    shared = overlap_area_px(outline(ring), other) if signed_area(as_points(partner)) else 0.0
    before = encloses([partner], ring)
    for number, (start, end) in enumerate(pairwise(stroke)):
        swept = shape(start, end, radius + 0.001 * number, spacing=0.5)
        found = pushed_beside([ring], swept, [partner], spacing=0.5, gap=0.01 + 0.005 * ((0.618 * number) % 1.0))
        if found is not None:
            [ring] = found
        assert not has_crossing(as_points(ring))
        assert overlap_area_px(outline(ring), other) <= shared + 1e-9
    assert encloses([partner], SQUARE).tolist() == before.tolist()
