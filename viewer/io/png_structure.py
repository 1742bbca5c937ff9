"""Whether a PNG is complete: its decoder fills missing rows with black and says nothing."""

import struct
import zlib
from collections.abc import Iterator

from viewer.errors import UnreadableError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples per pixel by colour type."""

SHALLOW_GREY = {2: 85, 4: 17}
"""Factor by which the decoder spreads grey values of 2 and 4 bits over 0–255; 0 and 1 of one bit stay."""

_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, column step and row step of the seven interlaced passes."""


def check_png(data: bytes, name: str) -> None:
    """Refuse a PNG whose parts or rows are missing.

    Parameters
    ----------
    data
        The whole file; its size in pixels has been checked before.
    name
        How messages call the file.

    Raises
    ------
    UnreadableError
        If a part is cut short or altered, or the compressed rows do not fill the picture.

    References
    ----------
    ISO/IEC 15948 (PNG), clauses 5, 8 and 10.
    """
    expected, got = -1, 0
    inflater = zlib.decompressobj()
    try:
        for kind, body in _chunks(data):
            if kind == b"IHDR":
                expected = _raw_bytes(body)
            elif kind == b"IDAT":
                got += _inflated_length(inflater, body, expected + 1 - got)
            elif kind == b"IEND":
                break
        else:
            raise ValueError("its end is missing")
    except (zlib.error, ValueError, struct.error, KeyError) as e:
        reason = str(e) if isinstance(e, ValueError) else "its compressed rows are damaged"
        raise UnreadableError(f"{name} is damaged or cut short ({reason}); save or copy it again.") from e
    if got < expected or expected < 0:
        raise UnreadableError(f"{name} is cut short: rows of the picture are missing; save or copy it again.")


def _inflated_length(inflater: "zlib._Decompress", body: bytes, wanted: int) -> int:
    """Bytes that a part inflates to, counted up to `wanted`, so that a bomb ends the count and not the memory."""
    got = 0
    while body and got < wanted:
        got += len(inflater.decompress(body, wanted - got))
        body = inflater.unconsumed_tail
    return got


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each part, whose checksum has been compared.

    Raises
    ------
    ValueError
        If a part is cut short or altered.
    """
    place = len(_SIGNATURE)
    while place < len(data):
        if place + 12 > len(data):
            raise ValueError("a part is cut short")
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 8 + length
        if end + 4 > len(data):
            raise ValueError("a part is cut short")
        if zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise ValueError("a checksum does not fit")
        yield kind, data[place + 8 : end]
        place = end + 4


def _raw_bytes(body: bytes) -> int:
    """Bytes of all rows before compression, each with the byte that names its filter."""
    columns, rows, depth, colour, _, _, interlace = struct.unpack(">2I5B", body)
    bits = depth * _SAMPLES[colour]
    if not interlace:
        return int(rows * (1 + (columns * bits + 7) // 8))
    total = 0
    for first_column, first_row, column_step, row_step in _PASSES:
        width = max(0, -(-(columns - first_column) // column_step))
        height = max(0, -(-(rows - first_row) // row_step))
        total += height * (1 + (width * bits + 7) // 8) if width else 0
    return total
