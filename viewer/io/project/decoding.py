"""Bytes → a project: checks that nothing was changed, then every type; refuses rather than guesses."""

from dataclasses import replace
from typing import Any

from viewer.core.annotations.levels import known_level
from viewer.core.document import Crop, Document, Midline, ScaleOf, Statement
from viewer.core.figures.stored import spec_of
from viewer.core.grey import Window
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import NewerProjectError, ProjectError, ViewerError
from viewer.io.project.canonical import MAX_BYTES, digest, is_payload_as_sealed, parse
from viewer.io.project.contents import PlaceHint, ProjectFile, ProjectView, StoredMeasurement, StoredRow, Unknown
from viewer.io.project.encoding import AROUND, FORMAT, payload_of, seal_of, split
from viewer.io.project.fields import (
    count,
    fields_of,
    flag,
    get,
    items,
    number,
    one_of,
    optional,
    pair,
    point,
    series_id,
    slice_key,
    spacing,
    text,
    wrong,
)
from viewer.io.project.migrations import SCHEMA_VERSION, migrated
from viewer.io.project.pinning import unpinned
from viewer.io.project.readings import codes, image, layer, level, outline, pairing, refuse_repeated, vertebra
from viewer.measure.measurement import Interval, MethodUsed, ParameterValue

NEWER_WARNING = (
    "A newer version of the program wrote this project; it is opened read-only, and what this version does not know "
    "is not shown."
)
"""Said when a project is opened that this program must not save over."""


_CHANGED = "it is damaged or was changed by hand: its content does not match its checksum."


def decode_project(data: bytes) -> ProjectFile:
    """Project of a file's bytes.

    Parameters
    ----------
    data
        All bytes of the file; never trusted.

    Returns
    -------
    ProjectFile
        Read-only if a newer schema wrote it; then what this program does not know is left out.

    Raises
    ------
    NewerProjectError
        If a newer program wrote it, and what this one knows of it is not there any more.
    ProjectError
        If it is no project, or its content does not match its own checksum or is not what it must be. The
        message does not name the file.
    """
    document = _document(data)
    version = document["schema_version"]
    is_newer = version > SCHEMA_VERSION
    try:
        payload = migrated(fields_of(document["payload"], "the payload"), version)
        project = _project(payload)
    except ViewerError as e:
        if is_newer:
            raise _of_newer() from e
        if isinstance(e, ProjectError):
            raise
        raise wrong(str(e).rstrip(".")) from e  # a spacing, a ring, a window that cannot be
    return replace(
        project,
        unknown=Unknown() if is_newer else split(payload, payload_of(project)),
        program_version=document["program_version"],
        is_read_only=is_newer,
        warnings=(NEWER_WARNING,) if is_newer else (),
    )


def _of_newer() -> NewerProjectError:
    return NewerProjectError("it was written by a newer version of the program; open it with that version.")


def _document(data: bytes) -> dict[str, Any]:
    """Return the outer object, whose payload is what was written."""
    is_as_sealed = is_payload_as_sealed(data) if len(data) <= MAX_BYTES else None
    if is_as_sealed is False:
        raise ProjectError(_CHANGED)
    document = parse(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ProjectError("it is no project of this program; open a .mfv file that it saved.")
    count(get(document, "schema_version"), "the schema version")
    text(get(document, "program_version"), "the program version")
    is_sure = is_as_sealed and document.keys() <= {*AROUND, "payload", "seal"}  # the payload's text was all of it
    if not is_sure and digest(get(document, "payload")) != get(document, "sha256"):
        raise ProjectError(_CHANGED)
    # One without a seal is of an older program, which wrote nothing else.
    is_whole = document["seal"] == seal_of(document) if "seal" in document else document.keys() == {*AROUND, "payload"}
    if not is_whole:
        raise ProjectError("it is damaged or was changed by hand: its versions do not match its seal.")
    return document


def _project(payload: dict[str, Any]) -> ProjectFile:
    outlined = items(payload, "outlines", outline)
    read = items(payload, "layers", layer)
    method = fields_of(get(payload, "method"), "the method")
    name, version = unpinned(
        text(get(method, "name"), "the method"),
        optional(get(method, "version"), lambda v: text(v, "the version of the method")),
    )
    document = Document(
        outlines=tuple(drawn for drawn, _ in outlined),
        statement=_statement(fields_of(get(payload, "statement"), "the statement")),
        statements=items(payload, "statements", _series_statement),
        midlines=items(payload, "midlines", _midline),
        crops=items(payload, "crops", _crop),
        method=name,
        method_version=version,
        threshold=optional(get(method, "threshold"), lambda v: number(v, "the threshold")),
        scale_of=one_of(ScaleOf, method.get("scale_of", ScaleOf.SLICE), "what shares a scale"),
        codes=codes(get(payload, "codes")),
        layer=text(get(payload, "layer"), "the name of a reading"),
        layers=tuple(other for other, _ in read),
        levels=items(payload, "levels", level),
        vertebrae=items(payload, "vertebrae", vertebra),
        outline_rule=one_of(OutlineRule, get(payload, "outline_rule"), "the rule of new outlines"),
        pairing=optional(get(payload, "pairing"), pairing),
        figures=items(payload, "figures", lambda value: spec_of(fields_of(value, "a figure"))),
    )
    refuse_repeated(document)
    was_default = flag(get(method, "is_default"), "“is_default”")
    every = (*outlined, *(drawn for _, of_layer in read for drawn in of_layer))
    known = {drawn.slice_key: series for drawn, series in every if series is not None}
    return ProjectFile(
        document=document,
        series_of=tuple(known.items()),
        view=_view(fields_of(get(payload, "view"), "the view")),
        measurement=optional(get(payload, "measurement"), _measurement),
        place=optional(get(payload, "images"), _place),
        images=items(payload, "slices", image),
        is_by_old_default=was_default and document.method is not None,
    )


def _statement(fields: dict[str, Any]) -> Statement:
    sides = get(fields, "sides")
    if sides not in (None, "radiological", "neurological"):
        raise wrong("the stated convention of sides is unknown")
    return Statement(sides=sides, spacing=optional(get(fields, "spacing_mm"), spacing))


def _series_statement(value: object) -> tuple[str, Statement]:
    fields = fields_of(value, "a statement")
    return series_id(get(fields, "series")), _statement(fields)


def _midline(value: object) -> Midline:
    fields = fields_of(value, "a midline")
    first, second = pair(get(fields, "ends"), "a midline")
    return Midline(slice_key=slice_key(get(fields, "slice")), ends=(point(first), point(second)))


def _crop(value: object) -> Crop:
    fields = fields_of(value, "a crop")
    left, top, right, bottom = (
        count(get(fields, name), "a crop", least=0) for name in ("left", "top", "right", "bottom")
    )
    return Crop(slice_key(get(fields, "slice")), left=left, top=top, right=right, bottom=bottom)


def _view(fields: dict[str, Any]) -> ProjectView:
    shown: SliceKey | None = optional(get(fields, "slice"), slice_key)
    return ProjectView(
        series=optional(get(fields, "series"), series_id),
        block=count(get(fields, "block"), "the block"),
        slice_key=shown,
        windows=items(fields, "windows", _window),
        is_smooth=flag(get(fields, "is_smooth"), "“is_smooth”"),
    )


def _window(value: object) -> tuple[str, Window]:
    fields = fields_of(value, "a window")
    window = Window(number(get(fields, "center"), "a window"), number(get(fields, "width"), "a window"))
    return series_id(get(fields, "series")), window


def _measurement(value: object) -> StoredMeasurement:
    fields = fields_of(value, "the measurement")
    method = fields_of(get(fields, "method"), "the method")
    used = MethodUsed(
        name=text(get(method, "name"), "the method"),
        version=text(get(method, "version"), "the version of the method"),
        parameters=items(method, "parameters", _parameter),
    )
    return StoredMeasurement(method=used, rows=items(fields, "rows", _row))


def _parameter(value: object) -> tuple[str, ParameterValue]:
    name, found = pair(value, "a parameter")
    if found is None or isinstance(found, str | bool):
        return text(name, "a parameter"), found
    return text(name, "a parameter"), number(found, "a parameter")


def _row(value: object) -> StoredRow:
    fields = fields_of(value, "a row")

    def measured(name: str) -> float | None:
        return optional(get(fields, name), lambda v: number(v, f"“{name}”"))

    return StoredRow(
        slice_key=slice_key(get(fields, "slice")),
        structure=one_of(Structure, get(fields, "structure"), "the structure of a row"),
        outline=count(get(fields, "outline"), "the number of an outline"),
        side=one_of(Side, get(fields, "side"), "the side of a row"),
        area_px=number(get(fields, "area_px"), "“area_px”"),
        area_mm2=measured("area_mm2"),
        fat_fraction_percent=measured("fat_fraction_percent"),
        fat_to_muscle_ratio=measured("fat_to_muscle_ratio"),
        flags=items(fields, "flags", lambda v: text(v, "a flag")),
        level=known_level(optional(fields.get("level"), lambda v: text(v, "the level"))),
        spacing=optional(fields.get("spacing_mm"), spacing),
        fat_fraction_interval_percent=optional(fields.get("fat_fraction_interval_percent"), _interval),
        fat_to_muscle_ratio_interval=optional(fields.get("fat_to_muscle_ratio_interval"), _interval),
    )


def _interval(value: object) -> Interval:
    low, high = pair(value, "an interval")
    return number(low, "an interval"), number(high, "an interval")


def _place(value: object) -> PlaceHint:
    fields = fields_of(value, "the place of the images")
    up, down = (count(get(fields, name), "the place of the images", least=0) for name in ("up", "down"))
    return PlaceHint(up=up, down=down)
