"""What the user reads when something unforeseen went wrong: one sentence, where the report is, and a way to save."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.app.faults.keeping import Told
from viewer.ui import theme

WIDTH_UNITS = 38
"""Width, units of the theme: a sentence is a line, and most of a path can be seen."""


class FaultDialog(QDialog):
    """Non-modal window about one fault.

    Parameters
    ----------
    told
        What happened, and where the report is.
    save
        Saves the project; None where nothing is open.
    parent
        The main window.
    """

    def __init__(self, told: Told, save: Callable[[], object] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something unexpected")
        u = theme.unit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.4 * u)] * 4)
        layout.setSpacing(round(0.6 * u))
        kept = "" if save is None else " Your outlines are still there."
        self.sentence = _line(f"Something unexpected went wrong.{kept}")
        font = self.sentence.font()
        font.setBold(True)
        self.sentence.setFont(font)
        layout.addWidget(self.sentence)
        layout.addWidget(
            _line("Save the project now, then start the program again." if save else "Start the program again.")
        )
        layout.addSpacing(round(0.4 * u))
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setAccessibleName("Where the report is")
        if told.report is None:
            why = "No report could be written: make room on the disk of your home folder."
            layout.addWidget(_line(f"{why} The error was {told.kind}."))
        else:
            asked = "To report it, say what you did and send this file"
            layout.addWidget(_line(f"{asked} ({told.kind}, no patient data):"))
            self.path.setText(str(told.report))
            self.path.setCursorPosition(0)
            self._copy = QPushButton("Copy path")
            self._copy.setAutoDefault(False)
            self._copy.clicked.connect(self._copy_path)
            row = QHBoxLayout()
            row.setSpacing(round(0.5 * u))
            row.addWidget(self.path, 1)
            row.addWidget(self._copy)
            layout.addLayout(row)
        layout.addSpacing(round(0.4 * u))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        if save is not None:
            self.save_button = buttons.addButton("Save project now", QDialogButtonBox.ButtonRole.ActionRole)
            self.save_button.setDefault(True)
            self.save_button.clicked.connect(lambda _=False: save())
        layout.addWidget(buttons)
        first = buttons.button(QDialogButtonBox.StandardButton.Close) if save is None else self.save_button
        first.setFocus()  # not the path, which stands above it
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinAndMaxSize)
        self.sentence.setMinimumWidth(round(WIDTH_UNITS * u))

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(self.path.text())
        self._copy.setText("Copied")


class SentenceDialog(QDialog):
    """Non-modal window with a sentence of an error that was foreseen, but told by no part of the window.

    Parameters
    ----------
    sentence
        For the user.
    parent
        The main window.
    """

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("This could not be done")
        u = theme.unit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.4 * u)] * 4)
        layout.setSpacing(round(0.8 * u))
        self.sentence = _line(sentence)
        layout.addWidget(self.sentence)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinAndMaxSize)
        self.sentence.setMinimumWidth(round(WIDTH_UNITS * u))


def _line(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
