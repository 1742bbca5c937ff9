"""Between the identifiers of an opened study and the fingerprints of a project file, both ways."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace

from viewer.core.annotations.levels import known_level
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint
from viewer.core.geometry import Spacing
from viewer.core.identity import names_patient
from viewer.core.outline import Outline
from viewer.core.series import Series, SliceKey, Study
from viewer.core.view import View
from viewer.io.project.contents import (
    ImagePrint,
    PlaceHint,
    ProjectFile,
    ProjectView,
    StoredMeasurement,
    StoredRow,
    Unknown,
    as_fingerprint_key,
)
from viewer.io.project.pinning import is_gone, pinned
from viewer.measure.measurement import Measurement


@dataclass(frozen=True, slots=True)
class BoundProject:
    """A project on an opened study.

    Parameters
    ----------
    document
        With the study's own keys. What lies on slices that are missing keeps its fingerprint, so that saving
        again loses nothing.
    view
        With the study's own numbers; `View()` numbers 0 where what was shown is missing.
    missing
        Outlines whose slices are not in the study.
    """

    document: Document
    view: View
    missing: tuple[Outline, ...] = ()

    @property
    def measurable(self) -> Document:
        """The document without the outlines whose slices are missing."""
        absent = {outline.slice_key for outline in self.missing}
        present = tuple(outline for outline in self.document.outlines if outline.slice_key not in absent)
        return replace(self.document, outlines=present)


def bind(project: ProjectFile, study: Study) -> BoundProject:
    """Map the fingerprints of a project to the slices and series of a study.

    Parameters
    ----------
    project
        As read.
    study
        The opened images; others than the project's are no error, everything is then missing.
    """
    keys = {as_fingerprint_key(image.key): image.key for series in study.series for image in series.slices}
    series = {as_fingerprint(block.series_uid): block.series_uid for block in study.series}
    frames = {as_fingerprint(block.frame_of_reference_uid): block.frame_of_reference_uid for block in study.series}
    document = rekeyed(
        project.document,
        lambda key: keys.get(key, key),
        lambda uid: series.get(uid, uid),
        lambda uid: frames.get(uid, uid),
    )
    missing = tuple(
        outline
        for outline, stored in zip(document.outlines, project.document.outlines, strict=True)
        if stored.slice_key not in keys
    )
    number, slice_number = _place_in(study, project, keys)
    windows = tuple((series.get(uid, uid), window) for uid, window in project.view.windows)
    view = View(series=number, slice_number=slice_number, windows=windows, is_smooth=project.view.is_smooth)
    return BoundProject(document=document, view=view, missing=missing)


def rekeyed(
    document: Document,
    key_of: Callable[[SliceKey], SliceKey],
    series_of: Callable[[str], str],
    frame_of: Callable[[str], str],
) -> Document:
    """Return the document with other keys of slices, series and frames of reference."""

    def on_slices(outlines: tuple[Outline, ...]) -> tuple[Outline, ...]:
        return tuple(replace(item, slice_key=key_of(item.slice_key)) for item in outlines)

    return replace(
        document,
        outlines=on_slices(document.outlines),
        layers=tuple(replace(item, outlines=on_slices(item.outlines)) for item in document.layers),
        levels=tuple(replace(item, slice_key=key_of(item.slice_key)) for item in document.levels),
        vertebrae=tuple(
            replace(item, frame_of_reference=frame_of(item.frame_of_reference)) for item in document.vertebrae
        ),
        midlines=tuple(replace(item, slice_key=key_of(item.slice_key)) for item in document.midlines),
        crops=tuple(replace(item, slice_key=key_of(item.slice_key)) for item in document.crops),
        statements=tuple((series_of(uid), stated) for uid, stated in document.statements),
        pairing=None if document.pairing is None else _paired(document.pairing, series_of),
    )


def _paired(pairing: Pairing, series_of: Callable[[str], str]) -> Pairing:
    """Return the pairing with other keys of its series."""
    before, after = (PairedBlock(series_of(named.series_uid), named.block) for named in (pairing.before, pairing.after))
    return replace(pairing, before=before, after=after)


def _place_in(study: Study, project: ProjectFile, keys: Mapping[SliceKey, SliceKey]) -> tuple[int, int]:
    """Numbers of the block and slice that were shown, else of the first outlined slice, else 0."""
    outlined = [outline.slice_key for outline in project.document.outlines]
    for stored in (project.view.slice_key, *outlined):
        if stored is None or stored not in keys:
            continue
        key = keys[stored]
        holding = [block for block in study.series if any(image.key == key for image in block.slices)]
        [block, *_] = holding
        return block.number, next(n for n, image in enumerate(block.slices, start=1) if image.key == key)
    shown = [block for block in study.series if as_fingerprint(block.series_uid) == project.view.series]
    if not shown:
        return 0, 0
    return shown[min(project.view.block, len(shown)) - 1].number, 1


def project_of(
    document: Document,
    study: Study,
    *,
    view: View | None = None,
    measurement: Measurement | None = None,
    place: PlaceHint | None = None,
    before: ProjectFile | None = None,
    images: tuple[ImagePrint, ...] | None = None,
) -> ProjectFile:
    """Project of a document, with a fingerprint in place of every identifier.

    Parameters
    ----------
    document
        With the study's keys; keys that are fingerprints already (of missing slices) stay.
    study
        The opened images.
    view
        What is shown, or None.
    measurement
        Numbers as they are shown, or None.
    place
        Where the images lie; see `viewer.io.project.place.place_of`.
    before
        The project as it was read: which series its missing slices belong to, their numbers, and fields that this
        program does not know, come from there.
    images
        What the outlined images are, see `viewer.io.project.prints.image_prints`; None to say what they were before,
        without reading any.
    """
    found = rekeyed(document, as_fingerprint_key, as_fingerprint, as_fingerprint)
    known = {} if before is None else dict(before.series_of)
    open_keys: set[SliceKey] = set()
    for block in study.series:
        uid = as_fingerprint(block.series_uid)
        keys = [as_fingerprint_key(image.key) for image in block.slices]
        known |= dict.fromkeys(keys, uid)
        open_keys.update(keys)
    outlined = dict.fromkeys(outline.slice_key for outline in found.outlines)
    in_layers = (outline.slice_key for layer in found.layers for outline in layer.outlines)
    of_series = dict.fromkeys((*outlined, *in_layers))
    stored = None if measurement is None else _stored(measurement, _spacings(document, study))
    made = ProjectFile(
        document=found,
        series_of=tuple((key, known[key]) for key in of_series if key in known),
        view=_stored_view(view, study),
        measurement=(
            _kept_as_stored(found, before)
            if is_gone(found)
            else _with_kept(stored, before, outlined.keys() - open_keys)
        ),
        place=place,
        images=(() if before is None else before.images) if images is None else images,
    )
    return made if before is None or before.is_read_only else replace(made, unknown=_kept_unknown(before, study))


def _kept_unknown(before: ProjectFile, study: Study) -> Unknown:
    """Fields that this program does not know, as they were read; none where one of them names the patient."""
    if not before.unknown:
        return before.unknown
    said = "\n".join(before.unknown.texts())
    is_telling = any(names_patient(said, identity) for identity in {series.identity for series in study.series})
    return Unknown() if is_telling else before.unknown


def _stored_view(view: View | None, study: Study) -> ProjectView:
    if view is None:
        return ProjectView()
    windows = tuple((as_fingerprint(uid), window) for uid, window in view.windows)
    shown = next((block for block in study.series if block.number == view.series), None)
    if shown is None:
        return ProjectView(windows=windows, is_smooth=view.is_smooth)
    return ProjectView(
        series=as_fingerprint(shown.series_uid),
        block=_ordinal(shown, study),
        slice_key=_shown_slice(shown, view.slice_number),
        windows=windows,
        is_smooth=view.is_smooth,
    )


def _ordinal(block: Series, study: Study) -> int:
    """Which of the blocks of its series a block is, from 1."""
    return [other.number for other in study.series if other.series_uid == block.series_uid].index(block.number) + 1


def _shown_slice(block: Series, number: int) -> SliceKey | None:
    return as_fingerprint_key(block.slices[number - 1].key) if 1 <= number <= len(block.slices) else None


def _with_kept(
    made: StoredMeasurement | None, before: ProjectFile | None, absent: Set[SliceKey]
) -> StoredMeasurement | None:
    """Numbers to store, with those of slices that are not open as they were stored before, if the method is the same.

    Without them, opening the project with its images again could not tell that a number is another one.
    """
    known = None if before is None else before.measurement
    kept = () if known is None else tuple(row for row in known.rows if row.slice_key in absent)
    if known is None or not kept:
        return made
    if made is None:
        return replace(known, rows=kept)
    is_same = (made.method.name, made.method.version) == (known.method.name, known.method.version)
    return replace(made, rows=(*made.rows, *kept)) if is_same else made


def _kept_as_stored(document: Document, before: ProjectFile | None) -> StoredMeasurement | None:
    """Numbers to store of a document whose method is gone: those stored before, where what they are of is the same.

    Parameters
    ----------
    document
        With fingerprints.
    before
        The project as it was read.
    """
    if before is None or before.measurement is None or pinned(before.document) != pinned(document):
        return None
    if _stated(before.document) != _stated(document):
        return replace(before.measurement, rows=())
    kept = tuple(
        row
        for row in before.measurement.rows
        if _drawn_on(before.document, row.slice_key) == _drawn_on(document, row.slice_key)
    )
    return replace(before.measurement, rows=kept)


def _stated(document: Document) -> tuple[object, ...]:
    """What shapes the numbers of every slice."""
    return document.statement, document.statements, document.threshold


def _drawn_on(document: Document, key: SliceKey) -> tuple[object, ...]:
    """What shapes the numbers of one slice."""
    return document.on_slice(key), document.midline_on(key), document.crop_of(key)


def _spacings(document: Document, study: Study) -> dict[SliceKey, Spacing | None]:
    """Pixel spacing of every outlined slice, by fingerprint, as the header tells it or else the user."""
    outlined = {outline.slice_key for outline in document.outlines}
    found = {}
    for block in study.series:
        for image in block.slices:
            if image.key in outlined:
                stated = document.statement_on(image, series_uid=block.series_uid).shown_on(image)
                found[as_fingerprint_key(image.key)] = stated.geometry.spacing
    return found


def _stored(measurement: Measurement, spacings: Mapping[SliceKey, Spacing | None]) -> StoredMeasurement:
    return StoredMeasurement(
        method=measurement.method,
        rows=tuple(
            StoredRow(
                slice_key=as_fingerprint_key(SliceKey(row.sop_instance_uid, row.frame)),
                structure=row.structure,
                outline=row.outline,
                side=row.side,
                area_px=row.area_px,
                area_mm2=row.area_mm2,
                fat_fraction_percent=row.fat_fraction_percent,
                fat_to_muscle_ratio=row.fat_to_muscle_ratio,
                flags=row.flags,
                level=known_level(row.level),
                spacing=spacings.get(as_fingerprint_key(SliceKey(row.sop_instance_uid, row.frame))),
                fat_fraction_interval_percent=row.fat_fraction_interval_percent,
                fat_to_muscle_ratio_interval=row.fat_to_muscle_ratio_interval,
            )
            for row in measurement.rows
        ),
    )
