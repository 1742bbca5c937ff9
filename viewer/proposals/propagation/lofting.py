"""A muscle's surface through its outlines on planes that may be tilted and may cross, and where a plane cuts it.

Along the muscle runs a line through the centres of its outlines. Every place has a track beside that line, and a track
meets every outlined plane once. Between the last outlined plane that its track met and the next one, a place lies
inside or outside by the signed distances to both outlines, the nearer counting for more. So planes that cross inside
the muscle are in the right order on either side of where they cross, and nothing is said of places that do not lie
between two outlined planes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, Vector
from viewer.importing import one_importer
from viewer.measure.volumes.planes import mean_direction
from viewer.proposals.propagation.placing import has_place
from viewer.proposals.propagation.rings import signed_distances, zero_ring
from viewer.proposals.rings import Points, evenly

NEAR_MM = 3.0
"""Outlines whose centres lie nearer along the muscle share one point of the line through it, mm: what two readings of
nearly the same place differ by across would bend it."""

ROUNDING_MM = 0.1
"""How far beyond an outlined plane a place still counts as on it, mm."""

CELLS = 140
"""Cells along an edge of the lattice on which a plane is looked at: 0.5 mm for a multifidus."""

LEAST_ALONG = 0.75
"""Least cosine between a slice's normal and the mean of all (no unit): beyond 41° they are not cuts across one way."""

BORDER_POINTS = 120
"""Points along an outline from which its centre and its reach are taken."""

FAR_MM = 1000.0
"""How far the line through the muscle goes on beyond its ends, mm."""

Places = NDArray[np.float64]
"""Shape (n, 3), LPS mm."""


class Lie(StrEnum):
    """How a plane lies among outlined ones."""

    BETWEEN = "between"
    """All of the muscle's section lies between outlined planes."""
    ACROSS = "across an end"
    """The plane crosses the first or the last outlined one within the muscle."""
    BEYOND = "beyond"
    """None of it lies between."""


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """An outline of a muscle where it lies in the patient.

    Parameters
    ----------
    geometry
        Its slice; orientation, spacing and position are known.
    ring
        Shape (n, 2), pixels of that slice.
    """

    geometry: PlaneGeometry
    ring: Points


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """A contour with what is asked of it often."""

    geometry: PlaneGeometry
    normal: Places
    place_mm: float
    scale: Points
    distances: NDArray[np.float64]
    origin: Points
    step: float

    def distances_at(self, places: Places) -> NDArray[np.float64]:
        """Signed distances (positive inside) of places on its plane to its ring, mm."""
        with one_importer():
            from scipy.ndimage import map_coordinates

        x, y = ((self.geometry.to_pixels(places) * self.scale - self.origin) / self.step).T
        return np.asarray(map_coordinates(self.distances, [y, x], order=1, mode="nearest"))


@dataclass(frozen=True, slots=True, eq=False)
class Loft:
    """Surface of one muscle through its outlines; see `lofted`.

    Parameters
    ----------
    axis
        Unit vector (LPS) along the muscle.
    ways_mm
        Shape (m,), places of the points of the line along the axis, growing.
    line_mm
        Shape (m, 3), the points, LPS mm.
    reach_mm
        How far from the line the muscle's outlines go at most.
    cuts
        The outlines.
    """

    axis: Places
    ways_mm: NDArray[np.float64]
    line_mm: Places
    reach_mm: float
    cuts: tuple[_Cut, ...]

    def section(self, target: PlaneGeometry) -> tuple[Points | None, Lie]:
        """Ring where a plane cuts the surface, shape (n, 2) in its pixels, with how it lies; None unless between."""
        normal = np.asarray(target.orientation.normal if target.orientation else (0.0, 0.0, 0.0))
        if not has_place(target) or abs(float(normal @ self.axis)) < LEAST_ALONG:
            return None, Lie.BEYOND
        scale = _scale(target)
        x, y, step = self._lattice(target, normal, scale)
        nodes = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
        inside, _ = self._inside(target.to_patient_mm(nodes / scale))
        ring = zero_ring(inside.reshape(len(y), len(x)), np.array([x[0], y[0]]), step)
        if ring is None:
            return None, Lie.BEYOND
        ring = ring / scale
        _, is_between = self._inside(target.to_patient_mm(ring))
        if is_between.all():
            return ring, Lie.BETWEEN
        return None, Lie.ACROSS if is_between.any() else Lie.BEYOND

    def _lattice(
        self, target: PlaneGeometry, normal: Places, scale: Points
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Places of columns and rows on a plane round the muscle, mm, and their distance."""
        position = np.asarray(target.position_mm)
        way = _met(self.line_mm @ normal, float(position @ normal), self.ways_mm)
        centre = target.to_pixels(self._on_line(np.array([way])))[0] * scale
        reach = self.reach_mm / abs(float(normal @ self.axis))
        step = 2.0 * reach / CELLS
        along = step * (np.arange(CELLS + 1) - CELLS / 2.0)
        return centre[0] + along, centre[1] + along, step

    def _on_line(self, ways: NDArray[np.float64]) -> Places:
        """Points of the line at places along the axis, shape (n, 3)."""
        return np.column_stack([np.interp(ways, self.ways_mm, part) for part in self.line_mm.T])

    def _met_by(self, cut: _Cut, aside: Places) -> NDArray[np.float64]:
        """Where tracks meet an outlined plane, as places along the axis."""
        return _met(self.line_mm @ cut.normal, cut.place_mm - aside @ cut.normal, self.ways_mm)

    def _inside(self, places: Places) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """How far inside the surface places lie (mm, negative outside), and whether they lie between two outlines."""
        ways = places @ self.axis
        aside = places - self._on_line(ways)
        met = np.array([self._met_by(cut, aside) for cut in self.cuts])
        before = np.where(met <= ways, met, -np.inf)
        after = np.where(met >= ways, met, np.inf)
        lower, upper = before.argmax(axis=0), after.argmin(axis=0)
        every = np.arange(len(ways))
        has_lower, has_upper = np.isfinite(before[lower, every]), np.isfinite(after[upper, every])
        lower, upper = np.where(has_lower, lower, upper), np.where(has_upper, upper, lower)
        low, high = met[lower, every], met[upper, every]
        share = np.clip((ways - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
        inside = np.zeros(len(ways))
        for weight, chosen, at in ((1.0 - share, lower, low), (share, upper, high)):
            for number, cut in enumerate(self.cuts):
                here = chosen == number
                if here.any():
                    inside[here] += weight[here] * cut.distances_at(self._on_line(at[here]) + aside[here])
        is_near = np.minimum(abs(ways - low), abs(ways - high)) <= ROUNDING_MM
        return inside, (has_lower & has_upper) | is_near


def lofted(contours: Sequence[Contour]) -> Loft | None:
    """Surface through the outlines of one muscle.

    Parameters
    ----------
    contours
        In any order.

    Returns
    -------
    Loft or None
        None where there are fewer than two, or they are no cuts across one way: tilted against each other by too
        much, or so that the order along the muscle is not told.
    """
    known = [contour for contour in contours if has_place(contour.geometry)]
    normals: list[Vector] = [c.geometry.orientation.normal for c in known if c.geometry.orientation is not None]
    if len(known) < 2:
        return None
    axis = np.asarray(mean_direction(normals))
    turned = [np.asarray(normal) * (1.0 if float(np.dot(normal, axis)) >= 0.0 else -1.0) for normal in normals]
    if min(float(normal @ axis) for normal in turned) < LEAST_ALONG:
        return None
    borders = [_border(contour) for contour in known]
    ways, line = _line(np.array([border.mean(axis=0) for border in borders]), axis)
    if any((np.diff(line @ normal) <= 0.0).any() for normal in turned):
        return None
    reach = 1.3 * max(float(np.linalg.norm(border - border.mean(axis=0), axis=1).max()) for border in borders)
    cuts = tuple(_cut(contour, normal, reach) for contour, normal in zip(known, turned, strict=True))
    return Loft(axis, ways, line, reach, cuts)


def _border(contour: Contour) -> Places:
    """Even points along a contour, shape (n, 3), LPS mm."""
    scale = _scale(contour.geometry)
    return contour.geometry.to_patient_mm(evenly(contour.ring * scale, BORDER_POINTS) / scale)


def _cut(contour: Contour, normal: Places, reach_mm: float) -> _Cut:
    scale = _scale(contour.geometry)
    ring = contour.ring * scale
    middle, wide = evenly(ring, BORDER_POINTS).mean(axis=0), np.full(2, reach_mm)
    distances, origin, step = signed_distances(ring, np.array([middle - wide, middle + wide]))
    place = float(np.asarray(contour.geometry.position_mm) @ normal)
    return _Cut(contour.geometry, normal, place, scale, distances, origin, step)


def _scale(geometry: PlaneGeometry) -> Points:
    """Size of a pixel (column, row), mm."""
    spacing = geometry.spacing
    return np.array([1.0, 1.0] if spacing is None else [spacing.column_mm, spacing.row_mm])


def _line(centres: Places, axis: Places) -> tuple[NDArray[np.float64], Places]:
    """Line through centres, near ones taken together, with straight ends that go far; places along the axis grow."""
    ordered = centres[np.argsort(centres @ axis, kind="stable")]
    groups = [[ordered[0]]]
    for centre in ordered[1:]:
        if float((centre - groups[-1][0]) @ axis) < NEAR_MM:
            groups[-1].append(centre)
        else:
            groups.append([centre])
    points = np.array([np.mean(group, axis=0) for group in groups])
    begins, ends = (points[1] - points[0], points[-1] - points[-2]) if len(points) > 1 else (axis, axis)
    first = points[0] - begins * (FAR_MM / float(begins @ axis))
    last = points[-1] + ends * (FAR_MM / float(ends @ axis))
    line = np.concatenate([[first], points, [last]])
    return line @ axis, line


def _met(
    along: NDArray[np.float64], wanted: NDArray[np.float64] | float, ways: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where tracks meet planes, as places along the axis.

    Parameters
    ----------
    along
        Places of the line's points along a plane's normal, growing or falling, mm.
    wanted
        Place of the plane for every track, mm.
    ways
        Places of the line's points along the axis, mm.
    """
    turn = 1.0 if along[-1] >= along[0] else -1.0
    return np.asarray(np.interp(turn * np.asarray(wanted), turn * along, ways))
