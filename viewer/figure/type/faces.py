"""The font of every figure: Liberation Sans, which has Arial's widths, by its file.

Liberation Sans 2.1.5 under the SIL Open Font License 1.1 (`fonts/OFL.txt`); the files are unmodified.
"""

from pathlib import Path

FAMILY = "Liberation Sans"
"""Name of the bundled font."""

FAMILIES = ("Arial", "Liberation Sans", "Helvetica", "sans-serif")
"""Families that an SVG names, in the order tried by who shows it: the first three have the same widths."""

_FOLDER = Path(__file__).parent / "fonts"
_REGULAR = _FOLDER / "LiberationSans-Regular.ttf"
_BOLD = _FOLDER / "LiberationSans-Bold.ttf"


def font_file(*, is_bold: bool = False) -> Path:
    """File of the bundled font, a TrueType font.

    Parameters
    ----------
    is_bold
        Bold instead of regular weight.
    """
    return _BOLD if is_bold else _REGULAR
