"""The program's window in the test's own process, without a screen, and a watch on its event loop."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from viewer.app.settings import Settings, load_settings
from viewer.ui.main_window import MainWindow

PATIENCE_MS = 60_000
"""How long something that must happen is waited for, ms: far above what it takes anywhere."""


def made_window(qtbot) -> MainWindow:
    """A window as it is at the second start, on the screen."""
    window = MainWindow(Settings(has_seen_first_start=True))
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    return window


def end(window: MainWindow) -> None:
    """Close a window whatever is unsaved, and let go of it."""
    window.saving.is_closing_agreed = True
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def until(qtbot, test: Callable[[], bool]) -> None:
    qtbot.waitUntil(test, timeout=PATIENCE_MS)


def opened(qtbot, window: MainWindow, *paths: Path) -> None:
    """Open paths and wait until their first slice is on the screen."""
    before = window.session.now.study
    window.opening.open(paths)
    until(qtbot, lambda: window.session.now.study is not before and window.session.now.is_loaded)


def sentence(window: MainWindow) -> str:
    """What the window tells the user, '' for nothing."""
    notice = window.session.now.notice
    return "" if notice is None else notice.sentence


def remembered() -> tuple[str, ...]:
    """The recent list as the next start will find it."""
    return load_settings().recent


class Heartbeat:
    """Measures the longest time that the event loop was held up.

    A timer of the loop marks that it lives; a thread beside it looks how long ago that was.
    """

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._beat = time.monotonic()
        self._ends = threading.Event()
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._on_beat)
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._timer.start()
        self._on_beat()
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ends.set()
        self._thread.join()
        self._timer.stop()

    def _on_beat(self) -> None:
        self._beat = time.monotonic()

    def _watch(self) -> None:
        while not self._ends.wait(0.005):
            self.longest_s = max(self.longest_s, time.monotonic() - self._beat)
