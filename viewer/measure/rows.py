"""Rows of the outlines of one structure on a slice: rule, flags, numbers and interval of each."""

from collections.abc import Mapping, Sequence

from viewer.core.outline import Side
from viewer.core.series import Slice
from viewer.measure.flagging.number_flags import number_flags
from viewer.measure.flagging.raising import Grounds, raised_flags
from viewer.measure.flags import in_order
from viewer.measure.measurement import MeasurementRow
from viewer.measure.methods import Method, MethodContext, MethodKind, Rule
from viewer.measure.methods.anchored import AnchoredRule, learn_anchored
from viewer.measure.prepared import Covered, PreparedSlice
from viewer.measure.uncertainty import Uncertainty, fraction_interval, ratio_interval


def structure_rows(group: Mapping[int, Covered], grounds: Grounds, *, is_whole: bool) -> list[MeasurementRow]:
    """Rows of the outlines of one structure, by their numbers; where the slice lies is left open.

    Parameters
    ----------
    group
        Outlines by number, right before left.
    grounds
        What is known of the slice, its scale included.
    is_whole
        Whether intervals, and flags that need them, are wanted too.
    """
    items = list(group.values())
    method = grounds.method
    rules = rules_of(items, method, grounds.context)
    flags = raised_flags(items, _leading(items, method), rules, grounds)
    anchored = learn_anchored((), grounds.context) if is_whole and _is_comparable(method) else None
    rows = []
    for (number, item), rule, raised in zip(group.items(), rules, flags, strict=True):
        fraction, uncertainty = _total(item, rule, method, grounds.ready)
        differs = _difference(item, fraction, anchored)
        known = uncertainty if is_whole else None
        rows.append(_row(item, number, grounds, rule, raised, fraction=fraction, uncertainty=known, differs=differs))
    return rows


def rules_of(items: Sequence[Covered], method: Method, context: MethodContext) -> list[Rule | None]:
    """Rule for every outline of one structure on a slice, None where it has no pixels or no rule can be made.

    Parameters
    ----------
    items
        The outlines, right before left.
    method
        The method in use.
    context
        What it may look at, the scale of the slice included.
    """
    if not method.is_pooled:
        return [method.learn([item.sample], context) if item.sample.values.size else None for item in items]
    leading = [item.sample for item in _leading(items, method)]
    shared = method.learn(leading, context) if leading else None
    return [shared if item.sample.values.size else None for item in items]


def _leading(items: Sequence[Covered], method: Method) -> list[Covered]:
    """Outlines whose pixels make the threshold: where it is shared, those of known side if there are any.

    An outline whose side nobody has settled may be a slip: it is judged by the scale of the others and may not
    move their numbers.
    """
    usable = [item for item in items if item.sample.values.size]
    sided = [item for item in usable if item.outline.side is not Side.UNKNOWN]
    return sided if method.is_pooled and sided else usable


def _total(
    item: Covered, rule: Rule | None, method: Method, ready: PreparedSlice
) -> tuple[float | None, Uncertainty | None]:
    """Fat fraction of an outline, limited to 0…1, and its uncertainty where the method knows it."""
    if rule is None or item.missing != 0.0:
        return None, None
    if method.has_interval and isinstance(rule, AnchoredRule):
        # while a vertex of one outline is dragged, those of the others stay what they are
        fraction, uncertainty = ready.on_scale(
            rule.scale, ("total", item.outline), lambda: rule.total_and_uncertainty(item.sample)
        )
        return min(max(fraction, 0.0), 1.0), uncertainty
    total = rule.total(item.sample)
    return (None if total is None else min(max(total, 0.0), 1.0)), None


def _is_comparable(method: Method) -> bool:
    """Whether a method tells fat by brightness as the method anchored does, and is not anchored itself."""
    return method.kind is not MethodKind.SEPARATED and method.learn is not learn_anchored


def _difference(item: Covered, fraction: float | None, anchored: AnchoredRule | None) -> float | None:
    """Fraction by another method minus that of the method anchored, percentage points; None where either is missing."""
    if anchored is None or fraction is None or item.missing != 0.0:
        return None
    other = anchored.total(item.sample)
    return None if other is None else 100.0 * (fraction - min(max(other, 0.0), 1.0))


def _row(
    item: Covered,
    number: int,
    grounds: Grounds,
    rule: Rule | None,
    flags: set[str],
    *,
    fraction: float | None,
    uncertainty: Uncertainty | None,
    differs: float | None,
) -> MeasurementRow:
    """Everything that is told of one outline."""
    image: Slice = grounds.ready.image
    spacing = image.geometry.spacing
    area_px = item.shape.area_px
    area_mm2 = None if spacing is None else area_px * spacing.pixel_area_mm2
    fat_mm2 = None if fraction is None or area_mm2 is None else fraction * area_mm2
    interval = None if fraction is None or uncertainty is None else fraction_interval(fraction, uncertainty)
    percents = None if interval is None else (100.0 * interval[0], 100.0 * interval[1])
    late = number_flags(fraction, interval_percent=percents, anchored_difference_points=differs)
    return MeasurementRow(
        series=0,
        slice_number=0,
        sop_instance_uid=image.key.uid,
        frame=image.key.frame,
        level=None,
        structure=item.outline.structure,
        outline=number,
        side=item.outline.side,
        area_mm2=area_mm2,
        area_px=area_px,
        fat_area_mm2=fat_mm2,
        muscle_area_mm2=None if fat_mm2 is None or area_mm2 is None else area_mm2 - fat_mm2,
        fat_fraction_percent=None if fraction is None else 100.0 * fraction,
        fat_fraction_interval_percent=percents,
        fat_to_muscle_ratio=None if fraction is None or fraction >= 1.0 else fraction / (1.0 - fraction),
        fat_to_muscle_ratio_interval=None if interval is None else ratio_interval(interval),
        mean=item.mean,
        sd=item.sd,
        flags=in_order(flags | late),
        threshold=None if rule is None or rule.threshold is None else grounds.ready.sign * rule.threshold,
        parameters=() if rule is None else rule.parameters,
        source=item.outline,
        uncertainty=uncertainty,
    )
