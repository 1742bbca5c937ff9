"""From Dixon images to fat and water signal on one grid."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles
from viewer.core.series import Slice
from viewer.measure.dixon.finding import DixonSource
from viewer.measure.dixon.noise import noise_sds, without_floor
from viewer.measure.dixon.roles import Role

FRACTION_UNITS = (1.0, 100.0, 1000.0)
"""Numbers that maps call all fat: a part, percent, or per mille (no unit)."""

WITHIN = 0.7
"""Part of a fat-fraction map that lies between a quarter below none and a quarter above all fat (no unit).

Not all of it does: in air noise is divided by noise.
"""

AIR_SHARE = 0.025
"""Part of the bright end of fat plus water signal that is no signal (no unit)."""

SLOPE_TOLERANCE = 1e-6
"""Largest difference of two rescale slopes, in parts, that is none (no unit)."""


@dataclass(frozen=True, slots=True)
class DixonMaps:
    """Fat and water signal on the grid of a slice.

    Parameters
    ----------
    fat, water
        Shape (rows, columns), in the same unit, each map's own rescale applied; NaN where missing. Of a fat-fraction
        map the fraction and what is left to 1.
    words
        What they come from, such as 'water and fat'.
    floor_sd
        Standard deviation of the noise of (fat, water) whose floor was taken off, values; 0 where none was.
    has_two_scales
        Whether the two images are stored with different rescales.
    is_ambiguous
        Whether more than half fat looks like less than half.
    air
        Signal (fat + water) up to which a pixel holds no tissue; minus infinity where that is not known.
    """

    fat: NDArray[np.float64] = field(repr=False, compare=False)
    water: NDArray[np.float64] = field(repr=False, compare=False)
    words: str
    floor_sd: tuple[float, float] = (0.0, 0.0)
    has_two_scales: bool = False
    is_ambiguous: bool = False
    air: float = -math.inf


def read_maps(source: DixonSource, *, takes_floor_off: bool = True) -> DixonMaps | None:
    """Fat and water signal; None where a fat-fraction map holds numbers that are no fractions.

    Parameters
    ----------
    source
        The images, see `find_dixon`.
    takes_floor_off
        Whether what noise adds to weak signal is taken off, where air shows how much it is.

    Raises
    ------
    UnreadableError
        If pixels cannot be read.
    """
    fraction = source.image(Role.FRACTION)
    if fraction is not None:
        return _of_fraction(fraction, source)
    first, second = (found.image for found in source.images)
    values = first.values(), second.values()
    has_two_scales = not math.isclose(first.mapping.slope, second.mapping.slope, rel_tol=SLOPE_TOLERANCE) or (
        first.mapping.intercept != second.mapping.intercept
    )
    if source.image(Role.IN_PHASE) is not None:
        together, apart = values
        fat, water = (together - apart) / 2.0, (together + apart) / 2.0
        air = _end_of_air(together, 0.0)
        return DixonMaps(fat, water, source.words, has_two_scales=has_two_scales, is_ambiguous=True, air=air)
    water, fat = values
    floors = noise_sds(fat, water) if takes_floor_off else (0.0, 0.0)
    return DixonMaps(
        fat=without_floor(fat, floors[0]),
        water=without_floor(water, floors[1]),
        words=source.words,
        floor_sd=floors,
        has_two_scales=has_two_scales,
        air=_end_of_air(fat + water, sum(floors)),
    )


def _end_of_air(signal: NDArray[np.float64], floor_sd: float) -> float:
    """Signal up to which a pixel holds no tissue."""
    told = signal[np.isfinite(signal)]
    high = percentiles(told, [99.0])[0] if told.size else 0.0
    return max(AIR_SHARE * high, 2.0 * floor_sd)


def _of_fraction(image: Slice, source: DixonSource) -> DixonMaps | None:
    """Maps of a fat-fraction image, in parts; values outside 0…1 are kept, so that noise averages out."""
    values = image.values()
    told = values[np.isfinite(values) & (values != 0.0)]
    unit = next(
        (u for u in FRACTION_UNITS if np.count_nonzero(abs(told / u - 0.5) <= 0.75) >= WITHIN * told.size), None
    )
    if unit is None:
        return None
    return DixonMaps(values / unit, 1.0 - values / unit, source.words)
