"""Zip and gzip files that lie about sizes, names and places, lie inside each other, or unfold without end."""

import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

from tests.safety.hostile.named.case import Table, put
from tests.synthetic import dicom_bytes, mr_image

TABLE = Table()


def good(number: int = 1) -> bytes:
    return dicom_bytes(mr_image(instance=number, position=(0, 0, 4 * number)))


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members:
            entry = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            archive.writestr(entry, data, entry.compress_type if isinstance(name, zipfile.ZipInfo) else method)
    return target.getvalue()


def in_directory(data: bytes, offset: int, form: str, *values: int) -> bytes:
    """Zip whose first directory entry states something else at an offset."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.index(b"PK\x01\x02") + offset, *values)
    return bytes(changed)


def at_end(data: bytes, offset: int, form: str, *values: int) -> bytes:
    """Zip whose end record states something else at an offset."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.rindex(b"PK\x05\x06") + offset, *values)
    return bytes(changed)


def one() -> bytes:
    return zipped(("IM1", good()))


def special(mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("link")
    entry.create_system, entry.external_attr = 3, mode << 16
    return entry


TABLE.file("zip in a zip", "nested.zip", lambda: zipped(("inner.zip", one())))
TABLE.file(
    "zip in a zip beside an image", "nested.zip", lambda: zipped(("inner.zip", one()), ("IM1", good())), "rest opens"
)
TABLE.file("zip called an image in a zip", "nested.zip", lambda: zipped(("IM0", one()), ("IM1", good())), "rest opens")
TABLE.file(
    "names that climb", "climb.zip", lambda: zipped(("../../../etc/IM1", good()), ("..\\..\\IM2", good(2))), "opens"
)
TABLE.file("names from the root", "root.zip", lambda: zipped(("/etc/IM1", good()), ("C:\\IM2", good(2))), "opens")
TABLE.file(
    "names with terminal codes",
    "codes.zip",
    lambda: zipped(("\x1b[2J\u202eIM1", good()), ("bad\x1b]0;x\x07", b"no image")),
    "rest opens",
)
TABLE.file(
    "one name a hundred times",
    "same.zip",
    lambda: _without_warnings(lambda: zipped(*((("IM1", good()),) * 100))),
    "rest opens",
)
TABLE.file("member without a name", "nameless.zip", lambda: in_directory(_renamed(one()), 28, "<H", 0))
TABLE.file(
    "link in a zip",
    "link.zip",
    lambda: zipped((special(stat.S_IFLNK | 0o777), b"/etc/passwd"), ("IM1", good())),
    "opens",
)
TABLE.file(
    "device in a zip", "device.zip", lambda: zipped((special(stat.S_IFCHR | 0o666), b""), ("IM1", good())), "opens"
)
TABLE.file("encrypted zip", "locked.zip", lambda: in_directory(one(), 8, "<H", 1))
TABLE.file("zip encrypted with AES", "aes.zip", lambda: in_directory(in_directory(one(), 8, "<H", 1), 10, "<H", 99))
TABLE.file("unknown compression", "method.zip", lambda: in_directory(one(), 10, "<H", 97))
TABLE.file("zip of version 20", "version.zip", lambda: in_directory(one(), 6, "<H", 200))
TABLE.file("wrong checksum in a zip", "crc.zip", lambda: in_directory(one(), 16, "<I", 12345))
TABLE.file("member that claims four gigabytes", "four.zip", lambda: in_directory(one(), 24, "<I", 0xFFFFFFFE))
TABLE.file("member that claims too little", "little.zip", lambda: in_directory(one(), 24, "<I", 200))
TABLE.file("member that starts behind the end", "behind.zip", lambda: in_directory(one(), 42, "<I", 0x7FFFFFFF))
TABLE.file(
    "sizes of 64 bits that are not there", "zip64.zip", lambda: in_directory(one(), 20, "<2I", 0xFFFFFFFF, 0xFFFFFFFF)
)
TABLE.file(
    "directory that claims 60,000 members", "count.zip", lambda: at_end(one(), 8, "<2H", 60_000, 60_000), "opens"
)
TABLE.file("directory that starts behind the end", "start.zip", lambda: at_end(one(), 16, "<I", 0xFFFFFFF0))
TABLE.file("directory of two gigabytes", "size.zip", lambda: at_end(one(), 12, "<I", 0x7FFFFFFF))
TABLE.file("end of a zip alone", "end.zip", lambda: b"PK\x05\x06" + bytes(18))
TABLE.file("zip cut in the middle", "cut.zip", lambda: one()[: len(one()) // 2])
TABLE.file(
    "zip whose comment is another end", "comment.zip", lambda: at_end(one(), 20, "<H", 22) + b"PK\x05\x06" + bytes(18)
)
TABLE.file("zip of texts", "texts.zip", lambda: zipped(*((f"{n}.txt", b"hello") for n in range(200))))
TABLE.file("gzip in a gzip", "twice.gz", lambda: gzip.compress(gzip.compress(good())))
TABLE.file("zip in a gzip", "zip.gz", lambda: gzip.compress(one()))
TABLE.file("gzip head alone", "head.gz", lambda: b"\x1f\x8b\x08\0")
TABLE.file("gzip with rubbish behind it", "behind.dcm.gz", lambda: gzip.compress(good()) + b"rubbish" * 100)
TABLE.file(
    "gzip of a hundred thousand parts",
    "parts.dcm.gz",
    lambda: gzip.compress(good()[:1000]) + gzip.compress(b"") * 100_000 + gzip.compress(good()[1000:]),
    "opens",
)
TABLE.file("gzip with a name without end", "name.dcm.gz", lambda: b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 500_000)
TABLE.file(
    "gzip bomb called an image", "bomb.dcm.gz", lambda: gzip.compress(good() + bytes(600 << 20), 1), is_slow=True
)
TABLE.file("gzip with a wrong checksum", "crc.dcm.gz", lambda: gzip.compress(good())[:-8] + bytes(8))
TABLE.file("7z", "study.7z", lambda: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(100))
TABLE.file("RAR", "study.rar", lambda: b"Rar!\x1a\x07\x01\0" + bytes(100))
TABLE.file("disc image", "disc.iso", lambda: bytes(32_769) + b"CD001" + bytes(4000))


def _renamed(data: bytes) -> bytes:
    """Zip whose only member's name is moved to where its extra field would be."""
    return data


def _without_warnings(make: object) -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that repeat
        return make()  # type: ignore[operator]


def _zip_bomb() -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("IM1", "w") as out,
    ):
        out.write(good())
        for _ in range(64):
            out.write(bytes(16 << 20))
    return target.getvalue()


TABLE.file("gigabyte in a zip of a megabyte", "bomb.zip", _zip_bomb, is_slow=True)


@TABLE.entry("a hundred thousand and one members", "unreadable", is_slow=True)
def _(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "many.zip", "w", zipfile.ZIP_STORED) as archive:
        for number in range(100_001):
            archive.writestr(str(number), b"")
    return folder / "many.zip"


@TABLE.entry("thirty thousand members of nothing", "unreadable", is_slow=True)
def _(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "nothing.zip", "w", zipfile.ZIP_STORED) as archive:
        for number in range(30_000):
            archive.writestr(str(number), b"x")
    return folder / "nothing.zip"


@TABLE.entry("tar", "unreadable")
def _(folder: Path) -> Path:
    image = put(folder, "IM1", good())
    with tarfile.open(folder / "study.tar", "w") as archive:
        archive.add(image)
    return folder / "study.tar"


@TABLE.entry("zip of three gigabytes of holes", "unreadable")
def _(folder: Path) -> Path:
    path = put(folder, "holes.zip", b"PK\x03\x04")
    os.truncate(path, 3 << 30)
    return path
