"""The small picture in a corner of a panel: the whole slice with its crop, or a sagittal image with the line."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.grey import Window
from viewer.figure.arranging.grid import PlacedPanel
from viewer.figure.content import FigureContent, LocatorView
from viewer.figure.page import ImageMark, Mark, PathMark, PointMm
from viewer.figure.parts.picture import grey_of
from viewer.figure.parts.placing import LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT, Part, Room

PART = 0.25
"""Largest width and height of the inset as a part of its panel's (no unit)."""

FRAME_PT, LINE_PT, RIM_PT = 0.7, 0.9, 0.5
"""Widths of the frame, of the line in it, and of the dark rim round both."""

_CORNERS = (LOWER_LEFT, LOWER_RIGHT, UPPER_RIGHT, UPPER_LEFT)


def whole_marks(placed: PlacedPanel, room: Room, window: Window, chosen: Part | None) -> list[Mark]:
    """The whole slice, shown as its panel is, with a frame round what the panel shows.

    Parameters
    ----------
    placed
        The panel.
    room
        What stands on it.
    window
        Display window of the panel.
    chosen
        Where the user put the inset, or None.
    """
    view, crop = placed.view, placed.crop
    shown = view.turning.size(view.extent)
    size, scale = _size(shown, room)
    at = room.find(size, _CORNERS, chosen)
    pixels = np.ascontiguousarray(view.turning.shown(grey_of(view.content, window)))
    # places count from the outer corner here
    a, b, c, d, e, f = view.turning.affine((0.0, 0.0), view.extent, scale, at)
    (x0, y0), (wide, high) = crop.corner, crop.size
    corners = ((x0, y0), (x0 + wide, y0), (x0 + wide, y0 + high), (x0, y0 + high))
    frame = tuple((a * x + b * y + c, d * x + e * y + f) for x, y in corners)
    return [*_picture(pixels, at, size), _line(frame, at, size, is_closed=True)]


def locator_marks(content: FigureContent, room: Room, chosen: Part | None) -> list[Mark]:
    """The sagittal image with the line along which it meets the slice; nothing where there is none."""
    locator = content.locator
    if locator is None:
        return []
    rows, columns = locator.grey.shape
    size, scale = _size((columns * locator.column_mm, rows * locator.row_mm), room)
    at = room.find(size, _CORNERS, chosen)
    line = tuple(_on_locator(point, locator, scale, at) for point in locator.line_px)
    return [*_picture(locator.grey, at, size), _line(line, at, size, is_closed=False)]


def _on_locator(point: PointMm, locator: LocatorView, scale: float, at: PointMm) -> PointMm:
    return (
        at[0] + (point[0] + 0.5) * locator.column_mm * scale,
        at[1] + (point[1] + 0.5) * locator.row_mm * scale,
    )


def _size(shown: tuple[float, float], room: Room) -> tuple[tuple[float, float], float]:
    """Size on the page, and millimetres on the page per unit of what is shown."""
    scale = min(PART * room.size[i] / shown[i] for i in (0, 1))
    return (shown[0] * scale, shown[1] * scale), scale


def _picture(pixels: NDArray[np.uint8], at: PointMm, size: tuple[float, float]) -> list[Mark]:
    left, top = at
    right, bottom = left + size[0], top + size[1]
    ring = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [
        ImageMark(pixels, left, top, *size, clip=(left, top, *size)),
        PathMark((ring,), is_closed=True, width_pt=FRAME_PT, casing_pt=RIM_PT),
    ]


def _line(points: tuple[PointMm, ...], at: PointMm, size: tuple[float, float], *, is_closed: bool) -> PathMark:
    return PathMark((points,), is_closed=is_closed, width_pt=LINE_PT, casing_pt=RIM_PT, clip=(*at, *size))
