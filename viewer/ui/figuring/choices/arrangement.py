"""The arrangements of panels as small drawings to choose from."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from viewer.app.figuring.arrangements import OFFERS, Choice, choice_of
from viewer.core.figures.spec import FigureSpec
from viewer.ui import theme

_PAPER, _IMAGE, _INK, _LINE = "#e9ebed", "#3c4249", "#6d757d", "#ffffff"

_COLUMNS = 3


class ArrangementPicker(QWidget):
    """Six small drawings; the one the figure has is marked."""

    chosen = Signal(str)
    """An arrangement, one of `viewer.app.figuring.arrangements.OFFERS`."""

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(round(0.3 * u))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self._group = QButtonGroup(self)
        self.buttons: dict[Choice, QToolButton] = {}
        for place, offer in enumerate(OFFERS):
            button = QToolButton()
            button.setText(offer.text)
            button.setIcon(thumbnail(offer.choice, self.devicePixelRatioF()))
            button.setIconSize(QSize(round(4.4 * u), round(2.6 * u)))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setToolTip(offer.explanation)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setMinimumWidth(round(7.4 * u))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, choice=offer.choice: self.chosen.emit(choice))
            self._group.addButton(button)
            self.buttons[offer.choice] = button
            grid.addWidget(button, *divmod(place, _COLUMNS))

    def show_spec(self, spec: FigureSpec) -> None:
        """Mark the arrangement of a recipe."""
        self.buttons[choice_of(spec)].setChecked(True)


def thumbnail(choice: Choice, ratio: float) -> QIcon:
    """Draw an arrangement, 44 × 26 points."""
    pixels = QPixmap(round(88 * ratio), round(52 * ratio))
    pixels.fill(Qt.GlobalColor.transparent)
    with QPainter(pixels) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(2 * ratio, 2 * ratio)
        paper = {"single": (9, 2, 26, 22), "numbers": (9, 0, 26, 26)}.get(choice, (1, 4, 42, 18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_PAPER))
        painter.drawRoundedRect(QRectF(*paper), 1.5, 1.5)
        _PAINTERS[choice](painter)
    return QIcon(pixels)


def _picture(painter: QPainter, left: float, top: float, width: float, height: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_IMAGE))
    painter.drawRect(QRectF(left, top, width, height))


def _muscles(painter: QPainter, *centers: tuple[float, float], rx: float = 3.6, ry: float = 4.6) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(_LINE), 1.1)
    pen.setDashPattern([2.2, 1.4])
    painter.setPen(pen)
    for x, y in centers:
        painter.drawEllipse(QPointF(x, y), rx, ry)


def _single(painter: QPainter) -> None:
    _picture(painter, 10.5, 3.5, 23, 19)
    _muscles(painter, (17.5, 14), (26.5, 14))


def _numbers(painter: QPainter) -> None:
    _picture(painter, 10.5, 1.5, 23, 14)
    _muscles(painter, (17.5, 9), (26.5, 9), rx=3.2, ry=3.8)
    painter.setPen(QPen(QColor(_INK), 1.0))
    for y in (18.5, 21.0, 23.5):
        painter.drawLine(QPointF(12, y), QPointF(18, y))
        painter.drawLine(QPointF(22, y), QPointF(25, y))
        painter.drawLine(QPointF(29, y), QPointF(32, y))


def _mirrored(painter: QPainter) -> None:
    for left, at in ((2.5, 16.5), (22.5, 36.5)):
        _picture(painter, left, 5.5, 19, 15)
        _muscles(painter, (at, 14))
    painter.setPen(QPen(QColor(theme.ACCENT), 1.2))
    painter.drawLine(QPointF(41.5, 7.5), QPointF(35.5, 7.5))
    painter.drawLine(QPointF(35.5, 7.5), QPointF(37.5, 6))
    painter.drawLine(QPointF(35.5, 7.5), QPointF(37.5, 9))


def _dates(painter: QPainter) -> None:
    for left in (2.5, 22.5):
        _picture(painter, left, 5.5, 19, 15)
    _muscles(painter, (8.5, 14), (15.5, 14), rx=3.0, ry=4.0)
    _muscles(painter, (28.5, 14), (35.5, 14), rx=2.2, ry=3.1)


def _twin(painter: QPainter) -> None:
    for left in (2.5, 22.5):
        _picture(painter, left, 5.5, 19, 15)
    _muscles(painter, (28.5, 14), (35.5, 14), rx=3.0, ry=4.0)


def _levels(painter: QPainter) -> None:
    for left in (2.5, 16.0, 29.5):
        _picture(painter, left, 6.5, 12, 13)
        _muscles(painter, (left + 3.8, 14), (left + 8.2, 14), rx=1.9, ry=2.8)


_PAINTERS = {
    "single": _single,
    "numbers": _numbers,
    "mirrored": _mirrored,
    "dates": _dates,
    "twin": _twin,
    "levels": _levels,
}
