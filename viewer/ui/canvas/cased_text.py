"""Text with a dark rim, drawn once and kept: a frame paints the same dozen of words as the one before."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

RIM = 3.0
"""Width of the rim, screen points, half of it outside the letters."""

TEXTS_KEPT = 256
"""Most texts that are kept: those of a canvas, and some that come back, such as numbers of slices."""


class _Drawn(NamedTuple):
    """A text as pixels, and where in them its baseline starts, screen points from the upper left corner."""

    pixels: QPixmap
    left: float
    baseline: float


_kept: dict[tuple[str, str, int, float], _Drawn] = {}


def cased_text(painter: QPainter, text: str, at: QPointF, colour: QColor) -> None:
    """Paint text with a dark rim, baseline at a point, so that it reads on fat and on muscle.

    Parameters
    ----------
    painter
        In screen points, with the font.
    text
        One line.
    at
        Where the baseline starts; moved to a whole pixel of the screen, where letters are sharp.
    colour
        Of the letters.
    """
    ratio = painter.device().devicePixelRatioF()
    key = (text, painter.font().key(), colour.rgba(), ratio)
    drawn = _kept.pop(key, None) or _draw(painter, text, colour, ratio)
    _kept[key] = drawn  # used last, dropped last
    if len(_kept) > TEXTS_KEPT:
        del _kept[next(iter(_kept))]
    x, y = (round(place * ratio) / ratio for place in (at.x() - drawn.left, at.y() - drawn.baseline))
    painter.drawPixmap(QPointF(x, y), drawn.pixels)


def _draw(painter: QPainter, text: str, colour: QColor, ratio: float) -> _Drawn:
    metrics = QFontMetricsF(painter.font())
    left, baseline = math.ceil(RIM) + 1.0, math.ceil(metrics.ascent() + RIM) + 1.0
    width = metrics.horizontalAdvance(text) + 2.0 * left + 0.5 * metrics.height()  # slanted letters reach over
    height = baseline + metrics.descent() + RIM + 1.0
    pixels = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addText(QPointF(left, baseline), painter.font(), text)
    pen = QPen(QColor(0, 0, 0, 220), RIM)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    own = QPainter(pixels)
    own.setRenderHint(QPainter.RenderHint.Antialiasing)
    own.strokePath(path, pen)
    own.fillPath(path, colour)
    own.end()
    return _Drawn(pixels, left, baseline)
