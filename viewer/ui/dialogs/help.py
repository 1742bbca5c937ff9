"""Keys and how-to: every command and every key from the tables that the menus read, and what to do first."""

from dataclasses import dataclass
from html import escape
from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from viewer import NOTICE
from viewer.app.actions import ACTIONS, MENUS, POINTER
from viewer.ui import theme

POINTER_GROUP = "Pointer and keys on the image"
"""Heading of what the pointer does."""

COLUMNS = ("Command", "Keys", "What it does")

HOW_TO: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "From images to numbers",
        (
            "Open a study: drop a folder, files or an archive on the window.",
            "Find the slice: turn the wheel on the image, or pick a series on the left.",
            "Outline both sides: take the outline tool, click round the muscle or draw with the button held down, and "
            "close with Enter. The side follows from the image's orientation; you need not say it.",
            "Read the numbers on the right; they follow while you move a point.",
            "Make the figure of the slice, with its caption.",
        ),
    ),
    (
        "Why image-left is the patient's right",
        (
            "An axial slice is shown as seen from the patient's feet, so the patient's right is on the left of the "
            "image. The letters at the edges come from the image's orientation and follow when the view is turned or "
            "mirrored. Sides are never told from the screen. Where the image does not tell, they are unknown until "
            "you state them.",
        ),
    ),
    (
        "What the numbers mean",
        (
            "Fat fraction: the part of the outlined area that counts as fat, in %.",
            "Fat-to-muscle ratio: fat area divided by muscle area inside the outline. A fat fraction of 25 % is a "
            "ratio of 0.33, one of 50 % is a ratio of 1.",
            "Area asymmetry: larger minus smaller side, divided by the larger, in %.",
        ),
    ),
    (
        "Limits of thresholds",
        (
            "A threshold calls every pixel fat or muscle by its brightness alone. A pixel that holds both, uneven "
            "brightness across the image, and the sequence all shift the result. Compare only images of the same "
            "sequence, and the two sides of one slice rather than different patients. On fat-suppressed and similar "
            "images the numbers carry a warning; heed it.",
            "Brightness, contrast, zoom and turning of the view change no number.",
        ),
    ),
)
"""Headings with their paragraphs; the first is a list of steps."""


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One line of the table of keys.

    Parameters
    ----------
    group
        Menu it stands in, or `POINTER_GROUP`.
    keys
        Keys as this system writes them, '' without any.
    text
        What is done.
    explanation
        In one sentence; '' where the text says it all.
    """

    group: str
    keys: str
    text: str
    explanation: str = ""


def help_rows() -> tuple[HelpRow, ...]:
    """Every command and every use of the pointer, in the order of the menus."""
    commands = tuple(
        HelpRow(menu, native_keys(action.keys), action.text.rstrip("…"), action.explanation)
        for menu in MENUS
        for action in ACTIONS
        if action.menu == menu
    )
    return commands + tuple(HelpRow(POINTER_GROUP, keys, f"{text[0].upper()}{text[1:]}") for keys, text in POINTER)


def native_keys(keys: tuple[str, ...]) -> str:
    """Shortcuts as this system writes them, such as 'Ctrl+Z' or '⌘Z'."""
    return ",  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def how_to_html() -> str:
    """How-to as rich text."""
    parts = []
    for place, (heading, paragraphs) in enumerate(HOW_TO):
        tag, lines = ("ol", "li") if place == 0 else ("div", "p")
        body = "".join(f"<{lines}>{escape(paragraph)}</{lines}>" for paragraph in paragraphs)
        parts.append(f"<h3>{escape(heading)}</h3><{tag}>{body}</{tag}>")
    return "".join(parts) + f"<p><b>{escape(NOTICE)}</b></p>"


class HelpDialog(QDialog):
    """Non-modal window with a table of keys that can be searched, and the how-to beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and how-to")
        u = theme.unit()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search keys and commands")
        self.search.setAccessibleName("Search keys and commands")
        self.search.setToolTip("Show only lines that hold all these words.")
        self.search.setClearButtonEnabled(True)
        self.groups: list[tuple[int, list[int]]] = []
        self.table = self._table()
        self.nothing = QLabel("No command or key holds all these words.")
        self.nothing.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.nothing.hide()
        self.text = QTextBrowser()
        self.text.setHtml(how_to_html())
        self.text.setAccessibleName("How-to")
        self.text.setTabChangesFocus(True)
        self.text.setStyleSheet(
            f"QTextBrowser {{ background: {theme.PANEL}; border: none; padding: {round(u / 2)}px; }}"
        )
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Close this window.")
        self.close_button.setAutoDefault(False)
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.nothing)
        left.addWidget(self.table, 1)
        right = QVBoxLayout()
        right.addWidget(self.text, 1)
        right.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(*[round(0.9 * u)] * 4)
        whole.setSpacing(round(u))
        whole.addLayout(left, 5)
        whole.addLayout(right, 3)
        self.resize(round(76 * u), round(44 * u))
        self.search.textChanged.connect(self._filter)
        self.close_button.clicked.connect(self.close)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setHorizontalHeaderLabels(COLUMNS)
        table.setAccessibleName("Commands and keys")
        table.setToolTip("Every command with its keys, as in the menus.")
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setItemDelegate(_AiryDelegate(table))
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        for name, rows in groupby(help_rows(), key=lambda row: row.group):
            heading = self._add_heading(table, name)
            lines = []
            for row in rows:
                lines.append(table.rowCount())
                table.insertRow(lines[-1])
                for column, text in enumerate((row.text, row.keys, row.explanation)):
                    item = QTableWidgetItem(text)
                    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                    if column == 2:
                        item.setForeground(QColor(theme.QUIET))
                    table.setItem(lines[-1], column, item)
            self.groups.append((heading, lines))
        rows_header, header = table.verticalHeader(), table.horizontalHeader()
        rows_header.hide()
        rows_header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.resizeSection(0, round(13 * theme.unit()))
        header.resizeSection(1, round(11 * theme.unit()))
        header.setStretchLastSection(True)
        return table

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


class _AiryDelegate(QStyledItemDelegate):
    """Rows with some room beneath, so that an explanation of two lines stays apart from the next."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Size of the text and the room."""
        return super().sizeHint(option, index) + QSize(0, round(0.4 * theme.unit()))


def _holds(text: str, words: list[str]) -> bool:
    said = text.casefold()
    return all(word in said for word in words)
