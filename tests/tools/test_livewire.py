"""The livewire: gestures in, outline along the border out."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.pointing import (
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
from viewer.core.outline import Side
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.livewire import LIVEWIRE, MANNER
from viewer.tools.outlining import drawing, following
from viewer.tools.polygon import OUTLINE, POLYGON

MIDDLE, RADIUS = (30.0, 40.0), 15.0


def disc_values():
    """Muscle in fat on the image of the other tests, 80 rows and 100 columns; its columns are wider than its rows."""
    y, x = np.indices((80, 100), dtype=np.float64)
    values = 300.0 + 500.0 / (1.0 + np.exp(-2.0 * (np.hypot(x - MIDDLE[0], y - MIDDLE[1]) - RADIUS)))
    values.setflags(write=False)
    return values


VALUES = disc_values()


def on_disc(angle_deg):
    angle = math.radians(angle_deg)
    return (MIDDLE[0] + RADIUS * math.cos(angle), MIDDLE[1] + RADIUS * math.sin(angle))


def wired(values=VALUES, **fields):
    return context(values=lambda: values, **fields)


def off_disc(points):
    return max(abs(math.hypot(x - MIDDLE[0], y - MIDDLE[1]) - RADIUS) for x, y in points)


PINS = [on_disc(angle) for angle in (0, 90, 180, 270)]


def drawn(gestures, ctx=None):
    played = play(LIVEWIRE, gestures, ctx or wired())
    [outline] = played.document.outlines
    return played, outline


@pytest.mark.parametrize(
    "closing",
    [key("Return"), click(*PINS[0]), press(*PINS[3], kind="double") + release(*PINS[3])],
    ids=lambda g: g[0].kind,
)
def test_four_clicks_go_round_a_muscle_and_the_last_stretch_follows_the_border_too(closing):
    played, outline = drawn(clicks(*PINS) + closing)
    assert outline.area_px == pytest.approx(math.pi * RADIUS**2, rel=0.04)
    assert off_disc(outline.rings[0]) < 0.5
    assert set(PINS) <= set(outline.rings[0]), "where was clicked stays where it is"
    assert outline.side is Side.RIGHT
    assert played.names == ["draw right multifidus"]
    assert not LIVEWIRE.is_busy(played.state)
    assert len(outline.rings[0]) < 60, "simplified to what its area needs"


@pytest.mark.parametrize("zoom", [1.0, 2.0, 4.0, 8.0])
def test_fewer_vertices_keep_the_area_to_three_thousandths(zoom, monkeypatch):
    _, outline = drawn(clicks(*PINS) + key("Return"), wired(zoom=zoom))
    for module in (drawing, following):
        monkeypatch.setattr(module, "simplified", lambda points, viewport, **_: tuple(points))
    _, whole = drawn(clicks(*PINS) + key("Return"), wired(zoom=zoom))
    assert len(outline.rings[0]) < 0.7 * len(whole.rings[0])
    assert outline.area_px == pytest.approx(whole.area_px, rel=0.003)


def test_the_course_is_shown_under_the_pointer_and_is_what_a_click_accepts():
    ctx = wired()
    played = play(LIVEWIRE, click(*PINS[0]) + hover(*PINS[1]), ctx)
    draft = LIVEWIRE.draft(played.state, ctx)
    assert (draft.trail[0], draft.trail[-1]) == (PINS[0], PINS[1])
    assert off_disc(draft.trail) < 0.5
    assert draft.rubber is None
    clicked = play(LIVEWIRE, click(*PINS[1]), ctx, played.state).state
    assert set(clicked.points) <= set(draft.trail)
    assert 3 < len(clicked.points) < len(draft.trail), "what the course needs and no more"
    assert not LIVEWIRE.draft(play(LIVEWIRE, leave(), ctx, played.state).state, ctx).trail


def test_pins_have_handles_and_the_points_between_do_not():
    ctx = wired()
    played = play(LIVEWIRE, clicks(*PINS[:3]), ctx)
    handles = LIVEWIRE.draft(played.state, ctx).handles
    assert [handle.at for handle in handles] == PINS[:3]


@pytest.mark.parametrize("window", [(100.0, 200.0), (550.0, 1.0), (-4000.0, 3.0), (0.0, 1e6)])
def test_the_outline_does_not_depend_on_the_window(window):
    _, outline = drawn(clicks(*PINS) + key("Return"), wired(window=window))
    _, plain = drawn(clicks(*PINS) + key("Return"))
    assert outline.rings == plain.rings


def test_until_the_values_are_there_the_line_is_straight():
    ctx = wired(values=None)
    played = play(LIVEWIRE, click(*PINS[0]) + hover(*PINS[1]), ctx)
    assert LIVEWIRE.draft(played.state, ctx).rubber == (PINS[0], PINS[1])
    assert play(LIVEWIRE, clicks(*PINS) + key("Return"), ctx).document.outlines[0].rings == (tuple(PINS),)
    now = wired()
    assert LIVEWIRE.draft(play(LIVEWIRE, hover(*PINS[1]), now, played.state).state, now).trail


@pytest.mark.parametrize("held", ["ctrl", "shift"])
def test_a_held_key_makes_the_stretch_straight(held):
    ctx = wired()
    straight = [replace(g, modifiers=frozenset({held})) for g in hover(*PINS[1]) + click(*PINS[1])]
    played = play(LIVEWIRE, click(*PINS[0]) + straight[:1], ctx)
    assert LIVEWIRE.draft(played.state, ctx).rubber == (PINS[0], PINS[1])
    played = play(LIVEWIRE, straight[1:], ctx, played.state)
    assert played.state.points == (PINS[0], PINS[1])
    assert len(play(LIVEWIRE, click(*PINS[2]), ctx, played.state).state.points) > 4


def test_a_drag_is_a_freehand_run_in_the_same_outline():
    ctx = wired()
    run = [(x, 40.0) for x in (15.0, 20.0, 26.0, 33.0)]
    played = play(LIVEWIRE, clicks(*PINS[:2]) + drag(*run), ctx)
    [start, wire, led, traced] = played.state.pieces
    assert (start.kind, wire.kind, led.kind) == ("vertex", "wire", "wire")
    assert led.points[-1] == run[0]
    assert (traced.points[-1], len(traced.points)) == (run[-1], 1)
    played = play(LIVEWIRE, key("Backspace"), ctx, played.state)
    assert played.state.points[-1] == run[0]


def test_backspace_and_undo_take_one_stretch_back_down_to_none_and_redo_draws_it_again():
    ctx = wired()
    states = [play(LIVEWIRE, clicks(*PINS[:n]), ctx).state for n in (1, 2, 3)]
    back = play(LIVEWIRE, key("Backspace"), ctx, states[2]).state
    assert back.points == states[1].points
    assert not LIVEWIRE.draft(back, ctx).trail
    back = LIVEWIRE.undo(back)
    assert back.points == states[0].points
    empty = LIVEWIRE.undo(back)
    assert not LIVEWIRE.is_busy(empty)
    assert LIVEWIRE.undo(empty) is None
    again = LIVEWIRE.redo(LIVEWIRE.redo(LIVEWIRE.redo(empty)))
    assert again.points == states[2].points
    # And goes on along the border from there.
    assert off_disc(play(LIVEWIRE, click(*PINS[3]), ctx, again).state.points) < 0.5


def test_escape_cancels_then_leaves_and_undo_brings_the_drawing_back():
    played = play(LIVEWIRE, clicks(*PINS[:3]) + hover(50, 50) + cancel(), wired())
    assert not LIVEWIRE.is_busy(played.state)
    assert not played.finishes
    assert LIVEWIRE.undo(played.state).points[-1] == PINS[2]
    assert play(LIVEWIRE, cancel(), wired(), played.state).finishes


def test_it_waits_on_its_slice_and_goes_on_there():
    ctx, elsewhere = wired(), wired(uid="1.2.4", slice_number=4)
    state = play(LIVEWIRE, clicks(*PINS[:3]), ctx).state
    played = play(LIVEWIRE, hover(50, 50) + click(50, 50), elsewhere, state)
    assert played.kinds == ["information"]
    assert LIVEWIRE.draft(played.state, elsewhere).trail == ()
    assert LIVEWIRE.waits_on(played.state) == ctx.image.key
    closed = play(LIVEWIRE, clicks(PINS[3]) + key("Return"), ctx, played.state)
    assert off_disc(closed.document.outlines[0].rings[0]) < 0.5


def test_zooming_and_panning_while_drawing_leaves_what_was_drawn():
    ctx = wired()
    played = play(LIVEWIRE, clicks(*PINS[:2]), ctx)
    near = play(LIVEWIRE, hover(*PINS[2]), wired(zoom=16.0), played.state)
    far = play(LIVEWIRE, hover(*PINS[2]), wired(zoom=2.0), played.state)
    assert near.state.points == far.state.points == played.state.points
    assert near.state.trail == far.state.trail


def test_at_the_first_point_the_course_ends_there_and_a_second_click_on_a_pin_adds_nothing():
    ctx = wired()
    played = play(LIVEWIRE, clicks(*PINS) + hover(PINS[0][0] + 1.0, PINS[0][1]), ctx)
    draft = LIVEWIRE.draft(played.state, ctx)
    assert draft.trail[-1] == PINS[0]
    assert draft.handles[0].is_hot
    twice = play(LIVEWIRE, click(*PINS[0]) + double(*PINS[1]), ctx)
    assert twice.kinds == [], "two pins and a course home enclose half the disc"
    assert len(twice.document.outlines) == 1


def test_shift_follows_the_border_in_the_outline_tool():
    ctx = wired()
    shifted = [replace(g, modifiers=frozenset({"shift"})) for g in hover(*PINS[1]) + click(*PINS[1])]
    played = play(OUTLINE, click(*PINS[0]) + shifted[:1], ctx)
    assert off_disc(OUTLINE.draft(played.state, ctx).trail) < 0.5
    played = play(OUTLINE, shifted[1:], ctx, played.state)
    assert len(played.state.points) > 4
    plain = play(OUTLINE, hover(*PINS[2]), ctx, played.state)
    assert OUTLINE.draft(plain.state, ctx).rubber == (PINS[1], PINS[2])


def test_shift_pressed_in_a_run_follows_the_border_and_let_go_traces_on():
    ctx = wired()
    led = [replace(g, modifiers=frozenset({"shift"})) for g in move((30, 54), PINS[1])]
    played = play(OUTLINE, press(*PINS[0]) + led, ctx)
    draft = OUTLINE.draft(played.state, ctx)
    assert (draft.trail[0], draft.trail[-1]) == (PINS[0], PINS[1])
    played = play(OUTLINE, move((25, 60)) + release(20, 60), ctx, played.state)
    points = played.state.points
    assert points[-1] == (20, 60)
    assert off_disc(points[: points.index(PINS[1]) + 1] if PINS[1] in points else points[:4]) < 0.6
    assert len(points) > 5


PLACES = st.tuples(st.floats(-10, 110), st.floats(-10, 90)) | st.sampled_from(PINS)
ACTS = st.builds(
    lambda kind, at, held, name: Gesture(kind, at, "left", modifiers=held, key=name),
    st.sampled_from([Kind.PRESS, Kind.MOVE, Kind.RELEASE, Kind.DOUBLE, Kind.KEY, Kind.LEAVE, Kind.CANCEL]),
    PLACES,
    st.frozensets(st.sampled_from(["shift", "ctrl"]), max_size=1),
    st.sampled_from(["Return", "Backspace"]),
)


@pytest.mark.parametrize("tool", [LIVEWIRE, OUTLINE], ids=lambda tool: tool.name)
@settings(max_examples=40, deadline=None)
@given(acts=st.lists(ACTS | st.sampled_from(["undo", "redo"]), max_size=25))
def test_no_list_of_gestures_leaves_the_image_or_gets_stuck(tool, acts):
    state, ctx = tool.start(), wired()
    for act in acts:
        if isinstance(act, str):
            state = (tool.undo if act == "undo" else tool.redo)(state) or state
            continue
        played = play(tool, [act], ctx, state)
        state, ctx = played.state, played.ctx
        draft = tool.draft(state, ctx)
        assert all(-0.5 <= x <= 99.5 and -0.5 <= y <= 79.5 for x, y in (*draft.path, *draft.trail))
    for outline in ctx.document.outlines:
        x_min, y_min, x_max, y_max = outline.bounds_px
        assert min(x_min, y_min) >= -0.5
        assert (x_max <= 99.5, y_max <= 79.5) == (True, True)
    assert not tool.is_busy(play(tool, cancel() + cancel(), ctx, state).state)


def test_what_can_be_done_fits_beside_the_place_of_the_pointer():
    assert max(len(manner.hint_drawing) for manner in (MANNER, POLYGON)) <= 135
