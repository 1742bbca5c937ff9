"""Outlines of one structure lie apart: gestures of the select tool beside a partner."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.memory import box
from tests.tools.pointing import BOTH, LEFT, RIGHT, click, context, drag, key, play, press, release
from viewer.core.coverage import overlap_area_px
from viewer.core.document import Document
from viewer.core.outline import Outline, Structure
from viewer.core.series import SliceKey
from viewer.tools.editing.apart import GAP_PX
from viewer.tools.editing.framing import SELECT

WEDGE = Outline(SliceKey("1.2.3"), (((50, 30), (80, 10), (80, 50)),))


def dragged(*places, document=BOTH, held=()):
    gestures = press(*places[0], *held) + drag(*places)[1:-1] + release(*places[-1], *held)
    return play(SELECT, gestures, context(document)).document


def test_a_whole_outline_stops_at_its_partner_and_slides_along_it():
    moved = dragged((30, 30), (55, 36)).outlines[0]
    assert max(x for x, _ in moved.rings[0]) == pytest.approx(60, abs=0.03)
    assert min(y for _, y in moved.rings[0]) == pytest.approx(26, abs=0.03)
    assert moved.area_px == pytest.approx(RIGHT.area_px)
    assert overlap_area_px(moved, LEFT) == 0.0


def test_it_slides_along_a_slanting_border():
    document = Document().with_outlines([RIGHT, WEDGE])
    moved = dragged((30, 30), (50, 16), document=document).outlines[0]
    assert overlap_area_px(moved, WEDGE) == pytest.approx(0.0, abs=1e-9)
    assert moved.bounds_px[1] < 10


def test_where_there_is_room_beyond_the_partner_it_goes_there():
    document = Document().with_outlines([RIGHT, box(50, 20, 54, 40)])
    assert dragged((30, 30), (80, 30), document=document).outlines[0].bounds_px == (70, 20, 90, 40)


def test_a_vertex_stays_outside_and_slides_along():
    moved = dragged((40, 20), (50, 25), (65, 30)).outlines[0]
    assert moved.rings[0][1] == pytest.approx((60 - GAP_PX, 30), abs=0.05)
    assert overlap_area_px(moved, LEFT) == 0.0


def test_an_edge_and_an_inserted_vertex_stay_outside():
    for held in ((), ("shift",)):
        moved = dragged((40, 30), (50, 30), (70, 30), held=held).outlines[0]
        assert overlap_area_px(moved, LEFT) == 0.0
        assert moved.bounds_px[2] == pytest.approx(60, abs=0.05)


def test_arrows_stop_there_too():
    played = play(SELECT, click(30, 30) + key("Right", "shift") * 6, context(BOTH))
    assert played.document.outlines[0].bounds_px[2] == pytest.approx(60, abs=0.03)


def test_sizing_stops_there_too():
    moved = dragged((43, 42.14), (70, 65), document=BOTH)
    assert moved == BOTH
    played = play(SELECT, click(30, 30) + drag((43, 42.14), (80, 79)), context(BOTH))
    assert played.names == ["size outline"]
    assert overlap_area_px(played.document.outlines[0], LEFT) == 0.0
    assert played.document.outlines[0].bounds_px[2] == pytest.approx(60, abs=0.1)


@pytest.mark.parametrize(
    "other",
    [box(60, 20, 80, 40, structure=Structure.PSOAS), box(60, 20, 80, 40, uid="1.2.4")],
    ids=["structure", "slice"],
)
def test_other_structures_and_slices_stand_in_nobodys_way(other):
    document = Document().with_outlines([RIGHT, other])
    assert dragged((30, 30), (55, 36), document=document).outlines[0].bounds_px == (45, 26, 65, 46)


def test_what_overlaps_already_can_be_parted():
    document = Document().with_outlines([box(50, 20, 70, 40), LEFT])
    assert dragged((55, 30), (52, 30), document=document).outlines[0].bounds_px == (47, 20, 67, 40)
    same = Document().with_outlines([RIGHT, replace(RIGHT)])
    assert dragged((40, 40), (45, 45), document=same) != same


def test_outlines_with_a_common_edge_only_touch():
    document = Document().with_outlines([box(40, 20, 60, 40), LEFT])
    moved = dragged((50, 30), (55, 33), document=document).outlines[0]
    assert moved.bounds_px[2] <= 60
    assert overlap_area_px(moved, LEFT) == 0.0


@settings(max_examples=60, deadline=None)
@given(
    to=st.tuples(st.floats(-5, 105), st.floats(-5, 85)),
    grabbed=st.sampled_from([(30, 30), (20, 20), (40, 20), (40, 40), (40, 30), (30, 40)]),
    held=st.sampled_from([(), ("shift",)]),
    partner=st.sampled_from([LEFT, WEDGE, box(10, 50, 90, 60), box(42, 10, 50, 70)]),
)
def test_nothing_that_is_dragged_comes_to_overlap(to, grabbed, held, partner):
    document = Document().with_outlines([RIGHT, partner])
    moved = dragged(grabbed, to, document=document, held=held).outlines[0]
    if grabbed == (30, 30) or len(moved.rings[0]) == 4:
        assert overlap_area_px(moved, partner) <= 0.01 * min(moved.area_px, partner.area_px) + 1e-6
