"""Midline and crop: what a user places on one image beside outlines."""

import math
from dataclasses import dataclass

from viewer.core.outline import Point
from viewer.core.series import SliceKey
from viewer.errors import GeometryError


@dataclass(frozen=True, slots=True)
class Midline:
    """The mid-sagittal line that the user placed on one slice; it decides sides there.

    Parameters
    ----------
    slice_key
        The slice it belongs to.
    ends
        Two different points (x = column, y = row) in pixels on the line.

    Raises
    ------
    GeometryError
        If the two points coincide or are not finite.
    """

    slice_key: SliceKey
    ends: tuple[Point, Point]

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) for point in self.ends for v in point) or self.ends[0] == self.ends[1]:
            raise GeometryError("A midline needs two different points; place it along the spinous process.")


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of one picture that is kept; what lies outside is neither shown, measured nor written.

    Parameters
    ----------
    slice_key
        The picture it belongs to.
    left, top, right, bottom
        First and last kept column and row (inclusive), pixels.

    Raises
    ------
    GeometryError
        If nothing is kept.
    """

    slice_key: SliceKey
    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.left < 0 or self.top < 0 or self.right <= self.left or self.bottom <= self.top:
            raise GeometryError("The crop keeps nothing of the picture; draw it round the part to keep.")

    def keeps(self, *, rows: int, columns: int) -> tuple[slice, slice]:
        """Index (rows, columns) of the kept part in an image of this size."""
        return slice(self.top, min(self.bottom + 1, rows)), slice(self.left, min(self.right + 1, columns))
