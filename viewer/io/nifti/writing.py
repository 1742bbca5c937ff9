"""NIfTI-1 files of numbers on the grid of a slice or of evenly spaced slices: the header is written field by field.

What the grid does not tell is not written: without orientation both codes are 0. There is no text but the
description, and nothing of the input. A dozen fields need no library for all of NIfTI, and the tests read them back
with nibabel and SimpleITK.
"""

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viewer.io.nifti.geometry import GridGeometry

SUFFIXES = (".nii.gz", ".nii")
"""Extensions of NIfTI files, the usual one first."""

_HEADER, _OFFSET = 348, 352
_FLOAT32, _MILLIMETRES, _SCANNER = 16, 2, 1
_LPS_TO_RAS = np.array([[-1.0], [-1.0], [1.0]])


def nifti_bytes(
    volume: NDArray[np.float32], grid: GridGeometry, *, description: str, shown: tuple[float, float], is_packed: bool
) -> bytes:
    """Bytes of a NIfTI-1 file; the same numbers give the same bytes.

    Parameters
    ----------
    volume
        Shape (slices, rows, columns); x = column = i, y = row = j, slice = k.
    grid
        Where its voxels lie; parts that are None are left unsaid.
    description
        What the numbers are, ASCII, up to 79 characters.
    shown
        Smallest and largest number to display.
    is_packed
        Whether it is compressed, as `.nii.gz` files are.
    """
    slices, rows, columns = volume.shape
    sizes = (1.0, 1.0, 1.0) if grid.spacing_mm is None else grid.spacing_mm
    head = bytearray(_OFFSET)
    struct.pack_into("<i", head, 0, _HEADER)
    head[38:39] = b"r"
    struct.pack_into("<8h", head, 40, 3, columns, rows, slices, 1, 1, 1, 1)
    struct.pack_into("<2h", head, 70, _FLOAT32, 32)
    struct.pack_into("<8f", head, 76, 1.0, *sizes, 0.0, 0.0, 0.0, 0.0)
    struct.pack_into("<3f", head, 108, float(_OFFSET), 1.0, 0.0)
    struct.pack_into("<b", head, 123, 0 if grid.spacing_mm is None else _MILLIMETRES)
    struct.pack_into("<2f", head, 124, shown[1], shown[0])
    struct.pack_into("<80s", head, 148, description.encode("ascii", "replace")[:79])
    if grid.directions is not None and grid.origin_mm is not None and grid.spacing_mm is not None:
        axes = grid.directions * np.asarray(sizes)
        affine = np.column_stack([axes, grid.origin_mm]) * _LPS_TO_RAS
        struct.pack_into("<2h", head, 252, 0, _SCANNER)
        struct.pack_into("<12f", head, 280, *affine.ravel().tolist())
    struct.pack_into("<4s", head, 344, b"n+1\0")
    data = bytes(head) + np.ascontiguousarray(volume, dtype="<f4").tobytes()
    return gzip.compress(data, mtime=0) if is_packed else data


def suffix_of(path: Path) -> str:
    """Which of `SUFFIXES` a file name ends with, '' for none."""
    return next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), "")
