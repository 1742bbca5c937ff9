"""What bytes say once the ways of writing text down as other text are taken back: base64, hex, escapes, entities."""

import base64
import binascii
import html
import re
import urllib.parse
from collections.abc import Callable, Iterator

APART = b"\xff~\xff"
"""Stands between what was found at several places, so that no text arises from two."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
_OF_ADDRESSES = bytes.maketrans(b"-_", b"+/")
_BREAK = re.compile(rb"=?\\?\r?\n[ \t>]*")
_HEX = re.compile(rb"[0-9a-fA-F]{10,}")
_BETWEEN_HEX = re.compile(rb"(?:\\x|0x|[\s:,;_-])+")
_ESCAPE = re.compile(
    rb"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{1,3}))"
)
_QUOTED = re.compile(rb"=([0-9a-fA-F]{2})")
_UTF7 = re.compile(rb"\+([A-Za-z0-9+/]{2,})-?")
_PDF_GAP = re.compile(rb"\)\s*-?[0-9.]*\s*\(")
_PDF_HEX = re.compile(rb"<([0-9a-fA-F\s]{10,})>")
_ASCII85 = re.compile(rb"[!-uz\s]{10,}~>")
_GLYPH = re.compile(rb"""href=["']#[\w.]+?-([0-9a-f]{2,5})["']""")
_RUN = re.compile(rb"[\t\n\r -~]{8,}")
_CONTROLS = bytes([*range(9), *range(14, 32), 127])
_SPACED = re.compile(rb"(?<=\S) (?=\S)")


def _alphabet(data: bytes) -> Iterator[bytes]:
    """Base64, at each of its four offsets, also over the ends of lines and in the alphabet of addresses."""
    for source in {data, _BREAK.sub(b"", data)} if b"\n" in data else (data,):
        runs = [run.translate(_OF_ADDRESSES) for run in _BASE64.findall(source)]
        for start in range(4):
            yield APART.join(_decoded(run[start:]) for run in runs)


def _decoded(run: bytes) -> bytes:
    rest = len(run) % 4
    return binascii.a2b_base64(run[: len(run) - 1] if rest == 1 else run + b"=" * (-len(run) % 4))


def _hexed(data: bytes) -> Iterator[bytes]:
    """Hexadecimal digits in both cases, apart or together, from either digit on."""
    for source in {data, _BETWEEN_HEX.sub(b"", data)}:
        runs = _HEX.findall(source)
        for start in (0, 1):
            yield APART.join(bytes.fromhex(run[start : start + (len(run) - start) // 2 * 2].decode()) for run in runs)


def _unescaped(found: re.Match[bytes]) -> bytes:
    wide, octal = next((g for g in found.groups()[:4] if g), b""), found[5]
    code = int(octal, 8) & 0xFF if octal else int(wide, 16)
    if octal or found[4]:
        return bytes([code])
    return chr(code).encode("utf-8", "surrogatepass") if code < 0x110000 else b""


def _escaped(data: bytes) -> Iterator[bytes]:
    r"""Escapes of JSON, of programs and of PDF: '\u0041', '\x41', '\101', and a backslash before a sign."""
    if b"\\" in data:
        opened = _ESCAPE.sub(_unescaped, data)
        yield opened
        yield re.sub(rb"\\(?:\r?\n)?", b"", opened)


def _in_addresses(data: bytes) -> Iterator[bytes]:
    if b"%" in data:
        yield urllib.parse.unquote_to_bytes(data)
    if b"#" in data:  # names in PDF
        yield re.sub(rb"#([0-9a-fA-F]{2})", lambda m: bytes.fromhex(m[1].decode()), data)


def _entities(data: bytes) -> Iterator[bytes]:
    if b"&" in data:
        yield html.unescape(data.decode("latin-1")).encode("utf-8", "surrogatepass")
        yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")


def _quoted_printable(data: bytes) -> Iterator[bytes]:
    if b"=" in data:
        joined = re.sub(rb"=[ \t]*\r?\n", b"", data)
        yield _QUOTED.sub(lambda m: bytes.fromhex(m[1].decode()), joined)


def _utf7(data: bytes) -> Iterator[bytes]:
    if b"+" in data and len(data) < 1 << 16:
        yield _UTF7.sub(
            lambda m: _decoded(m[1])[: len(m[1]) * 6 // 8 // 2 * 2].decode("utf-16-be", "replace").encode(), data
        )


def _of_pdf(data: bytes) -> Iterator[bytes]:
    """Strings of a page joined over their spacing, and hexadecimal strings, whose last digit may be left out."""
    if b"Tj" in data or b"TJ" in data or b"%PDF" in data or b"endobj" in data:
        yield _PDF_GAP.sub(b"", data)
        strings = [re.sub(rb"\s", b"", digits).decode() for digits in _PDF_HEX.findall(data)]
        yield APART.join(bytes.fromhex(digits + "0" * (len(digits) % 2)) for digits in strings)
    for found in _ASCII85.finditer(data) if b"~>" in data else ():
        try:
            yield base64.a85decode(found.group().removesuffix(b"~>"))
        except ValueError:
            continue


def _glyphs(data: bytes) -> Iterator[bytes]:
    """Letters that a picture draws as shapes with names after their signs."""
    if b"href" in data:
        yield "".join(chr(int(code, 16)) for code in _GLYPH.findall(data) if int(code, 16) < 0x110000).encode(
            "utf-8", "surrogatepass"
        )


def turned(data: bytes) -> Iterator[bytes]:
    """The same signs backwards, without the zeros of wide ones, and without single blanks between them."""
    yield data[::-1]
    if b"\0" in data:
        bare = data.replace(b"\0", b"")
        yield bare
        yield bare[::-1]
    if len(data) < 1 << 16 and b" " in data:
        yield _SPACED.sub(b"", data)


def readable(data: bytes) -> bytes:
    """What could be text in some bytes, wide signs made narrow; all of it where it is text."""
    if len(data.translate(None, _CONTROLS)) >= 0.98 * len(data):
        return data
    return APART.join(_RUN.findall(data.replace(b"\0", b"") if b"\0" in data else data))


FORMS: tuple[Callable[[bytes], Iterator[bytes]], ...] = (
    _alphabet,
    _hexed,
    _escaped,
    _in_addresses,
    _entities,
    _quoted_printable,
    _utf7,
    _of_pdf,
    _glyphs,
)
"""Every way of writing that is taken back; each gives what the bytes would then say."""
