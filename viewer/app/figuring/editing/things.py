"""Where the things of a page lie, and which of them a point hits. Points and boxes are in mm of the page."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viewer.core.figures.marks import PAGE
from viewer.core.figures.spec import ITEMS
from viewer.figure.page import ImageMark, Mark, Page, PathMark, PointMm, ScaleBarMark, TextMark
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT, width_mm

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""

MARK = "mark:"
"""Begins the name of what the user put on the figure; its place among the recipe's marks follows."""

IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the page that can be taken hold of.

    Parameters
    ----------
    item
        One of the recipe's `ITEMS`, 'image', or 'mark:<place in the recipe's marks>'.
    panel
        Number of its panel from 0, `PAGE` for the page.
    """

    item: str
    panel: int = PAGE

    @property
    def mark(self) -> int | None:
        """Place among the recipe's marks, None for anything else."""
        return int(self.item.removeprefix(MARK)) if self.item.startswith(MARK) else None

    @property
    def is_placed(self) -> bool:
        """Whether the layout places it by itself."""
        return self.item in ITEMS


def mark_thing(index: int, panel: int) -> Thing:
    """The thing that is a mark of the recipe."""
    return Thing(f"{MARK}{index}", panel)


def box_of(mark: Mark) -> Box:
    """Box that a mark of the page fills, without its dark rim."""
    if isinstance(mark, ImageMark):
        return (mark.left_mm, mark.top_mm, mark.left_mm + mark.width_mm, mark.top_mm + mark.height_mm)
    if isinstance(mark, ScaleBarMark):
        half = mark.width_pt * MM_PER_PT / 2
        return (mark.x_mm, mark.y_mm - half, mark.x_mm + mark.length_mm, mark.y_mm + half)
    points = _text_corners(mark) if isinstance(mark, TextMark) else [p for ring in mark.rings_mm for p in ring]
    return around(points)


def around(points: Iterable[PointMm]) -> Box:
    """Smallest box round points."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def union(boxes: Iterable[Box]) -> Box:
    """Smallest box round boxes."""
    return around(corner for box in boxes for corner in (box[:2], box[2:]))


def _text_corners(mark: TextMark) -> list[PointMm]:
    wide = width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold, font=mark.font)
    left = {"left": 0.0, "center": -wide / 2, "right": -wide}[mark.anchor]
    size, face = mark.size_pt * MM_PER_PT, face_of(mark.font)
    turn = math.radians(mark.angle_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    return [
        (mark.x_mm + x * cos + y * sin, mark.baseline_mm - x * sin + y * cos)
        for x in (left, left + wide)
        for y in (-face.cap_height * size, face.descent * size)
    ]


def things_of(page: Page) -> dict[Thing, Box]:
    """Every thing of a page that can be taken hold of, with its box, from back to front; images are not among them."""
    boxes: dict[Thing, list[Box]] = {}
    for mark in page.marks:
        thing = Thing(mark.item, mark.panel)
        if thing.is_placed or thing.mark is not None:
            boxes.setdefault(thing, []).append(box_of(mark))
    return {thing: union(parts) for thing, parts in boxes.items()}


def is_inside(point: PointMm, box: Box, reach: float = 0.0) -> bool:
    """Whether a point lies in a box or as near to it."""
    return box[0] - reach <= point[0] <= box[2] + reach and box[1] - reach <= point[1] <= box[3] + reach


def thing_at(page: Page, point: PointMm, *, reach: float) -> Thing | None:
    """The foremost thing that a point hits, or None; an image is none.

    Parameters
    ----------
    page
        The page.
    point
        Where, mm.
    reach
        How far beside a line still counts, mm.
    """
    for mark in reversed(page.marks):
        thing = Thing(mark.item, mark.panel)
        if (thing.is_placed or thing.mark is not None) and _hits(mark, point, reach):
            return thing
    whole = ("scale-bar", "colour-bar", "inset", "key", "badge")
    found = [thing for thing, box in things_of(page).items() if thing.item in whole and is_inside(point, box, reach)]
    return found[-1] if found else None


def _hits(mark: Mark, point: PointMm, reach: float) -> bool:
    if not isinstance(mark, PathMark):
        return is_inside(point, box_of(mark), reach)
    if mark.fill is not None and any(contains(ring, point) for ring in mark.rings_mm):
        return True
    near = reach + mark.width_pt * MM_PER_PT / 2
    return any(_distance(ring, point, is_closed=mark.is_closed) <= near for ring in mark.rings_mm)


def contains(ring: Sequence[PointMm], point: PointMm) -> bool:
    """Whether a point lies inside a ring (even-odd)."""
    x, y = point
    is_in = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            is_in = not is_in
    return is_in


def _distance(ring: Sequence[PointMm], point: PointMm, *, is_closed: bool) -> float:
    """Distance of a point from a run of straight lines, mm."""
    if len(ring) == 1:
        return math.dist(ring[0], point)
    ends = (*ring[1:], ring[0]) if is_closed else ring[1:]
    return min(_distance_to(a, b, point) for a, b in zip(ring, ends, strict=False))


def _distance_to(a: PointMm, b: PointMm, point: PointMm) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0.0 else ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
    along = min(max(along, 0.0), 1.0)
    return math.dist((a[0] + along * dx, a[1] + along * dy), point)
