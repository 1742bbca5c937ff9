"""A page painted at once with Qt, in the same places as in the file: what is seen while something is dragged."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QPainter, QPainterPath, QPen, QPixmap

from viewer.core.figures.style import Font
from viewer.figure.page import BoxMm, ImageMark, Page, TextMark
from viewer.figure.painting.pictures import box_px, enlarged, flat
from viewer.figure.painting.shapes import Shape, shapes_of
from viewer.figure.type.faces import face_of, font_file
from viewer.figure.type.metrics import MM_PER_PT, width_mm

_LETTER_PX = 200
"""Size at which letters are taken from the font, pixels; they are scaled from there."""

MM_PER_INCH = 25.4

LETTERS_KEPT = 600
"""Lines of text whose outlines are kept."""


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Qt image of its own memory from pixels of shape (rows, columns) or (rows, columns, 3)."""
    packed = np.ascontiguousarray(pixels)
    rows, columns = packed.shape[:2]
    kind = QImage.Format.Format_Grayscale8 if packed.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(packed.data, columns, rows, packed.strides[0], kind).copy()


@dataclass(frozen=True, slots=True)
class _Enlarged:
    """An image as it was enlarged last: what it was made from, and the picture."""

    grey: NDArray[np.uint8]
    overlay: NDArray[np.uint8] | None
    place: tuple[int, int, str]
    picture: QPixmap


@dataclass(slots=True)
class PagePainter:
    """Paints pages; keeps enlarged images and letters from one page to the next.

    Parameters
    ----------
    keeps_lines
        Whether lines of text are kept as pictures, which is quick; a printer wants their outlines.
    """

    keeps_lines: bool = True
    _images: list[_Enlarged] = field(default_factory=list)
    _letters: dict[tuple[str, Font, bool], QPainterPath] = field(default_factory=dict)
    _lines: dict[object, tuple[QPixmap, QPointF]] = field(default_factory=dict)
    _fonts: dict[tuple[Font, bool], QFont] = field(default_factory=dict)

    def paint(self, painter: QPainter, page: Page, *, dpi: int) -> None:
        """Paint a page with its upper left corner at (0, 0), in pixels of the device.

        Parameters
        ----------
        painter
            One unit of it is one pixel of the device.
        page
            The page.
        dpi
            Pixels per inch.
        """
        px_per_mm = dpi / MM_PER_INCH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = (round(size * px_per_mm) for size in (page.width_mm, page.height_mm))
        painter.fillRect(QRectF(0, 0, width, height), QColor("#ffffff"))
        images = []
        for mark in page.marks:
            painter.save()
            if mark_clip := getattr(mark, "clip", None):
                painter.setClipRect(_clip_rect(mark_clip, dpi), Qt.ClipOperation.IntersectClip)
            if isinstance(mark, ImageMark):
                images += [held for held in [self._image(painter, mark, page, dpi)] if held is not None]
            elif isinstance(mark, TextMark):
                self._text(painter, mark, px_per_mm)
            else:
                for shape in shapes_of(mark):
                    _paint_shape(painter, shape, px_per_mm)
            painter.restore()
        self._images = images  # those that are shown no more go

    def _image(self, painter: QPainter, mark: ImageMark, page: Page, dpi: int) -> _Enlarged | None:
        """Paint an image and return what is to be kept of it."""
        left, top, right, bottom = box_px((mark.left_mm, mark.top_mm, mark.width_mm, mark.height_mm), dpi)
        place = (right - left, bottom - top, page.interpolation)
        kept = next((held for held in self._images if held.place == place and _is_of(held, mark)), None)
        if kept is None:
            pixels = enlarged(flat(mark), rows=place[1], columns=place[0], interpolation=page.interpolation)
            kept = _Enlarged(mark.grey, mark.overlay, place, QPixmap.fromImage(image_of(pixels)))
        painter.drawPixmap(QPointF(left, top), kept.picture)
        return kept

    def _text(self, painter: QPainter, mark: TextMark, px_per_mm: float) -> None:
        if not mark.text.strip():
            return
        wide = width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold, font=mark.font)
        start = {"left": 0.0, "center": -wide / 2, "right": -wide}[mark.anchor] * px_per_mm
        x, y = mark.x_mm * px_per_mm, mark.baseline_mm * px_per_mm
        if mark.angle_deg or not self.keeps_lines:
            painter.translate(x, y)
            painter.rotate(-mark.angle_deg)
            painter.translate(start, 0.0)
            self._write(painter, mark, px_per_mm)
            return
        left, top = math.floor(x + start), math.floor(y)
        line = self._line(mark, px_per_mm, (x + start - left, y - top))
        painter.drawPixmap(QPointF(left, top) + line[1], line[0])

    def _line(self, mark: TextMark, px_per_mm: float, part: tuple[float, float]) -> tuple[QPixmap, QPointF]:
        """A line of text as a picture, and where that lies from the whole pixel at which the text starts.

        Letters take longest to paint, and while something is dragged all others stay where they are.
        """
        type_of = (mark.text, mark.font, mark.is_bold, mark.size_pt)
        look = (type_of, mark.colour, mark.casing_pt, mark.casing_colour, px_per_mm, part)
        found = self._lines.get(look)
        if found is None:
            size = mark.size_pt * MM_PER_PT * px_per_mm / _LETTER_PX
            rim = mark.casing_pt * MM_PER_PT * px_per_mm + 2.0
            box = self._outlines(mark).boundingRect()
            left, top = math.floor(box.left() * size - rim), math.floor(box.top() * size - rim)
            width, height = (math.ceil(side * size + 2 * rim) + 2 for side in (box.width(), box.height()))
            picture = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as on_line:
                on_line.setRenderHint(QPainter.RenderHint.Antialiasing)
                on_line.translate(part[0] - left, part[1] - top)
                self._write(on_line, mark, px_per_mm)
            found = (QPixmap.fromImage(picture), QPointF(left, top))
            if len(self._lines) >= LETTERS_KEPT:
                self._lines.clear()
            self._lines[look] = found
        return found

    def _write(self, painter: QPainter, mark: TextMark, px_per_mm: float) -> None:
        """Write a line of text that starts at (0, 0)."""
        size = mark.size_pt * MM_PER_PT * px_per_mm / _LETTER_PX
        painter.scale(size, size)
        path = self._outlines(mark)
        if mark.casing_pt > 0.0:
            width = 2 * mark.casing_pt / mark.size_pt * _LETTER_PX
            painter.strokePath(path, _pen(mark.casing_colour, width))
        painter.fillPath(path, QColor(mark.colour))

    def _outlines(self, mark: TextMark) -> QPainterPath:
        """Outlines of a line of text, the start of its baseline at (0, 0)."""
        face = (mark.font, mark.is_bold)
        found = self._letters.get((mark.text, *face))
        if found is None:
            if face not in self._fonts:
                self._fonts[face] = _font(mark.font, is_bold=mark.is_bold)
            found = QPainterPath()
            found.setFillRule(Qt.FillRule.WindingFill)
            found.addText(0.0, 0.0, self._fonts[face], mark.text)
            if len(self._letters) >= LETTERS_KEPT:
                self._letters.clear()
            self._letters[mark.text, *face] = found
        return found


def _font(chosen: Font, *, is_bold: bool) -> QFont:
    """A bundled font, by its file."""
    number = QFontDatabase.addApplicationFont(str(font_file(chosen, is_bold=is_bold)))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    font = QFont(families[0] if families else face_of(chosen).family)
    font.setPixelSize(_LETTER_PX)
    font.setBold(is_bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setKerning(True)
    return font


def _is_of(held: _Enlarged, mark: ImageMark) -> bool:
    if (held.overlay is None) is not (mark.overlay is None):
        return False
    is_same = held.grey is mark.grey or np.array_equal(held.grey, mark.grey)
    return is_same and (mark.overlay is None or np.array_equal(held.overlay, mark.overlay))  # type: ignore[arg-type]


def _clip_rect(clip: BoxMm, dpi: int) -> QRectF:
    left, top, width, height = (value * dpi / MM_PER_INCH for value in clip)
    return QRectF(left, top, width, height)


def _pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)


def _paint_shape(painter: QPainter, shape: Shape, px_per_mm: float) -> None:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in shape.rings_mm:
        path.moveTo(ring[0][0] * px_per_mm, ring[0][1] * px_per_mm)
        for x, y in ring[1:]:
            path.lineTo(x * px_per_mm, y * px_per_mm)
        if shape.is_closed:
            path.closeSubpath()
    painter.setOpacity(painter.opacity() * shape.alpha)
    if shape.fill is not None:
        painter.fillPath(path, QColor(shape.fill))
    if shape.stroke is not None and shape.width_pt > 0.0:
        width = shape.width_pt * MM_PER_PT * px_per_mm
        pen = _pen(shape.stroke, width)
        if shape.dashes_pt is not None:
            pen.setDashPattern([length / shape.width_pt for length in shape.dashes_pt])
            pen.setDashOffset(shape.into_dash_pt / shape.width_pt)
            pen.setDashOffset(shape.into_dash_pt / shape.width_pt)
        painter.strokePath(path, pen)


def painted(page: Page, *, dpi: int, with_painter: PagePainter | None = None) -> QImage:
    """Picture of a whole page, for tests and measurements."""
    width, height = (max(round(size / MM_PER_INCH * dpi), 1) for size in (page.width_mm, page.height_mm))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        (with_painter or PagePainter()).paint(painter, page, dpi=dpi)
    return image
