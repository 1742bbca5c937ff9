"""Flags that follow from the scale of a slice: its levels, its field, and where its references lie."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Structure
from viewer.core.percentiles import percentiles
from viewer.measure.anchored.scale import Reference, SliceScale
from viewer.measure.flagging.separability import Levels, without_field
from viewer.measure.methods.sample import Sample
from viewer.measure.prepared import PreparedSlice

CONTRAST_MINIMUM = 2.0
"""Fat level by muscle level (no unit) below which small errors of the levels become large ones of the fraction."""

FIELD_MAXIMUM = 0.60
"""Largest loss of the coil's gain across the muscles, in parts of its largest value there (no unit)."""

OUTSIDE = 0.25
"""How far below muscle or above fat a quarter of the outlined pixels may lie, in parts of the contrast (no unit).

Noise reaches 0.1 at a signal-to-noise ratio of 10 and a contrast of 2.
"""

MIXED = 0.35
"""Largest spread within a reference, in parts of the contrast (no unit): one tissue spreads by noise alone."""


def scale_flags(scale: SliceScale | None, sample: Sample | None, ready: PreparedSlice) -> set[str]:
    """Identifiers of the flags that the scale of a slice raises, whatever method uses it.

    Parameters
    ----------
    scale
        The scale, or None where there is none.
    sample
        Pixels of all measured outlines of the slice, or None without any.
    ready
        The slice, with the levels of its bright and dark tissue found without references.
    """
    if scale is None:
        return set()
    raised: set[str] = set()
    if np.isfinite(scale.muscle) and np.isfinite(scale.fat) and scale.fat <= scale.muscle:
        raised.add("fat-suppressed")
    if scale.contrast < CONTRAST_MINIMUM:
        raised.add("low-contrast")
    even = None
    if sample is not None:
        gain = scale.gain.at(*sample.positions(ready.image.columns))
        even = scale.even(sample.values, gain)
        if _field_loss(gain) > FIELD_MAXIMUM:
            raised.add("strong-field")
    if scale.ignored or _is_misplaced(scale, even, ready):
        raised.add("reference-misplaced")
    return raised


def missing_references(scale: SliceScale | None) -> set[str]:
    """Identifiers of the flags that say which reference a scale lacks; both without a scale."""
    wanted = {
        "no-fat-reference": Structure.REFERENCE_FAT,
        "no-muscle-reference": Structure.REFERENCE_MUSCLE,
    }
    return {name for name, structure in wanted.items() if scale is None or scale.reference(structure) is None}


def _field_loss(gain: NDArray[np.float64]) -> float:
    """Loss of gain across the outlined pixels, in parts of the largest (no unit)."""
    return float(1.0 - gain.min() / gain.max()) if gain.size else 0.0


def _is_misplaced(scale: SliceScale, even: NDArray[np.float64] | None, ready: PreparedSlice) -> bool:
    """Whether a level lies between or beyond the others, or a reference holds more than one tissue.

    `even` are the values of the outlined pixels as they would be with an even coil, shape (n,), or None without any.
    """
    if ready.on_scale(scale, "references", lambda: _has_reference_on_wrong_tissue(scale, ready)):
        return True
    if not scale.is_complete or even is None or not even.size:
        return False
    low, high = percentiles(even, [25.0, 75.0])
    reach = OUTSIDE * (scale.fat - scale.muscle)
    return bool(low < scale.muscle - reach or high > scale.fat + reach)


def _has_reference_on_wrong_tissue(scale: SliceScale, ready: PreparedSlice) -> bool:
    columns = ready.image.columns
    return any(
        _is_on_wrong_tissue(known, ready.region(known), scale, ready.levels, columns) for known in scale.references
    )


def _is_on_wrong_tissue(reference: Reference, pixels: Sample, scale: SliceScale, levels: Levels, columns: int) -> bool:
    """Whether a reference is brighter or darker than its tissue can be, or holds more than one tissue."""
    if not pixels.values.size:
        return True
    dark, bright = percentiles(without_field(pixels, scale, columns).values, [25.0, 75.0])
    if scale.is_complete and (bright - dark) / 1.349 > MIXED * (scale.fat - scale.muscle):
        return True
    if reference.is_automatic and scale.errors is not None:
        return False  # it was found by its level; far from the coil it may be as dark as air elsewhere
    if levels.fat is None or levels.dark is None or levels.air is None:
        return False
    level = percentiles(pixels.values, [50.0])[0]  # as the slice's own levels, with the field
    if scale.is_complete and scale.errors is not None:
        return bool(level <= levels.air)  # on which tissue it lies was asked without the field: `SliceScale.ignored`
    middle = (levels.fat + levels.dark) / 2.0
    is_fat = reference.structure is Structure.REFERENCE_FAT
    return bool(level <= levels.air or (level < middle if is_fat else level > middle))
