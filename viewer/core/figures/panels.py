"""One panel of a figure: which slice, which part of it, how grey, what on it."""

from dataclasses import dataclass
from typing import Literal

from viewer.core.figures.checks import MAX_LABEL_CHARACTERS, PointMm, check_point, check_range, check_text
from viewer.core.fingerprints import is_fingerprint
from viewer.core.grey import Window
from viewer.errors import UsageError

WHOLE_SLICE = 0.0
"""Value of a crop's width that shows the whole slice."""

Part = Literal["whole", "right", "left"]
"""Which half of the patient a panel shows."""

PARTS: tuple[Part, ...] = ("whole", "right", "left")


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of a figure.

    Parameters
    ----------
    slice_id
        Fingerprint of the slice's identifier, '' for the slice that the figure is asked for.
    frame
        Frame number from 1, as in `SliceKey`.
    part
        The whole crop, or only the patient's right or left half of it.
    is_mirrored
        Whether it is mirrored left to right for comparison; such a panel always carries its badge.
    turns
        Quarter turns clockwise, 0 to 3; letters turn along.
    window
        Display window, None for that of the recipe.
    crop_mm
        Width of the crop in mm of the patient, None for that of the recipe, `WHOLE_SLICE` for the whole slice.
    shift_mm
        How far the crop's centre is moved from where it would be chosen, mm along rows and columns (x, y).
    shows_outlines
        Whether outlines are drawn; a plain twin has none.
    shows_fat_map
        Whether the fat fraction of every pixel lies inside the outlines as a colour.
    fat_map_opacity
        Opacity of that colour, 0…1.
    title
        Line above the panel, with live fields; '' for none.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    slice_id: str = ""
    frame: int = 1
    part: Part = "whole"
    is_mirrored: bool = False
    turns: int = 0
    window: Window | None = None
    crop_mm: float | None = None
    shift_mm: PointMm = (0.0, 0.0)
    shows_outlines: bool = True
    shows_fat_map: bool = False
    fat_map_opacity: float = 0.6
    title: str = ""

    def __post_init__(self) -> None:
        if self.slice_id and not is_fingerprint(self.slice_id):
            raise UsageError("A panel of the figure names its slice in no known way; choose the slice again.")
        if not 1 <= self.frame < 1_000_000:
            raise UsageError("A panel of the figure names a frame that there cannot be; choose the slice again.")
        if self.part not in PARTS:
            raise UsageError(f"A panel shows one of {', '.join(PARTS)}; choose one.")
        if self.turns not in (0, 1, 2, 3):
            raise UsageError("A panel can be turned by 0 to 3 quarter turns; choose one of these.")
        if self.crop_mm is not None:
            check_crop(self.crop_mm)
        check_point("crop", self.shift_mm)
        check_range("fat map's opacity", self.fat_map_opacity, 0.0, 1.0, "(no unit)")
        check_text("panel's title", self.title, longest=MAX_LABEL_CHARACTERS)


def check_crop(width_mm: float) -> None:
    """Refuse a crop of a width that no lumbar image has.

    Raises
    ------
    UsageError
        If it is one.
    """
    if not (width_mm == WHOLE_SLICE or 10.0 <= width_mm <= 1000.0):
        raise UsageError("The crop of a figure must be between 10 and 1000 mm wide, or 0 for the whole slice.")
