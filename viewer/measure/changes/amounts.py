"""One side of one structure on one date: its quantities, how uncertain each is, and what repeating would give."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from viewer.measure.measurement import Interval, MeasurementRow
from viewer.measure.uncertainty import COVERING, Uncertainty, fraction_interval, pooled_uncertainty, ratio_interval

AREA_SD = 0.033 / COVERING
"""Standard deviation of an area, in parts of it (no unit): how an outline of the same reader leaves the border.

References
----------
METHODS.md, the prototype's intervals: ±3.3 % for outlines jittered by half a pixel, which held the truth in 95 %.
"""

AREA_PIXEL_MM = 0.7
"""Pixel that this holds for, mm: half of a larger one is farther from the border, and the error grows with it."""

AREA_REPEATABILITY_MM2 = 31.0
"""Repeatability coefficient of an area, mm²: 1.96 · √2 · SD of repeated outlines.

References
----------
METHODS.md, the prototype of the method (1.5 % SD).
"""

REPEATABILITY_POINTS = 3.9
"""Repeatability coefficient of the fat fraction that changes are held against, percentage points.

References
----------
METHODS.md, the prototype of the method; larger than this program's own, so that fewer changes are believed.
"""

OWN_REPEATABILITY_POINTS = 1.5
"""Repeatability coefficient of this program's method `anchored`, percentage points.

References
----------
README, “How well it measures”: the set `repeat` of the phantoms (same cut, new noise, outlines jittered by half a
pixel). It knows no repositioning of a patient, so it is told and nothing is judged by it.
"""


class Quantity(StrEnum):
    """What may change, the primary one first: a shrinking muscle raises the fat fraction without any new fat."""

    MUSCLE_AREA = "muscle area"
    AREA = "area"
    FAT_AREA = "fat area"
    FAT_FRACTION = "fat fraction"
    RATIO = "fat-to-muscle ratio"


UNITS: Mapping[Quantity, str] = {
    Quantity.MUSCLE_AREA: "mm²",
    Quantity.AREA: "mm²",
    Quantity.FAT_AREA: "mm²",
    Quantity.FAT_FRACTION: "%",
    Quantity.RATIO: "",
}
"""Unit of each quantity; a change of the fat fraction is in percentage points."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One side of one structure on one slice, all its outlines together.

    Parameters
    ----------
    area_mm2
        Their area, mm²; None without spacing.
    fraction
        Fat fraction 0…1, None where there is none.
    uncertainty
        Its uncertainty, None where the method does not know it.
    is_proposed
        Whether any of them is only proposed.
    flags
        What limits them, each once.
    pixel_mm
        Edge of a square pixel of the same area, mm; None without spacing.
    """

    area_mm2: float | None
    fraction: float | None
    uncertainty: Uncertainty | None = None
    is_proposed: bool = False
    flags: tuple[str, ...] = ()
    pixel_mm: float | None = None

    @property
    def area_sd_mm2(self) -> float:
        """Standard deviation of the area, mm²; 0 without spacing."""
        coarse = max((self.pixel_mm or 0.0) / AREA_PIXEL_MM, 1.0)
        return AREA_SD * coarse * (self.area_mm2 or 0.0)

    def value(self, quantity: Quantity) -> float | None:
        """The quantity in its unit, None where it does not exist."""
        if quantity is Quantity.AREA:
            return self.area_mm2
        if self.fraction is None:
            return None
        if quantity is Quantity.FAT_FRACTION:
            return 100.0 * self.fraction
        if quantity is Quantity.RATIO:
            return None if self.fraction >= 1.0 else self.fraction / (1.0 - self.fraction)
        if self.area_mm2 is None:
            return None
        return self.area_mm2 * (self.fraction if quantity is Quantity.FAT_AREA else 1.0 - self.fraction)

    def uncertainty_of(self, quantity: Quantity) -> Uncertainty | None:
        """Uncertainty of a quantity in its unit (points for the fat fraction), None where nobody knows it.

        Notes
        -----
        Errors of area and fraction are taken as independent, and small enough to be added up linearly.
        """
        if quantity is Quantity.AREA:
            return None if self.area_mm2 is None else Uncertainty(self.area_sd_mm2)
        if self.fraction is None or self.uncertainty is None or self.value(quantity) is None:
            return None
        return _MADE[quantity](self, self.fraction, self.uncertainty)

    def interval(self, quantity: Quantity) -> Interval | None:
        """95 % interval of a fraction (in %) or a ratio as far as it is limited; None for areas and what is unknown."""
        if self.fraction is None or self.uncertainty is None:
            return None
        ends = fraction_interval(self.fraction, self.uncertainty)
        if quantity is Quantity.FAT_FRACTION:
            return 100.0 * ends[0], 100.0 * ends[1]
        return ratio_interval(ends) if quantity is Quantity.RATIO else None


def _scaled(known: Uncertainty, factor: float, *, own: float = 0.0) -> Uncertainty:
    """Uncertainty of a multiple of a fraction, with a further error of its own."""
    return Uncertainty(math.hypot(factor * known.own, own), tuple(factor * shift for shift in known.shared))


_Maker = Callable[[Amount, float, Uncertainty], Uncertainty]
"""Amount, its fraction 0…1 and the uncertainty of that → uncertainty of a quantity."""

_MADE: Mapping[Quantity, _Maker] = {
    Quantity.MUSCLE_AREA: lambda a, f, known: _scaled(known, -(a.area_mm2 or 0.0), own=(1.0 - f) * a.area_sd_mm2),
    Quantity.FAT_AREA: lambda a, f, known: _scaled(known, a.area_mm2 or 0.0, own=f * a.area_sd_mm2),
    Quantity.FAT_FRACTION: lambda _a, _f, known: _scaled(known, 100.0),
    Quantity.RATIO: lambda _, f, known: _scaled(known, 1.0 / (1.0 - f) ** 2),
}


def amount_of(rows: Sequence[MeasurementRow]) -> Amount:
    """All outlines of a side together, weighted by their areas.

    Parameters
    ----------
    rows
        At least one, of one structure and side on one slice.
    """
    total_px = math.fsum(row.area_px for row in rows)
    areas = [row.area_mm2 for row in rows if row.area_mm2 is not None]
    percents = [row.fat_fraction_percent for row in rows if row.fat_fraction_percent is not None]
    known = [(row.area_px, row.uncertainty) for row in rows if row.uncertainty is not None]
    is_whole = len(percents) == len(rows) and total_px > 0.0
    weighted = zip(percents, rows, strict=False)
    area_mm2 = math.fsum(areas) if len(areas) == len(rows) else None
    return Amount(
        area_mm2=area_mm2,
        fraction=math.fsum(p * row.area_px for p, row in weighted) / total_px / 100.0 if is_whole else None,
        uncertainty=pooled_uncertainty(known) if is_whole and len(known) == len(rows) else None,
        is_proposed=any(row.source is not None and row.source.is_proposed for row in rows),
        flags=tuple(dict.fromkeys(flag for row in rows for flag in row.flags)),
        pixel_mm=math.sqrt(area_mm2 / total_px) if area_mm2 is not None and total_px > 0.0 else None,
    )


def repeatability_of(quantity: Quantity, amounts: Sequence[Amount]) -> float | None:
    """Repeatability coefficient that a change is held against, in the quantity's unit; None where it is not known.

    Parameters
    ----------
    quantity
        What changed.
    amounts
        Both dates of one side.

    Notes
    -----
    For area and fat fraction as published for the method; for what is made of the two, as it follows from them at the
    mean of both dates. Of the fat fraction only for a method that knows its errors.
    """
    if quantity is Quantity.AREA:
        return None if any(amount.area_mm2 is None for amount in amounts) else AREA_REPEATABILITY_MM2
    if any(amount.uncertainty_of(quantity) is None or amount.fraction is None for amount in amounts):
        return None
    if quantity is Quantity.FAT_FRACTION:
        return REPEATABILITY_POINTS
    part = math.fsum(amount.fraction or 0.0 for amount in amounts) / len(amounts)
    if quantity is Quantity.RATIO:
        return REPEATABILITY_POINTS / 100.0 / (1.0 - part) ** 2
    area = math.fsum(amount.area_mm2 or 0.0 for amount in amounts) / len(amounts)
    share = part if quantity is Quantity.FAT_AREA else 1.0 - part
    return math.hypot(share * AREA_REPEATABILITY_MM2, area * REPEATABILITY_POINTS / 100.0)
