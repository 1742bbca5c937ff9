"""The strip over the image: quiet where it only tells, in the colour of a warning where it refuses or asks."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from tests.memory import image, series
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.app.sides.strip import message_of
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.tools.gesture import Notice
from viewer.ui import theme
from viewer.ui.panels.strip import NoticeStrip


@pytest.fixture
def strip(qtbot):
    session = Session(load_slice)
    session.open(Study(series=(series(image(np.zeros((20, 30)), uid="1.1")),)), Place(1, 1))
    made = NoticeStrip(session, message_of, lambda _: None)
    qtbot.addWidget(made)
    made.setStyleSheet(theme.style_sheet(theme.unit()))
    made.resize(500, 40)

    def ground(notice):
        session.change(notice=notice)
        made.refresh(session.now)
        return made.grab().toImage().pixelColor(2, 2).name()

    return ground


def test_what_is_told_is_quiet_and_what_is_refused_warns(strip):
    warning, calm = strip(Notice("refused", "It cannot be done.")), strip(Notice("information", "It is done."))
    assert calm == theme.RAISED
    assert warning != calm
    assert strip(Notice("refused", "It cannot be done again.")) == warning


def test_a_message_lies_below_the_texts_that_say_which_slice_it_is(qtbot):
    session = Session(load_slice)
    session.open(Study(series=(series(image(np.zeros((20, 30)), uid="1.1")),)), Place(1, 1))
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(600, 500)
    made = NoticeStrip(session, message_of, lambda _: None, canvas)
    canvas.show()
    session.change(notice=Notice("information", "It is done."))
    made.refresh(session.now)
    assert made.geometry().top() > 3.5 * theme.unit()
    assert made.width() == 600
