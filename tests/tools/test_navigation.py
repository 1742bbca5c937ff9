"""Navigation beside every tool, and the tools that do the same with the left button."""

from dataclasses import replace

import pytest

from tests.tools.pointing import cancel, context, hover, key, move, on_screen, play, press, release
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.navigation import Navigation, navigate
from viewer.tools.registry import find_tool


class Navigating:
    """Navigation as a tool, to be played with gestures."""

    start = Navigation
    step = staticmethod(navigate)


def went(gestures, ctx=None, state=None):
    return play(Navigating, gestures, ctx, state)


def wheel(*steps, modifiers=(), at=(30.0, 30.0)):
    return [Gesture(Kind.WHEEL, at, steps=step, modifiers=frozenset(modifiers)) for step in steps]


def dragged(button, *places, modifiers=(), kind=Kind.PRESS):
    """Drag by screen points, for what does not ask which image point is under the pointer."""
    first, *others = places
    gestures = [Gesture(kind, button=button, modifiers=frozenset(modifiers), screen=first)]
    gestures += [Gesture(Kind.MOVE, modifiers=frozenset(modifiers), screen=place) for place in others]
    return [*gestures, Gesture(Kind.RELEASE, button=button, modifiers=frozenset(modifiers), screen=places[-1])]


def windowed(step, gestures, state, ctx):
    """Last state and window, and whether each gesture was handled, of gestures that carry screen points."""
    handled = []
    for gesture in gestures:
        taken = step(state, gesture, ctx)
        state = taken.state
        handled.append(taken.is_handled)
        if taken.view is not None:
            window = taken.view.window_of("1.2")
            if window is not None:
                ctx = replace(ctx, window=(window.center, window.width))
            ctx = replace(ctx, view=taken.view, viewport=replace(ctx.viewport, framing=taken.view.framing))
    return state, ctx, handled


def test_the_wheel_away_from_the_user_is_the_slice_before():
    assert went(wheel(1)).ctx.view.slice_number == 2
    assert went(wheel(-1)).ctx.view.slice_number == 4
    assert went(wheel(-3)).ctx.view.slice_number == 6
    assert went(wheel(1)).ctx.view.framing == context().view.framing


def test_the_wheel_stops_at_the_ends():
    assert went(wheel(10)).ctx.view.slice_number == 1
    assert went(wheel(-20, -20)).ctx.view.slice_number == 9
    assert went(wheel(-20, -20, 1)).ctx.view.slice_number == 8


def test_parts_of_a_notch_add_up_and_turning_back_starts_afresh():
    assert went(wheel(*[-0.1] * 9)).ctx.view.slice_number == 3
    assert went(wheel(*[-0.1] * 10)).ctx.view.slice_number == 4
    assert went(wheel(*[-0.1] * 25)).ctx.view.slice_number == 5
    assert went(wheel(-0.9, 1)).ctx.view.slice_number == 2


def test_ctrl_and_wheel_zoom_at_the_pointer():
    before = context()
    for steps in (2, -0.5):
        after = went(wheel(steps, modifiers=["ctrl"])).ctx
        assert after.viewport.zoom == pytest.approx(4.0 * 1.2**steps)
        assert after.viewport.point_to_screen((30, 30)) == pytest.approx(before.viewport.point_to_screen((30, 30)))
        assert after.view.slice_number == 3


@pytest.mark.parametrize(("button", "modifiers"), [("middle", ()), ("left", ("space",))])
def test_the_image_point_that_is_held_stays_under_the_pointer(button, modifiers):
    ctx = context()
    start, end = ctx.viewport.point_to_screen((30, 30)), (455.0, 310.0)
    played = went(press(30, 30, *modifiers, button=button))
    assert played.state.cursor == "grabbing"
    for u, v in [(420.0, 250.0), end]:
        at = played.ctx.viewport.point_to_image((u, v))
        played = went(move(at), played.ctx, played.state)
    assert start != end
    assert played.ctx.viewport.point_to_screen((30, 30)) == pytest.approx(end)
    at = played.ctx.viewport.point_to_image(end)
    done = went(release(*at, button=button) + hover(1, 1), played.ctx, played.state)
    assert done.handled == [True, False]
    assert done.ctx.viewport.point_to_screen((30, 30)) == pytest.approx(end)


def test_the_left_button_alone_is_for_the_tool():
    assert went(press(30, 30) + move((40, 40)) + release(40, 40) + key("Return") + cancel()).handled == [False] * 5


def test_a_right_drag_sets_width_across_and_centre_down():
    _, ctx, handled = windowed(navigate, dragged("right", (0, 0), (30, 0), (50, 10)), Navigation(), context())
    assert handled == [True] * 4
    assert ctx.window == pytest.approx((100 + 10 * 1000 / 500, 200 + 50 * 1000 / 500))
    _, ctx, _ = windowed(navigate, dragged("right", (0, 0), (-20, -10)), Navigation(), context())
    assert ctx.window == pytest.approx((80, 160))


def test_shift_makes_the_window_finer_and_may_come_in_between():
    gestures = dragged("right", (0, 0), (50, 0), modifiers=["shift"])
    _, ctx, _ = windowed(navigate, gestures, Navigation(), context())
    assert ctx.window == pytest.approx((100, 220))
    gestures[0:1] = dragged("right", (0, 0), (10, 0))[:2]
    _, ctx, _ = windowed(navigate, gestures, Navigation(), context())
    assert ctx.window == pytest.approx((100, 200 + 20 + 16))


@pytest.mark.parametrize("value_range", [(0.0, 1000.0), (5.0, 5.0), (float("nan"), 1.0)])
def test_the_width_stays_positive(value_range):
    ctx = context(value_range=value_range)
    _, ctx, _ = windowed(navigate, dragged("right", (0, 0), (-1e6, 1e6)), Navigation(), ctx)
    center, width = ctx.window
    assert 0 < width <= 1
    assert center <= 2000


def test_a_window_beyond_the_limits_does_not_jump():
    ctx = context(window=(50_000.0, 90_000.0))
    _, ctx, _ = windowed(navigate, dragged("right", (0, 0), (-10, 0)), Navigation(), ctx)
    assert ctx.window == pytest.approx((50_000, 89_980))


def test_a_right_click_without_motion_is_left_for_the_menu():
    state, ctx, handled = windowed(navigate, dragged("right", (5, 5), (6, 6)), Navigation(), context())
    assert handled == [True, True, False]
    assert state == Navigation()
    assert ctx.window == (100.0, 200.0)


def test_cancel_ends_a_drag_and_another_button_begins_none():
    state, _, _ = windowed(navigate, dragged("right", (0, 0), (50, 0))[:2], Navigation(), context())
    assert state.cursor == "window"
    played = went(press(1, 1) + release(1, 1) + cancel() + cancel(), state=state)
    assert played.handled == [True, False, True, False]
    assert played.state == Navigation()


def test_the_wheel_turns_slices_during_a_drag():
    state, _, _ = windowed(navigate, dragged("right", (0, 0), (50, 0))[:2], Navigation(), context())
    played = went(wheel(-1), state=state)
    assert played.ctx.view.slice_number == 4
    assert played.state.drag == state.drag


def test_the_window_tool_does_with_the_left_button_what_the_right_one_does():
    tool = find_tool("window")
    state, ctx, _ = windowed(tool.step, dragged("left", (0, 0), (30, 0), (50, 10)), tool.start(), context())
    assert ctx.window == pytest.approx((120, 300))
    assert not tool.is_busy(state)
    assert "width 300" in tool.draft(state, ctx).hint


def test_the_pan_tool_drags_the_image():
    tool = find_tool("pan")
    played = play(tool, press(30, 30) + move((32, 33)))
    assert tool.is_busy(played.state)
    assert tool.draft(played.state, played.ctx).cursor == "grabbing"
    assert played.ctx.view.framing.center_px == pytest.approx((47.5, 36.5))
    assert not tool.is_busy(play(tool, cancel(), state=played.state).state)


def test_the_zoom_tool_drags_up_to_zoom_in_at_the_press():
    tool = find_tool("zoom")
    ctx = context()
    u, v = ctx.viewport.point_to_screen((30, 30))
    gestures = [replace(g, at=(30.0, 30.0)) for g in dragged("left", (u, v), (u, v - 20), (u, v - 50))]
    _, after, _ = windowed(tool.step, gestures, tool.start(), ctx)
    assert after.viewport.zoom == pytest.approx(4.0 * 1.01**50)
    assert after.viewport.point_to_screen((30, 30)) == pytest.approx((u, v))


def test_a_click_of_the_zoom_tool_zooms_in_and_with_alt_out():
    tool = find_tool("zoom")
    for modifiers, zoom in (((), 6.0), (("alt",), 4.0 / 1.5)):
        played = play(tool, press(30, 30, *modifiers) + release(30.2, 30, *modifiers))
        assert played.ctx.viewport.zoom == pytest.approx(zoom)


def test_a_wild_drag_or_wheel_stays_in_the_range_of_zooms():
    tool = find_tool("zoom")
    _, ctx, _ = windowed(tool.step, dragged("left", (0, 0), (0, -1e6)), tool.start(), context())
    assert ctx.viewport.zoom == 64.0
    assert went(wheel(1e9, modifiers=["ctrl"])).ctx.viewport.zoom == 64.0


@pytest.mark.parametrize("name", ["window", "pan", "zoom"])
def test_escape_ends_the_drag_then_the_tool(name):
    tool = find_tool(name)
    held = play(tool, press(30, 30) + move((50, 50)))
    ended = play(tool, cancel(), held.ctx, held.state)
    assert not ended.finishes
    assert not tool.is_busy(ended.state)
    assert play(tool, cancel(), ended.ctx, ended.state).finishes
    other = on_screen(press(30, 30, button="middle")[0], held.ctx)
    assert not tool.step(tool.start(), other, held.ctx).is_handled


def test_the_right_button_zooms_where_the_user_wants_it_to():
    ctx = context()
    ctx = replace(ctx, view=replace(ctx.view, right_drag_zooms=True))
    at = (30.0, 30.0)
    screen = ctx.viewport.point_to_screen(at)
    pressed = Gesture(Kind.PRESS, at, button="right", screen=screen)
    begun = navigate(Navigation(), pressed, ctx)
    moved = navigate(begun.state, Gesture(Kind.MOVE, at, screen=(screen[0], screen[1] - 70.0)), ctx)
    after = replace(ctx.viewport, framing=moved.view.framing)
    assert after.zoom == pytest.approx(ctx.viewport.zoom * 1.01**70)
    assert after.point_to_screen(at) == pytest.approx(screen)
    assert moved.view.windows == ()
    still = navigate(begun.state, Gesture(Kind.RELEASE, at, button="right", screen=screen), ctx)
    assert not still.is_handled  # a click, for the menu
