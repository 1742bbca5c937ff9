"""From a document and a series to numbers: the one call whose rows every table, panel and figure shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from viewer.core.document import Document, ScaleOf, Statement
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import SIDE_ORDER, Outline, Side, Structure
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import RefusedError, UsageError
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.checks import Objection, objections, side_warnings
from viewer.measure.comparing import compare
from viewer.measure.flagging.number_flags import number_flags
from viewer.measure.flagging.raising import Grounds, grounds_of, raised_flags
from viewer.measure.flags import in_order
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow, MethodUsed, ParameterValue
from viewer.measure.methods import METHODS, Method, MethodContext, MethodKind, Rule, check_settings
from viewer.measure.methods.outlined import outlined_scale
from viewer.measure.prepared import Covered, PreparedSlice, prepare
from viewer.measure.unsettled import REFERENCES, unsettled
from viewer.measure.withholding import Remedy, Withheld


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """How to measure: a name from `METHODS`, a threshold in values after rescale for `manual`, what shares a scale."""

    method: str = METHODS[0].name
    threshold: float | None = None
    scale_of: ScaleOf = ScaleOf.SLICE


def measure(
    document: Document,
    series: Iterable[Series],
    settings: MeasureSettings,
    *,
    prepared: Mapping[SliceKey, PreparedSlice] | None = None,
    is_lenient: bool = False,
) -> Measurement:
    """Numbers of every outline of a document.

    Parameters
    ----------
    document
        Outlines and what the user stated.
    series
        Blocks that hold the outlined slices.
    settings
        Method and threshold.
    prepared
        Slices made ready before (see `prepare`), to save time; the numbers are the same without. One that was
        made from other statements or another crop is not used.
    is_lenient
        What cannot be measured or compared is left out and told in `Measurement.withheld`, instead of refused.

    Returns
    -------
    Measurement
        Rows by slice, then structure, right before left; a comparison wherever a structure has both sides.

    Raises
    ------
    UsageError
        If the method is unknown, lacks its threshold, or an outline's slice is not in the series.
    OutlineError, SideError, GeometryError
        If outlines, sides or statements are refused (see `check_outlines`, `Statement.apply`); never when lenient.
    UnreadableError
        If pixels cannot be read.
    """
    method = check_settings(settings.method, settings.threshold)
    blocks = tuple(series)
    places = _places(document, blocks)
    parts: list[Measurement] = []
    for block, number, image in places:
        try:
            ready = _ready(document, block, image, prepared or {})
            dixon = ready.dixon(blocks) if method.kind is MethodKind.SEPARATED else None
            context = MethodContext((image.rows, image.columns), ready.brightness, settings.threshold, dixon=dixon)
            part = _measure_slice(document, ready, method, context, block=block, is_lenient=is_lenient)
        except RefusedError as e:  # a statement that contradicts the header
            if not is_lenient:
                raise
            part = _all_withheld(document, image.key, method, e)
        parts.append(_placed(part, series=block.number, slice_number=number))
    rows = tuple(row for part in parts for row in part.rows)
    is_inverted = any(image.mapping.is_inverted for _, _, image in places)
    said = (*_stated(document, places), *(warning for part in parts for warning in part.warnings))
    return Measurement(
        method=MethodUsed(method.name, method.version, _parameters(method, rows, is_inverted=is_inverted)),
        rows=rows,
        comparisons=tuple(comparison for part in parts for comparison in part.comparisons),
        warnings=tuple(dict.fromkeys(said)),
        withheld=tuple(withheld for part in parts for withheld in part.withheld),
        codes=document.codes,
    )


def _ready(
    document: Document, block: Series, image: Slice, prepared: Mapping[SliceKey, PreparedSlice]
) -> PreparedSlice:
    """The slice made ready for measuring: the one handed over if it fits the document, else a new one."""
    ready = prepared.get(image.key)
    if ready is not None:
        stated = document.statement_on(image, series_uid=block.series_uid).apply_to(image)
        if ready.is_for(stated, document.crop_of(image.key)):
            return ready
    return prepare(image, document, series_uid=block.series_uid)


def _placed(part: Measurement, *, series: int, slice_number: int) -> Measurement:
    """Return the numbers of one slice with where it is."""
    return replace(
        part,
        rows=tuple(replace(row, series=series, slice_number=slice_number) for row in part.rows),
        comparisons=tuple(replace(c, series=series, slice_number=slice_number) for c in part.comparisons),
    )


def _stated(document: Document, places: Sequence[tuple[Series, int, Slice]]) -> list[str]:
    """What the user stated about the measured slices, each sentence once."""
    geometries: dict[Statement, list[PlaneGeometry]] = {}
    for block, _, image in places:
        geometries.setdefault(document.statement_for(block.series_uid), []).append(image.geometry)
    return list(dict.fromkeys(said for statement, known in geometries.items() for said in statement.sentences(known)))


def _places(document: Document, series: Iterable[Series]) -> list[tuple[Series, int, Slice]]:
    """Outlined slices in the order of the series, each with its block and number from 1."""
    wanted = {outline.slice_key for outline in document.outlines if outline.structure not in REFERENCES}
    places: list[tuple[Series, int, Slice]] = []
    found: set[SliceKey] = set()
    uids = {key.uid for key in wanted}  # a text is found much faster than a key, among thousands of slices
    for block in series:
        for number, image in enumerate(block.slices, start=1):
            if image.key.uid in uids and image.key in wanted and image.key not in found:
                places.append((block, number, image))
                found.add(image.key)
    if not wanted:
        raise UsageError("There is no outline to measure; give --right and --left, a mask or a ROI file.")
    if wanted - found:
        raise UsageError("An outline belongs to a slice that is not among the opened images; open its study.")
    return places


def _measure_slice(
    document: Document,
    ready: PreparedSlice,
    method: Method,
    context: MethodContext,
    *,
    block: Series,
    is_lenient: bool,
) -> Measurement:
    """Rows and comparisons of one slice; series and slice numbers are left 0."""
    image = ready.image
    has_sides = image.geometry.orientation is not None or image.geometry.stated_sides is not None
    numbered = document.numbered_on_slice(image.key)
    places = [place for place, _ in numbered]
    shapes = [ready.shape(o if has_sides else o.with_side(Side.UNKNOWN)) for _, o in numbered]
    outlines = [shape.outline for shape in shapes]
    midline = document.midline_on(image.key)
    objected = _objected(objections(shapes, image, midline=midline), is_lenient=is_lenient)
    left_out = {place for objection in objected if not objection.is_about_comparison for place in objection.places}
    covered = {place: ready.covered(shape) for place, shape in enumerate(shapes) if place not in left_out}
    context = _on_scale(context, ready, [item.outline for item in covered.values()])
    measured = [item for item in covered.values() if item.outline.structure not in REFERENCES]
    grounds = grounds_of(ready, block, method, context, measured)
    incomparable = {outlines[place].structure for objection in objected for place in objection.places}
    rows: list[MeasurementRow] = []
    comparisons: list[Comparison] = []
    for structure, group in _groups(outlines, covered).items():
        made = _structure_rows(group, grounds)
        rows += made
        comparisons += [] if structure in incomparable else compare(made)
    return Measurement(
        method=MethodUsed(method.name, method.version),
        rows=tuple(rows),
        comparisons=tuple(comparisons),
        warnings=side_warnings(
            [item.shape for item in covered.values()],
            image,
            estimate=ready.midline,
            is_midline_placed=midline is not None,
        ),
        withheld=(
            *_withheld(objected, outlines, places),
            *(unsettled(outlines, places, ready, midline) if is_lenient else ()),
        ),
    )


def _groups(outlines: Sequence[Outline], covered: Mapping[int, Covered]) -> dict[Structure, dict[int, Covered]]:
    """What is measured of each structure but references, by number: right before left, from 1.

    What is left out keeps its number, so that those of the others do not change with it.
    """
    groups: dict[Structure, dict[int, Covered]] = {}
    for structure in Structure:
        order = [place for place, outline in enumerate(outlines) if outline.structure is structure]
        order.sort(key=lambda place: SIDE_ORDER[outlines[place].side])
        group = {number: covered[place] for number, place in enumerate(order, start=1) if place in covered}
        if group and structure not in REFERENCES:
            groups[structure] = group
    return groups


def _objected(found: Iterable[Objection], *, is_lenient: bool) -> list[Objection]:
    """All objections; the first is raised where measuring is not lenient."""
    objected = []
    for objection in found:
        if not is_lenient:
            raise objection.error
        objected.append(objection)
    return objected


def _withheld(
    objected: Sequence[Objection], outlines: Sequence[Outline], places: Sequence[int]
) -> tuple[Withheld, ...]:
    """What objections withhold."""
    return tuple(
        Withheld(
            outlines=tuple(places[place] for place in objection.places),
            structure=outlines[objection.places[0]].structure,
            sentence=str(objection.error),
            remedies=objection.remedies,
            is_comparison_only=objection.is_about_comparison,
        )
        for objection in objected
    )


def _all_withheld(document: Document, key: SliceKey, method: Method, error: RefusedError) -> Measurement:
    """Nothing of a slice whose statement contradicts its header."""
    withheld = tuple(
        Withheld((place,), outline.structure, str(error), (Remedy.CORRECT_STATEMENT, Remedy.UNDO))
        for place, outline in document.numbered_on_slice(key)
        if outline.structure not in REFERENCES
    )
    return Measurement(MethodUsed(method.name, method.version), (), (), withheld=withheld)


def _structure_rows(group: Mapping[int, Covered], grounds: Grounds) -> list[MeasurementRow]:
    """Rows of the outlines of one structure, by their numbers."""
    items = list(group.values())
    rules = _rules(items, grounds.method, grounds.context)
    flags = raised_flags(items, _leading(items, grounds.method), rules, grounds)
    return [
        _row(item, number, grounds.ready.image, rule, raised, sign=grounds.ready.sign)
        for (number, item), rule, raised in zip(group.items(), rules, flags, strict=True)
    ]


def _on_scale(context: MethodContext, ready: PreparedSlice, outlines: Sequence[Outline]) -> MethodContext:
    """The context in brightness, with the scale of the slice that follows from its outlines."""
    return replace(
        context,
        threshold=None if context.threshold is None else ready.sign * context.threshold,
        sign=ready.sign,
        step=ready.image.step,
        is_byte=ready.image.stored_range == (0, 255),
        scale=ready.scale([outline for outline in outlines if outline.structure in REFERENCES], _scale),
    )


def _scale(ready: PreparedSlice, references: tuple[Outline, ...]) -> SliceScale | None:
    """Scale of a slice from outlines of reference fat and reference muscle."""
    return outlined_scale(ready.brightness, references)


def _rules(items: Sequence[Covered], method: Method, context: MethodContext) -> list[Rule | None]:
    """Rule for every outline, None where it has no pixels or no rule can be made."""
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


def _row(
    item: Covered, number: int, image: Slice, rule: Rule | None, flags: set[str], *, sign: float
) -> MeasurementRow:
    spacing = image.geometry.spacing
    area_px = item.shape.area_px
    area_mm2 = None if spacing is None else area_px * spacing.pixel_area_mm2
    fraction = rule.total(item.sample) if rule is not None and item.missing == 0.0 else None
    if fraction is not None:
        fraction = min(max(fraction, 0.0), 1.0)
    fat_mm2 = None if fraction is None or area_mm2 is None else fraction * area_mm2
    return MeasurementRow(
        series=0,
        slice_number=0,
        sop_instance_uid=image.key.uid,
        frame=image.key.frame,
        level=image.acquisition.level,
        structure=item.outline.structure,
        outline=number,
        side=item.outline.side,
        area_mm2=area_mm2,
        area_px=area_px,
        fat_area_mm2=fat_mm2,
        muscle_area_mm2=None if fat_mm2 is None or area_mm2 is None else area_mm2 - fat_mm2,
        fat_fraction_percent=None if fraction is None else 100.0 * fraction,
        fat_fraction_interval_percent=None,
        fat_to_muscle_ratio=None if fraction is None or fraction >= 1.0 else fraction / (1.0 - fraction),
        fat_to_muscle_ratio_interval=None,
        mean=item.mean,
        sd=item.sd,
        flags=in_order(flags | number_flags(fraction)),
        threshold=None if rule is None or rule.threshold is None else sign * rule.threshold,
        parameters=() if rule is None else rule.parameters,
        source=item.outline,
    )


def _parameters(
    method: Method, rows: Sequence[MeasurementRow], *, is_inverted: bool
) -> tuple[tuple[str, ParameterValue], ...]:
    """What shaped the result: pixel rule, thresholds and levels, named by slice and outline where they differ."""
    # MONOCHROME1 shows low values bright, and bright is fat.
    fat_rule = "below threshold (MONOCHROME1)" if is_inverted and method.is_threshold else str(method.kind)
    parameters: dict[str, ParameterValue] = {"pixel_rule": "exact coverage", "fat_rule": fat_rule}
    groups = {(row.series, row.slice_number, row.structure) for row in rows}
    for row in rows:
        suffix = ""
        if len(groups) > 1:
            suffix += f"_series_{row.series}_slice_{row.slice_number}_{row.structure.replace(' ', '_')}"
        if not method.is_pooled:
            suffix += f"_outline_{row.outline}" if row.side is Side.UNKNOWN else f"_{row.side}"
        thresholds = (("threshold", row.threshold),) if method.is_threshold else ()
        for name, value in (*thresholds, *row.parameters):
            parameters.setdefault(f"{name}{suffix}", value)
    return tuple(parameters.items())
