"""How the reading that is worked on and another one differ: sentences, and a table that can be copied."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.app.layers.comparison import HEADS, ReadingsCompared
from viewer.ui import theme

MEASURING = "Both readings are being measured …"
MEANING = (
    "Differences are this reading minus the other, both measured with the same method on the same slices. A Dice of 1 "
    "means that both outlines enclose the same; 0 that they share nothing."
)


class ComparisonDialog(QDialog):
    """Shows how two readings differ.

    Parameters
    ----------
    names
        Readings that the present one can be held against.
    parent
        The program's window.
    """

    asked = Signal(str)
    """Name of the other reading to compare with."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare readings")
        self.found: ReadingsCompared | None = None
        u = theme.unit()
        self.first = QLabel()
        self.first.setTextFormat(Qt.TextFormat.PlainText)
        self.other = QComboBox()
        self.other.addItems(list(names))
        self.other.setAccessibleName("Other reading")
        self.other.currentTextChanged.connect(self.asked.emit)
        above = QHBoxLayout()
        above.addWidget(self.first)
        above.addWidget(self.other)
        above.addStretch()
        self.said = QLabel(MEASURING)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = _table()
        meaning = QLabel(MEANING)
        meaning.setWordWrap(True)
        meaning.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copying = self.buttons.addButton("&Copy table", QDialogButtonBox.ButtonRole.ActionRole)
        self.copying.clicked.connect(self.copy)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.1 * u)] * 4)
        layout.setSpacing(round(0.7 * u))
        layout.addLayout(above)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addWidget(meaning)
        layout.addWidget(self.buttons)
        self.resize(round(64 * u), round(30 * u))
        self.wait_for("")

    def wait_for(self, first: str) -> None:
        """Say that both readings are being measured."""
        self.found = None
        self.first.setText(f"{first} compared with" if first else "Compared with")
        self.said.setText(MEASURING)
        self.table.setRowCount(0)
        self.copying.setEnabled(False)

    def show_found(self, found: ReadingsCompared) -> None:
        """Show how they differ."""
        self.found = found
        self.first.setText(f"{found.first} compared with")
        self.said.setText("\n".join(found.sentences()[:SENTENCES_MAXIMUM]))
        self.table.setRowCount(len(found.rows))
        for place, row in enumerate(found.rows):
            for column, text in enumerate(row.shown_cells()):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignRight if column > 3 else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, column, item)
        self.table.resizeColumnsToContents()
        self.copying.setEnabled(bool(found.rows))

    def refuse(self, sentence: str) -> None:
        """Say why they cannot be compared."""
        self.said.setText(sentence)

    def copy(self) -> None:
        """Copy the table for a spreadsheet or a text."""
        if self.found is not None:
            data = QMimeData()
            data.setText(self.found.as_tsv())
            data.setHtml(self.found.as_html())
            QGuiApplication.clipboard().setMimeData(data)


SENTENCES_MAXIMUM = 8
"""Most sentences above the table, which has the rest: more would push it out of the window."""


def _table() -> QTableWidget:
    table = QTableWidget(0, len(HEADS))
    table.setHorizontalHeaderLabels([head.replace(" (", "\n(") for head in HEADS])
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setAccessibleName("Differences")
    return table
