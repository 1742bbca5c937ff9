"""What every part of a recipe is checked for when it is made; refusals are sentences for the user."""

import math
import re
import unicodedata

from viewer.errors import UsageError

MAX_TEXT_CHARACTERS = 5_000
"""Longest caption or alternative text."""

MAX_LABEL_CHARACTERS = 200
"""Longest text on the figure itself."""

MAX_POSITION_MM = 10_000.0
"""Farthest place of a mark from the first pixel of its slice, or from the page's corner, mm."""

PointMm = tuple[float, float]


def check_text(what: str, text: str, *, longest: int = MAX_TEXT_CHARACTERS) -> None:
    """Refuse a text that is too long or cannot be printed.

    Raises
    ------
    UsageError
        If it is.
    """
    if len(text) > longest:
        raise UsageError(f"The {what} of the figure is longer than {longest} characters; shorten it.")
    if not all(map(_is_writable, text)):
        raise UsageError(f"The {what} of the figure holds a character that cannot be printed; retype it.")


def _is_writable(character: str) -> bool:
    """Whether a character is seen, or parts words or lines: word processors set spaces of many widths."""
    return character.isprintable() or character in "\n\t" or unicodedata.category(character) == "Zs"


def check_range(what: str, value: float, low: float, high: float, unit: str) -> None:
    """Refuse a number outside a range, and what is no number.

    Raises
    ------
    UsageError
        If it is.
    """
    if not low <= value <= high:
        raise UsageError(f"The {what} of the figure must lie between {low:g} and {high:g} {unit}.")


def check_point(what: str, point: PointMm) -> None:
    """Refuse a place far away from everything.

    Raises
    ------
    UsageError
        If it is one.
    """
    if not all(math.isfinite(value) and abs(value) <= MAX_POSITION_MM for value in point):
        raise UsageError(f"The {what} of the figure lies outside everything; place it again.")


def check_colour(what: str, colour: str) -> None:
    """Refuse what is not '#rrggbb'.

    Raises
    ------
    UsageError
        If it is not.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise UsageError(f"The {what} of the figure must be written as #rrggbb, such as #ffffff.")
