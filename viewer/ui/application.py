"""Starts the window: Qt, colours, what is remembered, and who takes what goes wrong unforeseen."""

import gc
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from viewer import PROGRAM, __version__
from viewer.app.faults.crashes import CrashWatch, reported_crash
from viewer.app.settings import load_settings
from viewer.tools.gesture import Notice
from viewer.ui.faults.telling import FaultTelling
from viewer.ui.icons import draw_icons, hold_icons, icon
from viewer.ui.starting import importing_ahead
from viewer.ui.theme import apply_theme

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


SMALL_FILE_S = 0.05
"""How long a start waits for what is opened, s: one slice is there by then, and no empty window flashes up before."""

SETTLED_AFTER_MS = 1500
"""Time after which a start is over, ms: the image is on the screen, and the panels are made."""


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the program's `QApplication`, with its colours; the one that exists if there is one."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # The style by name: asking for it afterwards would make every kind of style known to Python.
    app = QApplication(["multifidus", "-style", "fusion", *arguments])
    app.setApplicationName("multifidus-viewer")
    app.setApplicationDisplayName(PROGRAM)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("multifidus-viewer")
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
    FaultTelling(window).install()
    hold_icons()
    window.canvas.paint_image_first()
    window.panels.then(lambda: _draw_icons(app, window))
    if paths and not is_demo:
        window.opening.open(paths)  # on a thread of its own, while the window comes to the screen
    window.show()
    watch = CrashWatch()
    threading.Thread(target=watch.start, name="crash-watch", daemon=True).start()  # a disk may take long
    if paths and not is_demo:
        window.opening.wait(SMALL_FILE_S)
    else:
        QTimer.singleShot(0, lambda: open_first(window, is_demo=is_demo))
    QTimer.singleShot(SETTLED_AFTER_MS, lambda: _settle(window))
    status = int(app.exec())
    watch.stop()
    return status


def open_first(window: "MainWindow", *, is_demo: bool) -> None:
    """Open what is shown when no path was given: the sample, at the first start with the card."""
    if is_demo:
        window.opening.open_sample(with_outlines=True)
    elif not window.settings.has_seen_first_start:
        window.windows.show_card()
        window.opening.open_sample()


def _draw_icons(app: QApplication, window: "MainWindow") -> None:
    draw_icons()
    app.setWindowIcon(icon("app"))
    window.update()


def _settle(window: "MainWindow") -> None:
    """Collect rubbish again, without looking through what the start has made and keeps: that would stop the window."""
    gc.freeze()
    gc.enable()
    importing_ahead.start_after_panels(window)
    window.panels.then(window.journalling.warm_up)
    window.recovery.look()
    threading.Thread(target=lambda: tell_crash(window), name="crash-watch", daemon=True).start()


def tell_crash(window: "MainWindow") -> None:
    """Say that the program ended unexpectedly last time, and where the report is; on a thread of its own."""
    told = reported_crash()
    if told is not None:
        sentence = f"The program ended unexpectedly last time; {told.where}."
        window.bridge.post(lambda: window.session.change(notice=Notice("information", sentence)))
