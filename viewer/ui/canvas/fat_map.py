"""The fat fraction of every pixel as colours over the image, cut along the outlines, and the bar that explains them.

A picture is made once per zoom and laid over the image with the opacity that the view has, so that moving the slider
or the image costs nothing. Fractions are interpolated, and only then turned into colours: between two colours of the
table lies no third one that means something else.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPixmap, QTransform

from viewer.core.colour_map import LEGEND, LEGEND_TICKS, TABLE, bar_colours
from viewer.core.outline import Outline
from viewer.core.view import Viewport
from viewer.measure.fat_map import FatMap
from viewer.measure.methods import find_method
from viewer.ui import theme
from viewer.ui.canvas.cased_text import cased_text
from viewer.ui.canvas.outline_strokes import path_of

BAR_LINES, BAR_LINES_MINIMUM = 8.0, 2.0
"""Longest and shortest colour bar, in lines of text."""

_OPAQUE = np.uint32(0xFF000000)
_WORDS: NDArray[np.uint32] = (
    np.asarray(TABLE.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)) | _OPAQUE
)

AROUND = 0.25
"""How far beyond the canvas a picture is made, in parts of its size, so that it can be moved (no unit)."""

_Key = tuple[FatMap, tuple[Outline, ...], tuple[float, ...], bool, float]


class _Drawn(NamedTuple):
    """Colours as pixels, their place, and where the outlines are; screen points from where image point (0, 0) is.

    `pixels` is None where no outline is near the canvas; `reach` is where outlines were looked for.
    """

    pixels: QPixmap | None
    corner: QPointF
    boxes: tuple[QRectF, ...]
    reach: QRectF


class FatMapLayer:
    """Keeps the picture of the fat map of the slice on the screen and paints it."""

    def __init__(self) -> None:
        self._map: FatMap | None = None
        self._places: frozenset[int] = frozenset()
        self._grey: QImage | None = None
        self._buffer: NDArray[np.uint8] | None = None
        self._is_threshold = False
        self._kept: tuple[_Key, _Drawn] | None = None
        self._taken: list[QRectF] = []

    @property
    def map(self) -> FatMap | None:
        """The map on the screen."""
        return self._map

    def show(self, fat_map: FatMap | None, places: Sequence[int] = ()) -> bool:
        """Take up a map, and the places in the document of the outlines it may colour; False if it was there."""
        if fat_map is self._map and self._places == frozenset(places):
            return False
        if fat_map is not self._map:
            self._grey = self._buffer = self._kept = None
            self._is_threshold = fat_map is not None and find_method(fat_map.method.name).is_threshold
        self._map, self._places = fat_map, frozenset(places)
        return True

    def paint(
        self,
        painter: QPainter,
        viewport: Viewport,
        outlines: Sequence[tuple[int, Outline]],
        *,
        is_smooth: bool,
        opacity: float,
    ) -> bool:
        """Paint the colours inside the outlines of the slice; False where there are none.

        Parameters
        ----------
        painter
            On the canvas, in screen points.
        viewport
            Where image points are on the canvas.
        outlines
            All outlines of the slice as they are now, with their places in the document; those that have a fat
            fraction are coloured.
        is_smooth
            Whether fractions are interpolated, as pixels of the image are. What is only none or all never is.
        opacity
            Of the colours, 0…1.
        """
        if self._map is None:
            return False
        here = self._map.slice_key
        chosen = tuple(outline for place, outline in outlines if place in self._places and outline.slice_key == here)
        if not chosen:
            return False
        ratio = painter.device().devicePixelRatioF()
        # Whole pixels of the screen, or what is kept would be smeared over two.
        origin = QPointF(*(round(v * ratio) / ratio for v in viewport.matrix[4:]))
        canvas = QRectF(-origin.x(), -origin.y(), viewport.width, viewport.height)
        key = (self._map, chosen, viewport.linear, is_smooth, ratio)
        kept = None if self._kept is None or self._kept[0] != key else self._kept[1]
        if kept is None or not kept.reach.contains(canvas.intersected(_around(kept.boxes))):
            kept = self._draw(chosen, viewport, canvas, is_smooth=is_smooth and not self._is_threshold, ratio=ratio)
            self._kept = key, kept
        self._taken = [box.translated(origin) for box in kept.boxes]
        if kept.pixels is not None:
            painter.setOpacity(opacity)
            painter.drawPixmap(kept.corner + origin, kept.pixels)
            painter.setOpacity(1.0)
        return True

    def paint_bar(self, painter: QPainter, viewport: Viewport, font: QFont, *, opacity: float) -> None:
        """Paint the colour bar with its labels, below a patient letter and beside what was just coloured.

        Parameters
        ----------
        painter
            On the canvas, in screen points.
        viewport
            Size of the canvas.
        font
            Of the labels.
        opacity
            Of the colours in the image; those of the bar lie over greys from dark muscle to bright fat likewise.
        """
        box, is_left = bar_box(viewport, font, self._taken)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.fillRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), QColor(8, 8, 8, 210))
        painter.drawImage(box, _bar(2 if self._is_threshold else 64, opacity))
        colour = QColor(theme.ANNOTATION)
        left = box.left() if is_left else box.right() - metrics.horizontalAdvance(LEGEND)
        cased_text(painter, LEGEND, QPointF(left, box.top() - 0.55 * metrics.height()), colour)
        has_middle = box.height() > 4.5 * metrics.height() and not self._is_threshold
        for at, text in LEGEND_TICKS:
            if at in (0.0, 1.0) or has_middle:
                base = box.bottom() - at * (box.height() - metrics.ascent())
                gap = 0.4 * metrics.height()
                left = box.right() + gap if is_left else box.left() - gap - metrics.horizontalAdvance(text)
                cased_text(painter, text, QPointF(left, base), colour)

    def _draw(
        self, outlines: Sequence[Outline], viewport: Viewport, canvas: QRectF, *, is_smooth: bool, ratio: float
    ) -> _Drawn:
        """Draw the part that is on the canvas or near it; all of it is seen from where image point (0, 0) is."""
        across, down = viewport.point_to_screen((0.0, 0.0))
        paths = [path_of(outline, viewport).translated(-across, -down) for outline in outlines]
        boxes = tuple(path.boundingRect() for path in paths)
        wide, high = AROUND * viewport.width, AROUND * viewport.height
        reach = canvas.adjusted(-wide, -high, wide, high)
        around = _around(boxes).intersected(reach)
        if self._map is None or around.isEmpty():
            return _Drawn(None, QPointF(), boxes, reach)
        left, top = (math.floor(v * ratio) for v in (around.left(), around.top()))
        size = math.ceil(around.right() * ratio) - left, math.ceil(around.bottom() * ratio) - top
        to_pixels = QTransform(ratio, 0.0, 0.0, ratio, -left, -top)
        words = self._coloured(QTransform(*viewport.linear, 0.0, 0.0) * to_pixels, size, is_smooth=is_smooth)
        colours = QImage(words.data, *size, 4 * size[0], QImage.Format.Format_ARGB32_Premultiplied)
        with QPainter(colours) as own:
            own.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            own.drawImage(0, 0, _cut_out(paths, to_pixels, size))
        pixels = QPixmap.fromImage(colours)
        pixels.setDevicePixelRatio(ratio)
        return _Drawn(pixels, QPointF(left / ratio, top / ratio), boxes, reach)

    def _coloured(self, transform: QTransform, size: tuple[int, int], *, is_smooth: bool) -> NDArray[np.uint32]:
        """Colours of the map under a transform from image points to pixels of a picture, shape (height, width)."""
        fat_map, grey = self._map, self._fractions()
        canvas = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        canvas.fill(Qt.GlobalColor.transparent)
        if fat_map is not None:
            with QPainter(canvas) as own:
                own.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
                own.setTransform(transform)
                own.drawImage(QPointF(fat_map.left - 0.5, fat_map.top - 0.5), grey)
        found = np.frombuffer(canvas.constBits(), dtype=np.uint32).reshape(size[1], size[0])
        # where a value is missing beside it, a pixel is partly clear and its fraction not known
        words: NDArray[np.uint32] = _WORDS.take((found & 0xFF).astype(np.uint8))
        return np.multiply(words, found >= _OPAQUE, out=words)

    def _fractions(self) -> QImage:
        """The map as greys from 0 for none to 255 for all fat, clear where it is not known; made once."""
        if self._grey is None and self._map is not None:
            values = self._map.values
            is_known = np.isfinite(values)
            level = np.rint(255.0 * np.clip(np.where(is_known, values, 0.0), 0.0, 1.0)).astype(np.uint8)
            made = np.empty((*values.shape, 4), dtype=np.uint8)
            made[..., :3], made[..., 3] = level[..., np.newaxis], 255 * is_known
            # the image borrows the buffer, which is kept beside it
            self._buffer = made
            rows, columns = values.shape
            self._grey = QImage(made.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).convertToFormat(
                QImage.Format.Format_ARGB32_Premultiplied
            )
        return self._grey or QImage()


def _around(boxes: Sequence[QRectF]) -> QRectF:
    """The smallest box round all of them, and one point more on every side."""
    around = QRectF()
    for box in boxes:
        around = around.united(box)
    return around.adjusted(-1.0, -1.0, 1.0, 1.0)


def _cut_out(paths: Sequence[QPainterPath], to_pixels: QTransform, size: tuple[int, int]) -> QImage:
    """Everything inside the paths, with smooth borders, as a mask."""
    mask = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(Qt.GlobalColor.transparent)
    with QPainter(mask) as own:
        own.setRenderHint(QPainter.RenderHint.Antialiasing)
        own.setTransform(to_pixels)
        for path in paths:
            own.fillPath(path, Qt.GlobalColor.white)
    return mask


def bar_box(viewport: Viewport, font: QFont, taken: Sequence[QRectF] = ()) -> tuple[QRectF, bool]:
    """Where the colour bar is, screen points, and whether that is at the left edge.

    Parameters
    ----------
    viewport
        Size of the canvas.
    font
        Of the labels.
    taken
        What it should not cover: it stands at the right edge unless it would there and not at the left one.
    """
    metrics = QFontMetricsF(font)
    line = metrics.height()
    bottom = viewport.height - 3.6 * line  # above the scale bar with its length, and the texts in the other corner
    room = bottom - (0.5 * viewport.height + 2.4 * line)  # below the patient letter and the heading
    length = min(max(room, BAR_LINES_MINIMUM * line), BAR_LINES * line)
    width, margin = 0.8 * line, 0.9 * line
    at_right = QRectF(round(viewport.width - margin - width), round(bottom - length), round(width), round(length))
    at_left = QRectF(at_right)
    at_left.moveLeft(round(margin))
    wide = metrics.horizontalAdvance(LEGEND)

    def covers(box: QRectF, left: float) -> bool:
        whole = QRectF(left, box.top() - 1.6 * line, wide, box.height() + 1.6 * line)
        return any(whole.intersects(other) for other in taken)

    is_left = covers(at_right, at_right.right() - wide) and not covers(at_left, at_left.left())
    return (at_left if is_left else at_right), is_left


@lru_cache(maxsize=4)
def _bar(steps: int, opacity: float) -> QImage:
    """Colours from all at the top to none at the bottom, one pixel wide, over greys from white to black."""
    greys = np.linspace(0.0, 255.0, steps)[:, np.newaxis]
    over = np.rint(opacity * bar_colours(steps) + (1.0 - opacity) * greys).astype(np.uint8)
    return QImage(over[::-1].tobytes(), 1, steps, 3, QImage.Format.Format_RGB888).copy()
