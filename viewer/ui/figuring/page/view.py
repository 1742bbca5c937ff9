"""The page of a figure on the screen: painted at once, and again with the file's own pixels when it rests."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from viewer.app.figuring.previewing import MM_PER_INCH, Settled, fitting_dpi
from viewer.figure.page import Page, PointMm
from viewer.ui import theme
from viewer.ui.figuring.page.painter import PagePainter, image_of

GROUND = "#63666a"
"""Grey round the figure: neither the paper's white nor the image's black changes how bright the figure looks."""

EDGE = "#2a2c2f"
"""Thin line round the paper."""

DIMMED = 0.45
"""Opacity of a picture that is out of date (no unit)."""

BUSY_STEP_MS = 40
"""Time between two positions of the busy line, ms."""

BUSY_LINE = 3
"""Height of the busy line in screen points."""

BUSY_STEPS = 40
"""Positions of the busy line from left to right."""

ZOOM_STEP = 1.25
"""How much one step of the wheel enlarges (no unit)."""

LARGEST_DPI = 900
"""Most pixels of the screen per inch of the page."""


class Handler(Protocol):
    """What gets the events of the page, and paints over it; places are in mm of the page."""

    def press(self, event: QMouseEvent) -> None: ...  # noqa: D102 - see the class
    def move(self, event: QMouseEvent) -> None: ...  # noqa: D102
    def release(self, event: QMouseEvent) -> None: ...  # noqa: D102
    def double(self, event: QMouseEvent) -> None: ...  # noqa: D102
    def key(self, event: QKeyEvent) -> bool: ...  # noqa: D102
    def paint(self, painter: QPainter) -> None: ...  # noqa: D102


class PageView(QWidget):
    """Shows a page, dimmed while it is out of date, or a sentence instead.

    Both pictures of a page lie on the same whole pixels, so that nothing jumps when one takes the other's place.
    """

    resized = Signal()
    """There is other room, or another zoom."""

    zoomed = Signal(QPointF)
    """How far what was under the pointer has gone from there, screen points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.handler: Handler | None = None
        self._page: Page | None = None
        self._settled: tuple[Page, int, QImage] | None = None
        self._sentence = ""
        self._is_stale = False
        self._dpi: int | None = None
        self._room = QSize(100, 100)
        self._step = 0
        self._painter = PagePainter()
        self._clock = QTimer(self)
        self._clock.setInterval(BUSY_STEP_MS)
        self._clock.timeout.connect(self._move_line)
        self.setAccessibleName("The figure")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # What is shown

    @property
    def page(self) -> Page | None:
        """The page on the screen, None for a sentence."""
        return self._page

    @property
    def is_busy(self) -> bool:
        """Whether the file's own pixels, or a newer page, are expected."""
        return self._clock.isActive()

    @property
    def is_settled(self) -> bool:
        """Whether the file's own pixels are on the screen."""
        settled = self._settled
        return settled is not None and settled[0] is self._page and settled[1] == self.screen_dpi

    @property
    def has_picture(self) -> bool:
        """Whether a page is shown."""
        return self._page is not None

    @property
    def sentence(self) -> str:
        """What is said instead of a page, or ''."""
        return self._sentence

    def expect(self, *, is_stale: bool) -> None:
        """Show that something newer is being made; what is there is dimmed if it is out of date."""
        if not self._clock.isActive():
            self._step = 0
            self._clock.start()
        self._is_stale = is_stale
        self.update()

    def show_page(self, page: Page) -> None:
        """Show a page, painted at once."""
        has_moved = self._page is None or (page.width_mm, page.height_mm) != (self._page.width_mm, self._page.height_mm)
        self._page, self._sentence, self._is_stale = page, "", False
        if has_moved:
            self._take_size()
        self.update()

    def show_settled(self, settled: Settled) -> None:
        """Show a page as the file's painter painted it."""
        self.show_page(settled.page)
        self._settled = (settled.page, settled.screen_dpi, image_of(settled.pixels))
        self._settle()

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence instead of a page."""
        self._page, self._settled, self._sentence = None, None, sentence
        self._take_size()
        self._settle()

    def _settle(self) -> None:
        self._clock.stop()
        self._is_stale = False
        self.setAccessibleDescription(self._sentence)
        self.update()

    def _move_line(self) -> None:
        self._step = (self._step + 1) % BUSY_STEPS
        self.update(self._line_box())

    def _line_box(self) -> QRect:
        """Where the busy line runs: along the upper edge of what is seen."""
        seen = self.visibleRegion().boundingRect()
        return QRect(seen.left(), seen.top(), seen.width(), BUSY_LINE)

    # Size and zoom

    @property
    def margin(self) -> float:
        """Room round the figure in screen points."""
        return 1.2 * theme.unit()

    @property
    def box_px(self) -> tuple[int, int]:
        """Room for the figure in pixels of the screen."""
        ratio = self.devicePixelRatioF()
        across, down = self._room.width() - 2 * self.margin, self._room.height() - 2 * self.margin
        return max(round(across * ratio), 64), max(round(down * ratio), 64)

    @property
    def is_fitted(self) -> bool:
        """Whether the page is as large as there is room."""
        return self._dpi is None

    @property
    def wanted_dpi(self) -> int | None:
        """Pixels of the screen per inch of the page, None to fit."""
        return self._dpi

    @property
    def screen_dpi(self) -> int:
        """Pixels of the screen per inch of the page."""
        if self._dpi is not None:
            return self._dpi
        return 96 if self._page is None else fitting_dpi(self._page, self.box_px)

    @property
    def print_dpi(self) -> int:
        """Pixels of the screen per inch at which the page is as large as in print."""
        return max(round(self.screen().physicalDotsPerInch() * self.devicePixelRatioF()), 36)

    def zoom_to(self, dpi: int | None) -> None:
        """Show the page at so many pixels of the screen per inch, None to fit."""
        self._dpi = None if dpi is None else min(max(dpi, 36), LARGEST_DPI)
        self._take_size()
        self.resized.emit()
        self.update()

    def take_room(self, room: QSize) -> None:
        """Fill other room."""
        self._room = room
        self._take_size()
        self.resized.emit()

    def _take_size(self) -> None:
        size = self._room
        if self._page is not None and self._dpi is not None:
            width, height = self._size_px()
            ratio, around = self.devicePixelRatioF(), 2 * self.margin
            size = size.expandedTo(QSize(round(width / ratio + around), round(height / ratio + around)))
        self.resize(size)

    def _size_px(self) -> tuple[int, int]:
        """Size of the page in pixels of the screen."""
        if self._page is None:
            return (0, 0)
        width, height = (
            max(round(mm / MM_PER_INCH * self.screen_dpi), 1) for mm in (self._page.width_mm, self._page.height_mm)
        )
        return width, height

    @property
    def corner(self) -> QPointF:
        """Upper left corner of the page in screen points, on whole pixels of the screen."""
        ratio = self.devicePixelRatioF()
        width, height = self._size_px()
        left = round((self.width() * ratio - width) / 2) / ratio
        top = round((self.height() * ratio - height) / 2) / ratio
        return QPointF(left, top)

    @property
    def points_per_mm(self) -> float:
        """Screen points per mm of the page."""
        return self.screen_dpi / MM_PER_INCH / self.devicePixelRatioF()

    def to_mm(self, point: QPointF) -> PointMm:
        """Place on the page, mm, of a place in the widget."""
        at = (point - self.corner) / self.points_per_mm
        return (at.x(), at.y())

    def to_point(self, at: PointMm) -> QPointF:
        """Place in the widget of a place on the page, mm."""
        return self.corner + QPointF(*at) * self.points_per_mm

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it on."""
        if self.handler is not None and event.button() is Qt.MouseButton.LeftButton:
            self.handler.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it on."""
        if self.handler is not None:
            self.handler.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it on."""
        if self.handler is not None and event.button() is Qt.MouseButton.LeftButton:
            self.handler.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it on."""
        if self.handler is not None and event.button() is Qt.MouseButton.LeftButton:
            self.handler.double(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it on, and to the window what means nothing here."""
        if self.handler is None or not self.handler.key(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom with Ctrl, else let the area scroll."""
        if self._page is None or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        steps = event.angleDelta().y() / 120
        at = self.to_mm(event.position())
        self.zoom_to(round(self.screen_dpi * ZOOM_STEP**steps))
        self.zoomed.emit(self.to_point(at) - event.position())
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, page or sentence, what is selected on it, and the busy line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(GROUND if self._page is not None else theme.PANEL))
        if self._page is not None:
            if event.rect().bottom() >= self.corner.y() - BUSY_LINE or event.rect().height() > BUSY_LINE:
                self._paint_page(painter, self._page)
        elif self._sentence:
            painter.setPen(QColor(theme.TEXT))
            inset = 3 * theme.unit()
            room = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self._sentence)
        if self.is_busy:
            line = self._line_box()
            width = line.width() / 4
            left = line.left() + (line.width() + width) * self._step / BUSY_STEPS - width
            painter.fillRect(QRectF(left, line.top(), width, BUSY_LINE), QColor(theme.ACCENT))
        painter.end()

    def _paint_page(self, painter: QPainter, page: Page) -> None:
        ratio, corner = self.devicePixelRatioF(), self.corner
        painter.save()
        painter.setOpacity(DIMMED if self._is_stale else 1.0)
        painter.translate(corner)
        painter.scale(1 / ratio, 1 / ratio)  # one unit is one pixel of the screen
        width, height = self._size_px()
        painter.fillRect(QRectF(-1, -1, width + 2, height + 2), QColor(EDGE))
        if self.is_settled and self._settled is not None:
            painter.drawImage(QPointF(0, 0), self._settled[2])
        else:
            painter.setClipRect(QRectF(0, 0, width, height))
            self._painter.paint(painter, page, dpi=self.screen_dpi)
        painter.restore()
        if self.handler is not None and not self._is_stale:
            self.handler.paint(painter)


class PageArea(QScrollArea):
    """Room in which the page is shown and, where it is larger, moved about."""

    def __init__(self, view: PageView) -> None:
        super().__init__()
        self._view = view
        self.setWidget(view)
        view.zoomed.connect(self._follow)
        self.setWidgetResizable(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(round(16 * theme.unit()), round(16 * theme.unit()))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a figure as wide as a column is printed, and larger."""
        return QSize(round(38 * theme.unit()), round(32 * theme.unit()))

    def _follow(self, by: QPointF) -> None:
        """Keep what is under the pointer there."""
        for bar, step in ((self.horizontalScrollBar(), by.x()), (self.verticalScrollBar(), by.y())):
            bar.setValue(bar.value() + round(step))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Let the page fill the room."""
        super().resizeEvent(event)
        self._view.take_room(self.maximumViewportSize() if self._view.is_fitted else self.viewport().size())
