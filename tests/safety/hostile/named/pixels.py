"""DICOM pixels that are cut off, of another kind or size than stated, or that unfold beyond any memory."""

import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np

from tests.io.decode_worker.generated_dicom import (
    BASELINE,
    DEFLATED,
    EXPLICIT,
    HTJ2K_LOSSLESS,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    RLE,
    codestream_file,
    compressed,
    encapsulated_file,
    native_file,
    tissue,
)
from tests.io.decode_worker.test_hostile_pixels import END, STREAM, framed, item
from tests.safety.hostile.named.case import Table
from tests.synthetic import dicom_bytes, mr_image

TABLE = Table()
EIGHT = tissue(bits=8)
KINDS = {
    "RLE": RLE,
    "JPEG": BASELINE,
    "lossless JPEG": LOSSLESS,
    "JPEG-LS": JPEG_LS,
    "JPEG 2000": J2K_LOSSLESS,
    "HTJ2K": HTJ2K_LOSSLESS,
}


def stream(syntax: str) -> bytes:
    return compressed(EIGHT, syntax, bits=8)


def held(content: bytes, syntax: str, **changes: object) -> bytes:
    return codestream_file(content, syntax, EIGHT, bits=8, **changes)


for _name, _syntax in KINDS.items():
    TABLE.file(
        f"{_name} frame cut short",
        "cut.dcm",
        lambda s=_syntax: held(stream(s)[: len(stream(s)) // 3], s),
        "opens",
        "unreadable",
    )
    TABLE.file(
        f"{_name} frame of rubbish behind its start",
        "rubbish.dcm",
        lambda s=_syntax: held(stream(s)[:20] + bytes(range(256)) * 16, s),
        "opens",
        "unreadable",
    )
    TABLE.file(f"{_name} frame of nothing", "nothing.dcm", lambda s=_syntax: held(bytes(2), s), "opens", "unreadable")
    TABLE.file(
        f"{_name} frame of other rows",
        "rows.dcm",
        lambda s=_syntax: held(stream(s), s, Rows=5000, Columns=5000),
        "opens",
        "unreadable",
    )
TABLE.file("JPEG-LS called lossless JPEG", "other.dcm", lambda: held(stream(JPEG_LS), LOSSLESS), "opens", "unreadable")
TABLE.file(
    "picture in a frame", "png.dcm", lambda: held(b"\x89PNG\r\n\x1a\n" + bytes(64), J2K_LOSSLESS), "opens", "unreadable"
)
TABLE.file(
    "compressed called uncompressed",
    "native.dcm",
    lambda: encapsulated_file(EIGHT, RLE, bits=8).replace(
        RLE.encode().ljust(20, b"\0"), EXPLICIT.encode().ljust(20, b"\0")
    ),
    "opens",
    "unreadable",
)
TABLE.file(
    "uncompressed called compressed",
    "packed.dcm",
    lambda: native_file(EIGHT, EXPLICIT, bits=8).replace(
        EXPLICIT.encode().ljust(20, b"\0"),
        JPEG_LS.encode() + b"\0" * (20 - len(JPEG_LS)) if len(JPEG_LS) <= 20 else JPEG_LS.encode()[:20],
    ),
    "opens",
    "unreadable",
)
TABLE.file("no end of the fragments", "endless.dcm", lambda: framed(item(b"") + item(STREAM)), "opens")
TABLE.file(
    "fragment longer than the file",
    "fragment.dcm",
    lambda: framed(item(b"") + item(STREAM, length=0x7FFFFFF0) + END),
    "opens",
    "unreadable",
)
TABLE.file(
    "offset table beyond the file",
    "offsets.dcm",
    lambda: framed(item(struct.pack("<2I", 0, 1 << 31)) + item(STREAM) + item(STREAM) + END, frames=2),
    "opens",
    "unreadable",
)
TABLE.file(
    "offset table in a circle",
    "offsets.dcm",
    lambda: framed(item(struct.pack("<2I", 0, 0)) + item(STREAM) + item(STREAM) + END, frames=2),
    "opens",
    "unreadable",
)
TABLE.file("300,000 empty fragments", "fragments.dcm", lambda: framed(item(b"") * 300_000 + END), "opens", "unreadable")
TABLE.file(
    "fewer frames than stated",
    "frames.dcm",
    lambda: framed(item(b"") + item(STREAM) + END, frames=5),
    "opens",
    "unreadable",
)
TABLE.file(
    "RLE with sixteen segments",
    "segments.dcm",
    lambda: held(struct.pack("<I", 16) + stream(RLE)[4:], RLE),
    "opens",
    "unreadable",
)
TABLE.file(
    "RLE that points beyond itself",
    "segments.dcm",
    lambda: held(stream(RLE)[:4] + struct.pack("<I", 1 << 30) + stream(RLE)[8:], RLE),
    "opens",
    "unreadable",
)
TABLE.file("deflated data cut short", "deflated.dcm", lambda: native_file(tissue(), DEFLATED, bits=12)[:-200])
TABLE.file(
    "deflated data of rubbish", "deflated.dcm", lambda: native_file(tissue(), DEFLATED, bits=12)[:400] + b"\xff" * 500
)


def _tiles() -> bytes:
    small = bytearray(compressed(tissue(64, 64), J2K_LOSSLESS, bits=12))
    struct.pack_into(">2I", small, 8, 5000, 5000)
    struct.pack_into(">2I", small, 24, 1, 1)
    return codestream_file(bytes(small), J2K_LOSSLESS, tissue(64, 64), bits=12, Rows=5000, Columns=5000)


TABLE.file("JPEG 2000 of twenty-five million tiles", "tiles.dcm", _tiles, "opens", "unreadable")


def _jpeg_of(side: int) -> bytes:
    content = bytearray(stream(BASELINE))
    at = content.index(b"\xff\xc0")
    struct.pack_into(">2H", content, at + 5, side, side)
    return held(bytes(content), BASELINE, Rows=side, Columns=side)


TABLE.file("JPEG of 65535 squared", "huge.dcm", lambda: _jpeg_of(65_535))
TABLE.file("JPEG of 5000 squared in a kilobyte", "huge.dcm", lambda: _jpeg_of(5000), "opens", "unreadable")
TABLE.file("black JPEG 2000 of 4096 squared", "black.dcm", lambda: _black(J2K_LOSSLESS), "opens", is_slow=True)
TABLE.file("black JPEG-LS of 4096 squared", "black.dcm", lambda: _black(JPEG_LS), "opens", is_slow=True)


def _black(syntax: str) -> bytes:
    black = np.zeros((4096, 4096), np.uint8)
    encode = imagecodecs.jpegls_encode if syntax == JPEG_LS else imagecodecs.jpeg2k_encode
    options = {} if syntax == JPEG_LS else {"level": 0, "codecformat": "j2k"}
    return codestream_file(encode(black, **options), syntax, EIGHT, bits=8, Rows=4096, Columns=4096)


@TABLE.entry("largest frame there may be", "opens", is_slow=True)
def _(folder: Path) -> Path:
    """Half a gigabyte of numbers, in a file that takes no room."""
    data = dicom_bytes(mr_image(BitsAllocated=32, BitsStored=32, HighBit=31, Rows=4096, Columns=8192))
    at = data.rindex(b"\xe0\x7f\x10\x00OW\0\0")
    head = data[: at + 8] + struct.pack("<I", 4 * 4096 * 8192)
    with (folder / "largest.dcm").open("wb") as file:
        file.write(head)
        file.truncate(len(head) + 4 * 4096 * 8192)
    return folder / "largest.dcm"


@TABLE.entry("deflated to the edge of the cap", "unreadable", is_slow=True)
def _(folder: Path) -> Path:
    good = native_file(tissue(), DEFLATED, bits=12)
    meta = 144 + int.from_bytes(good[140:144], "little")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = b"\x09\x00\x10\x00LO\x04\x00ABCD\x09\x00\x01\x10OB\0\0" + struct.pack("<I", 500 << 20)
    body = packer.compress(zeros) + b"".join(packer.compress(bytes(1 << 24)) for _ in range(31)) + packer.flush()
    (folder / "edge.dcm").write_bytes(good[:meta] + body)
    return folder / "edge.dcm"
