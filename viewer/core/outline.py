"""Outlines: closed polygons on one slice, with a structure and a patient side."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from viewer.core.polygons.areas import following, ring_moments, signed_area
from viewer.core.polygons.edges import is_simple
from viewer.core.series import SliceKey
from viewer.errors import OutlineError

__all__ = [
    "SIDE_ORDER",
    "Outline",
    "OutlineRule",
    "Point",
    "Side",
    "Structure",
    "check_outline",
    "following",
    "has_crossing",
    "ring_moments",
    "signed_area",
]

Point = tuple[float, float]


class Side(StrEnum):
    """A side of the patient, never of the screen."""

    RIGHT = "right"
    LEFT = "left"
    UNKNOWN = "unknown"


SIDE_ORDER = {Side.RIGHT: 0, Side.LEFT: 1, Side.UNKNOWN: 2}
"""Order in which outlines of one structure are numbered and listed: right before left."""


class Structure(StrEnum):
    """What an outline encloses."""

    MULTIFIDUS = "multifidus"
    ERECTOR_SPINAE = "erector spinae"
    PSOAS = "psoas"
    QUADRATUS_LUMBORUM = "quadratus lumborum"
    REFERENCE_FAT = "reference fat"
    REFERENCE_MUSCLE = "reference muscle"
    CUSTOM = "custom"


class OutlineRule(StrEnum):
    """Which border an outline follows; it moves the area by 4 % (multifidus) to 15 % (erector spinae).

    References
    ----------
    Berry et al. 2018, doi:10.1186/s12891-018-2059-x.
    """

    FASCIAL = "fascial border"
    """Along the fascia, fat inside it included."""
    VISIBLE = "visible muscle border"
    """Along the muscle that can be seen, fat under the fascia left out."""
    UNSTATED = "not stated"
    """Nobody said: of a mask, of other programs' outlines, of points on the command line, of older projects."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon (or, for masks with holes or islands, several rings) on one slice.

    Parameters
    ----------
    slice_key
        The slice it belongs to.
    rings
        One or more closed rings of (x, y) pixel positions, first point not repeated. Rings of a mask run so
        that holes turn the other way round than outer borders; a drawn outline has one ring.
    side
        Side of the patient.
    structure
        What it encloses.
    rule
        Which border it follows.
    is_proposed
        Whether the program proposed it and nobody has accepted it yet.

    Raises
    ------
    OutlineError
        If a ring has fewer than three points or a value that is not finite.
    """

    slice_key: SliceKey
    rings: tuple[tuple[Point, ...], ...]
    side: Side = Side.UNKNOWN
    structure: Structure = Structure.MULTIFIDUS
    rule: OutlineRule = OutlineRule.FASCIAL
    is_proposed: bool = False

    def __post_init__(self) -> None:
        if not self.rings:
            raise OutlineError("The outline has no points; draw at least three.")
        for ring in self.rings:
            if len(ring) < 3:
                count = "one point" if len(ring) == 1 else f"{len(ring)} points"
                raise OutlineError(f"The outline has only {count}; it needs at least three.")
            if not all(math.isfinite(v) for point in ring for v in point):
                raise OutlineError("The outline has a point that is not a finite number.")

    @classmethod
    def from_points(
        cls,
        points_px: ArrayLike,
        *,
        slice_key: SliceKey,
        side: Side = Side.UNKNOWN,
        structure: Structure = Structure.MULTIFIDUS,
    ) -> "Outline":
        """Outline of one ring from points of shape (n, 2), (x = column, y = row) in pixels.

        A last point that repeats the first, and neighbours that repeat each other, are dropped.
        """
        points = [(float(x), float(y)) for x, y in np.asarray(points_px, dtype=np.float64).reshape(-1, 2)]
        ring = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        while len(ring) > 1 and ring[-1] == ring[0]:
            ring.pop()
        return cls(slice_key=slice_key, rings=(tuple(ring),), side=side, structure=structure)

    def with_side(self, side: Side) -> "Outline":
        """Return the same outline on another side."""
        return replace(self, side=side)

    @property
    def area_px(self) -> float:
        """Exact enclosed area in pixels."""
        return abs(math.fsum(signed_area(ring) for ring in self.rings))

    @property
    def centroid_px(self) -> Point:
        """Centroid (x, y) of the enclosed area in pixels.

        Raises
        ------
        OutlineError
            If the outline encloses no area.
        """
        moments = [ring_moments(ring) for ring in self.rings]
        area, x, y = (math.fsum(m[i] for m in moments) for i in range(3))
        if area == 0.0:
            raise OutlineError("The outline encloses no area; draw it round the muscle.")
        return (x / area, y / area)

    @property
    def bounds_px(self) -> tuple[float, float, float, float]:
        """Smallest and largest coordinates (x_min, y_min, x_max, y_max) in pixels."""
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        return (min(xs), min(ys), max(xs), max(ys))


def has_crossing(ring: Sequence[Point]) -> bool:
    """Whether two edges of a ring cross or touch other than at their shared end.

    Parameters
    ----------
    ring
        (x, y) points in pixels, first not repeated.
    """
    points = np.asarray(ring, dtype=np.float64)
    return len(points) > 3 and not is_simple(points)


def check_outline(outline: Outline, *, rows: int, columns: int, name: str) -> None:
    """Refuse an outline that cannot be measured.

    Parameters
    ----------
    outline
        The outline; rings of masks are taken as sound.
    rows, columns
        Size of the image.
    name
        How the message calls it, such as 'right multifidus'.

    Raises
    ------
    OutlineError
        If it encloses no area, crosses itself, or leaves the image.
    """
    x_min, y_min, x_max, y_max = outline.bounds_px
    if x_min < -0.5 or y_min < -0.5 or x_max > columns - 0.5 or y_max > rows - 0.5:
        raise OutlineError(
            f"The {name} outline leaves the image of {columns} × {rows} pixels; keep every point inside it."
        )
    if len(outline.rings) == 1 and has_crossing(outline.rings[0]):
        raise OutlineError(f"The {name} outline crosses itself; move the points so that its edges do not cross.")
    if outline.area_px <= 0.0:
        raise OutlineError(f"The {name} outline encloses no area; draw it round the muscle.")
