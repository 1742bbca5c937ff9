"""The columns of measurement tables: the one place that names, explains and fills them."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from viewer import PROGRAM, __version__
from viewer.core.annotations.levels import known_level
from viewer.core.fingerprints import as_fingerprint
from viewer.core.series import SliceKey
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow
from viewer.measure.reporting.outline_rule import rule_of
from viewer.measure.reporting.references import references_text

_OF_INTERVALS = " It holds for this outline; differences between readers, slices and scanners are not included."

LEVEL_WORDS = {FlagLevel.DO_NOT_USE: "do not use", FlagLevel.WITH_CARE: "with care", FlagLevel.NOTE: "note"}
"""Level of a flag as tables have it."""

_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}(?:[a-z.+-]{1,4}[0-9]{0,4})?", re.ASCII)

Cell = str | float | int | bool | None
"""What a cell holds; None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All that a row of a table may draw on."""

    measurement: Measurement
    row: MeasurementRow
    comparison: Comparison | None
    scale: SliceScale | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    head
        Its name, with the unit at its end; stable, because scripts read it.
    explanation
        What it holds, for the explaining sheet.
    value
        Cell of an entry.
    """

    head: str
    explanation: str
    value: Callable[[Entry], Cell]


def number(value: float | None) -> float | None:
    """Return a plain float, None where the quantity does not exist (also when it is not finite)."""
    return None if value is None or not math.isfinite(value) else float(value)


def pair(interval: tuple[float, float] | None) -> list[float] | None:
    """Both ends of an interval, None where it does not exist."""
    if interval is None or not all(math.isfinite(end) for end in interval):
        return None
    return [float(end) for end in interval]


def parameters_json(measurement: Measurement) -> str:
    """Parameters of the method as one line of JSON."""
    return json.dumps(parameters_of(measurement), allow_nan=False)


def parameters_of(measurement: Measurement) -> dict[str, Cell]:
    """Parameters of the method by name; numbers that are not finite become None."""
    return {name: number(value) if isinstance(value, float) else value for name, value in measurement.method.parameters}


def comparison_of(measurement: Measurement, row: MeasurementRow) -> Comparison | None:
    """Return the comparison of the sides that a row takes part in."""
    for comparison in measurement.comparisons:
        here = (comparison.series, comparison.slice_number, comparison.structure)
        if here == (row.series, row.slice_number, row.structure):
            return comparison
    return None


def outline_rule(row: MeasurementRow) -> str | None:
    """How area and pixels follow from the outline, None where the outline is not known."""
    return None if row.source is None else rule_of(row.source)


def _end(interval: tuple[float, float] | None, index: int) -> float | None:
    ends = pair(interval)
    return None if ends is None else ends[index]


def border_rule(row: MeasurementRow) -> str | None:
    """Which border the outline of a row follows, None where the outline is not at hand."""
    return None if row.source is None else row.source.rule.value


def flag_level(row: MeasurementRow) -> str | None:
    """Level of the worst flag of a row in words, None without flags."""
    levels = [flag(identifier).level for identifier in row.flags]
    return LEVEL_WORDS[max(levels)] if levels else None


def version_behind(measurement: Measurement) -> str:
    """Version of the program that measured; 'unknown' where a project names it in words, which could be any."""
    if measurement.stored_by is None:
        return __version__
    return measurement.stored_by if _VERSION.fullmatch(measurement.stored_by) else "unknown"


def scale_of(measurement: Measurement, row: MeasurementRow) -> SliceScale | None:
    """Levels of muscle and fat on the slice of a row, None where none are known."""
    return dict(measurement.scales).get(SliceKey(row.sop_instance_uid, row.frame))


def _of_scale(head: str, explanation: str, value: Callable[[SliceScale], Cell]) -> Column:
    return Column(head, explanation, lambda entry: None if entry.scale is None else value(entry.scale))


def _of_row(head: str, explanation: str, value: Callable[[MeasurementRow], Cell]) -> Column:
    return Column(head, explanation, lambda entry: value(entry.row))


def _compared(head: str, explanation: str, value: Callable[[Comparison], Cell]) -> Column:
    return Column(head, explanation, lambda entry: None if entry.comparison is None else value(entry.comparison))


COMPARISON_COLUMNS: tuple[Column, ...] = (
    _compared(
        "area_asymmetry_percent",
        "100 × (larger − smaller area) / larger area of the two sides, in %.",
        lambda c: number(c.area_asymmetry_percent),
    ),
    _compared(
        "smaller_side",
        "Side of the patient with the smaller area; empty if neither.",
        lambda c: None if c.smaller_side is None else c.smaller_side.value,
    ),
    _compared(
        "fat_fraction_difference_points",
        "Fat fraction of the right minus that of the left side, in percentage points.",
        lambda c: number(c.fat_fraction_difference_points),
    ),
    _compared(
        "fat_fraction_difference_low_points",
        f"Lower end of the 95 % interval of that difference, in percentage points.{_OF_INTERVALS}",
        lambda c: _end(c.interval_points, 0),
    ),
    _compared(
        "fat_fraction_difference_high_points",
        f"Upper end of the 95 % interval of that difference, in percentage points.{_OF_INTERVALS}",
        lambda c: _end(c.interval_points, 1),
    ),
    _compared(
        "distinguishable",
        "Whether that interval excludes 0, so that the difference exceeds the measurement error; empty without an "
        "interval. Healthy sides differ too.",
        lambda c: c.distinguishable,
    ),
)
"""Right against left of one structure on one slice; the same in each of its rows."""

SCALE_COLUMNS: tuple[Column, ...] = (
    _of_scale(
        "references",
        "Where the levels of fat and muscle come from on this slice; empty where the method uses none.",
        references_text,
    ),
    _of_scale(
        "muscle_level",
        "Brightness of lean muscle at the centre of the coil's gain, in the unit of the image after rescale (sign "
        "turned where low values are bright).",
        lambda s: number(s.muscle),
    ),
    _of_scale("fat_level", "Brightness of pure fat there, in the same unit.", lambda s: number(s.fat)),
    _of_scale(
        "fat_muscle_contrast",
        "Level of fat by level of muscle, no unit; below 2 the fat fraction is uncertain.",
        lambda s: number(s.contrast),
    ),
)
"""The scale of a slice; the same in each of its rows."""

COLUMNS: tuple[Column, ...] = (
    _of_row("series", "Number of the listed series, from 1; empty for stored numbers.", lambda r: r.series or None),
    _of_row(
        "slice",
        "Number of the slice in its series, from 1; empty for stored numbers.",
        lambda r: r.slice_number or None,
    ),
    _of_row(
        "slice_id",
        "Fingerprint of the image: the same image has the same one in every table, and nothing leads back from it.",
        lambda r: as_fingerprint(r.sop_instance_uid),
    ),
    _of_row("frame", "Frame or slice within that file, from 1.", lambda r: r.frame),
    _of_row(
        "level",
        "Disc or vertebra: typed, counted from named ones, or stated by the image.",
        lambda r: known_level(r.level),
    ),
    _of_row("structure", "What the outline encloses.", lambda r: r.structure.value),
    _of_row("outline", "Number of the outline on its slice, right before left.", lambda r: r.outline),
    _of_row("side", "Side of the patient: right, left or unknown.", lambda r: r.side.value),
    _of_row("area_mm2", "Area of the outline in mm²; empty without a pixel spacing.", lambda r: number(r.area_mm2)),
    _of_row("area_px", "Area of the outline in pixels.", lambda r: number(r.area_px)),
    _of_row("fat_area_mm2", "Fat inside the outline, in mm².", lambda r: number(r.fat_area_mm2)),
    _of_row(
        "muscle_area_mm2",
        "Area minus fat area, in mm² (functional or lean cross-sectional area).",
        lambda r: number(r.muscle_area_mm2),
    ),
    _of_row("fat_fraction_percent", "100 × fat area / area, in %.", lambda r: number(r.fat_fraction_percent)),
    _of_row(
        "fat_fraction_low_percent",
        f"Lower end of the 95 % interval of the fat fraction, in %.{_OF_INTERVALS}",
        lambda r: _end(r.fat_fraction_interval_percent, 0),
    ),
    _of_row(
        "fat_fraction_high_percent",
        f"Upper end of the 95 % interval of the fat fraction, in %.{_OF_INTERVALS}",
        lambda r: _end(r.fat_fraction_interval_percent, 1),
    ),
    _of_row(
        "fat_to_muscle_ratio",
        "Fat area / muscle area; empty where there is no muscle.",
        lambda r: number(r.fat_to_muscle_ratio),
    ),
    _of_row(
        "fat_to_muscle_ratio_low",
        f"Lower end of the 95 % interval of that ratio.{_OF_INTERVALS}",
        lambda r: _end(r.fat_to_muscle_ratio_interval, 0),
    ),
    _of_row(
        "fat_to_muscle_ratio_high",
        f"Upper end of the 95 % interval of that ratio.{_OF_INTERVALS}",
        lambda r: _end(r.fat_to_muscle_ratio_interval, 1),
    ),
    _of_row(
        "mean",
        "Mean of the values inside the outline, weighted by coverage, in the unit of the image after rescale.",
        lambda r: number(r.mean),
    ),
    _of_row("sd", "Standard deviation of those values (population), in the same unit.", lambda r: number(r.sd)),
    _of_row(
        "threshold",
        "Value that separates muscle from fat, if the method has one, in the same unit.",
        lambda r: number(r.threshold),
    ),
    *SCALE_COLUMNS,
    _of_row(
        "flags", "Identifiers of what limits the numbers, worst first, parted by ';'.", lambda r: ";".join(r.flags)
    ),
    _of_row("flag_level", "Level of the worst of them: do not use, with care or note.", flag_level),
    *COMPARISON_COLUMNS,
    Column("method", "Name of the measuring method.", lambda e: e.measurement.method.name),
    Column("method_version", "Version of that method.", lambda e: e.measurement.method.version),
    Column("method_parameters", "Parameters of that method, as JSON.", lambda e: parameters_json(e.measurement)),
    Column(
        "warnings",
        "What is to be known of the whole measurement, such as sides stated by the user.",
        lambda e: " ".join(e.measurement.warnings),
    ),
    _of_row("outline_rule", "How area and pixels follow from the outline.", outline_rule),
    _of_row(
        "border_rule",
        "Border that the outline follows: the fascial border (fat inside it included) or the visible muscle border.",
        border_rule,
    ),
    _of_row(
        "source_hash",
        "Hash of the identifier of the source (SOP Instance UID, or SHA-256 of the file where there is none); "
        "that of slice_id.",
        lambda r: as_fingerprint(r.sop_instance_uid),
    ),
    Column("study_code", "Code of the study, as the reader typed it.", lambda e: e.measurement.codes.study or None),
    Column("reader_code", "Code of the reader, as typed.", lambda e: e.measurement.codes.reader or None),
    Column("reading_number", "Number of the reading, from 1.", lambda e: e.measurement.codes.reading),
    Column(
        "numbers_hidden_while_outlining",
        "Whether the numbers were hidden while the outlines were drawn, because seeing them biases the hand.",
        lambda e: e.measurement.codes.is_blinded_to_numbers,
    ),
    Column(
        "numbers",
        "Whether the numbers were measured now, or are those stored in a project whose images were not found.",
        lambda e: "measured" if e.measurement.stored_by is None else "stored",
    ),
    Column("program", "Program that measured.", lambda _: PROGRAM),
    Column("program_version", "Version of that program.", lambda e: version_behind(e.measurement)),
)
"""Columns of the CSV table and of the first sheet, in order."""


def entries(measurement: Measurement) -> tuple[Entry, ...]:
    """All rows of a measurement, each with its comparison and the scale of its slice."""
    return tuple(
        Entry(measurement, row, comparison_of(measurement, row), scale_of(measurement, row)) for row in measurement.rows
    )
