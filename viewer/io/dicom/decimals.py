"""Numbers written as text in headers: finite, and as many as there must be.

Python's own `float` takes '1_0', 'nan' and '1e400'; a header that holds one of them is damaged.

References
----------
DICOM PS3.5, section 6.2 (Decimal String, Integer String).
"""

import math
import re
from collections.abc import Sequence

from viewer.errors import GeometryError, sayable

MAX_LENGTH = 64
"""Longest number (characters) that is looked at; the standard allows 16."""

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,12}", re.ASCII)


def decimal(text: str) -> float | None:
    """Finite number written as a decimal string, or None if it is none.

    Examples
    --------
    >>> decimal(" -1.5e1 "), decimal("1_0"), decimal("1e400")
    (-15.0, None, None)
    """
    text = text.strip(" \0")
    if len(text) > MAX_LENGTH or not _DECIMAL.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def first_decimal(text: str) -> float | None:
    """First of several decimal strings; None if it is missing or is no finite number."""
    return decimal(text.split("\\", 1)[0])


def decimals(text: str, *, count: int, name: str) -> tuple[float, ...]:
    r"""Exactly `count` finite numbers.

    Parameters
    ----------
    text
        Decimal strings separated by backslashes.
    count
        How many there must be.
    name
        How messages call the element.

    Raises
    ------
    GeometryError
        If there are more or fewer, or one is not a finite number.

    Examples
    --------
    >>> decimals(r"0.7\0.5", count=2, name="Pixel Spacing")
    (0.7, 0.5)
    """
    parts: Sequence[str] = text.split("\\")
    if len(parts) != count:
        raise GeometryError(
            f"its {name} holds {len(parts)} value{'s' * (len(parts) != 1)} instead of {count}; export the image again."
        )
    values = [decimal(part) for part in parts]
    for part, value in zip(parts, values, strict=True):
        if value is None:
            raise GeometryError(f"its {name} holds {sayable(part)}, which is no finite number; export the image again.")
    return tuple(value for value in values if value is not None)


def integer(text: str) -> int | None:
    """Whole number written as an integer string (the first if there are several), or None if it is none."""
    text = text.split("\\", 1)[0].strip(" \0")
    return int(text) if _INTEGER.fullmatch(text) else None
