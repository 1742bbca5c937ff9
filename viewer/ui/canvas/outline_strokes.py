"""Outlines as lines on the screen, stroked once and kept: a window change paints the same lines as the frame before.

Stroking a dashed, smooth line with its rim is the dearest thing on the canvas, about 0.5 ms each.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from viewer.core.outline import Outline, Point, Side, Structure
from viewer.core.view import Viewport
from viewer.ui import theme

LINE = 1.6
"""Width of an outline, screen points."""

QUIET_LINE = 1.2
"""Width of an outline of another structure than the multifidus, screen points."""

CASING = 3.4
"""Width of the dark rim, screen points: it keeps the line visible on bright fat."""

CASING_COLOUR = QColor(8, 8, 8, 210)

PROPOSED_DASHES: dict[Side, tuple[float, ...]] = {
    Side.RIGHT: (2.0, 2.2),
    Side.LEFT: (1.0, 2.2),
    Side.UNKNOWN: (3.0, 2.2),
}
"""Dash and gap of outlines that nobody has accepted yet, in line widths: dots, still different for each side."""

STROKES_KEPT = 16
"""Most outlines that are kept: those of a slice or two."""

LARGEST_POINTS = 3000.0
"""Longest side of lines that are kept, screen points; zoomed in further, only a part of them is on the canvas."""


class _Stroked(NamedTuple):
    """An outline as pixels, and the box of its path, screen points."""

    pixels: QPixmap | None
    left: float
    top: float
    box: QRectF


_Key = tuple[Outline, tuple[float, ...], bool, float]
_kept: dict[_Key, _Stroked] = {}


def paint_stroke(painter: QPainter, outline: Outline, viewport: Viewport, *, is_selected: bool) -> QRectF:
    """Paint an outline with its rim and the line pattern of its side, and return the box of its path.

    Parameters
    ----------
    painter
        On the canvas, in screen points.
    outline
        What to paint.
    viewport
        Where image points are on the canvas.
    is_selected
        Whether it is tinted.
    """
    ratio = painter.device().devicePixelRatioF()
    key = (outline, viewport.matrix, is_selected, ratio)
    stroked = _kept.pop(key, None)
    if stroked is None:
        stroked = _stroke(outline, viewport, is_selected=is_selected, ratio=ratio)
    if stroked.pixels is None:
        _draw(painter, outline, path_of(outline, viewport), is_selected=is_selected)
        return stroked.box
    _kept[key] = stroked  # used last, dropped last
    if len(_kept) > STROKES_KEPT:
        del _kept[next(iter(_kept))]
    painter.drawPixmap(QPointF(stroked.left, stroked.top), stroked.pixels)
    return stroked.box


def _stroke(outline: Outline, viewport: Viewport, *, is_selected: bool, ratio: float) -> _Stroked:
    path = path_of(outline, viewport)
    box = path.boundingRect()
    around = box.adjusted(-CASING, -CASING, CASING, CASING)
    # Whole pixels of the screen, or the kept lines would be smeared over two.
    left, top = (math.floor(v * ratio) / ratio for v in (around.left(), around.top()))
    width, height = around.right() - left, around.bottom() - top
    if max(width, height) > LARGEST_POINTS:
        return _Stroked(None, left, top, box)
    pixels = QPixmap(math.ceil(width * ratio) + 1, math.ceil(height * ratio) + 1)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    with QPainter(pixels) as own:
        own.setRenderHint(QPainter.RenderHint.Antialiasing)
        own.translate(-left, -top)
        _draw(own, outline, path, is_selected=is_selected)
    return _Stroked(pixels, left, top, box)


def _draw(painter: QPainter, outline: Outline, path: QPainterPath, *, is_selected: bool) -> None:
    width = LINE if outline.structure is Structure.MULTIFIDUS else QUIET_LINE
    colour = QColor(theme.outline_colour(outline))
    painter.strokePath(path, QPen(CASING_COLOUR, width + CASING - LINE))
    painter.strokePath(path, dashed(colour, width, dashes_of(outline)))
    if is_selected:
        colour.setAlpha(26)
        painter.fillPath(path, QBrush(colour))


def dashes_of(outline: Outline) -> tuple[float, ...]:
    """Line pattern of an outline in line widths: of its side, finer while it is only proposed."""
    return PROPOSED_DASHES[outline.side] if outline.is_proposed else theme.SIDE_DASHES[outline.side]


def path_of(outline: Outline, viewport: Viewport) -> QPainterPath:
    """Rings of an outline in screen points."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in outline.rings:
        path.addPolygon(polygon_of(ring, viewport))
        path.closeSubpath()
    return path


def polygon_of(points: Sequence[Point], viewport: Viewport) -> QPolygonF:
    """Image points in screen points."""
    places = viewport.to_screen(np.asarray(points, dtype=np.float64))
    return QPolygonF([QPointF(x, y) for x, y in places.tolist()])


def dashed(colour: QColor, width: float, pattern: Sequence[float]) -> QPen:
    """Pen of a colour with dashes and gaps in line widths."""
    pen = QPen(colour, width)
    pen.setDashPattern(list(pattern))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
