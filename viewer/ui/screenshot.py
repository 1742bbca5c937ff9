"""A picture of the window with the sample study, for the README and for looking at it without a screen."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice
from PySide6.QtGui import QImageWriter

from viewer.app.settings import Settings
from viewer.errors import ViewerError
from viewer.ui.application import make_application

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

WAIT_S = 30.0
"""How long the numbers of the sample study may take on a busy machine, s."""

SETTLE_S = 0.25
"""How long panels may take to find their places after the last number has come, s."""


def window_picture(*, width: int, height: int) -> bytes:
    """PNG of the window with the sample study and both outlines.

    Parameters
    ----------
    width, height
        Size of the window in screen points; the picture has as many pixels per point as the screen.

    Raises
    ------
    ViewerError
        If the window does not come to rest.
    """
    app = make_application()
    from viewer.ui.main_window import MainWindow

    window = MainWindow(Settings(has_seen_first_start=True), is_remembering=False)
    window.resize(width, height)
    window.show()
    window.opening.open_sample(with_outlines=True)
    deadline = time.monotonic() + WAIT_S
    while not _is_at_rest(window):
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if time.monotonic() > deadline:
            raise ViewerError("The window did not come to rest; close other programs and try again.")
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    picture = window.grab()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture.toImage())
    window.close()
    return bytes(buffer.data().data())


def _is_at_rest(window: "MainWindow") -> bool:
    """Whether image, numbers and thumbnails are there."""
    model = window.feed.model
    is_measured = model is not None and model.is_settled
    return window.session.now.is_loaded and is_measured and not window.opening.thumbnails_due
