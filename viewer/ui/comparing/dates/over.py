"""What is written on a pane of two dates: which date it is, and a frame round the one in hand."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.app.comparing.dates.words import Heading
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text

TOP_LINES = 3.9
"""Where the words begin, below what stands in the upper corners, heights of a line of text."""

GAP = 6.0
"""Between the words and the edges of what is seen, screen points."""

LARGER = 1.25
"""Size of the word for the date in parts of the canvas's font (no unit)."""


def paint_date(painter: QPainter, said: Heading, font: QFont, *, within: tuple[float, float]) -> None:
    """Paint which date a pane shows.

    Parameters
    ----------
    painter
        On the canvas, in screen points.
    said
        What is written.
    font
        Of the canvas.
    within
        From where to where the canvas is seen, screen points from its left edge.
    """
    strong = QFont(font)
    strong.setBold(True)
    strong.setPointSizeF(font.pointSizeF() * LARGER)
    top = TOP_LINES * QFontMetricsF(font).height()
    painter.setFont(strong)
    metrics = QFontMetricsF(strong)
    at = QPointF(_start(metrics.horizontalAdvance(said.title), within), top + metrics.ascent())
    cased_text(painter, said.title, at, QColor("#ffffff"))
    painter.setFont(font)
    if said.under:
        small = QFontMetricsF(font)
        below = QPointF(_start(small.horizontalAdvance(said.under), within), top + metrics.height() + small.ascent())
        cased_text(painter, said.under, below, QColor(theme.ANNOTATION))


def paint_hand(painter: QPainter, width: float, height: float) -> None:
    """Paint a frame round the pane whose slice is worked on."""
    painter.setPen(QPen(QColor(theme.ACCENT), 2.0))
    painter.drawRect(QRectF(1.0, 1.0, width - 2.0, height - 2.0))


def _start(wide: float, within: tuple[float, float]) -> float:
    """Where something as wide as this begins: in the middle, or at the canvas's edge where little of it is seen."""
    if wide + 2.0 * GAP <= within[1] - within[0]:
        return (within[0] + within[1] - wide) / 2.0
    return GAP if within[0] == 0.0 else within[1] - wide - GAP
