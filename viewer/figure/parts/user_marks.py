"""What the user put on a figure, as shapes and lines of text on the page."""

import math
from collections.abc import Callable

from viewer.core.figures.marks import Arrow, Bracket, Ellipse, FigureMark, Note
from viewer.figure.arranging.looks import Looks
from viewer.figure.page import BLACK, WHITE, Anchor, BoxMm, Mark, PathMark, PointMm, TextMark
from viewer.figure.type.metrics import LINE_PITCH, MM_PER_PT

HEAD_LENGTH, HEAD_WIDTH = 4.2, 3.6
"""Length and width of an arrow's head as parts of its shaft's width (no unit), beside 2 pt of each."""

LABEL_GAP_PT = 2.5
"""Distance of a label from the end it belongs to."""

LABEL_MARGIN_MM = 0.6
"""Smallest distance of a label from the edge of its panel."""

BRACKET_END_PT = 4.0
"""Length of a bracket's two ends."""

ELLIPSE_POINTS = 72
"""Corners of the polygon that an ellipse is drawn as."""

_Place = Callable[[PointMm], PointMm]


def user_marks(
    mark: FigureMark, text: str, place: _Place, looks: Looks, *, clip: BoxMm | None, item: str
) -> list[Mark]:
    """Shapes and text of one mark.

    Parameters
    ----------
    mark
        What the user put there.
    text
        What it says, live fields filled in.
    place
        From the mark's places to the page, mm.
    looks
        Sizes and the style's colour.
    clip
        Box of the panel; None on the page itself.
    item
        What a click on it finds.
    """
    drawer = _Drawer(mark.panel, looks, clip, item, WHITE if clip is not None else BLACK)
    match mark:
        case Arrow():
            return drawer.arrow(mark, place(mark.tip_mm), place(mark.tail_mm), text)
        case Note():
            return drawer.note(mark, place(mark.at_mm), text)
        case Ellipse():
            return drawer.ellipse(mark, place)
        case Bracket():
            return drawer.bracket(mark, place, text)


class _Drawer:
    """Draws marks of one panel, or of the page."""

    def __init__(self, panel: int, looks: Looks, clip: BoxMm | None, item: str, plain: str) -> None:
        self._panel, self._looks, self._clip, self._item, self._plain = panel, looks, clip, item, plain

    def arrow(self, mark: Arrow, tip: PointMm, tail: PointMm, text: str) -> list[Mark]:
        """One closed shape and a label behind the tail."""
        width = mark.width_pt * MM_PER_PT
        two = 2.0 * MM_PER_PT
        length = math.dist(tip, tail) or 1e-6
        ux, uy = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
        head = min(HEAD_LENGTH * width + two, length)
        half = (HEAD_WIDTH * width + two) / 2
        along_across = (
            (0.0, width / 2),
            (length - head, width / 2),
            (length - head, half),
            (length, 0.0),
            (length - head, -half),
            (length - head, -width / 2),
            (0.0, -width / 2),
        )
        ring = tuple((tail[0] + a * ux - c * uy, tail[1] + a * uy + c * ux) for a, c in along_across)
        colour = self._colour(mark.colour)
        shape = PathMark(
            (ring,),
            is_closed=True,
            width_pt=0.0,
            casing_pt=self._rim(),
            colour=colour,
            clip=self._clip,
            fill=colour,
            item=self._item,
            panel=self._panel,
        )
        return [shape, *self._label(text, tail, (-ux, -uy), colour)]

    def note(self, mark: Note, at: PointMm, text: str) -> list[Mark]:
        """Lines of text round their middle, turned about it."""
        size = mark.size_pt or self._looks.text_pt
        lines = text.split("\n")
        pitch, cap = size * LINE_PITCH * MM_PER_PT, self._looks.cap_mm(size)
        first = cap / 2 - (len(lines) - 1) * pitch / 2
        turn = math.radians(mark.angle_deg)
        marks: list[Mark] = []
        for number, line in enumerate(lines):
            down = first + number * pitch
            # down the page, turned anticlockwise as it is seen
            x, y = at[0] + down * math.sin(turn), at[1] + down * math.cos(turn)
            marks.append(
                self._text(line, x, y, size, "center", mark.colour, is_bold=mark.is_bold, angle=mark.angle_deg)
            )
        return [mark for mark in marks if isinstance(mark, TextMark) and mark.text.strip()]

    def ellipse(self, mark: Ellipse, place: _Place) -> list[Mark]:
        """A closed line."""
        turn = math.radians(mark.angle_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        ring = []
        for number in range(ELLIPSE_POINTS):
            angle = 2 * math.pi * number / ELLIPSE_POINTS
            u, v = mark.radii_mm[0] * math.cos(angle), mark.radii_mm[1] * math.sin(angle)
            ring.append(place((mark.center_mm[0] + u * cos - v * sin, mark.center_mm[1] + u * sin + v * cos)))
        style = self._looks.style
        dashes = (style.dash_pt,) if mark.is_dashed else ()
        return [self._line(tuple(ring), mark.width_pt, mark.colour, is_closed=True, dashes=dashes)]

    def bracket(self, mark: Bracket, place: _Place, text: str) -> list[Mark]:
        """Three strokes, and a label on the side away from the ends."""
        start, end = place(mark.start_mm), place(mark.end_mm)
        length = math.dist(start, end) or 1e-6
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        # to the left of the way from start to end (y grows downwards); to the right where the slice is mirrored
        side = -1.0 if _is_mirrored(place) else 1.0
        left = (side * uy, -side * ux)
        deep = BRACKET_END_PT * MM_PER_PT
        ring = (
            (start[0] + deep * left[0], start[1] + deep * left[1]),
            start,
            end,
            (end[0] + deep * left[0], end[1] + deep * left[1]),
        )
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        line = self._line(ring, mark.width_pt, mark.colour, is_closed=False)
        away, colour = (-left[0], -left[1]), self._colour(mark.colour)
        if self._clip is not None and not self._has_room(middle, away):
            away = left  # between the ends rather than cut off
        return [line, *self._label(text, middle, away, colour)]

    def _has_room(self, point: PointMm, away: PointMm) -> bool:
        """Whether a line of text fits between a point and the edge of the panel to which `away` shows."""
        left, top, width, height = self._clip or (0.0, 0.0, 0.0, 0.0)
        need = LABEL_MARGIN_MM + LABEL_GAP_PT * MM_PER_PT + self._looks.cap_mm(self._looks.text_pt)
        x, y = point[0] + need * away[0], point[1] + need * away[1]
        return left <= x <= left + width and top <= y <= top + height

    def _line(
        self,
        ring: tuple[PointMm, ...],
        width_pt: float,
        colour: str,
        *,
        is_closed: bool,
        dashes: tuple[tuple[float, float], ...] = (),
    ) -> PathMark:
        return PathMark(
            (ring,),
            is_closed=is_closed,
            width_pt=width_pt,
            casing_pt=self._rim(),
            colour=self._colour(colour),
            dashes_pt=dashes,
            clip=self._clip,
            item=self._item,
            panel=self._panel,
        )

    def _label(self, text: str, end: PointMm, away: PointMm, colour: str) -> list[Mark]:
        """Lines of text beside a point, on the side to which `away` shows."""
        lines = [line for line in text.split("\n") if line.strip()]
        if not lines:
            return []
        size = self._looks.text_pt
        gap = LABEL_GAP_PT * MM_PER_PT
        pitch, cap = size * LINE_PITCH * MM_PER_PT, self._looks.cap_mm(size)
        x, y = end[0] + gap * away[0], end[1] + gap * away[1]
        block = cap + (len(lines) - 1) * pitch
        anchor: Anchor = "center" if abs(away[0]) < 0.5 else "right" if away[0] < 0 else "left"
        top = y - block / 2 if anchor != "center" else y if away[1] > 0 else y - block
        wide = max(self._looks.line_mm(line, size) for line in lines)
        x, top = self._inside(x, top, (wide, block + self._looks.depth_mm(size)), anchor)
        return [
            self._text(line, x, top + cap + number * pitch, size, anchor, colour) for number, line in enumerate(lines)
        ]

    def _inside(self, x: float, top: float, size: tuple[float, float], anchor: Anchor) -> PointMm:
        """Place of a label, moved into its panel where it would be cut off."""
        if self._clip is None:
            return x, top
        left, upper, width, height = (
            self._clip[0] + LABEL_MARGIN_MM,
            self._clip[1] + LABEL_MARGIN_MM,
            self._clip[2] - 2 * LABEL_MARGIN_MM,
            self._clip[3] - 2 * LABEL_MARGIN_MM,
        )
        start = x - {"left": 0.0, "center": size[0] / 2, "right": size[0]}[anchor]
        x += min(max(start, left), max(left + width - size[0], left)) - start
        return x, min(max(top, upper), max(upper + height - size[1], upper))

    def _text(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        anchor: Anchor,
        colour: str,
        *,
        is_bold: bool = False,
        angle: float = 0.0,
    ) -> TextMark:
        return TextMark(
            text,
            x,
            baseline,
            size,
            "note",
            anchor,
            is_bold=is_bold,
            colour=colour or self._plain,
            casing_pt=self._looks.rim_pt if self._clip is not None else 0.0,
            angle_deg=angle,
            clip=self._clip,
            item=self._item,
            panel=self._panel,
            font=self._looks.font,
        )

    def _rim(self) -> float:
        return max(self._looks.style.casing_pt, 0.4) if self._clip is not None else 0.0

    def _colour(self, colour: str) -> str:
        return colour or (self._looks.style.colour if self._clip is not None else self._plain)


def _is_mirrored(place: _Place) -> bool:
    """Whether a turn to the left on the slice is one to the right on the page."""
    (x, y), (a, d), (b, e) = place((0.0, 0.0)), place((1.0, 0.0)), place((0.0, 1.0))
    return (a - x) * (e - y) - (b - x) * (d - y) < 0.0
