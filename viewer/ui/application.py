"""Starts the window: Qt, colours, what is remembered, and what happens when something unforeseen goes wrong."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from viewer import PROGRAM, __version__
from viewer.app.settings import load_settings
from viewer.ui.icons import icon
from viewer.ui.theme import apply_theme

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the program's `QApplication`, with its colours; the one that exists if there is one."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(["multifidus", *arguments])
    app.setApplicationName("multifidus-viewer")
    app.setApplicationDisplayName(PROGRAM)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("multifidus-viewer")
    app.setWindowIcon(icon("app"))
    apply_theme(app)
    return app


def run_window(paths: Sequence[Path], *, is_demo: bool = False) -> int:
    """Open the window and return the exit status when it is closed.

    Parameters
    ----------
    paths
        What to open; nothing for an empty window, or the sample study at the first start.
    is_demo
        Open the sample study with both outlines.
    """
    app = make_application()
    from viewer.ui.main_window import MainWindow

    window = MainWindow(load_settings())
    sys.excepthook = _hook(window)
    window.show()
    # The first frame goes to the screen before anything is opened.
    QTimer.singleShot(0, lambda: _open_first(window, tuple(paths), is_demo=is_demo))
    return int(app.exec())


def _open_first(window: "MainWindow", paths: tuple[Path, ...], *, is_demo: bool) -> None:
    if is_demo:
        window.opening.open_sample(with_outlines=True)
    elif paths:
        window.opening.open(paths)
    elif not window.settings.has_seen_first_start:
        window.windows.show_card()
        window.opening.open_sample()


def _hook(window: "MainWindow") -> Hook:
    """Return what is called for an error that no part of the program raises on purpose: work is kept, the user told."""

    def hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt) or os.environ.get("MULTIFIDUS_TRACEBACK"):
            sys.__excepthook__(kind, error, traceback)
            return
        window.windows.tell_fault(kind.__name__)

    return hook
