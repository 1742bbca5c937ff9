"""A recipe as a record of JSON and back: every entry by name, so that nothing else gets in or out."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TypeVar

from viewer.core.figures import fields
from viewer.core.figures.fields import Reader, optional, refuse_unknown
from viewer.core.figures.marks import MARK_KINDS, FigureMark
from viewer.core.figures.panels import Panel
from viewer.core.figures.reviewed import Reviewed
from viewer.core.figures.spec import FORMAT, MAX_JSON_CHARACTERS, SCHEMA_VERSION, FigureSpec, Placed
from viewer.core.figures.style import Style
from viewer.core.records import reading
from viewer.core.records.seal import SEAL, is_as_sealed
from viewer.errors import UnreadableError, UsageError

_Made = TypeVar("_Made")

OLDEST_SCHEMA = 1
"""Oldest schema that is read; its entries are a part of those of the present one."""

_UNREVIEWED_SCHEMA = 2
"""Schema of a recipe that tells of no reviewed pixels: programs that know of none can read it."""


def to_record(spec: FigureSpec) -> dict[str, object]:
    """Recipe as a record of JSON with format and schema version."""
    entries = asdict(spec)
    entries["marks"] = [{"kind": _kind_of(mark), **asdict(mark)} for mark in spec.marks]
    entries["own_preset"] = json.loads(spec.own_preset) if spec.own_preset else None
    if not spec.reviewed:
        del entries["reviewed"]
    version = SCHEMA_VERSION if spec.reviewed else _UNREVIEWED_SCHEMA
    return {"format": FORMAT, "schema_version": version, **entries}


def _kind_of(mark: FigureMark) -> str:
    return next(name for name, kind in MARK_KINDS.items() if type(mark) is kind)


def parsed(text: str) -> dict[str, object]:
    """Record of a recipe's JSON text, without the seal, which must fit where there is one; not looked into yet.

    Raises
    ------
    UsageError
        If it is too long, not JSON, not an object, or not as it was sealed.
    """
    if len(text) > MAX_JSON_CHARACTERS:
        raise UsageError(f"The figure recipe is longer than {MAX_JSON_CHARACTERS} characters; it is not one of ours.")
    try:
        record = reading.parsed(text.encode("utf-8"), kind="figure recipe", most_bytes=4 * MAX_JSON_CHARACTERS)
    except (UnreadableError, UnicodeEncodeError) as e:
        raise UsageError("The figure recipe is not valid JSON; save it again from the program.") from e
    if not isinstance(record, dict):
        raise UsageError("The figure recipe is not a JSON object; save it again from the program.")
    if not is_as_sealed(record, record):
        raise UsageError(
            f"The figure recipe is not as the program wrote it; look at its values, and take its entry '{SEAL}' out to "
            "use it as it is."
        )
    record.pop(SEAL, None)
    return record


def spec_of(record: Mapping[str, object]) -> FigureSpec:
    """Recipe of a stored record.

    Parameters
    ----------
    record
        As `to_record` or an older program made it; entries may be left out.

    Raises
    ------
    UsageError
        If it is not a figure recipe of a known version, or a value is of the wrong kind or out of range.
    """
    entries = dict(record)
    if entries.pop("format", None) != FORMAT:
        raise UsageError(f"The figure recipe does not say format '{FORMAT}'; use a file that this program wrote.")
    version = entries.pop("schema_version", None)
    if type(version) is not int or not OLDEST_SCHEMA <= version <= SCHEMA_VERSION:
        raise UsageError(
            f"The figure recipe is of none of the schema versions {OLDEST_SCHEMA} to {SCHEMA_VERSION}; update the "
            "program, or save the recipe again from this one."
        )
    if version == 1:  # it knew no live fields: a brace was a brace
        for name in ("caption", "alt"):
            said = entries.get(name)
            if isinstance(said, str):
                entries[name] = said.replace("{", "{{").replace("}", "}}")
    return _made(FigureSpec, entries, _SPEC, where="the figure recipe")


def _made(kind: type[_Made], entries: dict[str, object], readers: Mapping[str, Reader], *, where: str) -> _Made:
    refuse_unknown(entries, set(readers), where=where)
    values = {name: readers[name](name, value) for name, value in entries.items()}
    try:
        return kind(**values)
    except TypeError as e:  # an entry without a default is missing
        missing = [name for name in readers if name not in entries]
        raise UsageError(f"{where[0].upper()}{where[1:]} lacks one of {', '.join(missing)}; write it again.") from e


def _style(name: str, value: object) -> Style:
    return _made(Style, fields.record(name, value), _STYLE, where="the figure recipe's style")


def _panels(name: str, value: object) -> tuple[Panel, ...]:
    found = fields.records(name, value)
    return tuple(_made(Panel, entry, _PANEL, where="a panel of the figure recipe") for entry in found)


def _places(name: str, value: object) -> tuple[Placed, ...]:
    found = fields.records(name, value)
    return tuple(_made(Placed, entry, _PLACED, where="a place in the figure recipe") for entry in found)


def _reviewed(name: str, value: object) -> tuple[Reviewed, ...]:
    found = fields.records(name, value)
    return tuple(_made(Reviewed, entry, _REVIEWED, where="a review in the figure recipe") for entry in found)


def _marks(name: str, value: object) -> tuple[FigureMark, ...]:
    return tuple(_mark(entry) for entry in fields.records(name, value))


def _mark(record: dict[str, object]) -> FigureMark:
    entries = dict(record)
    name = entries.pop("kind", None)
    if not isinstance(name, str) or name not in MARK_KINDS:
        raise UsageError(f"A mark of the figure recipe is none of {', '.join(MARK_KINDS)}; remove it.")
    return _made(MARK_KINDS[name], entries, _MARKS[name], where=f"the {name} of the figure recipe")


_STYLE: Mapping[str, Reader] = {
    "dash_pt": fields.pair,
    "line_pt": fields.number,
    "casing_pt": fields.number,
    "colour": fields.text,
    "pattern": fields.text,
    "text_pt": optional(fields.number),
    "letter_pt": optional(fields.number),
    "font": fields.text,
}
_PANEL: Mapping[str, Reader] = {
    "slice_id": fields.text,
    "frame": fields.whole_number,
    "part": fields.text,
    "is_mirrored": fields.switch,
    "turns": fields.whole_number,
    "window": optional(fields.window),
    "crop_mm": optional(fields.number),
    "shift_mm": fields.pair,
    "shows_outlines": fields.switch,
    "shows_fat_map": fields.switch,
    "fat_map_opacity": fields.number,
    "title": fields.text,
}
_PLACED: Mapping[str, Reader] = {"item": fields.text, "panel": fields.whole_number, "part": fields.pair}
_REVIEWED: Mapping[str, Reader] = {
    "slice_id": fields.text,
    "frame": fields.whole_number,
    "box": fields.box,
    "digest": fields.text,
}
_OF_ALL_MARKS: Mapping[str, Reader] = {
    "panel": fields.whole_number,
    "width_pt": fields.number,
    "colour": fields.text,
}
_MARKS: Mapping[str, Mapping[str, Reader]] = {
    "arrow": {**_OF_ALL_MARKS, "tip_mm": fields.pair, "tail_mm": fields.pair, "text": fields.text},
    "text": {
        "panel": fields.whole_number,
        "colour": fields.text,
        "at_mm": fields.pair,
        "text": fields.text,
        "size_pt": optional(fields.number),
        "is_bold": fields.switch,
        "angle_deg": fields.number,
    },
    "ellipse": {
        **_OF_ALL_MARKS,
        "center_mm": fields.pair,
        "radii_mm": fields.pair,
        "angle_deg": fields.number,
        "is_dashed": fields.switch,
    },
    "bracket": {**_OF_ALL_MARKS, "start_mm": fields.pair, "end_mm": fields.pair, "text": fields.text},
}
_SPEC: Mapping[str, Reader] = {
    "preset": fields.text,
    "window": optional(fields.window),
    "crop_mm": optional(fields.number),
    "caption": optional(fields.text),
    "alt": optional(fields.text),
    "shows_numbers": fields.switch,
    "shows_sides": fields.switch,
    "shows_caption": fields.switch,
    "shows_edges": fields.switch,
    "shows_scale_bar": fields.switch,
    "style": _style,
    "name": fields.text,
    "arrangement": fields.text,
    "panels": _panels,
    "columns": optional(fields.whole_number),
    "marks": _marks,
    "places": _places,
    "shows_side_words": fields.switch,
    "shows_panel_letters": optional(fields.switch),
    "scale_bar_mm": optional(fields.number),
    "inset": fields.text,
    "key": fields.text,
    "interpolation": fields.text,
    "own_preset": fields.embedded,
    "reviewed": _reviewed,
}
