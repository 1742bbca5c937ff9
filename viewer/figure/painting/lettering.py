"""Letters as outlines of the bundled fonts, by their files: what is installed on the machine plays no part."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.figures.style import Font
from viewer.figure.page import TextMark
from viewer.figure.type.faces import SANS, font_file
from viewer.importing import one_importer

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_UNITS_PER_SIZE = 100.0
"""Matplotlib gives the outlines of letters at a type size of 100."""

MOVE, LINE, CURVE, CLOSE = 1, 2, 3, 79
"""Codes of the outlines' points: start, straight to, over one control point to the next, back to the start."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """One line of text as outlines, in parts of the type size; the start of the baseline is (0, 0), y is up.

    Parameters
    ----------
    points
        Shape (n, 2).
    codes
        What each point is, shape (n,): `MOVE`, `LINE`, `CURVE` or `CLOSE`.
    advance
        Where the next letter would stand.
    """

    points: NDArray[np.float64] = field(repr=False)
    codes: NDArray[np.uint8] = field(repr=False)
    advance: float

    def start_pt(self, mark: TextMark) -> float:
        """Where the line starts, right of its anchor point along the baseline, in pt."""
        return {"left": 0.0, "center": -0.5, "right": -1.0}[mark.anchor] * self.advance * mark.size_pt


@lru_cache(maxsize=512)
def lettering(text: str, font: Font = SANS, *, is_bold: bool = False) -> Lettering:
    """Outlines of one line of text; call it under `own_settings`.

    Parameters
    ----------
    text
        One line, taken as it is.
    font
        Which font.
    is_bold
        Bold instead of regular weight.
    """
    with one_importer():
        from matplotlib.font_manager import get_font
        from matplotlib.textpath import TextToPath

    face = get_font(str(font_file(font, is_bold=is_bold)))
    face.set_size(_UNITS_PER_SIZE, 72)
    placed, glyphs, _ = TextToPath().get_glyphs_with_font(face, text)
    points: list[NDArray[np.float64]] = [np.empty((0, 2))]
    codes: list[NDArray[np.uint8]] = [np.empty(0, dtype=np.uint8)]
    for name, x, y, scale in placed:
        outline, kinds = glyphs[name]
        points.append(np.reshape(outline, (-1, 2)) * scale + (x, y))
        codes.append(np.asarray(kinds, dtype=np.uint8))
    return Lettering(np.concatenate(points) / _UNITS_PER_SIZE, np.concatenate(codes), _end(face, text, placed))


def _end(face: Any, text: str, placed: list[Any]) -> float:
    """Where the text ends: a space behind it would be kerned, and draw an 'A' aside."""
    with one_importer():
        from matplotlib.ft2font import LoadFlags

    if not placed:
        return 0.0
    wide = face.load_char(ord(text[-1]), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536.0
    return float((placed[-1][1] + wide) / _UNITS_PER_SIZE)


def font_of(mark: TextMark) -> "FontProperties":
    """Matplotlib's description of a mark's type, by file."""
    with one_importer():
        from matplotlib.font_manager import FontProperties

    return FontProperties(size=mark.size_pt, fname=str(font_file(mark.font, is_bold=mark.is_bold)))
