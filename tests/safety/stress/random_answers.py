"""Answers what would stop a random run: dialogs of files, menus and questions that the program waits for."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from tests.safety.stress.random_steps import Step
from tests.safety.stress.timing import Timed

STUCK_MS = 120
"""How long a menu or a question that stops the program may stay open before it is answered, ms."""


class Answers:
    """What a random user does about everything that blocks.

    Parameters
    ----------
    inputs
        What is opened.
    outputs
        Folder for what is saved.
    """

    def __init__(self, inputs: Sequence[Path], outputs: Path) -> None:
        self._inputs = tuple(inputs)
        self._outputs = outputs
        self._written = 0
        self.timed = Timed()
        self.is_loud = bool(os.environ.get("RANDOM_USER_LOUD"))
        self.told = ""
        """What the step of the moment turned out to be."""
        self._rescue = QTimer()
        self._rescue.setInterval(STUCK_MS)
        self._rescue.timeout.connect(self._answer_what_stops)

    def _tell(self, *words: object) -> None:
        self.told = " ".join(map(str, (self.told, *words)))
        if self.is_loud:
            sys.stderr.write(f"{self.told}\n")

    # What would stop the run

    def _answer_file_dialogs(self, step: Step) -> None:
        """Choose one of our own files, or none: nothing else of this computer is ever touched."""
        for dialog in [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()]:
            if step.dice[7] < 0.3:
                dialog.reject()
            elif dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
                self._written += 1
                suffix = dialog.defaultSuffix() or "png"
                again = dialog.defaultSuffix() == "mfv" and step.dice[6] < 0.5
                name = "again" if again else f"out{self._written % 40}"
                self._accept(dialog, self._outputs / f"{name}.{suffix}")
            else:
                self._accept(dialog, step.pick(6, self._inputs))
            QApplication.processEvents()

    def _accept(self, dialog: QFileDialog, path: Path) -> None:
        self._tell("file", path.name)
        dialog.setDirectory(str(path.parent))
        names = [str(path)]
        dialog.hide()
        dialog.filesSelected.emit(names)
        dialog.fileSelected.emit(names[0])
        dialog.close()

    def _answer_what_stops(self) -> None:
        """Answer a menu or a question for which the program waits."""
        popup = QApplication.activePopupWidget()
        modal = QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(modal, QDialog):
            modal.reject()

    def put_all_away(self) -> None:
        """Close every menu and dialog."""
        for _ in range(20):
            popup = QApplication.activePopupWidget()
            open_dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
            if popup is not None:
                popup.close()
            for dialog in open_dialogs:
                dialog.reject()
            QApplication.processEvents()
            if popup is None and not open_dialogs:
                return
        raise AssertionError(f"dialogs that come back: {[type(w).__name__ for w in open_dialogs]}")
