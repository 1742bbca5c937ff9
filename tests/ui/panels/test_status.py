"""The status line: the whole hint where there is room, an ellipsis where there is none."""

import pytest
from PySide6.QtCore import Qt

from viewer.ui.panels.status import Status

SENTENCE = "Series 1, slice 15: the best axial series, the middle slice, as the header names no level."


@pytest.fixture
def status(qtbot):
    made = Status()
    qtbot.addWidget(made)
    made.resize(1000, 30)
    made.show()
    return made


def test_the_hint_has_the_room_that_the_pointer_does_not_need(status):
    status.show_hint(SENTENCE)
    assert status._hint.width() > 0.9 * status.width()


def test_a_hint_without_room_ends_in_an_ellipsis_and_is_whole_in_its_tooltip(status, qtbot):
    status.show_hint(SENTENCE)
    status.resize(200, 30)
    qtbot.waitUntil(lambda: status._hint.width() < 200)
    inner = status._hint.contentsRect().width()
    status._hint.setText(status._hint.fontMetrics().elidedText(SENTENCE, Qt.TextElideMode.ElideRight, inner))
    shortened = status._hint.grab().toImage()
    status._hint.setText(SENTENCE)
    assert status._hint.grab().toImage() == shortened
    assert status._hint.toolTip() == SENTENCE
