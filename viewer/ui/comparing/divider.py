"""The divider that swipes: a thin line over the image with a grip, moved by the pointer or the arrow keys."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from viewer.ui import theme

WIDTH = 23
"""Width that can be grabbed, screen points."""

STEP = 0.02
"""How far an arrow key moves it, in parts of the canvas's width (no unit)."""


class Divider(QWidget):
    """Lies over a canvas; `moved` tells where it is wanted, in parts of the parent's width."""

    moved = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._part, self._width = 0.5, 1
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Divider between right and left")
        self.setToolTip("Drag to swipe; arrow keys move it too")

    def place(self, part: float, width: int, height: int) -> None:
        """Stand at a part of a canvas of this size."""
        self._part, self._width = part, max(width, 1)
        self.setGeometry(round(part * width) - WIDTH // 2, 0, WIDTH, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line and its grip."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = self.width() / 2.0, self.height() / 2.0
        colour = QColor(theme.ACCENT if self.hasFocus() else theme.TEXT)
        for pen in (QPen(QColor(0, 0, 0, 190), 4.0), QPen(colour, 1.5)):
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 0.0), QPointF(x, self.height()))
        painter.setBrush(QColor(theme.RAISED))
        painter.drawEllipse(QPointF(x, y), 10.0, 10.0)
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        for sign in (-1.0, 1.0):
            tip = x + sign * 7.0
            painter.drawPolygon(
                QPolygonF([QPointF(tip, y), QPointF(x + sign * 3.0, y - 3.5), QPointF(x + sign * 3.0, y + 3.5)])
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the press: the canvas below would take hold of an outline."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the release too."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the second press of a double click too."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            at = self.mapToParent(event.position().toPoint()).x()
            self.moved.emit(at / self._width)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by a step."""
        ways = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(self._part + way)
