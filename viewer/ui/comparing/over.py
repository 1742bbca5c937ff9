"""What a comparison paints on its canvases: whose half it is, the line between the halves, the linked pointer."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.app.comparing.sides import halves_of
from viewer.app.snapshot import Snapshot
from viewer.core.outline import Point, Side
from viewer.core.view import Pane
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text

SIDE_OF: dict[Pane, Side] = {0: Side.RIGHT, 1: Side.LEFT}
"""Pane → the patient's side that it shows."""

TOP_LINES = 3.9
"""Where the words begin, below what stands in the upper corners, heights of a line of text."""

GAP = 6.0
"""Between the words and the edges of what is seen, screen points."""

BADGE = "mirrored for comparison"
BESIDE = QColor(theme.CANVAS)
"""Laid over what belongs to the other half: nothing of it is seen, so that no word stands there half covered."""

MIDLINE = QColor(255, 255, 255, 120)
CROSS = 9.0
"""Length of the arms of the linked pointer, screen points."""

CROSS_GAP = 3.0
"""What is left free in its middle, so that the pixel it points at is seen, screen points."""


def paint_half(painter: QPainter, seen: Snapshot, font: QFont, *, within: tuple[float, float] | None = None) -> None:
    """Paint on one half: the empty canvas over what lies beyond the line, the line, whose side it is, and the badge.

    Parameters
    ----------
    painter
        On the canvas, in screen points.
    seen
        The snapshot as the pane sees it.
    font
        Of the canvas.
    within
        From where to where the canvas is seen, screen points from its left edge; None for all of it.
    """
    viewport, halves, comparing = seen.viewport, halves_of(seen), seen.view.comparing
    if viewport is None or halves is None or comparing is None:
        return
    own = halves.right_sign * (1 if comparing.pane == 0 else -1) * (-1 if viewport.is_mirrored else 1)
    x = viewport.point_to_screen(halves.line[0])[0]
    beyond = x - own * halves.margin(comparing.focus_px) * viewport.zoom
    edge = 0.0 if own > 0 else viewport.width
    painter.fillRect(QRectF(QPointF(beyond, 0.0), QPointF(edge, viewport.height)).normalized(), BESIDE)
    if not seen.view.hides_annotations:
        pen = QPen(MIDLINE, 1.0)
        pen.setDashPattern([6.0, 5.0])
        painter.setPen(pen)
        painter.drawLine(QLineF(x, 0.0, x, viewport.height))
    is_badged = comparing.pane == 1 and seen.view.is_mirrored  # it is not where the view itself is mirrored
    _paint_side(painter, comparing.pane, within or (0.0, viewport.width), font, is_badged=is_badged)


def _paint_side(painter: QPainter, pane: Pane, within: tuple[float, float], font: QFont, *, is_badged: bool) -> None:
    """Write whose side it is, and that it is mirrored, below the texts at the upper edge; in the middle."""
    side, middle = SIDE_OF[pane], (within[0] + within[1]) / 2.0
    strong = QFont(font)
    strong.setBold(True)
    painter.setFont(strong)
    metrics = QFontMetricsF(strong)
    text = f"patient's {side}"
    top = TOP_LINES * metrics.height()
    at = QPointF(_start(metrics.horizontalAdvance(text), middle, within), top + metrics.ascent())
    cased_text(painter, text, at, QColor(theme.SIDE_COLOURS[side]))
    if not is_badged:
        return
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    wide, high = metrics.horizontalAdvance(BADGE) + 1.2 * metrics.height(), 1.45 * metrics.height()
    box = QRectF(_start(wide, middle, within), top + 1.35 * metrics.height(), wide, high)
    painter.setPen(QPen(QColor(theme.WARNING), 1.2))
    painter.setBrush(QColor(40, 32, 8, 225))
    painter.drawRoundedRect(box, 4.0, 4.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, BADGE)


def _start(wide: float, middle: float, within: tuple[float, float]) -> float:
    """Where something as wide as this begins: in the middle, or at the canvas's edge where little of it is seen."""
    if wide + 2.0 * GAP <= within[1] - within[0]:
        return middle - wide / 2.0
    return GAP if within[0] == 0.0 else within[1] - wide - GAP


def paint_cross(painter: QPainter, seen: Snapshot, at: Point) -> None:
    """Paint the linked pointer at an image point (x, y)."""
    viewport = seen.viewport
    if viewport is None:
        return
    x, y = viewport.point_to_screen(at)
    arms = [
        QLineF(x + sign * CROSS_GAP * u, y + sign * CROSS_GAP * v, x + sign * CROSS * u, y + sign * CROSS * v)
        for u, v in ((1.0, 0.0), (0.0, 1.0))
        for sign in (-1.0, 1.0)
    ]
    for pen in (QPen(QColor(0, 0, 0, 200), 3.4), QPen(QColor(theme.TEXT), 1.4)):
        painter.setPen(pen)
        painter.drawLines(arms)
