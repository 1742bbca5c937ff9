"""The scale of a slice: how bright lean muscle and pure fat are at each of its pixels, and how that is known."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point, Structure

REFERENCES = (Structure.REFERENCE_FAT, Structure.REFERENCE_MUSCLE)
"""Structures that levels come from and that are not measured themselves."""

OUTLINED = "outlined"
"""How a reference that the user outlined is called."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A region of a slice that a level of the scale comes from.

    Parameters
    ----------
    structure
        `REFERENCE_FAT` or `REFERENCE_MUSCLE`.
    tissue
        What it is, such as 'subcutaneous fat', 'psoas', 'erector spinae' or 'outlined'.
    is_automatic
        Whether the program found it; False where the user outlined it.
    rings_px
        Its borders, each a closed ring of (x = column, y = row) in pixels, for showing it.
    area_px
        Its area, pixels.
    """

    structure: Structure
    tissue: str
    is_automatic: bool
    rings_px: tuple[tuple[Point, ...], ...] = field(repr=False)
    area_px: float


@dataclass(frozen=True, slots=True)
class Gain:
    """The coil's gain over a slice: exp of a polynomial in x and y, 1 at its centre.

    Parameters
    ----------
    centre_px
        (x = column, y = row) where the gain is 1, pixels.
    unit_px
        Length of the polynomial's unit along x and y, pixels.
    terms
        Coefficients of u, v, u², u·v, v² in log gain, where (u, v) are the distances from the centre in units.
    """

    centre_px: Point
    unit_px: tuple[float, float]
    terms: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Gain at pixel positions (no unit); `x` columns, `y` rows, of one shape or broadcast to one."""
        u = (x - self.centre_px[0]) / self.unit_px[0]
        v = (y - self.centre_px[1]) / self.unit_px[1]
        a, b, c, d, e = self.terms
        # far from the muscles the polynomial means nothing and must not overflow
        return np.asarray(np.exp(np.clip(a * u + b * v + c * u * u + d * u * v + e * v * v, -4.0, 4.0)))


@dataclass(frozen=True, slots=True)
class LevelErrors:
    """How uncertain a scale is: standard deviations, all in parts of the contrast but the field's.

    Parameters
    ----------
    muscle
        Of the muscle level, in parts of fat − muscle (no unit).
    fat
        Of the fat level, in parts of fat − muscle (no unit).
    field
        Of the gain between the two sides, in parts of the gain (no unit).
    """

    muscle: float
    fat: float
    field: float


@dataclass(frozen=True, slots=True)
class SliceScale:
    """Brightness of lean muscle and of pure fat on a slice; one scale for both sides and all structures.

    Parameters
    ----------
    muscle, fat
        Levels in brightness (values after rescale, sign turned for MONOCHROME1) where the gain is 1; NaN where
        nothing on the slice tells one.
    gain
        The coil's gain.
    references
        The regions the levels come from, fat before muscle; empty where there are none.
    noise_sd
        Standard deviation of the noise, brightness; NaN where it cannot be told.
    errors
        How uncertain the levels are; None where nobody knows.
    ignored
        Structures of reference outlines that lie on another tissue and were not used.
    zero
        Brightness of no signal: 0, or below it where brightness is negative, as that of MONOCHROME1 is.
    """

    muscle: float
    fat: float
    gain: Gain
    references: tuple[Reference, ...]
    noise_sd: float
    errors: LevelErrors | None = None
    ignored: tuple[Structure, ...] = ()
    zero: float = 0.0

    @property
    def contrast(self) -> float:
        """Fat level by muscle level (no unit); NaN without both or where muscle has no signal."""
        muscle = self.muscle - self.zero
        return (self.fat - self.zero) / muscle if muscle > 0.0 else math.nan

    @property
    def is_complete(self) -> bool:
        """Whether both levels are known and fat is the brighter one."""
        return bool(np.isfinite(self.muscle) and np.isfinite(self.fat) and self.fat > self.muscle)

    def even(self, brightness: NDArray[np.float64], gain: NDArray[np.float64]) -> NDArray[np.float64]:
        """Brightness as it would be with an even coil, for the coil's gain at the same places."""
        return np.asarray(self.zero + (brightness - self.zero) / gain)

    def reference(self, structure: Structure) -> Reference | None:
        """The first reference of this structure, or None."""
        return next((found for found in self.references if found.structure is structure), None)
