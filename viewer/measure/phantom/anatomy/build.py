"""The build of a body: its size, the fat under its skin, its multifidi, and how fat lies in its muscles."""

from dataclasses import dataclass

from viewer.core.outline import Side

STANDARD_SUBCUTANEOUS_MM = 15.0
"""Thickness (mm) of skin and fat over the multifidus in the body as it is drawn."""

TEXTURES = ("mixed", "streaks", "patches")
"""How fat may lie in muscles: radiating streaks, rounded patches, or both."""


@dataclass(frozen=True, slots=True)
class Build:
    """What makes one body differ from another of the same seed.

    Parameters
    ----------
    scale
        Size along x and y as a part of the standard body's; heights stay (no unit).
    subcutaneous_mm
        Thickness of skin and fat over the multifidus, mm of the standard body.
    multifidus_right_scale, multifidus_left_scale
        Size of each multifidus as a part of the standard one's; its area goes with the square (no unit).
    texture
        One of `TEXTURES`.
    """

    scale: float = 1.0
    subcutaneous_mm: float = STANDARD_SUBCUTANEOUS_MM
    multifidus_right_scale: float = 1.0
    multifidus_left_scale: float = 1.0
    texture: str = "mixed"

    @property
    def thicker_mm(self) -> float:
        """How much farther back than in the standard body the skin lies, mm."""
        return self.subcutaneous_mm - STANDARD_SUBCUTANEOUS_MM

    def multifidus_scale(self, side: Side) -> float:
        """Size of one side's multifidus as a part of the standard one's (no unit)."""
        return self.multifidus_right_scale if side is Side.RIGHT else self.multifidus_left_scale


STANDARD = Build()
"""The body as it is drawn."""
