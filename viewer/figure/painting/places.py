"""Where the marks of a page are, for who edits the figure where it is seen: their boxes, and what a click hits."""

import math
from dataclasses import dataclass

from viewer.figure.page import BoxMm, ImageMark, Mark, Page, PathMark, PointMm, ScaleBarMark, TextMark
from viewer.figure.painting.shapes import MM_PER_PT
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import width_mm


@dataclass(frozen=True, slots=True)
class ItemBox:
    """Where one mark of an item is.

    Parameters
    ----------
    item, panel
        What the mark belongs to, as in `ImageMark`.
    box_mm
        Left, top, width, height: upright, its rim and what a clip cuts off left out.
    mark
        Its number among the page's marks.
    """

    item: str
    panel: int
    box_mm: BoxMm
    mark: int


def item_boxes(page: Page) -> tuple[ItemBox, ...]:
    """Boxes of all marks that belong to an item, one for each mark, in painting order.

    An item of several marks (two side letters and their words) has several boxes: one round all would cover the image.
    """
    boxes = []
    for number, mark in enumerate(page.marks):
        box = box_of(mark)
        clip = None if isinstance(mark, ScaleBarMark) else mark.clip
        box = _cut(box, clip) if box is not None and clip is not None else box
        if mark.item and box is not None:
            boxes.append(ItemBox(mark.item, mark.panel, box, number))
    return tuple(boxes)


def item_at(page: Page, at_mm: PointMm, *, reach_mm: float) -> ItemBox | None:
    """The topmost mark of an item under a point, or None.

    Parameters
    ----------
    page
        The page.
    at_mm
        The point.
    reach_mm
        How far off a line, an edge or a letter may be missed. Of what can be reached the nearest counts, and of those
        as near (such as all that the point lies in) the topmost. Lines are hit, not what they go round.
    """
    found: tuple[float, ItemBox] | None = None
    for box in item_boxes(page):
        distance = _distance(page.marks[box.mark], box.box_mm, at_mm)
        if distance <= reach_mm and (found is None or distance <= found[0] or _is_image(page, found[1])):
            found = (distance, box)
    return None if found is None else found[1]


def box_of(mark: Mark) -> BoxMm | None:
    """Left, top, width, height of a mark in mm, its clip left out of account; None where there is nothing to see."""
    match mark:
        case ImageMark():
            return (mark.left_mm, mark.top_mm, mark.width_mm, mark.height_mm)
        case ScaleBarMark():
            thick = mark.width_pt * MM_PER_PT
            return (mark.x_mm, mark.y_mm - thick / 2, mark.length_mm, thick)
        case TextMark():
            return _round(_text_corners(mark)) if mark.text.strip() else None
        case PathMark():
            return _round([point for ring in mark.rings_mm for point in ring])


def _text_corners(mark: TextMark) -> list[PointMm]:
    """Corners of a line of text, turned with it: from the deepest to the highest letter of its type."""
    width = width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold, font=mark.font)
    left = {"left": 0.0, "center": -0.5, "right": -1.0}[mark.anchor] * width
    em, face = mark.size_pt * MM_PER_PT, face_of(mark.font)
    cos, sin = math.cos(math.radians(mark.angle_deg)), math.sin(math.radians(mark.angle_deg))
    corners = [(x, y) for x in (left, left + width) for y in (-face.ascent * em, face.descent * em)]
    return [(mark.x_mm + x * cos + y * sin, mark.baseline_mm - x * sin + y * cos) for x, y in corners]


def _round(points: list[PointMm]) -> BoxMm | None:
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _cut(box: BoxMm, clip: BoxMm) -> BoxMm | None:
    left, top = max(box[0], clip[0]), max(box[1], clip[1])
    right, bottom = min(box[0] + box[2], clip[0] + clip[2]), min(box[1] + box[3], clip[1] + clip[3])
    return (left, top, right - left, bottom - top) if left <= right and top <= bottom else None


def _is_image(page: Page, box: ItemBox) -> bool:
    return isinstance(page.marks[box.mark], ImageMark)


def _distance(mark: Mark, box: BoxMm, at_mm: PointMm) -> float:
    """Distance in mm to the mark: to its line, if it is an open shape; else to its box, 0 within."""
    outside = math.hypot(
        max(box[0] - at_mm[0], at_mm[0] - box[0] - box[2], 0.0), max(box[1] - at_mm[1], at_mm[1] - box[1] - box[3], 0.0)
    )
    if not isinstance(mark, PathMark) or (mark.fill is not None and outside > 0.0):
        return outside
    if mark.fill is not None and any(_is_inside(ring, at_mm) for ring in mark.rings_mm):
        return 0.0
    near = min((_to_ring(ring, at_mm, is_closed=mark.is_closed) for ring in mark.rings_mm if ring), default=math.inf)
    return max(near - mark.width_pt * MM_PER_PT / 2.0, 0.0)


def _to_ring(ring: tuple[PointMm, ...], at_mm: PointMm, *, is_closed: bool) -> float:
    ends = (*ring[1:], ring[0]) if is_closed else ring[1:]
    return min((_to_piece(a, b, at_mm) for a, b in zip(ring, ends, strict=False)), default=math.dist(ring[0], at_mm))


def _to_piece(a: PointMm, b: PointMm, at_mm: PointMm) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0.0 else ((at_mm[0] - a[0]) * dx + (at_mm[1] - a[1]) * dy) / length
    along = min(max(along, 0.0), 1.0)
    return math.hypot(at_mm[0] - a[0] - along * dx, at_mm[1] - a[1] - along * dy)


def _is_inside(ring: tuple[PointMm, ...], at_mm: PointMm) -> bool:
    """Whether a point lies in a ring, by the number of edges to its right."""
    x, y = at_mm
    crossings = 0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossings += 1
    return crossings % 2 == 1
