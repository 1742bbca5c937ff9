"""How a figure looks: lines, casing, colour and type, in pt at the final width."""

from dataclasses import dataclass
from typing import Literal

from viewer.core.figures.checks import check_colour, check_range
from viewer.errors import UsageError

Pattern = Literal["dashed", "dotted", "solid"]
"""Line of the multifidus outlines; other structures get shorter dashes, or dots."""

PATTERNS: tuple[Pattern, ...] = ("dashed", "dotted", "solid")

Font = Literal["liberation-sans", "liberation-serif"]
"""Type: the bundled one with Arial's widths, or that with the widths of Times."""

FONTS: tuple[Font, ...] = ("liberation-sans", "liberation-serif")


@dataclass(frozen=True, slots=True)
class Style:
    """How outlines and type are drawn, at the final width.

    Parameters
    ----------
    dash_pt
        Length of a dash and of the gap after it in pt; both are stretched alike by a few per cent so that a
        whole number of them closes the outline, and shortened to as little as 75 % where few would go round it.
    line_pt
        Width of the line in pt.
    casing_pt
        Width of the dark rim round each dash, or on each side of a solid line, in pt.
    colour
        '#rrggbb' of the line.
    pattern
        Whether the line is dashed, dotted or solid.
    text_pt, letter_pt
        Type size of words and of the letters of sides and panels; None for the preset's.
    font
        Which type.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    dash_pt: tuple[float, float] = (4.5, 2.8)
    line_pt: float = 1.1
    casing_pt: float = 0.5
    colour: str = "#ffffff"
    pattern: Pattern = "dashed"
    text_pt: float | None = None
    letter_pt: float | None = None
    font: Font = "liberation-sans"

    def __post_init__(self) -> None:
        for name, values, low, high in (
            ("dash_pt", self.dash_pt, 0.2, 50.0),
            ("line_pt", (self.line_pt,), 0.05, 20.0),
            ("casing_pt", (self.casing_pt,), 0.0, 20.0),
        ):
            if not all(low <= value <= high for value in values):
                raise UsageError(f"The figure style's {name} must lie between {low:g} and {high:g} pt.")
        check_colour("style's colour", self.colour)
        if self.pattern not in PATTERNS:
            raise UsageError(f"The figure style's pattern must be one of {', '.join(PATTERNS)}.")
        if self.font not in FONTS:
            raise UsageError(f"The figure style's font must be one of {', '.join(FONTS)}.")
        for size in (self.text_pt, self.letter_pt):
            if size is not None:
                check_range("type size", size, 3.0, 72.0, "pt")
