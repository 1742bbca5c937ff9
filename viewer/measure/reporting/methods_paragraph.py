"""A paragraph "Methods" for a paper, from what was really done: images, outlines, method, references, limits.

Nothing in it is of a patient: it is built from numbers, from words of fixed lists and from names of methods.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viewer import PROGRAM, __version__
from viewer.core.annotations.levels import known_level
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.core.series import Series, SliceKey
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.grades import CategoryScheme
from viewer.measure.measurement import Measurement, MeasurementRow, ParameterValue
from viewer.measure.methods import METHODS
from viewer.measure.reporting.acquisition import Place, acquisition_sentence, span
from viewer.measure.reporting.citations import CITATIONS
from viewer.measure.reporting.outline_rule import EDGE_RULE, border_sentence, rule_of
from viewer.measure.reporting.references import references_text

OWN_METHOD = "anchored"
"""Name of the method that is this program's own."""

_BOTH = (Structure.REFERENCE_FAT, Structure.REFERENCE_MUSCLE)


@dataclass(frozen=True, slots=True)
class _References:
    """What a method takes from references: how, from which, and (parameter of its rule, word for it)."""

    rule: str
    structures: tuple[Structure, ...]
    levels: tuple[tuple[str, str], ...]


_MEDIANS = (("muscle_level", "muscle"), ("fat_level", "fat"))

_BY_REFERENCES = {
    "midpoint": _References(
        "The threshold lies midway between the medians of the references, without a correction of the coil's gain",
        _BOTH,
        _MEDIANS,
    ),
    "lean-plus-2sd": _References(
        "The threshold is the mean of the reference muscle plus two standard deviations, without a correction of the "
        "coil's gain",
        (Structure.REFERENCE_MUSCLE,),
        (("muscle_mean", "mean"), ("muscle_sd", "standard deviation")),
    ),
    "soft-references": _References(
        "The levels are the medians of the references, without a correction of the coil's gain", _BOTH, _MEDIANS
    ),
}
"""What methods by plain references take from them, by the name of the method."""

PARAMETERS_MAXIMUM = 6
"""Most parameters that the text lists; those of many slices stand with the numbers."""


def methods_paragraph(
    measurement: Measurement,
    document: Document,
    series: Iterable[Series],
    *,
    categories: CategoryScheme | None = None,
) -> str:
    """Text for the methods section of a paper, and the works it cites.

    Parameters
    ----------
    measurement
        What was measured; at least one row.
    document
        Outlines and what was stated, with the keys of the slices.
    series
        Blocks that hold the measured slices.
    categories
        Percent categories that are reported, None for none.

    Returns
    -------
    str
        One paragraph, and after a blank line the references, if any, one per line; ends with a line break.
    """
    places = _places(measurement, series)
    cited = CITATIONS.get(measurement.method.name)
    sentences = [
        *_image_sentences(document, places, has_fractions=_has_fractions(measurement)),
        *_outline_sentences(measurement),
        *_method_sentences(measurement),
        *_scale_sentences(measurement),
        *_quantity_sentences(measurement),
        *([] if categories is None else [_category_sentence(categories)]),
        _flag_sentence(measurement.rows),
        f"Measured with {PROGRAM} {__version__}.",
    ]
    works = [*([] if cited is None else [cited.full]), *([] if categories is None else [categories.citation])]
    listed = "".join(f"{work}\n" for work in works)
    return f"{' '.join(sentences)}\n" + (f"\nReferences\n{listed}" if works else "")


def _places(measurement: Measurement, series: Iterable[Series]) -> list[Place]:
    """Measured slices with their blocks, in order, as they were opened."""
    wanted = {SliceKey(row.sop_instance_uid, row.frame) for row in measurement.rows}
    found: dict[SliceKey, Place] = {}
    for block in series:
        for image in block.slices:
            if image.key in wanted:
                found.setdefault(image.key, (block, image))
    return list(found.values())


def _has_fractions(measurement: Measurement) -> bool:
    """Whether any outline has a fat fraction; without one the text must not tell how it was measured."""
    return any(row.fat_fraction_percent is not None for row in measurement.rows)


def _image_sentences(document: Document, places: Sequence[Place], *, has_fractions: bool) -> list[str]:
    """The images, and what the user stated about them."""
    if not places:
        return []
    stated: list[Place] = []
    known: list[str] = []
    for block, image in places:
        statement = document.statement_on(image, series_uid=block.series_uid)
        stated.append((block, statement.shown_on(image)))
        known += statement.sentences([image.geometry])
    begins = "Measurements were made" if has_fractions else "Areas were measured"
    return [acquisition_sentence(stated, begins=begins), *dict.fromkeys(known)]


def _outline_sentences(measurement: Measurement) -> list[str]:
    """How many outlines of what, where they come from, and how their area follows."""
    rows = measurement.rows
    counts = Counter(_outlined(row) for row in rows)
    listed = ", ".join(f"{count} of the {name}" for name, count in counts.items())
    levels = list(dict.fromkeys(level for row in rows if (level := known_level(row.level))))
    where = f" at {', '.join(levels)}" if levels else ""
    masks = sum(row.source is not None and rule_of(row.source) == EDGE_RULE for row in rows)
    made = "drawn by hand as polygons"
    if masks:
        made = "taken from label masks" if masks == len(rows) else f"{made}, {masks} of them taken from label masks"
    said = [f"{_counted(len(rows), 'outline')}{where} ({listed}), {made}, {'was' if len(rows) == 1 else 'were'} used."]
    if masks < len(rows):
        said.append(
            f"The area is that of the polygon with {_vertices(rows)} vertices; border pixels count by the part inside."
        )
    border = border_sentence([row.source for row in rows if row.source is not None])
    said += [border] if border else []
    if masks:
        said.append("The area of a mask is its number of pixels.")
    if measurement.codes.is_blinded_to_numbers:
        said.append("The numbers were hidden while the outlines were drawn.")
    return said


def _outlined(row: MeasurementRow) -> str:
    return row.structure.value if row.side is Side.UNKNOWN else f"{row.side} {row.structure}"


def _vertices(rows: Sequence[MeasurementRow]) -> str:
    """Fewest and most vertices of the drawn outlines."""
    drawn = [row.source for row in rows if row.source is not None and rule_of(row.source) != EDGE_RULE]
    return span([sum(map(len, outline.rings)) for outline in drawn]) or "its"


def _counted(count: int, noun: str) -> str:
    """'One outline', 'A total of 2 outlines': no sentence begins with a digit."""
    return f"One {noun}" if count == 1 else f"A total of {count} {noun}s"


def _method_sentences(measurement: Measurement) -> list[str]:
    """The method by name and version, with what shaped the numbers."""
    used = measurement.method
    named = f"{used.name}, version {used.version}"
    cited = CITATIONS.get(used.name)
    by = f"; {cited.short}" if cited else ""
    words = next((method.caption for method in METHODS if method.name == used.name), "a method of that name")
    if not _has_fractions(measurement):
        told = f"Fat was to be told from muscle by {words} ({named}{by}), but no outline has a fat fraction."
        return [told, *_reasons(measurement.rows)]
    if used.name == OWN_METHOD:
        said = [
            f"Fat was told from muscle by the method {OWN_METHOD} (version {used.version}) of {PROGRAM}, which is this "
            "program's own: it is phantom-validated and not established in patients. On each slice one scale from the "
            "brightness of lean muscle to that of pure fat, with the coil's gain, holds for both sides; a pixel holds "
            "fat in proportion to where it lies on that scale."
        ]
    else:
        said = [f"Fat was told from muscle by {words} ({named}{by})."]
    parameters = [(name, value) for name, value in used.parameters if value is not None]
    if len(parameters) > PARAMETERS_MAXIMUM:
        return [*said, "Its parameters stand beside the numbers."]
    listed = ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in parameters)
    return [*said, f"Parameters: {listed}."] if listed else said


def _reasons(rows: Sequence[MeasurementRow]) -> list[str]:
    """Why there is no number, in the sentences of the flags that forbid its use."""
    kinds = [flag(name) for row in rows for name in row.flags]
    return list(dict.fromkeys(kind.sentence for kind in kinds if kind.level is FlagLevel.DO_NOT_USE))


def _value(value: ParameterValue) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _scale_sentences(measurement: Measurement) -> list[str]:
    """Where the levels of fat and muscle come from, and what they are; nothing for a method that uses none.

    Every slice may have a scale, since flags are judged by it: that alone makes no number.
    """
    name = measurement.method.name
    rows = [row for row in measurement.rows if row.fat_fraction_percent is not None]
    keys = {SliceKey(row.sop_instance_uid, row.frame) for row in rows}
    scales = [scale for key, scale in measurement.scales if key in keys]
    if name in _BY_REFERENCES:
        return [_reference_sentence(_BY_REFERENCES[name], rows, scales)] if rows else []
    if name != OWN_METHOD or not scales:
        return []
    contrasts = [scale.contrast for scale in scales if math.isfinite(scale.contrast)]
    ratio = f" The level of fat was {span(contrasts, digits=3)} times that of muscle." if contrasts else ""
    return [f"The levels come from {_references(scales, _BOTH)}.{ratio}"]


def _references(scales: Sequence[SliceScale], structures: Sequence[Structure]) -> str:
    """What the references of all slices are, with the number of slices where they differ."""
    counts = Counter(references_text(scale, structures) for scale in scales)
    return "; or ".join(
        text if count == len(scales) else f"{text} ({count} of {len(scales)} slices)" for text, count in counts.items()
    )


def _reference_sentence(used: _References, rows: Sequence[MeasurementRow], scales: Sequence[SliceScale]) -> str:
    """What a method took from its references, and the levels and threshold that its numbers were made with."""
    known = [(word, span(_numbers(rows, parameter))) for parameter, word in used.levels]
    known.append(("threshold", span(row.threshold for row in rows)))
    listed = ", ".join(f"{word} {text}" for word, text in known if text)
    source = f" ({_references(scales, used.structures)})" if scales else ""
    return f"{used.rule}{source}{f': {listed}, in values after rescale' if listed else ''}."


def _numbers(rows: Sequence[MeasurementRow], parameter: str) -> list[float]:
    """Values of a parameter of the rules behind rows."""
    return [value for row in rows for name, value in row.parameters if name == parameter and isinstance(value, float)]


def _quantity_sentences(measurement: Measurement) -> list[str]:
    """What was computed, and what its intervals hold and do not hold."""
    said = _fraction_sentences(measurement) if _has_fractions(measurement) else []
    if any(comparison.fat_fraction_difference_points is not None for comparison in measurement.comparisons):
        said.append("Sides were compared as the patient's right minus left fat fraction, in percentage points.")
    if any(comparison.area_asymmetry_percent is not None for comparison in measurement.comparisons):
        said.append("The area asymmetry is the difference of the areas of both sides divided by the larger one.")
    if any(comparison.interval_points is not None for comparison in measurement.comparisons):
        said.append("A difference counts as exceeding the measurement error if its 95 % interval excludes 0.")
    return said


def _fraction_sentences(measurement: Measurement) -> list[str]:
    """What the fat fraction is, for how many outlines there is none, and whether it has an interval."""
    said = [
        "The fat fraction is the fat area divided by the area of the outline, the fat-to-muscle ratio the fat area "
        "divided by the remaining area.",
    ]
    without = sum(row.fat_fraction_percent is None for row in measurement.rows)
    if without:
        said.append(f"No fat fraction exists for {without} of {len(measurement.rows)} outlines.")
    if any(row.fat_fraction_interval_percent is not None for row in measurement.rows):
        said.append(
            "Intervals are 95 % intervals for the outline as drawn; differences between readers, slices and scanners "
            "are not included."
        )
    else:
        said.append("The method gives no interval.")
    return said


def _category_sentence(scheme: CategoryScheme) -> str:
    listed = ", ".join(scheme.labels)
    return f"Beside the fat fraction its range is given ({listed}; {scheme.short}, where readers judged by eye)."


def _flag_sentence(rows: Sequence[MeasurementRow]) -> str:
    """Every flag that was raised, worst first, with the number of outlines."""
    counts = Counter(name for row in rows for name in row.flags)
    if not counts:
        return "The program raised no flag."
    worst_first = sorted(counts, key=lambda name: -flag(name).level)
    listed = ", ".join(f"{name} ({counts[name]} of {len(rows)})" for name in worst_first)
    return f"The program flagged the outlines: {listed}."
