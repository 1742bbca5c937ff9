"""Midline, ruler and crop: gestures in, document and state out."""

from dataclasses import replace

import pytest

from tests.memory import SAGITTAL
from tests.tools.pointing import BOTH, LEFT, RIGHT, cancel, click, context, drag, hover, key, move, play, press, release
from viewer.core.document import Crop, Document, Midline
from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.tools.marks.crop import CROP
from viewer.tools.marks.midline import MIDLINE, proposed_line
from viewer.tools.marks.ruler import RULER, Ruler, length_px
from viewer.tools.registry import TOOLS, find_tool

KEY = SliceKey("1.2.3")
CENTER = ((49.5, 7.5), (49.5, 71.5))


def sides(document):
    return [outline.side for outline in document.outlines]


def test_the_proposed_midline_runs_across_the_right_left_axis():
    assert proposed_line(context()) == CENTER
    assert proposed_line(context(orientation=None)) == CENTER
    turned = Orientation((0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    assert proposed_line(context(orientation=turned)) == ((9.5, 39.5), (89.5, 39.5))
    assert proposed_line(context(orientation=SAGITTAL)) == CENTER


def test_a_placed_midline_is_shown_instead_of_the_proposed_one():
    placed = Document().with_midline(Midline(KEY, ((40.0, 5.0), (45.0, 70.0))))
    assert MIDLINE.draft(MIDLINE.start(), context(placed)).lines == (((40.0, 5.0), (45.0, 70.0)),)
    assert MIDLINE.draft(MIDLINE.start(), context(placed, uid="1.2.4")).lines == (CENTER,)


def test_dragging_the_midline_gives_every_outline_of_the_slice_its_side_anew():
    other = replace(RIGHT, slice_key=SliceKey("1.2.4"))
    ctx = context(BOTH.with_outlines([other]))
    played = play(MIDLINE, press(49.5, 40) + move((70, 40), (90, 40)), ctx)
    assert not played.edits
    preview = MIDLINE.draft(played.state, played.ctx).preview
    assert sides(preview) == [Side.RIGHT, Side.RIGHT, Side.RIGHT]
    done = play(MIDLINE, release(10, 40), played.ctx, played.state)
    assert done.names == ["move midline"]
    assert done.document.midline_on(KEY).ends == ((10.0, 7.5), (10.0, 71.5))
    assert sides(done.document) == [Side.LEFT, Side.LEFT, Side.RIGHT]
    assert not done.finishes


def test_an_end_of_the_midline_is_dragged_alone():
    played = play(MIDLINE, drag((49.5, 8), (55, 10)))
    assert played.document.midline_on(KEY).ends == ((55.0, 9.5), (49.5, 71.5))
    hot = [handle.is_hot for handle in MIDLINE.draft(play(MIDLINE, hover(49.5, 71)).state, context()).handles]
    assert hot == [False, True]


def test_the_midline_stays_in_the_image_and_keeps_its_direction():
    played = play(MIDLINE, drag((49.5, 40), (900, 40)))
    assert played.document.midline_on(KEY).ends == ((99.5, 7.5), (99.5, 71.5))


def test_a_midline_without_a_direction_is_refused():
    played = play(MIDLINE, drag((49.5, 7.5), (49.5, 70)))
    assert played.kinds == ["refused"]
    assert not played.edits
    held = play(MIDLINE, press(49.5, 7.5) + move((49.5, 71.5)))
    assert MIDLINE.draft(held.state, held.ctx).preview is None


def test_a_midline_from_right_to_left_is_refused_and_no_outline_changes_its_side():
    placed = BOTH.with_midline(Midline(KEY, ((10.0, 30.0), (60.0, 70.0))))
    flat = play(MIDLINE, drag((60, 70), (90, 30)), context(placed))
    assert flat.kinds == ["refused"]
    assert "from the patient's right to the left" in flat.notices[0].sentence
    assert not flat.edits


def test_enter_keeps_the_proposed_midline_and_leaves():
    played = play(MIDLINE, key("Return"), context(BOTH))
    assert played.finishes
    assert played.document.midline_on(KEY).ends == CENTER
    again = play(MIDLINE, key("Return"), played.ctx)
    assert not again.edits
    assert again.finishes


def test_a_click_keeps_the_proposed_midline_and_one_beside_it_does_nothing():
    assert play(MIDLINE, click(49.5, 40)).names == ["move midline"]
    assert not play(MIDLINE, click(60, 40)).edits


def test_a_midline_on_an_image_without_sides_is_placed_and_says_what_is_missing():
    unknown = Document().with_outlines([RIGHT.with_side(Side.UNKNOWN)])
    played = play(MIDLINE, drag((49.5, 40), (10, 40)), context(unknown, orientation=None))
    assert sides(played.document) == [Side.UNKNOWN]
    assert played.kinds == ["information"]


def test_sides_are_asked_of_the_other_outlines_and_kept_where_they_cannot_be_told():
    asked = []

    def side_of(outline, document):
        asked.append(document.outlines)
        return Side.UNKNOWN

    played = play(MIDLINE, key("Return"), context(BOTH, side_of=side_of))
    assert asked == [(LEFT,), (RIGHT,)]
    assert sides(played.document) == [Side.RIGHT, Side.LEFT]


def test_stated_sides_are_enough_for_a_midline():
    ctx = context(orientation=None)
    stated = replace(ctx, image=replace(ctx.image, geometry=PlaneGeometry(stated_sides="radiological")))
    assert not play(MIDLINE, key("Return"), stated).notices


def test_escape_puts_the_midline_back_then_leaves():
    played = play(MIDLINE, press(49.5, 40) + move((70, 40)) + cancel())
    assert not played.finishes
    assert not MIDLINE.is_busy(played.state)
    assert not played.edits
    assert play(MIDLINE, cancel(), state=played.state).finishes


def test_a_midline_held_while_another_slice_comes_is_let_go():
    held = play(MIDLINE, press(49.5, 40) + move((70, 40))).state
    assert not play(MIDLINE, release(80, 40), context(uid="1.2.4"), held).edits


def test_the_ruler_stays_with_its_length_along_columns_and_rows():
    played = play(RULER, press(10, 70) + move((13, 70)))
    assert length_px(played.state) is None
    assert RULER.draft(played.state, played.ctx).label == "3.0 px"
    played = play(RULER, release(13, 66), played.ctx, played.state)
    assert length_px(played.state) == (3.0, 4.0)
    draft = RULER.draft(played.state, played.ctx)
    assert draft.lines == (((10, 70), (13, 66)),)
    assert draft.label == "5.0 px"
    assert not played.edits


def test_an_end_of_the_ruler_is_taken_up_again_and_elsewhere_a_new_one_begun():
    state = play(RULER, drag((10, 70), (30, 70))).state
    assert play(RULER, drag((10, 70), (20, 60)), state=state).state.line == ((30, 70), (20, 60))
    assert play(RULER, drag((50, 10), (50, 20)), state=state).state.line == ((50, 10), (50, 20))


def test_a_click_draws_no_ruler_and_the_image_ends_it():
    assert length_px(play(RULER, click(10, 10)).state) is None
    assert length_px(play(RULER, drag((10, 10), (500, 10))).state) == (89.5, 0.0)


def test_the_ruler_belongs_to_its_slice():
    state = play(RULER, drag((10, 70), (30, 70))).state
    other = context(uid="1.2.4")
    assert RULER.draft(state, other).lines == ()
    assert length_px(play(RULER, hover(1, 1), other, state).state) is None


def test_escape_drops_the_ruler_being_drawn_then_leaves():
    played = play(RULER, press(10, 70) + move((30, 70)) + cancel())
    assert played.state == Ruler()
    assert not played.finishes
    assert play(RULER, cancel()).finishes
    assert length_px(find_tool("select").start()) is None


def test_a_box_keeps_the_pixels_it_touches():
    played = play(CROP, press(60.2, 50) + move((30, 30), (9.6, 20.4)))
    assert CROP.draft(played.state, played.ctx).box == (9.5, 19.5, 60.5, 50.5)
    assert CROP.draft(played.state, played.ctx).label == "51 × 31 px"
    played = play(CROP, release(9.6, 20.4), played.ctx, played.state)
    assert played.document.crop_of(KEY) == Crop(KEY, 10, 20, 60, 50)
    assert played.names == ["crop picture"]
    assert played.finishes


def test_a_box_beyond_the_image_ends_with_it():
    assert play(CROP, drag((-20, -20), (300, 300))).document.crop_of(KEY) == Crop(KEY, 0, 0, 99, 79)


def test_a_box_of_less_than_eight_pixels_is_refused_and_a_click_means_nothing():
    assert play(CROP, drag((10, 10), (16, 40))).kinds == ["refused"]
    assert play(CROP, drag((10, 10), (17, 17))).names == ["crop picture"]
    played = play(CROP, click(10, 10))
    assert not played.kinds
    assert not played.edits


@pytest.mark.parametrize("edge", range(4))
def test_no_edge_of_a_box_may_cut(edge):
    fits = [20.0, 20.0, 80.0, 40.0]
    cut = list(fits)
    cut[edge] += 2.0 if edge < 2 else -2.0
    assert play(CROP, drag(fits[:2], fits[2:]), context(BOTH)).names == ["crop picture"]
    assert play(CROP, drag(cut[:2], cut[2:]), context(BOTH)).kinds == ["refused"]


def test_a_box_that_would_cut_an_outline_is_refused():
    played = play(CROP, drag((10, 10), (70, 60)), context(BOTH))
    assert not played.edits
    [notice] = played.notices
    assert (notice.kind, notice.outline) == ("refused", 1)
    assert play(CROP, drag((10, 10), (80, 60)), context(BOTH)).names == ["crop picture"]
    elsewhere = Document().with_outlines([replace(LEFT, slice_key=SliceKey("1.2.4"))])
    assert play(CROP, drag((10, 10), (70, 60)), context(elsewhere)).names == ["crop picture"]


def test_escape_drops_the_box_then_leaves():
    played = play(CROP, press(10, 10) + move((60, 60)) + cancel())
    assert not CROP.is_busy(played.state)
    assert not played.finishes
    assert play(CROP, cancel()).finishes


def test_a_box_held_while_another_slice_comes_is_dropped():
    held = play(CROP, press(10, 10) + move((60, 60))).state
    other = context(uid="1.2.4")
    assert CROP.draft(held, other).box is None
    assert not play(CROP, release(70, 70), other, held).edits


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.name in {"midline", "crop"}], ids=lambda t: t.name)
def test_keys_and_other_buttons_are_for_others(tool):
    assert play(tool, key("F") + press(49.5, 40, button="right")).handled == [False, False]
