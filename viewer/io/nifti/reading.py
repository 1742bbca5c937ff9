"""Opening a NIfTI file as a series, and fetching its slices.

Uncompressed files are read here, one proven byte range per slice. Compressed ones are inflated in the
decode worker, never further than the header has declared, so that a bomb cannot grow.
"""

import gzip
import io
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import ValueMapping, Window
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import GeometryError, UnreadableError
from viewer.io.fingerprints import content_hash
from viewer.io.nifti.geometry import GridGeometry, grid_geometry
from viewer.io.nifti.header import HEADER_BYTES, NiftiHeader, check_volume_size, parse_header
from viewer.io.sources import ByteSource

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker

_GZIP_MAGIC = b"\x1f\x8b"

_inflated: dict[str, bytearray] = {}
"""In the worker: the last inflated file by its content hash, so that the slices after the first are at hand."""


@dataclass(frozen=True, slots=True)
class _PlainSlice:
    """Reads a slice of an uncompressed file: one range of bytes."""

    source: ByteSource
    header: NiftiHeader
    k: int

    def read(self) -> NDArray[np.generic]:
        """Stored numbers, shape (rows, columns), read-only."""
        size = self.header.slice_bytes
        data = self.source.read(self.header.data_offset + self.k * size, size)
        if len(data) != size:
            raise UnreadableError(f"{self.source.name} has become shorter since it was opened; open it again.")
        return _as_slice(data, self.header)


@dataclass(frozen=True, slots=True)
class _InflatedSlice:
    """Reads a slice of a compressed file through the decode worker."""

    source: ByteSource
    worker: "DecodeWorker"
    content: str
    k: int

    def read(self) -> NDArray[np.generic]:
        """Stored numbers, shape (rows, columns), read-only."""
        arguments = {"content": self.content, "k": self.k, "name": self.source.name}
        pixels: NDArray[np.generic]
        _, (pixels,) = self.worker.run("nifti-slice", self.source, arguments)
        pixels = pixels.view()
        pixels.setflags(write=False)
        return pixels


def open_nifti(source: ByteSource, worker: "DecodeWorker", *, number: int) -> Series:
    """Series of the first volume of a NIfTI file, with warnings for the user.

    Of a file with several volumes (times, echoes, b-values) the first is opened and a warning says so:
    volumes have no names, and outlines belong to one slice of one image.

    Parameters
    ----------
    source
        A .nii or .nii.gz file.
    worker
        Inflates compressed files.
    number
        Number of the listed block, from 1.

    Raises
    ------
    UnreadableError
        If it is no single-file NIfTI, is cut short, too large, or holds complex numbers or colours.
    GeometryError
        If its transforms or its scaling cannot be true.
    """
    is_compressed = source.read(0, 2) == _GZIP_MAGIC
    if not is_compressed:
        header = _plain_header(source)  # before the whole file is read for its hash
    content = content_hash(source)
    if is_compressed:
        header = _inflated_header(source, worker, content)
    geometry = grid_geometry(header, source.name)
    planes = _planes(header, geometry, source.name)
    mapping, window, stored_range = _mapping(header, source.name), _window(header), _stored_range(header)
    slices = tuple(
        Slice(
            key=SliceKey(content, k + 1),
            file=source.name,
            rows=header.shape[1],
            columns=header.shape[0],
            geometry=plane,
            mapping=mapping,
            reader=_InflatedSlice(source, worker, content, k) if is_compressed else _PlainSlice(source, header, k),
            window=window,
            stored_range=stored_range,
        )
        for k, plane in enumerate(planes)
    )
    return Series(
        number=number,
        series_uid=content,
        series_number=None,
        description=header.description,
        modality="",
        transfer_syntax="",
        slices=slices,
        source_kind="nifti",
        warnings=_warnings(header, geometry),
    )


def _plain_header(source: ByteSource) -> NiftiHeader:
    """Header of an uncompressed file that is long enough for its first volume."""
    header = parse_header(source.read(0, HEADER_BYTES), source.name)
    check_volume_size(header, source.name)
    _check_length(source.size, header, source.name)
    return header


def _inflated_header(source: ByteSource, worker: "DecodeWorker", content: str) -> NiftiHeader:
    """Header of a compressed file, whose first volume the worker has proven to be complete."""
    arguments = {"content": content, "name": source.name}
    _, (head,) = worker.run("nifti-open", source, arguments)
    return parse_header(head.tobytes(), source.name)


def _check_length(size: int, header: NiftiHeader, name: str) -> None:
    if size < header.end_of_first_volume:
        raise UnreadableError(
            f"{name} is cut short: it has {size} of the {header.end_of_first_volume} bytes its header states; "
            "copy the file again."
        )


def _planes(header: NiftiHeader, geometry: GridGeometry, name: str) -> list[PlaneGeometry]:
    """Geometry of every slice."""
    try:
        return [geometry.plane(k) for k in range(header.shape[2])]
    except GeometryError as e:
        raise GeometryError(f"{name} cannot be used: {e} Write the file again.") from e


def _mapping(header: NiftiHeader, name: str) -> ValueMapping:
    slope, intercept = header.scaling
    try:
        return ValueMapping(slope=slope, intercept=intercept)
    except GeometryError as e:
        raise GeometryError(f"{name} cannot be used: {e} Write the file again.") from e


def _window(header: NiftiHeader) -> Window | None:
    low, high = header.cal_range
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return None
    return Window((low + high) / 2.0, high - low)


def _stored_range(header: NiftiHeader) -> tuple[int, int] | None:
    if header.dtype.kind == "f":
        return None
    limits = np.iinfo(header.dtype.name)  # by name: its type only says that it is some number
    return int(limits.min), int(limits.max)


def _warnings(header: NiftiHeader, geometry: GridGeometry) -> tuple[str, ...]:
    warnings = list(geometry.warnings)
    if header.shape[3] > 1:
        warnings.append(
            f"The file holds {header.shape[3]} volumes and the first is shown; save another in a file of its own."
        )
    if header.unit_mm is None:
        warnings.append("The volume does not state its unit of length; millimetres are assumed.")
    return tuple(warnings)


def _as_slice(data: bytes | memoryview, header: NiftiHeader) -> NDArray[np.generic]:
    """Stored slice as array (rows, columns) in the machine's byte order, read-only."""
    pixels = np.frombuffer(data, dtype=header.dtype).reshape(header.shape[1], header.shape[0])
    pixels = pixels.astype(header.dtype.newbyteorder("="), copy=False)
    pixels.setflags(write=False)
    return pixels


def open_in_worker(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """Job 'nifti-open': header bytes of a compressed file, whose first volume is proven to be complete.

    Parameters
    ----------
    source
        The compressed file.
    arguments
        'name' for messages and 'content', the hash under which the inflated bytes are kept for slices.

    Returns
    -------
    tuple
        No facts, and the first `HEADER_BYTES` bytes as an array of uint8.

    Raises
    ------
    UnreadableError
        If it cannot be inflated, is cut short, or declares too much.
    """
    data = _inflate(source, str(arguments.get("name", "The file")), str(arguments.get("content", "")))
    return {}, [np.frombuffer(bytes(data[:HEADER_BYTES]), dtype=np.uint8)]


def slice_in_worker(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """Job 'nifti-slice': stored numbers (rows, columns) of slice 'k', counted from 0; see `open_in_worker`.

    Raises
    ------
    UnreadableError
        If it cannot be inflated, is cut short, or declares too much.
    """
    name = str(arguments.get("name", "The file"))
    data = _inflate(source, name, str(arguments.get("content", "")))
    header = parse_header(bytes(data[:HEADER_BYTES]), name)
    start = header.data_offset + int(arguments["k"]) * header.slice_bytes
    return {}, [_as_slice(memoryview(data)[start : start + header.slice_bytes], header)]


def load_volume(source: bytes | Path, name: str) -> tuple[NiftiHeader, NDArray[np.generic]]:
    """Header and stored numbers (slices, rows, columns) of the first volume; for use inside the worker.

    Raises
    ------
    UnreadableError
        If it is no NIfTI file, cannot be inflated, is cut short, or declares too much.
    """
    data = _inflate(source, name, "")
    header = parse_header(bytes(data[:HEADER_BYTES]), name)
    columns, rows, slices, _ = header.shape
    count = columns * rows * slices
    return header, np.frombuffer(data, header.dtype, count, header.data_offset).reshape(slices, rows, columns)


def _inflate(source: bytes | Path, name: str, content: str) -> bytearray:
    """Bytes of the file up to the end of its first volume, kept under its content hash."""
    kept = _inflated.get(content)
    if kept is not None:
        return kept
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as raw:
        is_compressed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        data = bytearray()
        stream: Any = gzip.GzipFile(fileobj=raw) if is_compressed else raw
        try:
            _append(data, stream, HEADER_BYTES)
            header = parse_header(bytes(data), name)
            check_volume_size(header, name)
            _append(data, stream, header.end_of_first_volume)
            _check_length(len(data), header, name)
            if header.shape[3] == 1:
                stream.read(1)  # reaches the end of a sound file, where gzip compares its checksum
        except (EOFError, OSError, zlib.error) as e:
            raise UnreadableError(f"{name} cannot be inflated; copy the file again.") from e
    _inflated.clear()
    if content:
        _inflated[content] = data
    return data


def _append(data: bytearray, stream: Any, size: int) -> None:
    """Add bytes up to a length of `size`, in pieces, so that a header that lies makes no large buffer."""
    while len(data) < size:
        piece = stream.read(min(size - len(data), 1 << 22))
        if not piece:
            return
        data += piece
