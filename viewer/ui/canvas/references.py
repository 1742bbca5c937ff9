"""Where the levels of muscle and fat come from: faint dotted lines under the outlines, drawn once and kept."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from viewer.core.outline import Structure
from viewer.core.view import Viewport
from viewer.measure.anchored.scale import Reference
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text
from viewer.ui.canvas.outline_strokes import polygon_of

LINE = 1.3
"""Width of a line, screen points: thinner than an outline."""

CASING = QColor(8, 8, 8, 130)
DOTS = (1.2, 2.2)
"""Dot and gap, line widths."""

TINT = 22
"""Opacity of the region's ground, of 255: it must not hide tissue."""


class _Painted(NamedTuple):
    """What was painted last: for what, and its pixels."""

    key: tuple[object, ...]
    pixels: QPixmap


_last: list[_Painted] = []


def paint_references(painter: QPainter, references: Sequence[Reference], viewport: Viewport) -> None:
    """Paint the regions that the levels come from, each with its tissue.

    Parameters
    ----------
    painter
        On the canvas, in screen points, with the font of the names.
    references
        Regions; those that the user outlined are outlines already and are left out.
    viewport
        Where image points are on the canvas.
    """
    ratio = painter.device().devicePixelRatioF()
    found = tuple(reference for reference in references if reference.is_automatic)
    key = (found, viewport, painter.font().key(), ratio)
    if not _last or _last[0].key != key:
        _last[:] = [_Painted(key, _drawn(painter, found, viewport, ratio))]
    painter.drawPixmap(QPointF(0.0, 0.0), _last[0].pixels)


def _drawn(painter: QPainter, references: Sequence[Reference], viewport: Viewport, ratio: float) -> QPixmap:
    pixels = QPixmap(round(viewport.width * ratio), round(viewport.height * ratio))
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    own = QPainter(pixels)
    own.setRenderHint(QPainter.RenderHint.Antialiasing)
    own.setFont(painter.font())
    named: list[QRectF] = []
    for reference in references:
        colour = QColor(theme.REFERENCE_COLOURS[reference.structure])
        path = _path(reference, viewport)
        own.strokePath(path, QPen(CASING, LINE + 1.4))
        pen = QPen(colour, LINE)
        pen.setDashPattern(list(DOTS))
        own.strokePath(path, pen)
        ground = QColor(colour)
        ground.setAlpha(TINT)
        own.fillPath(path, ground)
        _name(own, reference, viewport, colour, named)
    own.end()
    return pixels


def _path(reference: Reference, viewport: Viewport) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in reference.rings_px:
        if len(ring) >= 3:
            path.addPolygon(polygon_of(ring, viewport))
            path.closeSubpath()
    return path


def _name(painter: QPainter, reference: Reference, viewport: Viewport, colour: QColor, named: list[QRectF]) -> None:
    """Write what it is in the middle of its largest ring, where no other name stands and the canvas has room."""
    boxes = [polygon_of(ring, viewport).boundingRect() for ring in reference.rings_px if ring]
    if not boxes:
        return
    text = f"{'fat' if reference.structure is Structure.REFERENCE_FAT else 'muscle'} level: {reference.tissue}"
    metrics = QFontMetricsF(painter.font())
    box = max(boxes, key=lambda found: found.width() * found.height())
    label = QRectF(0.0, 0.0, metrics.horizontalAdvance(text), metrics.height())
    label.moveCenter(box.center())
    margin = 0.4 * metrics.height()
    label.moveLeft(min(max(label.left(), margin), viewport.width - label.width() - margin))
    label.moveTop(min(max(label.top(), margin), viewport.height - 2.5 * label.height()))
    while any(label.intersects(other) for other in named) and label.bottom() < viewport.height:
        label.translate(0.0, 1.1 * metrics.height())
    named.append(label)
    cased_text(painter, text, QPointF(label.left(), label.top() + metrics.ascent()), colour)
