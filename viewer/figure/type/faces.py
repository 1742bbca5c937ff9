"""The fonts of figures by their files: Liberation Sans with Arial's widths, Liberation Serif with those of Times.

Both are version 2.1.5 under the SIL Open Font License 1.1 (`fonts/OFL.txt`); the files are unmodified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from viewer.core.figures.style import Font

SANS: Font = "liberation-sans"
"""The font where nobody chose another."""

_FOLDER = Path(__file__).parent / "fonts"


@dataclass(frozen=True, slots=True)
class Face:
    """One of the fonts; all heights are parts of the type size and hold for both weights.

    Parameters
    ----------
    family
        Name of the bundled font.
    families
        Families that an SVG names, in the order tried by who shows it: the first three have the same widths.
    cap_height, x_height
        Height of a capital letter, and of a small one such as x.
    ascent, descent
        Height above the baseline that holds every letter with its accent, and depth below it.
    """

    family: str
    families: tuple[str, ...]
    cap_height: float
    x_height: float
    ascent: float
    descent: float


_FACES: Mapping[Font, Face] = MappingProxyType(
    {
        "liberation-sans": Face(
            "Liberation Sans",
            ("Arial", "Liberation Sans", "Helvetica", "sans-serif"),
            cap_height=1409 / 2048,
            x_height=1082 / 2048,
            ascent=1854 / 2048,
            descent=434 / 2048,
        ),
        "liberation-serif": Face(
            "Liberation Serif",
            ("Times New Roman", "Liberation Serif", "Times", "serif"),
            cap_height=1341 / 2048,
            x_height=940 / 2048,
            ascent=1825 / 2048,
            descent=443 / 2048,
        ),
    }
)


def face_of(font: Font = SANS) -> Face:
    """Names and heights of a font."""
    return _FACES[font]


def font_file(font: Font = SANS, *, is_bold: bool = False) -> Path:
    """File of a bundled font, a TrueType font.

    Parameters
    ----------
    font
        Which one.
    is_bold
        Bold instead of regular weight.
    """
    return _FOLDER / f"{face_of(font).family.replace(' ', '')}-{'Bold' if is_bold else 'Regular'}.ttf"
