"""The NIfTI header as a value: what the file says, checked for size and kind, nothing filled in."""

import math
import struct
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError
from viewer.io.limits import MAX_PIXELS, MAX_SIDE_PX, MAX_SLICES, MAX_VOLUME_BYTES

HEADER_BYTES = 544
"""Bytes to read for any header: 348 (NIfTI-1) or 540 (NIfTI-2), and the 4 that announce extensions."""

_DTYPES = {
    2: "u1",
    4: "i2",
    8: "i4",
    16: "f4",
    64: "f8",
    256: "i1",
    512: "u2",
    768: "u4",
    1024: "i8",
    1280: "u8",
}
_REFUSED_DTYPES = {
    1: "single bits",
    32: "complex numbers",
    128: "colours (RGB)",
    1536: "128-bit numbers",
    1792: "complex numbers",
    2048: "complex numbers",
    2304: "colours (RGBA)",
}
_UNIT_MM = {1: 1000.0, 2: 1.0, 3: 0.001}
_NOT_NIFTI = "is not a NIfTI file; open a .nii or .nii.gz file"


@dataclass(frozen=True, slots=True)
class NiftiHeader:
    """What a NIfTI header says.

    Parameters
    ----------
    version
        1 or 2.
    shape
        Voxels along i, j, k and number of volumes (product of the dimensions from the fourth on).
    dtype
        Numpy type of the stored numbers, with byte order.
    data_offset
        Byte at which the first voxel lies.
    slope, intercept
        Scaling as stored; slope 0 or not finite means none.
    unit_mm
        Millimetres of one unit of length, None when the file does not say.
    pixdim
        Eight numbers as stored; the first is the sign 'qfac', 1–3 are voxel sizes.
    qform_code, sform_code
        0 where the file holds no such transform.
    quaternion, q_offset
        b, c, d and the position of the first voxel, RAS, in the file's unit.
    sform
        Shape (3, 4), RAS, in the file's unit.
    cal_range
        Smallest and largest value to display, as stored.
    description
        Free text of the file.
    """

    version: Literal[1, 2]
    shape: tuple[int, int, int, int]
    dtype: np.dtype[np.generic]
    data_offset: int
    slope: float
    intercept: float
    unit_mm: float | None
    pixdim: tuple[float, ...]
    qform_code: int
    sform_code: int
    quaternion: tuple[float, float, float]
    q_offset: tuple[float, float, float]
    sform: NDArray[np.float64]
    cal_range: tuple[float, float]
    description: str

    @property
    def slice_bytes(self) -> int:
        """Bytes of one stored slice."""
        return self.shape[0] * self.shape[1] * self.dtype.itemsize

    @property
    def end_of_first_volume(self) -> int:
        """Number of bytes the file must have for its first volume."""
        return self.data_offset + self.slice_bytes * self.shape[2]

    @property
    def scaling(self) -> tuple[float, float]:
        """Slope and intercept to apply; (1, 0) where the file has none (slope 0 or not a number)."""
        if self.slope == 0.0 or not math.isfinite(self.slope):
            return 1.0, 0.0
        return self.slope, self.intercept


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the fields lie; offsets in bytes, formats of `struct` without byte order.

    References
    ----------
    nifti1.h and nifti2.h of the NIfTI-1 and NIfTI-2 data formats.
    """

    magic: int
    dim: tuple[int, str]
    datatype: int
    pixdim: tuple[int, str]
    vox_offset: tuple[int, str]
    slope: tuple[int, str]
    cal: tuple[int, str]
    description: int
    codes: tuple[int, str]
    transform: tuple[int, str]
    units: tuple[int, str]


_NIFTI1 = _Layout(
    magic=344,
    dim=(40, "8h"),
    datatype=70,
    pixdim=(76, "8f"),
    vox_offset=(108, "f"),
    slope=(112, "2f"),
    cal=(124, "2f"),
    description=148,
    codes=(252, "2h"),
    transform=(256, "18f"),
    units=(123, "b"),
)
_NIFTI2 = _Layout(
    magic=4,
    dim=(16, "8q"),
    datatype=12,
    pixdim=(104, "8d"),
    vox_offset=(168, "q"),
    slope=(176, "2d"),
    cal=(192, "2d"),
    description=240,
    codes=(344, "2i"),
    transform=(352, "18d"),
    units=(500, "i"),
)


def parse_header(head: bytes, name: str) -> NiftiHeader:
    """Header of a NIfTI-1 or NIfTI-2 file.

    Parameters
    ----------
    head
        The first `HEADER_BYTES` bytes of the (inflated) file, or all of a shorter one.
    name
        How messages call the file.

    Raises
    ------
    UnreadableError
        If it is no single-file NIfTI, is cut short, or holds pixels of a kind that cannot be measured.
    """
    version, order = _version_and_order(head, name)
    layout = _NIFTI1 if version == 1 else _NIFTI2
    _check_magic(head[layout.magic : layout.magic + 4], version, name)

    def take(field: tuple[int, str]) -> tuple[float, ...]:
        return struct.unpack_from(order + field[1], head, field[0])

    transform = take(layout.transform)
    qform_code, sform_code = take(layout.codes)
    slope, intercept = take(layout.slope)
    cal_max, cal_min = take(layout.cal)
    text = head[layout.description : layout.description + 80].split(b"\0")[0].decode("latin-1")
    return NiftiHeader(
        version=version,
        shape=_shape(take(layout.dim), name),
        dtype=_dtype(int(take((layout.datatype, "h"))[0]), order, name),
        data_offset=_data_offset(take(layout.vox_offset)[0], version, name),
        slope=slope,
        intercept=intercept,
        unit_mm=_UNIT_MM.get(int(take(layout.units)[0]) & 0x07),
        pixdim=take(layout.pixdim),
        qform_code=max(int(qform_code), 0),
        sform_code=max(int(sform_code), 0),
        quaternion=(transform[0], transform[1], transform[2]),
        q_offset=(transform[3], transform[4], transform[5]),
        sform=np.array(transform[6:18], dtype=np.float64).reshape(3, 4),
        cal_range=(cal_min, cal_max),
        description="".join(c for c in text if c.isprintable()).strip(),
    )


def _version_and_order(head: bytes, name: str) -> tuple[Literal[1, 2], str]:
    """Format and byte order, told by the size of the header that starts every file."""
    versions: tuple[tuple[int, Literal[1, 2]], ...] = ((348, 1), (540, 2))
    for size, version in versions:
        for order in "<>":
            if head[:4] == struct.pack(order + "i", size):
                if len(head) < size:
                    raise UnreadableError(f"{name} is cut short inside its NIfTI header; copy the file again.")
                return version, order
    raise UnreadableError(f"{name} {_NOT_NIFTI}.")


def _check_magic(magic: bytes, version: int, name: str) -> None:
    single, pair = (b"n+1\0", b"ni1\0") if version == 1 else (b"n+2\0", b"ni2\0")
    if magic == single:
        return
    if magic == pair:
        raise UnreadableError(
            f"{name} is one half of a .hdr/.img pair; convert the pair to a single .nii file and open that."
        )
    if version == 1:
        raise UnreadableError(
            f"{name} is an Analyze 7.5 header, which cannot tell right from left; "
            "convert the original images to NIfTI and open the .nii file."
        )
    raise UnreadableError(f"{name} {_NOT_NIFTI}.")


def _shape(dim: tuple[float, ...], name: str) -> tuple[int, int, int, int]:
    """Voxels along i, j, k and number of volumes."""
    count = int(dim[0])
    sizes = [int(v) for v in dim[1 : count + 1]] if 2 <= count <= 7 else []
    if not sizes or min(sizes) < 1:
        raise UnreadableError(f"{name} states dimensions that no image has; write the file again.")
    sizes += [1] * (7 - len(sizes))
    columns, rows, slices = sizes[:3]
    if columns * rows > MAX_PIXELS and max(columns, rows) <= MAX_SIDE_PX:
        raise UnreadableError(
            f"{name} states {columns} × {rows} pixels, more than {MAX_PIXELS // 10**6} million; cut out the part you "
            "need."
        )
    if columns > MAX_SIDE_PX or rows > MAX_SIDE_PX or slices > MAX_SLICES:
        raise UnreadableError(
            f"{name} states {columns} × {rows} pixels and {slices} slices, more than {MAX_SIDE_PX} × {MAX_SIDE_PX} "
            f"and {MAX_SLICES}; cut out the part you need."
        )
    return columns, rows, slices, math.prod(sizes[3:])


def _dtype(code: int, order: str, name: str) -> np.dtype[np.generic]:
    if code not in _DTYPES:
        kind = _REFUSED_DTYPES.get(code, f"data type {code}")
        raise UnreadableError(f"{name} holds {kind}, which cannot be measured; save one number per pixel instead.")
    return np.dtype(order + _DTYPES[code])


def _data_offset(offset: float, version: int, name: str) -> int:
    smallest = 352 if version == 1 else 544
    if not (smallest <= offset < 2**40 and offset == int(offset)):
        raise UnreadableError(
            f"{name} states that its pixels start at byte {offset:g}, which cannot be; write the file again."
        )
    return int(offset)


def check_volume_size(header: NiftiHeader, name: str) -> None:
    """Refuse a volume that claims more bytes than anything real has.

    Raises
    ------
    UnreadableError
        If the first volume is larger than `MAX_VOLUME_BYTES`, or a slice lies out of reach.
    """
    if header.end_of_first_volume > MAX_VOLUME_BYTES:
        raise UnreadableError(
            f"{name} states {header.end_of_first_volume / 1e9:.1f} GB of pixels, more than the "
            f"{MAX_VOLUME_BYTES / 1e9:.1f} GB that are opened; cut out the part you need."
        )
