"""Pictures of another format than their name, of two formats at once, with rows missing, or without bound."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from tests.safety.hostile.named.case import Table, put
from tests.safety.hostile.seeds import picture, zipped

TABLE = Table()
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes, *, checksum: int | None = None) -> bytes:
    found = zlib.crc32(kind + body) if checksum is None else checksum
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", found)


def png(
    columns: int = 24,
    rows: int = 24,
    *,
    depth: int = 8,
    colour: int = 0,
    raw: bytes | None = None,
    extra: bytes = b"",
    end: bytes = chunk(b"IEND", b""),
) -> bytes:
    rows_bytes = b"\0" * ((columns + 1) * rows) if raw is None else raw
    head = chunk(b"IHDR", struct.pack(">2I5B", columns, rows, depth, colour, 0, 0, 0))
    return SIGNATURE + head + extra + chunk(b"IDAT", zlib.compress(rows_bytes)) + end


def tiff(entries: list[tuple[int, int, int, int]], *, start: int = 8, behind: bytes = b"", following: int = 0) -> bytes:
    """TIFF of one directory; entries are tag, type, count, value."""
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\0" + struct.pack("<I", start) + body + struct.pack("<I", following) + behind


def grey_tiff(
    columns: int = 16,
    rows: int = 16,
    *,
    at: int = 150,
    count: int = 256,
    compression: int = 1,
    following: int = 0,
    behind: bytes = bytes(400),
) -> bytes:
    return tiff(
        [
            (256, 4, 1, columns),
            (257, 4, 1, rows),
            (258, 3, 1, 8),
            (259, 3, 1, compression),
            (262, 3, 1, 1),
            (273, 4, 1, at),
            (277, 3, 1, 1),
            (278, 4, 1, rows),
            (279, 4, 1, count),
        ],
        following=following,
        behind=behind,
    )


def animated(form: str) -> bytes:
    target = io.BytesIO()
    frames = [Image.new("L", (20, 20), shade) for shade in (0, 120, 250)]
    frames[0].save(target, form, save_all=True, append_images=frames[1:])
    return target.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
TABLE.file("SVG called JPEG", "drawing.jpg", lambda: SVG)
TABLE.file("SVG behind a PNG's mark", "drawing.png", lambda: SIGNATURE + SVG)
TABLE.file("moving GIF called PNG", "moving.png", lambda: animated("GIF"))
TABLE.file("moving WebP called PNG", "moving.png", lambda: animated("WEBP"))
TABLE.file("BMP called PNG", "map.png", lambda: picture("BMP"))
TABLE.file(
    "PostScript called TIFF",
    "page.tif",
    lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
)
TABLE.file("PDF called PNG", "page.png", lambda: b"%PDF-1.4\n" + bytes(400))
TABLE.file("page called JPEG", "page.jpg", lambda: b"<html><script>alert(1)</script></html>")
TABLE.file("PNG and zip at once", "both.png", lambda: picture("PNG") + zipped(), "opens")
TABLE.file("JPEG and zip at once", "both.jpg", lambda: picture("JPEG") + zipped(), "opens")
TABLE.file("PNG called TIFF", "picture.tif", lambda: picture("PNG"), "opens")
TABLE.file("PNG of no size", "nothing.png", lambda: png(0, 0))
TABLE.file("PNG of one row too few", "row.png", lambda: png(raw=bytes(25 * 23)))
TABLE.file("PNG without an end", "end.png", lambda: png(end=b""))
TABLE.file("PNG with a wrong checksum", "crc.png", lambda: png(extra=chunk(b"gAMA", b"\0\0\0\1", checksum=1)))
TABLE.file("PNG of three bits", "depth.png", lambda: png(depth=3))
TABLE.file("PNG of an unknown colour", "colour.png", lambda: png(colour=5))
TABLE.file(
    "PNG without a head",
    "head.png",
    lambda: SIGNATURE + chunk(b"IDAT", zlib.compress(bytes(600))) + chunk(b"IEND", b""),
)
TABLE.file(
    "PNG with a head twice",
    "twice.png",
    lambda: png(extra=chunk(b"IHDR", struct.pack(">2I5B", 9000, 9000, 8, 0, 0, 0, 0))),
)
TABLE.file(
    "PNG whose part is longer than the file",
    "part.png",
    lambda: SIGNATURE + struct.pack(">I", 0x7FFFFFFF) + b"IHDR" + bytes(40),
)
TABLE.file("PNG that unfolds beyond its size", "unfolds.png", lambda: png(raw=bytes(64 << 20)), "opens")
TABLE.file(
    "PNG with a text that unfolds",
    "text.png",
    lambda: png(extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64 << 20)))),
)
TABLE.file(
    "PNG with a profile that unfolds",
    "profile.png",
    lambda: png(extra=chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(64 << 20)))),
    "unreadable",
)
TABLE.file("PNG of 50,000 parts", "parts.png", lambda: png(extra=chunk(b"teXt", b"a\0b") * 50_000), "opens")
TABLE.file("moving PNG", "moving.png", lambda: animated("PNG"), "opens")
TABLE.file(
    "moving PNG that claims a million frames",
    "moving.png",
    lambda: png(extra=chunk(b"acTL", struct.pack(">2I", 1_000_000, 0))),
    "opens",
)
TABLE.file(
    "PNG with terminal codes in its text",
    "codes.png",
    lambda: png(extra=chunk(b"tEXt", b"Title\0\x1b[2J\x1b]0;x\x07")),
    "opens",
)


def jpeg_of(columns: int, rows: int, data: bytes | None = None) -> bytes:
    content = bytearray(picture("JPEG") if data is None else data)
    at = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2"))
    struct.pack_into(">2H", content, at + 5, rows, columns)
    return bytes(content)


TABLE.file("JPEG picture of 65535 squared", "huge.jpg", lambda: jpeg_of(65_535, 65_535))
TABLE.file("JPEG picture of 8000 squared in 500 bytes", "huge.jpg", lambda: jpeg_of(8000, 8000))
TABLE.file("JPEG of no size", "nothing.jpg", lambda: jpeg_of(0, 0))
TABLE.file("JPEG of its start alone", "start.jpg", lambda: b"\xff\xd8\xff\xe0")
TABLE.file("JPEG of markers without end", "markers.jpg", lambda: b"\xff\xd8" + b"\xff\xe1\x00\x02" * 200_000)
TABLE.file(
    "JPEG with an EXIF in circles",
    "exif.jpg",
    lambda: (
        b"\xff\xd8\xff\xe1\0\x26Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"
        + picture("JPEG")[2:]
    ),
    "opens",
)


def _passes() -> bytes:
    """Progressive JPEG of 8000 squared whose passes repeat."""
    content = jpeg_of(8000, 8000, picture("JPEG", mode="L", progressive=True))
    first = content.index(b"\xff\xda")
    second = content.index(b"\xff\xda", first + 2)
    return content[:first] + content[first:second] * 1000 + content[second:]


TABLE.file("JPEG of a thousand passes", "passes.jpg", _passes, is_slow=True)
TABLE.file("TIFF whose directory leads to itself", "circle.tif", lambda: grey_tiff(following=8), "opens")
TABLE.file("TIFF whose directory lies beyond it", "beyond.tif", lambda: b"II*\0" + struct.pack("<I", 0x7FFFFFFF))
TABLE.file("TIFF of 60,000 tags", "tags.tif", lambda: tiff([(300 + n, 4, 1, n) for n in range(60_000)]))
TABLE.file("TIFF of 65535 squared", "huge.tif", lambda: grey_tiff(65_535, 65_535))
TABLE.file("TIFF of 8000 squared without rows", "rows.tif", lambda: grey_tiff(8000, 8000))
TABLE.file("TIFF of two billion columns", "columns.tif", lambda: grey_tiff(0x7FFFFFFF, 1))
TABLE.file("TIFF whose rows lie beyond it", "rows.tif", lambda: grey_tiff(at=0x7FFFFFF0))
TABLE.file("TIFF whose rows claim four gigabytes", "count.tif", lambda: grey_tiff(8000, 8000, count=0xFFFFFFFF))
TABLE.file("TIFF of an unknown compression", "kind.tif", lambda: grey_tiff(compression=4711))
TABLE.file("TIFF of fax rubbish", "fax.tif", lambda: grey_tiff(compression=4, behind=bytes(range(256)) * 2))
TABLE.file("TIFF of LZW rubbish", "lzw.tif", lambda: grey_tiff(compression=5, behind=bytes(range(256)) * 2))
TABLE.file("TIFF with JPEG rubbish", "old.tif", lambda: grey_tiff(compression=6, behind=bytes(range(256)) * 2))
TABLE.file(
    "TIFF that unfolds",
    "unfolds.tif",
    lambda: grey_tiff(8, compression=8, rows=8, count=70_000, behind=bytes(150 - 122) + zlib.compress(bytes(64 << 20))),
)
TABLE.file(
    "TIFF of 64 bits",
    "big.tif",
    lambda: b"II+\0\x08\0\0\0" + struct.pack("<Q", 16) + struct.pack("<Q", 0xFFFFFFFF) + bytes(100),
)


@TABLE.entry("TIFF of a hundred thousand pictures", is_slow=True, outcome="either")
def _(folder: Path) -> Path:
    """Each directory leads to the next, and all to the same pixels."""
    first = grey_tiff(at=8 + 2 + 9 * 12 + 4)
    directory, pixels = first[8:122], bytes(256)
    parts, place = [b"II*\0\x08\0\0\0"], 8
    for number in range(100_000):
        following = 0 if number == 99_999 else place + len(directory) + (256 if number == 0 else 0)
        parts.append(directory[:-4] + struct.pack("<I", following))
        if number == 0:
            parts.append(pixels)
        place = following
    return put(folder, "many.tif", b"".join(parts))


@TABLE.entry("largest picture there may be", is_slow=True, outcome="opens")
def _(folder: Path) -> Path:
    Image.fromarray(np.zeros((4096, 8192), np.uint8)).save(folder / "largest.png", compress_level=1)
    return folder / "largest.png"
