"""The program, ended by the system in the middle of work, and started again: run as a process.

`python -m tests.safety.stress.crashing_window crash FOLDER` draws an outline, meets an unforeseen error, and ends with
a segmentation fault; `start FOLDER` starts it again and prints what it says, as JSON.
"""

import ctypes
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from viewer.core.outline import Outline, Side, Structure
from viewer.ui.application import SETTLED_AFTER_MS, run_window
from viewer.ui.faults.dialog import FaultDialog
from viewer.ui.main_window import MainWindow

JOURNAL_S = 3.0
"""How long the journal may take behind the gesture, s."""


def window() -> MainWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))


def crash() -> Iterator[None]:
    """Work, meet an error, and end without a word."""
    while not window().session.now.is_loaded or not window().panels.is_made:
        yield
    session = window().session
    image = session.now.image
    assert image is not None
    ring = ((40.0, 60.0), (60.0, 60.0), (60.0, 80.0), (40.0, 80.0))
    made = Outline(slice_key=image.key, side=Side.RIGHT, rings=(ring,), structure=Structure.MULTIFIDUS)
    session.edit("draw outline", session.now.document.with_outlines([made]))
    QTimer.singleShot(0, lambda: {}["Jane"])
    while not any(isinstance(w, FaultDialog) and w.isVisible() for w in QApplication.topLevelWidgets()):
        yield
    ends = time.monotonic() + JOURNAL_S
    while time.monotonic() < ends:
        yield
    ctypes.string_at(0)


def start() -> Iterator[None]:
    """Say what is on the screen a while after the start."""
    ends = time.monotonic() + SETTLED_AFTER_MS / 1000 + 20.0
    told: dict[str, object] = {"notice": None, "dialogs": []}
    while time.monotonic() < ends and not (told["notice"] and told["dialogs"]):
        notice = window().session.now.notice
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        told["notice"] = told["notice"] or (None if notice is None else notice.sentence)
        told["dialogs"] = told["dialogs"] or [label.text() for w in dialogs for label in w.findChildren(QLabel)]
        yield
    print(json.dumps(told), flush=True)
    window().saving.is_closing_agreed = True
    window().close()
    while True:
        yield


def main(kind: str, folder: Path) -> int:
    steps = {"crash": crash, "start": start}[kind]()
    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: next(steps))
    QTimer.singleShot(0, timer.start)
    return run_window([folder] if kind == "crash" else [])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
