"""A project as bytes: built field by field from an allow-list, so that nothing else can get in."""

import math
from collections.abc import Mapping
from typing import Any

from viewer import __version__
from viewer.core.annotations.levels import known_level
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Crop, Layer, Midline, ReadingCodes, SliceLevel, Statement, VertebraMark
from viewer.core.figures.stored import to_record
from viewer.core.fingerprints import as_fingerprint
from viewer.core.geometry import Spacing
from viewer.core.grey import Window
from viewer.core.outline import Outline, Point
from viewer.core.series import SliceKey
from viewer.errors import GeometryError, OutlineError
from viewer.io.project.canonical import canonical, digest
from viewer.io.project.contents import (
    ImagePrint,
    ProjectFile,
    ProjectView,
    StoredMeasurement,
    StoredRow,
    Unknown,
)
from viewer.io.project.migrations import SCHEMA_VERSION
from viewer.io.project.pinning import pinned
from viewer.measure.measurement import Interval, ParameterValue

FORMAT = "multifidus-project"
"""What every project file calls itself."""

AROUND = ("format", "schema_version", "program_version", "sha256")
"""What stands around the payload, besides the seal."""

COORDINATE_MAXIMUM = 1e9
"""Largest coordinate of a point, pixels or mm: a hundred thousand times the largest image, and far from overflow."""


def encode_project(project: ProjectFile) -> bytes:
    """Bytes of a project file; the same project always gives the same bytes.

    Parameters
    ----------
    project
        Should an identifier still be in it, its fingerprint is written in its place.

    Raises
    ------
    OutlineError, GeometryError
        If a point or a vertebra lies so far outside any image that its file could not be read again.
    """
    payload = merged(payload_of(project), project.unknown)
    document = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "program_version": __version__,
        "payload": payload,
        "sha256": digest(payload),
    }
    return canonical({**document, "seal": seal_of(document)}) + b"\n"


def seal_of(document: Mapping[str, Any]) -> str:
    """Digest of what stands around the payload: a flipped bit in a version would be another version, as good as it."""
    return digest({name: document[name] for name in AROUND})


def payload_of(project: ProjectFile) -> dict[str, Any]:
    """All that a project says, as values of JSON; without fields of later programs."""
    document = project.document
    series_of = dict(project.series_of)
    return {
        "outlines": [_outline(outline, series_of.get(outline.slice_key)) for outline in document.outlines],
        "statement": _statement(document.statement),
        "statements": [
            {"series": as_fingerprint(series), **_statement(stated)} for series, stated in document.statements
        ],
        "midlines": [_midline(midline) for midline in document.midlines],
        "crops": [_crop(crop) for crop in document.crops],
        "method": _method(project),
        "codes": _codes(document.codes),
        "layer": document.layer,
        "layers": [_layer(layer, series_of) for layer in document.layers],
        "levels": [_level(level) for level in document.levels],
        "vertebrae": [_vertebra(mark) for mark in document.vertebrae],
        "outline_rule": document.outline_rule.value,
        "pairing": None if document.pairing is None else _pairing(document.pairing),
        "figures": [to_record(figure) for figure in document.figures],
        "view": _view(project.view),
        "measurement": None if project.measurement is None else _measurement(project.measurement),
        "slices": [_image(printed) for printed in project.images],
        "images": None if project.place is None else {"up": project.place.up, "down": project.place.down},
    }


def _method(project: ProjectFile) -> dict[str, Any]:
    document = project.document
    name, version = pinned(document)
    return {
        "name": name,
        "version": version,
        "is_default": document.method is None or project.is_by_old_default,
        "threshold": _number(document.threshold),
        "scale_of": document.scale_of.value,
    }


def _slice(key: SliceKey) -> dict[str, Any]:
    return {"id": as_fingerprint(key.uid), "frame": int(key.frame)}


def _image(printed: ImagePrint) -> dict[str, Any]:
    orientation, position = printed.orientation, printed.position_mm
    return {
        "slice": _slice(printed.slice_key),
        "pixels": printed.pixels,
        "rows": int(printed.rows),
        "columns": int(printed.columns),
        "spacing_mm": _spacing(printed.spacing),
        "row": None if orientation is None else [float(value) for value in orientation.row],
        "column": None if orientation is None else [float(value) for value in orientation.column],
        "position_mm": None if position is None else [float(value) for value in position],
    }


def _outline(outline: Outline, series: str | None) -> dict[str, Any]:
    return {
        "slice": _slice(outline.slice_key),
        "series": None if series is None else as_fingerprint(series),
        "structure": outline.structure.value,
        "side": outline.side.value,
        "rule": outline.rule.value,
        "is_proposed": outline.is_proposed,
        "rings": [[_point(point) for point in ring] for ring in outline.rings],
    }


def _codes(codes: ReadingCodes) -> dict[str, Any]:
    return {
        "study": codes.study,
        "reader": codes.reader,
        "reading": codes.reading,
        "is_blinded_to_numbers": codes.is_blinded_to_numbers,
    }


def _layer(layer: Layer, series_of: Mapping[SliceKey, str]) -> dict[str, Any]:
    return {
        "name": layer.name,
        "codes": _codes(layer.codes),
        "outlines": [_outline(outline, series_of.get(outline.slice_key)) for outline in layer.outlines],
        "is_shown": layer.is_shown,
        "is_answer": layer.is_answer,
    }


def _level(level: SliceLevel) -> dict[str, Any]:
    return {"slice": _slice(level.slice_key), "level": level.level}


def _vertebra(mark: VertebraMark) -> dict[str, Any]:
    return {
        "frame_of_reference": as_fingerprint(mark.frame_of_reference),
        "name": mark.name,
        "position_mm": [_length(value) for value in mark.position_mm],
        "is_proposed": mark.is_proposed,
    }


def _pairing(pairing: Pairing) -> dict[str, Any]:
    return {
        "before": _paired(pairing.before),
        "after": _paired(pairing.after),
        "offset_slices": int(pairing.offset_slices),
        "is_by_offset": pairing.is_by_offset,
        "treated": None if pairing.treated is None else pairing.treated.value,
        "procedure_day": None if pairing.procedure_day is None else int(pairing.procedure_day),
        "is_blinded": pairing.is_blinded,
    }


def _paired(block: PairedBlock) -> dict[str, Any]:
    return {"series": as_fingerprint(block.series_uid), "block": int(block.block)}


def _length(value: float) -> float:
    if not abs(value) <= COORDINATE_MAXIMUM:
        raise GeometryError(f"A vertebra lies {value:g} mm away, so it cannot be saved; place it again.")
    return float(value)


def _point(point: Point) -> list[float]:
    x, y = float(point[0]), float(point[1])
    if not (abs(x) <= COORDINATE_MAXIMUM and abs(y) <= COORDINATE_MAXIMUM):
        raise OutlineError(
            f"A point at {x:g},{y:g} lies outside every image, so it cannot be saved; undo what put it there."
        )
    return [x, y]


def _statement(statement: Statement) -> dict[str, Any]:
    return {"sides": statement.sides, "spacing_mm": _spacing(statement.spacing)}


def _spacing(spacing: Spacing | None) -> list[float] | None:
    return None if spacing is None else [float(spacing.row_mm), float(spacing.column_mm)]


def _midline(midline: Midline) -> dict[str, Any]:
    return {"slice": _slice(midline.slice_key), "ends": [_point(point) for point in midline.ends]}


def _crop(crop: Crop) -> dict[str, Any]:
    box = {"left": crop.left, "top": crop.top, "right": crop.right, "bottom": crop.bottom}
    return {"slice": _slice(crop.slice_key), **{name: int(value) for name, value in box.items()}}


def _view(view: ProjectView) -> dict[str, Any]:
    return {
        "series": None if view.series is None else as_fingerprint(view.series),
        "block": view.block,
        "slice": None if view.slice_key is None else _slice(view.slice_key),
        "windows": [_window(series, window) for series, window in view.windows],
        "is_smooth": view.is_smooth,
    }


def _window(series: str, window: Window) -> dict[str, Any]:
    return {"series": as_fingerprint(series), "center": float(window.center), "width": float(window.width)}


def _measurement(measurement: StoredMeasurement) -> dict[str, Any]:
    method = measurement.method
    return {
        "method": {
            "name": method.name,
            "version": method.version,
            "parameters": [[name, _parameter(value)] for name, value in method.parameters],
        },
        "rows": [_row(row) for row in measurement.rows],
    }


def _row(row: StoredRow) -> dict[str, Any]:
    return {
        "slice": _slice(row.slice_key),
        "structure": row.structure.value,
        "outline": row.outline,
        "side": row.side.value,
        "area_px": _number(row.area_px),
        "area_mm2": _number(row.area_mm2),
        "fat_fraction_percent": _number(row.fat_fraction_percent),
        "fat_to_muscle_ratio": _number(row.fat_to_muscle_ratio),
        "flags": list(row.flags),
        "level": known_level(row.level),
        "spacing_mm": _spacing(row.spacing),
        "fat_fraction_interval_percent": _interval(row.fat_fraction_interval_percent),
        "fat_to_muscle_ratio_interval": _interval(row.fat_to_muscle_ratio_interval),
    }


def _interval(interval: Interval | None) -> list[float] | None:
    if interval is None or not all(math.isfinite(end) for end in interval):
        return None
    return [float(end) for end in interval]


def _parameter(value: ParameterValue) -> ParameterValue:
    return _number(value) if isinstance(value, float) else value


def _number(value: float | None) -> float | None:
    """Return a plain float, None for what does not exist or is not finite."""
    return None if value is None or not math.isfinite(value) else float(value)


def merged(known: Any, unknown: Unknown) -> Any:
    """Known values of JSON with the unknown fields put back where they were read."""
    if isinstance(known, dict):
        found = {
            name: merged(value, unknown.within[name]) if name in unknown.within else value
            for name, value in known.items()
        }
        return {**unknown.fields, **found}
    if isinstance(known, list) and unknown.elements:
        extras = dict(unknown.elements)
        return [merged(item, extras.get(canonical(item), Unknown())) for item in known]
    return known


def split(raw: Any, known: Any) -> Unknown:
    """Unknown fields: what `raw` holds and `known`, its known part, does not."""
    if isinstance(raw, Mapping) and isinstance(known, Mapping):
        fields = {name: value for name, value in raw.items() if name not in known}
        within = {name: split(raw[name], value) for name, value in known.items() if name in raw}
        return Unknown(fields=fields, within={name: found for name, found in within.items() if found})
    if isinstance(raw, list) and isinstance(known, list) and raw and isinstance(raw[0], Mapping):
        found_in = ((canonical(item), split(whole, item)) for whole, item in zip(raw, known, strict=True))
        return Unknown(elements=tuple((text, found) for text, found in found_in if found))
    return Unknown()
