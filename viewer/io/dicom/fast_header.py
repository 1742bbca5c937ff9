"""Headers of ordinary DICOM files from their first kilobytes, without a parser's objects.

Understands part 10 files in explicit or implicit VR little endian (also with compressed pixels) whose data set
is in order. Whatever else it meets it does not interpret: it answers None, and the full reader takes over. So
it may give up, but must never be wrong.

References
----------
DICOM PS3.5, section 7.1 (data elements) and 7.5 (nesting); PS3.10, section 7.1 (file meta information).
"""

import struct
from collections.abc import Callable
from functools import lru_cache

from viewer.io.dicom.header import ELEMENTS, META_ELEMENTS, PIXEL_DATA, Header, PixelBlock
from viewer.io.dicom.image_kinds import (
    IMPLICIT_LITTLE,
    MULTI_FRAME_CLASSES,
    NATIVE_LITTLE,
    UNCOMPRESSED_OTHER,
)
from viewer.io.sources import ByteSource

WINDOW_BYTES = 16384
"""Bytes per look into the file; ordinary headers are shorter, and reading more costs more than it saves."""

MAX_LOOKS = 12
"""Looks per file; between two of them a long private element may be jumped over."""

MAX_DEPTH = 32
"""Deepest nesting of sequences that is skipped here."""

_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_SHORT_VR = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())
_LONG_VR = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_KIND_VR = {
    "ascii": frozenset(b"CS UI DS IS DA".split()),
    "text": frozenset(b"LO PN SH LT".split()),
    "integer": frozenset(b"US SS".split()),
    "double": frozenset([b"FD"]),
    "code": frozenset([b"SQ"]),
    "rare": frozenset([b"SQ"]),
}
_WANTED_VR = {tag: _KIND_VR[kind] for tag, (_, kind) in ELEMENTS.items()}
_RARE = frozenset(tag for tag, (_, kind) in ELEMENTS.items() if kind == "rare")
_LAST_PLAIN = PIXEL_DATA - 16
"""Above lie offset tables, float pixels and delimiters, which an ordinary header does not have."""
_EXPLICIT = struct.Struct("<HH2sH").unpack_from
_IMPLICIT = struct.Struct("<HHI").unpack_from
_LENGTH = struct.Struct("<I").unpack_from
_DOUBLE = struct.Struct("<d").unpack
_ENCODINGS = {"": "latin-1", "ISO_IR 6": "latin-1", "ISO_IR 100": "latin-1", "ISO_IR 192": "utf-8"}
"""Character sets read here; the default set holds ASCII only, and like most readers takes more as Latin-1."""

_Element = tuple[int, int, int, bool]
"""Tag, bytes before the value, length of the value (-1: look at the element itself), whether it is wanted."""


class _NotOrdinaryError(Exception):
    """The file is left to the full reader."""


def scan(source: ByteSource, head: bytes) -> Header | None:
    """Header of a file if it is an ordinary one, else None.

    Parameters
    ----------
    source
        The file.
    head
        Its first `WINDOW_BYTES` bytes (all of it if shorter), already read.

    Raises
    ------
    UnreadableError
        If the file cannot be read further.
    """
    if head[128:132] == b"DICM":
        start = 132
    elif head[:6] == b"\x02\x00\x00\x00UL":
        start = 0
    else:
        return None
    try:
        return _scan(source, head, start)
    except (_NotOrdinaryError, struct.error, UnicodeDecodeError, IndexError):
        return None


def _scan(source: ByteSource, head: bytes, start: int) -> Header:
    meta, position = _meta(head, start)
    syntax = meta.get("TransferSyntaxUID", "")
    is_explicit = syntax != IMPLICIT_LITTLE
    if syntax in UNCOMPRESSED_OTHER or not syntax.startswith("1.2.840.10008.1.2"):
        raise _NotOrdinaryError
    if not is_explicit and head[position + 4 : position + 6].isalpha():
        raise _NotOrdinaryError  # the data set is explicit, whatever the meta information says
    found: dict[int, bytes] = {}
    pixels = _walk_file(source, head, position, _explicit_element if is_explicit else _implicit_element, found)
    texts, numbers = _decoded(found, is_explicit=is_explicit)
    texts |= meta
    if texts.get("SOPClassUID") in MULTI_FRAME_CLASSES or texts.get("NumberOfFrames", "1") not in ("1", ""):
        raise _NotOrdinaryError
    if pixels is None:
        return Header(texts=texts, numbers=numbers, has_pixels=False)
    block = _pixel_block(*pixels, is_explicit=is_explicit) if syntax in NATIVE_LITTLE else None
    return Header(texts=texts, numbers=numbers, has_pixels=True, pixels=block)


def _meta(data: bytes, position: int) -> tuple[dict[str, str], int]:
    """Texts of the file meta information, and where the data set starts."""
    texts: dict[str, str] = {}
    while data[position : position + 2] == b"\x02\x00":
        tag, size, length, _ = _explicit_element(data[position : position + 8])
        if length < 0:
            length = _LENGTH(data, position + 8)[0]
        start = position + size
        position = start + length
        keyword = META_ELEMENTS.get(tag)
        if keyword is not None:
            texts[keyword] = data[start:position].decode("ascii").strip(" \0")
    return texts, position


@lru_cache(maxsize=4096)
def _explicit_element(start: bytes) -> _Element:
    """What the first 8 bytes of an explicit VR element say; remembered, as all files of a study share them."""
    group, element, vr, length = _EXPLICIT(start)
    tag = group << 16 | element
    if tag > _LAST_PLAIN and tag != PIXEL_DATA:
        raise _NotOrdinaryError
    is_wanted = tag in _WANTED_VR
    if is_wanted and vr not in _WANTED_VR[tag]:
        raise _NotOrdinaryError
    if vr in _SHORT_VR and tag != PIXEL_DATA:
        return tag, 8, length, is_wanted
    if vr not in _LONG_VR:
        raise _NotOrdinaryError
    return tag, 12, -1, is_wanted


@lru_cache(maxsize=4096)
def _implicit_element(start: bytes) -> _Element:
    """Tell the same of an implicit VR element."""
    group, element, length = _IMPLICIT(start)
    tag = group << 16 | element
    if tag > _LAST_PLAIN and tag != PIXEL_DATA:
        raise _NotOrdinaryError
    if length == _UNDEFINED or tag == PIXEL_DATA or tag in _RARE:
        return tag, 8, -1, tag in _WANTED_VR
    return tag, 8, length, tag in _WANTED_VR


def _walk_file(
    source: ByteSource,
    data: bytes,
    position: int,
    element: Callable[[bytes], _Element],
    found: dict[int, bytes],
) -> tuple[int, bytes] | None:
    """Collect wanted elements; return offset and first bytes of Pixel Data, None if the file ends before."""
    base, last, size = 0, 0, source.size
    for _ in range(MAX_LOOKS):
        stop, last, is_pixels = _walk(data, position, last, element, found)
        if is_pixels:
            return base + stop, data[stop : stop + 12]
        if base + stop == size:
            return None
        if base + stop > size or (stop == 0 and base):
            raise _NotOrdinaryError  # cut off, or one element fills the window
        base += stop
        data, position = source.read(base, WINDOW_BYTES), 0
    raise _NotOrdinaryError


def _walk(
    data: bytes, position: int, last: int, element: Callable[[bytes], _Element], found: dict[int, bytes]
) -> tuple[int, int, bool]:
    """Walk over elements from `position`; return where it ended, the last tag, and whether at Pixel Data.

    It also ends at an element that has to be looked at again from its start with a fresh window.
    """
    end = len(data) - 12
    while position <= end:
        tag, size, length, is_wanted = element(data[position : position + 8])
        if tag <= last:
            raise _NotOrdinaryError
        if length < 0:
            if tag == PIXEL_DATA:
                return position, last, True
            length = _long_length(data, position, size, tag)
            if length < 0:
                return position, last, False
        start = position + size
        stop = start + length
        if is_wanted:
            if stop > len(data):
                return position, last, False
            found[tag] = data[start:stop]
        last, position = tag, stop
    return position, last, False


def _long_length(data: bytes, position: int, size: int, tag: int) -> int:
    """Length of an element whose first 8 bytes do not tell it; -1 to look again from its start."""
    length: int = _LENGTH(data, position + size - 4)[0]
    if tag in _RARE and length:
        raise _NotOrdinaryError
    if length != _UNDEFINED:
        return length
    is_explicit = size == 12
    if is_explicit and data[position + 4 : position + 6] != b"SQ":
        raise _NotOrdinaryError
    start = position + size
    try:
        return _end_of_sequence(data, start, is_explicit=is_explicit) - start
    except struct.error:
        if position == 0:
            raise  # it does not fit into one look
        return -1


def _end_of_sequence(data: bytes, position: int, *, is_explicit: bool) -> int:
    """Position after the delimiter of a sequence of undefined length whose first item is at `position`.

    Sequences and items of defined length are jumped over; of those without, `ends` remembers which
    delimiter closes each.
    """
    ends = [_SEQUENCE_END]
    while ends:
        group, element, length = _IMPLICIT(data, position)
        tag = group << 16 | element
        position += 8
        if tag == ends[-1]:
            ends.pop()
        elif ends[-1] == _SEQUENCE_END:
            if tag != _ITEM:
                raise _NotOrdinaryError
            if length == _UNDEFINED:
                ends.append(_ITEM_END)
            else:
                position += length
        else:
            if is_explicit:
                position, length = _explicit_length(data, position - 8)
            if length == _UNDEFINED:
                ends.append(_SEQUENCE_END)
            else:
                position += length
        if len(ends) > MAX_DEPTH:
            raise _NotOrdinaryError
    return position


def _explicit_length(data: bytes, position: int) -> tuple[int, int]:
    """Where the value of an explicit VR element starts, and its length."""
    _, _, vr, length = _EXPLICIT(data, position)
    if vr in _SHORT_VR:
        return position + 8, length
    if vr not in _LONG_VR:
        raise _NotOrdinaryError
    length = _LENGTH(data, position + 8)[0]
    if length == _UNDEFINED and vr != b"SQ":
        raise _NotOrdinaryError
    return position + 12, length


def _pixel_block(offset: int, start: bytes, *, is_explicit: bool) -> PixelBlock:
    """Where native pixels lie, from the first 12 bytes of their element."""
    if not is_explicit:
        length = _LENGTH(start, 4)[0]
    elif start[4:6] in (b"OW", b"OB"):
        length = _LENGTH(start, 8)[0]
    else:
        raise _NotOrdinaryError
    if length == _UNDEFINED:
        raise _NotOrdinaryError
    return PixelBlock(offset=offset + (12 if is_explicit else 8), length=length)


def _decoded(found: dict[int, bytes], *, is_explicit: bool) -> tuple[dict[str, str], dict[str, int]]:
    """Texts and numbers of the raw values."""
    texts: dict[str, str] = {}
    numbers: dict[str, int] = {}
    encoding = _ENCODINGS.get(found.get(0x00080005, b"").decode("ascii").strip(" \0"), "")
    for tag, raw in found.items():
        keyword, kind = ELEMENTS[tag]
        if kind == "ascii":
            texts[keyword] = raw.decode("ascii").strip(" \0")
        elif kind == "integer":
            if len(raw) == 2:
                numbers[keyword] = raw[0] | raw[1] << 8
            elif raw:
                raise _NotOrdinaryError
        elif kind == "text":
            texts[keyword] = _text(raw, encoding)
        elif kind == "double":
            texts[keyword] = repr(_DOUBLE(raw)[0]) if raw else ""
        elif kind == "code":
            texts[keyword] = _code(raw, is_explicit=is_explicit)
    return texts, numbers


def _text(raw: bytes, encoding: str) -> str:
    if raw.isascii() and b"\x1b" not in raw and encoding:
        return raw.decode("ascii").strip(" \0")
    if not encoding:
        raise _NotOrdinaryError
    return raw.decode(encoding).strip(" \0")


def _code(raw: bytes, *, is_explicit: bool) -> str:
    r"""'value\scheme' of the first item of a code sequence, '' if it has none."""
    if not raw:
        return ""
    group, element, _ = _IMPLICIT(raw, 0)
    if group << 16 | element != _ITEM:
        raise _NotOrdinaryError
    position, last, values = 8, 0, {0x00080100: "", 0x00080102: ""}
    while position + 8 <= len(raw):
        group, element, length = _IMPLICIT(raw, position)
        tag = group << 16 | element
        if tag in (_ITEM, _ITEM_END, _SEQUENCE_END):
            break
        start = position + 8
        if is_explicit:
            start, length = _explicit_length(raw, position)
        position = start + length
        if length == _UNDEFINED or position > len(raw) or tag <= last:
            raise _NotOrdinaryError
        if tag in values:
            values[tag] = raw[start:position].decode("ascii").strip(" \0")
        last = tag
    return "\\".join(values.values())
