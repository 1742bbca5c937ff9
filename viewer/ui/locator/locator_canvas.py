"""The locator's image: paints it and what lies on it, and hands the pointer on."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.app.display.pixels import LoadedSlice
from viewer.app.levels.locator import Locator
from viewer.core.annotations.levels import VertebraMark
from viewer.core.grey import Window
from viewer.core.outline import Point
from viewer.core.series import Slice
from viewer.core.view import Viewport
from viewer.ui import theme
from viewer.ui.canvas.annotations import paint_letters
from viewer.ui.canvas.events import WHEEL_NOTCH
from viewer.ui.canvas.image_layer import ImageLayer
from viewer.ui.locator.painting import Lines, paint_line_here, paint_marks, paint_other_lines
from viewer.ui.panels.typography import SMALL, font

WHEEL_ZOOM = 1.2
"""Enlargement by one notch of the wheel with Ctrl held (no unit)."""

LETTERS = 0.62
"""Size of the patient letters before they are enlarged, in parts of the system's font (no unit)."""


class LocatorCanvas(QWidget):
    """Shows one slice of a companion series.

    Parameters
    ----------
    locator
        Says what to show, and is told what the pointer does.

    Notes
    -----
    `mark_menu_requested` tells the mark under a right click, None where there is none, and the place on the screen.
    """

    mark_menu_requested = Signal(object, QPoint)

    def __init__(self, locator: Locator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locator = locator
        self._layer = ImageLayer()
        self._lines = Lines()
        self._ground: QPixmap | None = None
        self._ground_of: tuple[Viewport, float] | None = None
        self._text = ""
        self._message = ""
        self._turned = 0.0
        self._hot: VertebraMark | None = None
        self._panning: Point | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(round(6.0 * theme.unit()))
        self.setAccessibleName("Where the slice lies")
        self.setAccessibleDescription("A sagittal or coronal image with the line of the slice; click to go to a slice.")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as wide: most sagittal images are square."""
        return QSize(round(16.0 * theme.unit()), round(16.0 * theme.unit()))

    @property
    def viewport(self) -> Viewport | None:
        """The image in the view, or None."""
        return self._locator.viewport(float(self.width()), float(self.height()))

    def show_pixels(self, loaded: LoadedSlice | None, window: Window | None) -> None:
        """Show the pixels of the locator's slice, None while they are read."""
        image = self._locator.image
        is_changed = True
        if loaded is None or image is None or loaded.error is not None or loaded.key != image.key:
            self._layer.clear()
            self._message = "" if loaded is None or loaded.error is None else "This image cannot be read."
        else:
            self._message = ""
            is_changed = self._layer.show(loaded, image.mapping, window or image.window or loaded.auto_window)
        if is_changed:
            self._ground = None
        self.update()

    def show_lines(self, lines: Lines, text: str) -> None:
        """Show where slices lie, and what the one on the screen is."""
        if (lines, text) != (self._lines, self._text):
            if (lines.block, lines.others) != (self._lines.block, self._lines.others):
                self._ground = None
            self._lines, self._text = lines, text
            self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the image, the lines and the names."""
        del event
        painter = QPainter(self)
        viewport, image = self.viewport, self._locator.image
        if viewport is None or image is None:
            self._layer.paint_beside(painter, viewport, self.rect())
        else:
            painter.drawPixmap(0, 0, self._painted_ground(viewport, image))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font(SMALL, is_strong=True))
            paint_line_here(painter, self._lines, viewport, text=self._text)
            paint_marks(painter, self._locator.marks, image.geometry, viewport, hot=self._hot)
        if self._message:
            painter.setPen(QColor(theme.QUIET))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        painter.end()

    def _painted_ground(self, viewport: Viewport, image: Slice) -> QPixmap:
        """Everything that stays while slices are gone through, painted once: image, letters, lines of all slices."""
        made_of = (viewport, self.devicePixelRatioF())
        if self._ground is None or self._ground_of != made_of:
            ground = QPixmap(self.size() * made_of[1])
            ground.setDevicePixelRatio(made_of[1])
            with QPainter(ground) as painter:
                self._layer.paint_beside(painter, viewport, self.rect())
                self._layer.paint(painter, viewport, is_smooth=True)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_letters(painter, viewport, image.geometry, font(LETTERS))
                paint_other_lines(painter, self._lines, viewport)
            self._ground, self._ground_of = ground, made_of
        return self._ground

    # Events

    def _at(self, where: QPointF, viewport: Viewport) -> Point:
        return viewport.point_to_image((where.x(), where.y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of what is there; the middle button pans."""
        viewport = self.viewport
        if viewport is None:
            return
        at = self._at(event.position(), viewport)
        if event.button() == Qt.MouseButton.LeftButton:
            if self._locator.state.is_naming:  # so that Esc ends naming
                self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._locator.press(at, viewport)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._panning = at
        self._point_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the second press as another press: whoever names quickly clicks quickly."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag, pan, or tell what could be taken hold of."""
        viewport = self.viewport
        if viewport is None:
            return
        at = self._at(event.position(), viewport)
        if self._panning is not None:
            self._locator.frame(viewport.panned(start=self._panning, end=at))
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._locator.move(at, viewport)
        self._point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panning = None
        elif event.button() == Qt.MouseButton.LeftButton:
            self._locator.release()
        self._point_at(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of the mark under the pointer."""
        viewport = self.viewport
        if viewport is not None:
            mark = self._locator.mark_at(self._at(QPointF(event.pos()), viewport), viewport)
            self.mark_menu_requested.emit(mark, event.globalPos())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Go through the slices; with Ctrl held zoom at the pointer."""
        viewport = self.viewport
        amount = event.angleDelta().y() or event.angleDelta().x()
        if viewport is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = WHEEL_ZOOM ** (amount / WHEEL_NOTCH)
            framing = viewport.zoomed(factor, at=self._at(event.position(), viewport))
            self._locator.frame(framing)
        else:
            self._turned += amount / WHEEL_NOTCH
            whole = int(self._turned)
            self._turned -= whole
            if whole:
                self._locator.step(-whole)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and Right go through the slices, Esc puts back or ends naming."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._locator.step(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Escape and (self._locator.state.is_naming or self._locator.state.held):
            self._locator.cancel()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget what could be taken hold of."""
        self._hot = None
        self.update()
        super().leaveEvent(event)

    def _point_at(self, where: QPointF) -> None:
        """Show what can be done at a place."""
        viewport, state = self.viewport, self._locator.state
        mark = None
        if viewport is not None and state.is_naming:
            mark = self._locator.mark_at(self._at(where, viewport), viewport)
        if mark != self._hot:
            self._hot = mark
            self.update()
        shapes = Qt.CursorShape
        is_held = state.held is not None and state.held.mark is not None
        over_mark = shapes.ClosedHandCursor if is_held else shapes.OpenHandCursor
        shape = shapes.ArrowCursor if not state.is_naming else shapes.CrossCursor if mark is None else over_mark
        if self.cursor().shape() != shape:
            self.setCursor(shape)
