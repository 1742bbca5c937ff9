"""Paints outlines, what is being drawn, handles, midline, ruler and crop. Decides nothing."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from viewer.core.document import Crop, Document
from viewer.core.outline import SIDE_ORDER, Outline, Point, Side, Structure, signed_area
from viewer.core.series import SliceKey
from viewer.core.view import Viewport
from viewer.tools.gesture import Draft, Handle
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text
from viewer.ui.canvas.outline_strokes import CASING, CASING_COLOUR, LINE, QUIET_LINE, dashed, paint_stroke, polygon_of

_HANDLE = {"vertex": 3.0, "ghost": 3.6, "first": 4.0, "end": 5.0, "scale": 3.6, "rotate": 4.2}
_SQUARE = {"scale"}
GHOST_DASHES = (1.2, 2.4)
"""Dash and gap of what is only proposed, in line widths."""

NAME_BELOW_EDGE = 58.0
"""Distance of names from the upper edge of the canvas, below the texts that stand there, screen points."""

_SHADE = QColor(0, 0, 0, 150)


def paint_outlines(painter: QPainter, document: Document, key: SliceKey, viewport: Viewport, draft: Draft) -> None:
    """Paint every outline of a slice, each with its line pattern and its name.

    Parameters
    ----------
    painter
        On the canvas, in screen points.
    document
        The document, or what it would be if the gesture ended now.
    key
        The slice.
    viewport
        Where image points are on the canvas.
    draft
        Says which outline is selected.
    """
    here = document.numbered_on_slice(key)
    names = _names([outline for _, outline in here])
    for (index, outline), name in zip(here, names, strict=True):
        box = paint_stroke(painter, outline, viewport, is_selected=index == draft.selected)
        is_within = outline.structure in theme.REFERENCE_COLOURS
        if is_within:
            box = _largest_ring(outline, viewport)  # between its regions lies what it is not
        _paint_name(painter, name, box, theme.outline_colour(outline), is_within=is_within)


def paint_draft(painter: QPainter, draft: Draft, viewport: Viewport) -> None:
    """Paint the open line being drawn, what a click would add, handles, straight lines and the round tool."""
    colour = QColor(theme.SIDE_COLOURS[draft.side])
    for ring in draft.ghosts:
        _paint_open((*ring, ring[0]), viewport, painter, dashed(colour, QUIET_LINE, GHOST_DASHES))
    _paint_open(draft.path, viewport, painter, QPen(colour, LINE))
    _paint_open(draft.trail, viewport, painter, dashed(colour, LINE, (3.0, 1.5)))
    if draft.rubber is not None:
        start, end = (QPointF(*viewport.point_to_screen(point)) for point in draft.rubber)
        painter.setPen(QPen(CASING_COLOUR, CASING))
        painter.drawLine(start, end)
        painter.setPen(dashed(colour, QUIET_LINE, (3.0, 3.0)))
        painter.drawLine(start, end)
    for line_ends in draft.lines:
        _paint_line(painter, line_ends, viewport)
    if draft.handles:
        places = viewport.to_screen(np.array([handle.at for handle in draft.handles])).tolist()
        for handle, (x, y) in zip(draft.handles, places, strict=True):
            _paint_handle(painter, handle, QPointF(x, y), colour)
    if draft.circle is not None:
        _paint_circle(painter, draft.circle, viewport)
    if draft.box is not None:
        left, top, right, bottom = draft.box
        _shade_outside(painter, (left, top, right, bottom), viewport, is_final=False)


def _paint_open(points: Sequence[Point], viewport: Viewport, painter: QPainter, pen: QPen) -> None:
    """Paint an open line with its dark rim."""
    if len(points) < 2:
        return
    line = QPainterPath()
    line.addPolygon(polygon_of(points, viewport))
    painter.strokePath(line, QPen(CASING_COLOUR, CASING))
    painter.strokePath(line, pen)


def _paint_circle(painter: QPainter, circle: tuple[Point, float], viewport: Viewport) -> None:
    """Paint the round tool: a circle in the image is one on the screen, as the view shows true proportions."""
    (x, y), radius = circle
    at, beside = viewport.point_to_screen((x, y)), viewport.point_to_screen((x + radius, y))
    length = math.hypot(beside[0] - at[0], beside[1] - at[1])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(CASING_COLOUR, CASING), QPen(QColor(theme.TEXT), QUIET_LINE)):
        painter.setPen(pen)
        painter.drawEllipse(QPointF(*at), length, length)


def paint_label(painter: QPainter, text: str, at: QPointF) -> None:
    """Paint a short text beside the pointer, on its other side where it would leave the image."""
    metrics = QFontMetricsF(painter.font())
    box = QRectF(at.x() + 14, at.y() + 12, metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
    shown = painter.viewport()
    if box.bottom() > shown.bottom():
        box.moveBottom(at.y() - 6)
    if box.right() > shown.right():
        box.moveRight(at.x() - 6)
    painter.fillRect(box, QColor(0, 0, 0, 190))
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def shade_crop(painter: QPainter, crop: Crop, viewport: Viewport) -> None:
    """Cover what a crop leaves out; nothing of it can be seen."""
    box = (crop.left - 0.5, crop.top - 0.5, crop.right + 0.5, crop.bottom + 0.5)
    _shade_outside(painter, box, viewport, is_final=True)


def _names(outlines: Sequence[Outline]) -> list[str]:
    """How each outline is called on the image: 'R', 'L', with its number where a side has several or is unknown."""
    order = sorted(range(len(outlines)), key=lambda i: (SIDE_ORDER[outlines[i].side], i))
    counts: dict[Structure, int] = {}
    of_side = Counter((outline.structure, outline.side) for outline in outlines)
    names = [""] * len(outlines)
    for index in order:
        outline = outlines[index]
        number = counts[outline.structure] = counts.get(outline.structure, 0) + 1
        names[index] = {Side.RIGHT: "R", Side.LEFT: "L", Side.UNKNOWN: str(number)}[outline.side]
        if outline.side is not Side.UNKNOWN and of_side[outline.structure, outline.side] > 1:
            names[index] += str(number)  # as the list and the results call it
        if outline.structure is not Structure.MULTIFIDUS:
            names[index] += f" {outline.structure.value}"
        if outline.structure in theme.REFERENCE_COLOURS and outline.side is Side.UNKNOWN:
            names[index] = outline.structure.value  # a level has no side and needs no number
        names[index] += " ?" if outline.is_proposed else ""
    return names


def _largest_ring(outline: Outline, viewport: Viewport) -> QRectF:
    """Box of the largest ring of an outline, screen points."""
    ring = max(outline.rings, key=lambda points: abs(signed_area(points)))
    return polygon_of(ring, viewport).boundingRect()


def _paint_name(painter: QPainter, name: str, box: QRectF, colour: str, *, is_within: bool) -> None:
    """Write the name of an outline above it, or, where that is better and there is room, within it.

    Of an outline that leaves the canvas the name stands at the part that can be seen.
    """
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(name)
    shown = box.intersected(QRectF(painter.viewport()))
    if shown.isEmpty():
        return
    top = box.top() - 0.35 * metrics.height()
    if top < metrics.ascent():
        top = NAME_BELOW_EDGE + metrics.ascent()
    box = shown
    if is_within and box.width() > width and box.height() > 1.2 * metrics.height():
        top = box.center().y() + 0.5 * (metrics.ascent() - metrics.descent())
    cased_text(painter, name, QPointF(box.center().x() - width / 2.0, top), QColor(colour))


def _paint_handle(painter: QPainter, handle: Handle, at: QPointF, colour: QColor) -> None:
    radius = _HANDLE[handle.kind] * (1.6 if handle.is_hot else 1.0)
    painter.setPen(QPen(CASING_COLOUR, 1.4))
    if handle.kind == "ghost":
        painter.setBrush(QColor(255, 255, 255, 150))
    else:
        painter.setBrush(QColor("#ffffff") if handle.is_hot else colour)
    if handle.kind in _SQUARE:
        painter.drawRect(QRectF(at.x() - radius, at.y() - radius, 2.0 * radius, 2.0 * radius))
    else:
        painter.drawEllipse(at, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_line(painter: QPainter, ends: tuple[Point, Point], viewport: Viewport) -> None:
    line = QLineF(QPointF(*viewport.point_to_screen(ends[0])), QPointF(*viewport.point_to_screen(ends[1])))
    painter.setPen(QPen(CASING_COLOUR, CASING))
    painter.drawLine(line)
    painter.setPen(dashed(QColor(theme.GOOD), LINE, (8.0, 4.0)))
    painter.drawLine(line)


def _shade_outside(
    painter: QPainter, box: tuple[float, float, float, float], viewport: Viewport, *, is_final: bool
) -> None:
    left, top, right, bottom = box
    kept = polygon_of([(left, top), (right, top), (right, bottom), (left, bottom)], viewport)
    outside = QPainterPath()
    outside.addRect(QRectF(0, 0, viewport.width, viewport.height))
    inside = QPainterPath()
    inside.addPolygon(kept)
    inside.closeSubpath()
    painter.fillPath(outside.subtracted(inside), QColor(theme.CANVAS) if is_final else _SHADE)
    if not is_final:
        painter.setPen(dashed(QColor(theme.TEXT), 1.2, (5.0, 4.0)))
        painter.drawPolygon(kept)
