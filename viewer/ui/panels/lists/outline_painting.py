"""How a row of the list of outlines looks: the line of its side, its name, its area."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from viewer.ui import theme
from viewer.ui.panels.line_sample import paint_line_sample
from viewer.ui.panels.lists.outline_rows import OutlineRow, SliceHeading
from viewer.ui.panels.lists.row_model import Index, Role
from viewer.ui.panels.lists.series_painting import paint_ground, paint_line
from viewer.ui.panels.typography import SMALL, font


class OutlineDelegate(QStyledItemDelegate):
    """Paints headings and outlines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Height of a row; the width is that of the list."""
        del option
        is_heading = isinstance(index.data(Role.ROW), SliceHeading)
        return QSize(0, round((1.7 if is_heading else 1.6) * theme.unit()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = index.data(Role.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        u = theme.unit()
        inner = area.adjusted(0.65 * u, 0.0, -0.6 * u, 0.0)
        if isinstance(row, SliceHeading):
            colour = theme.TEXT if row.is_here else theme.QUIET
            where = inner.adjusted(0.0, 0.3 * u, 0.0, 0.0)
            paint_line(painter, where, row.spoken, font=font(SMALL, is_strong=True), colour=colour)
        elif isinstance(row, OutlineRow):
            paint_ground(painter, area, option.state, is_current=row.is_here)
            _paint_outline(painter, inner, row)
        painter.restore()


def _paint_outline(painter: QPainter, inner: QRectF, row: OutlineRow) -> None:
    u = theme.unit()
    sample = QRectF(inner.left(), inner.top(), 26.0, inner.height())
    paint_line_sample(painter, sample, row.side, structure=row.structure)
    numbers = font()
    width = QFontMetricsF(numbers).horizontalAdvance(row.area) + 1.0
    painter.setFont(numbers)
    painter.setPen(QColor(theme.QUIET))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.area)
    name = QRectF(sample.right() + 0.55 * u, inner.top(), 0.0, inner.height())
    name.setRight(inner.right() - width - 0.5 * u)
    paint_line(painter, name, row.title, font=font(), colour=theme.TEXT)
