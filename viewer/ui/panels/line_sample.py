"""A short piece of line as an outline of one side is drawn: its colour and its own pattern."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.core.outline import Side, Structure
from viewer.ui import theme

LINE_WIDTH = 2.0
"""Width of the line, screen points."""


def line_pen(side: Side, width: float = LINE_WIDTH, *, structure: Structure = Structure.MULTIFIDUS) -> QPen:
    """Pen with the colour and the pattern of an outline of a side; `width` in screen points."""
    pen = QPen(QColor(theme.STRUCTURE_COLOURS.get(structure, theme.SIDE_COLOURS[side])), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(list(theme.SIDE_DASHES[side]))
    return pen


def paint_line_sample(
    painter: QPainter, where: QRectF, side: Side, *, structure: Structure = Structure.MULTIFIDUS
) -> None:
    """Paint a level line through the middle of a rectangle (screen points)."""
    painter.setPen(line_pen(side, structure=structure))
    y = round(where.center().y()) + 0.0
    painter.drawLine(QPointF(where.left(), y), QPointF(where.right(), y))


class LineSample(QWidget):
    """Shows how the outline of a side is drawn.

    Parameters
    ----------
    side
        The side.
    parent
        Owner.
    """

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._structure = side, Structure.MULTIFIDUS
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for two dashes of every pattern."""
        return QSize(26, round(0.6 * theme.unit()))

    def show_side(self, side: Side, structure: Structure = Structure.MULTIFIDUS) -> None:
        """Show the line of another side or structure."""
        if (side, structure) != (self._side, self._structure):
            self._side, self._structure = side, structure
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line."""
        del event
        painter = QPainter(self)
        paint_line_sample(painter, QRectF(self.rect()), self._side, structure=self._structure)
        painter.end()
