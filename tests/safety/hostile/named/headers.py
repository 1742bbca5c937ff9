"""DICOM headers that lie, loop, nest, overflow, or quote what a screen should not show."""

import struct
from collections.abc import Callable

import numpy as np
from pydicom.dataset import Dataset

from tests.io.decode_worker.generated_dicom import EXPLICIT, IMPLICIT, native_file, tissue
from tests.safety.hostile.named.case import Outcome, Table
from tests.safety.hostile.seeds import enhanced, multi_frame, with_table
from tests.synthetic import dicom_bytes, enhanced_mr, mr_image, pattern
from tests.ui.bad_input import before_rows

TABLE = Table()
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD


def good() -> bytes:
    return dicom_bytes(mr_image(bits_stored=12))


def short(tag: int, vr: bytes, value: bytes) -> bytes:
    """Explicit element with a short length."""
    return struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr + struct.pack("<H", len(value)) + value


def long(tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    """Explicit element with a long length, which may lie."""
    stated = len(value) if length is None else length
    return struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr + b"\0\0" + struct.pack("<I", stated) + value


def replaced(tag: int, vr: bytes, value: bytes, data: Callable[[], bytes] = good) -> bytes:
    """File whose short element has another value, of any length."""
    content = data()
    start = content.index(struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr, 132)
    length = int.from_bytes(content[start + 6 : start + 8], "little")
    value += b" " * (len(value) % 2)
    return content[:start] + short(tag, vr, value) + content[start + 8 + length :]


def nested(depth: int, *, is_defined: bool) -> bytes:
    inner = b""
    for _ in range(depth):
        if is_defined:
            inner = long(0x00081140, b"SQ", struct.pack("<HHI", 0xFFFE, 0xE000, len(inner)) + inner)
        else:
            ends = struct.pack("<HHIHHI", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0)
            start = struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
            inner = long(0x00081140, b"SQ", start + inner + ends, 0xFFFFFFFF)
    return inner


def text(name: str, tag: int, vr: bytes, value: bytes, outcome: Outcome) -> None:
    TABLE.file(name, "text.dcm", lambda: replaced(tag, vr, value), outcome)


def changed(name: str, outcome: Outcome, measured: Outcome | None = None, **keywords: object) -> None:
    TABLE.file(name, "changed.dcm", lambda: dicom_bytes(mr_image(**keywords)), outcome, measured)


TABLE.file("mark without a data set", "mark.dcm", lambda: bytes(128) + b"DICM")
TABLE.file("meta length lies", "meta.dcm", lambda: good()[:140] + b"\xff\xff\xff\x7f" + good()[144:], "opens")
TABLE.file("ones behind the mark", "ones.dcm", lambda: bytes(128) + b"DICM" + b"\xff" * 1_000_000)
TABLE.file("zeros behind the mark", "zeros.dcm", lambda: bytes(128) + b"DICM" + bytes(1_000_000))
TABLE.file(
    "transfer syntax that is a path",
    "syntax.dcm",
    lambda: good().replace(b"1.2.840.10008.1.2.1\0", b"../../../etc/passwd\0"),
    "opens",
    "unreadable",
)
TABLE.file(
    "transfer syntax of a video",
    "video.dcm",
    lambda: good().replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.4.100".ljust(20, b"\0")[:20]),
    "opens",
    "unreadable",
)
TABLE.file(
    "implicit data set called explicit",
    "implicit.dcm",
    lambda: (
        dicom_bytes(mr_image(), IMPLICIT)
        .replace(b"1.2.840.10008.1.2\0", b"1.2.840.10008.1.2.1\0")
        .replace(b"UI\x12\0", b"UI\x14\0", 4)
    ),
    "opens",
)
TABLE.file(
    "little endian called big endian",
    "big.dcm",
    lambda: good().replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.2\0"),
)
TABLE.file(
    "nested 1000 times, lengths stated",
    "nested.dcm",
    lambda: before_rows(native_file(tissue(), EXPLICIT, bits=12), nested(1000, is_defined=True)),
    "opens",
)
TABLE.file(
    "nested 300 times, lengths not stated",
    "nested.dcm",
    lambda: before_rows(native_file(tissue(), EXPLICIT, bits=12), nested(300, is_defined=False)),
)
TABLE.file(
    "nested 60 times, lengths not stated",
    "nested.dcm",
    lambda: before_rows(native_file(tissue(), EXPLICIT, bits=12), nested(60, is_defined=False)),
    "opens",
)
TABLE.file(
    "sequence without an end",
    "open.dcm",
    lambda: before_rows(good(), long(0x00081140, b"SQ", struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF), 0xFFFFFFFF)),
)
TABLE.file(
    "end of a sequence that never began",
    "end.dcm",
    lambda: before_rows(good(), struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)),
    "opens",
)
TABLE.file(
    "element longer than the file",
    "long.dcm",
    lambda: before_rows(good(), long(0x00091001, b"OB", b"1234", 0x7FFFFFF0)),
)
TABLE.file(
    "bytes of undefined length",
    "undefined.dcm",
    lambda: before_rows(good(), long(0x00091001, b"OB", b"1234", 0xFFFFFFFF)),
)
TABLE.file(
    "300,000 private elements",
    "private.dcm",
    lambda: before_rows(
        good(),
        b"".join(struct.pack("<HH2sH", 0x0009 + 2 * (i >> 16), i & 0xFFFF, b"LO", 0) for i in range(0x10, 300_000)),
    ),
    "either",
)
TABLE.file("tags out of order", "order.dcm", lambda: before_rows(good(), short(0x00080060, b"CS", b"CT")), "opens")
TABLE.file(
    "rows stated twice", "twice.dcm", lambda: before_rows(good(), short(0x00280010, b"US", b"\xff\x7f")), "opens"
)
TABLE.file("two numbers of rows", "two.dcm", lambda: replaced(0x00280010, b"US", b"\x10\0\x20\0"))
TABLE.file(
    "rows written as letters", "letters.dcm", lambda: good().replace(b"\x28\0\x10\0US\x02\0", b"\x28\0\x10\0LO\x02\0")
)
TABLE.file(
    "all elements empty",
    "hollow.dcm",
    lambda: (
        bytes(128)
        + b"DICM"
        + short(0x00020010, b"UI", b"1.2.840.10008.1.2.1\0")
        + b"".join(short(tag, b"CS", b"") for tag in (0x00080008, 0x00080060, 0x00280004))
    ),
)
TABLE.file("no grey kind a screen can show", "kind.dcm", lambda: replaced(0x00280004, b"CS", b"M\x1b[31m\0\x7f<b>"))
changed("samples without end", "unreadable", SamplesPerPixel=65535)
changed("no bits stored", "unreadable", BitsStored=0)
changed("high bit beyond the word", "unreadable", HighBit=255)
changed("sign that is neither", "opens", PixelRepresentation=7)
changed("8193 rows", "unreadable", Rows=8193)
changed("frames beyond any memory", "unreadable", Rows=8192, Columns=8192, NumberOfFrames=20_000)
text("spacing too small for any number", 0x00280030, b"DS", b"1e-308\\1e-308", "refused")
text("spacing of kilometres", 0x00280030, b"DS", b"1e300\\1e300", "refused")
text("spacing of ten thousand values", 0x00280030, b"DS", b"\\".join([b"1"] * 10_000), "refused")
text("position beyond the planet", 0x00200032, b"DS", b"1e308\\1e308\\-1e308", "refused")
text("orientation of letters", 0x00200037, b"DS", b"R\\A\\H\\L\\P\\F", "refused")
for _frames in (b"0", b"-1", b"abc", b"1e9", b"20001", b"\x31\x00\x32"):
    TABLE.file(
        f"number of frames {_frames!r}",
        "frames.dcm",
        lambda value=_frames: replaced(0x00280008, b"IS", value, multi_frame),
    )
TABLE.file(
    "slope no number",
    "slope.dcm",
    lambda: dicom_bytes(mr_image(RescaleSlope="1", RescaleIntercept="0")).replace(
        b"\x53\x10DS\x02\0001 ", b"\x53\x10DS\x02\0na"
    ),
    "refused",
)
TABLE.file(
    "slope without measure",
    "slope.dcm",
    lambda: replaced(
        0x00281053, b"DS", b"1e308", lambda: dicom_bytes(mr_image(RescaleSlope="1", RescaleIntercept="0"))
    ),
    "opens",
)
TABLE.file(
    "window without a width", "window.dcm", lambda: dicom_bytes(mr_image(WindowCenter="1", WindowWidth="0")), "opens"
)
text("character set nobody knows", 0x00080005, b"CS", b"ISO_IR 9999\\\\ISO 2022 IR 0", "opens")
TABLE.file(
    "broken escapes of a character set",
    "escapes.dcm",
    lambda: replaced(
        0x0008103E, b"LO", b"\x1b$B\xff\xff\x1b(J\x1b", lambda: replaced(0x00080005, b"CS", b"\\ISO 2022 IR 87")
    ),
    "opens",
)
text("name with line breaks and a formula", 0x00100010, b"PN", b"=HYPERLINK(1)\r\nX\0Y", "opens")
TABLE.file(
    "text that runs backwards",
    "rtl.dcm",
    lambda: replaced(
        0x0008103E, b"LO", "t2 \u202egpj.exe\u2066".encode(), lambda: replaced(0x00080005, b"CS", b"ISO_IR 192")
    ),
    "opens",
)
text("description of terminal codes", 0x0008103E, b"LO", b"\x1b[2J\x1b]0;owned\x07\x9b31m", "opens")
text("description of mark-up", 0x0008103E, b"LO", b"<img src='file:///etc/passwd'><a href='http://x'>T2</a>", "opens")
TABLE.file(
    "description of sixty thousand letters", "words.dcm", lambda: replaced(0x0008103E, b"LO", b"T2 " * 20_000), "opens"
)
text("identifier that is a path", 0x00080018, b"UI", b"../../../../etc/passwd", "opens")
text("identifier of mark-up", 0x0020000E, b"UI", b"<script>alert(1)</script>", "opens")
TABLE.file("program in the preamble", "program.dcm", lambda: b"MZ".ljust(128, b"\x90") + good()[128:], "opens")
TABLE.file("zip in the preamble", "zip.dcm", lambda: b"PK\x03\x04".ljust(128, b"\0") + good()[128:], "opens")
TABLE.file("page in the preamble", "page.html", lambda: b"<script>alert(1)</script>".ljust(128) + good()[128:], "opens")
TABLE.file(
    "lookup table cut off",
    "table.dcm",
    lambda: with_table().replace(struct.pack("<3H", 256, 0, 16), struct.pack("<3H", 0, 0, 16)),
)
TABLE.file("frames described too few", "groups.dcm", lambda: replaced(0x00280008, b"IS", b"9", enhanced))
TABLE.file("pixels twice", "pixels.dcm", lambda: good() + long(0x7FE00010, b"OW", bytes(768)), "opens")
TABLE.file("pixels of odd length", "odd.dcm", lambda: good()[:-1])
TABLE.file("data set twice", "double.dcm", lambda: good() + good()[132:], "opens")
TABLE.file(
    "a file within the file", "within.dcm", lambda: before_rows(good(), long(0x00091001, b"OB", good())), "opens"
)


def _float_pixels(value: float) -> bytes:
    ds = mr_image(BitsAllocated=32, BitsStored=None, HighBit=None, PixelRepresentation=None)
    del ds.PixelData
    ds.add_new(0x7FE00008, "OF", np.full((24, 16), value, "<f4").tobytes())
    return _written(ds)


def _written(ds: Dataset) -> bytes:
    from tests.io.decode_worker.generated_dicom import written

    return written(ds, EXPLICIT)


TABLE.file("float pixels that are no numbers", "nan.dcm", lambda: _float_pixels(float("nan")), "opens")
TABLE.file("float pixels without bound", "inf.dcm", lambda: _float_pixels(float("inf")), "opens")
TABLE.file("float pixels of the largest number", "most.dcm", lambda: _float_pixels(3.4e38), "opens")


def _orientation_of_one_frame() -> bytes:
    frames = np.stack([pattern(seed=k) for k in range(2)])
    nan = (float("nan"), 0, 0, 0, 1, 0)
    ds = enhanced_mr(frames, [(0, 0, 0), (0, 0, 1)], orientation=[(1, 0, 0, 0, 1, 0), nan])
    return dicom_bytes(ds)


TABLE.file("orientation of one frame is no number", "frame.dcm", _orientation_of_one_frame, "refused")
