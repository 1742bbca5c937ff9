"""Text with a dark rim, drawn once and kept: a frame paints the same dozen of words as the one before."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

RIM = 3.0
"""Width of the rim, screen points, half of it outside the letters."""

TEXTS_KEPT = 256
"""Most texts that are kept: those of a canvas, and some that come back, such as numbers of slices."""


LETTERS_KEPT = 1024
"""Most letters that are kept: some sizes and colours of an alphabet; beyond, all are drawn anew."""


class _Drawn(NamedTuple):
    """A text as pixels, and where in them its baseline starts, screen points from the upper left corner."""

    pixels: QPixmap
    left: float
    baseline: float


_kept: dict[tuple[str, str, int, float], _Drawn] = {}
_letters: dict[tuple[str, str, int, float], tuple[QPixmap, QPixmap]] = {}


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
    x = round((at.x() - drawn.left) * ratio) / ratio
    y = round((at.y() - drawn.baseline) * ratio) / ratio
    painter.drawPixmap(QPointF(x, y), drawn.pixels)


def _draw(painter: QPainter, text: str, colour: QColor, ratio: float) -> _Drawn:
    """Draw a text: letter by letter from those that are kept, as a path where letters depend on each other."""
    font = painter.font()
    metrics = QFontMetricsF(font)
    left, baseline = math.ceil(RIM) + 1.0, math.ceil(metrics.ascent() + RIM) + 1.0
    width = metrics.horizontalAdvance(text) + 2.0 * left + 0.5 * metrics.height()  # slanted letters reach over
    pixels = _transparent(width, baseline + metrics.descent() + RIM + 1.0, ratio)
    with QPainter(pixels) as own:
        if text.isascii() and text.isprintable():
            letters = [_letter(font, letter, colour, ratio) for letter in text]
            places = [round(metrics.horizontalAdvance(text[:count]) * ratio) / ratio for count in range(len(text))]
            for layer in (0, 1):  # every rim lies below every letter
                for place, letter in zip(places, letters, strict=True):
                    own.drawPixmap(QPointF(place, 0.0), letter[layer])
        else:
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            path = QPainterPath()
            path.addText(QPointF(left, baseline), font, text)
            own.strokePath(path, _rim())
            own.fillPath(path, colour)
    return _Drawn(pixels, left, baseline)


def _letter(font: QFont, letter: str, colour: QColor, ratio: float) -> tuple[QPixmap, QPixmap]:
    """Rim and body of one letter, both with the baseline where `_draw` has it."""
    key = (letter, font.key(), colour.rgba(), ratio)
    if key in _letters:
        return _letters[key]
    metrics = QFontMetricsF(font)
    left, baseline = math.ceil(RIM) + 1.0, math.ceil(metrics.ascent() + RIM) + 1.0
    size = (metrics.horizontalAdvance(letter) + 2.0 * left + 0.5 * metrics.height(), baseline + metrics.descent() + RIM)
    path = QPainterPath()
    path.addText(QPointF(left, baseline), font, letter)
    rim, body = _transparent(*size, ratio), _transparent(*size, ratio)
    for pixels in (rim, body):
        with QPainter(pixels) as own:
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            if pixels is rim:
                own.strokePath(path, _rim())
            else:
                own.fillPath(path, colour)
    if len(_letters) > LETTERS_KEPT:
        _letters.clear()
    _letters[key] = rim, body
    return rim, body


def _transparent(width: float, height: float, ratio: float) -> QPixmap:
    pixels = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    return pixels


def _rim() -> QPen:
    pen = QPen(QColor(0, 0, 0, 220), RIM)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
