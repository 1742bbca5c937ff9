"""What is packed into bytes: compressed streams wherever they begin, archives, pictures, databases, DICOM."""

import bz2
import contextlib
import io
import lzma
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.safety.privacy.unwriting import APART

MAX_BYTES = 128 << 20
"""Most bytes that one stream is unpacked to."""

_HEAD = 400
"""Bytes of a stream that are enough to tell whether it gives any: what precedes the first one is shorter."""

_SMALL = 512
"""Streams that give fewer bytes are looked at together: most of them are no streams, and only look like some."""

_ZLIB = re.compile(
    b"|".join(
        re.escape(bytes([_first]))
        + b"["
        + b"".join(re.escape(bytes([_k])) for _k in range(256) if (_first * 256 + _k) % 31 == 0 and not _k & 0x20)
        + b"]"
        for _first in range(0x08, 0x79, 0x10)
    ),
    re.DOTALL,
)
"""Every pair of bytes with which a zlib stream can begin."""

_PICTURE = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff[\xc0-\xfe]|II\*\0|MM\0\*|RIFF....WEBP|GIF8[79]a", re.DOTALL)

MAX_PICTURES = 20
"""Most pictures in one piece that are opened."""

_GZIP = re.compile(b"\x1f\x8b\x08")


def _inflated_partly(data: bytes, start: int, bits: int) -> bytes:
    """As far as it goes: also of a stream that is cut off or has another checksum."""
    try:
        return zlib.decompressobj(bits).decompress(data[start:], MAX_BYTES)
    except zlib.error:
        pass
    machine, parts = zlib.decompressobj(bits), []
    with contextlib.suppress(zlib.error):
        parts.extend(machine.decompress(data[k : k + 256], MAX_BYTES) for k in range(start, len(data), 256))
    return b"".join(parts)


def _streams(data: bytes) -> Iterator[bytes]:
    """Streams of zlib, gzip, bzip2 and xz, wherever they begin."""
    small = []
    for place, bits in [
        *((m.start(), 15) for m in _ZLIB.finditer(data)),
        *((m.start(), 47) for m in _GZIP.finditer(data)),
    ]:
        head = _inflated_partly(data[place : place + _HEAD], 0, bits)
        held = _inflated_partly(data, place, bits) if head and len(data) > place + _HEAD else head
        if len(held) < _SMALL:
            small.append(held)
        else:
            yield held
        if bits == 47:
            small.append(data[place : place + 300])  # name and comment
    yield APART.join(filter(None, small))
    for mark, machine in ((b"BZh", bz2.BZ2Decompressor), (b"\xfd7zXZ\0", lzma.LZMADecompressor)):
        for found in re.finditer(re.escape(mark), data):
            with contextlib.suppress(OSError, lzma.LZMAError, EOFError):
                yield machine().decompress(data[found.start() :])


def _zip_members(data: bytes) -> Iterator[bytes]:
    """Members of zips, their names, comments and extra fields; also members that no directory lists."""
    if b"PK\x03\x04" not in data:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for member in archive.infolist():
                yield b"~".join((member.filename.encode("utf-8", "surrogateescape"), member.comment, member.extra))
                with contextlib.suppress(Exception):
                    yield archive.read(member)
    except (zipfile.BadZipFile, ValueError, struct.error, OverflowError):
        pass
    for found in re.finditer(b"PK\x03\x04", data):
        head = data[found.start() : found.start() + 30]
        if len(head) == 30:
            names = sum(struct.unpack("<HH", head[26:30]))
            yield _inflated_partly(data, found.start() + 30 + names, -15)


def _png(data: bytes) -> Iterator[bytes]:
    """Parts of a PNG: the pixels' stream put together, and packed texts."""
    start = data.find(b"\x89PNG\r\n\x1a\n")
    if start < 0:
        return
    place, pixels = start + 8, []
    while place + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind in (b"IDAT", b"fdAT"):
            pixels.append(body[4:] if kind == b"fdAT" else body)
        place += 12 + length
        if kind == b"IEND":
            break
    yield _inflated_partly(b"".join(pixels), 0, 15)


def _pixels(data: bytes) -> Iterator[bytes]:
    """Pixels of every frame of a picture, channel by channel and together."""
    from PIL import Image, ImageSequence

    for place in [found.start() for found in _PICTURE.finditer(data)][:MAX_PICTURES]:
        with contextlib.suppress(Exception), Image.open(io.BytesIO(data[place:])) as picture:
            for frame in ImageSequence.Iterator(picture):
                yield frame.tobytes()
                if len(frame.getbands()) > 1:
                    yield from (frame.getchannel(k).tobytes() for k in range(len(frame.getbands())))


def _beside_pixels(data: bytes) -> Iterator[bytes]:
    """What Pillow tells of a picture beside its pixels."""
    if _PICTURE.match(data):
        from PIL import Image

        with contextlib.suppress(Exception), Image.open(io.BytesIO(data)) as picture:
            yield repr(dict(picture.info)).encode("utf-8", "replace")
            yield from (value for value in picture.info.values() if isinstance(value, bytes))
            yield repr(dict(getattr(picture, "tag_v2", {}))).encode("utf-8", "replace")


def _lzw(data: bytes) -> Iterator[bytes]:
    """Streams of PDF and TIFF packed with LZW."""
    if b"/LZWDecode" not in data:
        return
    import imagecodecs

    for found in re.finditer(rb"stream\r?\n", data):
        with contextlib.suppress(Exception):
            yield bytes(imagecodecs.lzw_decode(data[found.end() : data.find(b"endstream", found.end())]))


def _deflated_dicom(data: bytes) -> Iterator[bytes]:
    """The data set of a DICOM file that is deflated as a whole: it begins where the meta information ends."""
    if data[128:132] == b"DICM" and data[132:138] == b"\x02\x00\x00\x00UL":
        yield _inflated_partly(data, 144 + struct.unpack("<I", data[140:144])[0], -15)


def _database(data: bytes) -> Iterator[bytes]:
    """Every value of an SQLite database: in the file long ones are cut in pieces."""
    if data.startswith(b"SQLite format 3\0"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.db"
            path.write_bytes(data)
            yield from database_values(path)


def database_values(path: Path) -> Iterator[bytes]:
    """Every value of a database and its log of changes, if one lies beside it; read from where it is."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as base:
        base.text_factory = bytes
        for kind, name, said in base.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            yield b"~".join((kind, name, said or b""))
            if kind == b"table":
                for row in base.execute(f'SELECT * FROM "{name.decode()}"'):
                    yield b"~".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)


CONTAINERS: tuple[Callable[[bytes], Iterator[bytes]], ...] = (
    _streams,
    _zip_members,
    _png,
    _pixels,
    _beside_pixels,
    _lzw,
    _deflated_dicom,
    _database,
)
"""Everything that is unpacked; each gives the bytes that were inside."""

PIXELS = (_png, _pixels)
"""Those that give pixels."""
