"""Keys that the canvas takes for itself, and those it leaves to the menus."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from viewer.ui.canvas.events import key_gesture


@pytest.mark.parametrize(
    ("modifiers", "is_taken"),
    [
        (Qt.KeyboardModifier.NoModifier, True),
        (Qt.KeyboardModifier.ShiftModifier, True),
        (Qt.KeyboardModifier.ControlModifier, False),
        (Qt.KeyboardModifier.AltModifier, False),
    ],
)
def test_with_control_n_is_not_the_key_that_copies(modifiers, is_taken):
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_N, modifiers)
    assert (key_gesture(event, at=(0.0, 0.0)) is not None) is is_taken
