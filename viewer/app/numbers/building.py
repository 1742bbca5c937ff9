"""From a document and a slice to what the panel shows of it: pure, and quick where the slice is prepared."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Protocol

from viewer.app.numbers.histogram import Histogram, densities_of, histogram_of
from viewer.app.numbers.model import Column, FlagText, NumbersModel, SideComparison
from viewer.app.numbers.sentences import said_in_window
from viewer.core.document import Document, ScaleOf
from viewer.core.outline import SIDE_ORDER, Outline, Side, Structure
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import RefusedError, UsageError
from viewer.measure.anchored.scale import REFERENCES, SliceScale
from viewer.measure.checking.withholding import Remedy, Withheld
from viewer.measure.fat_map import fat_map_of
from viewer.measure.flags import flag
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS, Method, MethodKind, find_method
from viewer.measure.prepared import PreparedSlice, prepare

_Name = tuple[Structure, int]
"""Structure and number of an outline: what rows and columns are matched by."""

FINDS_ITS_OWN = "otsu-shared"
"""Method whose rows carry the histogram while a threshold of the user's is still missing."""

THRESHOLD_MISSING = "The method needs a threshold; drag the line on the histogram to where fat begins."
"""Said where a threshold is the user's to set and none is set."""


def settings_of(document: Document) -> MeasureSettings:
    """How a document is measured; a threshold kept from another method is left out.

    Raises
    ------
    UsageError
        If the document names a method, or a version of one, that this program does not have.
    """
    method = METHODS[0] if document.method is None else find_method(document.method)
    if document.method_version not in {None, method.version}:
        raise UsageError(
            f"The numbers of this project are by version {document.method_version} of {method.name}, which this "
            f"program does not have; they stay stored as they are until a method is chosen."
        )
    threshold = document.threshold if method.needs_threshold else None
    return MeasureSettings(method.name, threshold, document.scale_of)


class Measure(Protocol):
    """How slices are measured: `viewer.measure.measuring.measure`.

    With `held`, a scale per slice, rows come at once, without interval; no scale is looked for, so that a method
    gives no fat fraction on a slice whose scale is missing there and needed.
    """

    def __call__(  # noqa: D102 - see the class
        self,
        document: Document,
        series: Iterable[Series],
        settings: MeasureSettings,
        *,
        prepared: Mapping[SliceKey, PreparedSlice] | None = None,
        held: Mapping[SliceKey, SliceScale] | None = None,
        is_lenient: bool = False,
    ) -> Measurement: ...


def numbers_of(
    document: Document,
    series: Series,
    image: Slice,
    *,
    prepared: PreparedSlice | None = None,
    held: Mapping[SliceKey, SliceScale] | None = None,
    measure_with: Measure = measure,
    blocks: Sequence[Series] = (),
    has_map: bool = False,
) -> NumbersModel:
    """What the panel shows of one slice.

    Parameters
    ----------
    document
        Outlines, statements, method and threshold.
    series, image
        The block on the screen and its slice on the screen.
    prepared
        The slice made ready before, which saves time and changes nothing.
    held
        Scales found before, for numbers at once and without intervals; None to have everything measured.
    measure_with
        How the slice is measured.
    blocks
        All blocks of the study, for a method that needs other images of it; empty for the one on the screen.
    has_map
        Whether the fat map of the slice is wanted too.

    Raises
    ------
    UnreadableError
        If the pixels must be read and cannot be.
    """
    blank = NumbersModel(series=series.number, slice_number=_number_of(image, series))
    try:
        settings = settings_of(document)
    except UsageError as e:
        return replace(blank, refused=str(e))
    method = find_method(settings.method)
    blank = _with_method(blank, method)
    numbered = document.numbered_on_slice(image.key)
    if all(outline.structure in REFERENCES for _, outline in numbered):
        return blank
    ready = _ready(document, series, image, prepared)
    among = list(blocks) if blocks and needs_study(method) else [series]
    # A scale that is held was found on the other slices too.
    is_shared = held is None and settings.scale_of is ScaleOf.SERIES and method.needs_scale
    places = _places(document, series) if is_shared else [place for place, _ in numbered]
    part = replace(document, outlines=tuple(document.outlines[place] for place in places))
    measured = _measured(part, among, settings, method, ready, held=held, measure_with=measure_with)
    scale = scale_on(measured, image.key)
    measured = _only_on(measured, image.key, {place for place, _ in numbered}, places, number=blank.slice_number)
    blank = replace(blank, is_settled=held is None, scale=scale)
    lacks_threshold = _lacks_threshold(settings, method)
    if has_map and ready is not None and not lacks_threshold:
        blank = replace(blank, fat_map=fat_map_of(measured, ready, settings, among))
    return _filled(blank, measured, numbered, ready, lacks_threshold=lacks_threshold)


def _with_method(blank: NumbersModel, method: Method) -> NumbersModel:
    """Model that says how fat is told from muscle."""
    return replace(
        blank,
        method=method.name,
        version=method.version,
        explanation=method.explanation,
        misleads=method.misleads,
        is_manual=method.needs_threshold,
        is_threshold=method.is_threshold,
        has_interval=method.has_interval,
    )


def _lacks_threshold(settings: MeasureSettings, method: Method) -> bool:
    """Whether a threshold is the user's to set and none is set."""
    return method.needs_threshold and settings.threshold is None


def _filled(
    blank: NumbersModel,
    measured: Measurement,
    numbered: Sequence[tuple[int, Outline]],
    ready: PreparedSlice | None,
    *,
    lacks_threshold: bool,
) -> NumbersModel:
    """Model with what was measured of the slice."""
    # the start of a threshold takes long to find, and while another method's outline is dragged nobody asks for it
    has_start = blank.is_settled or blank.is_manual
    histogram, densities = (
        (None, {}) if ready is None else _histogram(measured, ready, blank.scale, has_start=has_start)
    )
    if lacks_threshold:
        measured = _without_threshold(measured, numbered)
        histogram = None if histogram is None else replace(histogram, thresholds=())
    columns = _columns(_told(numbered, ready), measured, densities)
    shown = {column.place for column in columns}
    return replace(
        blank,
        columns=columns,
        comparisons=_comparisons(columns, measured),
        parameters=measured.method.parameters,
        statements=tuple(said_in_window(warning) for warning in measured.warnings),
        histogram=histogram,
        remarks=tuple(reason for reason in measured.withheld if shown.isdisjoint(reason.outlines)),
    )


def _places(document: Document, series: Series) -> list[int]:
    """Places of the outlines on a series, whose slices share one scale."""
    keys = {image.key for image in series.slices}
    return [place for place, outline in enumerate(document.outlines) if outline.slice_key in keys]


def _only_on(
    measured: Measurement, key: SliceKey, here: AbstractSet[int], places: Sequence[int], *, number: int
) -> Measurement:
    """What was measured of one slice, withheld reasons with places in the whole document."""
    withheld = (_moved(reason, places) for reason in measured.withheld)
    return replace(
        measured,
        rows=tuple(row for row in measured.rows if SliceKey(row.sop_instance_uid, row.frame) == key),
        comparisons=tuple(found for found in measured.comparisons if found.slice_number == number),
        withheld=tuple(reason for reason in withheld if not here.isdisjoint(reason.outlines)),
    )


def _number_of(image: Slice, series: Series) -> int:
    """Number of a slice in its block, from 1; 0 if it is not in it."""
    uid = image.key.uid  # a text is compared much faster than a key
    found = (n for n, other in enumerate(series.slices, start=1) if other.key.uid == uid and other.key == image.key)
    return next(found, 0)


def _ready(document: Document, series: Series, image: Slice, prepared: PreparedSlice | None) -> PreparedSlice | None:
    """The slice made ready; None where a statement contradicts its header, so that nothing is measured on it."""
    try:
        stated = document.statement_on(image, series_uid=series.series_uid).apply_to(image)
        if prepared is not None and prepared.is_for(stated, document.crop_of(image.key)):
            return prepared
        return prepare(image, document, series_uid=series.series_uid)
    except RefusedError:
        return None


def _measured(
    alone: Document,
    among: Sequence[Series],
    settings: MeasureSettings,
    method: Method,
    ready: PreparedSlice | None,
    *,
    held: Mapping[SliceKey, SliceScale] | None,
    measure_with: Measure,
) -> Measurement:
    """Lenient numbers of one slice; without a threshold that is needed, those of a method that finds its own."""
    if _lacks_threshold(settings, method):
        settings = replace(settings, method=FINDS_ITS_OWN)
    kept = {} if ready is None else {ready.image.key: ready}
    if held is None:
        return measure_with(alone, among, settings, prepared=kept, is_lenient=True)
    return measure_with(alone, among, settings, prepared=kept, held=held, is_lenient=True)


def needs_study(method: Method) -> bool:
    """Whether a method measures from other images than the outlined one."""
    return method.kind is MethodKind.SEPARATED


def scale_on(measured: Measurement, key: SliceKey) -> SliceScale | None:
    """Scale that a slice was measured on, or None."""
    return dict(measured.scales).get(key)


def _moved(reason: Withheld, places: Sequence[int]) -> Withheld:
    """Return a reason with places in the whole document, for one with places on the slice."""
    return replace(reason, outlines=tuple(places[place] for place in reason.outlines))


def _without_threshold(measured: Measurement, numbered: Sequence[tuple[int, Outline]]) -> Measurement:
    """Nothing but what withholds the numbers of a method that still lacks its threshold."""
    groups: dict[Structure, list[int]] = {}
    for place, outline in numbered:
        if outline.structure not in REFERENCES:
            groups.setdefault(outline.structure, []).append(place)
    missing = tuple(
        Withheld(tuple(places), structure, THRESHOLD_MISSING, (Remedy.SET_THRESHOLD,))
        for structure, places in groups.items()
    )
    return replace(measured, rows=(), comparisons=(), withheld=(*measured.withheld, *missing))


def _histogram(
    measured: Measurement, ready: PreparedSlice, scale: SliceScale | None, *, has_start: bool
) -> tuple[Histogram | None, dict[_Name, tuple[float, ...]]]:
    """Scale of the histogram, and by structure and number what each measured outline shows on it."""
    covered = {
        (row.structure, row.outline): ready.covered(ready.shape(row.source))
        for row in measured.rows
        if row.source is not None
    }
    thresholds = [row.threshold for row in measured.rows]
    histogram = histogram_of(list(covered.values()), ready.image, thresholds, scale, has_start=has_start)
    if histogram is None:
        return None, {}
    return histogram, {name: densities_of(item, histogram) for name, item in covered.items()}


def _told(numbered: Sequence[tuple[int, Outline]], ready: PreparedSlice | None) -> list[tuple[int, Outline]]:
    """Outlines with their places; on an image that tells no sides, without sides."""
    if ready is None or ready.image.geometry.orientation is not None or ready.image.geometry.stated_sides is not None:
        return list(numbered)
    return [(place, outline.with_side(Side.UNKNOWN)) for place, outline in numbered]


def _columns(
    numbered: Sequence[tuple[int, Outline]], measured: Measurement, densities: Mapping[_Name, tuple[float, ...]]
) -> tuple[Column, ...]:
    """A column per outline but references, by structure, right before left; numbered as rows are."""
    rows = {(row.structure, row.outline): row for row in measured.rows}
    columns: list[Column] = []
    for structure in Structure:
        if structure in REFERENCES:
            continue
        group = [item for item in numbered if item[1].structure is structure]
        group.sort(key=lambda item: SIDE_ORDER[item[1].side])
        sides = [outline.side for _, outline in group]
        for number, (place, outline) in enumerate(group, start=1):
            row = rows.get((structure, number))
            columns.append(
                Column(
                    place=place,
                    structure=structure,
                    side=outline.side,
                    number=number,
                    head=_head(outline.side, number, has_several=sides.count(outline.side) > 1),
                    row=row,
                    flags=() if row is None else tuple(_flag_text(identifier) for identifier in row.flags),
                    withheld=tuple(reason for reason in measured.withheld if place in reason.outlines),
                    densities=densities.get((structure, number), ()),
                )
            )
    return tuple(columns)


def _head(side: Side, number: int, *, has_several: bool) -> str:
    if side is Side.UNKNOWN:
        return str(number)
    return f"{side.capitalize()} {number}" if has_several else side.capitalize()


def _flag_text(identifier: str) -> FlagText:
    kind = flag(identifier)
    return FlagText(kind.identifier, kind.level, kind.sentence, kind.why, kind.remedy)


def _comparisons(columns: Sequence[Column], measured: Measurement) -> tuple[SideComparison, ...]:
    """One for every structure with outlines on both sides, whether it has numbers or why it has none."""
    made = {comparison.structure: comparison for comparison in measured.comparisons}
    found = []
    for structure in dict.fromkeys(column.structure for column in columns):
        sided = [c for c in columns if c.structure is structure and c.side is not Side.UNKNOWN]
        if len({column.side for column in sided}) < 2:
            continue
        comparison = made.get(structure)
        reasons = dict.fromkeys(reason for column in sided for reason in column.withheld)
        levels = [text.level for column in sided for text in column.flags]
        found.append(
            SideComparison(
                structure=structure,
                comparison=comparison,
                withheld=() if comparison is not None else tuple(reasons),
                level=max(levels, default=None),
            )
        )
    return tuple(found)
