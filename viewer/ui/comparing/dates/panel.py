"""What changed, beside both dates: muscle area first, each change with its interval and whether it is believed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from viewer.app.comparing.dates.changed import LEGEND, Block, ChangePage, Line
from viewer.ui import theme
from viewer.ui.panels.typography import SMALL, font

LATE = "being measured anew …"


class ChangePanel(QWidget):
    """Shows a `ChangePage`; `copy_requested` asks for it as a table."""

    copy_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self._shown: ChangePage | None = None
        self._title, self._late = _label(is_strong=True), _label(SMALL, kind="faint")
        self._title.setText("What changed")
        self._late.setWordWrap(False)
        self._body = QWidget()
        self._body.setProperty("panel", "true")
        self._body.setStyleSheet(f'QWidget[panel="true"] {{ background: {theme.PANEL}; }}')
        self._column = QVBoxLayout(self._body)
        edge = round(0.8 * u)
        self._column.setContentsMargins(edge, round(0.6 * u), edge, edge)
        self._column.setSpacing(round(0.6 * u))
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._late)
        self._column.addLayout(head)
        self._content = QWidget()
        self._column.addWidget(self._content)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body)
        self._copy = QPushButton("Copy as table")
        self._copy.setToolTip("Copy what changed, with intervals and warnings, for a spreadsheet")
        self._copy.clicked.connect(self.copy_requested)
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, round(0.4 * u), edge, round(0.4 * u))
        foot.addWidget(self._copy)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)

    def show_page(self, page: ChangePage, *, is_late: bool) -> None:
        """Show other numbers; `is_late` says that they are being measured anew."""
        self._late.setText(LATE if is_late and page.has_numbers else "")
        if page == self._shown:
            return
        self._shown = page
        self._copy.setEnabled(page.has_numbers)
        content = QWidget()
        down = QVBoxLayout(content)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(round(0.7 * theme.unit()))
        self._fill(down, page)
        self._column.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content

    def _fill(self, down: QVBoxLayout, page: ChangePage) -> None:
        if page.message:
            down.addWidget(_label(text=page.message, kind="quiet"))
        self._fill_head(down, page)
        where = ""
        for block in page.blocks:
            if block.where != where:
                where = block.where
                down.addWidget(_label(SMALL, text=where, kind="quiet"))
            down.addWidget(_BlockView(block))
        for warning in page.warnings:
            down.addWidget(_warning(warning))
        for said in (page.errors, page.causes):
            if said:
                down.addWidget(_label(SMALL, text=said, kind="faint"))

    @staticmethod
    def _fill_head(down: QVBoxLayout, page: ChangePage) -> None:
        """Put the primary result above the numbers, and how many warnings stand below them."""
        for headline in page.headlines:
            down.addWidget(_label(text=headline, is_strong=True))
        if page.since:
            down.addWidget(_label(SMALL, text=page.since, kind="quiet"))
        if page.has_numbers and page.warnings:
            count = len(page.warnings)
            down.addWidget(_warning(f"{count} warning{'s' * (count != 1)} below the numbers"))
        if page.has_numbers:
            down.addWidget(_label(SMALL, text=LEGEND, kind="faint"))


class _BlockView(QFrame):
    """One side, or the difference of both."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        u = theme.unit()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(round(0.25 * u))
        title = _label(text=block.title, is_strong=True)
        if not block.is_difference:
            title.setStyleSheet(f"color: {theme.SIDE_COLOURS[block.side]}")
        down.addWidget(title)
        if block.role:
            down.addWidget(_label(SMALL, text=block.role, kind="quiet"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(round(0.5 * u))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for number, line in enumerate(block.lines):
            self._add(grid, 3 * number, line, is_first=number == 0, is_difference=block.is_difference)
        down.addLayout(grid)

    @staticmethod
    def _add(grid: QGridLayout, row: int, line: Line, *, is_first: bool, is_difference: bool) -> None:
        name = _label(SMALL, text=line.label, kind="" if is_first else "quiet", is_strong=is_first)
        between = "against" if is_difference else "→"
        both = _label(SMALL, text=f"{line.before} {between} {line.after} {line.unit}".rstrip(), kind="quiet")
        said = f"{line.change} {_of_change(line.unit)}".rstrip()
        change = _label(1.15 if is_first else 1.0, text=said, is_strong=True)
        interval = _label(SMALL, text="" if line.interval == "–" else line.interval, kind="quiet")
        verdict = _label(SMALL, text=line.verdict, kind="" if line.is_more else "faint", is_strong=line.is_more)
        if line.is_more:
            verdict.setStyleSheet(f"color: {theme.ACCENT}")
        for label in (both, interval):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        for label in (name, both, change, interval):
            label.setWordWrap(False)
        grid.addWidget(name, row, 0)
        grid.addWidget(both, row, 1)
        grid.addWidget(change, row + 1, 0)
        grid.addWidget(interval, row + 1, 1)
        grid.addWidget(verdict, row + 2, 0, 1, 2)
        grid.setRowMinimumHeight(row + 2, round(1.25 * theme.unit()))
        verdict.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        change.setAccessibleName(f"{line.label}: {said}, {line.verdict}".rstrip(", "))


def _of_change(unit: str) -> str:
    return "points" if unit == "%" else unit


def _warning(sentence: str) -> QLabel:
    label = _label(SMALL, text=sentence)
    label.setStyleSheet(f"color: {theme.WARNING}")
    return label


def _label(factor: float = 1.0, *, text: str = "", is_strong: bool = False, kind: str = "") -> QLabel:
    label = QLabel(text.replace(" %", "\u00a0%").replace(" mm²", "\u00a0mm²"))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font(factor, is_strong=is_strong))
    if kind:
        label.setProperty(kind, "true")
    return label
