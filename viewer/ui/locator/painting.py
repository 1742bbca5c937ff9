"""What lies on the locator's image: lines of slices, names of vertebrae."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from viewer.core.annotations.levels import VertebraMark
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Point
from viewer.core.view import Viewport
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text

Line = tuple[Point, Point]

BLOCK_ALPHA, OTHER_ALPHA = 105, 50
"""Opacity (0…255) of the lines of the other slices of the block, and of those of other blocks."""

DOT = 2.6
"""Radius of the dot in the middle of a vertebra, screen points."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Where slices cut the image shown, image points.

    Parameters
    ----------
    here
        The slice on the screen, None where it misses the image.
    block
        Slices of its block, itself among them.
    others
        Those of the other blocks of its series.
    """

    here: Line | None = None
    block: tuple[Line, ...] = ()
    others: tuple[Line, ...] = ()


def paint_other_lines(painter: QPainter, lines: Lines, viewport: Viewport) -> None:
    """Paint faintly where all slices lie.

    Parameters
    ----------
    painter
        In screen points.
    lines
        What to paint.
    viewport
        The image in the view.
    """
    for group, alpha in ((lines.others, OTHER_ALPHA), (lines.block, BLOCK_ALPHA)):
        colour = QColor(theme.ACCENT)
        colour.setAlpha(alpha)
        painter.setPen(QPen(colour, 1.0))
        for line in group:
            painter.drawLine(_on_screen(line, viewport))


def paint_line_here(painter: QPainter, lines: Lines, viewport: Viewport, *, text: str) -> None:
    """Paint where the slice on the screen lies, and at its line what it is.

    Parameters
    ----------
    painter
        In screen points, with the font.
    lines
        What to paint.
    viewport
        The image in the view.
    text
        Number and level of the slice on the screen.
    """
    if lines.here is None:
        return
    drawn = _on_screen(lines.here, viewport)
    rim = QColor(theme.CASING)
    rim.setAlpha(190)
    painter.setPen(QPen(rim, 4.0))
    painter.drawLine(drawn)
    painter.setPen(QPen(QColor(theme.ACCENT), 1.8))
    painter.drawLine(drawn)
    if text:
        # At the end behind the spine or at the right: the names of vertebrae stand on the other side.
        end = drawn.p2() if drawn.x1() <= drawn.x2() else drawn.p1()
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        at = QPointF(min(end.x(), viewport.width) - wide - 4.0, end.y() - 6.0)
        cased_text(painter, text, at, QColor(theme.ACCENT).lighter(135))


def _on_screen(line: Line, viewport: Viewport) -> QLineF:
    ends = viewport.to_screen(np.array(line))
    return QLineF(float(ends[0, 0]), float(ends[0, 1]), float(ends[1, 0]), float(ends[1, 1]))


def paint_marks(
    painter: QPainter,
    marks: Sequence[VertebraMark],
    geometry: PlaneGeometry,
    viewport: Viewport,
    *,
    hot: VertebraMark | None,
) -> None:
    """Paint the names of vertebrae in front of the middles of their bodies; with '?' what nobody has accepted.

    Parameters
    ----------
    painter
        In screen points, with the font.
    marks
        From the head down.
    geometry
        Of the image shown; marks beside its plane are shown where they lie before or behind it.
    viewport
        The image in the view.
    hot
        The mark in reach of the pointer, or None.
    """
    if not marks:
        return
    metrics = QFontMetricsF(painter.font())
    places = viewport.to_screen(geometry.to_pixels([mark.position_mm for mark in marks]))
    for mark, (x, y) in zip(marks, places, strict=True):
        colour = QColor(theme.WARNING if mark.is_proposed else theme.ANNOTATION)
        painter.setPen(QPen(QColor(theme.CASING), 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = DOT + (2.0 if mark is hot or mark == hot else 0.0)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush if mark.is_proposed else colour)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        name = f"{mark.name}?" if mark.is_proposed else mark.name
        at = QPointF(x - metrics.horizontalAdvance(name) - radius - 4.0, y + 0.36 * metrics.ascent())
        cased_text(painter, name, at, colour)
