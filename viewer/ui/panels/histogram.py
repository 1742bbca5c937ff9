"""The histogram of the outlined values: both sides on one scale, with the threshold between muscle and fat."""

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.app.numbers.formats import screen_number
from viewer.core.outline import Structure
from viewer.ui import theme
from viewer.ui.panels.line_sample import line_pen
from viewer.ui.panels.numbers.distributions import Distribution, Distributions, Mark
from viewer.ui.panels.typography import SMALL, font

STEP = 1.0 / 200.0
"""What an arrow key moves the threshold by, in parts of the scale; ten times as much with Shift."""

REACH, LEAVES_AT = 7.0, 3.0
"""How near a threshold has to be met, and how far it has to be dragged before it moves, screen points."""

_VERTICAL = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_STEPS = {
    Qt.Key.Key_Left: -STEP,
    Qt.Key.Key_Down: -STEP,
    Qt.Key.Key_Right: STEP,
    Qt.Key.Key_Up: STEP,
}


class HistogramView(QWidget):
    """Paints the distributions and, where the threshold is the user's, lets it be moved by pointer and arrow keys.

    The signal `moving` gives the threshold (values after rescale) while it is moved, `settled` where it is let go.

    Parameters
    ----------
    parent
        Owner.
    """

    moving = Signal(float)
    settled = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Distributions()
        self._moved: float | None = None
        self._held_at: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Histogram of the outlined values")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for two peaks and the words beneath them."""
        return QSize(round(18.0 * theme.unit()), round(7.2 * theme.unit()))

    def show_distributions(self, shown: Distributions) -> None:
        """Show other values; nothing happens for the same ones."""
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        if shown.is_draggable != before.is_draggable:
            self._enable(is_draggable=shown.is_draggable)
        if (shown.is_draggable, shown.is_found) != (before.is_draggable, before.is_found):
            self._explain()
        self.setAccessibleDescription(self._said())
        self.update()

    def _enable(self, *, is_draggable: bool) -> None:
        policy = Qt.FocusPolicy.StrongFocus if is_draggable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self._moved = self._held_at = None
        self.setMouseTracking(is_draggable)
        if not is_draggable:
            self.unsetCursor()
            self.clearFocus()

    def _explain(self) -> None:
        said = "Part of each outline's area by value."
        if self._shown.is_draggable:
            said += " Drag the line, or use the arrow keys, to set where fat begins"
            said += "; the threshold is then set by hand." if self._shown.is_found else "."
        self.setToolTip(said)

    def _said(self) -> str:
        shown = self._shown
        marks = " and ".join(self._number(mark.value) for mark in shown.marks)
        sides = ", ".join(part.name for part in shown.parts)
        low, high = shown.ends
        levels = [
            f" Level of {name} {self._number(level)}."
            for name, level in (("muscle", shown.muscle), ("fat", shown.fat))
            if level is not None
        ]
        told = f"Threshold {marks}." if marks else "No threshold."
        return f"{sides}. From {low} to {high}. {told}{''.join(levels)}"

    def _number(self, value: float) -> str:
        return screen_number(value, self._shown.digits, decimal=QLocale().decimalPoint())

    # Places

    @property
    def _plot(self) -> QRectF:
        """Where the distributions stand, screen points."""
        u = theme.unit()
        top = (1.3 if len({mark.side for mark in self._shown.marks}) < 2 else 2.3) * u
        return QRectF(self.rect()).adjusted(0.4 * u, top, -0.4 * u, -1.35 * u)

    def x_of(self, value: float) -> float:
        """Where a value (after rescale) stands, screen points from the left."""
        plot, shown = self._plot, self._shown
        part = (value - shown.low) / (shown.high - shown.low)
        return plot.left() + min(max(part, 0.0), 1.0) * plot.width()

    def value_at(self, x: float) -> float:
        """Value (after rescale) at a place in screen points from the left, never beyond the scale."""
        plot, shown = self._plot, self._shown
        part = (x - plot.left()) / max(plot.width(), 1.0)
        return shown.low + min(max(part, 0.0), 1.0) * (shown.high - shown.low)

    # Moving the threshold

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the threshold; one that the method found has to be met, and does not move by a mere click."""
        if not self._shown.is_draggable or event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        if not self._shown.is_found:
            self._move(self.value_at(x))
        elif self._is_on_mark(x):
            self._held_at = x

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Move it along."""
        x = event.position().x()
        is_held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        has_left = self._held_at is not None and abs(x - self._held_at) >= LEAVES_AT
        if is_held and (self._moved is not None or has_left):
            self._move(self.value_at(x))
        elif self._shown.is_draggable and (not self._shown.is_found or self._is_on_mark(x)):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()

    def _is_on_mark(self, x: float) -> bool:
        """Whether a threshold is in reach of a place in screen points from the left."""
        return any(abs(self.x_of(mark.value) - x) <= REACH for mark in self._shown.marks)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let it go."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._held_at = None
            self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys move the threshold, ten times as far with Shift."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._shown.is_draggable:
            super().keyPressEvent(event)
            return
        shown = self._shown
        factor = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        start = shown.marks[0].value if self._moved is None else self._moved
        self._move(min(max(start + factor * step * (shown.high - shown.low), shown.low), shown.high))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The threshold stays where the key was let go."""
        if Qt.Key(event.key()) in _STEPS and not event.isAutoRepeat():
            self._settle()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The threshold stays where the keyboard left it."""
        self._settle()
        super().focusOutEvent(event)

    def _move(self, value: float) -> None:
        if value != self._moved:
            self._moved = value
            self.update()
            self.moving.emit(value)

    def _settle(self) -> None:
        if self._moved is not None:
            value, self._moved = self._moved, None
            self.settled.emit(value)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint scale, distributions and thresholds."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot
        highest = max((max(part.densities) for part in self._shown.parts), default=0.0)
        for place, part in enumerate(self._shown.parts):
            self._paint_part(painter, plot, part, highest=highest, is_filled=place == 0)
        painter.setPen(QPen(QColor(theme.FAINT), 1.0))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        self._paint_words(painter, plot)
        marks = self._shown.marks if self._moved is None else (Mark(self._moved),)
        for place, mark in enumerate(marks):
            self._paint_mark(painter, plot, mark, line=place)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ACCENT), 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    @staticmethod
    def _paint_part(painter: QPainter, plot: QRectF, part: Distribution, *, highest: float, is_filled: bool) -> None:
        """One distribution as steps: the first filled, the others a line, so that colour is not needed."""
        if highest <= 0.0:
            return
        width = plot.width() / len(part.densities)
        path = QPainterPath(plot.bottomLeft())
        for place, density in enumerate(part.densities):
            y = plot.bottom() - density / highest * plot.height()
            path.lineTo(plot.left() + place * width, y)
            path.lineTo(plot.left() + (place + 1) * width, y)
        path.lineTo(plot.bottomRight())
        colour = QColor(theme.SIDE_COLOURS[part.side])
        if is_filled:
            ground = QColor(colour)
            ground.setAlphaF(0.42)
            painter.fillPath(path, ground)
        else:
            painter.strokePath(path, QPen(colour, 1.4))

    def _paint_words(self, painter: QPainter, plot: QRectF) -> None:
        painter.setFont(font(SMALL))
        where = QRectF(plot.left(), plot.bottom(), plot.width(), self.height() - plot.bottom())
        if self._shown.muscle is not None and self._shown.fat is not None:
            self._paint_levels(painter, plot, where, self._shown.muscle, self._shown.fat)
            return
        painter.setPen(QColor(theme.QUIET))
        low, high = self._shown.ends
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self._shown.title)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)

    def _paint_levels(self, painter: QPainter, plot: QRectF, where: QRectF, muscle: float, fat: float) -> None:
        """The levels as dotted lines, with their names beneath; what is outlined between them if there is room."""
        metrics, u = QFontMetricsF(painter.font()), theme.unit()
        places = []
        for name, structure, level in (
            ("muscle", Structure.REFERENCE_MUSCLE, muscle),
            ("fat", Structure.REFERENCE_FAT, fat),
        ):
            colour, x = QColor(theme.REFERENCE_COLOURS[structure]), self.x_of(level)
            painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            text = f"{name} {self._number(level)}"
            width = metrics.horizontalAdvance(text)
            places.append((min(max(x - width / 2.0, 0.0), self.width() - width), width, text, colour))
        places.sort(key=lambda place: place[0])
        (left, width, *_), (right, *_) = places
        if right < left + width + 0.4 * u:  # too near each other: apart, as far as there is room
            middle = min(max((left + width + right) / 2.0, width), self.width() - places[1][1] - 0.4 * u)
            starts = (middle - width, middle + 0.4 * u)
        else:
            starts = (left, right)
        for start, (_, wide, text, colour) in zip(starts, places, strict=True):
            painter.setPen(colour)
            painter.drawText(QRectF(start, where.top(), wide + 1.0, where.height()), _VERTICAL, text)
        between = starts[1] - starts[0] - width
        if self._shown.title and metrics.horizontalAdvance(self._shown.title) + u < between:
            painter.setPen(QColor(theme.QUIET))
            room = QRectF(starts[0] + width, where.top(), between, where.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._shown.title)

    def _paint_mark(self, painter: QPainter, plot: QRectF, mark: Mark, *, line: int) -> None:
        """A threshold: line, value above it, and a grip where it can be moved."""
        u, shown = theme.unit(), self._shown
        x = self.x_of(mark.value)
        colour = QColor(theme.TEXT if mark.side is None else theme.SIDE_COLOURS[mark.side])
        pen = QPen(colour, 1.4) if mark.side is None else line_pen(mark.side, 1.4)
        if shown.is_proposed and self._moved is None:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        top = plot.top() - (0.15 * u if line == 0 else 1.15 * u)
        painter.drawLine(QPointF(x, top), QPointF(x, plot.bottom()))
        if shown.is_draggable:
            grip = 0.38 * u
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.FAINT if shown.is_found and self._moved is None else theme.ACCENT))
            painter.drawPolygon(
                QPolygonF([QPointF(x - grip, top), QPointF(x + grip, top), QPointF(x, top + 1.3 * grip)])
            )
        small = font(SMALL)
        words = self._number(mark.value)
        width = QFontMetricsF(small).horizontalAdvance(words) + 2.0
        left = min(max(x - width / 2.0, 0.0), self.width() - width)
        painter.setFont(small)
        painter.setPen(colour)
        painter.drawText(QRectF(left, top - 1.1 * u, width, 1.1 * u), Qt.AlignmentFlag.AlignCenter, words)
