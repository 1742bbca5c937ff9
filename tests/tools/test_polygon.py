"""The outline tool: gestures in, document and draft out."""

import math

import pytest

from tests.tools.pointing import (
    BOTH,
    LEFT,
    RIGHT,
    cancel,
    click,
    clicks,
    context,
    double,
    drag,
    hover,
    key,
    leave,
    move,
    play,
    press,
    release,
)
from viewer.core.document import Crop, Document
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey
from viewer.tools import polygon
from viewer.tools.polygon import OUTLINE

CORNERS = [(20, 20), (40, 20), (40, 40), (20, 40)]
SQUARE = clicks(*CORNERS)


def circle(x, y, radius, n=400, *, turn=1.0):
    angles = [turn * 2 * math.pi * i / n for i in range(n + 1)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def drawn(gestures, ctx=None):
    """Played gestures and the one outline they made."""
    played = play(OUTLINE, gestures, ctx)
    [outline] = played.document.outlines
    return played, outline


@pytest.mark.parametrize(
    "closing",
    [key("Return"), click(20.5, 20.5), press(20, 40, kind="double") + release(20, 40)],
    ids=lambda g: g[0].kind,
)
def test_clicks_make_a_polygon_that_enter_its_first_point_or_a_double_click_closes(closing):
    played, outline = drawn(SQUARE + closing)
    assert outline.rings == (tuple(CORNERS),)
    assert outline.side is Side.RIGHT
    assert played.names == ["draw right multifidus"]
    assert not OUTLINE.is_busy(played.state)
    assert not played.notices


def test_a_double_click_adds_no_extra_vertex():
    _, outline = drawn(clicks(*CORNERS[:3]) + double(20, 40))
    assert outline.rings == (tuple(CORNERS),)


def test_quick_clicks_beside_each_other_are_vertices_though_the_system_calls_them_double():
    # 5.2 screen points: beyond a hand's tremble, and within the reach of a double click of some systems.
    quick = press(20, 38.7, kind="double") + release(20, 38.7)
    played = play(OUTLINE, clicks(*CORNERS) + quick)
    assert played.state.points == (*CORNERS, (20, 38.7))
    assert not played.document.outlines


def test_a_second_click_within_two_screen_points_adds_no_vertex_and_a_third_beyond_does():
    played = play(OUTLINE, clicks((20, 20), (20.4, 20), (20.6, 20)))
    assert played.state.points == ((20, 20), (20.6, 20))


def test_a_last_point_on_the_first_is_snapped_off():
    # Within reach of the first vertex a click would close, so the point comes by a freehand run.
    gestures = clicks(*CORNERS) + drag((20, 35), (20, 30), (20, 20.2)) + key("Return")
    _, outline = drawn(gestures)
    assert (20, 20.2) not in outline.rings[0]
    assert outline.area_px == pytest.approx(400)


@pytest.mark.parametrize("points", [[], [(20, 20)], [(20, 20), (40, 20)]])
def test_closing_needs_three_points_and_drawing_goes_on(points):
    played = play(OUTLINE, clicks((30, 60), *points)[: 2 * len(points)] + key("Return"))
    assert not played.document.outlines
    assert played.kinds == (["refused"] if points else [])
    assert OUTLINE.is_busy(played.state) is bool(points)


def test_closing_on_the_first_of_two_points_is_refused():
    played = play(OUTLINE, clicks((20, 20), (40, 20), (20, 20)))
    assert played.kinds == ["refused"]
    assert played.state.points == ((20, 20), (40, 20))


def test_an_outline_without_area_is_refused_and_can_be_mended():
    played = play(OUTLINE, clicks((20, 20), (30, 20), (40, 20)) + key("Return"))
    assert "no area" in played.notices[0].sentence
    mended = play(OUTLINE, click(30, 40) + key("Return"), played.ctx, played.state)
    assert mended.document.outlines[0].area_px == pytest.approx(200)


def test_an_outline_that_crosses_itself_or_its_partner_is_kept():
    bow_tie = clicks((25, 25), (70, 25), (72, 60), (30, 20)) + key("Return")
    played = play(OUTLINE, bow_tie, context(BOTH))
    assert len(played.document.outlines) == 3
    assert not [kind for kind in played.kinds if kind == "refused"]


@pytest.mark.parametrize("radius", [5, 10, 20, 30])
@pytest.mark.parametrize("zoom", [2.0, 4.0])
def test_a_freehand_round_keeps_its_area(radius, zoom):
    _, outline = drawn(drag(*circle(30, 40, radius)), context(zoom=zoom))
    assert outline.area_px == pytest.approx(math.pi * radius**2, rel=0.005)
    assert len(outline.rings[0]) < 120


def test_a_freehand_round_on_whole_screen_points_keeps_its_area():
    # A mouse tells whole screen points: quarter pixels across, less than a fifth down.
    steps = [(round(x * 4) / 4, round(y * 5.6) / 5.6) for x, y in circle(30, 40, 15)]
    _, outline = drawn(drag(*steps))
    assert outline.area_px == pytest.approx(math.pi * 15**2, rel=0.01)


def test_a_freehand_run_and_clicks_make_one_outline():
    half = circle(30, 40, 15, turn=0.5)
    _, outline = drawn(drag(*half) + clicks((15, 20), (45, 20)) + key("Return"))
    assert outline.rings[0][-2:] == ((15, 20), (45, 20))
    assert outline.area_px == pytest.approx(math.pi * 15**2 / 2 + 30 * 20, rel=0.005)


def test_a_straight_run_comes_down_to_its_ends():
    played = play(OUTLINE, drag(*[(20 + i / 5, 30) for i in range(101)]))
    assert len(played.state.points) <= 3


def test_a_press_that_shakes_is_a_click():
    played = play(OUTLINE, press(20, 20) + move((20.5, 20), (20.5, 20.5)) + release(20.4, 20))
    assert played.state.points == ((20, 20),)


def test_a_run_that_stays_near_the_first_point_does_not_close():
    played = play(OUTLINE, drag((20, 20), (21, 20), (22, 20), (22, 21), (21, 21)))
    assert OUTLINE.is_busy(played.state)
    assert not played.notices


def test_points_are_kept_inside_the_image_and_inside_what_is_kept_of_a_picture():
    gestures = clicks((-30, -30), (200, -30), (200, 200), (-30, 200)) + key("Return")
    assert drawn(gestures)[1].bounds_px == (-0.5, -0.5, 99.5, 79.5)
    cropped = Document().with_crop(Crop(SliceKey("1.2.3"), 10, 12, 60, 70))
    assert drawn(gestures, context(cropped))[1].bounds_px == (9.5, 11.5, 60.5, 70.5)


def test_backspace_takes_the_last_vertex_back_and_at_none_leaves_drawing():
    played = play(OUTLINE, clicks((20, 20), (40, 20)) + key("Backspace"))
    assert played.state.points == ((20, 20),)
    played = play(OUTLINE, key("Backspace"), played.ctx, played.state)
    assert not OUTLINE.is_busy(played.state)
    again = play(OUTLINE, key("Backspace"), context(BOTH), played.state)
    assert again.handled == [False]
    assert not again.edits


def test_backspace_takes_a_freehand_run_back_in_pieces():
    played = play(OUTLINE, drag(*circle(30, 40, 20, turn=0.8)))
    before = len(played.state.points)
    played = play(OUTLINE, key("Backspace"), played.ctx, played.state)
    assert 0 < len(played.state.points) < before
    assert len(played.state.pieces) > 3


def test_undo_takes_back_and_redo_draws_again_also_beyond_the_first_vertex():
    state = play(OUTLINE, clicks((20, 20), (40, 20))).state
    back = OUTLINE.undo(state)
    assert back.points == ((20, 20),)
    empty = OUTLINE.undo(back)
    assert not OUTLINE.is_busy(empty)
    assert OUTLINE.undo(empty) is None
    first = OUTLINE.redo(empty)
    assert first.points == back.points
    assert OUTLINE.redo(first).points == state.points
    assert OUTLINE.redo(OUTLINE.redo(first)) is None


def test_a_new_vertex_forgets_what_was_taken_back():
    state = OUTLINE.undo(play(OUTLINE, clicks((20, 20), (40, 20))).state)
    played = play(OUTLINE, click(30, 50), state=state)
    assert OUTLINE.redo(played.state) is None


def test_undo_while_the_button_is_held_takes_that_vertex():
    played = play(OUTLINE, click(20, 20) + press(40, 20))
    assert OUTLINE.undo(played.state).points == ((20, 20),)
    assert not OUTLINE.is_busy(OUTLINE.undo(play(OUTLINE, press(40, 20)).state))


def test_escape_cancels_the_drawing_and_undo_brings_it_back():
    played = play(OUTLINE, SQUARE + cancel())
    assert not OUTLINE.is_busy(played.state)
    assert not played.finishes
    assert OUTLINE.draft(played.state, played.ctx).path == ()
    back = OUTLINE.undo(played.state)
    assert back.points == tuple(CORNERS)
    assert play(OUTLINE, key("Return"), state=back).names == ["draw right multifidus"]


def test_escape_in_a_run_keeps_the_run_for_undo():
    played = play(OUTLINE, press(20, 20) + move((30, 20), (30, 30)) + cancel())
    assert not OUTLINE.is_busy(played.state)
    assert OUTLINE.undo(played.state).points[-1] == (30, 30)


def test_a_cancelled_drawing_is_forgotten_once_something_else_is_drawn_or_changed():
    cancelled = play(OUTLINE, SQUARE + cancel()).state
    assert OUTLINE.undo(play(OUTLINE, hover(5, 5), state=cancelled).state) is not None
    begun = play(OUTLINE, click(50, 50) + key("Backspace"), state=cancelled).state
    assert OUTLINE.undo(begun) is None
    assert OUTLINE.undo(play(OUTLINE, hover(5, 5), context(BOTH), cancelled).state) is None


def test_escape_with_nothing_drawn_leaves_the_tool():
    assert play(OUTLINE, cancel()).finishes
    assert play(OUTLINE, SQUARE + cancel() + cancel()).finishes


def test_a_drawing_waits_on_its_slice():
    state = play(OUTLINE, SQUARE).state
    elsewhere = context(uid="1.2.4", slice_number=4)
    played = play(OUTLINE, hover(30, 30) + click(50, 50) + key("Return") + key("Backspace"), elsewhere, state)
    assert played.kinds == ["information"] * 3
    assert "slice 3" in played.notices[0].sentence
    assert not played.document.outlines
    draft = OUTLINE.draft(played.state, elsewhere)
    assert (draft.path, draft.rubber, draft.handles) == ((), None, ())
    assert OUTLINE.is_busy(played.state)
    back = play(OUTLINE, key("Return"), state=played.state)
    assert back.document.outlines[0].rings == (tuple(CORNERS),)
    assert not OUTLINE.is_busy(play(OUTLINE, cancel(), elsewhere, state).state)


def test_a_run_is_finished_on_its_slice_when_another_is_shown_under_it():
    state = play(OUTLINE, press(20, 20) + move((30, 20), (30, 30))).state
    played = play(OUTLINE, move((90, 70)) + release(90, 70), context(uid="1.2.4"), state)
    assert played.state.points == ((20, 20), (30, 20), (30, 30))
    assert played.state.slice_key == SliceKey("1.2.3")


def test_the_ghost_edge_follows_the_pointer_and_the_first_vertex_grows_in_reach():
    played = play(OUTLINE, clicks(*CORNERS[:3]) + hover(30, 50))
    draft = OUTLINE.draft(played.state, played.ctx)
    assert draft.path == tuple(CORNERS[:3])
    assert draft.rubber == ((40, 40), (30, 50))
    first, *others = draft.handles
    assert (first.kind, first.at, first.is_hot) == ("first", (20, 20), False)
    assert [handle.at for handle in others] == CORNERS[1:3]
    near = OUTLINE.draft(play(OUTLINE, hover(21, 21), state=played.state).state, played.ctx)
    assert near.handles[0].is_hot
    assert near.rubber == ((40, 40), (20, 20))
    gone = OUTLINE.draft(play(OUTLINE, leave(), state=played.state).state, played.ctx)
    assert gone.rubber is None


def test_reach_is_measured_on_the_screen():
    two_px_away = hover(22, 20)
    state = play(OUTLINE, SQUARE + two_px_away).state
    assert OUTLINE.draft(state, context(zoom=4.0)).handles[0].is_hot
    assert not OUTLINE.draft(state, context(zoom=8.0)).handles[0].is_hot


def test_a_contradicted_side_keeps_the_outline_without_a_side():
    played, outline = drawn(SQUARE + key("Return"), context(preselected=Side.LEFT))
    assert outline.side is Side.UNKNOWN
    [notice] = played.notices
    assert (notice.kind, notice.outline, notice.side) == ("side-contradicted", 0, Side.RIGHT)
    assert notice.sentence == "You chose the patient's left, but this outline lies on the patient's right."
    assert played.names == ["draw multifidus"]


def test_a_side_that_agrees_says_nothing():
    played, outline = drawn(SQUARE + key("Return"), context(preselected=Side.RIGHT))
    assert outline.side is Side.RIGHT
    assert not played.notices


def test_without_orientation_the_side_is_unknown_whatever_was_chosen():
    played, outline = drawn(SQUARE + key("Return"), context(orientation=None))
    assert outline.side is Side.UNKNOWN
    assert not played.notices
    played, outline = drawn(SQUARE + key("Return"), context(orientation=None, preselected=Side.RIGHT))
    assert outline.side is Side.UNKNOWN
    assert played.kinds == ["information"]
    assert "state where the patient's right is" in played.notices[0].sentence


def test_the_outline_is_of_the_chosen_structure():
    moved = [(x + 40, y) for x, y in CORNERS]
    played, outline = drawn(clicks(*moved) + key("Return"), context(structure=Structure.ERECTOR_SPINAE))
    assert outline.structure is Structure.ERECTOR_SPINAE
    assert played.names == ["draw left erector spinae"]


def test_vertices_and_edges_are_changed_as_with_the_select_tool():
    played = play(OUTLINE, drag((20, 20), (19, 19), (18, 18)), context(BOTH))
    assert played.names == ["move vertex"]
    assert played.document.outlines[0].rings[0][0] == (18, 18)
    played = play(OUTLINE, drag((30, 20), (30, 18), (30, 16)), context(BOTH))
    assert played.names == ["insert vertex"]
    assert played.document.outlines[1] == LEFT


def test_a_press_inside_an_outline_draws_and_does_not_move_it():
    played = play(OUTLINE, click(30, 30) + click(34, 30), context(BOTH))
    assert played.state.points == ((30, 30), (34, 30))
    assert played.document.outlines == (RIGHT, LEFT)


def test_other_buttons_mean_nothing():
    state = play(OUTLINE, clicks((20, 20))).state
    played = play(OUTLINE, press(50, 50, button="right") + release(50, 50, button="middle"), state=state)
    assert played.handled == [False, False]
    assert played.state == state


def test_a_foreign_state_is_a_fault_of_the_program():
    with pytest.raises(TypeError):
        polygon.step(object(), key("Return")[0], context())


def test_a_cancelled_drawing_does_not_come_back_under_a_held_vertex():
    played = play(OUTLINE, clicks((50, 70), (55, 75)) + cancel() + press(20, 20) + move((10, 10)), context(BOTH))
    assert OUTLINE.is_busy(played.state)
    assert OUTLINE.undo(played.state) is None


def test_what_comes_next_is_told_once_something_is_outlined():
    documents = (Document(), Document(outlines=(RIGHT,)), Document(outlines=(RIGHT, LEFT)))
    none, one, both = (OUTLINE.draft(OUTLINE.start(), context(document)).hint for document in documents)
    assert (one, both) == (f"{none}; M: other side", f"{none}; N: next slice")


def test_a_bow_tie_whose_halves_cancel_is_said_to_cross_itself():
    played = play(OUTLINE, clicks((20, 20), (40, 40), (40, 20), (20, 40)) + key("Return"))
    assert not played.document.outlines
    assert "crosses itself" in played.notices[-1].sentence
