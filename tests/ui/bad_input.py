"""Files that a person can open by hand and that are not what they claim to be: one maker for each case of SAFETY."""

import gzip
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.io.decode_worker.generated_dicom import codestream_file, compressed, encapsulated_file, native_file, tissue
from tests.io.test_archive import overlapping_zip
from tests.io.test_opening_refusals import BAD_GEOMETRY, BAD_TEXT, bad_file
from tests.synthetic import axial_series, dicom_bytes, mr_image, write

EXPLICIT, DEFLATED = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99"
RLE, J2K, JPEG_LS = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.80"
ROWS = b"\x28\x00\x10\x00US\x02\x00"
"""Tag, type and length of the number of rows."""

Maker = Callable[[Path], Path]
CASES: dict[str, Maker] = {}


def case(name: str) -> Callable[[Maker], Maker]:
    """Enter a maker into `CASES`: it writes into a folder and returns what is to be opened."""

    def enter(make: Maker) -> Maker:
        CASES[name] = make
        return make

    return enter


def put(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def before_rows(data: bytes, inserted: bytes) -> bytes:
    at = data.index(b"\x28\x00\x02\x00US")
    return data[:at] + inserted + data[at:]


def simple(name: str, file: str, data: Callable[[], bytes]) -> None:
    CASES[name] = lambda folder: put(folder, file, data())


def geometry(name: str) -> None:
    CASES[name] = lambda folder: bad_file(name, folder / "bad.dcm")


def changed(name: str, **changes: object) -> None:
    CASES[name] = lambda folder: write(folder / "x.dcm", mr_image(**changes))


for _name in (*BAD_GEOMETRY, *BAD_TEXT):
    geometry(_name)
changed("no rows", Rows=0)
changed("12 bits allocated", BitsAllocated=12)
changed("65535 squared", Rows=65535, Columns=65535)
changed("size lacks", Rows=None)
changed("a huge number of frames", NumberOfFrames=2_000_000_000)
simple("empty file", "empty.dcm", lambda: b"")
simple("text renamed", "notes.dcm", lambda: b"This is no image, whatever its name.")
simple("program renamed", "setup.dcm", lambda: b"MZ" + os.urandom(0) + bytes(4000))
simple("truncated pixels", "cut.dcm", lambda: dicom_bytes(mr_image())[:-100])
simple("truncated header", "head.dcm", lambda: dicom_bytes(mr_image())[:400])
simple("header alone", "start.dcm", lambda: dicom_bytes(mr_image())[:140])
simple("truncated RLE", "rle.dcm", lambda: encapsulated_file(tissue(), RLE, bits=12)[:-300])
simple(
    "unknown type", "vr.dcm", lambda: native_file(tissue(), EXPLICIT, bits=12).replace(ROWS, ROWS.replace(b"US", b"XX"))
)
simple(
    "rows of one byte",
    "us.dcm",
    lambda: native_file(tissue(), EXPLICIT, bits=12).replace(ROWS, ROWS[:-2] + b"\x01\x00"),
)
simple("nested 1000 times", "nested.dcm", lambda: before_rows(native_file(tissue(), EXPLICIT, bits=12), _nested(1000)))
simple("a million empty items", "items.dcm", lambda: before_rows(native_file(tissue(), EXPLICIT, bits=12), _items()))
simple("PNG cut short", "cut.png", lambda: _picture("PNG")[:-40])
simple("PNG with rows missing", "rows.png", lambda: _png(64, 64, b"\0" * 65 * 20))
simple("PNG of 60000 squared", "big.png", lambda: _png(60_000, 60_000, bytes(1000)))
simple("JPEG cut short", "cut.jpg", lambda: _picture("JPEG")[:-400])
simple(
    "SVG renamed",
    "drawing.png",
    lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
)
simple("GIF", "moving.gif", lambda: _picture("GIF"))
simple("gzip bomb", "bomb.nii.gz", lambda: gzip.compress(bytes(600 << 20), 1))
simple("gzip cut short", "cut.nii.gz", lambda: gzip.compress(os.urandom(0) + bytes(range(256)) * 400)[:-20])
simple("NIfTI of zeros", "zero.nii", lambda: bytes(4000))
simple("zip cut short", "cut.zip", lambda: b"PK\x03\x04" + bytes(60))
simple("project of rubbish", "reading.mfv", lambda: b'{"format": "multifidus"')
simple("project that is a picture", "picture.mfv", lambda: _picture("PNG"))
simple("project of deep lists", "deep.mfv", lambda: b"[" * 100_000)


def _nested(depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        ends = struct.pack("<IIII", 0xE00DFFFE, 0, 0xE0DDFFFE, 0)
        start = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + struct.pack("<II", 0xE000FFFE, 0xFFFFFFFF)
        inner = start + inner + ends
    return inner


def _items() -> bytes:
    items = b"\xfe\xff\x00\xe0\0\0\0\0" * 1_000_000
    return b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + items + struct.pack("<II", 0xE0DDFFFE, 0)


def _picture(form: str) -> bytes:
    import io

    target = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (60, 60), np.uint8)).save(target, form)
    return target.getvalue()


def _png(columns: int, rows: int, raw: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">2I5B", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


@case("folder without files")
def _(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


@case("folder of rubbish")
def _(folder: Path) -> Path:
    for number in range(200):
        put(folder, f"{number}.txt", b"hello")
    return folder


@case("a path that is gone")
def _(folder: Path) -> Path:
    return folder / "none.dcm"


@case("a pipe")
def _(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.dcm")
    return folder / "pipe.dcm"


@case("a pipe called a project")
def _(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.mfv")
    return folder / "pipe.mfv"


@case("an endless device")
def _(folder: Path) -> Path:
    return Path("/dev/zero")


@case("a link in a circle")
def _(folder: Path) -> Path:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder / "a"


@case("zip that overlaps itself")
def _(folder: Path) -> Path:
    return overlapping_zip(folder / "bomb.zip", members=1000, size=16 << 20).path


@case("zip of zeros")
def _(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "zeros.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for number in range(20):
            target.writestr(str(number), bytes(16 << 20))
    return folder / "zeros.zip"


@case("JPEG 2000 of 12000 squared")
def _(folder: Path) -> Path:
    small = bytearray(compressed(tissue(64, 64), J2K, bits=12))
    struct.pack_into(">2I", small, 8, 12_000, 12_000)
    struct.pack_into(">2I", small, 24, 12_000, 12_000)
    return put(folder, "big.dcm", codestream_file(bytes(small), J2K, tissue(64, 64), bits=12))


@case("RLE of 30000 squared")
def _(folder: Path) -> Path:
    stream = compressed(tissue(), RLE, bits=12)
    return put(folder, "rle.dcm", codestream_file(stream, RLE, tissue(), bits=12, Rows=30_000, Columns=30_000))


@case("JPEG-LS of rubbish")
def _(folder: Path) -> Path:
    stream = compressed(tissue(bits=8), JPEG_LS, bits=8)
    return put(folder, "ls.dcm", codestream_file(stream[: len(stream) // 3], JPEG_LS, tissue(bits=8), bits=8))


@case("deflated gigabyte")
def _(folder: Path) -> Path:
    good = native_file(tissue(), DEFLATED, bits=12)
    meta = 144 + int.from_bytes(good[140:144], "little")
    element = b"\x09\x00\x10\x00LO\x04\x00ABCD\x09\x00\x01\x10OB\0\0" + struct.pack("<I", 1 << 30)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(element) + packer.flush(zlib.Z_FULL_FLUSH)
    zeros = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    return put(folder, "deflated.dcm", good[:meta] + start + zeros * 64 + packer.flush())


@case("all series damaged")
def _(folder: Path) -> Path:
    axial_series(folder / "in", 4)
    for file in (folder / "in").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-50])
    return folder / "in"
