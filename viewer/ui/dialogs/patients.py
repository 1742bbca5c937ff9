"""The list to choose from when what was opened holds several patients or studies."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.app.choosing import PatientGroup, readable_date, readable_name
from viewer.ui import theme

COLUMNS = ("Patient", "ID", "Born", "Study of", "Series", "Images")

NAMING_COLUMNS = (1, 2, 3)
"""Columns that are not shown while patient data are hidden."""

_PLACE = Qt.ItemDataRole.UserRole


class PatientsDialog(QDialog):
    """One line per patient and study; Enter or a double click opens it.

    Parameters
    ----------
    groups
        As `viewer.app.choosing.patients_of` gives them.
    hides_patient
        Whether names, ids and dates are hidden; patients are then told apart by counts only.
    parent
        The program's window.
    """

    chosen = Signal(object)
    """`PatientGroup` to open."""

    def __init__(
        self, groups: Sequence[PatientGroup], *, hides_patient: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose a patient")
        self._groups = tuple(groups)
        u = theme.unit()
        question = QLabel("This holds several patients or studies. Which one do you want to open?")
        question.setWordWrap(True)
        self.table = QTableWidget(len(self._groups), len(COLUMNS))
        question.setBuddy(self.table)
        self._dress_table()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(0.9 * u)] * 4)
        layout.setSpacing(round(0.7 * u))
        layout.addWidget(question)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
        self.resize(round(48 * u), round(22 * u))
        self.hide_patient(hides_patient=hides_patient)
        self.table.setFocus()

    def _dress_table(self) -> None:
        self.table.setHorizontalHeaderLabels(COLUMNS)
        self.table.setAccessibleName("Patients")
        self.table.setToolTip("Enter or a double click opens the patient; a click on a heading sorts.")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setStyleSheet(f"QTableWidget::item {{ padding: 0 {round(0.4 * theme.unit())}px; }}")
        self.table.doubleClicked.connect(self.accept)

    def hide_patient(self, *, hides_patient: bool) -> None:
        """Show or hide everything that names a patient; the choice stays with the same patient."""
        kept = self.choice
        self.table.setSortingEnabled(False)
        for place, group in enumerate(self._groups):
            self._fill_row(place, group, hides_patient=hides_patient)
        for column in NAMING_COLUMNS:
            self.table.setColumnHidden(column, hides_patient)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        if self._groups:
            self.table.selectRow(self._groups.index(kept) if kept in self._groups else 0)

    def _fill_row(self, place: int, group: PatientGroup, *, hides_patient: bool) -> None:
        known = group.identity
        name = f"Patient {place + 1}" if hides_patient else readable_name(known.patient_name) or "not named"
        named = (known.patient_id, readable_date(known.patient_birth_date), readable_date(known.study_date))
        words = (name, *(("", "", "") if hides_patient else named), group.series_count, group.image_count)
        for column, word in enumerate(words):
            item = QTableWidgetItem()
            item.setData(Qt.ItemDataRole.DisplayRole, word)  # numbers stay numbers and are sorted as such
            item.setData(_PLACE, place)
            if isinstance(word, int):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(place, column, item)

    @property
    def choice(self) -> PatientGroup | None:
        """Patient in the chosen line, or None."""
        item = self.table.item(self.table.currentRow(), 0)
        return None if item is None else self._groups[item.data(_PLACE)]

    def accept(self) -> None:
        """Say who was chosen, and close."""
        choice = self.choice
        if choice is not None:
            super().accept()
            self.chosen.emit(choice)
