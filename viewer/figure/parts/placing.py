"""Where things stand on a panel: in a corner or along an edge, clear of what stands there already."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from viewer.figure.arranging.looks import Looks
from viewer.figure.page import ImageMark, Mark, Page, PathMark, PointMm, ScaleBarMark, TextMark
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT, width_mm

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""

Part = tuple[float, float]
"""Place in the room that is left, (across, down), each 0…1."""

LOWER_LEFT: Part = (0.0, 1.0)
LOWER_RIGHT: Part = (1.0, 1.0)
UPPER_LEFT: Part = (0.0, 0.0)
UPPER_RIGHT: Part = (1.0, 0.0)

AIR_MM = 1.2
"""Least distance between two things that are written."""

LINE_MM = 0.9
"""Least distance of what is written from an outline: half its line and rim, the rim of the letters, and some air."""

MARGIN_PART, MARGIN_LEAST_MM = 0.04, 1.0
"""Margin of a small panel as a part of its shorter side (no unit), and the least one."""

_ALONG: tuple[Part, ...] = (
    *((part, 1.0) for part in (0.5, 0.25, 0.75)),
    *((side, part) for part in (0.75, 0.5, 0.25) for side in (0.0, 1.0)),
    *((part, 0.0) for part in (0.5, 0.25, 0.75)),
)
"""Places along the edges that are tried after the corners."""


def meets(first: Box, second: Box) -> bool:
    """Whether two boxes share an area."""
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def text_box(mark: TextMark) -> Box:
    """Box that one line of text fills before it is turned."""
    wide = width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold, font=mark.font)
    left = mark.x_mm - {"left": 0.0, "center": wide / 2, "right": wide}[mark.anchor]
    size_mm, face = mark.size_pt * MM_PER_PT, face_of(mark.font)
    top, bottom = mark.baseline_mm - face.cap_height * size_mm, mark.baseline_mm + face.descent * size_mm
    return (left, top, left + wide, bottom)


def shifted(mark: Mark, by: PointMm) -> Mark:
    """A mark moved on the page with its clip."""
    x, y = by
    if isinstance(mark, ScaleBarMark):
        return replace(mark, x_mm=mark.x_mm + x, y_mm=mark.y_mm + y)
    clip = None if mark.clip is None else (mark.clip[0] + x, mark.clip[1] + y, *mark.clip[2:])
    match mark:
        case TextMark():
            return replace(mark, x_mm=mark.x_mm + x, baseline_mm=mark.baseline_mm + y, clip=clip)
        case ImageMark():
            return replace(mark, left_mm=mark.left_mm + x, top_mm=mark.top_mm + y, clip=clip)
        case PathMark():
            rings = tuple(tuple((u + x, v + y) for u, v in ring) for ring in mark.rings_mm)
            return replace(mark, rings_mm=rings, clip=clip)


def moved(mark: Mark, by: PointMm, *, item: str, panel: int) -> Mark:
    """A mark moved on the page, said to belong to an item of a panel."""
    return replace(shifted(mark, by), item=item, panel=panel)


def lowered(page: Page, down_mm: float) -> Page:
    """A page with everything on it moved down."""
    by = (0.0, down_mm)
    return replace(
        page,
        marks=tuple(shifted(mark, by) for mark in page.marks),
        frames=tuple(
            replace(
                frame,
                box=(frame.box[0], frame.box[1] + down_mm, *frame.box[2:]),
                affine=(*frame.affine[:5], frame.affine[5] + down_mm),
            )
            for frame in page.frames
        ),
    )


@dataclass(slots=True)
class Room:
    """A panel while things are put on it, in mm from its own upper left corner.

    Parameters
    ----------
    size
        Width and height of the panel.
    looks
        Sizes.
    drawn
        Boxes of outlines and of what else may be covered if there is no other way.
    written
        Boxes of letters and words; nothing is put over them.
    """

    size: tuple[float, float]
    looks: Looks
    drawn: list[Box] = field(default_factory=list)
    written: list[Box] = field(default_factory=list)

    @property
    def margin_mm(self) -> float:
        """Distance from the panel's edges, smaller on a small panel."""
        return min(self.looks.margin_mm, max(MARGIN_PART * min(self.size), MARGIN_LEAST_MM))

    def at(self, size: tuple[float, float], part: Part) -> PointMm:
        """Upper left corner of something of a size at a place in the room."""
        margin = self.margin_mm
        return tuple(  # type: ignore[return-value]
            margin + part[i] * max(self.size[i] - 2 * margin - size[i], 0.0) for i in (0, 1)
        )

    def find(self, size: tuple[float, float], corners: Sequence[Part], placed: Part | None = None) -> PointMm:
        """Upper left corner of the first free place, or of the place the user chose; it is taken from then on.

        Parameters
        ----------
        size
            Width and height of what is put there.
        corners
            Corners in the order in which they are tried; places along the edges follow.
        placed
            The user's choice, or None.
        """
        found = self._best(size, corners) if placed is None else self.at(size, placed)
        self.written.append(_box_at(found, size))
        return found

    def least_trouble(self, size: tuple[float, float], corners: Sequence[Part]) -> tuple[float, float]:
        """What something would cover at the place that `find` gives it, as `trouble` tells it."""
        return self.trouble(_box_at(self._best(size, corners), size))

    def _best(self, size: tuple[float, float], corners: Sequence[Part]) -> PointMm:
        places = [self.at(size, part) for part in (*corners, *_ALONG)]
        return min(enumerate(places), key=lambda place: (self.trouble(_box_at(place[1], size)), place[0]))[1]

    def trouble(self, *boxes: Box) -> tuple[float, float]:
        """Area of words and of drawings that boxes would cover, mm²; the less, the better."""
        air = [(left - AIR_MM, top - AIR_MM, right + AIR_MM, bottom + AIR_MM) for left, top, right, bottom in boxes]
        near = [
            (left - LINE_MM, top - LINE_MM, right + LINE_MM, bottom + LINE_MM) for left, top, right, bottom in boxes
        ]
        return (
            sum(_shared(box, other) for box in air for other in self.written),
            sum(_shared(box, other) for box in near for other in self.drawn),
        )


def _box_at(at: PointMm, size: tuple[float, float]) -> Box:
    return (at[0], at[1], at[0] + size[0], at[1] + size[1])


def _shared(first: Box, second: Box) -> float:
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    return wide * high if wide > 0 and high > 0 else 0.0
