"""What a compressed frame says of itself, read from its first markers without decoding anything.

A decoder allocates what the codestream asks for, not what the DICOM header says; comparing the two first costs
microseconds and turns a 2 kB file of 12000² pixels away at once.

References
----------
ITU-T T.81 B.2 (JPEG), T.87 C.2 (JPEG-LS), T.800 A.5 (JPEG 2000).
"""

import struct
from dataclasses import dataclass
from typing import Literal, TypeAlias

from viewer.errors import UnreadableError

Family: TypeAlias = Literal["JPEG", "lossless JPEG", "JPEG-LS", "JPEG 2000"]

_FRAME_MARKERS: dict[int, Family] = {
    0xC0: "JPEG",
    0xC1: "JPEG",
    0xC2: "JPEG",
    0xC3: "lossless JPEG",
    0xF7: "JPEG-LS",
}
_MARKERS_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_SOI, _SOS, _EOI = 0xD8, 0xDA, 0xD9
_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  "
_J2K_START = b"\xff\x4f\xff\x51"
_MAX_TILES = 65_535
_MAX_TAIL = 4096


@dataclass(frozen=True, slots=True)
class Codestream:
    """Form of the image inside a compressed frame.

    Parameters
    ----------
    family
        Kind of compression.
    rows, columns
        Size in pixels.
    components
        Values per pixel.
    precision
        Bits per value.
    is_signed
        Whether values are two's complement (JPEG 2000 only).
    colour_hint
        'RGB' or 'YCBCR' if the codestream itself tells, else ''.
    """

    family: Family
    rows: int
    columns: int
    components: int
    precision: int
    is_signed: bool = False
    colour_hint: str = ""


def read_codestream(data: bytes) -> Codestream:
    """Return the form of a compressed frame.

    Raises
    ------
    UnreadableError
        If it is no JPEG, JPEG-LS or JPEG 2000 codestream, or is cut short before its pixels.
    """
    try:
        if data[:4] == _J2K_START:
            return _jpeg_2000_form(data)
        if data[:2] == b"\xff\xd8":
            return _jpeg_form(data)
    except (struct.error, IndexError) as e:
        raise UnreadableError("the compressed image is cut short; copy the file again from its source.") from e
    raise UnreadableError("the compressed image has no valid start; copy the file again from its source.")


def bare_codestream(data: bytes) -> bytes:
    """Return the codestream in a JP2 file, which some writers put into a DICOM frame, or the data as they are."""
    if data[:8] != _JP2_SIGNATURE:
        return data
    position = 0
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        head = 8
        if length == 1 and position + 16 <= len(data):
            length, head = struct.unpack_from(">Q", data, position + 8)[0], 16
        if kind == b"jp2c":
            return data[position + head : position + length if length else len(data)]
        if length < head:
            break
        position += length
    raise UnreadableError("the JPEG 2000 file inside holds no image; copy the file again from its source.")


def has_end(data: bytes) -> bool:
    """Whether a codestream reaches its end marker (the same in every family); padding may follow."""
    return data.rfind(bytes((0xFF, _EOI)), max(0, len(data) - _MAX_TAIL)) >= 0


def _jpeg_2000_form(data: bytes) -> Codestream:
    x1, y1, x0, y0, tile_w, tile_h, tile_x, tile_y, components = struct.unpack_from(">8IH", data, 8)
    parts = [struct.unpack_from(">3B", data, 42 + 3 * i) for i in range(min(components, 4))]
    if not parts or components > 4 or any(part != (parts[0][0], 1, 1) for part in parts):
        raise UnreadableError("the JPEG 2000 image has components of unequal form; export the image uncompressed.")
    tiles = -(-(x1 - tile_x) // tile_w) * -(-(y1 - tile_y) // tile_h) if tile_w and tile_h else 0
    if not 0 < tiles <= _MAX_TILES:
        raise UnreadableError("the JPEG 2000 image has an impossible tiling; copy the file again from its source.")
    return Codestream(
        family="JPEG 2000",
        rows=y1 - y0,
        columns=x1 - x0,
        components=components,
        precision=(parts[0][0] & 0x7F) + 1,
        is_signed=bool(parts[0][0] & 0x80),
    )


def _jpeg_form(data: bytes) -> Codestream:
    hint = ""
    position = 2
    while True:
        marker, position = _next_marker(data, position)
        if marker in _MARKERS_WITHOUT_LENGTH:
            continue
        if marker in {_SOS, _EOI}:
            raise UnreadableError("the JPEG image has no frame header; copy the file again from its source.")
        (length,) = struct.unpack_from(">H", data, position)
        if marker in _FRAME_MARKERS:
            return _jpeg_frame(data, position, _FRAME_MARKERS[marker], hint)
        if 0xC0 < marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            raise UnreadableError("the JPEG image is of a kind not used in DICOM; export the image uncompressed.")
        hint = _colour_hint(marker, data[position + 2 : position + 14]) or hint
        position += max(length, 2)


def _next_marker(data: bytes, position: int) -> tuple[int, int]:
    """Next marker code at or after a position, and the position behind it."""
    position = data.find(b"\xff", position)
    if position < 0:
        raise IndexError(position)
    while data[position] == 0xFF:
        position += 1
    return data[position], position + 1


def _jpeg_frame(data: bytes, position: int, family: Family, hint: str) -> Codestream:
    precision, rows, columns, components = struct.unpack_from(">BHHB", data, position + 2)
    identifiers = bytes(data[position + 8 + 3 * i] for i in range(components))
    if identifiers.upper() == b"RGB":
        hint = "RGB"
    return Codestream(
        family=family, rows=rows, columns=columns, components=components, precision=precision, colour_hint=hint
    )


def _colour_hint(marker: int, content: bytes) -> str:
    """What an application segment tells of the colour space: JFIF is YCbCr, Adobe says which."""
    if marker == 0xE0 and content[:5] == b"JFIF\0":
        return "YCBCR"
    if marker == 0xEE and content[:5] == b"Adobe" and len(content) >= 12:
        return {0: "RGB", 1: "YCBCR"}.get(content[11], "")
    return ""
