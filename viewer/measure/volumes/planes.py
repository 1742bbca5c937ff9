"""Where the slices of a block lie along their normal."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Document
from viewer.core.geometry import PlaneGeometry, Vector, negated
from viewer.core.series import Series

SAME_PLACE_MM = 0.01
"""Distance along the normal up to which two slices lie at the same place, mm: far below any slice distance."""


@dataclass(frozen=True, slots=True)
class BlockPlanes:
    """Planes of the slices of one block.

    Parameters
    ----------
    series
        The block.
    geometries
        Geometry of every slice, with what the user stated filled in.
    places_mm
        Shape (slices,), place of every plane along its own normal, mm; NaN where it is not known.
    normals
        Unit normal (LPS) of every slice, pointing to where slice numbers grow; None where it is not known.
    """

    series: Series
    geometries: tuple[PlaneGeometry, ...]
    places_mm: NDArray[np.float64] = field(repr=False)
    normals: tuple[Vector | None, ...] = field(repr=False)

    def step_mm(self, number: int, *, direction: int) -> float | None:
        """Distance along the normal to the next slice of another place, mm; None at the end of the block.

        Parameters
        ----------
        number
            Number of the slice, from 1.
        direction
            1 for where numbers grow, −1 for the other way.
        """
        at = number - 1 + direction
        while 0 <= at < len(self.places_mm):
            distance = abs(float(self.places_mm[at] - self.places_mm[number - 1]))
            if distance > SAME_PLACE_MM:
                return distance
            if not math.isfinite(distance):
                return None
            at += direction
        return None

    def nearest_mm(self, number: int) -> float | None:
        """Distance along the normal to the nearest slice of another place, mm; None where there is none."""
        steps = [self.step_mm(number, direction=direction) for direction in (-1, 1)]
        return min((step for step in steps if step is not None), default=None)

    def thickness_mm(self, number: int) -> float | None:
        """Thickness of a slice as its header tells it, mm, or None."""
        told = self.series.slices[number - 1].acquisition.slice_thickness_mm
        return told if told is not None and math.isfinite(told) and told > 0.0 else None


def planes_of(series: Series, document: Document) -> BlockPlanes:
    """Planes of a block, as far as their places in the patient are known."""
    statement = document.statement_for(series.series_uid)
    geometries = tuple(statement.shown_on(image).geometry for image in series.slices)
    normals = [None if g.orientation is None else g.orientation.normal for g in geometries]
    places = np.array([_along(g, normal) for g, normal in zip(geometries, normals, strict=True)])
    known = places[np.isfinite(places)]
    if len(known) > 1 and known[-1] < known[0]:
        normals = [None if normal is None else negated(normal) for normal in normals]
        places = -places
    return BlockPlanes(series, geometries, places, tuple(normals))


def _along(geometry: PlaneGeometry, normal: Vector | None) -> float:
    if normal is None or geometry.position_mm is None:
        return math.nan
    return math.fsum(a * b for a, b in zip(geometry.position_mm, normal, strict=True))


def mean_direction(normals: Sequence[Vector]) -> Vector:
    """Unit vector along the mean of normals, each turned so that it points where the first one does."""
    first = np.asarray(normals[0])
    turned = np.array([np.asarray(n) if np.dot(n, first) >= 0.0 else -np.asarray(n) for n in normals])
    mean = turned.sum(axis=0)
    x, y, z = (float(v) for v in mean / np.linalg.norm(mean))
    return (x, y, z)
