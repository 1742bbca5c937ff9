"""M on the canvas: held, repeated by the keyboard, let go, given up with Esc and when the window is left."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.memory import image, series
from tests.tools.test_mirror import body
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.core.series import Study
from viewer.ui.canvas.canvas import ImageCanvas
from viewer.ui.canvas.mirror_key import REPEAT_MS

MUSCLE = ((20.0, 20.0), (40.0, 20.0), (40.0, 40.0), (20.0, 40.0))


@pytest.fixture
def shown(qtbot):
    """Session and canvas with the right muscle outlined."""
    session = Session(load_slice)
    canvas = ImageCanvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(600, 500)
    canvas.show()
    session.subscribe(lambda _, now: canvas.refresh(now))
    session.open(Study(series=(series(image(body().astype(np.int16))),)), Place(1, 1))
    outline = Outline(session.now.image.key, (MUSCLE,), Side.RIGHT)
    session.edit("draw", Document().with_outlines([outline]))
    return session, canvas


def send(canvas, kind, key=Qt.Key.Key_M, *, modifiers=Qt.KeyboardModifier.NoModifier, repeats=False):
    event = QKeyEvent(kind, key, modifiers, "", repeats)
    QApplication.sendEvent(canvas, event)
    return event


def press(canvas, **more):
    return send(canvas, QEvent.Type.KeyPress, **more)


def let_go(canvas, **more):
    return send(canvas, QEvent.Type.KeyRelease, **more)


def count(session) -> int:
    return len(session.now.document.outlines)


def until_left(qtbot, session) -> None:
    qtbot.waitUntil(lambda: session.now.tool != "mirror")


def test_a_tap_mirrors_once(shown, qtbot):
    session, canvas = shown
    press(canvas)
    let_go(canvas)
    until_left(qtbot, session)
    assert count(session) == 2
    assert session.now.tool == "select"


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_held_key_shows_the_line_and_its_repeats_do_nothing(shown, qtbot, is_marked):
    session, canvas = shown
    press(canvas)
    for _ in range(3):
        let_go(canvas, repeats=is_marked)
        press(canvas, repeats=is_marked)
    qtbot.wait(2 * REPEAT_MS)
    assert len(canvas.draft.lines) == len(canvas.draft.ghosts) == 1
    assert count(session) == 1
    let_go(canvas)
    until_left(qtbot, session)
    assert count(session) == 2
    let_go(canvas)
    qtbot.wait(2 * REPEAT_MS)
    assert count(session) == 2


def test_esc_gives_up_and_leaves_the_tool_and_its_drawing_alone(shown, qtbot):
    session, canvas = shown
    session.use_tool("outline")
    press(canvas)
    press(canvas, key=Qt.Key.Key_Escape)
    assert (session.now.tool, count(session)) == ("outline", 1)
    let_go(canvas)
    qtbot.wait(2 * REPEAT_MS)
    assert (session.now.tool, count(session)) == ("outline", 1)


@pytest.mark.parametrize("is_let_go_before", [True, False])
def test_leaving_the_window_gives_up(shown, qtbot, is_let_go_before):
    session, canvas = shown
    press(canvas)
    assert session.now.tool == "mirror"
    if is_let_go_before:
        let_go(canvas)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    let_go(canvas)
    qtbot.wait(2 * REPEAT_MS)
    assert (session.now.tool, count(session)) == ("select", 1)


def test_the_key_is_for_the_canvas_before_it_is_for_the_menu(shown):
    _, canvas = shown
    for modifiers, is_taken in (
        (Qt.KeyboardModifier.NoModifier, True),
        (Qt.KeyboardModifier.ControlModifier, False),
        (Qt.KeyboardModifier.ShiftModifier, False),
    ):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_M, modifiers)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted() is is_taken
