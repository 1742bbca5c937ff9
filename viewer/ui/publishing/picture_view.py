"""One picture as large as there is room; the wheel enlarges it, dragging moves it or draws a box on it."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainterPath, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsPathItem,
    QGraphicsPixmapItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
)

from viewer.ui import theme

ZOOM_STEP, MOST_ZOOM = 1.25, 16.0
"""How much a step of the wheel enlarges, and the largest size, in pixels of the screen per pixel."""

SHADE = 0.6
"""How dark it gets outside of a box that is being drawn, 0…1."""


class PictureView(QGraphicsView):
    """One picture; a box can be drawn on it while it is cropped."""

    boxed = Signal(int, int, int, int)
    """First column, first row, last column and last row (inclusive) of the picture that a box touches."""

    def __init__(self) -> None:
        super().__init__()
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._is_fitted = True
        self._is_cropping = False
        self._start: QPointF | None = None
        shade = QColor(theme.CANVAS)
        shade.setAlphaF(SHADE)
        pen = QPen(QColor(theme.ACCENT), 2.0)
        pen.setCosmetic(True)
        self._outside = QGraphicsPathItem()
        self._outside.setBrush(shade)
        self._outside.setPen(QPen(Qt.PenStyle.NoPen))
        self._frame = QGraphicsRectItem()
        self._frame.setPen(pen)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        scene.addItem(self._outside)
        scene.addItem(self._frame)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundBrush(QColor(theme.CANVAS))
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName("Image to look at")

    def show_picture(self, picture: QPixmap) -> None:
        """Show a picture, the whole of it at first; a null one shows nothing."""
        is_other = picture.size() != self._item.pixmap().size()
        self._item.setPixmap(picture)
        self.scene().setSceneRect(self._item.boundingRect())
        self._is_fitted = self._is_fitted or is_other
        self._fit()

    def fit(self) -> None:
        """Show the whole picture."""
        self._is_fitted = True
        self._fit()

    def crop(self, *, is_on: bool) -> None:
        """Let dragging draw a box, or move the picture again."""
        self._is_cropping, self._start = is_on, None
        self._draw(QRectF())
        hand = QGraphicsView.DragMode.NoDrag if is_on else QGraphicsView.DragMode.ScrollHandDrag
        self.setDragMode(hand)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if is_on else Qt.CursorShape.OpenHandCursor)

    def _fit(self) -> None:
        if self._is_fitted and not self._item.pixmap().isNull():
            self.fitInView(self._item, Qt.AspectRatioMode.KeepAspectRatio)

    def _draw(self, box: QRectF) -> None:
        """Darken what lies outside a box; nothing for an empty one."""
        path = QPainterPath()
        if not box.isEmpty():
            path.addRect(self._item.boundingRect())
            path.addRect(box)
        self._outside.setPath(path)
        self._frame.setRect(box)
        self._frame.setVisible(not box.isEmpty())

    def _box(self, end: QPointF) -> QRectF:
        """The box from where the button was pressed, inside the picture."""
        start = end if self._start is None else self._start
        return QRectF(start, end).normalized().intersected(self._item.boundingRect())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a box, or take the picture in hand."""
        if self._is_cropping and event.button() is Qt.MouseButton.LeftButton:
            self._start = self.mapToScene(event.position().toPoint())
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show what would be kept of it."""
        if self._start is None:
            super().mouseMoveEvent(event)
            return
        self._draw(self._box(self.mapToScene(event.position().toPoint())))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell which pixels the box touches."""
        if self._start is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        box = self._box(self.mapToScene(event.position().toPoint()))
        self._start = None
        self._draw(QRectF())
        event.accept()
        if not box.isEmpty():
            right, bottom = math.ceil(box.right()) - 1, math.ceil(box.bottom()) - 1
            self.boxed.emit(math.floor(box.left()), math.floor(box.top()), right, bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the whole picture in sight."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Enlarge round the pointer."""
        factor = ZOOM_STEP if event.angleDelta().y() > 0 else 1.0 / ZOOM_STEP
        if self.transform().m11() * factor <= MOST_ZOOM:
            self._is_fitted = False
            self.scale(factor, factor)
        event.accept()
