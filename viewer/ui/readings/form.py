"""Asks which reading, how it is called, and for its codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from viewer.core.document import ReadingCodes
from viewer.core.identity import names_patient, resembles_person
from viewer.core.series import Identity
from viewer.ui import theme
from viewer.ui.dialogs.codes import MAX_CHARACTERS, NAMES_PATIENT, RESEMBLES_PERSON


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the dialog asks for.

    Parameters
    ----------
    title, explanation, button
        What it says.
    sources
        Readings to choose from, empty not to ask.
    name
        Name to begin with, None not to ask for one.
    codes
        Codes to begin with, None not to ask for any.
    """

    title: str
    explanation: str
    button: str
    sources: Sequence[str] = ()
    name: str | None = None
    codes: ReadingCodes | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user said; '' and empty codes where nothing was asked."""

    source: str
    name: str
    codes: ReadingCodes


class ReadingDialog(QDialog):
    """Asks about one reading; a text that names a patient of the study is refused.

    Parameters
    ----------
    wanted
        What to ask for.
    identities
        Whose images are open.
    parent
        The program's window.
    """

    decided = Signal(object)
    """`Chosen`."""

    def __init__(self, wanted: Wanted, identities: Iterable[Identity], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(wanted.title)
        self._identities = tuple(identities)
        self._codes = wanted.codes
        u = theme.unit()
        explanation = QLabel(wanted.explanation)
        explanation.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        explanation.setWordWrap(True)
        self.source, self.name, self.reader, self.reading = QComboBox(), QLineEdit(), QLineEdit(), QSpinBox()
        self.refusal = QLabel()
        self.refusal.setWordWrap(True)
        self.refusal.setStyleSheet(f"color: {theme.DANGER};")
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.button(kinds.Ok).setText(wanted.button)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.1 * u)] * 4)
        layout.setSpacing(round(0.8 * u))
        layout.addWidget(explanation)
        layout.addLayout(self._form(wanted))
        layout.addWidget(self.refusal)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.setMinimumWidth(round(36 * u))
        self._check()

    def _form(self, wanted: Wanted) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(round(0.8 * theme.unit()))
        if wanted.sources:
            self.source.addItems(list(wanted.sources))
            form.addRow("&Which reading", self.source)
        if wanted.codes is not None:
            self.reader.setText(wanted.codes.reader)
            self.reading.setRange(0, 99)
            self.reading.setSpecialValueText("not given")
            self.reading.setValue(wanted.codes.reading or 0)
            form.addRow("&Reader code", self.reader)
            form.addRow("Readin&g", self.reading)
        if wanted.name is not None:
            self.name.setText(wanted.name)
            form.addRow("&Name", self.name)
        self.name.setPlaceholderText("as the codes say" if wanted.codes is not None else "")
        for field in (self.name, self.reader):
            field.setMaxLength(MAX_CHARACTERS)
            field.textChanged.connect(self._check)
        return form

    def _check(self) -> None:
        """Say what is wrong with a text: one that names the patient is refused, one that looks like a person is not."""
        texts = (self.name.text(), self.reader.text())
        is_naming = any(names_patient(text, identity) for text in texts for identity in self._identities)
        is_like = any(resembles_person(text) for text in texts)
        self.refusal.setText(NAMES_PATIENT if is_naming else RESEMBLES_PERSON if is_like else "")
        self.refusal.setVisible(is_naming or is_like)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not is_naming)

    @property
    def chosen(self) -> Chosen:
        """What the fields say."""
        study = "" if self._codes is None else self._codes.study
        codes = ReadingCodes(study, self.reader.text().strip(), self.reading.value() or None)
        return Chosen(self.source.currentText(), self.name.text().strip(), codes)

    def accept(self) -> None:
        """Say what was chosen, and close; nothing happens while a text is refused."""
        if self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            super().accept()
            self.decided.emit(self.chosen)
