"""What was not opened, and why: a list that can be searched and copied."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.core.series import Skipped
from viewer.ui import theme

COLUMNS = ("File", "Why it was not opened")

_Index = QModelIndex | QPersistentModelIndex


class SkippedModel(QAbstractTableModel):
    """Files and reasons; as fast with a hundred thousand as with three.

    Parameters
    ----------
    skipped
        As `Study.skipped`.
    hides_patient
        Whether files are called by number: their names may name the patient.
    """

    def __init__(self, skipped: Sequence[Skipped], *, hides_patient: bool) -> None:
        super().__init__()
        self._rows = tuple(
            (f"File {place}" if hides_patient else entry.file, entry.reason)
            for place, entry in enumerate(skipped, start=1)
        )

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Number of files."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """File and reason."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name of the file (its whole path as tooltip) or the reason."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._rows[index.row()][index.column()]
        if index.column() == 0 and role == Qt.ItemDataRole.DisplayRole:
            return PurePath(text).name or text
        return text if role == Qt.ItemDataRole.DisplayRole else theme.plain_tip(text)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings of the columns."""
        is_heading = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return COLUMNS[section] if is_heading else None

    def row(self, place: int) -> tuple[str, str]:
        """File with its path, and reason."""
        return self._rows[place]


class _Filter(QSortFilterProxyModel):
    """Lines that hold every typed word, in the path or the reason."""

    def __init__(self, model: SkippedModel) -> None:
        super().__init__()
        self._model = model
        self._words: list[str] = []
        self.setSourceModel(model)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def look_for(self, typed: str) -> None:
        self._words = typed.casefold().split()
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:  # noqa: N802 - Qt's name
        del source_parent
        said = " ".join(self._model.row(source_row)).casefold()
        return all(word in said for word in self._words)


class SkippedDialog(QDialog):
    """Non-modal window with the files that were not opened.

    Parameters
    ----------
    skipped
        As `Study.skipped`.
    hides_patient
        Whether files are called by number: their names may name the patient.
    parent
        The program's window.
    """

    def __init__(
        self, skipped: Sequence[Skipped], *, hides_patient: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("What was not opened")
        u = theme.unit()
        self._model = SkippedModel(skipped, hides_patient=hides_patient)
        self.lines = _Filter(self._model)
        self.count = QLabel()
        self.count.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search files and reasons")
        self.search.setAccessibleName("Search files and reasons")
        self.search.setToolTip("Show only lines that hold all these words.")
        self.search.setClearButtonEnabled(True)
        self.table = self._table()
        self.copy_button = QPushButton("&Copy list")
        self.copy_button.setToolTip("Copy the lines that are shown, with whole paths, as a table.")
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Close this window.")
        buttons = QHBoxLayout()
        buttons.addWidget(self.count)
        buttons.addStretch()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(0.9 * u)] * 4)
        layout.setSpacing(round(0.6 * u))
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        for button in (self.copy_button, self.close_button):
            button.setAutoDefault(False)
        self.search.textChanged.connect(self._look_for)
        self.copy_button.clicked.connect(self.copy)
        self.close_button.clicked.connect(self.close)
        self.resize(round(56 * u), round(26 * u))
        self._look_for("")

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.lines)
        table.setAccessibleName("Files that were not opened")
        table.setToolTip("A click on a heading sorts.")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, round(17 * theme.unit()))
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        return table

    def _look_for(self, typed: str) -> None:
        self.lines.look_for(typed)
        shown, total = self.lines.rowCount(), self._model.rowCount()
        if total == 0:
            self.count.setText("Every file was opened.")
        elif shown == total:
            self.count.setText(f"{total} {'file' if total == 1 else 'files'}")
        else:
            self.count.setText(f"{shown} of {total} files")
        self.copy_button.setEnabled(shown > 0)

    def copy(self) -> None:
        """Put the lines that are shown on the clipboard: file, tab, reason."""
        places = (self.lines.mapToSource(self.lines.index(row, 0)).row() for row in range(self.lines.rowCount()))
        QGuiApplication.clipboard().setText("\n".join("\t".join(self._model.row(place)) for place in places))
