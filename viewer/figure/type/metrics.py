"""How wide text of the bundled fonts is, so that a page is laid out without any drawing library.

Widths include the font's kerning, as it is drawn; a test compares them with what matplotlib draws.
"""

import unicodedata

from viewer.core.figures.style import Font
from viewer.figure.type.faces import SANS
from viewer.figure.type.font_tables import font_tables

MM_PER_PT = 25.4 / 72.0
"""Millimetres in a typographic point (1/72 inch)."""

LINE_PITCH = 1.25
"""Distance between baselines of wrapped text as a part of the type size."""

_SIGNS = frozenset("−×/±=")
"""Signs between two words that stay at the end of a line."""

_UNITS_OF_NUMBERS = frozenset({"mm", "mm²", "px", "%", "points"})


def width_mm(text: str, *, size_pt: float, is_bold: bool = False, font: Font = SANS) -> float:
    """Width of one line of text in mm, with kerning.

    Parameters
    ----------
    text
        One line; a character without a glyph counts as the box that is drawn for it.
    size_pt
        Type size in pt.
    is_bold
        Bold instead of regular weight.
    font
        Which font.
    """
    tables = font_tables(font, is_bold=is_bold)
    return tables.advance(_composed(text)) / tables.units_per_em * size_pt * MM_PER_PT


def unknown_characters(text: str, font: Font = SANS) -> str:
    """Characters that a font does not hold, each once, in the order met."""
    glyphs = font_tables(font).glyphs
    return "".join(dict.fromkeys(c for c in _composed(text) if not c.isspace() and ord(c) not in glyphs))


def wrap(text: str, *, size_pt: float, measure_mm: float, font: Font = SANS) -> tuple[str, ...]:
    """Lines of text no wider than a measure, broken at spaces; a word that is wider is broken inside.

    Parameters
    ----------
    text
        Any text; runs of white space count as one space. A number stays on one line with its unit.
    size_pt
        Type size in pt.
    measure_mm
        Width of the column in mm.
    font
        Which font.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(_with_units(text.split()), size_pt=size_pt, measure_mm=measure_mm, font=font):
        candidate = f"{line} {word}" if line else word
        if line and width_mm(candidate, size_pt=size_pt, font=font) > measure_mm:
            lines.append(line)
            candidate = word
        line = candidate
    return (*lines, line) if line else tuple(lines)


def _with_units(words: list[str]) -> list[str]:
    """Words, with each unit joined to its number, and each sign to the word before it: no line begins with them."""
    joined: list[str] = []
    for word in words:
        is_unit = bool(joined) and joined[-1][-1].isdigit() and word.rstrip(".,;") in _UNITS_OF_NUMBERS
        if joined and (is_unit or word in _SIGNS):
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _pieces(words: list[str], *, size_pt: float, measure_mm: float, font: Font) -> list[str]:
    def is_wide(part: str) -> bool:
        return width_mm(part, size_pt=size_pt, font=font) > measure_mm

    pieces = []
    for word in words:
        rest = word
        while is_wide(rest) and len(rest) > 1:
            end = 1
            while end < len(rest) and not is_wide(rest[: end + 1]):
                end += 1
            pieces.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        pieces.append(rest)
    return pieces


def _composed(text: str) -> str:
    """Text with each accent joined to its letter, as it is drawn."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
