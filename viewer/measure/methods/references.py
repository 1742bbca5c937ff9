"""Methods that take the brightness of reference regions as it is: no field, no correction, as published.

They differ from the default method in just that, which makes them worth comparing with.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Structure
from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.outlined import region_of
from viewer.measure.methods.rules import LinearRule, Parameter, ThresholdRule
from viewer.measure.methods.sample import Sample

LEAN_SPREADS = 2.0
"""How many standard deviations above the mean of lean muscle fat begins (no unit)."""


def reference_pixels(context: MethodContext, structure: Structure) -> NDArray[np.float64]:
    """Brightness of all reference regions of a structure, shape (n,); empty where there are none.

    Parameters
    ----------
    context
        Slice and scale, whose references count and whose levels do not.
    structure
        `REFERENCE_FAT` or `REFERENCE_MUSCLE`.
    """
    references = () if context.scale is None else context.scale.references
    found = [
        region_of(context.values, reference.rings_px, structure).values
        for reference in references
        if reference.structure is structure
    ]
    return np.concatenate(found) if found else np.empty(0)


def _plain_levels(context: MethodContext) -> tuple[float, float]:
    """Median brightness of reference muscle and reference fat; NaN without the reference."""
    pixels = (reference_pixels(context, s) for s in (Structure.REFERENCE_MUSCLE, Structure.REFERENCE_FAT))
    muscle, fat = (float(np.median(values)) if values.size else math.nan for values in pixels)
    return muscle, fat


def _named(context: MethodContext, *, muscle: float, fat: float) -> tuple[Parameter, ...]:
    """What to print: both levels in values, and what tissue they come from."""
    said: list[Parameter] = [("muscle_level", context.sign * muscle), ("fat_level", context.sign * fat)]
    return (*said, *_tissues(context, Structure.REFERENCE_MUSCLE), *_tissues(context, Structure.REFERENCE_FAT))


def _tissues(context: MethodContext, structure: Structure) -> tuple[Parameter, ...]:
    """What the references of a structure are, such as 'subcutaneous fat'."""
    references = () if context.scale is None else context.scale.references
    names = dict.fromkeys(reference.tissue for reference in references if reference.structure is structure)
    return ((structure.replace(" ", "_"), " and ".join(names)),) if names else ()


def learn_midpoint(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule | None:
    """Fat above the middle between the medians of the two references; None unless fat is the brighter one."""
    del samples  # the references decide
    muscle, fat = _plain_levels(context)
    if not fat > muscle:
        return None
    return ThresholdRule((muscle + fat) / 2.0, parameters=_named(context, muscle=muscle, fat=fat))


def learn_lean_plus_2sd(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule | None:
    """Fat above mean + 2 standard deviations of the reference muscle; None without one."""
    del samples  # the reference decides
    values = reference_pixels(context, Structure.REFERENCE_MUSCLE)
    if not values.size:
        return None
    mean, spread = float(values.mean()), float(values.std())
    said: tuple[Parameter, ...] = (("muscle_mean", context.sign * mean), ("muscle_sd", spread))
    return ThresholdRule(mean + LEAN_SPREADS * spread, (*said, *_tissues(context, Structure.REFERENCE_MUSCLE)))


def learn_soft_references(samples: Sequence[Sample], context: MethodContext) -> LinearRule | None:
    """Fat linear between the medians of the two references; None unless fat is the brighter one."""
    del samples  # the references decide
    muscle, fat = _plain_levels(context)
    if not fat > muscle:
        return None
    return LinearRule(muscle, fat, parameters=_named(context, muscle=muscle, fat=fat))
