"""Values of a project file → outlines, readings, levels, vertebrae, pairing, images; strict, as all that is decoded."""

import re
from typing import Any

from viewer.core.annotations.pairing import DAY_MAXIMUM, OFFSET_MAXIMUM, PairedBlock, Pairing
from viewer.core.document import Document, Layer, ReadingCodes, SliceLevel, VertebraMark
from viewer.core.geometry import Orientation
from viewer.core.outline import Outline, OutlineRule, Side, Structure
from viewer.io.project.contents import ImagePrint
from viewer.io.project.encoding import COORDINATE_MAXIMUM
from viewer.io.project.fields import (
    count,
    fields_of,
    flag,
    frame_of_reference,
    get,
    items,
    number,
    one_of,
    optional,
    point,
    series_id,
    slice_key,
    spacing,
    text,
    wrong,
)

_HASH = re.compile(r"[0-9a-f]{64}")

OnSeries = tuple[Outline, str | None]
"""An outline with the fingerprint of its slice's series, where that is known."""


def outline(value: object) -> OnSeries:
    """Return an outline and the series of its slice."""
    fields = fields_of(value, "an outline")
    drawn = Outline(
        slice_key=slice_key(get(fields, "slice")),
        rings=items(fields, "rings", _ring),
        side=one_of(Side, get(fields, "side"), "the side of an outline"),
        structure=one_of(Structure, get(fields, "structure"), "the structure of an outline"),
        rule=one_of(OutlineRule, get(fields, "rule"), "the rule of an outline"),
        is_proposed=flag(get(fields, "is_proposed"), "“is_proposed”"),
    )
    return drawn, optional(get(fields, "series"), series_id)


def _ring(value: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list):
        raise wrong("a ring is no list of points")
    return tuple(point(item) for item in value)


def codes(value: object) -> ReadingCodes:
    """Return the codes of a reading."""
    fields = fields_of(value, "the codes")
    return ReadingCodes(
        study=text(get(fields, "study"), "the study code"),
        reader=text(get(fields, "reader"), "the reader code"),
        reading=optional(get(fields, "reading"), lambda v: count(v, "the reading", least=0)),
        # Programs that could not hide the numbers did not write this.
        is_blinded_to_numbers=flag(fields.get("is_blinded_to_numbers", False), "“is_blinded_to_numbers”"),
    )


def layer(value: object) -> tuple[Layer, tuple[OnSeries, ...]]:
    """Return a reading, and its outlines with their series."""
    fields = fields_of(value, "a reading")
    outlined = items(fields, "outlines", outline)
    found = Layer(
        name=text(get(fields, "name"), "the name of a reading"),
        codes=codes(get(fields, "codes")),
        outlines=tuple(drawn for drawn, _ in outlined),
        is_shown=flag(get(fields, "is_shown"), "“is_shown”"),
        is_answer=flag(get(fields, "is_answer"), "“is_answer”"),
    )
    return found, outlined


def level(value: object) -> SliceLevel:
    """Return the level that was typed for a slice."""
    fields = fields_of(value, "a level")
    return SliceLevel(slice_key(get(fields, "slice")), text(get(fields, "level"), "a level"))


def vertebra(value: object) -> VertebraMark:
    """Return a vertebra that was named at a place."""
    fields = fields_of(value, "a vertebra")
    return VertebraMark(
        frame_of_reference=frame_of_reference(get(fields, "frame_of_reference")),
        name=text(get(fields, "name"), "the name of a vertebra"),
        position_mm=_position_mm(get(fields, "position_mm")),
        is_proposed=flag(get(fields, "is_proposed"), "“is_proposed”"),
    )


def _position_mm(value: object, what: str = "the place of a vertebra") -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise wrong(f"{what} is no list of three")
    x, y, z = (number(item, what, largest=COORDINATE_MAXIMUM) for item in value)
    return x, y, z


def image(value: object) -> ImagePrint:
    """Return what an outlined image was."""
    fields = fields_of(value, "an image")
    pixels = text(get(fields, "pixels"), "the hash of an image")
    if _HASH.fullmatch(pixels) is None:
        raise wrong("the hash of an image is none")
    row, column, position = (
        optional(get(fields, name), lambda v: _position_mm(v, "a direction or place of an image"))
        for name in ("row", "column", "position_mm")
    )
    if (row is None) != (column is None):
        raise wrong("an image has one direction")
    return ImagePrint(
        slice_key=slice_key(get(fields, "slice")),
        pixels=pixels,
        rows=count(get(fields, "rows"), "the size of an image"),
        columns=count(get(fields, "columns"), "the size of an image"),
        spacing=optional(get(fields, "spacing_mm"), spacing),
        orientation=None if row is None or column is None else Orientation(row, column),
        position_mm=position,
    )


def pairing(value: object) -> Pairing:
    """Return what is compared as before and after."""
    fields = fields_of(value, "the pairing")
    return Pairing(
        before=_paired(get(fields, "before")),
        after=_paired(get(fields, "after")),
        offset_slices=count(get(fields, "offset_slices"), "the offset of the pairing", least=-OFFSET_MAXIMUM),
        is_by_offset=flag(get(fields, "is_by_offset"), "“is_by_offset”"),
        treated=optional(get(fields, "treated"), lambda v: one_of(Side, v, "the treated side")),
        procedure_day=optional(
            get(fields, "procedure_day"), lambda v: count(v, "the day of the procedure", least=-DAY_MAXIMUM)
        ),
        is_blinded=flag(get(fields, "is_blinded"), "“is_blinded”"),
    )


def _paired(value: object) -> PairedBlock:
    fields = fields_of(value, "a paired series")
    return PairedBlock(series_id(get(fields, "series")), count(get(fields, "block"), "a paired block"))


def refuse_repeated(document: Document) -> None:
    """Refuse what a document can hold only once: the name of a reading, a level of a slice, a vertebra.

    Raises
    ------
    ProjectError
        If one of them is there twice.
    """
    once: dict[str, list[Any]] = {
        "two readings have the same name": [document.layer, *(other.name for other in document.layers)],
        "a slice has two levels": [typed.slice_key for typed in document.levels],
        "a vertebra is named twice": [(mark.frame_of_reference, mark.name) for mark in document.vertebrae],
    }
    for what, named in once.items():
        if len(set(named)) < len(named):
            raise wrong(what)
