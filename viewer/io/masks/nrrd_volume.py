"""The voxels of an NRRD file and where they lie; runs inside the decode worker."""

import bz2
import io
import math
import warnings
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError
from viewer.io.limits import MAX_VOLUME_BYTES

_DTYPES = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": ("longlong", "long long", "long long int", "int64", "int64_t"),
    "u8": ("ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
    "f4": ("float",),
    "f8": ("double",),
}
_TYPE_NAMES = {name: code for code, names in _DTYPES.items() for name in names}
_TO_LPS = {
    "left-posterior-superior": (1.0, 1.0, 1.0),
    "lps": (1.0, 1.0, 1.0),
    "right-anterior-superior": (-1.0, -1.0, 1.0),
    "ras": (-1.0, -1.0, 1.0),
    "left-anterior-superior": (1.0, -1.0, 1.0),
    "las": (1.0, -1.0, 1.0),
}
"""Signs that turn each named space into LPS; 'left' names where the axis points to, as in DICOM."""


def read_nrrd(data: bytes, name: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Voxels (k, j, i) and the affine (4, 4) index → LPS mm, all 0 when the file tells no orientation.

    Parameters
    ----------
    data
        The whole file.
    name
        How messages call it.

    Raises
    ------
    UnreadableError
        If it is damaged, too large, keeps its voxels in another file, or is no single volume.

    References
    ----------
    Definition of the NRRD file format, sections 3–5.
    """
    import nrrd

    stream = io.BytesIO(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they quote the file
            header = nrrd.read_header(stream)
        sizes = [int(v) for v in header["sizes"]]
        dtype = np.dtype(_TYPE_NAMES[str(header["type"]).lower()])
        encoding = str(header["encoding"]).lower()
    except (nrrd.NRRDError, KeyError, ValueError, TypeError, StopIteration) as e:
        raise UnreadableError(f"{name} has a damaged or incomplete NRRD header; save the mask again.") from e
    if any(field in header for field in ("data file", "datafile", "line skip", "byte skip", "lineskip", "byteskip")):
        raise UnreadableError(f"{name} keeps its voxels in another file; save it as one .nrrd file.")
    if str(header.get("endian", "little")).lower() == "big":
        dtype = dtype.newbyteorder(">")
    sizes, directions = _three_axes(sizes, header, name)
    length = math.prod(sizes) * dtype.itemsize
    if min(sizes) < 1 or length > MAX_VOLUME_BYTES:
        raise UnreadableError(f"{name} states a size of {' × '.join(map(str, sizes))} voxels, which cannot be opened.")
    voxels = _decoded(data[stream.tell() :], encoding, length, name)
    volume = np.frombuffer(voxels, dtype=dtype).reshape(sizes[::-1])
    return volume, _affine(directions, header, name)


def _three_axes(sizes: list[int], header: Mapping[str, Any], name: str) -> tuple[list[int], NDArray[np.float64] | None]:
    """Sizes and direction vectors (rows) of the three space axes; an axis of segment layers must hold one."""
    given = header.get("space directions")
    directions = None if given is None else np.asarray(given, dtype=np.float64)
    if len(sizes) == 4:
        is_space = [True] * 4 if directions is None else [bool(np.isfinite(row).all()) for row in directions]
        layers = [i for i in range(4) if not is_space[i]]
        if len(layers) != 1 or sizes[layers[0]] != 1:
            raise UnreadableError(
                f"{name} holds overlapping segments in several layers; export it as a single label map."
            )
        sizes = [size for i, size in enumerate(sizes) if i != layers[0]]
        directions = None if directions is None else np.delete(directions, layers[0], axis=0)
    if len(sizes) != 3 or (directions is not None and directions.shape != (3, 3)):
        raise UnreadableError(f"{name} has {len(sizes)} axes; save the mask as a volume of three.")
    return sizes, directions


def _decoded(data: bytes, encoding: str, length: int, name: str) -> bytes:
    """Voxel bytes, inflated no further than the header states."""
    try:
        if encoding == "raw":
            voxels, is_whole = data[:length], True
        elif encoding in {"gzip", "gz"}:
            gzipped = zlib.decompressobj(zlib.MAX_WBITS | 32)
            voxels = gzipped.decompress(data, length)
            is_whole = bool(gzipped.decompress(gzipped.unconsumed_tail, 1)) or gzipped.eof
        elif encoding in {"bzip2", "bz2"}:
            bzipped = bz2.BZ2Decompressor()
            voxels = bzipped.decompress(data, length)
            is_whole = bzipped.eof or bool(bzipped.decompress(b"", 1)) or bzipped.eof
        else:
            raise UnreadableError(f"{name} stores its voxels as '{encoding[:20]}'; save it as raw or gzip.")
    except (zlib.error, OSError, EOFError) as e:
        raise UnreadableError(f"{name} cannot be inflated; copy the file again.") from e
    if len(voxels) < length or not is_whole:
        raise UnreadableError(
            f"{name} is cut short: {len(voxels)} of {length} bytes of voxels can be read; copy it again."
        )
    return voxels


def _affine(directions: NDArray[np.float64] | None, header: Mapping[str, Any], name: str) -> NDArray[np.float64]:
    signs = _TO_LPS.get(str(header.get("space", "")).lower())
    origin = np.asarray(header.get("space origin", ()), dtype=np.float64)
    if signs is None or directions is None or origin.shape != (3,):
        return np.zeros((4, 4))
    units = {str(unit).strip('"').lower() for unit in header.get("space units", ())}
    if not units <= {"mm", "millimeter", "millimeters", "millimetre", "millimetres", ""}:
        raise UnreadableError(f"{name} measures its space in {', '.join(sorted(units))}; save it in mm.")
    affine = np.eye(4)
    affine[:3, :3] = directions.T
    affine[:3, 3] = origin
    return np.diag([*signs, 1.0]) @ affine
