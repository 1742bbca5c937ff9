"""Text and numbers of pydicom's elements, as raw as they come; used inside the decode worker only.

pydicom keeps what it has not been asked for as bytes. Taking those bytes instead of its converted values keeps
decimal strings as they were written, so that the checks see what the file says.
"""

from typing import Any

import numpy as np

from viewer.errors import UnreadableError
from viewer.io.dicom.header import ELEMENTS


def code_of(items: Any) -> str:
    r"""'value\scheme' of the first coded term of a sequence, '' if it has none."""
    if not items:
        return ""
    return "\\".join(plain_text(items[0].get_item(tag)) if tag in items[0] else "" for tag in (0x00080100, 0x00080102))


def _is_raw(element: Any) -> bool:
    return isinstance(element.value, bytes) or element.value is None


def plain_text(element: Any) -> str:
    """Text of an element that may be raw bytes (the rule), binary doubles, or already parsed."""
    value = element.value
    if not _is_raw(element):
        parts = value if isinstance(value, list | tuple) or hasattr(value, "append") else [value]
        return "\\".join(str(part) for part in parts).strip(" \0")
    raw = value or b""
    if element.VR in ("FD", "FL") or (element.VR is None and element.tag == 0x00189087):
        order = "<" if element.is_little_endian else ">"
        kind = f"{order}f4" if element.VR == "FL" else f"{order}f8"
        size = np.dtype(kind).itemsize
        return "\\".join(repr(float(v)) for v in np.frombuffer(raw[: len(raw) // size * size], kind))
    return raw.decode("latin-1").strip(" \0")


def encoded_text(element: Any, encodings: list[str]) -> str:
    """Text of an element in the file's character set."""
    from pydicom.charset import decode_bytes

    if not _is_raw(element):
        return plain_text(element)
    delimiters = {0x5E, 0x3D, 0x5C} if element.VR == "PN" else {0x0A, 0x0C, 0x0D, 0x09, 0x5C}
    return decode_bytes(element.value or b"", encodings, delimiters).strip(" \0")


def integer(element: Any) -> int | None:
    """One whole number: unsigned 16 bits, or a wider or textual one in files that write it so.

    Raises
    ------
    UnreadableError
        If it is not exactly one.
    """
    value = element.value
    if not _is_raw(element):
        return int(value)
    if not value:
        return None
    size = 4 if element.VR in ("UL", "SL") else 2
    if element.VR in ("US", "SS", "UL", "SL", "OW", "UN", None) and len(value) == size:
        return int.from_bytes(value, "little" if element.is_little_endian else "big")
    text = value.decode("latin-1").strip(" \0")
    if element.VR in ("IS", "DS") and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    keyword = ELEMENTS[int(element.tag)][0]
    raise UnreadableError(f"its {keyword} is not one whole number; export the image again.")
