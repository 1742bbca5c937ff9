"""Paints readings that are shown beside the one that is worked on: thin, dotted, with their name; not to be edited."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.core.document import Document
from viewer.core.series import SliceKey
from viewer.core.view import Viewport
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text
from viewer.ui.canvas.outline_strokes import CASING_COLOUR, dashed, path_of

THIN = 1.1
"""Width of the line, screen points: less than any outline of the present reading."""

RIM = 2.2
"""Width of the dark rim, screen points."""

DOTS = (1.0, 2.4)
"""Dot and gap in line widths."""

ALPHA = 215


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
            colour.setAlpha(ALPHA)
            path = path_of(outline, viewport)
            painter.strokePath(path, QPen(CASING_COLOUR, RIM))
            painter.strokePath(path, dashed(colour, THIN, DOTS))
            box = path.boundingRect()
            _paint_name(painter, layer.name, QPointF(box.center().x(), box.bottom()), colour, row=row)


def _paint_name(painter: QPainter, name: str, at: QPointF, colour: QColor, *, row: int) -> None:
    """Paint the reading's name under the outline, where no other name stands; each reading has a row of its own."""
    painter.save()
    font = QFont(painter.font())
    font.setBold(False)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 160.0)
    left = at.x() - metrics.horizontalAdvance(shown) / 2.0
    cased_text(painter, shown, QPointF(left, at.y() + metrics.ascent() + 3.0 + row * metrics.height()), colour)
    painter.restore()
