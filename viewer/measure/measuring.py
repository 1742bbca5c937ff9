"""From a document and a series to numbers: the one call whose rows every table, panel and figure shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document, ScaleOf, Statement
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import SIDE_ORDER, Outline, Side, Structure
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import RefusedError, UsageError
from viewer.measure.anchored.scale import REFERENCES, SliceScale
from viewer.measure.anchored.sharing import scale_of, with_shared_contrast
from viewer.measure.checking.outlines import Objection, objections, side_warnings
from viewer.measure.checking.side_marks import side_marks
from viewer.measure.checking.unsettled import unsettled
from viewer.measure.checking.withholding import Remedy, Withheld
from viewer.measure.comparing import compare
from viewer.measure.flagging.raising import grounds_of
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow, MethodUsed, ParameterValue
from viewer.measure.methods import METHODS, Method, MethodContext, MethodKind, check_settings
from viewer.measure.prepared import Covered, PreparedSlice, prepare
from viewer.measure.rows import structure_rows

PROPOSED = "Some outlines are proposed by the program and accepted by nobody yet; accept or reject them first."
"""Said where numbers rest on a proposal."""


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
    held: Mapping[SliceKey, SliceScale] | None = None,
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
    held
        Scales found before, for numbers at once: no scale is looked for, and no interval is given. None to have
        everything found.
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
    made = dict(prepared or {})
    shared: Mapping[SliceKey, SliceScale] = {}
    if held is None and settings.scale_of is ScaleOf.SERIES and method.needs_scale:
        made, shared = _shared_scales(document, places, made)
    parts: list[Measurement] = []
    for block, number, image in places:
        try:
            ready = _ready(document, block, image, made)
            context = context_of(ready, method, settings.threshold, blocks)
            known = shared if held is None else held
            part = _measure_slice(
                document,
                ready,
                method,
                context,
                block=block,
                known=known,
                is_held=held is not None,
                is_lenient=is_lenient,
            )
        except RefusedError as e:  # a statement that contradicts the header
            if not is_lenient:
                raise
            part = _all_withheld(document, image.key, method, e)
        level = settled_level(document, image, block.frame_of_reference_uid)
        parts.append(_placed(part, series=block.number, slice_number=number, level=level))
    rows = tuple(row for part in parts for row in part.rows)
    is_inverted = any(image.mapping.is_inverted for _, _, image in places)
    about = (*_stated(document, places), *_marks(document, places))
    said = (*about, *(warning for part in parts for warning in part.warnings))
    return Measurement(
        method=MethodUsed(method.name, method.version, _parameters(method, rows, settings, is_inverted=is_inverted)),
        rows=rows,
        comparisons=tuple(comparison for part in parts for comparison in part.comparisons),
        warnings=tuple(dict.fromkeys(said)),
        withheld=tuple(withheld for part in parts for withheld in part.withheld),
        codes=document.codes,
        scales=tuple(pair for part in parts for pair in part.scales),
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


def _placed(part: Measurement, *, series: int, slice_number: int, level: str | None) -> Measurement:
    """Return the numbers of one slice with where it is."""
    return replace(
        part,
        rows=tuple(replace(row, series=series, slice_number=slice_number, level=level) for row in part.rows),
        comparisons=tuple(replace(c, series=series, slice_number=slice_number) for c in part.comparisons),
    )


def _stated(document: Document, places: Sequence[tuple[Series, int, Slice]]) -> list[str]:
    """What the user stated about the measured slices, each sentence once."""
    geometries: dict[Statement, list[PlaneGeometry]] = {}
    for block, _, image in places:
        geometries.setdefault(document.statement_for(block.series_uid), []).append(image.geometry)
    return list(dict.fromkeys(said for statement, known in geometries.items() for said in statement.sentences(known)))


def _marks(document: Document, places: Sequence[tuple[Series, int, Slice]]) -> list[str]:
    """What marks beside the geometry say of the sides of the measured slices, each sentence once."""
    return [
        sentence
        for block, _, image in places
        for sentence in side_marks(image, stated=document.statement_on(image, series_uid=block.series_uid).sides)
    ]


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
    known: Mapping[SliceKey, SliceScale],
    is_held: bool,
    is_lenient: bool,
) -> Measurement:
    """Rows and comparisons of one slice; where it lies is filled in by `_placed`."""
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
    scale = known.get(image.key)
    if scale is None and not is_held and method.kind is not MethodKind.SEPARATED:
        scale = scale_of(ready, [item.outline for item in covered.values()])
    context = replace(context, scale=scale)
    measured = [item for item in covered.values() if item.outline.structure not in REFERENCES]
    grounds = grounds_of(ready, block, method, context, measured)
    incomparable = {outlines[place].structure for objection in objected for place in objection.places}
    rows: list[MeasurementRow] = []
    comparisons: list[Comparison] = []
    for structure, group in _groups(outlines, covered).items():
        made = structure_rows(group, grounds, is_whole=not is_held)
        rows += made
        comparisons += [] if structure in incomparable else compare(made)
    return Measurement(
        method=MethodUsed(method.name, method.version),
        rows=tuple(rows),
        comparisons=tuple(comparisons),
        warnings=(
            *side_warnings(
                [item.shape for item in covered.values()],
                image,
                estimate=ready.midline,
                is_midline_placed=midline is not None,
            ),
            *([PROPOSED] if any(item.outline.is_proposed for item in measured) else ()),
        ),
        withheld=(
            *_withheld(objected, outlines, places),
            *(unsettled(outlines, places, ready, midline) if is_lenient else ()),
        ),
        scales=() if scale is None else ((image.key, scale),),
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


def _shared_scales(
    document: Document, places: Sequence[tuple[Series, int, Slice]], prepared: Mapping[SliceKey, PreparedSlice]
) -> tuple[dict[SliceKey, PreparedSlice], dict[SliceKey, SliceScale]]:
    """Slices made ready, and their scales with one contrast per series."""
    made = dict(prepared)
    scales: dict[int, dict[SliceKey, SliceScale]] = {}
    for block, _, image in places:
        try:
            ready = made[image.key] = _ready(document, block, image, made)
        except RefusedError:
            continue  # it is refused, or withheld, where it is measured
        shapes = [ready.shape(outline) for _, outline in document.numbered_on_slice(image.key)]
        scale = scale_of(ready, [shape.outline for shape in shapes if shape.fault is None])
        if scale is not None:
            scales.setdefault(block.number, {})[image.key] = scale
    return made, {key: scale for group in scales.values() for key, scale in with_shared_contrast(group).items()}


def context_of(
    ready: PreparedSlice, method: Method, threshold: float | None, blocks: tuple[Series, ...]
) -> MethodContext:
    """What a method may look at on a slice, without the scale.

    Parameters
    ----------
    ready
        The slice.
    method
        The method in use.
    threshold
        The user's threshold in values, or None.
    blocks
        All blocks of the study.

    Raises
    ------
    UnreadableError
        If the pixels of another image that the method needs cannot be read.
    """
    image = ready.image
    return MethodContext(
        (image.rows, image.columns),
        ready.brightness,
        None if threshold is None else ready.sign * threshold,
        sign=ready.sign,
        step=image.step,
        is_byte=image.stored_range == (0, 255),
        dixon=ready.dixon(blocks) if method.kind is MethodKind.SEPARATED else None,
    )


def _parameters(
    method: Method, rows: Sequence[MeasurementRow], settings: MeasureSettings, *, is_inverted: bool
) -> tuple[tuple[str, ParameterValue], ...]:
    """What shaped the result: pixel rule, thresholds and levels, named by slice and outline where they differ."""
    # MONOCHROME1 shows low values bright, and bright is fat.
    fat_rule = "below threshold (MONOCHROME1)" if is_inverted and method.is_threshold else str(method.kind)
    parameters: dict[str, ParameterValue] = {"pixel_rule": "exact coverage", "fat_rule": fat_rule}
    if method.needs_scale:
        parameters["scale_of"] = "one contrast per series" if settings.scale_of is ScaleOf.SERIES else "each slice"
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
