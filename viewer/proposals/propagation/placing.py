"""Where a point of one slice lies on another: the same place in the patient, projected along the normal."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.series import Slice
from viewer.proposals.rings import Points

LEAST_ALIKE = 0.5
"""Least cosine between two planes' normals at which points slide from one to the other (no unit)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One slice as far as outlines are carried over it.

    Parameters
    ----------
    geometry
        Where it lies, as far as known.
    rows, columns
        Size of the image.
    values
        Values after rescale, shape (rows, columns), NaN where there is none; None where they could not be read.
    """

    geometry: PlaneGeometry
    rows: int
    columns: int
    values: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, image: Slice, values: NDArray[np.float64] | None = None) -> "Sheet":
        """Sheet of a slice whose values were read, or not."""
        return cls(image.geometry, image.rows, image.columns, values)

    @property
    def scale(self) -> tuple[float, float]:
        """Size of a pixel (column, row) in mm; square and 1 where it is unknown."""
        spacing = self.geometry.spacing
        return (1.0, 1.0) if spacing is None else (spacing.column_mm, spacing.row_mm)

    def inside(self, points: Points) -> Points:
        """Points drawn into the image, to the centres of its outermost pixels at most."""
        return np.clip(points, 0.0, [self.columns - 1.0, self.rows - 1.0])


def has_place(geometry: PlaneGeometry) -> bool:
    """Whether it is known where in the patient a slice lies."""
    return geometry.orientation is not None and geometry.spacing is not None and geometry.position_mm is not None


def placed(points: Points, source: PlaneGeometry, target: PlaneGeometry) -> Points:
    """Points of one slice on another, in pixels of that one.

    Parameters
    ----------
    points
        Shape (n, 2), pixels of the source.
    source, target
        Where both lie. Without a known place of both, the pixels stay the same.
    """
    if source is target or not (has_place(source) and has_place(target)):
        return points
    return target.to_pixels(source.to_patient_mm(points))


def slid(points: Points, source: PlaneGeometry, target: PlaneGeometry) -> Points:
    """Points of one slice on a tilted other, slid along the mean of both normals, in pixels of that one.

    A muscle crosses two neighbouring planes at about the same angle, so that it runs along the mean of their normals.

    Parameters
    ----------
    points
        Shape (n, 2), pixels of the source.
    source, target
        Where both lie. Without a known place of both, or where planes are tilted by more than 60° against each other,
        as `placed`.
    """
    if source.orientation is None or target.orientation is None or not (has_place(source) and has_place(target)):
        return placed(points, source, target)
    one, other = np.asarray(source.orientation.normal), np.asarray(target.orientation.normal)
    if abs(float(one @ other)) < LEAST_ALIKE:
        return placed(points, source, target)
    along = one + (other if one @ other > 0.0 else -other)
    places = source.to_patient_mm(points)
    ways = (np.asarray(target.position_mm) - places) @ other / float(along @ other)
    return target.to_pixels(places + ways[:, None] * along)


def steps_mm(geometries: Sequence[PlaneGeometry]) -> tuple[float, ...]:
    """Distances from each slice to the next along the first one's normal, mm; all 1 where they are not known.

    Parameters
    ----------
    geometries
        At least two neighbours, in order.
    """
    first = geometries[0].orientation
    positions = [geometry.position_mm for geometry in geometries if geometry.position_mm is not None]
    if first is None or len(positions) < len(geometries):
        return (1.0,) * (len(geometries) - 1)
    along = [float(np.dot(position, first.normal)) for position in positions]
    steps = tuple(abs(b - a) for a, b in pairwise(along))
    # Images at one place, such as echoes of one slice, have an order and no distance.
    return steps if min(steps) > 0.0 else (1.0,) * len(steps)
