"""Where planes cross: the line of one slice on another, and the slice nearest to a point. All in patient space."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.history import Place
from viewer.core.outline import Point
from viewer.core.series import Series, Slice, Study

PARALLEL = 0.05
"""Sine of the angle (no unit, 3°) below which two slices lie along each other and no line of theirs means anything."""

SAME_MM = 0.5
"""Distances to planes that differ by less are taken as equal, mm: T1 and T2 of one level lie that far apart when the
patient breathes, and whoever points at a level wants to stay in the block that is on the screen."""


def has_place(image: Slice) -> bool:
    """Whether a slice's place in the patient is known."""
    geometry = image.geometry
    return geometry.orientation is not None and geometry.spacing is not None and geometry.position_mm is not None


def is_across_spine(series: Series) -> bool:
    """Whether a block is axial, also when it is tilted so far that its plane is called oblique."""
    orientation = series.slices[0].geometry.orientation
    if orientation is None:
        return False
    return series.plane == "axial" or (series.plane == "oblique" and abs(orientation.normal[2]) >= 0.5)


def crossing_line(cutting: Slice, image: Slice) -> tuple[Point, Point] | None:
    """Line along which one slice cuts another, as two points of the other image; None where it misses it.

    Parameters
    ----------
    cutting
        The slice whose line is wanted; the line ends where this slice's picture ends.
    image
        The slice on which it is drawn.

    Returns
    -------
    tuple
        Two image points (x = column, y = row) of `image`, pixels.

    Notes
    -----
    Exact for tilted slices: both borders are clipped along the intersection of the two planes.
    """
    if not (has_place(cutting) and has_place(image)):
        return None
    own, other = cutting.geometry, image.geometry
    first, second = _normal(own), _normal(other)
    along = np.cross(first, second)
    size = float(np.linalg.norm(along))
    if size < PARALLEL:
        return None
    along = along / size
    start = _common_point(own, other, first=first, second=second, along=along)
    low, high = -np.inf, np.inf
    for one, holder in ((own, cutting), (other, image)):
        low, high = _within(one, holder, start, along, (low, high))
    if not low < high:
        return None
    ends = other.to_pixels(start + np.array([[low], [high]]) * along)
    return (float(ends[0, 0]), float(ends[0, 1])), (float(ends[1, 0]), float(ends[1, 1]))


def _normal(geometry: PlaneGeometry) -> NDArray[np.float64]:
    if geometry.orientation is None:
        raise AssertionError("asked only of slices with a place")
    return np.array(geometry.orientation.normal)


def _common_point(
    own: PlaneGeometry,
    other: PlaneGeometry,
    *,
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    along: NDArray[np.float64],
) -> NDArray[np.float64]:
    """LPS point on both planes."""
    at_own, at_other = np.array(own.position_mm), np.array(other.position_mm)
    planes = np.vstack([first, second, along])
    found: NDArray[np.float64] = np.linalg.solve(planes, np.array([first @ at_own, second @ at_other, along @ at_own]))
    return found


def _within(
    geometry: PlaneGeometry,
    image: Slice,
    start: NDArray[np.float64],
    along: NDArray[np.float64],
    span: tuple[float, float],
) -> tuple[float, float]:
    """Part of a line (mm from its start) that lies in the picture of a slice, borders of its pixels included."""
    low, high = span
    ends = geometry.to_pixels(np.vstack([start, start + along]))
    for value, step, size in zip(ends[0], ends[1] - ends[0], (image.columns, image.rows), strict=True):
        if abs(step) < 1e-9:
            if not -0.5 <= value <= size - 0.5:
                return 0.0, 0.0
            continue
        enters, leaves = sorted(((-0.5 - value) / step, (size - 0.5 - value) / step))
        low, high = max(low, enters), min(high, leaves)
    return low, high


@dataclass(frozen=True, slots=True)
class _Candidate:
    distance_mm: float
    is_inside: bool
    rank: int
    place: Place


def nearest_place(
    study: Study, frame_of_reference: str, point_mm: ArrayLike, *, present: Series | None = None
) -> Place | None:
    """Axial slice whose plane is nearest to a point, among all axial blocks of a frame of reference; None for none.

    Parameters
    ----------
    study
        What is open.
    frame_of_reference
        Frame of Reference UID.
    point_mm
        LPS position, mm, 3 values.
    present
        The block on the screen: preferred, then others of its series, where distances are alike (`SAME_MM`).

    Notes
    -----
    Slices whose picture the point lies before or behind come first: the plane of a tilted block runs on beyond its
    picture, where the slice shows nothing.
    """
    point = np.asarray(point_mm, dtype=np.float64)
    found = [
        candidate
        for series in study.series
        if frame_of_reference and series.frame_of_reference_uid == frame_of_reference and is_across_spine(series)
        for candidate in _candidates(series, point, present)
    ]
    inside = [candidate for candidate in found if candidate.is_inside] or found
    if not inside:
        return None
    best = min(candidate.distance_mm for candidate in inside)
    alike = [candidate for candidate in inside if candidate.distance_mm <= best + SAME_MM]
    return min(alike, key=lambda candidate: (candidate.rank, candidate.distance_mm)).place


def _candidates(series: Series, point: NDArray[np.float64], present: Series | None) -> list[_Candidate]:
    rank = 2
    if present is not None:
        rank = 0 if series.number == present.number else 1 if series.series_uid == present.series_uid else 2
    found = []
    for number, image in enumerate(series.slices, start=1):
        if has_place(image):
            x, y = image.geometry.to_pixels(point)[0]
            is_inside = bool(-0.5 <= x <= image.columns - 0.5 and -0.5 <= y <= image.rows - 0.5)
            found.append(_Candidate(distance_mm(image, point), is_inside, rank, Place(series.number, number)))
    return found


def distance_mm(image: Slice, point_mm: ArrayLike) -> float:
    """Distance of a point (LPS, mm) from a slice's plane, mm."""
    offset = np.asarray(point_mm, dtype=np.float64) - np.array(image.geometry.position_mm)
    return abs(float(offset @ _normal(image.geometry)))


def middle_mm(image: Slice) -> NDArray[np.float64]:
    """LPS position of the middle of a slice's picture, mm, shape (3,)."""
    found: NDArray[np.float64] = image.geometry.to_patient_mm([((image.columns - 1) / 2.0, (image.rows - 1) / 2.0)])[0]
    return found
