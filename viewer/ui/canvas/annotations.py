"""Letters, corner texts and scale bar over the image. Letters come from geometry and follow every turn of the view."""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.app.display.corner_texts import Corners
from viewer.core.geometry import PlaneGeometry
from viewer.core.view import Edge, Framing, Turns, Viewport
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text

_BAR_LENGTHS_MM = (1, 2, 5, 10, 20, 50, 100, 200)
_BAR_SHARE = 0.22
"""Longest scale bar, in parts of the canvas's width."""

NARROW = 30.0
"""Width below which a canvas has no room for long texts beside its letters, heights of a line of text."""


def paint_letters(
    painter: QPainter,
    viewport: Viewport,
    geometry: PlaneGeometry,
    font: QFont,
    *,
    within: tuple[float, float] | None = None,
) -> None:
    """Paint the patient letters in the middle of the canvas's edges, or of those of the part that is seen.

    Parameters
    ----------
    painter
        On the canvas, in screen points.
    viewport, geometry
        Where the slice is on the canvas and in the patient.
    font
        Of the canvas.
    within
        From where to where the canvas is seen, screen points from its left edge; None for all of it.
    """
    slant = viewport.framing.slant
    letters = _letters_of(geometry, viewport.turns, slant, is_mirrored=viewport.is_mirrored)
    big = QFont(font)
    big.setPointSizeF(font.pointSizeF() * 1.5)
    big.setBold(True)
    painter.setFont(big)
    metrics = QFontMetricsF(big)
    margin = 0.5 * metrics.height()
    left, right = within or (0.0, viewport.width)
    middle, height = (left + right) / 2.0, viewport.height
    if within is not None and right - left < 4.0 * metrics.height():
        letters = {}  # too little is seen to say where it points
    for edge, text in letters.items():
        wide = metrics.horizontalAdvance(text)
        at = {
            "top": QPointF(middle - wide / 2, margin + metrics.ascent() * 0.8),
            "bottom": QPointF(middle - wide / 2, height - margin),
            "left": QPointF(left + margin, height / 2 + metrics.ascent() / 2),
            "right": QPointF(right - margin - wide, height / 2 + metrics.ascent() / 2),
        }[edge]
        cased_text(painter, text, at, QColor(theme.ANNOTATION))
    painter.setFont(font)


@lru_cache(maxsize=32)
def _letters_of(geometry: PlaneGeometry, turns: Turns, slant: float, *, is_mirrored: bool) -> Mapping[Edge, str]:
    """Letters at the edges, worked out once: nothing but the turn of the view changes them."""
    framing = Framing(slant=slant)
    view = Viewport(1.0, 1.0, columns=1, rows=1, framing=framing, turns=turns, is_mirrored=is_mirrored)
    found = view.edge_letters(geometry)
    # A line between right and left set upright leans the axes a little: the strongest one is what is asked.
    return {edge: letters[:1] for edge, letters in found.items()} if slant else found


def paint_corners(
    painter: QPainter,
    viewport: Viewport,
    corners: Corners,
    font: QFont,
    *,
    within: tuple[float, float] | None = None,
) -> None:
    """Paint the lines of text in the corners, and the badge below the top edge; `within` as for `paint_letters`."""
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    step, margin = metrics.height() * 1.12, 0.55 * metrics.height()
    colour = QColor(theme.ANNOTATION)
    left, right = within or (0.0, viewport.width)
    if right - left < NARROW * metrics.height():
        corners = _shortened(corners, metrics, (right - left) / 2.0 - 1.5 * metrics.height())
    for index, line in enumerate(corners.top_left):
        cased_text(painter, line, QPointF(margin, margin + metrics.ascent() + index * step), colour)
    for index, line in enumerate(corners.top_right):
        x = viewport.width - margin - metrics.horizontalAdvance(line)
        cased_text(painter, line, QPointF(x, margin + metrics.ascent() + index * step), colour)
    for index, line in enumerate(reversed(corners.bottom_left)):
        cased_text(painter, line, QPointF(margin, viewport.height - margin - index * step), colour)
    if corners.badge:
        _paint_badge(painter, viewport, corners.badge, metrics)


def _shortened(corners: Corners, metrics: QFontMetricsF, width: float) -> Corners:
    """Corner texts that leave the middle of a narrow canvas to the letters."""

    def short(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines)

    upper_left, upper_right = short(corners.top_left), short(corners.top_right)
    return replace(corners, top_left=upper_left, top_right=upper_right, bottom_left=short(corners.bottom_left))


def _paint_badge(painter: QPainter, viewport: Viewport, text: str, metrics: QFontMetricsF) -> None:
    width, height = metrics.horizontalAdvance(text) + 1.2 * metrics.height(), 1.5 * metrics.height()
    box = QRectF((viewport.width - width) / 2, 2.4 * metrics.height(), width, height)
    painter.setPen(QPen(QColor(theme.WARNING), 1.2))
    painter.setBrush(QColor(40, 32, 8, 225))
    painter.drawRoundedRect(box, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(theme.WARNING))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def bar_length_mm(points_per_mm: float, width: float) -> int | None:
    """Longest round length of a scale bar that stays short of a fifth of the canvas, mm; None if none fits."""
    fitting = [length for length in _BAR_LENGTHS_MM if length * points_per_mm <= _BAR_SHARE * width]
    return max(fitting, default=None)


def paint_scale_bar(painter: QPainter, viewport: Viewport, geometry: PlaneGeometry, font: QFont) -> None:
    """Paint a scale bar in mm; nothing where the spacing is unknown."""
    if geometry.spacing is None:
        return
    points_per_mm = viewport.zoom / geometry.spacing.column_mm
    length = bar_length_mm(points_per_mm, viewport.width)
    if length is None:
        return
    metrics = QFontMetricsF(font)
    margin = 0.9 * metrics.height()
    right, bottom = viewport.width - margin, viewport.height - margin
    left = right - length * points_per_mm
    tick = 0.35 * metrics.height()
    for pen in (QPen(QColor(0, 0, 0, 200), 4.0), QPen(QColor(theme.ANNOTATION), 1.6)):
        painter.setPen(pen)
        painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))
        for x in (left, right):
            painter.drawLine(QPointF(x, bottom - tick), QPointF(x, bottom))
    text = f"{length} mm" if length < 10 else f"{length // 10} cm"
    painter.setFont(font)
    wide = metrics.horizontalAdvance(text)
    at = QPointF(math.floor((left + right - wide) / 2), bottom - tick - 0.25 * metrics.height())
    cased_text(painter, text, at, QColor(theme.ANNOTATION))
