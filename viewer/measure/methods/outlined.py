"""The scale of a slice from nothing but outlines of reference fat and reference muscle: plain medians, no field."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import exact_coverage
from viewer.core.outline import Outline, Point, Structure
from viewer.core.series import SliceKey
from viewer.measure.anchored.scale import OUTLINED, Gain, Reference, SliceScale
from viewer.measure.methods.sample import Sample


def region_of(brightness: NDArray[np.float64], rings: Sequence[tuple[Point, ...]], structure: Structure) -> Sample:
    """Pixels that a region covers by more than half, without missing values; each counts wholly.

    Parameters
    ----------
    brightness
        Shape (rows, columns).
    rings
        Its borders (x = column, y = row), pixels.
    structure
        What it is.
    """
    coverage = exact_coverage(Outline(slice_key=SliceKey(""), rings=tuple(rings), structure=structure))
    top, left = coverage.top, coverage.left
    weights = coverage.weights[: brightness.shape[0] - top, : brightness.shape[1] - left]
    box = brightness[top : top + weights.shape[0], left : left + weights.shape[1]]
    row, column = np.nonzero((weights > 0.5) & np.isfinite(box))
    values = np.asarray(box[row, column], dtype=np.float64)
    return Sample(values, np.ones(values.size), (row + top) * brightness.shape[1] + column + left, tuple(rings))


def outlined_scale(brightness: NDArray[np.float64], outlines: Sequence[Outline]) -> SliceScale | None:
    """Levels of the reference outlines on a slice, with an even gain; None where there are none.

    Parameters
    ----------
    brightness
        Shape (rows, columns), NaN where missing.
    outlines
        Sound outlines of the slice, of any structure.
    """
    levels = {Structure.REFERENCE_FAT: math.nan, Structure.REFERENCE_MUSCLE: math.nan}
    references: list[Reference] = []
    for structure in levels:
        drawn = [outline for outline in outlines if outline.structure is structure]
        values = [region_of(brightness, outline.rings, structure).values for outline in drawn]
        references += [
            Reference(structure, OUTLINED, is_automatic=False, rings_px=o.rings, area_px=o.area_px) for o in drawn
        ]
        every = np.concatenate(values) if values else np.empty(0)
        if every.size:
            levels[structure] = float(np.median(every))
    if not references:
        return None
    return SliceScale(
        muscle=levels[Structure.REFERENCE_MUSCLE],
        fat=levels[Structure.REFERENCE_FAT],
        gain=Gain(centre_px=(0.0, 0.0), unit_px=(1.0, 1.0)),
        references=tuple(references),
        noise_sd=math.nan,
    )
