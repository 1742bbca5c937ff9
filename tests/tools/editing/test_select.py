"""The select tool: gestures in, document and draft out."""

import math
import time
from dataclasses import replace

import pytest

from tests.memory import box
from tests.tools.pointing import (
    BOTH,
    LEFT,
    RIGHT,
    cancel,
    click,
    context,
    drag,
    hover,
    key,
    leave,
    move,
    play,
    press,
    release,
)
from viewer.app.sides.siding import side_of_drawn
from viewer.core.document import Document
from viewer.core.outline import Outline, OutlineRule, Side
from viewer.core.series import SliceKey
from viewer.core.view import View
from viewer.tools.editing.framing import SELECT

RING = RIGHT.rings[0]
KEY = SliceKey("1.2.3")


def moved(outline, dx, dy):
    return replace(outline, rings=tuple(tuple((x + dx, y + dy) for x, y in ring) for ring in outline.rings))


def vertices(draft):
    return [handle for handle in draft.handles if handle.kind == "vertex"]


def edited(gestures, ctx=None, state=None):
    return play(SELECT, gestures, context(BOTH) if ctx is None else ctx, state)


def test_a_vertex_moves_when_the_button_is_let_go_and_not_before():
    played = edited(press(20, 20) + move((21, 22), (22, 24)))
    assert not played.edits
    assert SELECT.is_busy(played.state)
    draft = SELECT.draft(played.state, played.ctx)
    assert draft.preview.outlines[0].rings[0] == ((22, 24), *RING[1:])
    assert draft.preview.outlines[1] is LEFT
    assert draft.selected == 0
    done = edited(release(22, 24), played.ctx, played.state)
    assert done.names == ["move vertex"]
    assert done.document == draft.preview
    assert not SELECT.is_busy(done.state)


def test_a_vertex_keeps_its_distance_from_the_pointer():
    played = edited(drag((20.5, 20.5), (25.5, 20.5)))
    assert played.document.outlines[0].rings[0][0] == (25, 20)


def test_a_click_on_a_vertex_selects_it_and_moves_nothing():
    played = edited(press(20, 20) + move((20.1, 20)) + release(20.1, 20))
    assert not played.edits
    assert (played.state.selected, played.state.vertex) == (0, (0, 0))
    [hot] = [handle for handle in SELECT.draft(played.state, played.ctx).handles if handle.is_hot]
    assert hot.at == (20, 20)


def test_the_dot_on_an_edge_is_shown_in_reach_and_dragged_out_as_a_vertex():
    played = edited(hover(30, 21))
    [ghost] = [handle for handle in SELECT.draft(played.state, played.ctx).handles if handle.kind == "ghost"]
    assert ghost.at == (30, 20)
    played = edited(drag((30, 20), (30, 18), (31, 15)))
    assert played.names == ["insert vertex"]
    assert played.document.outlines[0].rings[0] == (RING[0], (31, 15), *RING[1:])
    assert played.state.vertex == (0, 1)


def test_the_last_edge_takes_a_vertex_too():
    played = edited(drag((20, 30), (15, 30)))
    assert played.document.outlines[0].rings[0] == (*RING, (15, 30))


def test_a_click_on_an_edge_selects_and_alt_click_inserts():
    plain = edited(click(30, 20))
    assert not plain.edits
    assert (plain.state.selected, plain.state.vertex) == (0, None)
    inserted = edited(click(30, 20, "alt"))
    assert inserted.names == ["insert vertex"]
    assert inserted.document.outlines[0].rings[0] == (RING[0], (30, 20), *RING[1:])


def test_a_click_inside_selects_and_a_drag_inside_moves_the_whole():
    played = edited(press(30, 30) + move((30.5, 30)) + release(30.5, 30))
    assert not played.edits
    assert played.state.selected == 0
    played = edited(drag((30, 30), (32, 30), (33, 35)))
    assert played.names == ["move outline"]
    assert played.document.outlines == (moved(RIGHT, 3, 5), LEFT)


def test_a_click_beside_everything_deselects():
    assert edited(click(30, 30) + click(50, 70)).state.selected is None


def test_nothing_leaves_the_image():
    played = edited(drag((30, 30), (0, 0), (-60, -60)))
    assert played.document.outlines[0] == moved(RIGHT, -20.5, -20.5)
    played = edited(drag((20, 20), (-60, 200)))
    assert played.document.outlines[0].rings[0][0] == (-0.5, 79.5)


def test_cancel_puts_back_what_is_dragged_and_then_deselects():
    played = edited(press(20, 20) + move((10, 10)) + cancel())
    assert not played.edits
    assert not SELECT.is_busy(played.state)
    assert SELECT.draft(played.state, played.ctx).preview is None
    assert played.state.selected == 0
    played = edited(cancel(), played.ctx, played.state)
    assert played.state.selected is None
    assert edited(cancel(), played.ctx, played.state).handled == [False]


@pytest.mark.parametrize("name", ["Backspace", "Delete"])
def test_a_selected_vertex_is_deleted_until_three_are_left_and_the_outline_stays(name):
    played = edited(click(20, 20) + key(name))
    assert played.names == ["delete vertex"]
    assert played.document.outlines[0].rings[0] == RING[1:]
    again = edited(key(name), played.ctx, played.state)
    assert again.kinds == ["refused"]
    assert again.document.outlines[0].rings[0] == RING[1:]


def test_a_selected_outline_is_deleted():
    played = edited(click(30, 30) + key("Delete"))
    assert played.names == ["delete outline"]
    assert played.document.outlines == (LEFT,)
    assert edited(key("Delete"), played.ctx, played.state).handled == [False]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize(
    ("name", "way"), [("Right", (1, 0)), ("Left", (-1, 0)), ("Down", (0, 1)), ("Up", (0, -1))], ids=str
)
def test_arrows_go_their_way_on_the_screen_however_the_view_is_turned(turns, is_mirrored, name, way):
    ctx = context(BOTH, turns=turns, is_mirrored=is_mirrored)
    played = edited(click(20, 20) + key(name), ctx)
    before, after = (ctx.viewport.point_to_screen(d.outlines[0].rings[0][0]) for d in (BOTH, played.document))
    shift = (after[0] - before[0], after[1] - before[1])
    length = math.hypot(*shift)
    assert (shift[0] / length, shift[1] / length) == pytest.approx(way)
    assert math.dist(played.document.outlines[0].rings[0][0], (20, 20)) == 0.5


def test_arrows_are_separate_edits_and_shift_goes_ten_times_as_far():
    played = edited(click(20, 20) + key("Right") + key("Right") + key("Down", "shift"))
    assert played.names == ["move vertex"] * 3
    assert played.document.outlines[0].rings[0][0] == (21, 25)
    played = edited(click(30, 30) + key("Left"))
    assert played.names == ["move outline"]
    assert played.document.outlines[0] == moved(RIGHT, -0.5, 0)


def test_an_arrow_at_the_border_makes_no_edit():
    at_border = Document().with_outlines([box(-0.5, 10, 10, 20)])
    assert not edited(click(5, 15) + key("Left"), context(at_border)).edits


def test_other_keys_and_arrows_without_a_selection_are_for_others():
    assert edited(key("Left") + key("F")).handled == [False, False]
    assert edited(click(30, 30) + key("F")).handled[-1] is False


def test_an_outline_taken_to_the_other_side_loses_its_side_and_says_so():
    played = edited(drag((30, 30), (40, 30), (70, 60)))
    [notice] = played.notices
    assert (notice.kind, notice.outline, notice.side) == ("side-contradicted", 0, Side.LEFT)
    assert notice.sentence.endswith("but it now lies on the patient's left.")
    assert "was the patient's right" in notice.sentence
    assert played.document.outlines[0].side is Side.UNKNOWN
    # One without a side gets none by being moved.
    unknown = context(Document().with_outlines([RIGHT.with_side(Side.UNKNOWN)]))
    played = edited(drag((30, 30), (70, 60)), unknown)
    assert played.document.outlines[0].side is Side.UNKNOWN
    assert not played.notices


@pytest.mark.parametrize(
    ("to", "side", "notices"),
    [((10, 30), Side.UNKNOWN, ["information"]), ((55, 30), Side.LEFT, []), ((70, 60), Side.LEFT, [])],
)
def test_an_outline_moved_past_one_that_is_not_settled_loses_its_side_where_nothing_else_tells(to, side, notices):
    """Without a middle of the body, where it lay was all that its side was known by."""
    document = Document().with_outlines([RIGHT.with_side(Side.UNKNOWN), LEFT])
    here = context(document)
    blank = context(document, side_of=lambda o, other: side_of_drawn(o, other, here.image, estimate=None))
    played = edited(drag((70, 30), to), blank)
    assert played.document.outlines[1].side is side
    assert [notice.kind for notice in played.notices] == notices


MASK = Outline(KEY, (((10, 10), (40, 10), (40, 40), (10, 40)), ((20, 20), (20, 30), (30, 30), (30, 20))))


def test_every_ring_of_a_mask_is_reached_and_its_hole_is_outside():
    ctx = context(Document().with_outlines([MASK]))
    played = edited(drag((20, 20), (18, 18)), ctx)
    assert played.document.outlines[0].rings == (MASK.rings[0], ((18, 18), *MASK.rings[1][1:]))
    assert edited(click(25, 25), ctx).state.selected is None
    assert edited(drag((14, 14), (19, 16)), ctx).document.outlines[0] == moved(MASK, 5, 2)
    assert not edited(click(14, 14) + key("Delete"), ctx).document.outlines
    assert edited(drag((20, 25), (22, 25)), ctx).document.outlines[0].rings[1] == (
        (20, 20),
        (22, 25),
        *MASK.rings[1][1:],
    )


def test_the_many_vertices_of_a_mask_are_shown_and_grabbed_only_when_they_lie_apart():
    steps = [2 * math.pi * i / 500 for i in range(500)]
    border = Outline(KEY, (tuple((50 + 25 * math.cos(a), 40 + 25 * math.sin(a)) for a in steps),))
    document = Document().with_outlines([border])
    far, near = context(document), context(document, zoom=32.0)
    played = edited(click(74.9, 40), far)
    assert played.state.selected == 0
    assert SELECT.draft(played.state, far).handles == ()
    assert len(vertices(SELECT.draft(played.state, near))) == 500
    assert edited(click(75, 40), near).state.vertex == (0, 0)


def test_overlapping_outlines_the_selected_one_is_grabbed_and_the_smallest_is_clicked():
    inner = box(22, 22, 30, 30)
    document = Document().with_outlines([RIGHT, inner, replace(RIGHT, side=Side.UNKNOWN)])
    ctx = context(document)
    assert edited(click(26, 26), ctx).state.selected == 1
    top = edited(click(35, 35), ctx)
    assert top.state.selected == 0
    chosen = replace(top.state, selected=2)
    assert edited(drag((40, 40), (45, 45)), ctx, chosen).document.outlines[0] == RIGHT
    assert edited(drag((40, 40), (45, 45)), ctx, chosen).document.outlines[2].rings[0][2] == (45, 45)


def test_handles_are_those_of_what_is_selected_and_of_what_is_under_the_pointer():
    played = edited(click(30, 30) + hover(70, 30))
    assert len(vertices(SELECT.draft(played.state, played.ctx))) == 8
    played = edited(leave(), played.ctx, played.state)
    assert {handle.at for handle in vertices(SELECT.draft(played.state, played.ctx))} == set(RING)


def test_only_outlines_of_the_slice_on_the_screen_are_touched():
    other = context(BOTH, uid="1.2.4")
    played = edited(click(30, 30) + drag((20, 20), (10, 10)) + key("Delete"), other)
    assert not played.edits
    held = edited(press(20, 20) + move((10, 10))).state
    assert not SELECT.is_busy(edited(move((5, 5)), other, held).state)
    assert SELECT.draft(held, other).preview is None


def test_what_the_document_no_longer_has_is_not_held_on_to():
    held = edited(press(60, 20) + move((55, 15))).state
    fewer = context(BOTH.without_outline_at(0))
    played = edited(release(50, 10), fewer, held)
    assert not played.edits
    assert not SELECT.is_busy(played.state)
    selected = edited(click(60, 20)).state
    assert not edited(key("Delete"), fewer, selected).edits
    triangle = BOTH.with_outline_at(1, replace(LEFT, rings=(LEFT.rings[0][:3],)))
    last = edited(click(60, 40)).state
    assert edited(key("Right"), context(triangle), last).names == ["move outline"]


def test_hidden_outlines_are_not_touched():
    ctx = context(BOTH)
    hidden = replace(ctx, view=replace(ctx.view, hides_overlays=True))
    assert isinstance(ctx.view, View)
    assert not edited(drag((20, 20), (10, 10)), hidden).edits


def test_moving_to_the_border_does_not_round_past_it():
    # 0.854 + (-0.5 - 0.854) is less than -0.5 by the last digit, and measuring would refuse the outline.
    played = edited(drag((5, 15), (-60, 15)), context(Document().with_outlines([box(0.854, 10, 10, 20)])))
    assert played.document.outlines[0].bounds_px[0] == -0.5


def test_after_deleting_a_vertex_the_one_before_it_is_selected_so_that_the_outline_is_safe():
    played = edited(click(20, 40) + key("Delete"))
    assert (played.state.selected, played.state.vertex) == (0, (0, 2))
    again = edited(key("Delete"), played.ctx, played.state)
    assert again.kinds == ["refused"]
    assert len(again.document.outlines) == 2


def test_a_cancelled_insertion_selects_no_vertex():
    played = edited(press(30, 20) + move((30, 10)) + cancel())
    assert (played.state.selected, played.state.vertex) == (0, None)
    assert played.document == BOTH


def test_the_side_after_a_change_is_asked_of_the_other_outlines_alone():
    asked = []

    def side_of(outline, document):
        asked.append((outline, document))
        return Side.RIGHT

    played = edited(drag((20, 20), (10, 10)), context(BOTH, side_of=side_of))
    [(outline, document)] = asked
    assert outline == played.document.outlines[0]
    assert document.outlines == (LEFT,)


@pytest.mark.parametrize("held", ["shift", "ctrl"])
def test_an_edge_moves_as_a_whole_with_shift_or_ctrl(held):
    gestures = press(30, 20, held) + move((30, 19), (31, 15))
    played = edited(gestures)
    assert SELECT.draft(played.state, played.ctx).preview.outlines[0].rings[0][:2] == ((21, 15), (41, 15))
    done = edited(release(31, 15), played.ctx, played.state)
    assert done.names == ["move edge"]
    assert done.document.outlines[0].rings[0] == ((21, 15), (41, 15), *RING[2:])
    assert done.state.vertex is None
    assert not edited(gestures + cancel()).edits


def test_the_last_edge_moves_too():
    assert edited(press(20, 30, "shift") + release(18, 30)).document.outlines[0].rings[0] == (
        (18, 20),
        *RING[1:3],
        (18, 40),
    )


@pytest.mark.parametrize(
    "gestures",
    [
        drag((20, 20), (19, 19), (18, 18)),
        drag((30, 30), (32, 30)),
        drag((30, 20), (30, 18)),
        click(20, 20) + key("Left"),
        click(20, 20) + key("Delete"),
        click(30, 30) + drag((43, 42.14), (45, 44)),
    ],
    ids=["vertex", "whole", "insert", "arrow", "delete", "size"],
)
def test_a_hand_that_changes_a_proposal_accepts_it(gestures):
    document = Document().with_outlines([replace(RIGHT, is_proposed=True)])
    played = edited(gestures, context(document))
    assert played.edits
    assert not played.document.outlines[0].is_proposed


def test_selecting_a_proposal_does_not_accept_it():
    document = Document().with_outlines([replace(RIGHT, is_proposed=True)])
    assert edited(click(30, 30) + click(20, 20), context(document)).document == document


def test_a_move_among_ten_thousand_points_stays_usable():
    steps = [2 * math.pi * i / 10_000 for i in range(10_000)]
    border = Outline(KEY, (tuple((30 + 15 * math.cos(a), 40 + 15 * math.sin(a)) for a in steps),))
    ctx = context(Document().with_outlines([border, LEFT]))
    played = edited(press(30, 40) + move((32, 41)), ctx)
    began = time.perf_counter()
    played = edited(move((33, 42)), ctx, played.state)
    draft = SELECT.draft(played.state, ctx)
    assert time.perf_counter() - began < 0.5
    assert draft.preview.outlines[0].centroid_px == pytest.approx((33, 42))


@pytest.mark.parametrize("gestures", [drag((30, 30), (33, 32)), drag((20, 20), (22, 23)), drag((30, 20), (30, 23))])
def test_whatever_is_changed_the_border_it_follows_stays(gestures):
    drawn = replace(RIGHT, rule=OutlineRule.VISIBLE, is_proposed=True)
    [edit] = edited(gestures, context(Document((drawn, LEFT)))).edits
    changed, other = edit.document.outlines
    assert (changed.rule, changed.is_proposed, other) == (OutlineRule.VISIBLE, False, LEFT)
