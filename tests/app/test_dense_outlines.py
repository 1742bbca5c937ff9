"""An outline of ten thousand points, the border of a fine mask: tools and commands stay usable beside and on it."""

import math
import time

import numpy as np
import pytest

from tests.memory import image, series
from viewer.app.actions import find_action
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.core.series import SliceKey, Study
from viewer.tools.gesture import Gesture, Kind

COUNT = 10_000
SECONDS = 1.0
"""Longest processor time of one gesture, s: far above what it takes, so that no busy machine fails."""

ROWS, COLUMNS = np.mgrid[0:160, 0:200]
MUSCLES = 100.0 + 300.0 * (np.hypot(COLUMNS - 60, ROWS - 80) < 25) + 300.0 * (np.hypot(COLUMNS - 140, ROWS - 80) < 25)
TURNS = [2 * math.pi * i / COUNT for i in range(COUNT)]
BORDER = tuple((60 + 25 * math.cos(a), 80 + 25 * math.sin(a)) for a in TURNS)


def opened() -> Session:
    slices = [image(MUSCLES.astype(np.int16), uid=f"1.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(3)]
    session = Session(load_slice)
    session.change(canvas=(800.0, 640.0))
    document = Document().with_outlines([Outline(SliceKey("1.1"), (BORDER,), side=Side.RIGHT)])
    session.open(Study(series=(series(*slices),)), Place(1, 2), document=document)
    return session


def give(session: Session, *gestures: Gesture) -> None:
    """Give gestures one by one, each followed by what the canvas paints, and hold the time of each."""
    for gesture in gestures:
        began = time.process_time()
        session.gesture(gesture)
        session.draft()
        assert time.process_time() - began < SECONDS, gesture


def drag(*places):
    held = frozenset({"left"})
    first, *others = places
    moves = [Gesture(Kind.MOVE, at, None, held) for at in others]
    return [Gesture(Kind.PRESS, first, "left", held), *moves, Gesture(Kind.RELEASE, places[-1], "left")]


def test_it_is_selected_moved_and_deleted():
    session = opened()
    give(session, Gesture(Kind.MOVE, (60, 80)), *drag((60, 80), (62, 80), (64, 82)))
    assert session.now.history.undo_name == "move outline"
    assert session.now.document.outlines[0].bounds_px[0] == pytest.approx(39)
    give(session, Gesture(Kind.KEY, key="Delete"))
    assert not session.now.document.outlines
    session.undo()
    assert len(session.now.document.outlines[0].rings[0]) == COUNT


def test_it_is_turned_and_sized_from_the_menu():
    session = opened()
    give(session, *drag((60, 80), (60, 80)))
    began = time.process_time()
    find_action("turn-clockwise").perform(session)
    find_action("enlarge-outline").perform(session)
    assert time.process_time() - began < 2 * SECONDS
    assert session.now.history.undo_name == "enlarge outline"


def test_it_is_nudged():
    session = opened()
    session.use_tool("nudge")
    give(session, *drag((75, 80), (78, 80), (81, 81), (83, 83)))
    assert session.now.history.undo_name == "nudge outline"
    assert session.now.document.outlines[0].area_px > math.pi * 25**2 + 10


def test_it_is_mirrored_and_copied_to_the_next_slice():
    session = opened()
    began = time.process_time()
    find_action("mirror-outline").perform(session)
    assert [outline.side for outline in session.now.document.outlines] == [Side.RIGHT, Side.LEFT]
    find_action("copy-to-next").perform(session)
    assert session.now.place == Place(1, 3)
    assert len(session.now.document.on_slice(SliceKey("1.2"))) == 2
    assert time.process_time() - began < 10 * SECONDS


@pytest.mark.parametrize("tool", ["outline", "livewire"])
def test_another_is_drawn_beside_it(tool):
    session = opened()
    session.use_tool(tool)
    for at in ((115, 80), (140, 55), (165, 80), (140, 105)):
        give(session, Gesture(Kind.MOVE, at), *drag(at, at))
    give(session, Gesture(Kind.KEY, key="Return"))
    assert len(session.now.document.outlines) == 2
    assert len(session.now.document.outlines[0].rings[0]) == COUNT
