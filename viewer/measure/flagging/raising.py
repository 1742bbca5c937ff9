"""All flags of the outlines of one structure on a slice, from everything that can raise one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from viewer.core.series import Series, Slice
from viewer.measure.dixon.maps import DixonMaps
from viewer.measure.dixon.roles import Role, role_of
from viewer.measure.flagging.image_flags import image_flags, pixel_flags
from viewer.measure.flagging.number_flags import threshold_flags
from viewer.measure.flagging.scale_flags import missing_references, scale_flags
from viewer.measure.flagging.separability import Levels, has_separable_fat, levels_with, without_field
from viewer.measure.methods.method import Method, MethodContext, MethodKind
from viewer.measure.methods.rules import Rule
from viewer.measure.methods.sample import Sample, pooled
from viewer.measure.prepared import Covered, PreparedSlice

AIR_PART = 0.5
"""Part of an outline's area without signal (no unit) from which it lies on air."""

NEGATIVE_PART = 0.005
"""Part of an outline's area with negative values (no unit) that a magnitude image cannot have."""

NOT_BRIGHT = {Role.WATER, Role.FAT, Role.FRACTION, Role.OPPOSED}
"""Images of a Dixon acquisition whose bright pixels are not fat among muscle."""

OF_BRIGHTNESS = {"fat-suppressed", "saturated", "constant"}
"""Flags about brightness: fat that is told from water by its signal does not depend on it."""


SAYS_WHY_NONE = {"fat-suppressed", "air", "not-a-number", "missing-values", "constant"}
"""Flags that say better than the lack of a scale why a number does not exist."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the flags of one slice follow from, the same for all its outlines.

    Parameters
    ----------
    ready
        The slice.
    method
        The method in use.
    context
        What it may look at.
    modality
        Modality of the series, such as 'MR', '' where not known.
    common
        Identifiers of the flags that every outline gets.
    levels
        Levels of the slice.
    """

    ready: PreparedSlice
    method: Method
    context: MethodContext
    modality: str
    common: frozenset[str] = field(default=frozenset())
    levels: Levels = field(default=Levels())


def grounds_of(
    ready: PreparedSlice, block: Series, method: Method, context: MethodContext, measured: Sequence[Covered]
) -> Grounds:
    """What the flags of a slice follow from.

    Parameters
    ----------
    ready
        The slice.
    block
        Its series.
    method
        The method in use.
    context
        What it may look at.
    measured
        The outlines that are measured, without references.
    """
    samples = [item.sample for item in measured if item.sample.values.size]
    common = image_flags(ready.image, block.description)
    if method.kind is MethodKind.SEPARATED:
        common = _of_separated(common, ready.image, context.dixon)
    else:
        common |= {"fat-suppressed"} if role_of(ready.image, block) in NOT_BRIGHT else set()
        common |= scale_flags(context.scale, pooled(samples) if samples else None, ready)
    if method.needs_scale:
        common |= missing_references(context.scale)
    levels = levels_with(context.scale, ready.levels)
    return Grounds(ready, method, context, block.modality, frozenset(common), levels)


def raised_flags(
    group: Sequence[Covered], leading: Sequence[Covered], rules: Sequence[Rule | None], grounds: Grounds
) -> list[set[str]]:
    """Identifiers of the flags of each outline of one structure.

    Parameters
    ----------
    group
        The outlines.
    leading
        Those whose pixels made the rule where it is shared.
    rules
        Rule of each outline, None where none could be made.
    grounds
        What is known of the slice.
    """
    is_pooled = grounds.method.is_pooled
    shared = [item.sample for item in leading if item.sample.values.size] if is_pooled else []
    of_shared = (
        _rule_flags(pooled(shared), next((r for r in rules if r is not None), None), grounds) if shared else set()
    )
    flags = []
    for item, rule in zip(group, rules, strict=True):
        of_pixels = grounds.ready.on_scale(
            grounds.context.scale,
            ("pixels", item.outline, grounds.modality, grounds.method.kind),
            partial(_pixel_flags, item, grounds),
        )
        raised = {*grounds.common, *of_pixels, *of_shared}
        if not is_pooled and item.sample.values.size:
            raised |= _rule_flags(item.sample, rule, grounds)
        if rule is None and grounds.method.needs_scale and not raised & SAYS_WHY_NONE:
            raised.add("no-scale")
        if grounds.method.kind is MethodKind.SEPARATED:
            raised = (raised - OF_BRIGHTNESS) | _signal_flags(item.sample, grounds.context.dixon)
        flags.append(raised | ({"proposed-outline"} if item.outline.is_proposed else set()))
    return flags


def _of_separated(common: set[str], image: Slice, maps: DixonMaps | None) -> set[str]:
    """Flags of a slice whose fat is told by its signal: water and fat images are derived by nature."""
    if "SECONDARY" not in image.acquisition.image_type[:2]:
        common = common - {"derived"}
    if maps is None:
        return common | {"no-dixon"}
    known = {"dixon-scales-differ": maps.has_two_scales, "dixon-ambiguous": maps.is_ambiguous}
    return (common - OF_BRIGHTNESS) | {name for name, is_raised in known.items() if is_raised}


def _signal_flags(sample: Sample, maps: DixonMaps | None) -> set[str]:
    """Flags of the fat and water signal under an outline."""
    if maps is None or not sample.values.size:
        return set()
    fat = maps.fat.ravel()[sample.index]
    signal = fat + maps.water.ravel()[sample.index]
    if not np.isfinite(signal).all():
        return {"missing-values"}
    # A fat-fraction map tells no signal, but scanners set it to 0 where there is none.
    is_air = signal <= maps.air if np.isfinite(maps.air) else (fat == 0.0)
    return {"air"} if _part(is_air, sample) >= AIR_PART else set()


def _rule_flags(sample: Sample, rule: Rule | None, grounds: Grounds) -> set[str]:
    """Flags of a rule and the pixels it was made from."""
    if not grounds.method.is_threshold:
        return set()
    context = grounds.context
    even = without_field(sample, context.scale, context.shape[1])
    raised = set() if has_separable_fat(even, grounds.levels) else {"one-mode"}
    return raised | threshold_flags(None if rule is None else rule.threshold, sample, grounds.levels)


def _pixel_flags(item: Covered, grounds: Grounds) -> set[str]:
    """Flags of the pixels of one outline."""
    image, sample = grounds.ready.image, item.sample
    raised = pixel_flags(sample, item.missing, item.shape.area_px, item.values, image)
    is_float = image.stored_range is None and image.mapping.padding is None
    if item.missing > 0.0 and is_float and grounds.ready.crop is None:
        raised.add("not-a-number")
    if not sample.values.size or grounds.method.kind is MethodKind.SEPARATED:
        return raised
    if grounds.modality != "CT" and _part(item.values < 0.0, sample) > NEGATIVE_PART:
        raised.add("negative-values")
    air = grounds.ready.levels.air
    if air is not None and _part(sample.values <= air, sample) >= AIR_PART:
        raised.add("air")
    return raised


def _part(is_so: NDArray[np.bool_], sample: Sample) -> float:
    """Part of the covered area where something is so, 0…1."""
    return float(np.average(is_so, weights=sample.weights))
