"""Two readings of one study held against each other: per slice, structure and side, with the same method for both."""

from dataclasses import dataclass, replace

from viewer.app.layers.comparison import ComparedOutline, ReadingsCompared
from viewer.app.layers.naming import layer_named, present_name
from viewer.app.numbers.building import settings_of
from viewer.core.document import Document, Layer
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side
from viewer.core.series import SliceKey, Study
from viewer.errors import UsageError
from viewer.measure.agreement.differing import OutlineDifference, differences_of
from viewer.measure.agreement.pairing import LeftOut
from viewer.measure.agreement.readings import Reading, ReadOutline
from viewer.measure.measuring import measure

PATIENT = "this study"
"""Stands for the patient: both readings are of one."""


@dataclass(frozen=True, slots=True)
class _Where:
    """A slice of the study: its block and number, and its spacing as the header or the user tells it."""

    series: int
    slice_number: int
    spacing: Spacing | None


def comparable(document: Document) -> tuple[Layer, ...]:
    """Readings that the present one can be held against: all but hidden answers."""
    return tuple(layer for layer in document.layers if layer.is_shown or not layer.is_answer)


def compared(document: Document, name: str, study: Study) -> ReadingsCompared:
    """Differences between the reading that is worked on and another one; measures both, so that it takes a moment.

    Parameters
    ----------
    document
        What the user made.
    name
        Of the other reading.
    study
        The opened images; outlines on others, and those that nobody has accepted yet, are left out.

    Raises
    ------
    UsageError
        If there is no such reading, it is a hidden answer, or the project's method is not in this program.
    UnreadableError
        If pixels cannot be read.
    """
    other = layer_named(document, name)
    if other not in comparable(document):
        raise UsageError("The answer is compared when it has been revealed; choose Reveal answer.")
    places = _places(document, study)
    label = present_name(document)
    first = _reading(document, document.outlines, label, study, places)
    second = _reading(document, other.outlines, other.name, study, places)
    found, left_out = differences_of(first, second)
    rows = [_row(difference, places) for difference in found]
    return ReadingsCompared(
        first=label,
        second=other.name,
        is_answer=other.is_answer,
        rows=tuple(sorted(rows, key=lambda row: (row.series, row.slice_number))),
        left_out=tuple(_left_out(item, places) for item in left_out),
        codes=(document.codes, other.codes),
        method=settings_of(document).method,
    )


def _places(document: Document, study: Study) -> dict[SliceKey, _Where]:
    found = {}
    for block in study.series:
        for number, image in enumerate(block.slices, start=1):
            stated = document.statement_on(image, series_uid=block.series_uid).shown_on(image)
            found[image.key] = _Where(block.number, number, stated.geometry.spacing)
    return found


def _reading(
    document: Document, outlines: tuple[Outline, ...], label: str, study: Study, places: dict[SliceKey, _Where]
) -> Reading:
    """A reading with its numbers, all measured the same way."""
    own = tuple(outline for outline in outlines if outline.slice_key in places and not outline.is_proposed)
    measured = replace(document, outlines=own)
    fractions: dict[Outline, float | None] = {}
    if own:
        rows = measure(measured, study.series, settings_of(document), is_lenient=True).rows
        fractions = {row.source: row.fat_fraction_percent for row in rows if row.source is not None}
    return Reading(label, outlines=tuple(_read(outline, places, fractions.get(outline)) for outline in own))


def _read(outline: Outline, places: dict[SliceKey, _Where], fraction: float | None) -> ReadOutline:
    spacing = places[outline.slice_key].spacing
    return ReadOutline.of(outline, study=PATIENT, spacing=spacing, fat_fraction_percent=fraction)


def _row(difference: OutlineDifference, places: dict[SliceKey, _Where]) -> ComparedOutline:
    target = difference.target
    key = next(outline.slice_key for outline in target.outlines if outline is not None)
    return ComparedOutline(
        series=places[key].series,
        slice_number=places[key].slice_number,
        structure=target.structure,
        side=target.side,
        dice=difference.dice,
        mean_distance_mm=difference.mean_distance_mm,
        area_difference_mm2=difference.area_difference_mm2,
        area_difference_percent=difference.area_difference_percent,
        fat_fraction_difference_points=difference.fat_fraction_difference_points,
    )


def _left_out(item: LeftOut, places: dict[SliceKey, _Where]) -> str:
    """Sentence about what only one reading has, or one has several times."""
    target = item.target
    key = next(outline.slice_key for outline in target.outlines if outline is not None)
    where = f"Series {places[key].series}, slice {places[key].slice_number}"
    side = "" if target.side is Side.UNKNOWN else f"{target.side} "
    who = " and ".join(item.readings)
    if target.is_complete:
        return f"{where}: {side}{target.structure} is outlined more than once in {who}, and was not compared."
    return f"{where}: {side}{target.structure} is not outlined in {who}."
