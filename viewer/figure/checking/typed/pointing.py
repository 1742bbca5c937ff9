"""What a mark of the recipe points at: an outline within reach, or the half of the patient it lies in.

Everything is told on the slice, in mm along its rows and columns: a mirrored or turned panel changes nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from viewer.core.figures.checks import PointMm
from viewer.core.figures.marks import PAGE, Arrow, Bracket, FigureMark, Note
from viewer.core.outline import Outline, Side
from viewer.core.polygons.edges import encloses
from viewer.core.polygons.overlap import nearest_on
from viewer.figure.content import FigureContent
from viewer.figure.page import Frame
from viewer.measure.midline import estimated_midline, leftness_of, side_of_point

REACH_MM = 10.0
"""How far from an outline a mark still points at it, mm of the patient: a label beside its muscle."""

MIDDLE_MM = 6.0
"""How near the midline no side is told, mm: spinous process and canal belong to both."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a mark points at: the panel, the side (unknown near the midline), the outline and its distance in mm."""

    panel: int
    side: Side
    outline: Outline | None = None
    distance_mm: float = math.inf


def pointed_at(mark: FigureMark, frames: Sequence[Frame], contents: Sequence[FigureContent]) -> Pointed | None:
    """What a mark with a text points at; None where there is no picture.

    Parameters
    ----------
    mark
        An arrow points with its tip, a text with its middle, a bracket with the middle of its stretch.
    frames
        Frames of the page; a mark on the page points at the panel it lies over.
    contents
        What each panel shows.
    """
    point = _tip(mark)
    if point is None:
        return None
    panel = mark.panel
    if panel == PAGE:
        frame = next((frame for frame in frames if frame.holds(point)), None)
        if frame is None:
            return None
        panel, point = frame.panel, frame.to_slice(point)
    return _told(panel, point, contents[panel]) if panel < len(contents) else None


def _tip(mark: FigureMark) -> PointMm | None:
    match mark:
        case Arrow():
            return mark.tip_mm
        case Note():
            return mark.at_mm
        case Bracket():
            return ((mark.start_mm[0] + mark.end_mm[0]) / 2.0, (mark.start_mm[1] + mark.end_mm[1]) / 2.0)
    return None


def _told(panel: int, point_mm: PointMm, content: FigureContent) -> Pointed:
    step = _step(content)
    nearest, distance = None, math.inf
    for outline in content.outlines:
        away = _distance_mm(outline, point_mm, step)
        if away < distance:
            nearest, distance = outline, away
    if nearest is not None and distance <= REACH_MM:
        return Pointed(panel, nearest.side, nearest, distance)
    return Pointed(panel, _half((point_mm[0] / step[0], point_mm[1] / step[1]), content))


def _step(content: FigureContent) -> tuple[float, float]:
    """Distance of columns and rows, mm; 1 where it is unknown, as marks are then in pixels."""
    spacing = content.geometry.spacing
    return (1.0, 1.0) if spacing is None else (spacing.column_mm, spacing.row_mm)


def _distance_mm(outline: Outline, point_mm: PointMm, step: tuple[float, float]) -> float:
    rings = [np.array(ring, dtype=np.float64) * step for ring in outline.rings]
    at = np.array(point_mm, dtype=np.float64)
    if encloses(rings, at[None])[0]:
        return 0.0
    foot, _ = nearest_on(rings, at)
    return float(np.hypot(*(foot - at)))


def _half(point_px: tuple[float, float], content: FigureContent) -> Side:
    """Half of the patient in which a point lies; unknown near the midline, and where nothing tells."""
    geometry = content.geometry
    if not geometry.can_tell_side:
        return Side.UNKNOWN
    image = content.statement.apply_to(content.image)
    if content.midline is not None:
        return side_of_point(point_px, content.midline, image)
    places = {
        side: [leftness_of(outline, image) for outline in content.outlines if outline.side is side]
        for side in (Side.RIGHT, Side.LEFT)
    }
    here = float(geometry.leftness([point_px])[0])
    if all(places.values()):
        middle, width = float(np.mean(places[Side.RIGHT]) + np.mean(places[Side.LEFT])) / 2.0, 0.0
    else:
        estimate = estimated_midline(image, content.values)
        if estimate is None:
            return Side.UNKNOWN
        middle, width = estimate
    if abs(here - middle) <= max(MIDDLE_MM, 0.05 * width):
        return Side.UNKNOWN
    return Side.RIGHT if here < middle else Side.LEFT
