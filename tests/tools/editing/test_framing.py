"""The frame of a selected outline: turning and sizing, gestures in, document and draft out."""

import math
from dataclasses import replace

import pytest

from tests.memory import box
from tests.tools.pointing import BOTH, RIGHT, cancel, click, context, hover, move, play, press, release
from viewer.core.document import Document
from viewer.tools.editing.framing import MARGIN, ROTATE_ABOVE, SELECT

ALONE = Document().with_outlines([RIGHT])
CORNERS = [(17, 20 - MARGIN / 5.6), (43, 20 - MARGIN / 5.6), (43, 40 + MARGIN / 5.6), (17, 40 + MARGIN / 5.6)]
KNOB = (30, 20 - (MARGIN + ROTATE_ABOVE) / 5.6)


def played(gestures, document=ALONE, **fields):
    return play(SELECT, click(30, 30) + gestures, context(document, **fields))


def dragged(start, end, *held, document=ALONE, **fields):
    gestures = press(*start) + move(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)) + release(*end, *held)
    return played(gestures, document, **fields)


def ways_mm(outline):
    """Lengths of the edges and of both diagonals, columns' widths, rows being 1.4 of them apart."""
    points = [(x, 1.4 * y) for x, y in outline.rings[0]]
    return [math.dist(a, b) for i, a in enumerate(points) for b in points[i + 1 :]]


def test_the_frame_belongs_to_a_whole_outline_that_is_selected():
    frame = [h for h in SELECT.draft(played([]).state, context(ALONE)).handles if h.kind != "vertex"]
    assert [h.kind for h in frame] == ["scale"] * 4 + ["rotate"]
    for handle, place in zip(frame, [*CORNERS, KNOB], strict=True):
        assert handle.at == pytest.approx(place)
    of_vertex = play(SELECT, click(20, 20), context(ALONE))
    assert {h.kind for h in SELECT.draft(of_vertex.state, of_vertex.ctx).handles} == {"vertex"}
    hidden = replace(context(ALONE), view=replace(context(ALONE).view, hides_overlays=True))
    assert not [h for h in SELECT.draft(played([]).state, hidden).handles if h.kind != "vertex"]


def test_a_handle_in_reach_is_hot():
    state = played(hover(*CORNERS[2])).state
    assert [h.at for h in SELECT.draft(state, context(ALONE)).handles if h.is_hot] == [pytest.approx(CORNERS[2])]


def test_a_corner_sizes_it_about_the_opposite_one():
    done = dragged(CORNERS[2], (53, CORNERS[2][1] + 10))
    assert done.names == ["size outline"]
    assert done.document.outlines[0].bounds_px == pytest.approx((20, 20, 50, 50))
    assert (done.state.selected, done.state.vertex) == (0, None)


def test_the_proportions_are_kept_unless_shift_is_held():
    kept = dragged(CORNERS[1], (CORNERS[1][0] + 10, CORNERS[1][1])).document.outlines[0]
    left, top, right, bottom = kept.bounds_px
    assert (left, bottom) == pytest.approx((20, 40))
    assert right - left == pytest.approx(bottom - top)
    assert 20 < right - left < 30
    free = dragged(CORNERS[1], (CORNERS[1][0] + 10, CORNERS[1][1]), "shift").document.outlines[0]
    assert free.bounds_px == pytest.approx((20, 20, 50, 40))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_turning_keeps_every_length_in_the_patient(turns, is_mirrored):
    ctx = context(ALONE, turns=turns, is_mirrored=is_mirrored)
    state = play(SELECT, click(30, 30), ctx).state
    knob = SELECT.draft(state, ctx).handles[-1].at
    done = play(SELECT, press(*knob) + move((45, 25)) + release(45, 35), ctx, state)
    assert done.names == ["turn outline"]
    [outline] = done.document.outlines
    assert sorted(ways_mm(outline)) == pytest.approx(sorted(ways_mm(RIGHT)))
    assert outline.centroid_px == pytest.approx((30, 30))
    assert outline != RIGHT


def test_turning_with_shift_goes_in_steps_and_is_told():
    state = played(press(*KNOB) + move((48, 12))).state
    ctx = context(ALONE)
    assert SELECT.draft(state, ctx).label == f"{math.degrees(math.atan2(18, 18 * 1.4)):+.1f}°"
    stepped = play(SELECT, [replace(move((48, 12))[0], modifiers=frozenset({"shift"}))], ctx, state).state
    assert SELECT.draft(stepped, ctx).label == "+30.0°"


def test_nothing_leaves_the_image():
    done = dragged(CORNERS[2], (150, 150))
    x_min, y_min, _, y_max = done.document.outlines[0].bounds_px
    assert (x_min, y_min) == pytest.approx((20, 20))
    assert y_max <= 79.5
    assert y_max == pytest.approx(79.5, abs=0.2)


def test_it_is_made_no_smaller_than_can_be_seen():
    for end in ((20, 20), (-30, -30)):
        outline = dragged(CORNERS[2], end).document.outlines[0]
        assert 0.5 < outline.area_px < 40


def test_escape_puts_it_back_and_a_click_on_a_handle_changes_nothing():
    held = played(press(*CORNERS[2]) + move((60, 60)))
    assert SELECT.is_busy(held.state)
    assert SELECT.draft(held.state, held.ctx).preview != ALONE
    back = play(SELECT, cancel(), held.ctx, held.state)
    assert not SELECT.is_busy(back.state)
    assert not back.edits
    assert not played(press(*CORNERS[2]) + release(*CORNERS[2])).edits


def test_what_is_gone_is_not_held_on_to():
    held = played(press(*CORNERS[2]) + move((60, 60))).state
    for ctx in (context(Document()), context(ALONE, uid="1.2.4"), context(BOTH.without_outline_at(0))):
        assert not SELECT.is_busy(play(SELECT, move((50, 50)), ctx, held).state)
        SELECT.draft(held, ctx)


def test_near_the_upper_border_the_turning_handle_lies_below():
    document = Document().with_outlines([box(20, 1, 40, 10)])
    ctx = context(document, zoom=8.0)
    ctx = replace(ctx, viewport=replace(ctx.viewport, framing=replace(ctx.viewport.framing, center_px=(30, 20))))
    state = play(SELECT, click(30, 5), ctx).state
    handle = SELECT.draft(state, ctx).handles[-1]
    _, v = ctx.viewport.point_to_screen(handle.at)
    assert handle.kind == "rotate"
    assert 0 <= v <= 600
