"""A measurement as text for the terminal."""

from collections.abc import Sequence

from viewer.app.numbers.references import reference_sentences
from viewer.cli.texts.total_lines import total_lines
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measurement import Comparison, Interval, Measurement, MeasurementRow
from viewer.measure.methods import METHODS
from viewer.measure.reporting.outline_rule import border_sentence

_LEVEL_WORDS = {FlagLevel.DO_NOT_USE: "do not use", FlagLevel.WITH_CARE: "with care", FlagLevel.NOTE: "note"}
_HEADS = ("", "area", "fat area", "muscle area", "fat fraction", "fat : muscle")

_INTERVALS = "Intervals are for these outlines; differences between readers, slices and scanners are not included."


def measurement_text(measurement: Measurement, *, beside: Sequence[str] = ()) -> str:
    """Numbers of every row and comparison, with flags and warnings as sentences, for people.

    Parameters
    ----------
    measurement
        At least one row.
    beside
        Lines to set after the numbers, such as published norms.
    """
    lines = []
    slices = dict.fromkeys((row.series, row.slice_number) for row in measurement.rows)
    for series, number in slices:
        rows = [row for row in measurement.rows if (row.series, row.slice_number) == (series, number)]
        level = f", {rows[0].level}" if rows[0].level else ""
        lines += [f"Series {series}, slice {number}{level}", *_table(rows)]
        lines += [
            _comparison_line(c) for c in measurement.comparisons if (c.series, c.slice_number) == (series, number)
        ]
        lines += [*_scale_line(measurement, rows[0]), *_flag_lines(rows), ""]
    lines += total_lines(measurement)
    lines += [*beside, ""] if beside else []
    used = measurement.method
    thresholds = [f"{value:g}" for name, value in used.parameters if isinstance(value, float) and "threshold" in name]
    at = f", threshold {', '.join(thresholds)}" if thresholds and len(slices) == 1 else ""
    lines.append(f"Method: {used.name} (version {used.version}){at}.")
    if any(row.fat_fraction_interval_percent is not None for row in measurement.rows):
        lines.append(f"In brackets: 95 %. {_INTERVALS}")
    border = border_sentence([row.source for row in measurement.rows if row.source is not None])
    lines += [border] if border else []
    lines += [f"Warning: {warning}" for warning in measurement.warnings]
    lines.append("For research and teaching, not for diagnosis.")
    return "\n".join(lines)


def joined_text(measurements: Sequence[Measurement]) -> str:
    """One line per row of many measurements, for people.

    Parameters
    ----------
    measurements
        Each with its codes.
    """
    heads = (
        "study",
        "reader",
        "reading",
        "level",
        "outline",
        "area",
        "fat fraction",
        "fat : muscle",
        "numbers",
        "flags",
    )
    cells = [heads, *(_joined_cells(measurement, row) for measurement in measurements for row in measurement.rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def _joined_cells(measurement: Measurement, row: MeasurementRow) -> tuple[str, ...]:
    codes = measurement.codes
    _, area, _, _, fraction, ratio = _cells(row)
    numbers = "measured" if measurement.stored_by is None else "stored"
    reading = "" if codes.reading is None else str(codes.reading)
    return (
        *(codes.study or "–", codes.reader or "–", reading or "–", row.level or "–", row_name(row)),
        *(area, fraction, ratio, numbers, ", ".join(row.flags)),
    )


def row_name(row: MeasurementRow) -> str:
    """How people call a row: 'patient's right multifidus', or 'multifidus 1' where the side is unknown."""
    return f"{row.structure} {row.outline}" if row.side is Side.UNKNOWN else f"patient's {row.side} {row.structure}"


def _table(rows: list[MeasurementRow]) -> list[str]:
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(_HEADS))]
    aligned = [f"{{:<{widths[0]}}}", *(f"{{:>{width}}}" for width in widths[1:])]
    return ["  " + "  ".join(aligned).format(*line) for line in cells]


def _cells(row: MeasurementRow) -> tuple[str, ...]:
    return (
        row_name(row),
        f"{row.area_px:.1f} px" if row.area_mm2 is None else _with_unit(row.area_mm2, "mm²", 1),
        _with_unit(row.fat_area_mm2, "mm²", 1),
        _with_unit(row.muscle_area_mm2, "mm²", 1),
        _with_unit(row.fat_fraction_percent, "%", 1) + _interval(row.fat_fraction_interval_percent, "{:.1f}"),
        _with_unit(row.fat_to_muscle_ratio, "", 3),
    )


def _with_unit(value: float | None, unit: str, digits: int) -> str:
    return "none" if value is None else f"{value:.{digits}f} {unit}".rstrip()


def _interval(ends: Interval | None, form: str) -> str:
    """Both ends in brackets, to stand behind their number; '' where there is no interval."""
    return "" if ends is None else f" ({_signed(form.format(ends[0]))} to {_signed(form.format(ends[1]))})"


def _signed(number: str) -> str:
    """A number with a true minus sign in place of a hyphen, and none before zero."""
    digits = number.removeprefix("-")
    return number if digits == number else f"{'−' if float(digits) else '+'}{digits}"


def _comparison_line(comparison: Comparison) -> str:
    parts = []
    if comparison.fat_fraction_difference_points is not None:
        ends = _interval(comparison.interval_points, "{:+.1f}")
        points = _signed(f"{comparison.fat_fraction_difference_points:+.1f}")
        difference = f"fat fraction right − left {points} points{ends}"
        if comparison.distinguishable is not None:
            beyond = "exceeds" if comparison.distinguishable else "within"
            difference += f", {beyond} the measurement error (healthy sides differ too)"
        parts.append(difference)
    if comparison.area_asymmetry_percent is not None:
        smaller = f", patient's {comparison.smaller_side} smaller" if comparison.smaller_side else ""
        parts.append(f"area asymmetry {comparison.area_asymmetry_percent:.1f} %{smaller}")
    return f"  {'; '.join(parts)}"


def _scale_line(measurement: Measurement, row: MeasurementRow) -> list[str]:
    """What the levels of a slice rest on, in one line; none for a method that has no levels."""
    scale = dict(measurement.scales).get(SliceKey(row.sop_instance_uid, row.frame))
    needs_scale = any(method.needs_scale for method in METHODS if method.name == measurement.method.name)
    return [f"  {' '.join(reference_sentences(scale))}"] if needs_scale and scale is not None else []


def _flag_lines(rows: list[MeasurementRow]) -> list[str]:
    """One line per flag, with the rows it holds for where that is not all of them."""
    lines = []
    for identifier in dict.fromkeys(f for row in rows for f in row.flags):
        kind = flag(identifier)
        names = [row_name(row) for row in rows if identifier in row.flags]
        where = "" if len(names) == len(rows) else f" ({', '.join(names)})"
        lines.append(f"  {_LEVEL_WORDS[kind.level]}: {kind.sentence}{where} [{identifier}]")
    return lines
