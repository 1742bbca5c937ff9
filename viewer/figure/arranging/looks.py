"""Sizes of a figure at its final width: type, lines and distances of an outlet in the style of the recipe."""

from dataclasses import dataclass

from viewer.core.figures.style import Font, Style
from viewer.figure.presets import Preset
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT, width_mm, wrap

_MARGIN_MM = 2.2
_GUTTER_MM = 1.5


@dataclass(frozen=True, slots=True)
class Looks:
    """Sizes at the final width.

    Parameters
    ----------
    outlet
        Where the figure goes: its width, and what it is seen from.
    style
        What the user chose.
    """

    outlet: Preset
    style: Style = Style()  # noqa: RUF009 - frozen

    @property
    def width_mm(self) -> float:
        """Width of the page."""
        return self.outlet.width_mm

    @property
    def text_pt(self) -> float:
        """Type size of words."""
        return self.style.text_pt or self.outlet.text_pt

    @property
    def letter_pt(self) -> float:
        """Type size of the letters of sides and panels."""
        return self.style.letter_pt or self.outlet.letter_pt

    @property
    def font(self) -> Font:
        """Font of every text."""
        return self.style.font

    @property
    def margin_mm(self) -> float:
        """Distance of what stands on a panel from the panel's edges."""
        return _MARGIN_MM

    @property
    def gutter_mm(self) -> float:
        """Distance between panels."""
        return _GUTTER_MM

    @property
    def rim_pt(self) -> float:
        """Width of the dark rim round letters."""
        return 0.7

    def cap_mm(self, size_pt: float) -> float:
        """Height of a capital letter of a type size."""
        return size_pt * face_of(self.font).cap_height * MM_PER_PT

    def depth_mm(self, size_pt: float) -> float:
        """How far letters of a type size reach below the line."""
        return size_pt * face_of(self.font).descent * MM_PER_PT

    def line_mm(self, text: str, size_pt: float, *, is_bold: bool = False) -> float:
        """Width of one line of text."""
        return width_mm(text, size_pt=size_pt, is_bold=is_bold, font=self.font)

    def wrapped(self, text: str, size_pt: float, measure_mm: float) -> tuple[str, ...]:
        """Lines of text no wider than a measure."""
        return wrap(text, size_pt=size_pt, measure_mm=measure_mm, font=self.font)
