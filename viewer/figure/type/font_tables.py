"""Widths and kerning read straight from a TrueType file: no drawing library is loaded to lay a page out.

Only what the bundled files hold is understood: a character map of format 4 and kerning of format 0.
"""

import struct
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from viewer.core.figures.style import Font
from viewer.figure.type.faces import SANS, font_file


@dataclass(frozen=True, slots=True)
class FontTables:
    """What a font file says about the advance of its letters.

    Parameters
    ----------
    units_per_em
        Units in the type size.
    glyphs
        Character code → number of its glyph; characters without one are missing.
    advances
        Advance of each glyph, units; glyph 0 is the box drawn for a missing character.
    kerning
        (glyph, next glyph) → what is added to the first one's advance, units.
    """

    units_per_em: int
    glyphs: dict[int, int]
    advances: tuple[int, ...]
    kerning: dict[tuple[int, int], int]

    def advance(self, text: str) -> int:
        """Advance of a line of composed characters with its kerning, units."""
        glyphs = [self.glyphs.get(ord(character), 0) for character in text]
        kerned = sum(self.kerning.get(pair, 0) for pair in pairwise(glyphs))
        return sum(self.advances[glyph] for glyph in glyphs) + kerned


@cache
def font_tables(font: Font = SANS, *, is_bold: bool = False) -> FontTables:
    """Tables of a bundled font, read once.

    Parameters
    ----------
    font
        Which one.
    is_bold
        Bold instead of regular weight.
    """
    return read_tables(font_file(font, is_bold=is_bold))


def read_tables(path: Path) -> FontTables:
    """Tables of a TrueType file.

    Parameters
    ----------
    path
        One of the bundled files; others may lack what is needed here.
    """
    data = path.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    starts = {data[at : at + 4]: struct.unpack_from(">L", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    return FontTables(
        units_per_em=struct.unpack_from(">H", data, starts[b"head"] + 18)[0],
        glyphs=_glyphs(data, starts[b"cmap"]),
        advances=_advances(data, starts),
        kerning=_kerning(data, starts[b"kern"]),
    )


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Character code → glyph of the Windows Unicode map (platform 3, encoding 1)."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    maps = {entry[:2]: entry[2] for entry in struct.iter_unpack(">HHL", data[cmap + 4 : cmap + 4 + 8 * count])}
    start = cmap + maps[3, 1]
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    shape = f">{segments}H"
    places = (start + 14, *(start + 16 + 2 * segments * part for part in (1, 2, 3)))
    ends, firsts, deltas, offsets = (struct.unpack_from(shape, data, place) for place in places)
    glyphs: dict[int, int] = {}
    for number, (first, end, delta, offset) in enumerate(zip(firsts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", data, places[3] + 2 * number + offset + 2 * (code - first))[0]
            if glyph := (glyph + delta) & 0xFFFF:
                glyphs[code] = glyph
    return glyphs


def _advances(data: bytes, starts: dict[bytes, int]) -> tuple[int, ...]:
    (total,) = struct.unpack_from(">H", data, starts[b"maxp"] + 4)
    (stated,) = struct.unpack_from(">H", data, starts[b"hhea"] + 34)
    pairs = struct.unpack_from(f">{2 * stated}H", data, starts[b"hmtx"])
    return (*pairs[::2], *[pairs[-2]] * (total - stated))


def _kerning(data: bytes, kern: int) -> dict[tuple[int, int], int]:
    (count,) = struct.unpack_from(">H", data, kern + 10)
    first = kern + 18
    return {(left, right): units for left, right, units in struct.iter_unpack(">HHh", data[first : first + 6 * count])}
