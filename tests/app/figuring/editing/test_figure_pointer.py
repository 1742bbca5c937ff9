"""Gestures on a figure's page: presses and drags in mm, and the recipe that comes of them."""

from dataclasses import replace

import pytest

from tests.figure.figure_scene import a_content
from viewer.app.figuring.editing import pointer as rules
from viewer.app.figuring.editing.aligning import ALIGNMENTS, aligned, can_align
from viewer.app.figuring.editing.moving import grips_of
from viewer.app.figuring.editing.pointer import Pointing, Scene
from viewer.app.figuring.editing.things import Thing, contains, mark_thing, thing_at, things_of
from viewer.core.figures.marks import Arrow, Bracket, Ellipse, Note
from viewer.core.figures.panels import WHOLE_SLICE, Panel
from viewer.core.figures.spec import FigureSpec, Placed
from viewer.errors import UsageError
from viewer.figure.layout import lay_out

CONTENT = a_content()
# On this slice the first pixel is 0.7 mm wide; these lie well inside the crop round the outlines.
NOTE = Note(0, (56.0, 40.0), "here")
ARROW = Arrow(0, tip_mm=(60.0, 60.0), tail_mm=(50.0, 45.0))
ELLIPSE = Ellipse(0, (40.0, 60.0), (6.0, 3.0))
BRACKET = Bracket(0, (45.0, 80.0), (60.0, 80.0))


def scene(*marks, reach=0.5, **more):
    spec = FigureSpec(marks=marks, **more)

    def laid_out(spec):
        return lay_out(spec, CONTENT)

    return Scene(spec, laid_out(spec), laid_out, reach)


def middle(box):
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def on_page(seen, point, panel=0):
    return seen.page.frames[panel].to_page(point)


def dragged(seen, start, end, state=None, *, snaps=False, adds=False):
    """Press, move half-way, move, let go."""
    state = rules.press(state or Pointing(), seen, start, adds=adds)
    half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    for at in (half, end):
        state = rules.drag(state, at, snaps=snaps)
    return rules.release(state)


def test_a_click_selects_and_changes_nothing():
    seen = scene(NOTE)
    state, edit = rules.release(rules.press(Pointing(), seen, on_page(seen, NOTE.at_mm)))
    assert state.selected == (mark_thing(0, 0),)
    assert edit is None


def test_a_click_beside_everything_selects_nothing():
    seen = scene(NOTE, crop_mm=WHOLE_SLICE)
    state = rules.press(Pointing(selected=(mark_thing(0, 0),)), seen, (42.0, 1.0))
    assert rules.release(state)[0].selected == ()


def test_dragging_a_text_moves_it_as_far_on_its_slice():
    seen = scene(NOTE)
    start = on_page(seen, NOTE.at_mm)
    state, edit = dragged(seen, start, (start[0] + 6.0, start[1] - 3.0))
    scale = seen.page.frames[0].page_mm_per_mm
    assert edit.name == "move text"
    assert edit.spec.marks[0].at_mm == pytest.approx((56.0 + 6.0 / scale, 40.0 - 3.0 / scale))
    assert state.draft is None
    assert state.drag is None


def test_a_trembling_hand_moves_nothing():
    seen = scene(NOTE, reach=1.0)
    start = on_page(seen, NOTE.at_mm)
    assert dragged(seen, start, (start[0] + 0.8, start[1]))[1] is None


@pytest.mark.parametrize(
    ("mark", "grip", "field"),
    [(ARROW, "tip", "tip_mm"), (ARROW, "tail", "tail_mm"), (BRACKET, "start", "start_mm"), (BRACKET, "end", "end_mm")],
)
def test_an_end_is_dragged_by_its_handle_alone(mark, grip, field):
    seen = scene(mark)
    selected = Pointing(selected=(mark_thing(0, 0),))
    start = grips_of(seen.page, mark)[grip]
    state, edit = dragged(seen, start, (start[0] + 4.0, start[1] + 5.0), selected)
    scale = seen.page.frames[0].page_mm_per_mm
    before = getattr(mark, field)
    found = edit.spec.marks[0]
    assert getattr(found, field) == pytest.approx((before[0] + 4.0 / scale, before[1] + 5.0 / scale))
    assert replace(found, **{field: before}) == mark, "nothing else of it changed"
    assert state.selected == selected.selected


def test_an_unselected_arrow_is_moved_whole_by_its_shaft():
    seen = scene(ARROW)
    shaft = on_page(seen, (55.0, 52.5))
    _, edit = dragged(seen, shaft, (shaft[0] + 3.0, shaft[1]))
    step = 3.0 / seen.page.frames[0].page_mm_per_mm
    moved = edit.spec.marks[0]
    assert moved.tip_mm == pytest.approx((60.0 + step, 60.0))
    assert moved.tail_mm == pytest.approx((50.0 + step, 45.0))


def test_an_ellipse_is_reshaped_and_turned_by_its_handles():
    seen = scene(ELLIPSE)
    selected = Pointing(selected=(mark_thing(0, 0),))
    grips = grips_of(seen.page, ELLIPSE)
    for grip, to, expected in (
        ("across", (50.0, 60.0), replace(ELLIPSE, radii_mm=(10.0, 3.0))),
        ("down", (40.0, 65.0), replace(ELLIPSE, radii_mm=(6.0, 5.0))),
        ("turn", (40.0, 50.0), replace(ELLIPSE, angle_deg=90.0)),
    ):
        _, edit = dragged(seen, grips[grip], on_page(seen, to), selected)
        found = edit.spec.marks[0]
        assert found.radii_mm == pytest.approx(expected.radii_mm), grip
        assert found.angle_deg == pytest.approx(expected.angle_deg), grip


def test_a_mark_on_a_mirrored_panel_follows_the_pointer():
    panels = (Panel(part="right"), Panel(part="left", is_mirrored=True))
    note = Note(1, (80.0, 60.0), "here")
    seen = scene(note, panels=panels, arrangement="mirrored")
    start = on_page(seen, note.at_mm, panel=1)
    _, edit = dragged(seen, start, (start[0] + 5.0, start[1]))
    moved = edit.spec.marks[0].at_mm
    assert moved[0] < 80.0
    assert seen.page.frames[1].to_page(moved) == pytest.approx((start[0] + 5.0, start[1]))


def test_the_scale_bar_goes_where_it_is_dragged_and_stays_in_its_panel():
    seen = scene()
    bar = Thing("scale-bar", 0)
    start = middle(things_of(seen.page)[bar])
    _, edit = dragged(seen, start, (start[0] - 20.0, start[1] - 8.0))
    assert edit.name == "move scale bar"
    after = middle(things_of(seen.lay_out(edit.spec))[bar])
    assert after == pytest.approx((start[0] - 20.0, start[1] - 8.0), abs=0.05)
    _, edit = dragged(seen, start, (-500.0, -500.0))
    assert edit.spec.places == (Placed("scale-bar", 0, (0.0, 0.0)),)


def test_what_is_dragged_off_and_back_is_no_change():
    seen = scene(NOTE)
    start = on_page(seen, NOTE.at_mm)
    state = rules.press(Pointing(), seen, start)
    for at in ((start[0] + 9.0, start[1]), start):
        state = rules.drag(state, at, snaps=False)
    assert rules.release(state)[1] is None


def test_the_picture_is_moved_in_its_panel_where_there_is_more_of_it():
    seen = scene(panels=(Panel(), Panel(shows_outlines=False)))
    left, top, width, height = seen.page.frames[0].box
    start = (left + 0.5 * width, top + 0.15 * height)
    _, edit = dragged(seen, start, (start[0] + 6.0, start[1]))
    shift = 6.0 / seen.page.frames[0].page_mm_per_mm
    assert edit.name == "move picture in its panel"
    assert [panel.shift_mm for panel in edit.spec.panels] == [pytest.approx((-shift, 0.0))] * 2, "twins stay alike"
    whole = scene(crop_mm=WHOLE_SLICE)
    assert dragged(whole, (42.0, 20.0), (50.0, 20.0))[1] is None


def test_dragged_things_rest_in_line_with_others_and_say_so():
    seen = scene(NOTE, replace(NOTE, at_mm=(70.0, 44.0)))
    start, other = (on_page(seen, mark.at_mm) for mark in seen.spec.marks)
    near = (start[0] + 2.0, other[1] + 0.3)
    state = rules.drag(rules.press(Pointing(), seen, start), near)
    assert on_page(seen, state.draft.marks[0].at_mm)[1] == pytest.approx(other[1], abs=1e-6)
    assert [guide.is_upright for guide in state.guides if not guide.is_upright] == [False]
    free = rules.drag(state, near, snaps=False)
    assert on_page(seen, free.draft.marks[0].at_mm)[1] == pytest.approx(near[1])
    assert free.guides == ()


def test_an_arrow_rests_straight_down():
    seen = scene(ARROW)
    grips = grips_of(seen.page, ARROW)
    to = (grips["tail"][0] + 0.3, grips["tip"][1])
    _, edit = dragged(seen, grips["tip"], to, Pointing(selected=(mark_thing(0, 0),)), snaps=True)
    assert edit.spec.marks[0].tip_mm[0] == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("adding", "expected"),
    [
        ("arrow", Arrow(0, tip_mm=(60.0, 70.0), tail_mm=(50.0, 45.0))),
        ("bracket", Bracket(0, (50.0, 45.0), (60.0, 70.0))),
        ("ellipse", Ellipse(0, (55.0, 57.5), (5.0, 12.5))),
    ],
)
def test_a_drag_adds_what_is_in_hand_and_selects_it(adding, expected):
    seen = scene()
    state, edit = dragged(seen, on_page(seen, (50.0, 45.0)), on_page(seen, (60.0, 70.0)), Pointing(adding=adding))
    assert edit.name == f"add {adding}"
    [mark] = edit.spec.marks
    assert type(mark) is type(expected)
    for field in ("tip_mm", "tail_mm", "start_mm", "end_mm", "center_mm", "radii_mm"):
        if hasattr(expected, field):
            assert getattr(mark, field) == pytest.approx(getattr(expected, field))
    assert state == Pointing(selected=(mark_thing(0, 0),))


def test_a_mere_click_adds_an_arrow_too_and_a_text_is_added_when_it_is_written():
    seen = scene()
    state = rules.press(Pointing(adding="arrow"), seen, (40.0, 30.0))
    assert len(rules.release(state)[1].spec.marks) == 1
    state, edit = rules.release(rules.press(Pointing(adding="text"), seen, (40.0, 30.0)))
    assert edit is None
    assert state.adding == ""


def test_beside_the_panels_a_mark_lies_on_the_page():
    seen = scene(shows_numbers=True, shows_caption=True)
    assert seen.page.height_mm > 75.0
    start = (10.0, seen.page.height_mm - 1.0)
    _, edit = dragged(seen, start, (20.0, start[1]), Pointing(adding="bracket"))
    assert edit.spec.marks == (Bracket(-1, start, (20.0, start[1])),)


def test_several_are_moved_together():
    seen = scene(NOTE, ELLIPSE)
    state = rules.press(Pointing(), seen, on_page(seen, NOTE.at_mm))
    state = rules.release(state)[0]
    edge = on_page(seen, (46.0, 60.0))
    state = rules.release(rules.press(state, seen, edge, adds=True))[0]
    assert state.selected == (mark_thing(0, 0), mark_thing(1, 0))
    _, edit = dragged(seen, on_page(seen, NOTE.at_mm), on_page(seen, (58.0, 41.0)), state)
    assert edit.name == "move marks"
    assert edit.spec.marks[0].at_mm == pytest.approx((58.0, 41.0))
    assert edit.spec.marks[1].center_mm == pytest.approx((42.0, 61.0))
    assert rules.press(state, seen, edge, adds=True).selected == (mark_thing(0, 0),), "a second click takes it out"


def test_arrow_keys_move_a_tenth_of_a_millimetre_of_the_page():
    seen = scene(NOTE)
    edit = rules.nudge(Pointing(selected=(mark_thing(0, 0),)), seen, (0.1, 0.0))
    assert edit.spec.marks[0].at_mm[0] == pytest.approx(56.0 + 0.1 / seen.page.frames[0].page_mm_per_mm)
    assert rules.nudge(Pointing(), seen, (0.1, 0.0)) is None


def test_things_are_selected_one_after_the_other_without_a_mouse():
    seen = scene(NOTE, ARROW)
    things = list(things_of(seen.page))
    state, found = Pointing(), []
    for _ in range(len(things) + 1):
        state = rules.select_next(state, seen, 1)
        found.append(state.selected)
    assert found == [(thing,) for thing in (*things, things[0])]
    assert rules.select_next(state, seen, -1).selected == (things[-1],)


def test_delete_takes_marks_away_and_gives_places_back():
    bar = Placed("scale-bar", 0, (0.2, 0.2))
    seen = scene(NOTE, ARROW, places=(bar,))
    state, edit = rules.delete(Pointing(selected=(mark_thing(0, 0), Thing("scale-bar", 0))), seen)
    assert edit.spec.marks == (ARROW,)
    assert edit.spec.places == ()
    assert state.selected == ()
    assert rules.delete(Pointing(selected=(Thing("sides", 0),)), seen)[1] is None, "letters of the sides stay"


def test_giving_up_forgets_the_drag_and_then_the_selection():
    seen = scene(NOTE)
    start = on_page(seen, NOTE.at_mm)
    state = rules.drag(rules.press(Pointing(), seen, start), (start[0] + 5.0, start[1]))
    assert state.draft is not None
    state = rules.give_up(state)
    assert (state.draft, state.drag, state.selected) == (None, None, (mark_thing(0, 0),))
    assert rules.release(state)[1] is None
    assert rules.give_up(state) == Pointing()


def test_a_selection_whose_mark_is_gone_goes():
    state = Pointing(selected=(mark_thing(0, 0), mark_thing(3, 0), Thing("badge", 1)))
    assert rules.still_there(state, FigureSpec(marks=(NOTE,))).selected == (mark_thing(0, 0),)


def test_lines_are_hit_beside_and_shapes_inside():
    seen = scene(ELLIPSE)
    assert thing_at(seen.page, on_page(seen, (46.1, 60.0)), reach=0.5) == mark_thing(0, 0)
    assert thing_at(seen.page, on_page(seen, (40.0, 60.0)), reach=0.5) is None, "an ellipse is hollow"
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    assert contains(square, (1.0, 1.0))
    assert not contains(square, (3.0, 1.0))


@pytest.mark.parametrize(
    ("how", "part"), [("left", 0), ("right", 2), ("top", 1), ("bottom", 3), ("center", 4), ("middle", 5)]
)
def test_alignments_bring_edges_or_middles_into_line(how, part):
    marks = (NOTE, replace(NOTE, at_mm=(70.0, 55.0), text="longer text"), replace(NOTE, at_mm=(50.0, 70.0)))
    seen = scene(*marks)
    things = [mark_thing(n, 0) for n in range(3)]
    after = things_of(seen.lay_out(aligned(seen.spec, seen.page, things, how, seen.lay_out)))
    lines = [(*after[thing], *middle(after[thing]))[part] for thing in things]
    assert lines == pytest.approx([lines[0]] * 3, abs=1e-6)


def test_gaps_are_made_even_and_the_outer_ones_stay():
    marks = tuple(replace(NOTE, at_mm=(x, 60.0)) for x in (40.0, 48.0, 80.0))
    seen = scene(*marks)
    things = [mark_thing(n, 0) for n in range(3)]
    spec = aligned(seen.spec, seen.page, things, "across", seen.lay_out)
    assert [mark.at_mm[0] for mark in spec.marks] == pytest.approx([40.0, 60.0, 80.0])


def test_aligning_needs_enough_things():
    assert not can_align([mark_thing(0, 0)], "left")
    assert not can_align([mark_thing(0, 0), mark_thing(1, 0)], "across")
    assert len(ALIGNMENTS) == 8
    seen = scene(NOTE)
    with pytest.raises(UsageError, match="needs 2 selected"):
        aligned(seen.spec, seen.page, [mark_thing(0, 0)], "top", seen.lay_out)
