"""Where the voxels of a NIfTI file lie in the patient, from the two transforms its header may hold."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import UNIT_TOLERANCE, Orientation, PlaneGeometry, Spacing, Vector
from viewer.errors import GeometryError
from viewer.io.nifti.header import NiftiHeader

DIRECTION_TOLERANCE = 2e-3
"""Largest difference of a direction cosine (no unit) at which sform and qform count as one orientation. The
quaternion's missing fourth number is the root of a difference of 32-bit numbers, so a turn near 180° is only
known to 0.0011; a larger difference (0.11°) is no rounding."""

POSITION_TOLERANCE_MM = 0.01
"""Largest distance at which sform and qform place the first voxel alike: 32-bit numbers round a position
of 300 mm by 0.00003 mm, while a coordinate system of another origin differs by whole millimetres."""

SPACING_TOLERANCE_MM = 1e-3
"""Largest difference at which two statements of the voxel size agree; it shifts an area by about 0.3 %."""

_RAS_TO_LPS = np.array([[-1.0], [-1.0], [1.0]])


@dataclass(frozen=True, slots=True)
class GridGeometry:
    """Geometry of a volume, each part None where the file does not tell.

    Parameters
    ----------
    spacing_mm
        Voxel size along i, j, k, or None.
    directions
        Shape (3, 3), unit vectors (LPS) along i, j, k as columns, or None.
    origin_mm
        LPS position of the centre of the first voxel, or None.
    warnings
        Sentences about what the file does not tell, for the user.
    """

    spacing_mm: Vector | None
    directions: NDArray[np.float64] | None
    origin_mm: Vector | None
    warnings: tuple[str, ...] = ()

    def plane(self, k: int) -> PlaneGeometry:
        """Geometry of slice k, counted from 0: x = i, y = j."""
        orientation, position = None, None
        if self.directions is not None:
            orientation = Orientation(_vector(self.directions[:, 0]), _vector(self.directions[:, 1]))
            if self.origin_mm is not None and self.spacing_mm is not None:
                step = self.directions[:, 2] * (self.spacing_mm[2] * k)
                position = _vector(np.asarray(self.origin_mm) + step)
        spacing = None
        if self.spacing_mm is not None:
            spacing = Spacing(row_mm=self.spacing_mm[1], column_mm=self.spacing_mm[0])
        return PlaneGeometry(orientation=orientation, spacing=spacing, position_mm=position)


def _vector(values: NDArray[np.float64]) -> Vector:
    return (float(values[0]), float(values[1]), float(values[2]))


def grid_geometry(header: NiftiHeader, name: str) -> GridGeometry:
    """Geometry of a volume in LPS mm.

    A transform counts only with a code above 0. One alone is used; two that agree give the sform. Two that
    disagree in direction leave the orientation unknown, and two that place the first voxel apart leave the
    position unknown: which of them the patient lay in cannot be told from the file. With none the file has
    no orientation, only voxel sizes.

    Raises
    ------
    GeometryError
        If a transform that counts holds values that are not finite, an axis of no length, or axes that are
        not perpendicular.
    """
    unit = 1.0 if header.unit_mm is None else header.unit_mm
    sform = _checked(header.sform * unit, header, f"The sform of {name}") if header.sform_code else None
    qform = _checked(_qform(header, name) * unit, header, f"The qform of {name}") if header.qform_code else None
    if sform is not None and qform is not None:
        return _from_both(sform, qform)
    if sform is not None:
        return _from_one(sform)
    return _without_transform(header, unit) if qform is None else _from_one(qform)


def _qform(header: NiftiHeader, name: str) -> NDArray[np.float64]:
    """Affine (3, 4), RAS, in the file's unit, of the quaternion.

    References
    ----------
    nifti1.h, "METHOD 2".
    """
    b, c, d = header.quaternion
    sizes = np.array(header.pixdim[1:4])
    if not np.isfinite([b, c, d, *header.q_offset]).all() or not np.isfinite(sizes).all():
        raise GeometryError(f"The qform of {name} holds a value that is not a finite number; write the file again.")
    if header.shape[2] == 1 and sizes[2] == 0.0:
        sizes[2] = 1.0  # a single slice needs no step to a next one
    if (sizes <= 0.0).any():
        raise GeometryError(
            f"The qform of {name} has voxel sizes {sizes[0]:g} × {sizes[1]:g} × {sizes[2]:g}, "
            "which must be positive; write the file again."
        )
    square = b * b + c * c + d * d
    if square > 1.0 + UNIT_TOLERANCE:
        raise GeometryError(f"The qform of {name} holds a quaternion longer than 1; write the file again.")
    a = math.sqrt(max(0.0, 1.0 - square))
    if 1.0 - square < 1e-7:  # a half turn, but for rounding; the limit is that of the format's own code
        a, (b, c, d) = 0.0, (v / math.sqrt(square) for v in (b, c, d))
    rotation = np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
        ]
    )
    if header.pixdim[0] < 0.0:  # qfac: −1 mirrors the third axis; 0 counts as 1
        rotation[:, 2] *= -1.0
    return np.column_stack([rotation * sizes, header.q_offset])


def _checked(affine: NDArray[np.float64], header: NiftiHeader, what: str) -> NDArray[np.float64]:
    """Affine in LPS mm, with axes that are finite, have a length and are perpendicular."""
    if not np.isfinite(affine).all():
        raise GeometryError(f"{what} holds a value that is not a finite number; write the file again.")
    affine = affine * _RAS_TO_LPS
    lengths = np.linalg.norm(affine[:, :3], axis=0)
    if header.shape[2] == 1 and lengths[2] == 0.0 and lengths[:2].all():
        # A single slice has no next one; any step along its normal keeps the transform whole.
        normal = np.cross(affine[:, 0], affine[:, 1])
        affine[:, 2] = normal / (np.linalg.norm(normal) or 1.0)
        lengths[2] = 1.0
    if (lengths < 1e-6).any():
        raise GeometryError(f"{what} has an axis of no length; write the file again.")
    axes = affine[:, :3] / lengths
    slant = np.abs(axes.T @ axes - np.eye(3)).max()
    if slant > UNIT_TOLERANCE:
        raise GeometryError(
            f"{what} has axes that are not perpendicular (product {slant:.4g}), so its pixels are slanted; "
            "resample it to a straight grid."
        )
    return affine


def _from_one(affine: NDArray[np.float64]) -> GridGeometry:
    lengths = np.linalg.norm(affine[:, :3], axis=0)
    return GridGeometry(_vector(lengths), affine[:, :3] / lengths, _vector(affine[:, 3]))


def _from_both(sform: NDArray[np.float64], qform: NDArray[np.float64]) -> GridGeometry:
    known = _from_one(sform)
    warnings = []
    lengths, other_lengths = (np.linalg.norm(affine[:, :3], axis=0) for affine in (sform, qform))
    if np.abs(lengths - other_lengths).max() > SPACING_TOLERANCE_MM:
        known = replace(known, spacing_mm=None)
        warnings.append(
            "The sform and the qform of the volume disagree on the voxel size, so the pixel spacing is unknown; state "
            "it if you know it."
        )
    if np.abs(sform[:, :3] / lengths - qform[:, :3] / other_lengths).max() > DIRECTION_TOLERANCE:
        known = replace(known, directions=None, origin_mm=None)
        warnings.append(
            "The sform and the qform of the volume disagree on the orientation, so right and left are unknown; "
            "state them if you know them, or write the file with one transform."
        )
    elif np.linalg.norm(sform[:, 3] - qform[:, 3]) > POSITION_TOLERANCE_MM:
        known = replace(known, origin_mm=None)
        warnings.append(
            "The sform and the qform of the volume disagree on the position, so the place of its slices in the "
            "patient is unknown; sides and sizes are not affected."
        )
    return replace(known, warnings=tuple(warnings))


def _without_transform(header: NiftiHeader, unit: float) -> GridGeometry:
    warnings = ["The volume holds no orientation (both codes are 0), so right and left are unknown."]
    sizes = [v * unit for v in header.pixdim[1:4]]
    spacing: Vector | None = None
    if all(math.isfinite(v) and v > 0.0 for v in sizes[:2]):
        third = sizes[2] if math.isfinite(sizes[2]) and sizes[2] > 0.0 else 1.0
        spacing = (sizes[0], sizes[1], third)  # the third is never shown: there is no position without axes
    else:
        warnings.append(
            f"The volume states voxel sizes of {sizes[0]:g} × {sizes[1]:g}, which cannot be, so the pixel spacing "
            "is unknown; state it if you know it."
        )
    return GridGeometry(spacing, None, None, tuple(warnings))
