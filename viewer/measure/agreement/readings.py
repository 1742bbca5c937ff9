"""Readings as they are compared: outlines with their stored numbers, and the quantities that are compared."""

from collections.abc import Callable
from dataclasses import dataclass, field

from viewer.core.document import ReadingCodes
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey


@dataclass(frozen=True, slots=True)
class ReadOutline:
    """One outline of one reading, with its numbers as they were stored.

    Parameters
    ----------
    study
        Code of the study, which stands for the patient.
    slice_key
        Its slice, by fingerprint.
    structure, side
        What it encloses, and where.
    outline
        The outline, pixels; None where only numbers were stored.
    level
        Disc level, None where not known.
    spacing
        Pixel spacing of the slice, None where not known.
    is_spacing_assumed
        Whether the spacing is that of square pixels with the stored area.
    area_mm2
        Area in mm², None without a spacing.
    fat_fraction_percent
        100 × fat area / area, None where not stored.
    fat_to_muscle_ratio
        Fat area / muscle area, None where it does not exist or is not stored.
    method
        Name and version of the method behind the last two, None where nothing is stored.
    """

    study: str
    slice_key: SliceKey
    structure: Structure
    side: Side
    outline: Outline | None = None
    level: str | None = None
    spacing: Spacing | None = None
    is_spacing_assumed: bool = False
    area_mm2: float | None = None
    fat_fraction_percent: float | None = None
    fat_to_muscle_ratio: float | None = None
    method: tuple[str, str] | None = None

    @classmethod
    def of(
        cls, outline: Outline, *, study: str, spacing: Spacing | None, fat_fraction_percent: float | None = None
    ) -> "ReadOutline":
        """Return an outline with the area that it has, and with its fat fraction where one was measured."""
        return cls(
            study=study,
            slice_key=outline.slice_key,
            structure=outline.structure,
            side=outline.side,
            outline=outline,
            spacing=spacing,
            area_mm2=None if spacing is None else outline.area_px * spacing.pixel_area_mm2,
            fat_fraction_percent=fat_fraction_percent,
        )

    @property
    def muscle_area_mm2(self) -> float | None:
        """Area minus fat area, mm²."""
        if self.area_mm2 is None or self.fat_fraction_percent is None:
            return None
        return self.area_mm2 * (1.0 - self.fat_fraction_percent / 100.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """All outlines of one reader, or of one reading of a reader.

    Parameters
    ----------
    label
        How tables and plots call it; no folder, no name.
    codes
        Reader, number and blinding, where all its projects say the same.
    outlines
        In any order.
    """

    label: str
    codes: ReadingCodes = field(default=ReadingCodes())
    outlines: tuple[ReadOutline, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that readings are compared by.

    Parameters
    ----------
    name
        Key in tables.
    title, unit
        What people call it and its unit, '' for none.
    difference_unit
        Unit of its differences, errors and limits: those of a percentage are points.
    value
        The number of an outline, None where it does not exist.
    is_by_method
        Whether it depends on how fat is told from muscle, so that methods must be the same.
    decimals
        How many are shown to people.
    """

    name: str
    title: str
    unit: str
    difference_unit: str
    value: Callable[[ReadOutline], float | None]
    is_by_method: bool = True
    decimals: int = 1


QUANTITIES: tuple[Quantity, ...] = (
    Quantity("area_mm2", "Area", "mm²", "mm²", lambda o: o.area_mm2, is_by_method=False),
    Quantity("fat_fraction_percent", "Fat fraction", "%", "points", lambda o: o.fat_fraction_percent),
    Quantity("muscle_area_mm2", "Muscle area", "mm²", "mm²", lambda o: o.muscle_area_mm2),
    Quantity("fat_to_muscle_ratio", "Fat-to-muscle ratio", "", "", lambda o: o.fat_to_muscle_ratio, decimals=3),
)
"""Every quantity that is compared, in the order of tables."""
