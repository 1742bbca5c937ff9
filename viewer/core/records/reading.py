"""Reading JSON without trusting it: bounded before it is parsed, one value per name, numbers that are numbers."""

import json
import math
import re

from viewer.errors import UnreadableError

MAX_DIGITS = 18
"""Most digits of a whole number; all that this program counts is far below."""

_MARKS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A whole string (to the end of the text if it is not closed, so that the scan stays linear), or a bracket."""


def parsed(data: bytes, *, kind: str, most_bytes: int, most_values: int = 200_000, deepest: int = 32) -> object:
    """Value of a JSON text whose size and nesting are within bounds.

    Parameters
    ----------
    data
        UTF-8 without a mark in front.
    kind
        What it is meant to be, in one word for messages.
    most_bytes
        Largest text that is looked at.
    most_values
        Most lists, objects and commas together; bounds the memory that parsing can take.
    deepest
        Deepest nesting.

    Raises
    ------
    UnreadableError
        If it is too large, too deep, no JSON, names a field twice, or holds a number that is not finite or has
        more digits than anything that is counted. The message names no file.
    """
    if len(data) > most_bytes:
        raise UnreadableError(f"it is larger than {_size(most_bytes)}, which no {kind} is.")
    if data.count(b",") + data.count(b"[") + data.count(b"{") > most_values:
        raise UnreadableError(f"it holds more than {most_values:,} values, which no {kind} does.")
    _check_depth(data, kind, deepest)
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_float=_finite,
            parse_int=_short,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once_each,
        )
    except (ValueError, RecursionError) as e:
        raise UnreadableError(f"it is damaged: its text cannot be read as a {kind}.") from e


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count:,} bytes"


def _check_depth(data: bytes, kind: str, deepest: int) -> None:
    """Refuse deep nesting without recursing into it."""
    depth = 0
    for mark in _MARKS.finditer(data):
        sign = data[mark.start()]
        if sign in b"[{":
            depth += 1
            if depth > deepest:
                raise UnreadableError(f"its values are nested deeper than {deepest} levels, which no {kind} needs.")
        elif sign in b"]}":
            depth -= 1


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    return value


def _short(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("a whole number is too long")
    return int(text)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found
