"""The scanner finds a text in every form and container it looks into: else that it finds none would prove nothing."""

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import quopri
import sqlite3
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from tests.safety.privacy.scanner import Scanner, found_in

TEXTS = (
    "CNRY00042",
    "Zwölfine",
    "Łucja Ćwik",
    "19480229",
    "1948-02-29",
    "1.2.826.0.1.99.4711",
    "Canary^Bird",
    "山田太郎",
)
FILLER = b"an ordinary sentence, 12.5 mm, {'a': 1}; and more of it. "


def spaced(data: bytes, sign: str) -> bytes:
    return sign.join(f"{byte:02x}" for byte in data).encode()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    **{
        name: (lambda t, name=name: t.encode(name))
        for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    },
    "upper": lambda t: t.upper().encode(),
    "lower": lambda t: t.lower().encode(),
    **{f"base64+{k}": (lambda t, k=k: base64.b64encode(b"\0q~"[:k] + t.encode())) for k in range(3)},
    "base64 utf-16": lambda t: base64.b64encode(t.encode("utf-16")),
    "base64 wrapped": lambda t: base64.encodebytes(b"x" * 55 + t.encode() + b"x" * 40),
    "base64 url": lambda t: base64.urlsafe_b64encode(b"\xff\xfe\xfd" + t.encode()),
    "base64 unpadded": lambda t: base64.b64encode(t.encode()).rstrip(b"="),
    "base64 twice": lambda t: base64.b64encode(base64.b64encode(t.encode())),
    "hex": lambda t: t.encode().hex().encode(),
    "HEX": lambda t: t.encode().hex().upper().encode(),
    "hex odd": lambda t: b"f" + t.encode().hex().encode(),
    "hex spaced": lambda t: spaced(t.encode(), " "),
    "hex colons": lambda t: spaced(t.encode(), ":"),
    "hex escaped": lambda t: b"\\x" + spaced(t.encode(), "\\x"),
    "hex utf-16": lambda t: t.encode("utf-16-be").hex().encode(),
    "url": lambda t: "".join(f"%{b:02X}" for b in t.encode()).encode(),
    "url in part": lambda t: urllib.parse.quote(t).encode(),
    "html decimal": lambda t: "".join(f"&#{ord(c)};" for c in t).encode(),
    "html hexadecimal": lambda t: "".join(f"&#x{ord(c):x};" for c in t).encode(),
    "xml": lambda t: t.encode("ascii", "xmlcharrefreplace"),
    "json": lambda t: json.dumps(t).encode(),
    "json all": lambda t: "".join(f"\\u{ord(c):04x}" for c in t).encode(),
    "octal": lambda t: "".join(f"\\{b:03o}" for b in t.encode()).encode(),
    "quoted-printable": lambda t: quopri.encodestring(b"x" * 70 + t.encode() + b"=", quotetabs=True),
    "quoted all": lambda t: "".join(f"={b:02X}" for b in t.encode()).encode(),
    "utf-7": lambda t: t.encode("utf-7"),
    "pdf spacing": lambda t: b"[" + b" -20 ".join(b"(" + bytes([b]) + b")" for b in t.encode()) + b"] TJ",
    "pdf hex": lambda t: b"<FEFF" + t.encode("utf-16-be").hex(" ").upper().encode() + b"> Tj",
    "pdf name": lambda t: b"/" + "".join(f"#{b:02x}" for b in t.encode()).encode(),
    "ascii85": lambda t: b"<~" + base64.a85encode(t.encode()) + b"~>",
    "svg glyphs": lambda t: "".join(f'<use xlink:href="#DejaVuSans-{ord(c):x}"/>' for c in t).encode(),
    "reversed": lambda t: t.encode()[::-1],
    "reversed utf-16": lambda t: t.encode("utf-16-le")[::-1],
}
"""A text as other text."""


def zipped(
    data: bytes, *, name: str = "a", comment: bytes = b"", extra: bytes = b"", kind: int = zipfile.ZIP_DEFLATED
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        member = zipfile.ZipInfo(name)
        member.extra, member.comment, member.compress_type = extra, comment, kind
        archive.writestr(member, data)
    return buffer.getvalue()


def deflated(data: bytes, *, bits: int = -15) -> bytes:
    machine = zlib.compressobj(wbits=bits)
    return machine.compress(data) + machine.flush()


def picture(kind: str, data: bytes, **options: object) -> bytes:
    pixels = np.zeros((16, 128), np.uint8)
    pixels.flat[300 : 300 + len(data)] = np.frombuffer(data, np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def with_text(data: bytes, *, is_packed: bool) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("note", data.decode(), zip=is_packed)
    return picture("PNG", b"", pnginfo=texts)


def in_tag(data: bytes) -> bytes:
    tags = ImageFileDirectory_v2()
    tags[65000] = data
    tags.tagtype[65000] = 7
    return picture("TIFF", b"", tiffinfo=tags)


def alpha(data: bytes) -> bytes:
    pixels = np.zeros((8, 64, 4), np.uint8)
    pixels[2, : len(data), 3] = np.frombuffer(data, np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def in_dicom(data: bytes) -> bytes:
    return (
        b"\0" * 128
        + b"DICM"
        + b"\x02\x00\x00\x00UL\x04\x00"
        + struct.pack("<I", 8)
        + b"meta....."[:8]
        + deflated((data + b" ") * 3)
    )


def in_database(data: bytes) -> bytes:
    path = Path(os.environ["PRIVACY_SCRATCH"]) / f"{abs(hash(data))}.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (a BLOB)")
    base.execute("INSERT INTO t VALUES (?)", (b"-" * 5000 + (data + b" ") * 400,))
    base.commit()
    base.close()
    return path.read_bytes()


def lzw(data: bytes) -> bytes:
    import imagecodecs

    packed = bytes(imagecodecs.lzw_encode(data))
    return b"%PDF-1.4 1 0 obj <</Filter /LZWDecode>> stream\n" + packed + b"endstream endobj"


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "zlib": zlib.compress,
    "zlib stored": lambda d: zlib.compress(d, 0),
    "zlib small window": lambda d: deflated(d, bits=9),
    "zlib cut off": lambda d: zlib.compress(d + os.urandom(500))[:-200],
    "gzip": gzip.compress,
    "gzip name": lambda d: b"\x1f\x8b\x08\x08" + b"\0" * 6 + d + b"\0" + deflated(b"nothing") + b"\0" * 8,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    "zip stored": lambda d: zipped(d, kind=zipfile.ZIP_STORED),
    "zip without directory": lambda d: zipped(d)[: -zipped(d)[::-1].index(b"PK\x01\x02"[::-1]) - 4],
    "zip comment": lambda d: zipped(b"x", comment=d),
    "zip extra field": lambda d: zipped(b"x", extra=struct.pack("<HH", 0x7575, len(d)) + d),
    "zip in gzip in zip": lambda d: zipped(gzip.compress(zipped(d))),
    "png pixels": lambda d: picture("PNG", d),
    "png alpha": alpha,
    "png text": lambda d: with_text(d, is_packed=False),
    "png packed text": lambda d: with_text(d, is_packed=True),
    "tiff deflate": lambda d: picture("TIFF", d, compression="tiff_adobe_deflate"),
    "tiff lzw": lambda d: picture("TIFF", d, compression="tiff_lzw"),
    "tiff lzw differences": lambda d: picture("TIFF", d, compression="tiff_lzw", tiffinfo={317: 2}),
    "tiff tag": in_tag,
    "jpeg comment": lambda d: picture("JPEG", b"", comment=d),
    "jpeg exif": lambda d: picture("JPEG", b"", exif=b"Exif\0\0" + d),
    "webp pixels": lambda d: picture("WEBP", b"", exif=d),
    "png in base64": lambda d: b"data:image/png;base64," + base64.b64encode(with_text(d, is_packed=True)),
    "deflated dicom": in_dicom,
    "sqlite overflow": in_database,
    "pdf lzw": lzw,
    "zlib in hex": lambda d: zlib.compress(d).hex().encode(),
}
"""Bytes in other bytes."""


@pytest.fixture(scope="module", autouse=True)
def scratch(tmp_path_factory):
    os.environ["PRIVACY_SCRATCH"] = str(tmp_path_factory.mktemp("scratch"))
    yield
    del os.environ["PRIVACY_SCRATCH"]


@pytest.mark.parametrize("text", TEXTS)
def test_every_way_of_writing_is_found(text):
    for name, form in WRITTEN.items():
        assert text in found_in(FILLER + b"~" + form(text) + b"~" + FILLER, TEXTS), name


@pytest.mark.parametrize("form", PACKED)
def test_every_container_is_opened(form):
    for text in TEXTS:
        assert text in found_in(PACKED[form](text.encode()), TEXTS), text


def test_a_way_of_writing_in_a_container_is_found():
    for name, form in WRITTEN.items():
        assert found_in(zipped(form(TEXTS[0])), TEXTS) == {TEXTS[0]}, name


def test_nothing_is_found_where_nothing_is(tmp_path):
    noise = np.random.default_rng(7)
    numbers = " ".join(repr(value) for value in noise.random(8_000).tolist()).encode()
    assert (
        found_in(FILLER * 500 + noise.bytes(1 << 16) + numbers + base64.b64encode(noise.bytes(1 << 16)), TEXTS) == set()
    )
    assert found_in(b"2219480229, 0.19480229 or 1948022911", TEXTS) == set()


def test_thousands_of_texts_without_a_common_beginning_are_told_apart():
    noise = np.random.default_rng(8)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    texts = sorted({"".join(noise.choice(letters, 9)) for _ in range(5000)})
    planted = set(texts[::7])
    data = b"\n".join(text.encode() for text in sorted(planted)) + noise.bytes(1 << 16)
    assert Scanner(texts).found(gzip.compress(data)) == planted


def test_names_attributes_and_logs_of_databases_are_looked_at(tmp_path):
    folder = tmp_path / "below" / "CNRY00042"
    folder.mkdir(parents=True)
    (folder / "ordinary.txt").write_bytes(b"nothing")
    (tmp_path / "below" / "Zwölfine.txt").write_bytes(b"")
    base = sqlite3.connect(tmp_path / "below" / "journal.db")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE t (a TEXT)")
    base.execute("INSERT INTO t VALUES (?)", ("-" * 4090 + "Canary^Bird",))
    base.commit()
    held = Scanner(TEXTS).found_under(tmp_path / "below")
    base.close()
    assert held["CNRY00042/ordinary.txt"] == {"CNRY00042"}
    assert held["Zwölfine.txt"] == {"Zwölfine"}
    assert "Canary^Bird" in held["journal.db"] | held.get("journal.db-wal", set())
    named = tmp_path / "below" / "named"
    named.write_bytes(b"nothing")
    try:
        os.setxattr(named, "user.note", b"19480229")
    except OSError:
        pytest.skip("this file system keeps no extended attributes")
    assert Scanner(TEXTS).found_in_file(named) == {"19480229"}
