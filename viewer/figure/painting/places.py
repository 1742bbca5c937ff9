"""Where a mark of a page is."""

import math

from viewer.figure.page import BoxMm, ImageMark, Mark, PathMark, PointMm, ScaleBarMark, TextMark
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT, width_mm


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
