"""Canonical JSON: one text for one value, and reading it without trusting it.

Keys are sorted, nothing is blank, text is ASCII, numbers are finite and written by `repr`, which gives every
float back exactly. What is read is bounded before it is parsed.
"""

import hashlib
import json
import math
import re

from viewer.errors import ProjectError

MAX_BYTES = 32 << 20
"""Largest project file, bytes; a study outlined on every slice needs a tenth of it."""

MAX_DEPTH = 32
"""Deepest nesting of a project file; it needs nine."""

MAX_VALUES = 3_000_000
"""Most lists, objects and commas together; bounds the memory that parsing can take."""

_MAX_DIGITS = 18
"""Most digits of a whole number; all that a project counts is far below."""

_MARKS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A whole string (to the end of the text if it is not closed, so that the scan stays linear), or a bracket."""


def canonical(value: object) -> bytes:
    """Canonical JSON of a value made of dict, list, str, int, float, bool and None.

    Raises
    ------
    ValueError
        If a number in it is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON of a value, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def parse(data: bytes) -> object:
    """Value of a JSON text whose size and nesting are within bounds.

    Raises
    ------
    ProjectError
        If it is too large, too deep, no JSON, names a field twice, or holds a number that is not finite or has
        more digits than anything a project counts.
    """
    if len(data) > MAX_BYTES:
        raise ProjectError(f"it is larger than {MAX_BYTES >> 20} MiB, which no project is.")
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MAX_VALUES:
        raise ProjectError(f"it holds more than {MAX_VALUES:,} values, which no project does.")
    _check_depth(data)
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_float=_finite,
            parse_int=_short,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once_each,
        )
    except (ValueError, RecursionError) as e:
        raise ProjectError("it is damaged: its text cannot be read as a project.") from e


def _check_depth(data: bytes) -> None:
    """Refuse deep nesting without recursing into it."""
    depth = 0
    for mark in _MARKS.finditer(data):
        sign = data[mark.start()]
        if sign in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ProjectError(f"its values are nested deeper than {MAX_DEPTH} levels, which no project needs.")
        elif sign in b"]}":
            depth -= 1


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    return value


def _short(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError("a whole number is too long")
    return int(text)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found
