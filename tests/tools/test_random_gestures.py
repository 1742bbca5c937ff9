"""What holds of the registry, and of every list of gestures, however senseless."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.pointing import BOTH, cancel, context, hover, on_screen, play, press
from viewer.core.outline import Side
from viewer.errors import UsageError
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.navigation import Navigation, navigate
from viewer.tools.polygon import Drawing, Tracing
from viewer.tools.registry import TOOLS, find_tool

PLACES = st.tuples(st.floats(-20, 120), st.floats(-20, 100)) | st.tuples(
    st.sampled_from([20.0, 20.3, 30.0, 40.0, 60.0]), st.sampled_from([20.0, 20.4, 30.0, 40.0])
)
KEYS = ["Return", "Backspace", "Delete", "Left", "Right", "Up", "Down", "F"]
GESTURES = st.builds(
    Gesture,
    kind=st.sampled_from([*Kind, Kind.PRESS, Kind.MOVE, Kind.MOVE, Kind.RELEASE]),
    at=PLACES,
    button=st.sampled_from(["left", "left", "left", "left", "middle", "right"]),
    modifiers=st.frozensets(st.sampled_from(["shift", "ctrl", "alt"]), max_size=1),
    key=st.sampled_from(KEYS),
    steps=st.floats(-3, 3),
)
TURNS = st.sampled_from(["undo", "redo", "other slice", "this slice", "document back"])
TOOL = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def test_the_names_and_keys_are_those_that_others_rely_on():
    assert [(tool.name, tool.key) for tool in TOOLS if tool.is_offered] == [
        ("select", "V"),
        ("outline", "P"),
        ("window", "G"),
        ("pan", "H"),
        ("zoom", "Z"),
    ]
    assert {tool.name for tool in TOOLS if not tool.is_offered} == {"midline", "ruler", "crop"}
    assert all(find_tool(tool.name) is tool for tool in TOOLS)
    with pytest.raises(UsageError, match="choose from select, outline"):
        find_tool("nonsense")


@TOOL
def test_a_tool_begins_with_nothing_held_and_explains_itself(tool):
    state = tool.start()
    assert not tool.is_busy(state)
    assert tool.undo(state) is None
    assert tool.redo(state) is None
    assert tool.explanation.endswith(".")
    assert tool.draft(state, context(BOTH)).hint
    assert not play(tool, hover(1, 1), context(BOTH)).edits


def check_document(ctx):
    for outline in ctx.document.outlines:
        x_min, y_min, x_max, y_max = outline.bounds_px
        assert min(x_min, y_min) >= -0.5
        assert x_max <= 99.5
        assert y_max <= 79.5
        assert all(len(ring) >= 3 for ring in outline.rings)


def check_state(tool, state, ctx):
    """Cancelling twice ends everything, and undo down to nothing ends a drawing."""
    after = play(tool, cancel() + cancel(), ctx, state)
    assert not tool.is_busy(after.state)
    assert not after.edits
    while isinstance(state, Drawing | Tracing):
        state = tool.undo(state)
        tool.draft(state, ctx)
    assert state is not None


def turned(tool, turn, state, ctx):
    """State and context after what happens between gestures: undo, redo, other slices, other documents."""
    if turn == "undo":
        return tool.undo(state) or state, ctx
    if turn == "redo":
        return tool.redo(state) or state, ctx
    if turn == "document back":
        return state, replace(ctx, document=BOTH)
    uid = "1.2.4" if turn == "other slice" else "1.2.3"
    return state, context(ctx.document, uid=uid, zoom=ctx.viewport.zoom, preselected=ctx.preselected)


@TOOL
@settings(max_examples=150)
@given(
    turns=st.lists(GESTURES | GESTURES | GESTURES | TURNS, max_size=40),
    zoom=st.sampled_from([0.5, 4.0, 20.0]),
    preselected=st.sampled_from([None, *Side]),
)
def test_no_list_of_gestures_breaks_a_tool_or_the_document(tool, turns, zoom, preselected):
    state, ctx = tool.start(), context(BOTH, zoom=zoom, preselected=preselected)
    for turn in turns:
        if isinstance(turn, str):
            state, ctx = turned(tool, turn, state, ctx)
        else:
            played = play(tool, [turn], ctx, state)
            state, ctx = played.state, played.ctx
        tool.draft(state, ctx)
        check_document(ctx)
    check_state(tool, state, ctx)


@settings(max_examples=150)
@given(gestures=st.lists(GESTURES, max_size=40))
def test_navigation_keeps_to_the_slices_there_are_and_answers_cancel(gestures):
    state, ctx = Navigation(), context()
    for gesture in gestures:
        step = navigate(state, on_screen(gesture, ctx), ctx)
        state = step.state
        if step.view is not None:
            ctx = replace(ctx, view=step.view, viewport=replace(ctx.viewport, framing=step.view.framing))
        assert 1 <= ctx.view.slice_number <= ctx.series_slices
        assert 0.05 <= ctx.viewport.zoom <= 64.0
    assert navigate(state, cancel()[0], ctx).state.drag is None


@TOOL
def test_no_tool_takes_the_other_buttons(tool):
    ctx = context(BOTH)
    for button in ("middle", "right"):
        played = play(tool, press(30, 30, button=button), ctx)
        assert played.handled == [False]
        assert not tool.is_busy(played.state)
