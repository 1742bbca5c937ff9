"""Headers of unusual files: pydicom's full parser, run in the decode worker, giving the same `Header`.

`read_header_in_worker` is the worker's job "dicom-header"; `read_header` asks for it and rebuilds the value.
"""

import io
import os
import struct
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from viewer.core.grey import ModalityTable
from viewer.errors import UnreadableError, sayable
from viewer.io.dicom.element_values import code_of, encoded_text, integer, plain_text
from viewer.io.dicom.functional_groups import frame_texts, whole_file_texts
from viewer.io.dicom.header import ELEMENTS, FLOAT_PIXELS, META_ELEMENTS, PIXEL_DATA, Header, PixelBlock
from viewer.io.dicom.image_kinds import DICOMDIR_CLASS, NATIVE_LITTLE, UNCOMPRESSED_OTHER
from viewer.io.limits import MAX_FRAMES
from viewer.io.sources import ByteSource

if TYPE_CHECKING:
    from pydicom import Dataset

    from viewer.io.decode_worker.client import DecodeWorker


def read_header(source: ByteSource, worker: "DecodeWorker") -> Header:
    """Header of any DICOM file, parsed in the worker process.

    Raises
    ------
    UnreadableError
        If it cannot be parsed.
    """
    facts, _ = worker.run("dicom-header", source)
    pixels, table = facts["pixels"], facts["table"]
    return Header(
        texts=facts["texts"],
        numbers=facts["numbers"],
        has_pixels=facts["has_pixels"],
        is_float=facts["is_float"],
        pixels=None if pixels is None else PixelBlock(offset=pixels[0], length=pixels[1]),
        frames=tuple(facts["frames"]),
        table=None if table is None else ModalityTable(first=table[0], values=tuple(table[1])),
        references=tuple(tuple(parts) for parts in facts["references"]),
    )


def read_header_in_worker(
    source: bytes | Path,
    arguments: Mapping[str, object],  # noqa: ARG001 (every job has the same signature)
) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """Header of a DICOM file as plain values; the worker's job "dicom-header".

    Parameters
    ----------
    source
        The file or its bytes.
    arguments
        None are used.

    Returns
    -------
    dict
        The fields of `Header`; no arrays.

    Raises
    ------
    UnreadableError
        If it holds no DICOM data set.
    """
    from pydicom.filereader import read_partial

    from viewer.io.decode_worker.frames import check_inflated_size, check_item_count

    with warnings.catch_warnings():
        # What is doubtful is judged in `facts`; the warnings would quote patient data.
        warnings.simplefilter("ignore")
        with _BoundedFile(source) if isinstance(source, Path) else io.BytesIO(source) as file:
            check_inflated_size(file)
            check_item_count(file)
            dataset = read_partial(file, stop_when=_until_pixels(), force=True)
            if len(dataset) == 0:
                raise UnreadableError("it holds no DICOM data set; check that it was copied completely.")
            return _facts(dataset, file), []


_ONCE = {0x00200032: "Image Position (Patient)", 0x00200037: "Image Orientation (Patient)", 0x00280030: "Pixel Spacing"}
"""Elements of which two would be two places in the patient, of which readers choose one or the other."""


def _until_pixels() -> Callable[[int, str | None, int], bool]:
    """Tells the parser to stop in front of the pixels, and refuses what says twice where an image lies."""
    seen: set[int] = set()

    def stops(tag: int, vr: str | None, length: int) -> bool:
        del vr, length
        if tag in _ONCE and tag in seen:
            raise UnreadableError(
                f"it holds {_ONCE[tag]} twice, so that nobody can tell which counts; export the image again."
            )
        seen.add(int(tag))
        return tag == PIXEL_DATA or tag in FLOAT_PIXELS

    return stops


class _BoundedFile(io.BufferedReader):
    """A file that never makes room for more bytes than it has, whatever length an element claims."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self._size = os.fstat(self.fileno()).st_size

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(self._size - self.tell(), 0)
        return super().read(left if size is None or size < 0 else min(size, left))


def _facts(dataset: "Dataset", file: BinaryIO) -> dict[str, Any]:
    texts, numbers = _elements(dataset)
    meta: Any = getattr(dataset, "file_meta", {})
    for tag, keyword in META_ELEMENTS.items():
        if tag in meta:
            texts[keyword] = plain_text(meta.get_item(tag))
    syntax = texts.get("TransferSyntaxUID") or _guessed_syntax(dataset)
    texts["TransferSyntaxUID"] = syntax
    texts |= whole_file_texts(dataset)
    is_implicit, is_little = dataset.original_encoding
    pixel_element, pixels = _pixels(file, syntax, (bool(is_implicit), is_little is not False))
    return {
        "texts": texts,
        "numbers": numbers,
        "has_pixels": pixel_element is not None,
        "is_float": pixel_element in FLOAT_PIXELS,
        "pixels": pixels,
        "frames": frame_texts(dataset, _frame_count(texts)),
        "table": _modality_table(dataset),
        "references": _references(dataset) if _is_dicomdir(texts) else [],
    }


def _guessed_syntax(dataset: "Dataset") -> str:
    """Transfer syntax of a data set without meta information, as its elements turned out to be written."""
    is_implicit, is_little = dataset.original_encoding
    if not is_little:
        return "1.2.840.10008.1.2.2"
    return "1.2.840.10008.1.2" if is_implicit else "1.2.840.10008.1.2.1"


def _elements(dataset: "Dataset") -> tuple[dict[str, str], dict[str, int]]:
    """Wanted elements of a data set, as the fast reader gives them."""
    from pydicom.charset import convert_encodings

    charset = plain_text(dataset.get_item(0x00080005)) if 0x00080005 in dataset else ""
    encodings = convert_encodings([part.strip() for part in charset.split("\\")])
    texts: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for tag, (keyword, kind) in ELEMENTS.items():
        if tag not in dataset or kind == "rare":
            continue
        if kind == "code":
            texts[keyword] = code_of(dataset[tag].value)
            continue
        element = dataset.get_item(tag)
        if kind == "integer":
            number = integer(element)
            if number is not None:
                numbers[keyword] = number
        elif kind == "text":
            texts[keyword] = encoded_text(element, encodings)
        else:
            texts[keyword] = plain_text(element)
    return texts, numbers


def _frame_count(texts: Mapping[str, str]) -> int:
    text = texts.get("NumberOfFrames", "")
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MAX_FRAMES):
        raise UnreadableError(f"its NumberOfFrames is {sayable(text)}; it must be a number from 1 to {MAX_FRAMES}.")
    return int(text)


def _pixels(file: BinaryIO, syntax: str, encoding: tuple[bool, bool]) -> tuple[int | None, tuple[int, int] | None]:
    """Tag of the element with the pixels, and offset and length of its value if native little endian.

    The parser has stopped in front of that element; of a deflated file that place is not in the file.
    """
    if syntax in UNCOMPRESSED_OTHER and encoding[1]:
        return PIXEL_DATA, None
    offset = file.tell()
    start = file.read(12)
    group, element = struct.unpack("<HH" if encoding[1] else ">HH", start[:4].ljust(4, b"\0"))
    tag = group << 16 | element
    if tag not in (PIXEL_DATA, *FLOAT_PIXELS):
        return None, None
    is_explicit = not encoding[0]
    if syntax not in NATIVE_LITTLE or tag != PIXEL_DATA or (is_explicit and start[4:6] not in (b"OW", b"OB")):
        return tag, None
    length = int.from_bytes(start[8:12] if is_explicit else start[4:8], "little")
    return tag, None if length == 0xFFFFFFFF else (offset + (12 if is_explicit else 8), length)


def _modality_table(dataset: "Dataset") -> tuple[int, list[float]] | None:
    """First stored value and values of the modality lookup table, or None.

    References
    ----------
    DICOM PS3.3, C.11.1.1.
    """
    items = dataset.get("ModalityLUTSequence")
    if not items:
        return None
    count, first, bits = (int(v) for v in items[0].LUTDescriptor)
    if first > 0x7FFF and dataset.get("PixelRepresentation") == 1:
        first -= 0x10000
    data = items[0].LUTData
    if isinstance(data, bytes):
        order = "<" if dataset.original_encoding[1] else ">"
        data = np.frombuffer(data, np.uint8 if bits == 8 and len(data) < 2 * (count or 65536) else f"{order}u2")
    values = [float(v) for v in np.atleast_1d(data)][: count or 65536]
    if len(values) != (count or 65536):
        raise UnreadableError("its modality lookup table is cut off; copy the file again from its source.")
    return first, values


def _is_dicomdir(texts: Mapping[str, str]) -> bool:
    return DICOMDIR_CLASS in (texts.get("MediaStorageSOPClassUID"), texts.get("SOPClassUID"))


def _references(dataset: "Dataset") -> list[list[str]]:
    """File references of a DICOMDIR's records, in the order they are stored (offsets are not followed)."""
    found = []
    for record in dataset.get("DirectoryRecordSequence") or []:
        if 0x00041500 in record:
            text = plain_text(record.get_item(0x00041500))
            parts = [part.strip() for part in text.split("\\")]
            if any(parts):
                found.append(parts)
    return found
