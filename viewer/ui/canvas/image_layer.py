"""The slice as a picture: stored values through the grey table into a `QImage`, painted where the viewport says."""

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from viewer.app.display.grey_table import GreyFrame
from viewer.app.display.pixels import LoadedSlice
from viewer.core.grey import ValueMapping, Window
from viewer.core.series import SliceKey
from viewer.core.view import Viewport
from viewer.ui import theme


class ImageLayer:
    """Keeps the grey frame of the slice on the screen and paints it.

    A plain painted widget was measured against a graphics view (`python -m tests.benchmarks.bench_window`).
    """

    def __init__(self) -> None:
        self._key: SliceKey | None = None
        self._frame: GreyFrame | None = None
        self._window: Window | None = None
        self._image: QImage | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to paint."""
        return self._image is None

    def clear(self) -> None:
        """Forget the slice."""
        self._key = self._frame = self._window = self._image = None

    def show(self, loaded: LoadedSlice, mapping: ValueMapping, window: Window) -> bool:
        """Make the picture of a slice with a window; False when it is the one that is there."""
        if self._key != loaded.key or self._frame is None:
            self._frame, self._key, self._window = GreyFrame(loaded.stored, mapping), loaded.key, None
        if self._window == window:
            return False
        self._window = window
        words = self._frame.paint(window)
        rows, columns = words.shape
        # The image borrows the buffer, which lives as long as the frame.
        self._image = QImage(words.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
        return True

    def paint_beside(self, painter: QPainter, viewport: Viewport | None, whole: QRect) -> None:
        """Paint what the picture leaves free of the canvas: on most screens a small part of it."""
        colour = QColor(theme.CANVAS)
        covered = QRect()
        if self._image is not None and viewport is not None and not viewport.framing.slant:
            size = QRectF(-0.5, -0.5, self._image.width(), self._image.height())
            on_screen = QTransform(*viewport.matrix).mapRect(size).toAlignedRect()
            covered = on_screen.adjusted(1, 1, -1, -1).intersected(whole)
        if covered.isEmpty():
            painter.fillRect(whole, colour)
            return
        left, top, right, bottom = covered.left(), covered.top(), covered.right(), covered.bottom()
        width, height = whole.width(), whole.height()
        painter.fillRect(0, 0, width, top, colour)
        painter.fillRect(0, bottom + 1, width, height - bottom - 1, colour)
        painter.fillRect(0, top, left, bottom - top + 1, colour)
        painter.fillRect(right + 1, top, width - right - 1, bottom - top + 1, colour)

    def paint(self, painter: QPainter, viewport: Viewport, *, is_smooth: bool) -> None:
        """Paint the picture; the centre of the first pixel is the image point (0, 0)."""
        if self._image is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.setTransform(QTransform(*viewport.matrix), combine=True)
        painter.drawImage(QPointF(-0.5, -0.5), self._image)
        painter.restore()
