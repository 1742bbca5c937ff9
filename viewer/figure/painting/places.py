"""Where the marks of a page are, for who edits the figure where it is seen."""

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
