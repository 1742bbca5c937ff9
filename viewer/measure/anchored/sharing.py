"""Which scale the outlines of a slice are measured on: its own, one held from before, or one shared by its series."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.measure.anchored.finding import find_scale
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.methods.outlined import outlined_scale
from viewer.measure.prepared import PreparedSlice


def scale_of(ready: PreparedSlice, outlines: Sequence[Outline]) -> SliceScale | None:
    """Scale of a slice from its image and its sound outlines, looked for once; None where nothing tells one.

    Parameters
    ----------
    ready
        The slice.
    outlines
        Sound outlines of any structure.
    """
    return ready.scale(outlines, _found)


def _found(ready: PreparedSlice, outlines: tuple[Outline, ...]) -> SliceScale | None:
    """The scale that the image tells, else that of reference outlines alone."""
    found = find_scale(ready.brightness, ready.image.geometry, outlines)
    return outlined_scale(ready.brightness, outlines) if found is None else found


def with_shared_contrast(scales: Mapping[SliceKey, SliceScale]) -> dict[SliceKey, SliceScale]:
    """Scales of the slices of one series with one contrast: the median of fat by muscle level.

    Brightness itself is not shared, because the coil's gain changes from slice to slice; what fat and muscle are to
    each other does not.
    """
    known = [scale.contrast for scale in scales.values() if scale.is_complete and np.isfinite(scale.contrast)]
    if not known:
        return dict(scales)
    contrast = float(np.median(known))
    return {
        key: replace(scale, muscle=scale.zero + (scale.fat - scale.zero) / contrast) if scale.is_complete else scale
        for key, scale in scales.items()
    }
