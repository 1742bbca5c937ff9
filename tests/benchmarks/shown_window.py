"""The program's window with a study in it, for whoever times what happens in it; works offscreen."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from viewer.app.settings import Settings
from viewer.ui.application import make_application
from viewer.ui.main_window import MainWindow

SIZE = (1200, 760)
"""Size of the window, screen points."""

LONGEST_WAIT_S = 60.0


def wait_until(is_done: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    ends = time.monotonic() + LONGEST_WAIT_S
    while not is_done():
        if time.monotonic() > ends:
            raise TimeoutError("the window did not do what was waited for")
        QApplication.processEvents()
        time.sleep(0.001)


def rest(seconds: float) -> None:
    """Let the window do what it does by itself."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        QApplication.processEvents()
        time.sleep(0.002)


@contextmanager
def shown(path: Path) -> Iterator[MainWindow]:
    """Window that shows a study, its panels made and nothing going on; it remembers nothing."""
    make_application()
    window = MainWindow(Settings(has_seen_first_start=True), is_remembering=False)
    try:
        window.resize(*SIZE)
        window.show()
        window.opening.open([path])
        wait_until(lambda: window.session.now.is_loaded and window.panels.is_made)
        rest(0.5)
        yield window
    finally:
        window.session.mark_saved(window.session.now.document)
        window.close()
        QApplication.processEvents()


def wheel(window: MainWindow, notches: int) -> None:
    """One turn of the wheel over the middle of the image, as the desktop sends it."""
    at = QPointF(window.canvas.rect().center())
    event = QWheelEvent(
        at,
        window.canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, -120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(window.canvas, event)


def mouse(window: MainWindow, kind: QEvent.Type, at: QPointF) -> None:
    """Press, move or release of the left button at a place of the canvas."""
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, at, window.canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.canvas, event)
