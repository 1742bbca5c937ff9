"""Fat fractions with their intervals as thin bars, one below the other on one scale, to be compared by eye."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.app.numbers.model import Column
from viewer.app.numbers.sentences import FOR_THIS_OUTLINE
from viewer.core.outline import Side
from viewer.measure.measurement import Interval
from viewer.ui import theme
from viewer.ui.panels.typography import SMALL, font

SCALE_ENDS = (20.0, 50.0, 100.0)
"""Where the scale may end, percent: the smallest that holds every bar, so that it seldom changes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Fat fraction of one outline, percent, with its interval, or None without one; faint where it is unusable."""

    name: str
    side: Side
    percent: float
    interval: Interval | None
    is_unusable: bool = False

    @property
    def end(self) -> float:
        """Highest value of it, percent."""
        return self.percent if self.interval is None else max(self.percent, self.interval[1])


def bars_of(columns: Sequence[Column]) -> tuple[Bar, ...]:
    """Bars of the outlines that have a fat fraction."""
    return tuple(
        Bar(
            column.head[0] if column.side is not Side.UNKNOWN else column.head,
            column.side,
            column.row.fat_fraction_percent,
            column.row.fat_fraction_interval_percent,
            column.is_unusable,
        )
        for column in columns
        if column.row is not None and column.row.fat_fraction_percent is not None
    )


def scale_end(bars: Sequence[Bar]) -> float:
    """Where the scale of all bars ends, percent."""
    highest = max((bar.end for bar in bars), default=0.0)
    return next((end for end in SCALE_ENDS if highest <= end), SCALE_ENDS[-1])


class IntervalBars(QWidget):
    """Paints the bars; hidden without any interval."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self._is_pending = False
        self._end = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"Fat fraction with its 95 % interval, both sides on one scale. {FOR_THIS_OUTLINE}")
        self.setAccessibleName("Intervals of the fat fraction")
        self.hide()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for two bars and their scale."""
        return QSize(round(12.0 * theme.unit()), round(3.5 * theme.unit()))

    def show_bars(self, bars: tuple[Bar, ...], *, is_pending: bool) -> None:
        """Show other bars; nothing happens for the same ones.

        Parameters
        ----------
        bars
            From top to bottom.
        is_pending
            Whether intervals are still being measured: only the numbers are drawn, in grey.
        """
        if (bars, is_pending) == (self._bars, self._is_pending):
            return
        self._bars, self._is_pending = bars, is_pending
        needed = scale_end(bars)
        # Numbers without their intervals need less room: the scale stays, so that nothing jumps during a drag.
        self._end = max(self._end, needed) if is_pending else needed
        has_any = any(bar.interval is not None for bar in bars)
        self.setVisible(has_any or (is_pending and bool(bars)))
        self.setAccessibleDescription(
            "; ".join(
                f"{bar.name}: {bar.interval[0]:.1f} to {bar.interval[1]:.1f} percent"
                for bar in bars
                if bar.interval is not None
            )
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint scale and bars."""
        del event
        u, end = theme.unit(), self._end
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = font(SMALL)
        painter.setFont(small)
        left = QFontMetricsF(small).horizontalAdvance("R") + 0.6 * u
        plot = QRectF(left, 0.15 * u, self.width() - left - 0.3 * u, 1.8 * u)
        self._paint_scale(painter, plot, end)
        for place, bar in enumerate(self._bars):
            y = plot.top() + (place + 0.5) * plot.height() / max(len(self._bars), 1)
            painter.setPen(QColor(theme.SIDE_COLOURS[bar.side]))
            where = QRectF(0.0, y - 0.6 * u, left - 0.3 * u, 1.2 * u)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, bar.name)
            self._paint_bar(painter, plot, bar, y=y, end=end)
        painter.end()

    @staticmethod
    def _paint_scale(painter: QPainter, plot: QRectF, end: float) -> None:
        """Lines and numbers of the scale."""
        u = theme.unit()
        for part in (0.0, 0.5, 1.0):
            x = plot.left() + part * plot.width()
            painter.setPen(QPen(QColor(theme.LINE), 1.0))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QColor(theme.FAINT))
            text = f"{end * part:g} %" if part else "0"
            wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
            painter.drawText(QPointF(x - part * wide, plot.bottom() + 0.85 * u), text)

    def _paint_bar(self, painter: QPainter, plot: QRectF, bar: Bar, *, y: float, end: float) -> None:
        """A thin line along the scale, the interval on it, and a mark at the number."""
        u = theme.unit()
        is_faint = self._is_pending or bar.is_unusable
        colour = QColor(theme.FAINT if is_faint else theme.SIDE_COLOURS[bar.side])

        def x_of(value: float) -> float:
            return plot.left() + min(max(value / end, 0.0), 1.0) * plot.width()

        if bar.interval is not None:
            low, high = (x_of(value) for value in bar.interval)
            ground = QColor(colour)
            ground.setAlphaF(0.55)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(low, y - 0.14 * u, max(high - low, 1.5), 0.28 * u), 2.0, 2.0)
        x = x_of(bar.percent)
        painter.setPen(QPen(colour, 2.2))
        painter.drawLine(QPointF(x, y - 0.32 * u), QPointF(x, y + 0.32 * u))
