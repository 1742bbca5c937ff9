"""Where a pixel lies in the patient: orientation, spacing, position, edge letters and planes.

The only place where pixels become millimetres. Patient space is DICOM LPS in mm: x grows to the patient's
left, y to the back (posterior), z to the head. A point in an image is (x = column, y = row) in pixels with
(0, 0) at the centre of the first pixel. Every part may be unknown, and unknown stays unknown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.errors import GeometryError

Vector = tuple[float, float, float]
Plane = Literal["axial", "sagittal", "coronal", "oblique", "unknown"]
SideConvention = Literal["radiological", "neurological"]
"""Radiological: the patient's right is at image-left; neurological: at image-right."""

UNIT_TOLERANCE = 1e-3
"""Largest deviation of |row|, |column| from 1 and of row·column from 0 (no unit). Scanners write six
digits, which stays far below; a larger deviation is damage or a sheared grid."""

SPACING_RANGE_MM = (0.001, 100.0)
"""Smallest and largest spacing that is believed, mm; a wrong unit or damage lies beyond."""

PLANE_MINIMUM = 0.80
"""Smallest strongest component of the normal (no unit) for a named plane: a lumbar block tilted 28° is
axial (cos 28° = 0.88), one at 45° is oblique."""

LETTER_MINIMUM = 1e-4
"""Smallest direction component (no unit) that earns an edge letter of its own."""

SIDE_MINIMUM = 0.5
"""Smallest in-plane part of the right–left axis (no unit) at which a side can be told inside one slice;
below it the slice is near-sagittal."""

_POSITIVE_LETTERS = "LPH"
_NEGATIVE_LETTERS = "RAF"
_PLANES: tuple[Plane, Plane, Plane] = ("sagittal", "coronal", "axial")


@dataclass(frozen=True, slots=True)
class Orientation:
    """The two in-plane directions of an image in patient space.

    Parameters
    ----------
    row
        Unit vector (LPS) along which the column index x grows: the first three values of
        Image Orientation (Patient).
    column
        Unit vector (LPS) along which the row index y grows: the last three values.

    Raises
    ------
    GeometryError
        If a component is not finite, a vector is not of unit length or the two are not perpendicular.

    References
    ----------
    DICOM PS3.3, C.7.6.2.1.1.
    """

    row: Vector
    column: Vector

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) for v in (*self.row, *self.column)):
            raise GeometryError("The image orientation holds a value that is not a finite number.")
        for name, vector in (("row", self.row), ("column", self.column)):
            length = math.hypot(*vector)
            if abs(length - 1.0) > UNIT_TOLERANCE:
                raise GeometryError(f"The {name} direction of the image has length {length:.4g} instead of 1.")
        slant = math.fsum(a * b for a, b in zip(self.row, self.column, strict=True))
        if abs(slant) > UNIT_TOLERANCE:
            raise GeometryError(
                f"The row and column directions of the image are not perpendicular (their product is {slant:.4g})."
            )

    @property
    def normal(self) -> Vector:
        """Unit vector (LPS) of the plane's normal, row × column."""
        (a, b, c), (d, e, f) = self.row, self.column
        return (b * f - c * e, c * d - a * f, a * e - b * d)

    @property
    def plane(self) -> Plane:
        """Name of the plane by the normal's strongest component, or 'oblique'."""
        sizes = [abs(v) for v in self.normal]
        strongest = max(sizes)
        return _PLANES[sizes.index(strongest)] if strongest >= PLANE_MINIMUM else "oblique"

    @property
    def edges(self) -> "EdgeLetters":
        """Patient letters of the stored array's four edges."""
        return EdgeLetters(
            top=direction_letters(negated(self.column)),
            right=direction_letters(self.row),
            bottom=direction_letters(self.column),
            left=direction_letters(negated(self.row)),
        )

    @property
    def side_strength(self) -> float:
        """In-plane part of the patient's right–left axis: 1 on an axial slice, 0 on a sagittal one."""
        return math.hypot(self.row[0], self.column[0])


@dataclass(frozen=True, slots=True)
class EdgeLetters:
    """Patient letters (of A P L R H F, strongest first) at the edges of the stored array."""

    top: str
    right: str
    bottom: str
    left: str


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distance between pixel centres in mm; `row_mm` between rows (along y), `column_mm` between columns.

    Raises
    ------
    GeometryError
        If a value is not finite, not positive or beyond what any scanner makes.
    """

    row_mm: float
    column_mm: float

    def __post_init__(self) -> None:
        for name, value in (("row", self.row_mm), ("column", self.column_mm)):
            if not (math.isfinite(value) and value > 0.0):
                raise GeometryError(f"The {name} spacing is {value:g} mm; it must be a positive number.")
            if not SPACING_RANGE_MM[0] <= value <= SPACING_RANGE_MM[1]:
                raise GeometryError(f"The {name} spacing is {value:g} mm, which no scanner makes.")

    @property
    def pixel_area_mm2(self) -> float:
        """Area of one pixel in mm²."""
        return self.row_mm * self.column_mm


@dataclass(frozen=True, slots=True)
class PlaneGeometry:
    """All that is known of where a slice lies; each part is None when the input does not tell.

    Parameters
    ----------
    orientation
        In-plane directions, or None.
    spacing
        Pixel spacing, or None.
    position_mm
        LPS position (3 values, mm) of the centre of the first pixel, or None.
    stated_sides
        The side convention the user stated for an image without orientation, or None. It tells right from
        left and nothing else: such a slice still has no letters for its other edges and no position.
    """

    orientation: Orientation | None = None
    spacing: Spacing | None = None
    position_mm: Vector | None = None
    stated_sides: SideConvention | None = None

    def __post_init__(self) -> None:
        if self.position_mm is not None and not all(math.isfinite(v) for v in self.position_mm):
            raise GeometryError("The image position holds a value that is not a finite number.")

    @property
    def plane(self) -> Plane:
        """Name of the plane; 'unknown' without orientation."""
        return "unknown" if self.orientation is None else self.orientation.plane

    @property
    def can_tell_side(self) -> bool:
        """Whether right and left can be told apart inside this slice."""
        if self.orientation is None:
            return self.stated_sides is not None
        return self.orientation.side_strength >= SIDE_MINIMUM

    def to_patient_mm(self, points_px: ArrayLike) -> NDArray[np.float64]:
        """LPS positions in mm of pixel positions.

        Parameters
        ----------
        points_px
            Shape (n, 2): (x = column, y = row), pixels, centre of the first pixel at (0, 0).

        Returns
        -------
        ndarray
            Shape (n, 3), LPS mm.

        Raises
        ------
        GeometryError
            If orientation, spacing or position is unknown.

        References
        ----------
        DICOM PS3.3, equation C.7.6.2.1-1.
        """
        if self.orientation is None or self.spacing is None or self.position_mm is None:
            raise GeometryError("The slice has no known place in the patient; state its orientation and spacing first.")
        points = np.asarray(points_px, dtype=np.float64).reshape(-1, 2)
        along_row = np.asarray(self.orientation.row) * self.spacing.column_mm
        along_column = np.asarray(self.orientation.column) * self.spacing.row_mm
        return np.asarray(self.position_mm) + points[:, :1] * along_row + points[:, 1:] * along_column

    def to_pixels(self, points_mm: ArrayLike) -> NDArray[np.float64]:
        """Pixel positions of LPS positions, projected along the normal.

        Parameters
        ----------
        points_mm
            Shape (n, 3), LPS mm.

        Returns
        -------
        ndarray
            Shape (n, 2): (x = column, y = row), pixels.

        Raises
        ------
        GeometryError
            If orientation, spacing or position is unknown.
        """
        if self.orientation is None or self.spacing is None or self.position_mm is None:
            raise GeometryError("The slice has no known place in the patient; state its orientation and spacing first.")
        offsets = np.asarray(points_mm, dtype=np.float64).reshape(-1, 3) - np.asarray(self.position_mm)
        x = offsets @ np.asarray(self.orientation.row) / self.spacing.column_mm
        y = offsets @ np.asarray(self.orientation.column) / self.spacing.row_mm
        return np.column_stack([x, y])

    def leftness(self, points_px: ArrayLike) -> NDArray[np.float64]:
        """How far towards the patient's left each point lies: LPS x up to a constant of the slice.

        Only differences within one slice have a meaning: x = 0 of the scanner is not the midline. Without a
        spacing, pixels are taken as square and of size 1.

        Parameters
        ----------
        points_px
            Shape (n, 2): (x = column, y = row), pixels.

        Returns
        -------
        ndarray
            Shape (n,), mm (pixels without spacing), growing to the patient's left.

        Raises
        ------
        GeometryError
            If right and left are unknown.
        """
        if self.orientation is not None:
            right_left = (self.orientation.row[0], self.orientation.column[0])
        elif self.stated_sides is not None:
            right_left = (1.0 if self.stated_sides == "radiological" else -1.0, 0.0)
        else:
            raise GeometryError("Right and left are unknown here; state the side convention of the image.")
        row_mm, column_mm = (self.spacing.row_mm, self.spacing.column_mm) if self.spacing else (1.0, 1.0)
        points = np.asarray(points_px, dtype=np.float64).reshape(-1, 2)
        return points[:, 0] * (right_left[0] * column_mm) + points[:, 1] * (right_left[1] * row_mm)


def negated(vector: Vector) -> Vector:
    """Return the opposite direction."""
    return (-vector[0], -vector[1], -vector[2])


def direction_letters(direction: Sequence[float]) -> str:
    """Patient letters of a direction, strongest axis first.

    Parameters
    ----------
    direction
        Three LPS components (no unit).

    Returns
    -------
    str
        Letters of A P L R H F; components up to `LETTER_MINIMUM` get none. Axes of equal strength come in
        the order x, y, z.

    Examples
    --------
    >>> direction_letters((0.9, 0.0, -0.4))
    'LF'
    """
    axes = sorted(range(3), key=lambda axis: (-round(abs(direction[axis]), 6), axis))
    return "".join(
        (_POSITIVE_LETTERS if direction[axis] > 0 else _NEGATIVE_LETTERS)[axis]
        for axis in axes
        if abs(direction[axis]) > LETTER_MINIMUM
    )
