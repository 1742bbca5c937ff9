"""Values of parsed JSON with their types checked: each function gives what it promises or refuses."""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from viewer.core.fingerprints import is_fingerprint
from viewer.core.geometry import Spacing
from viewer.core.outline import Point
from viewer.core.series import SliceKey
from viewer.errors import ProjectError
from viewer.io.project.encoding import COORDINATE_MAXIMUM

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

COUNT_MAXIMUM = 10**9
"""Largest number of a frame, block, outline, reading or pixel that is believed."""

NUMBER_MAXIMUM = 1e300
"""Largest measured number that is believed; the largest float would overflow in the first sum."""


def wrong(what: str) -> ProjectError:
    """Return the error for a value that is not what it must be."""
    return ProjectError(f"it is damaged or was changed by hand: {what}.")


def fields_of(value: object, what: str) -> dict[str, Any]:
    """Return the value as an object."""
    if not isinstance(value, dict):
        raise wrong(f"{what} is no object")
    return value


def get(value: dict[str, Any], name: str) -> Any:
    """Return a field that must be there."""
    if name not in value:
        raise wrong(f"“{name}” is missing")
    return value[name]


def items(value: dict[str, Any], name: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    """Return each element of a list field, read."""
    found = get(value, name)
    if not isinstance(found, list):
        raise wrong(f"“{name}” is no list")
    return tuple(read(item) for item in found)


def optional(value: object, read: Callable[[Any], T]) -> T | None:
    """Return None for null, else the value read."""
    return None if value is None else read(value)


def text(value: object, what: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise wrong(f"{what} is no text")
    return value


def flag(value: object, what: str) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise wrong(f"{what} is neither true nor false")
    return value


def count(value: object, what: str, *, least: int = 1) -> int:
    """Return a whole number from `least` on."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= COUNT_MAXIMUM:
        raise wrong(f"{what} is no whole number from {least}")
    return value


def number(value: object, what: str, *, largest: float = NUMBER_MAXIMUM) -> float:
    """Return a finite number whose size is at most `largest`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(f"{what} is no number")
    if not math.isfinite(value) or abs(value) > largest:
        raise wrong(f"{what} is too large")
    return float(value)


def point(value: object) -> Point:
    """Return a point (x = column, y = row) in pixels."""
    x, y = pair(value, "a point")
    return (number(x, "a point", largest=COORDINATE_MAXIMUM), number(y, "a point", largest=COORDINATE_MAXIMUM))


def pair(value: object, what: str) -> Sequence[Any]:
    """Return a list of two."""
    if not isinstance(value, list) or len(value) != 2:
        raise wrong(f"{what} is no list of two")
    return value


def spacing(value: object) -> Spacing:
    """Return a pixel spacing from [row, column] in mm."""
    row, column = pair(value, "the pixel spacing")
    return Spacing(row_mm=number(row, "the pixel spacing"), column_mm=number(column, "the pixel spacing"))


def series_id(value: object) -> str:
    """Return the fingerprint of a series."""
    found = text(value, "the fingerprint of a series")
    if not is_fingerprint(found):
        raise wrong("a series has no fingerprint")
    return found


def frame_of_reference(value: object) -> str:
    """Return the fingerprint of a frame of reference."""
    found = text(value, "the fingerprint of a frame of reference")
    if not is_fingerprint(found):
        raise wrong("a frame of reference has no fingerprint")
    return found


def slice_key(value: object) -> SliceKey:
    """Return a slice by its fingerprint and frame."""
    fields = fields_of(value, "a slice")
    uid = text(get(fields, "id"), "the fingerprint of a slice")
    if not is_fingerprint(uid):
        raise wrong("a slice has no fingerprint")
    return SliceKey(uid, count(get(fields, "frame"), "a frame"))


def one_of(kind: type[E], value: object, what: str) -> E:
    """Return a member of an enumeration."""
    try:
        return kind(text(value, what))
    except ValueError as e:
        raise wrong(f"{what} is unknown") from e
