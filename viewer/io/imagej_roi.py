"""Outlines from ImageJ: single .roi files and the .zip sets of its ROI manager.

ImageJ counts from the upper left corner of the first pixel, this program from its centre: half a pixel is
taken off every coordinate. ImageJ knows no patient; a side is taken only from a name that says one.
"""

import logging
import math
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.core.outline import Outline, Point, Side, signed_area
from viewer.core.series import SliceKey
from viewer.errors import OutlineError, RefusedError, UnreadableError
from viewer.io.sources import ByteSource, local_file

if TYPE_CHECKING:
    from roifile import ImagejRoi

CORNER_TO_CENTRE_PX = -0.5
"""Added to ImageJ's coordinates, whose (0, 0) is the corner of the first pixel."""

OVAL_VERTICES = 120
"""Vertices of an oval. The polygon is widened until its area is the ellipse's own, so that their number
moves no area; 120 keep the border within 0.02 pixels of a muscle-sized ellipse."""

_CURVE_STEPS = 16
_MAX_ROI_BYTES = 4 << 20
_MAX_ROIS = 1000
_OTHER_SHAPES = {
    3: "a straight line",
    4: "a freehand line",
    5: "a segmented line",
    6: "nothing",
    9: "an angle",
    10: "points",
}
_POLYGON, _RECTANGLE, _OVAL, _FREEHAND, _TRACED = 0, 1, 2, 7, 8
_TEXT, _IMAGE, _ARROW = 1, 4, 2
_POINTS_OF_STEP = {0: 1, 1: 1, 2: 2, 3: 3, 4: 0}
"""Points that follow each kind of step of a path: move, line, quadratic, cubic, close."""


@dataclass(frozen=True, slots=True)
class NamedOutline:
    """An outline and the name it had in ImageJ, for messages on the screen only."""

    name: str
    outline: Outline


def read_roi_outlines(path: Path, slice_key_for: Callable[[int | None], SliceKey]) -> tuple[NamedOutline, ...]:
    """Outlines of a .roi file or a .zip of them, in the file's order.

    Polygons, freehand and traced selections, rectangles, ovals and composites are taken, with their
    sub-pixel coordinates where they have some.

    Parameters
    ----------
    path
        The file.
    slice_key_for
        Slice of a position in ImageJ's stack, counted from 1; None when the selection belongs to none.

    Returns
    -------
    tuple of NamedOutline
        Structure multifidus; the side is unknown unless the name says right or left.

    Raises
    ------
    UnreadableError
        If the file is no ImageJ selection, damaged, or holds none.
    RefusedError
        If it holds a selection that encloses no area, such as a line.
    """
    source = local_file(path)
    rois = _members(source) if source.read(0, 2) == b"PK" else iter([source])
    outlines = tuple(_outline(member, slice_key_for) for member in rois)
    if not outlines:
        raise UnreadableError(f"{path} holds no ImageJ selection; save the ROI manager's list again.")
    return outlines


def side_of_name(name: str) -> Side:
    """Side that a name says in a word of its own: right, left, R or L.

    Parameters
    ----------
    name
        Such as 'MF_right', 'left multifidus', 'R' or 'multifidusLeft'. 'L4' is a level, not a side.

    Returns
    -------
    Side
        `Side.UNKNOWN` when the name says none, or both.

    Examples
    --------
    >>> side_of_name("MF_right").value, side_of_name("L4 left").value, side_of_name("L4").value
    ('right', 'left', 'unknown')
    """
    words: set[str] = set()
    for word in re.findall(r"[A-Za-z0-9]+", name):
        parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", word) if word.isalpha() else [word]
        words.update(part.lower() for part in parts)
    is_right, is_left = bool(words & {"right", "r"}), bool(words & {"left", "l"})
    if is_right == is_left:
        return Side.UNKNOWN
    return Side.RIGHT if is_right else Side.LEFT


def _members(source: ByteSource) -> Iterator[ByteSource]:
    from viewer.io.archive import zip_members

    for count, member in enumerate(zip_members(source, password=None)):
        if count >= _MAX_ROIS:
            raise UnreadableError(f"{source.name} holds more than {_MAX_ROIS} selections; save those you need.")
        if member.name.lower().endswith(".roi"):
            yield member


def _outline(source: ByteSource, slice_key_for: Callable[[int | None], SliceKey]) -> NamedOutline:
    roi = _parsed(source)
    name = "".join(c for c in roi.name if c.isprintable()).strip() or Path(source.name).stem
    called = f"{source.name} ('{name}')" if name != Path(source.name).stem else source.name
    rings = _rings(roi, called)
    position = roi.z_position if roi.z_position > 0 else roi.position
    try:
        outline = Outline(
            slice_key=slice_key_for(position if position > 0 else None), rings=_wound(rings), side=side_of_name(name)
        )
    except OutlineError as e:
        raise OutlineError(f"{called} encloses no area or holds a point that is no number; draw it again.") from e
    return NamedOutline(name, outline)


def _parsed(source: ByteSource) -> "ImagejRoi":
    import roifile

    # Damage is said in one sentence here; what the library logs about it would reach the terminal, or a log.
    log = logging.getLogger("roifile")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.propagate = False
    if source.size > _MAX_ROI_BYTES:
        raise UnreadableError(f"{source.name} is too large for an ImageJ selection; save it again.")
    try:
        return roifile.ImagejRoi.frombytes(source.read())
    except (ValueError, TypeError, struct.error, IndexError, OverflowError, MemoryError) as e:
        raise UnreadableError(f"{source.name} is no ImageJ selection or is damaged; save it again in ImageJ.") from e


def _rings(roi: "ImagejRoi", called: str) -> list[list[Point]]:
    """Rings of a selection, in this program's pixels.

    Raises
    ------
    RefusedError
        If it encloses no area.
    UnreadableError
        If it is damaged.
    """
    kind, subtype = int(roi.roitype), int(roi.subtype)
    if subtype in {_TEXT, _IMAGE, _ARROW} or kind not in {_POLYGON, _RECTANGLE, _OVAL, _FREEHAND, _TRACED}:
        what = {_TEXT: "text", _IMAGE: "a picture", _ARROW: "an arrow"}.get(subtype) or _OTHER_SHAPES.get(kind)
        raise RefusedError(
            f"{called} is {what or 'of an unknown kind'}, not a closed outline; "
            "use the polygon, freehand, oval, rectangle or wand tool."
        )
    if roi.multi_coordinates is not None:
        rings = _path_rings(roi.multi_coordinates.tolist(), called)
    elif kind in {_RECTANGLE, _OVAL}:
        rings = [_box_ring(roi, called, is_oval=kind == _OVAL)]
    else:
        points: Any = roi.coordinates()
        rings = [[(float(x), float(y)) for x, y in points]]
    return [_cleaned(ring) for ring in rings]


def _box_ring(roi: "ImagejRoi", called: str, *, is_oval: bool) -> list[Point]:
    if roi.subpixelrect:
        left, top, width, height = (float(v) for v in (roi.xd, roi.yd, roi.widthd, roi.heightd))
    else:
        left, top, width, height = roi.left, roi.top, roi.right - roi.left, roi.bottom - roi.top
    if not is_oval:
        if roi.rounded_rect_arc_size:
            raise RefusedError(f"{called} is a rectangle with rounded corners; draw a polygon instead.")
        return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    step = 2.0 * math.pi / OVAL_VERTICES
    widened = math.sqrt(step / math.sin(step)) / 2.0
    return [
        (
            left + width / 2.0 + widened * width * math.cos(step * i),
            top + height / 2.0 + widened * height * math.sin(step * i),
        )
        for i in range(OVAL_VERTICES)
    ]


def _path_rings(path: Sequence[float], called: str) -> list[list[Point]]:
    """Rings of a composite's path of moves, lines, curves and closings."""
    rings: list[list[Point]] = []
    place = 0
    while place < len(path):
        step = int(path[place]) if math.isfinite(path[place]) else -1
        count = _POINTS_OF_STEP.get(step, -1)
        values = path[place + 1 : place + 1 + 2 * count]
        if count < 0 or len(values) != 2 * count or (step != 0 and not rings):
            raise UnreadableError(f"{called} is damaged; save it again in ImageJ.")
        points = [(values[i], values[i + 1]) for i in range(0, 2 * count, 2)]
        if step == 0:
            rings.append(points)
        elif step != 4:
            rings[-1] += _curve([rings[-1][-1], *points])
        place += 1 + 2 * count
    return [ring for ring in rings if len(set(ring)) >= 3]


def _curve(control: list[Point]) -> list[Point]:
    """Points along a Bézier curve after its first; its end alone for a line."""
    degree = len(control) - 1
    steps = 1 if degree == 1 else _CURVE_STEPS
    points = []
    for step in range(1, steps + 1):
        t = step / steps
        weights = [math.comb(degree, i) * t**i * (1.0 - t) ** (degree - i) for i in range(degree + 1)]
        points.append(
            (
                math.fsum(w * p[0] for w, p in zip(weights, control, strict=True)),
                math.fsum(w * p[1] for w, p in zip(weights, control, strict=True)),
            )
        )
    return points


def _cleaned(ring: list[Point]) -> list[Point]:
    """Ring from pixel centres, without points that repeat their neighbour."""
    moved = [(x + CORNER_TO_CENTRE_PX, y + CORNER_TO_CENTRE_PX) for x, y in ring]
    kept = [p for i, p in enumerate(moved) if i == 0 or p != moved[i - 1]]
    while len(kept) > 1 and kept[-1] == kept[0]:
        kept.pop()
    return kept


def _wound(rings: list[list[Point]]) -> tuple[tuple[Point, ...], ...]:
    """Rings of a composite turned so that holes run against the borders round them.

    A ring inside an odd number of others is a hole: ImageJ fills by the even–odd rule and its rings do not
    cross. A single ring is left as it was drawn.
    """
    if len(rings) < 2:
        return tuple(tuple(ring) for ring in rings)
    wound = []
    for ring in rings:
        inside = sum(_contains(other, ring) for other in rings if other is not ring)
        is_positive = signed_area(ring) > 0.0
        wound.append(tuple(ring if is_positive == (inside % 2 == 0) else reversed(ring)))
    return tuple(wound)


def _contains(outer: list[Point], ring: list[Point]) -> bool:
    """Whether a ring lies inside another: most of its edges' middles do, as rings may touch."""
    middles = [
        ((x + next_x) / 2.0, (y + next_y) / 2.0)
        for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    return 2 * sum(_is_inside(outer, *middle) for middle in middles) > len(middles)


def _is_inside(ring: list[Point], x: float, y: float) -> bool:
    is_inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            is_inside = not is_inside
    return is_inside
