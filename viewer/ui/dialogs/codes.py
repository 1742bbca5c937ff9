"""Study code, reader code and number of the reading: typed once, written into every table."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
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

MAX_CHARACTERS = 40
"""Longest code."""

NAMES_PATIENT = "This seems to name the patient; choose a code that tells nothing."

RESEMBLES_PERSON = "This looks like a name, a date or a patient's number; every table will carry it."


class CodesDialog(QDialog):
    """Asks for the codes; one that names a patient of the study is refused, one that looks like a name is warned of.

    Parameters
    ----------
    codes
        As they are now.
    identities
        Whose images are open.
    parent
        The program's window.
    """

    decided = Signal(object)
    """`ReadingCodes` as typed."""

    def __init__(self, codes: ReadingCodes, identities: Iterable[Identity], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Study and reader codes")
        self._before = codes
        self._identities = tuple(identities)
        u = theme.unit()
        self.study, self.study_refusal = self._field(codes.study, "Code of this study, as your list has it.")
        self.reader, self.reader_refusal = self._field(codes.reader, "Code of the person who outlines.")
        self.reading = QSpinBox()
        self.reading.setRange(0, 99)
        self.reading.setSpecialValueText("not given")
        self.reading.setValue(codes.reading or 0)
        self.reading.setToolTip("1 for the first time these images are read, 2 for the second; down to leave it out.")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setVerticalSpacing(round(0.15 * u))
        form.setHorizontalSpacing(round(0.8 * u))
        form.addRow("&Study code", self.study)
        form.addRow("", self.study_refusal)
        form.addRow("&Reader code", self.reader)
        form.addRow("", self.reader_refusal)
        form.addRow("Readin&g", self.reading)
        explanation = QLabel("They go into every table and into the project. Use codes that name nobody.")
        explanation.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        explanation.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.1 * u)] * 4)
        layout.setSpacing(round(0.8 * u))
        layout.addWidget(explanation)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.setMinimumWidth(round(42 * u))
        self._check()
        self.study.setFocus()

    def _field(self, text: str, explanation: str) -> tuple[QLineEdit, QLabel]:
        """Field for a code and the line under it that says why it is refused."""
        field = QLineEdit(text)
        field.setMaxLength(MAX_CHARACTERS)
        field.setToolTip(explanation)
        field.textChanged.connect(self._check)
        refusal = QLabel()
        policy = refusal.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the fields must not jump while one types
        refusal.setSizePolicy(policy)
        refusal.setStyleSheet(f"color: {theme.DANGER};")
        return field, refusal

    def _check(self) -> None:
        """Say under each field whether it is refused, or looks as if it named somebody; only the first holds up."""
        is_refused = False
        for field, refusal in ((self.study, self.study_refusal), (self.reader, self.reader_refusal)):
            is_naming = self._names_patient(field.text())
            sentence = NAMES_PATIENT if is_naming else RESEMBLES_PERSON if resembles_person(field.text()) else ""
            refusal.setText(sentence)
            refusal.setVisible(bool(sentence))
            field.setAccessibleDescription(sentence)
            is_refused = is_refused or is_naming
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not is_refused)

    def _names_patient(self, text: str) -> bool:
        return any(names_patient(text, identity) for identity in self._identities)

    @property
    def codes(self) -> ReadingCodes:
        """Codes as typed."""
        reading = self.reading.value() or None
        return replace(
            self._before, study=self.study.text().strip(), reader=self.reader.text().strip(), reading=reading
        )

    def accept(self) -> None:
        """Say what was typed, and close; nothing happens while a code is refused."""
        if self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            super().accept()
            self.decided.emit(self.codes)
