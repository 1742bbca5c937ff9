"""Window with the how-to and its pictures, and the table of every key, which can be searched."""

from itertools import groupby

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.ui import theme
from viewer.ui.help.keys import POINTER_GROUP, HelpRow, help_rows
from viewer.ui.help.text import HowToText

COLUMNS = ("Command", "Keys", "What it does")


class HelpDialog(QDialog):
    """Non-modal window with the how-to on the left and a table of keys beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and how-to")
        u = theme.unit()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search keys and commands")
        self.search.setAccessibleName("Search keys and commands")
        self.search.setToolTip("Show only lines that hold all these words.")
        self.search.setClearButtonEnabled(True)
        self._refit = QTimer(self, singleShot=True, interval=0)
        self._refit.timeout.connect(self.fit_rows)
        self.groups: list[tuple[int, list[int]]] = []
        self.table = self._table()
        self.nothing = QLabel("No command or key holds all these words.")
        self.nothing.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.nothing.hide()
        self.text = HowToText()
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Close this window.")
        self.close_button.setAutoDefault(False)
        right = QVBoxLayout()
        right.addWidget(self.search)
        right.addWidget(self.nothing)
        right.addWidget(self.table, 1)
        right.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(*[round(0.9 * u)] * 4)
        whole.setSpacing(round(u))
        whole.addWidget(self.text)
        whole.addLayout(right, 1)
        self.resize(self._first_size())
        self.search.textChanged.connect(self._filter)
        self.close_button.clicked.connect(self.close)
        self.search.setFocus()

    def _first_size(self) -> QSize:
        """As wide as both columns want, and no larger than most of the screen."""
        u = theme.unit()
        room = self.screen().availableSize()
        return QSize(round(78 * u), round(44 * u)).boundedTo(QSize(room.width() - 40, room.height() - 60))

    def show_section(self, name: str) -> None:
        """Show a section of the how-to, at its heading."""
        # The text is laid out when the window has come to the screen.
        QTimer.singleShot(0, self, lambda: self.text.scrollToAnchor(name))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Be as new when it is opened again."""
        super().closeEvent(event)
        self.search.clear()
        self.search.setFocus()
        for part in (self.text, self.table):
            part.verticalScrollBar().setValue(0)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setHorizontalHeaderLabels(COLUMNS)
        table.setAccessibleName("Commands and keys")
        table.setToolTip("Every command with its keys, as in the menus.")
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        for name, rows in groupby(help_rows(), key=lambda row: row.group):
            heading = self._add_heading(table, name)
            lines = []
            for row in rows:
                lines.append(table.rowCount())
                self._add_row(table, row)
            self.groups.append((heading, lines))
        header = table.horizontalHeader()
        table.verticalHeader().hide()
        # Not by the table itself, which would measure every row a dozen times before the window is there.
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sectionResized.connect(self._refit.start)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        pad = round(0.25 * theme.unit())
        header.setStyleSheet(
            f"QHeaderView {{ background: {theme.PANEL}; }} QHeaderView::section {{ background: {theme.PANEL}; "
            f"color: {theme.FAINT}; border: none; border-bottom: 1px solid {theme.LINE}; padding: {pad}px; }}"
        )
        header.resizeSection(0, round(11 * theme.unit()))
        header.resizeSection(1, round(9.5 * theme.unit()))
        header.setStretchLastSection(True)
        return table

    def fit_rows(self) -> None:
        """Give each line the height that its words need, and some room beneath to stay apart from the next."""
        table, header = self.table, self.table.verticalHeader()
        room = round(0.4 * theme.unit())
        header.setUpdatesEnabled(False)
        for row in range(table.rowCount()):
            header.resizeSection(row, table.sizeHintForRow(row) + room)
        header.setUpdatesEnabled(True)

    @staticmethod
    def _add_row(table: QTableWidget, shown: HelpRow) -> None:
        """Row with a command, or with a use of the pointer, which is all keys and has no name."""
        row = table.rowCount()
        table.insertRow(row)
        is_pointer = shown.group == POINTER_GROUP
        texts = (shown.keys, "", shown.text) if is_pointer else (shown.text, shown.keys, shown.explanation)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            if column == 2:
                item.setForeground(QColor(theme.QUIET))
            table.setItem(row, column, item)
        if is_pointer:
            table.setSpan(row, 0, 1, 2)

    @staticmethod
    def _add_heading(table: QTableWidget, name: str) -> int:
        """Row with the name of a menu."""
        row = table.rowCount()
        table.insertRow(row)
        item = QTableWidgetItem(name)
        font = QFont(table.font())
        font.setBold(True)
        item.setFont(font)
        item.setForeground(QColor(theme.FAINT))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        table.setItem(row, 0, item)
        table.setSpan(row, 0, 1, len(COLUMNS))
        return row

    def said(self, row: int) -> str:
        """Words of one row of the table."""
        items = (self.table.item(row, column) for column in range(len(COLUMNS)))
        return " ".join(item.text() for item in items if item is not None)

    def _filter(self, typed: str) -> None:
        """Show the lines that hold every typed word, and the headings of what is left."""
        words = typed.casefold().split()
        is_any = False
        for heading, rows in self.groups:
            met = [row for row in rows if _holds(f"{self.said(heading)} {self.said(row)}", words)]
            for row in rows:
                self.table.setRowHidden(row, row not in met)
            self.table.setRowHidden(heading, not met)
            is_any = is_any or bool(met)
        self.nothing.setHidden(is_any)


def _holds(text: str, words: list[str]) -> bool:
    said = text.casefold()
    return all(word in said for word in words)
