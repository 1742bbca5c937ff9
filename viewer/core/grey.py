"""From stored numbers to values, and from values to 8-bit grey for looking at.

Measuring uses `ValueMapping` and never the grey: a display window cannot change a number.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles
from viewer.errors import GeometryError, UsageError

LARGEST_VALUE = 1e30
"""Largest amount of a value: what lies beyond, damage has written, and it counts as no value. Squares and sums of
what is below stay finite."""

_ALWAYS_BELOW = 1e9
"""No whole number of 64 bits reaches `LARGEST_VALUE` by a slope and an intercept up to this."""


@dataclass(frozen=True, slots=True)
class ModalityTable:
    """A modality lookup table: stored values from `first` on map to `values`; outside, the nearest end.

    References
    ----------
    DICOM PS3.3, C.11.1.1.
    """

    first: int
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise GeometryError("The modality lookup table of the image is empty.")


@dataclass(frozen=True, slots=True)
class ValueMapping:
    """How stored numbers become the values that are measured.

    Parameters
    ----------
    slope, intercept
        Rescale of the modality: value = slope · stored + intercept (unit of the image, arbitrary for MR).
    table
        Modality lookup table, used instead of the rescale when present.
    is_inverted
        True for MONOCHROME1, where low values are shown bright; measured values are not inverted.
    padding
        Inclusive range (low, high) of stored numbers that mean "no pixel here", or None.
    """

    slope: float = 1.0
    intercept: float = 0.0
    table: ModalityTable | None = None
    is_inverted: bool = False
    padding: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.slope) and math.isfinite(self.intercept)) or self.slope == 0.0:
            raise GeometryError(
                f"The rescale of the image (slope {self.slope:g}, intercept {self.intercept:g}) is not usable."
            )

    def to_values(self, stored: NDArray[np.generic]) -> NDArray[np.float64]:
        """Values of stored numbers, same shape; NaN where a pixel is padding, or beyond `LARGEST_VALUE`.

        Parameters
        ----------
        stored
            Any shape, integer or float, as the file holds them.
        """
        if self.table is None:
            with np.errstate(over="ignore", invalid="ignore"):
                values = stored.astype(np.float64)
                if self.slope != 1.0:
                    values *= self.slope
                if self.intercept != 0.0:
                    values += self.intercept
            if stored.dtype.kind == "f" or max(abs(self.slope), abs(self.intercept)) > _ALWAYS_BELOW:
                values[~(np.abs(values) <= LARGEST_VALUE)] = np.nan
        else:
            index = np.clip(stored.astype(np.int64) - self.table.first, 0, len(self.table.values) - 1)
            values = np.asarray(self.table.values, dtype=np.float64)[index]
        if self.padding is not None:
            low, high = self.padding
            numbers = stored.astype(np.float64)
            values[(numbers >= low) & (numbers <= high)] = np.nan
        return values


@dataclass(frozen=True, slots=True)
class Window:
    """A display window in values after rescale: `center` and `width`, linear as DICOM defines it."""

    center: float
    width: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.center) and math.isfinite(self.width) and self.width > 0.0):
            raise UsageError(
                f"A display window needs a finite center and a positive width, not {self.center:g},{self.width:g}."
            )

    def to_grey(self, values: NDArray[np.float64], *, is_inverted: bool = False) -> NDArray[np.uint8]:
        """8-bit grey of values, same shape; NaN becomes black.

        References
        ----------
        DICOM PS3.3, C.11.2.1.3.2 (LINEAR_EXACT, which equals LINEAR up to half a value).
        """
        scaled = (values - (self.center - self.width / 2.0)) * (255.0 / self.width)
        grey = np.clip(np.nan_to_num(scaled, nan=0.0), 0.0, 255.0)
        if is_inverted:
            grey = np.where(np.isnan(scaled), 0.0, 255.0 - grey)
        return np.rint(grey).astype(np.uint8)


def automatic_window(values: NDArray[np.float64], *, low_percent: float = 1.0, high_percent: float = 99.5) -> Window:
    """Window from the given percentiles of the finite values of one slice.

    Parameters
    ----------
    values
        Any shape; NaN is left out.
    low_percent, high_percent
        Percentiles (0–100) shown black and white.
    """
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return Window(0.5, 1.0)
    low, high = percentiles(finite, [low_percent, high_percent])
    if high <= low:
        low, high = float(finite.min()), float(finite.max())
    return Window((low + high) / 2.0, (high - low) or 1.0)
