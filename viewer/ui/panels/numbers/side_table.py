"""Numbers of up to two outlines of one structure side by side: labels made once, filled again and again."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from viewer.app.numbers.categories import LABEL as CATEGORY
from viewer.app.numbers.formats import NOTHING
from viewer.app.numbers.model import Column, Line
from viewer.app.numbers.sentences import FOR_THIS_OUTLINE
from viewer.core.outline import Side, Structure
from viewer.ui import theme
from viewer.ui.panels.line_sample import LineSample
from viewer.ui.panels.numbers.interval_bars import IntervalBars, bars_of
from viewer.ui.panels.numbers.notes import head_of
from viewer.ui.panels.typography import LARGE, SMALL, font

COLUMNS = 2
"""Outlines side by side."""

NO_INTERVAL, PENDING, UNUSABLE = "no interval", "…", "do not use"
"""What stands beneath a number without an interval, while it is still being measured, and where a flag forbids it."""

WITH_BARS = "Fat fraction"
"""Row beneath which the intervals are drawn, one below the other."""


@dataclass(frozen=True, slots=True)
class RowKind:
    """One row of the table.

    Parameters
    ----------
    label
        Label of the line of the numbers that it shows, see `NumbersModel.lines`.
    beneath
        Label of the line shown in smaller type beneath, or None.
    has_interval
        Whether something stands beneath also where that line is missing or empty.
    is_large
        Whether it is one of those that the program is for.
    is_quiet
        Whether it is only there for who looks for it.
    asks
        Name of the action that explains it, '' for none; a link behind the label asks for it.
    """

    label: str
    beneath: str | None = None
    has_interval: bool = False
    is_large: bool = False
    is_quiet: bool = False
    asks: str = ""


NARROW_UNITS = 20.0
"""Width of the table, in heights of a line of text, below which labels stand above their numbers."""

ROWS = (
    RowKind("Fat-to-muscle ratio", "Ratio, 95 %", has_interval=True, is_large=True),
    RowKind("Fat fraction", "Fat fraction, 95 %", has_interval=True, is_large=True),
    RowKind(CATEGORY, is_quiet=True),
    RowKind("Area", "Area, cm²"),
    RowKind("Fat area"),
    RowKind("Muscle area"),
    RowKind("Border", is_quiet=True, asks="which-border"),
    RowKind("Mean ± SD", is_quiet=True),
)
"""Rows from top to bottom."""


class SideTable(QWidget):
    """Shows the numbers of one or two outlines; `asked` tells the name of an action that explains a row."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(round(0.7 * u))
        self._grid.setVerticalSpacing(0)
        self._heads = tuple(_Head() for _ in range(COLUMNS))
        self._title = QLabel()
        self._title.setProperty("faint", "true")
        self._title.setWordWrap(True)
        for place, head in enumerate(self._heads, start=1):
            self._grid.addWidget(head, 1, place)
        self._rows = tuple(_TableRow(kind, self._grid, 4 * place + 2) for place, kind in enumerate(ROWS))
        for row in self._rows:
            row.label.linkActivated.connect(self.asked)
        self._bars = IntervalBars()
        below = next(place for place, kind in enumerate(ROWS) if kind.label == WITH_BARS)
        self._grid.addWidget(self._bars, 4 * below + 5, 0, 1, COLUMNS + 1)
        self._is_narrow: bool | None = None
        self._set_narrow(is_narrow=False)
        self.use_fonts()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put labels above their numbers where they find no room beside them."""
        super().resizeEvent(event)
        self._set_narrow(is_narrow=self.width() < NARROW_UNITS * theme.unit())

    def _set_narrow(self, *, is_narrow: bool) -> None:
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        for place, stretch in enumerate((0, 1, 1) if is_narrow else (5, 4, 4)):
            self._grid.setColumnStretch(place, stretch)
        top = Qt.AlignmentFlag.AlignTop
        if is_narrow:
            self._grid.addWidget(self._title, 0, 0, 1, COLUMNS + 1, top)
        else:
            self._grid.addWidget(self._title, 1, 0, top)
        for row in self._rows:
            row.place_label(self._grid, is_above=is_narrow)

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        self._title.setFont(font(SMALL))
        for head in self._heads:
            head.use_fonts()
        for row in self._rows:
            row.use_fonts()

    def show_columns(
        self, columns: Sequence[Column], lines: Sequence[Line], *, title: str, is_pending: bool = False
    ) -> None:
        """Show other numbers.

        Parameters
        ----------
        columns
            One or two outlines.
        lines
            Their lines of numbers, a cell per outline.
        title
            What they enclose.
        is_pending
            Whether intervals are still being measured.
        """
        _set_text(self._title, title)
        heads = [head_of(column) for column in columns]
        for place, head in enumerate(self._heads):
            is_used = place < len(columns)
            head.setVisible(is_used)
            if is_used:
                head.show_side(columns[place].side, columns[place].structure, heads[place])
        known = {line.label: line for line in lines}
        waits = tuple(is_pending and column.row is not None for column in columns)
        unusable = tuple(column.is_unusable for column in columns)
        for row in self._rows:
            row.tone_down(unusable)
            row.show(known, heads, waits)
        self._bars.show_bars(bars_of(columns), is_pending=is_pending)


class _Head(QWidget):
    """Head of a column: whose it is in words, and its line."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, round(0.4 * theme.unit()))
        grid.setHorizontalSpacing(round(0.4 * theme.unit()))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        self._whose, self._side = QLabel(), QLabel()
        self._whose.setProperty("faint", "true")
        self._line = LineSample(Side.UNKNOWN)
        right = Qt.AlignmentFlag.AlignRight
        grid.addWidget(self._whose, 0, 0, 1, 2, right)
        grid.addWidget(self._line, 1, 0, right | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._side, 1, 1, right)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        self._whose.setFont(font(SMALL))
        self._side.setFont(font(is_strong=True))

    def show_side(self, side: Side, structure: Structure, words: str) -> None:
        """Show another side or structure; the first of the words stands above the rest."""
        whose, _, rest = words.partition(" ")
        _set_text(self._whose, whose)
        if _set_text(self._side, rest):
            self._side.setAccessibleName(words)
        self._line.show_side(side, structure)


class _TableRow:
    """One row: a label, and per column a value with something smaller beneath."""

    def __init__(self, kind: RowKind, grid: QGridLayout, at: int) -> None:
        self._kind = kind
        self.label = QLabel(kind.label)
        if kind.asks:
            self.label.setText(f'{kind.label}&nbsp;<a href="{kind.asks}" style="text-decoration: none">(?)</a>')
            self.label.setTextInteractionFlags(
                Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
            self.label.setAccessibleName(f"{kind.label}, with a link that explains it")
        self.label.setProperty("quiet", "true")
        self.label.setWordWrap(True)
        self._values = tuple(_figures_label(is_wrapped=kind.is_quiet) for _ in range(COLUMNS))
        for label in self._values if kind.is_quiet else ():
            label.setProperty("quiet", "true")
        self._beneath = tuple(_figures_label(is_wrapped=True) for _ in range(COLUMNS))
        for label in self._beneath:
            label.setProperty("faint", "true")
        self._parts: tuple[QWidget, ...] = (self.label, *self._values)
        self._at = at
        self._unusable: tuple[bool, ...] = ()
        for place in range(COLUMNS):
            grid.addWidget(self._values[place], at + 1, place + 1, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(self._beneath[place], at + 2, place + 1)
        grid.setRowMinimumHeight(at + 3, round((0.45 if kind.beneath is not None else 0.15) * theme.unit()))

    def place_label(self, grid: QGridLayout, *, is_above: bool) -> None:
        """Put the label beside the numbers, or above them."""
        if is_above:
            grid.addWidget(self.label, self._at, 0, 1, COLUMNS + 1)
        else:
            grid.addWidget(self.label, self._at + 1, 0, Qt.AlignmentFlag.AlignBottom)

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        self.label.setFont(font(SMALL))
        for label in self._values:
            factor = LARGE if self._kind.is_large else SMALL if self._kind.is_quiet else 1.0
            label.setFont(font(factor, is_strong=self._kind.is_large))
        for label in self._beneath:
            label.setFont(font(SMALL))

    def show(self, lines: dict[str, Line], heads: Sequence[str], waits: Sequence[bool]) -> None:
        """Show the cells of a line; the row is left out where the line is missing.

        Parameters
        ----------
        lines
            Lines of the numbers by their labels.
        heads
            Head of each column.
        waits
            Whether more of each column is still being measured.
        """
        line = lines.get(self._kind.label)
        for part in self._parts:
            part.setVisible(line is not None)
        beneath = None if self._kind.beneath is None else lines.get(self._kind.beneath)
        has_beneath = line is not None and (beneath is not None or self._kind.has_interval)
        for label in self._beneath:
            label.setVisible(has_beneath)
        if line is None:
            return
        self.label.setToolTip(line.explanation)
        for place, label in enumerate(self._values):
            cell, said = self._cells(line, beneath, place, is_waiting=place < len(heads) and waits[place])
            # A deviation that finds no room beside its mean stands beneath it whole.
            if _set_text(label, cell.replace("± ", "±\u00a0")) | _set_text(self._beneath[place], said) and cell:
                label.setAccessibleName(f"{heads[place]}, {line.label}: {cell} {said}".rstrip())
                label.setToolTip(line.explanation)
            if self._kind.has_interval and self._beneath[place].toolTip() != FOR_THIS_OUTLINE:
                self._beneath[place].setToolTip(FOR_THIS_OUTLINE)

    def tone_down(self, unusable: Sequence[bool]) -> None:
        """Let no number that must not be used look like one that may be: faint, and said beneath it."""
        if not self._kind.is_large or tuple(unusable) == self._unusable:
            return
        self._unusable = tuple(unusable)
        for place, is_unusable in enumerate(self._unusable):
            self._values[place].setStyleSheet(f"color: {theme.FAINT};" if is_unusable else "")
            self._beneath[place].setStyleSheet(f"color: {theme.DANGER};" if is_unusable else "")

    def _cells(self, line: Line, beneath: Line | None, place: int, *, is_waiting: bool) -> tuple[str, str]:
        """A column's cell, and what stands beneath it."""
        if place >= len(line.cells):
            return "", ""
        cell = line.cells[place]
        said = NOTHING if beneath is None else beneath.cells[place]
        if said == NOTHING:
            otherwise = PENDING if is_waiting else NO_INTERVAL
            said = otherwise if self._kind.has_interval and cell != NOTHING else ""
        if said and place < len(self._unusable) and self._unusable[place]:
            said = UNUSABLE
        # A fraction on a scale that is still looked for is not one that does not exist.
        return (PENDING if is_waiting and self._kind.has_interval and cell == NOTHING else cell), said


def _figures_label(*, is_wrapped: bool = False) -> QLabel:
    label = QLabel()
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
    label.setWordWrap(is_wrapped)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if not is_wrapped:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # Columns keep their width whatever the numbers are, so that nothing moves while a vertex is dragged.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _set_text(label: QLabel, text: str) -> bool:
    """Set a label's text if it is another one; whether it was."""
    if label.text() == text:
        return False
    label.setText(text)
    return True
