"""The job "dicom-frame": stored numbers of one frame of a DICOM file."""

import os
import stat
import threading
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError
from viewer.io.decode_worker import codecs, limits
from viewer.io.decode_worker.description import PixelDescription, describe, describe_ordinary
from viewer.io.decode_worker.encapsulated import Span, frame_spans, read_frame
from viewer.io.decode_worker.jobs import Answer
from viewer.io.decode_worker.stored import luminance, stored_numbers

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
_NATIVE = frozenset({IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN})

_ELEMENTS = {0x0008: "FloatPixelData", 0x0009: "DoubleFloatPixelData", 0x0010: "PixelData"}
_UNDEFINED = 0xFFFFFFFF
_PART_BYTES = 4 << 20
_PIXEL_TAG = b"\xe0\x7f\x10\x00"
_ITEM_MARKS = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
"""Tags of an item in either order of bytes."""

_WHOLE_FILE_BYTES = 8 << 20
"""Files up to this size are read in one go; of larger ones only the frames that are asked for."""


@dataclass(frozen=True, slots=True)
class _Element:
    """Where the pixels are."""

    keyword: str
    vr: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class _OpenedFile:
    """A file whose header has been read: the bytes, their form, and the place of each frame."""

    source: Path | None
    content: bytes
    size: int
    image: PixelDescription
    element: _Element
    spans: list[list[Span]]

    def read_at(self, offset: int, length: int) -> bytes:
        """Bytes of the file, or of what was inflated from it."""
        return _read_at(self.source, self.content, offset, length)


_last: tuple[bytes | Path, object, _OpenedFile] | None = None
_last_lock = threading.Lock()


def decode_frame_in_worker(source: bytes | Path, arguments: dict[str, Any]) -> Answer:
    """Return the stored numbers of one frame.

    Parameters
    ----------
    source
        Path of a DICOM file, or its bytes.
    arguments
        `frame`: number of the frame, from 1 (which is also the default).

    Returns
    -------
    tuple
        `{"frame", "frames", "transfer_syntax", "is_colour"}`, and one array of shape (rows, columns): integers as
        stored (sign extended, unused bits gone), floats of Float Pixel Data, or the luminance (uint8) of colour.

    Raises
    ------
    UnreadableError
        If there are no pixels, they cannot be decoded, or are not what the header says.
    """
    number = arguments.get("frame", 1)
    opened = _opened(source)
    image = opened.image
    if not (isinstance(number, int) and 1 <= number <= image.frames):
        raise UnreadableError(f"there is no frame {number!r}, it has 1 to {image.frames}; choose one of these.")
    if image.transfer_syntax in _NATIVE:
        array = _native_frame(opened, number)
    else:
        array = codecs.decode(read_frame(opened.read_at, opened.spans[number - 1]), image)
    about = {
        "frame": number,
        "frames": image.frames,
        "transfer_syntax": image.transfer_syntax,
        "is_colour": image.samples > 1,
    }
    return about, [array]


def _opened(source: bytes | Path) -> _OpenedFile:
    """Open a file; the last one is kept, because the next frame is mostly of the same file."""
    global _last  # noqa: PLW0603 (a cache of one)
    state: object = None
    if isinstance(source, Path):
        status = _status(source)
        state = (source, status.st_mtime_ns, status.st_size)
    with _last_lock:
        kept = _last
    # Bytes are the same only if they are the same object; comparing them could cost more than opening.
    if kept is not None and kept[1] == state and (state is not None or kept[0] is source):
        return kept[2]
    opened = _open(source)
    with _last_lock:
        _last = (source, state, opened)
    return opened


def _status(path: Path) -> os.stat_result:
    """Status of a regular file; to open a pipe would be to wait for whoever writes into it."""
    try:
        status = path.stat()
    except OSError as e:
        raise UnreadableError(f"it cannot be opened ({e.strerror}); check the path.") from e
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("it is not a regular file; leave it out.")
    return status


def _open(source: bytes | Path) -> _OpenedFile:
    """Read the header and find the pixels."""
    path, content, size = _content(source)
    ordinary = describe_ordinary(content)
    if ordinary is not None:
        image, offset = ordinary
        element = _Element("PixelData", "OB", offset, _UNDEFINED)
        return _OpenedFile(path, content, size, image, element, _spans(path, content, size, image, offset))
    head: BinaryIO = BytesIO(content) if path is None else path.open("rb")
    with head:
        dataset, syntax, inflated = _read_header(head)
        if inflated is not None:
            path, content, size = None, inflated.getvalue(), len(inflated.getvalue())
        element = _find_pixels(head if inflated is None else inflated, dataset, syntax)
    image = describe(dataset, transfer_syntax=syntax, element=element.keyword)
    spans: list[list[Span]] = []
    if syntax not in _NATIVE:
        spans = _spans(path, content, size, image, element.offset, _extended_table(dataset))
    return _OpenedFile(path, content, size, image, element, spans)


def _spans(
    path: Path | None,
    content: bytes,
    size: int,
    image: PixelDescription,
    offset: int,
    extended_table: tuple[int, ...] = (),
) -> list[list[Span]]:
    """Place of each compressed frame."""
    return frame_spans(
        lambda start, length: _read_at(path, content, start, length),
        start=offset,
        end=size,
        frames=image.frames,
        extended_table=extended_table,
    )


def _content(source: bytes | Path) -> tuple[Path | None, bytes, int]:
    """Path, bytes and size: small files as bytes, large ones as path."""
    if not isinstance(source, Path):
        return None, source, len(source)
    try:
        with source.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            if size > _WHOLE_FILE_BYTES:
                return source, b"", size
            content = file.read(size) or b""
    except OSError as e:
        raise UnreadableError(f"it cannot be read ({e.strerror}); check its permissions.") from e
    return None, content, len(content)


def _read_at(path: Path | None, content: bytes, offset: int, length: int) -> bytes:
    if path is None:
        return content[offset : offset + length]
    with path.open("rb", buffering=0) as file:
        file.seek(offset)
        return file.read(length) or b""


def _read_header(head: BinaryIO) -> tuple["Dataset", str, BytesIO | None]:
    """Header up to the pixels, transfer syntax, and the inflated data set if it was deflated.

    `head`, or the inflated data set, is left where the pixels start.
    """
    import pydicom

    start = head.read(4096)
    if DEFLATED.encode() in start:
        dataset, inflated = _read_deflated(head, start)
        if inflated is not None:
            return dataset, DEFLATED, inflated
    check_item_count(head)
    # Never the pixels: what they claim to be is compared with the file before they are read.
    dataset = pydicom.dcmread(head, stop_before_pixels=True, force=True)
    stated = dataset.file_meta.get("TransferSyntaxUID") if hasattr(dataset, "file_meta") else None
    if stated:
        return dataset, str(stated), None
    is_implicit, is_little = dataset.original_encoding
    if not is_little:
        return dataset, BIG_ENDIAN, None
    return dataset, IMPLICIT if is_implicit else EXPLICIT, None


def check_inflated_size(head: BinaryIO) -> None:
    """Refuse a deflated data set that inflates beyond the cap, before a parser inflates it without one.

    Parameters
    ----------
    head
        The file; left at its start.

    Raises
    ------
    UnreadableError
        If it inflates beyond the cap, or is damaged.
    """
    head.seek(0)
    start = head.read(4096)
    if DEFLATED.encode() in start:
        _read_deflated(head, start)
    head.seek(0)


def check_item_count(head: BinaryIO) -> None:
    """Refuse a header with more items in its sequences than a parser can read in time; counting them is quick.

    Parameters
    ----------
    head
        The file; left at its start.

    Raises
    ------
    UnreadableError
        If there are more than `limits.MAX_ITEMS` in front of the pixels.
    """
    head.seek(0)
    count, rest = 0, b""
    while part := head.read(_PART_BYTES):
        piece = rest + part
        pixels = piece.find(_PIXEL_TAG)
        count += sum(piece.count(mark, 0, len(piece) if pixels < 0 else pixels) for mark in _ITEM_MARKS)
        if count > limits.MAX_ITEMS:
            raise UnreadableError(
                f"its header holds more than {limits.MAX_ITEMS} items; export the image again or leave the file out."
            )
        if pixels >= 0:
            break
        rest = piece[-(len(_PIXEL_TAG) - 1) :]
    head.seek(0)


def _read_deflated(head: BinaryIO, start: bytes) -> tuple["Dataset", BytesIO | None]:
    """Header and inflated data set; no data set if the transfer syntax is another one after all."""
    from pydicom.filereader import read_dataset

    head.seek(132 if start[128:132] == b"DICM" else 0)
    meta = read_dataset(head, is_implicit_VR=False, is_little_endian=True, stop_when=_is_after_meta)
    if str(meta.get("TransferSyntaxUID")) != DEFLATED:
        return meta, None
    inflated = BytesIO(_inflate(head.read()))
    check_item_count(inflated)
    dataset = read_dataset(inflated, is_implicit_VR=False, is_little_endian=True, stop_when=_is_pixels)
    return dataset, inflated


def _is_after_meta(tag: int, vr: str | None, length: int) -> bool:  # noqa: ARG001 (as pydicom calls it)
    return tag >> 16 != 2


def _is_pixels(tag: int, vr: str | None, length: int) -> bool:  # noqa: ARG001 (as pydicom calls it)
    return 0x7FE00008 <= tag <= 0x7FE00010


def _inflate(deflated: bytes) -> bytes:
    """Inflate a raw deflate stream, up to a cap that grows with it."""
    allowed = max(limits.FREE_INFLATED_BYTES, limits.MAX_INFLATED_RATIO * len(deflated))
    most = min(allowed, limits.MAX_INFLATED_BYTES)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = stream.decompress(deflated, most)
    except zlib.error as e:
        raise UnreadableError("its deflated content is damaged; copy the file again from its source.") from e
    if not stream.eof:
        raise UnreadableError(
            f"its deflated content inflates beyond {most >> 20} MB; export the image again without compression."
            if len(inflated) >= most
            else "its deflated content is cut short; copy the file again from its source."
        )
    return inflated


def _find_pixels(head: BinaryIO, dataset: "Dataset", syntax: str) -> _Element:
    """Keyword, type, offset and length of the element at which reading the header stopped."""
    # A header that was told apart by looking at it may differ from what the transfer syntax says.
    is_implicit = syntax == IMPLICIT
    is_little = syntax != BIG_ENDIAN
    if hasattr(dataset, "original_encoding") and dataset.original_encoding[0] is not None:
        is_implicit, is_little = bool(dataset.original_encoding[0]), bool(dataset.original_encoding[1])
    start = head.tell()
    raw = head.read(12)
    order: Literal["little", "big"] = "little" if is_little else "big"
    group, element = int.from_bytes(raw[0:2], order), int.from_bytes(raw[2:4], order)
    if len(raw) < 12 or group != 0x7FE0 or element not in _ELEMENTS:
        raise UnreadableError("there are no pixels in the file; copy it again from its source or leave it out.")
    if is_implicit:
        return _Element(_ELEMENTS[element], "OW", start + 8, int.from_bytes(raw[4:8], order))
    return _Element(_ELEMENTS[element], raw[4:6].decode("latin-1"), start + 12, int.from_bytes(raw[8:12], order))


def _extended_table(dataset: "Dataset") -> tuple[int, ...]:
    content = dataset.get("ExtendedOffsetTable")
    if not isinstance(content, bytes) or len(content) % 8:
        return ()
    return tuple(int(offset) for offset in np.frombuffer(content, "<u8"))


def _native_frame(opened: _OpenedFile, number: int) -> NDArray[Any]:
    """Stored numbers of an uncompressed frame."""
    image, element = opened.image, opened.element
    if element.length == _UNDEFINED:
        raise UnreadableError("it says uncompressed but its pixels are compressed; export the image again.")
    if element.length < image.frames * image.frame_bytes:
        raise UnreadableError(
            f"it holds {element.length} bytes of pixels where {image.frames * image.frame_bytes} are needed; "
            "copy the file again from its source."
        )
    is_big = image.transfer_syntax == BIG_ENDIAN
    raw = opened.read_at(element.offset + (number - 1) * image.frame_bytes, image.frame_bytes)
    if is_big and image.bits_allocated == 8 and element.vr == "OW":
        raw = _swapped_bytes(opened, number)
    if len(raw) < image.frame_bytes:
        raise UnreadableError("the file ends before its pixels do; copy it again from its source.")
    size = image.bits_allocated // 8
    kind = "f" if image.is_float else "u"
    words: NDArray[Any] = np.frombuffer(raw, f"{'>' if is_big else '<'}{kind}{size}")
    words = words.astype(words.dtype.newbyteorder("="), copy=False)
    if image.samples > 1:
        return _native_luminance(words, image)
    words = words.reshape(image.rows, image.columns)
    if image.is_float:
        return words
    return stored_numbers(words, bits=image.bits_stored, shift=image.shift, is_signed=image.is_signed)


def _swapped_bytes(opened: _OpenedFile, number: int) -> bytes:
    """Bytes of a frame of 8-bit values that were written as big-endian words of 16 bits (PS3.5 8.2)."""
    size = opened.image.frame_bytes
    first = (number - 1) * size
    aligned = first - first % 2
    raw = opened.read_at(opened.element.offset + aligned, size + 2)
    swapped = np.frombuffer(raw[: len(raw) - len(raw) % 2], np.uint16).byteswap().tobytes()
    return swapped[first - aligned : first - aligned + size]


def _native_luminance(values: NDArray[Any], image: PixelDescription) -> NDArray[Any]:
    """Luminance of an uncompressed colour frame."""
    if image.is_half_chroma:
        # Y Y Cb Cr for every two pixels.
        return np.ascontiguousarray(values.reshape(-1, 4)[:, :2]).reshape(image.rows, image.columns)
    if image.is_planar:
        planes = values.reshape(3, image.rows, image.columns)
    else:
        planes = np.moveaxis(values.reshape(image.rows, image.columns, 3), -1, 0)
    return np.ascontiguousarray(planes[0]) if image.is_ybr else luminance(np.moveaxis(planes, 0, -1))
