"""The column between the sides: numbers of both, their difference with its interval, and what it means."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from viewer.app.comparing.between import Between, Row
from viewer.core.outline import Side
from viewer.ui import theme
from viewer.ui.icons import icon
from viewer.ui.panels.line_sample import LineSample
from viewer.ui.panels.typography import LARGE, SMALL, font

WIDTH_UNITS = 12.0
"""Width in heights of a line of text."""

FIRST = 1.25
"""Size of the numbers of the first row in parts of the system's font (no unit)."""


class SidesColumn(QFrame):
    """Shows what `app.comparing.between` says.

    Parameters
    ----------
    modes
        How the panes may stand → the action that does it, for its tooltip.

    Notes
    -----
    `closed` asks for the one image, `mode_asked` for panes that stand otherwise.
    """

    closed = Signal()
    mode_asked = Signal(str)

    def __init__(self, modes: dict[str, QAction]) -> None:
        super().__init__()
        u = theme.unit()
        self.setFixedWidth(round(WIDTH_UNITS * u))
        self.setProperty("panel", "true")
        self._shown: Between | None = None
        self._buttons: dict[str, QToolButton] = {}
        self._title, self._message = _label(is_strong=True), _label()
        self._difference, self._interval = _label(LARGE, is_strong=True), _label(SMALL)
        self._said = _label(SMALL)
        self._caption = _label(SMALL, kind="quiet")
        self._caption.setText("Difference, right − left")
        self._first, self._others = _grid(), _grid()
        self._heads = _Heads()
        body = QWidget()
        down = QVBoxLayout(body)
        edge = round(0.7 * u)
        down.setContentsMargins(edge, round(0.4 * u), edge, edge)
        down.setSpacing(round(0.2 * u))
        for part in (self._title, self._message, self._heads):
            down.addWidget(part)
        down.addLayout(self._first)
        down.addSpacing(round(0.7 * u))
        for label in (self._caption, self._difference, self._interval, self._said):
            down.addWidget(label)
        down.addSpacing(round(0.5 * u))
        down.addLayout(self._others)
        down.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head(modes))
        whole.addWidget(scroll, 1)

    def _head(self, modes: dict[str, QAction]) -> QHBoxLayout:
        """Buttons for how the panes stand, and the one that closes the comparison."""
        u = theme.unit()
        head = QHBoxLayout()
        head.setContentsMargins(round(0.4 * u), round(0.4 * u), round(0.2 * u), round(0.1 * u))
        head.setSpacing(1)
        for mode, action in modes.items():
            button = QToolButton()
            button.setText(mode.capitalize())
            button.setCheckable(True)
            button.setToolTip(action.toolTip())
            button.setStyleSheet(f"padding: {round(0.15 * u)}px {round(0.28 * u)}px")
            button.setFont(font(SMALL))
            button.setMinimumWidth(round(QFontMetricsF(button.font()).horizontalAdvance(button.text()) + 0.8 * u))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, name=mode: self.mode_asked.emit(name))
            head.addWidget(button)
            self._buttons[mode] = button
        head.addStretch(1)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setToolTip("Close comparison  (Esc)")
        close.setAccessibleName("Close comparison")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.closed)
        head.addWidget(close)
        return head

    def show_mode(self, mode: str) -> None:
        """Say how the panes stand."""
        for name, button in self._buttons.items():
            button.setChecked(name == mode)

    def show_between(self, found: Between) -> None:
        """Show other numbers."""
        if found == self._shown:
            return
        self._shown = found
        for label, text in (
            (self._title, found.title),
            (self._message, found.message),
            (self._difference, found.difference),
            (self._interval, f"95 %: {found.interval}" if found.interval else ""),
            (self._said, "\n".join(found.sentences)),
        ):
            label.setText(text.replace(" %", "\u00a0%"))
            label.setVisible(bool(text))
        self._caption.setVisible(bool(found.difference))
        self._heads.setVisible(bool(found.rows))
        for grid, rows in ((self._first, found.rows[:1]), (self._others, found.rows[1:])):
            _show_rows(grid, rows, factor=FIRST if grid is self._first else 1.0)


class _Heads(QWidget):
    """Which column is whose: the line of each side as it is drawn, and its name."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, round(0.2 * theme.unit()))
        row.setSpacing(round(0.4 * theme.unit()))
        for side in (Side.RIGHT, Side.LEFT):
            line, name = LineSample(side), _label(SMALL, is_strong=True)
            line.show_side(side)
            name.setText(str(side))
            name.setStyleSheet(f"color: {theme.SIDE_COLOURS[side]}")
            row.addWidget(line)
            row.addWidget(name, 1)


def _grid() -> QGridLayout:
    u, grid = theme.unit(), QGridLayout()
    grid.setHorizontalSpacing(round(0.4 * u))
    grid.setVerticalSpacing(round(0.1 * u))
    for column in (0, 1):
        grid.setColumnStretch(column, 1)
    return grid


def _show_rows(grid: QGridLayout, rows: Sequence[Row], *, factor: float) -> None:
    """Show quantities in a grid in place of those that are there; values at a part of the font's size."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for number, row in enumerate(rows):
        line = 3 * number
        head = _label(SMALL, kind="quiet")
        head.setText(row.label)
        if number:
            head.setContentsMargins(0, round(0.45 * theme.unit()), 0, 0)
        grid.addWidget(head, line, 0, 1, 2)
        for column, (side, text) in enumerate(((Side.RIGHT, row.right), (Side.LEFT, row.left))):
            value = _label(factor, is_strong=factor > 1.0)
            value.setText(text.replace(" %", "\u00a0%"))
            value.setStyleSheet(f"color: {theme.SIDE_COLOURS[side]}")
            value.setAccessibleName(f"{row.label}, patient's {side}")
            grid.addWidget(value, line + 1, column)
        if row.right_interval or row.left_interval:
            for column, text in enumerate((row.right_interval, row.left_interval)):
                ends = _label(SMALL, kind="quiet")
                ends.setText(text.replace(" %", "\u00a0%"))
                grid.addWidget(ends, line + 2, column)


def _label(factor: float = 1.0, *, is_strong: bool = False, kind: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font(factor, is_strong=is_strong))
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    if kind:
        label.setProperty(kind, "true")
    return label
