"""How rows of slices and of totals look: the line of each side, area and fat fraction in columns."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from viewer.app.slices.rows import SideCell, SliceRow
from viewer.app.slices.totals import TotalRow
from viewer.core.outline import Side
from viewer.measure.flags import FlagLevel
from viewer.ui import theme
from viewer.ui.canvas.outline_strokes import PROPOSED_DASHES
from viewer.ui.panels.line_sample import line_pen
from viewer.ui.panels.lists.row_model import Index, Role
from viewer.ui.panels.lists.series_painting import paint_ground, paint_line
from viewer.ui.panels.typography import SMALL, font

FLAG_COLOURS = {FlagLevel.DO_NOT_USE: theme.DANGER, FlagLevel.WITH_CARE: theme.WARNING}
"""Level of a flag that is shown → its colour; it has a shape, too."""

_LEFT, _TITLE, _LEVEL, _LINE, _AREA, _FAT, _FLAG = 0.6, 2.3, 2.5, 1.5, 2.9, 2.6, 0.9
"""Widths of the columns, in heights of a line of text."""

_TOTAL_TITLE, _TOTAL_LINE, _TOTAL_NUMBERS = 3.6, 1.5, (3.3, 3.2, 3.2, 2.8, 3.2)
"""Widths of the columns of totals, in the same unit."""

_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def _text(painter: QPainter, where: QRectF, text: str, colour: str = theme.TEXT) -> None:
    painter.setPen(QColor(colour))
    painter.drawText(where, _RIGHT, text)


def paint_flag(painter: QPainter, where: QRectF, level: FlagLevel | None) -> None:
    """A triangle for 'with care', a square for 'do not use', nothing for a note."""
    colour = FLAG_COLOURS.get(level) if level is not None else None
    if colour is None:
        return
    reach = 0.26 * theme.unit()
    middle = where.center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    if level is FlagLevel.DO_NOT_USE:
        painter.drawRect(QRectF(middle.x() - reach, middle.y() - reach, 2.0 * reach, 2.0 * reach))
    else:
        corners = [QPointF(-reach, reach), QPointF(reach, reach), QPointF(0.0, -reach)]
        painter.drawPolygon([middle + corner for corner in corners])


class SliceDelegate(QStyledItemDelegate):
    """Paints slices."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Height of a row; the width is that of the list."""
        del option, index
        return QSize(0, round(1.35 * theme.unit()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = index.data(Role.ROW)
        if not isinstance(row, SliceRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        paint_ground(painter, area, option.state, is_current=row.is_here)
        u = theme.unit()
        x = area.left() + _LEFT * u
        painter.setFont(font(is_strong=row.is_here))
        colour = theme.TEXT if row.cells else theme.QUIET
        _text(painter, QRectF(x, area.top(), (_TITLE - 0.5) * u, area.height()), row.title, colour)
        x += _TITLE * u
        level = QRectF(x, area.top(), (_LEVEL - 0.1) * u, area.height())
        paint_line(painter, level, row.level, font=font(SMALL), colour=theme.QUIET)
        x += _LEVEL * u
        for place, cell in enumerate(_in_columns(row.cells)):
            if cell is not None:
                width = (_LINE + _AREA + _FAT + _FLAG) * u
                _paint_cell(painter, QRectF(x + place * width, area.top(), width, area.height()), cell)
        painter.restore()


def _in_columns(cells: tuple[SideCell, ...]) -> list[SideCell | None]:
    """Cells in the columns of right and left; those of unknown side as they come."""
    if any(cell.side is Side.UNKNOWN for cell in cells):
        return [*cells[:2]]
    by_side = {cell.side: cell for cell in cells}
    return [by_side.get(Side.RIGHT), by_side.get(Side.LEFT)]


def _paint_cell(painter: QPainter, where: QRectF, cell: SideCell) -> None:
    """Line of the side, area, fat fraction and flag."""
    u = theme.unit()
    pen = line_pen(cell.side)
    if cell.is_proposed:
        pen.setDashPattern(list(PROPOSED_DASHES[cell.side]))
    painter.setPen(pen)
    y = round(where.center().y()) + 0.0
    painter.drawLine(QPointF(where.left() + 0.2 * u, y), QPointF(where.left() + (_LINE - 0.3) * u, y))
    painter.setFont(font())
    if cell.is_proposed:
        _text(painter, QRectF(where.left(), where.top(), (_LINE + 0.2) * u, where.height()), "?", theme.QUIET)
    x = where.left() + _LINE * u
    _text(painter, QRectF(x, where.top(), (_AREA - 0.2) * u, where.height()), cell.area)
    _text(painter, QRectF(x + _AREA * u, where.top(), (_FAT - 0.1) * u, where.height()), cell.fraction)
    paint_flag(painter, QRectF(x + (_AREA + _FAT) * u, where.top(), _FLAG * u, where.height()), cell.worst)


class TotalDelegate(QStyledItemDelegate):
    """Paints totals."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Height of a row; the width is that of the list."""
        del option, index
        return QSize(0, round(1.4 * theme.unit()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = index.data(Role.ROW)
        if not isinstance(row, TotalRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        paint_ground(painter, area, option.state, is_current=False)
        u = theme.unit()
        x = area.left() + _LEFT * u
        title = QRectF(x, area.top(), (_TOTAL_TITLE - 0.2) * u, area.height())
        paint_line(painter, title, row.title, font=font(is_strong=row.title == "All"), colour=theme.TEXT)
        x += _TOTAL_TITLE * u
        painter.setPen(line_pen(row.side))
        y = round(area.center().y()) + 0.0
        painter.drawLine(QPointF(x, y), QPointF(x + (_TOTAL_LINE - 0.35) * u, y))
        x += _TOTAL_LINE * u
        painter.setFont(font())
        cells = (row.slices, row.volume, row.muscle, row.fraction, row.ends)
        for width, text in zip(_TOTAL_NUMBERS, cells, strict=True):
            _text(painter, QRectF(x, area.top(), (width - 0.2) * u, area.height()), text)
            x += width * u
        paint_flag(painter, QRectF(x, area.top(), _FLAG * u, area.height()), row.worst)
        painter.restore()


class Heads(QWidget):
    """Heads of the columns of a list.

    Parameters
    ----------
    columns
        Words, each with where its column ends, in heights of a line of text.
    """

    def __init__(self, columns: tuple[tuple[str, float], ...]) -> None:
        super().__init__()
        self._columns = columns
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(round(10.0 * theme.unit()), round(1.2 * theme.unit()))

    def show_columns(self, columns: tuple[tuple[str, float], ...]) -> None:
        """Show other words."""
        if columns != self._columns:
            self._columns = columns
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the words, each at the end of its column."""
        del event
        painter = QPainter(self)
        painter.setFont(font(SMALL))
        u = theme.unit()
        for words, end in self._columns:
            _text(painter, QRectF(end * u - 8.0 * u, 0.0, 8.0 * u, self.height()), words, theme.FAINT)
        painter.end()


def slice_heads(*, unit: str, has_sides: bool) -> tuple[tuple[str, float], ...]:
    """Heads of the table of slices; `unit` is that of the areas."""
    start = _LEFT + _TITLE + _LEVEL
    width = _LINE + _AREA + _FAT + _FLAG
    names = ("R", "L") if has_sides else ("1", "2")
    heads: list[tuple[str, float]] = [("Slice", _LEFT + _TITLE - 0.3)]
    for place, name in enumerate(names):
        x = start + place * width
        heads += [(name, x + 0.6), (unit, x + _LINE + _AREA - 0.2), ("fat %", x + _LINE + _AREA + _FAT - 0.1)]
    return tuple(heads)


def total_heads() -> tuple[tuple[str, float], ...]:
    """Heads of the totals."""
    ends = []
    x = _LEFT + _TOTAL_TITLE + _TOTAL_LINE
    for width in _TOTAL_NUMBERS:
        x += width
        ends.append(x - 0.2)
    return tuple(zip(("slices", "cm³", "muscle", "fat %", "95 %"), ends, strict=True))
