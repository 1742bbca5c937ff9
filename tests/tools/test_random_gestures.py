"""What holds of the registry, and of every list of gestures, however senseless."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.pointing import BOTH, cancel, context, drag, hover, key, on_screen, play, press
from viewer.core.outline import Side, has_crossing
from viewer.errors import UsageError
from viewer.measure.checking.outlines import shape_of
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.navigation import Navigation, navigate
from viewer.tools.polygon import Drawing, Tracing
from viewer.tools.registry import TOOLS, find_tool

PLACES = st.tuples(st.floats(-20, 120), st.floats(-20, 100)) | st.tuples(
    st.sampled_from([20.0, 20.3, 30.0, 40.0, 60.0]), st.sampled_from([20.0, 20.4, 30.0, 40.0])
)
KEYS = ["Return", "Backspace", "Delete", "Left", "Right", "Up", "Down", "F", "M", "[", "]"]
GESTURES = st.builds(
    Gesture,
    kind=st.sampled_from([*Kind, Kind.PRESS, Kind.MOVE, Kind.MOVE, Kind.RELEASE]),
    at=PLACES,
    button=st.sampled_from(["left", "left", "left", "left", "middle", "right"]),
    modifiers=st.frozensets(st.sampled_from(["shift", "ctrl", "alt"]), max_size=1),
    key=st.sampled_from(KEYS),
    steps=st.floats(-3, 3),
)
ROWS, COLUMNS = np.mgrid[0:80, 0:100]
VALUES = 100.0 + 300.0 * (np.hypot(COLUMNS - 30, ROWS - 30) < 10) + 300.0 * (np.hypot(COLUMNS - 70, ROWS - 30) < 10)
"""Values of the slice: two bright discs, so that tools which follow borders have some."""

TURNS = st.sampled_from(["undo", "redo", "other slice", "this slice", "document back"])
TOOL = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def test_the_names_and_keys_are_those_that_others_rely_on():
    offered = {tool.name: tool.key for tool in TOOLS if tool.is_offered}
    assert list(offered)[:2] == ["select", "outline"]
    known = {"select": "V", "outline": "P", "livewire": "W", "nudge": "B", "window": "G", "pan": "H", "zoom": "Z"}
    assert known.items() <= offered.items()
    assert len(set(offered.values())) == len(offered)
    assert {"midline", "ruler", "crop"} <= {tool.name for tool in TOOLS if not tool.is_offered}
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


def shoelace(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def check_document(ctx):
    """Every outline is in the image, simple or told apart as faulty, and has the area that its points enclose."""
    for outline in ctx.document.outlines:
        x_min, y_min, x_max, y_max = outline.bounds_px
        assert min(x_min, y_min) >= -0.5
        assert x_max <= 99.5
        assert y_max <= 79.5
        assert all(len(ring) >= 3 for ring in outline.rings)
        area = abs(sum(shoelace(ring) for ring in outline.rings))
        assert outline.area_px == pytest.approx(area, abs=1e-6)
        is_faulty = any(has_crossing(ring) for ring in outline.rings) or area < 1e-9
        assert (shape_of(outline, ctx.image).fault is not None) or not is_faulty


def check_edit(before, after):
    """What a gesture changed lies on the slice on the screen, and its side is that of geometry or unknown."""
    key = before.image.key
    others = [[o for o in ctx.document.outlines if o.slice_key != key] for ctx in (before, after)]
    assert others[0] == others[1]
    for index, outline in after.document.numbered_on_slice(key):
        if outline not in before.document.outlines and outline.side is not Side.UNKNOWN:
            told = after.side_of(outline, after.document.without_outline_at(index))
            assert told in {Side.UNKNOWN, outline.side}


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


def go_through(tool, turns, zoom, preselected):
    """Play gestures and turns one by one and check what must hold after each."""
    ctx = replace(context(BOTH, zoom=zoom, preselected=preselected), values=lambda: VALUES)
    state = tool.start()
    for turn in turns:
        if isinstance(turn, str):
            state, ctx = turned(tool, turn, state, ctx)
            ctx = replace(ctx, values=lambda: VALUES)
        else:
            before = ctx
            played = play(tool, [turn], ctx, state)
            state, ctx = played.state, played.ctx
            check_edit(before, ctx)
        tool.draft(state, ctx)
        check_document(ctx)
    check_state(tool, state, ctx)


EVERYTHING = {
    "turns": st.lists(GESTURES | GESTURES | GESTURES | TURNS, max_size=40),
    "zoom": st.sampled_from([0.5, 4.0, 20.0]),
    "preselected": st.sampled_from([None, *Side]),
}


@TOOL
@settings(max_examples=40)
@given(**EVERYTHING)
def test_no_list_of_gestures_breaks_a_tool_or_the_document(tool, turns, zoom, preselected):
    go_through(tool, turns, zoom, preselected)


@pytest.mark.exhaustive
@TOOL
@settings(max_examples=2000)
@given(**EVERYTHING)
def test_no_long_list_of_gestures_does(tool, turns, zoom, preselected):
    go_through(tool, turns, zoom, preselected)


@TOOL
@settings(max_examples=20)
@given(
    paths=st.lists(st.lists(PLACES, min_size=2, max_size=8), min_size=1, max_size=4),
    held=st.sampled_from([(), (), ("shift",), ("ctrl",), ("alt",)]),
    last=st.sampled_from([[], key("Return"), cancel(), key("[") + key("]"), key("Backspace")]),
)
def test_no_strokes_do_either(tool, paths, held, last):
    """Whole strokes reach deeper into tools than single gestures do."""
    turns = [gesture for path in paths for gesture in (*hover(*path[0]), *press(*path[0], *held), *drag(*path)[1:])]
    go_through(tool, turns + last, 4.0, None)


@settings(max_examples=80)
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
