"""A slice as two halves about a line: which way up it stands, what is a point's mirror image, how a half is fitted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Point
from viewer.core.series import Slice
from viewer.core.view import FIT_MARGIN, Framing

Line = tuple[Point, Point]

KEPT_PART = 0.75
"""Least part of a half's width, from the line, that is seen when it is fitted: the outermost part holds little but
air and fat, and the muscles are seen larger without it (no unit)."""

MARGIN_PART = 0.02
"""How far a half is shown beyond the line, in parts of the half's width: some 3 mm, so that what lies on the line is
whole and the other side's muscle is not seen (no unit)."""

FOCUS_MARGIN_PART = 0.04
"""The same where muscles are shown large, in parts of how much is seen at least from the line (no unit)."""

FOCUS_WIDTH, FOCUS_HEIGHT = 1.45, 1.7
"""How much is shown at least where muscles are shown large, in parts of how far they reach from the line, and of their
height: what lies beside and behind them belongs to the picture (no unit)."""


@dataclass(frozen=True, slots=True)
class Halves:
    """The right and the left half of a slice.

    Parameters
    ----------
    line
        Two points (x, y) on the line between them, pixels, from front to back (or from head to feet).
    aspect
        Row spacing in parts of the column spacing.
    columns, rows
        Size of the image.
    right_sign
        Where the patient's right is once the line stands upright: −1 left of it on the screen, 1 right of it.
    """

    line: Line
    aspect: float
    columns: int
    rows: int
    right_sign: int

    @property
    def slant(self) -> float:
        """Angle by which the image is turned clockwise so that the line runs down the screen, radians."""
        (x0, y0), (x1, y1) = self.line
        return math.pi / 2.0 - math.atan2((y1 - y0) * self.aspect, x1 - x0)

    def reflected(self, point: Point) -> Point:
        """Point at the mirrored place on the other side, exact in mm."""
        (x0, y0), (x1, y1) = self.line
        dx, dy = x1 - x0, (y1 - y0) * self.aspect
        x, y = point[0] - x0, (point[1] - y0) * self.aspect
        part = 2.0 * (x * dx + y * dy) / (dx * dx + dy * dy)
        return (x0 + part * dx - x, y0 + (part * dy - y) / self.aspect)

    def fitted(self, canvas: tuple[float, float], focus: Sequence[Point] = ()) -> Framing:
        """Framing of the right half at which what is wanted of either half fits its pane.

        Parameters
        ----------
        canvas
            Size of a pane, screen points.
        focus
            Image points (x, y) round what is shown large; empty for all of a half's height and most of its width.
        """
        extent, top, bottom = self.extent
        across, upper, lower = self._wanted(focus)
        margin = self.margin(focus)
        zoom = max(min(canvas[0] / (across + margin), canvas[1] / (lower - upper)) * FIT_MARGIN, 1e-6)
        shown = min(canvas[0] / zoom - margin, extent)
        half_height = min(canvas[1] / zoom, bottom - top) / 2.0
        down = min(max((upper + lower) / 2.0, top + half_height), bottom - half_height)
        middle = self.stored((self.right_sign * (shown - margin) / 2.0, down))
        return Framing(zoom, middle, self.slant)

    def _wanted(self, focus: Sequence[Point]) -> tuple[float, float, float]:
        """How much is shown at least: from the line, and the highest and lowest of it; upright, columns' widths."""
        extent, top, bottom = self.extent
        if not focus:
            return KEPT_PART * extent, top, bottom
        places = [self.upright(point) for point in focus]
        across = min(FOCUS_WIDTH * max(abs(u) for u, _ in places), extent)
        upper, lower = min(v for _, v in places), max(v for _, v in places)
        beyond = (FOCUS_HEIGHT - 1.0) / 2.0 * (lower - upper)
        return max(across, 1.0), upper - beyond, max(lower + beyond, upper - beyond + 1.0)

    def margin(self, focus: Sequence[Point] = ()) -> float:
        """How far a half is shown beyond the line, columns' widths; `focus` as for `fitted`."""
        margin = MARGIN_PART * self.extent[0]
        return min(margin, FOCUS_MARGIN_PART * self._wanted(focus)[0]) if focus else margin

    @property
    def extent(self) -> tuple[float, float, float]:
        """How far the wider half reaches from the line; highest and lowest corner; upright, columns' widths."""
        corners = [(x, y) for x in (-0.5, self.columns - 0.5) for y in (-0.5, self.rows - 0.5)]
        places = [self.upright(corner) for corner in corners]
        return max(abs(u) for u, _ in places), min(v for _, v in places), max(v for _, v in places)

    def upright(self, point: Point) -> Point:
        """Place of an image point from the line's first point with the line upright, columns' widths."""
        cosine, sine = math.cos(self.slant), math.sin(self.slant)
        x, y = point[0] - self.line[0][0], (point[1] - self.line[0][1]) * self.aspect
        return (cosine * x - sine * y, sine * x + cosine * y)

    def stored(self, from_line: Point) -> Point:
        """Image point of such a place."""
        cosine, sine = math.cos(self.slant), math.sin(self.slant)
        (x0, y0), (u, v) = self.line[0], from_line
        return (x0 + cosine * u + sine * v, y0 + (cosine * v - sine * u) / self.aspect)


def halves_about(line: Line, image: Slice) -> Halves:
    """Halves of a slice about a line.

    Parameters
    ----------
    line
        Two points (x, y), pixels, in any order.
    image
        A slice on which sides can be told, with what the user stated filled in.
    """
    spacing = image.geometry.spacing
    aspect = 1.0 if spacing is None else spacing.row_mm / spacing.column_mm
    first, second = line if _runs_back(line, aspect, image.geometry) else (line[1], line[0])
    halves = Halves((first, second), aspect, image.columns, image.rows, 1)
    here, there = image.geometry.leftness([first, halves.stored((1.0, 0.0))])
    return halves if there < here else replace(halves, right_sign=-1)


def _runs_back(line: Line, aspect: float, geometry: PlaneGeometry) -> bool:
    """Whether a line runs to the back, or to the feet where it runs along the body; down the image where unknown."""
    (x0, y0), (x1, y1) = line
    across, down = x1 - x0, (y1 - y0) * aspect
    if geometry.orientation is None:
        return down >= 0.0
    row, column = np.asarray(geometry.orientation.row), np.asarray(geometry.orientation.column)
    _, back, head = across * row + down * column
    return bool(back >= 0.0 if abs(back) >= abs(head) else head <= 0.0)
