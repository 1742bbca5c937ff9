"""The picture of a figure before it is written, on a neutral grey."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.ui import theme

GROUND = "#63666a"
"""Grey round the figure: neither the paper's white nor the image's black changes how bright the figure looks."""

DIMMED = 0.45
"""Opacity of a picture that is out of date (no unit)."""

BUSY_STEP_MS = 40
"""Time between two positions of the busy line, ms."""

BUSY_STEPS = 40
"""Positions of the busy line from left to right."""


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Qt image of its own memory from pixels of shape (rows, columns) or (rows, columns, 3)."""
    packed = np.ascontiguousarray(pixels)
    rows, columns = packed.shape[:2]
    kind = QImage.Format.Format_Grayscale8 if packed.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(packed.data, columns, rows, packed.strides[0], kind).copy()


class FigurePreview(QWidget):
    """Shows a picture pixel for pixel, dimmed while a newer one is painted, or a sentence instead."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._sentence = ""
        self._step = 0
        self._clock = QTimer(self)
        self._clock.setInterval(BUSY_STEP_MS)
        self._clock.timeout.connect(self._move_line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(round(16 * theme.unit()), round(16 * theme.unit()))
        self.setAccessibleName("Preview of the figure")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a figure as wide as a column is printed, and larger."""
        return QSize(round(38 * theme.unit()), round(32 * theme.unit()))

    @property
    def margin(self) -> float:
        """Room round the figure in screen points."""
        return 1.2 * theme.unit()

    @property
    def box_px(self) -> tuple[int, int]:
        """Room for the figure in pixels of the screen."""
        ratio = self.devicePixelRatioF()
        across, down = self.width() - 2 * self.margin, self.height() - 2 * self.margin
        return max(round(across * ratio), 64), max(round(down * ratio), 64)

    @property
    def is_busy(self) -> bool:
        """Whether a newer picture is expected."""
        return self._clock.isActive()

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._image is not None

    @property
    def sentence(self) -> str:
        """What is said instead of a picture, or ''."""
        return self._sentence

    def expect(self) -> None:
        """Dim what is shown: a newer picture is on its way."""
        self._clock.start()
        self.update()

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        """Show a picture of shape (rows, columns) or (rows, columns, 3)."""
        self._image, self._sentence = image_of(pixels), ""
        self._settle()

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence instead of a picture."""
        self._image, self._sentence = None, sentence
        self._settle()

    def _settle(self) -> None:
        self._clock.stop()
        self.setAccessibleDescription(self._sentence)
        self.update()

    def _move_line(self) -> None:
        self._step = (self._step + 1) % BUSY_STEPS
        self.update(0, 0, self.width(), 3)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that there is other room now."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, picture or sentence, and the busy line."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(GROUND if self._image is not None else theme.PANEL))
        if self._image is not None:
            self._paint_picture(painter, self._image)
        elif self._sentence:
            painter.setPen(QColor(theme.TEXT))
            inset = 3 * theme.unit()
            room = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self._sentence)
        if self.is_busy:
            width = self.width() / 4
            left = (self.width() + width) * self._step / BUSY_STEPS - width
            painter.fillRect(QRectF(left, 0, width, 3), QColor(theme.ACCENT))
        painter.end()

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        width, height = image.width() / ratio, image.height() / ratio
        room_across, room_down = self.width() - 2 * self.margin, self.height() - 2 * self.margin
        # A picture made for other room is shrunk until the one for this room is there; none is enlarged.
        factor = min(1.0, room_across / width, room_down / height)
        width, height = width * factor, height * factor
        left = round((self.width() - width) / 2 * ratio) / ratio  # on whole pixels, so that it stays sharp
        top = round((self.height() - height) / 2 * ratio) / ratio
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor < 1.0)
        painter.setOpacity(DIMMED if self.is_busy else 1.0)
        painter.drawImage(QRectF(left, top, width, height), image)
        painter.setOpacity(1.0)
