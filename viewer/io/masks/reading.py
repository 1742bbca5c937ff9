"""Job 'mask': decode a mask inside the decode worker and keep only the labels asked for."""

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError
from viewer.io.masks.nrrd_volume import read_nrrd
from viewer.io.masks.segmentation import read_segmentation
from viewer.io.nifti import load_volume
from viewer.io.nifti.header import HEADER_BYTES
from viewer.io.picture import decode_in_worker

MAX_LABELS = 8
"""Most labels at once: each is a bit of a byte, so that overlapping segments keep all their pixels."""

_MAX_LISTED = 50
_DICOM_MAGIC_AT = 128

Answer = tuple[dict[str, Any], list[NDArray[Any]]]


def read_in_worker(source: bytes | Path, arguments: dict[str, Any]) -> Answer:
    """Labels of a mask as bits, and where they lie.

    Parameters
    ----------
    source
        NIfTI, NRRD, PNG or TIFF, or DICOM segmentation, told by content.
    arguments
        'name' for messages, 'labels' the values asked for (at most `MAX_LABELS`).

    Returns
    -------
    tuple
        Facts: 'kind' ('nifti', 'nrrd', 'picture', 'segmentation'), 'present' (label values that occur) and,
        for a segmentation, 'references' (SOP Instance UIDs by frame). Arrays: labels as uint8 of shape
        (k, j, i), (rows, columns) for a picture or (frames, rows, columns), bit n − 1 set for the n-th label;
        then the header bytes of a NIfTI file, the affine (4, 4) index → LPS mm of an NRRD file (all 0 when it
        tells none), or the affines (frames, 4, 4) of a segmentation.

    Raises
    ------
    UnreadableError
        If it is none of these, damaged, too large, or holds what is no label.
    """
    name = str(arguments.get("name", "The mask"))
    labels = [int(value) for value in arguments["labels"]][:MAX_LABELS]
    head = _head(source)
    if head.startswith(b"NRRD"):
        volume, affine = read_nrrd(_all_bytes(source), name)
        bits, present = _bits(volume, labels, name)
        return {"kind": "nrrd", "present": present}, [bits, affine]
    if head[_DICOM_MAGIC_AT : _DICOM_MAGIC_AT + 4] == b"DICM":
        stack, facts, affines = read_segmentation(_all_bytes(source), labels, name)
        return {"kind": "segmentation", **facts}, [stack, affines]
    if head.startswith((b"\x89PNG", b"II*\0", b"MM\0*", b"\xff\xd8")):
        return _read_picture(source, labels, name)
    return _read_nifti(source, labels, name)


def _head(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        return source[:256]
    with source.open("rb") as file:
        return file.read(256)


def _all_bytes(source: bytes | Path) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def _read_picture(source: bytes | Path, labels: Sequence[int], name: str) -> Answer:
    facts, (pixels,) = decode_in_worker(source, {"name": name, "pixels": True, "labels": True})
    if facts["pages"] > 1:
        raise UnreadableError(f"{name} holds {facts['pages']} pictures; save the mask of one slice by itself.")
    if facts["turn"] != 1:
        raise UnreadableError(
            f"{name} asks to be shown turned or mirrored (EXIF orientation {facts['turn']}), so its labels may lie "
            "on the other side; save it as it is meant to lie on the image, without that mark."
        )
    if facts["is_coloured"] or facts["is_lossy"]:
        raise UnreadableError(f"{name} is a colour or JPEG picture, which holds no labels; save a grey PNG.")
    bits, present = _bits(pixels, labels, name)
    return {"kind": "picture", "present": present}, [bits]


def _read_nifti(source: bytes | Path, labels: Sequence[int], name: str) -> Answer:
    header, volume = load_volume(source, name)
    if header.shape[3] > 1:
        raise UnreadableError(f"{name} holds {header.shape[3]} volumes; save the mask as a single one.")
    slope, intercept = header.scaling
    if (slope, intercept) != (1.0, 0.0):
        volume = volume.astype(np.float64) * slope + intercept
    bits, present = _bits(volume, labels, name)
    raw = _first_bytes(source)
    return {"kind": "nifti", "present": present}, [bits, np.frombuffer(raw, dtype=np.uint8)]


def _first_bytes(source: bytes | Path) -> bytes:
    """Header bytes of a NIfTI file, inflated if need be."""
    import gzip

    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as raw:
        head = raw.read(2)
        raw.seek(0)
        return gzip.GzipFile(fileobj=raw).read(HEADER_BYTES) if head == b"\x1f\x8b" else raw.read(HEADER_BYTES)


def _bits(values: NDArray[Any], labels: Sequence[int], name: str) -> tuple[NDArray[np.uint8], list[int]]:
    """Bits of the labels, same shape, and the label values that occur (at most the first 50 and those asked for)."""
    if values.dtype.kind == "f":
        whole = np.rint(values)
        # NaN outside the mask is no label; 0.001 is the rounding of scaled integers.
        odd = np.abs(values - whole) > 1e-3
        if odd.any() or np.isinf(values).any():
            raise UnreadableError(f"{name} holds fractions, not labels; save it as a label mask of whole numbers.")
        values = np.nan_to_num(whole)
    bits = np.zeros(values.shape, dtype=np.uint8)
    for number, label in enumerate(labels):
        bits |= (values == label).astype(np.uint8) << np.uint8(number)
    seen = np.unique(values)
    present = [int(value) for value in seen[seen != 0] if math.isfinite(value)]
    return bits, sorted({*present[:_MAX_LISTED], *(set(present) & set(labels))})
