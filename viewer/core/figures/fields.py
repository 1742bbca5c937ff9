"""Reads single values of a stored recipe; each refuses what is of the wrong kind, in one sentence."""

import json
import math
from collections.abc import Callable
from contextlib import suppress

from viewer.core.grey import Window
from viewer.errors import UsageError

Reader = Callable[[str, object], object]
"""(name of the entry, value of JSON) → value of the field."""


def refuse_unknown(record: dict[str, object], known: set[str], *, where: str) -> None:
    """Refuse a record with entries that nobody knows.

    Raises
    ------
    UsageError
        Naming the first of them.
    """
    unknown = [name for name in record if name not in known]
    if unknown:
        shown = "".join(c for c in unknown[0][:40] if c.isprintable())
        raise UsageError(f"The entry '{shown}' in {where} is unknown; remove it or update the program.")


def number(name: str, value: object) -> float:
    """Finite number."""
    found = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):  # a whole number of hundreds of digits
            found = float(value)
    if not math.isfinite(found):
        raise UsageError(f"The entry '{name}' in the figure recipe must be a number.")
    return found


def whole_number(name: str, value: object) -> int:
    """Whole number of reasonable size."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**9:
        raise UsageError(f"The entry '{name}' in the figure recipe must be a whole number.")
    return value


def text(name: str, value: object) -> str:
    """Text."""
    if not isinstance(value, str):
        raise UsageError(f"The entry '{name}' in the figure recipe must be a text.")
    return value


def switch(name: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise UsageError(f"The entry '{name}' in the figure recipe must be true or false.")
    return value


def record(name: str, value: object) -> dict[str, object]:
    """JSON object."""
    if not isinstance(value, dict):
        raise UsageError(f"The entry '{name}' in the figure recipe must be an object.")
    return value


def records(name: str, value: object) -> list[dict[str, object]]:
    """List of JSON objects."""
    if not isinstance(value, list):
        raise UsageError(f"The entry '{name}' in the figure recipe must be a list.")
    return [record(name, entry) for entry in value]


def pair(name: str, value: object) -> tuple[float, float]:
    """Two numbers."""
    if not isinstance(value, list) or len(value) != 2:
        raise UsageError(f"The entry '{name}' in the figure recipe must be two numbers.")
    return (number(name, value[0]), number(name, value[1]))


def box(name: str, value: object) -> tuple[int, int, int, int]:
    """Four whole numbers."""
    if not isinstance(value, list) or len(value) != 4:
        raise UsageError(f"The entry '{name}' in the figure recipe must be four whole numbers.")
    left, top, right, bottom = (whole_number(name, entry) for entry in value)
    return left, top, right, bottom


def window(name: str, value: object) -> Window:
    """Display window."""
    found = record(name, value)
    refuse_unknown(found, {"center", "width"}, where="the figure recipe's window")
    if len(found) != 2:
        raise UsageError("The window in the figure recipe needs both a center and a width.")
    return Window(number("center", found["center"]), number("width", found["width"]))


def embedded(name: str, value: object) -> str:
    """A JSON object as canonical text, '' for none."""
    return "" if value is None else json.dumps(record(name, value), sort_keys=True, ensure_ascii=False)


def optional(reader: Reader) -> Reader:
    """Reader that also takes null, for None."""
    return lambda name, value: None if value is None else reader(name, value)
