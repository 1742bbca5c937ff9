"""Paints readings that are shown beside the one that is worked on: thin, dotted, with their name; not to be edited."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.core.document import Document
from viewer.core.series import SliceKey
from viewer.core.view import Viewport
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text
from viewer.ui.canvas.outline_strokes import CASING_COLOUR, dashed, path_of

THIN = 1.3
"""Width of the line, screen points: less than any outline of the present reading."""

RIM = 2.8
"""Width of the dark rim, screen points."""

DOTS = (1.2, 1.8)
"""Dot and gap in line widths."""

GAP = 6.0
"""Room between an outline and its reading's name, screen points."""


def paint_other_readings(painter: QPainter, document: Document, key: SliceKey, viewport: Viewport) -> None:
    """Paint the outlines of one slice that shown readings hold; those of hidden ones are not looked at.

    Parameters
    ----------
    painter
        On the canvas, in screen points.
    document
        Its other readings.
    key
        The slice.
    viewport
        Where image points are on the canvas.
    """
    for row, layer in enumerate(layer for layer in document.layers if layer.is_shown):
        for outline in layer.outlines:
            if outline.slice_key != key:
                continue
            colour = QColor(theme.outline_colour(outline))
            path = path_of(outline, viewport)
            painter.strokePath(path, QPen(CASING_COLOUR, RIM))
            painter.strokePath(path, dashed(colour, THIN, DOTS))
            box = path.boundingRect()
            _paint_name(painter, layer.name, box, colour, is_left=box.center().x() < viewport.width / 2.0, row=row)


def _paint_name(painter: QPainter, name: str, box: QRectF, colour: QColor, *, is_left: bool, row: int) -> None:
    """Paint the reading's name beside the outline, away from the middle; each reading has a row of its own."""
    painter.save()
    font = QFont(painter.font())
    font.setBold(False)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 160.0)
    left = box.left() - GAP - metrics.horizontalAdvance(shown) if is_left else box.right() + GAP
    cased_text(painter, shown, QPointF(left, box.center().y() + row * metrics.height()), colour)
    painter.restore()
