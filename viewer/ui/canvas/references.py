"""Where the levels of muscle and fat come from: faint dotted lines under the outlines, drawn once and kept.

A region is drawn once per zoom and moved from then on, and its dots are single points: letting Qt stroke a long
border with a pattern takes several times a frame's time.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from viewer.core.outline import Outline, Point, Structure
from viewer.core.view import Viewport
from viewer.measure.anchored.scale import Reference
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text
from viewer.ui.canvas.outline_strokes import LARGEST_POINTS

DOT = 1.7
"""Width of a dot, screen points: about as thin as an outline."""

CASING = QColor(8, 8, 8, 150)
STEP = 5.0
"""Way along a border from dot to dot, screen points."""

TINT = 22
"""Opacity of the region's ground, of 255: it must not hide tissue."""

DOTS_MAXIMUM = 800
"""Most dots of a ring: they are drawn anew for every step of a zoom, within a frame's time."""

REGIONS_KEPT = 8
"""Most regions that are kept: those of a slice or two."""


class _Drawn(NamedTuple):
    """A region as pixels, with the place of their corner, and its largest ring, from where image point (0, 0) is."""

    pixels: QPixmap | None
    path: QPainterPath
    left: float
    top: float
    largest: QRectF


_Key = tuple[Reference, tuple[float, ...], float]
_kept: dict[_Key, _Drawn] = {}


def paint_references(
    painter: QPainter,
    references: Sequence[Reference],
    viewport: Viewport,
    *,
    outlines: Sequence[Outline] = (),
    is_named: bool = True,
) -> None:
    """Paint the regions that the levels come from, each with its tissue.

    Parameters
    ----------
    painter
        On the canvas, in screen points, with the font of the names.
    references
        Regions; those that the user outlined are outlines already and are left out.
    viewport
        Where image points are on the canvas.
    outlines
        Outlines of the slice as they are at rest: no name stands on one, and none moves while one is dragged.
    is_named
        Whether each region says what it is.
    """
    ratio = painter.device().devicePixelRatioF()
    taken = [_box(outline, viewport, above=QFontMetricsF(painter.font()).height()) for outline in outlines]
    for reference in references:
        if not reference.is_automatic or not any(reference.rings_px):
            continue
        key = (reference, viewport.linear, ratio)
        drawn = _kept.pop(key, None) or _draw(reference, viewport, ratio)
        _kept[key] = drawn  # used last, dropped last
        if len(_kept) > REGIONS_KEPT:
            del _kept[next(iter(_kept))]
        x, y = (round(v * ratio) / ratio for v in viewport.matrix[4:])
        if drawn.pixels is None:
            _paint_plainly(painter, drawn.path.translated(x, y), reference)
        else:
            painter.drawPixmap(QPointF(x + drawn.left, y + drawn.top), drawn.pixels)
        if is_named:
            _name(painter, reference, drawn.largest.translated(x, y), viewport, taken)


def _draw(reference: Reference, viewport: Viewport, ratio: float) -> _Drawn:
    """Draw a region, seen from image point (0, 0); as a path only where it is too large to be kept."""
    path, largest = QPainterPath(), QRectF()
    dots: list[QPointF] = []
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in filter(None, reference.rings_px):
        border = _dotted(ring, viewport)
        on_border = [QPointF(x, y) for x, y in border.tolist()]
        polygon = QPolygonF(on_border)
        dots += on_border
        path.addPolygon(polygon)
        path.closeSubpath()
        box = polygon.boundingRect()
        largest = max(largest, box, key=lambda found: found.width() * found.height())
    around = path.boundingRect().adjusted(-2.0, -2.0, 2.0, 2.0)
    left, top = (math.floor(v * ratio) / ratio for v in (around.left(), around.top()))
    if max(around.width(), around.height()) > LARGEST_POINTS:
        return _Drawn(None, path, left, top, largest)
    pixels = QPixmap(math.ceil(around.width() * ratio) + 1, math.ceil(around.height() * ratio) + 1)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    colour = QColor(theme.REFERENCE_COLOURS[reference.structure])
    with QPainter(pixels) as own:
        own.translate(-left, -top)
        ground = QColor(colour)
        ground.setAlpha(TINT)
        own.fillPath(path, ground)
        own.setPen(QPen(CASING, 0.0))
        own.drawPath(path)
        own.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        own.setPen(pen)
        own.drawPoints(dots)
    return _Drawn(pixels, path, left, top, largest)


def _paint_plainly(painter: QPainter, path: QPainterPath, reference: Reference) -> None:
    """Paint the border of a region of which only a part is on the canvas, thin and without dots: that is quick."""
    colour = QColor(theme.REFERENCE_COLOURS[reference.structure])
    colour.setAlphaF(0.7)
    painter.setPen(QPen(colour, 0.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _dotted(ring: Sequence[Point], viewport: Viewport) -> NDArray[np.float64]:
    """Points along a ring at equal distances on the screen, shape (n, 2), seen from image point (0, 0)."""
    a, b, c, d = viewport.linear
    points = np.asarray([*ring, ring[0]], dtype=np.float64) @ np.array([[a, b], [c, d]])
    ways = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    places = np.linspace(0.0, ways[-1], min(max(round(ways[-1] / STEP), 3), DOTS_MAXIMUM), endpoint=False)
    return np.stack([np.interp(places, ways, points[:, 0]), np.interp(places, ways, points[:, 1])], axis=1)


def _box(outline: Outline, viewport: Viewport, *, above: float) -> QRectF:
    """Where an outline is on the canvas, with its letter above it, screen points."""
    left, top, right, bottom = outline.bounds_px
    ends = (QPointF(*viewport.point_to_screen(point)) for point in ((left, top), (right, bottom)))
    return QRectF(*ends).normalized().adjusted(0.0, -1.35 * above, 0.0, 0.0)


def _name(painter: QPainter, reference: Reference, box: QRectF, viewport: Viewport, taken: list[QRectF]) -> None:
    """Write what it is on its largest ring or beside it, where nothing else stands and the canvas has room."""
    metrics = QFontMetricsF(painter.font())
    whole = f"{'fat' if reference.structure is Structure.REFERENCE_FAT else 'muscle'} level: {reference.tissue}"
    text = whole if metrics.horizontalAdvance(whole) <= box.width() else reference.tissue
    size = QSizeF(metrics.horizontalAdvance(text), metrics.height())
    places = [_on_canvas(QRectF(corner, size), viewport) for corner in _corners(box, size)]
    label = next((place for place in places if not any(place.intersects(other) for other in taken)), places[0])
    taken.append(label)
    at = QPointF(label.left(), label.top() + metrics.ascent())
    cased_text(painter, text, at, QColor(theme.REFERENCE_COLOURS[reference.structure]))


def _corners(box: QRectF, size: QSizeF) -> list[QPointF]:
    """Where the name of a region may begin, best first: inside it, then below, above and beside it."""
    x, y = box.center().x() - size.width() / 2.0, box.center().y() - size.height() / 2.0
    gap = 0.3 * size.height()
    rows = (y, box.top() + gap, box.bottom() - size.height() - gap)
    inside = [QPointF(x, row) for row in rows if row >= box.top()] or [QPointF(x, y)]
    if size.width() + 2.0 * gap < box.width():
        inside += [QPointF(end, y) for end in (box.right() - size.width() - gap, box.left() + gap)]
    outside = [
        QPointF(x, box.bottom() + gap),
        QPointF(x, box.top() - size.height() - gap),
        QPointF(box.right() + gap, y),
        QPointF(box.left() - size.width() - gap, y),
    ]
    return inside + outside


def _on_canvas(label: QRectF, viewport: Viewport) -> QRectF:
    """The same place, or the nearest one where the canvas shows the whole of it."""
    margin = 0.4 * label.height()
    moved = QRectF(label)
    moved.moveLeft(min(max(label.left(), margin), viewport.width - label.width() - margin))
    moved.moveTop(min(max(label.top(), margin), viewport.height - 2.5 * label.height()))
    return moved
