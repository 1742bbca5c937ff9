"""NIfTI-1 files written byte by byte from an affine, by the text of the standard (nifti1.h)."""

import gzip
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.safety.sides.series_files import BODY, COLUMNS, OUTLINED, ROWS, SLICES, SPACING, STEP_MM, Muscle, pixels_of

SIZES = (SPACING[1], SPACING[0], STEP_MM)
ORIGIN_RAS = (-31.25, 17.5, 202.125)
CODES = {"both": (1, 1), "sform": (1, 0), "qform": (0, 1)}
"""Words → (sform code, qform code)."""

TO_LPS = np.array([-1.0, -1.0, 1.0])


@dataclass(frozen=True)
class Volume:
    """A grid in RAS: unit vectors along i, j, k as columns."""

    name: str
    axes: NDArray[np.float64]
    codes: str

    @property
    def affine(self) -> NDArray[np.float64]:
        """Shape (3, 4), index → RAS mm."""
        return np.column_stack([self.axes * SIZES, ORIGIN_RAS])

    def place(self, i: float, j: float, k: float) -> NDArray[np.float64]:
        """LPS mm of a voxel's centre."""
        return (self.affine @ [i, j, k, 1.0]) * TO_LPS


def axis_volumes() -> Iterator[Volume]:
    """48 signed permutations of the axes, half of them mirrored (qfac −1), × three ways to say it."""
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            axes = np.zeros((3, 3))
            for column, (axis, sign) in enumerate(zip(order, signs, strict=True)):
                axes[axis, column] = sign
            name = "".join(
                ("LR" if a == 0 else "PA" if a == 1 else "IS")[s > 0] for a, s in zip(order, signs, strict=True)
            )
            for codes in CODES:
                yield Volume(f"{name}-{codes}", axes, codes)


def quaternion(rotation: NDArray[np.float64]) -> tuple[float, float, float]:
    """b, c, d of a proper rotation: the axis times the sine of half the angle, with a ≥ 0."""
    values, vectors = np.linalg.eig(rotation)
    axis = np.real(vectors[:, int(np.argmin(np.abs(values - 1.0)))])
    angle = np.arccos(np.clip((np.trace(rotation) - 1.0) / 2.0, -1.0, 1.0))
    skew = np.array([rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]])
    if skew @ axis < 0.0:
        axis = -axis
    b, c, d = np.sin(angle / 2.0) * axis
    return float(b), float(c), float(d)


def volume_bytes(
    volume: Volume,
    muscles: tuple[Muscle, Muscle],
    *,
    qform: NDArray[np.float64] | None = None,
    sform: NDArray[np.float64] | None = None,
    codes: tuple[int, int] | None = None,
) -> bytes:
    """File of the scene; `sform` (3, 4) and `qform` axes (3, 3) replace those of the volume."""
    sform_code, qform_code = CODES[volume.codes] if codes is None else codes
    axes = volume.axes if qform is None else qform
    mirrored = np.linalg.det(axes) < 0.0
    rotation = axes * [1.0, 1.0, -1.0 if mirrored else 1.0]
    head = bytearray(352)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, COLUMNS, ROWS, SLICES, 1, 1, 1, 1)
    struct.pack_into("<2h", head, 70, 4, 16)
    struct.pack_into("<8f", head, 76, -1.0 if mirrored else 1.0, *SIZES, 0, 0, 0, 0)
    struct.pack_into("<3f", head, 108, 352.0, 1.0, 0.0)
    struct.pack_into("<b", head, 123, 2)
    struct.pack_into("<2h", head, 252, qform_code, sform_code)
    struct.pack_into("<6f", head, 256, *quaternion(rotation), *ORIGIN_RAS)
    struct.pack_into("<12f", head, 280, *(volume.affine if sform is None else sform).ravel())
    struct.pack_into("<4s", head, 344, b"n+1\0")
    stack = np.zeros((SLICES, ROWS, COLUMNS), "<i2")
    for k in range(SLICES):
        shown = pixels_of(muscles)
        stack[k] = shown if k == OUTLINED else np.where(shown > 0, BODY, 0)
    return bytes(head) + stack.tobytes()


def write_volume(path: Path, data: bytes) -> Path:
    """Write a file, compressed where its name says so."""
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path
