"""A measurement as JSON, CSV or XLSX."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from viewer import PROGRAM, __version__
from viewer.core.annotations.levels import known_level
from viewer.core.document import ReadingCodes
from viewer.core.fingerprints import as_fingerprint
from viewer.errors import PatientDataError, UsageError
from viewer.io.atomic import write_atomically
from viewer.io.tables.changes import change_csv, change_values, changes_path
from viewer.io.tables.columns import (
    COLUMNS,
    SCALE_COLUMNS,
    Column,
    Entry,
    border_rule,
    entries,
    flag_level,
    number,
    outline_rule,
    pair,
    parameters_of,
)
from viewer.io.tables.csv_text import csv_table
from viewer.io.tables.totals import total_values, totals_csv, totals_path
from viewer.io.tables.workbook import workbook_bytes
from viewer.measure.measurement import Comparison, Measurement

_LONG_ENOUGH = 8
"""Characters from which an identifier cannot be an ordinary number in a sentence."""

_LONG_ENOUGH_PATH = 5
"""Characters, dots and slashes at its ends not counted, from which a path cannot be part of an ordinary sentence."""


def measurement_json(
    measurement: Measurement,
    *,
    input_name: str | None,
    is_for_file: bool,
    extra: Sequence[Column] = (),
    has_totals: bool = False,
    has_change: bool = False,
) -> str:
    """JSON text of a measurement, with the keys that scripts rely on.

    Parameters
    ----------
    measurement
        Rows, comparisons and warnings.
    input_name
        Path as it was given; shown on the standard output only.
    is_for_file
        True for what is written to a file: no input name, fingerprints instead of identifiers.
    extra
        Further columns, whose heads become keys of the rows.
    has_totals
        Whether the key 'totals' is there; always in a file.
    has_change
        Whether the key 'change' is there, null where nothing is paired; in a file where something is.

    Raises
    ------
    PatientDataError
        If a file would hold an identifier or the name of the input.

    Notes
    -----
    Text beyond ASCII is escaped, so that no terminal or file encoding can change it. A number that does not
    exist is null.
    """
    text = json.dumps(
        {
            "program": PROGRAM,
            "version": __version__,
            "input": None if is_for_file else input_name,
            "method": {
                "name": measurement.method.name,
                "version": measurement.method.version,
                "parameters": parameters_of(measurement),
            },
            "rows": [row_values(entry, extra, is_for_file=is_for_file) for entry in entries(measurement)],
            "comparisons": [comparison_values(comparison) for comparison in measurement.comparisons],
            "warnings": list(measurement.warnings),
            **({"totals": [*map(total_values, measurement.totals)]} if has_totals or is_for_file else {}),
            **_change_values(measurement, is_asked=has_change, is_for_file=is_for_file),
            **(code_values(measurement.codes) if is_for_file else {}),
        },
        indent=2,
        allow_nan=False,
    )
    if is_for_file:
        check_warnings(measurement, input_name)
    return text


def _change_values(measurement: Measurement, *, is_asked: bool, is_for_file: bool) -> dict[str, Any]:
    """Key of the change between dates; none where it is neither asked for nor there for a file."""
    change = measurement.change
    if not is_asked and (change is None or not is_for_file):
        return {}
    return {"change": None if change is None else change_values(change)}


def row_values(entry: Entry, extra: Sequence[Column], *, is_for_file: bool) -> dict[str, Any]:
    """Keys of a row; a file, which must explain itself, says more than the standard output."""
    row = entry.row
    named = {
        "flag_level": flag_level(row),
        **{column.head: column.value(entry) for column in SCALE_COLUMNS},
        "threshold": number(row.threshold),
        "outline_rule": outline_rule(row),
        "border_rule": border_rule(row),
        "source_hash": as_fingerprint(row.sop_instance_uid),
    }
    return {
        "series": row.series or None,
        "slice": row.slice_number or None,
        "sop_instance_uid": as_fingerprint(row.sop_instance_uid) if is_for_file else row.sop_instance_uid,
        "frame": row.frame,
        "level": known_level(row.level),
        "structure": row.structure.value,
        "outline": row.outline,
        "side": row.side.value,
        "area_mm2": number(row.area_mm2),
        "area_px": number(row.area_px),
        "fat_area_mm2": number(row.fat_area_mm2),
        "muscle_area_mm2": number(row.muscle_area_mm2),
        "fat_fraction_percent": number(row.fat_fraction_percent),
        "fat_fraction_interval_percent": pair(row.fat_fraction_interval_percent),
        "fat_to_muscle_ratio": number(row.fat_to_muscle_ratio),
        "fat_to_muscle_ratio_interval": pair(row.fat_to_muscle_ratio_interval),
        "mean": number(row.mean),
        "sd": number(row.sd),
        "flags": list(row.flags),
        **(named if is_for_file else {}),
        **{column.head: column.value(entry) for column in extra},
    }


def code_values(codes: ReadingCodes) -> dict[str, str | int | None]:
    """Keys of the codes of a reading."""
    return {
        "study_code": codes.study or None,
        "reader_code": codes.reader or None,
        "reading_number": codes.reading,
        "numbers_hidden_while_outlining": codes.is_blinded_to_numbers,
    }


def comparison_values(comparison: Comparison) -> dict[str, Any]:
    """Keys of a comparison."""
    return {
        "slice": comparison.slice_number,
        "structure": comparison.structure.value,
        "area_asymmetry_percent": number(comparison.area_asymmetry_percent),
        "smaller_side": None if comparison.smaller_side is None else comparison.smaller_side.value,
        "fat_fraction_difference_points": number(comparison.fat_fraction_difference_points),
        "interval_points": pair(comparison.interval_points),
        "distinguishable": comparison.distinguishable,
    }


def measurement_csv(measurement: Measurement, *, extra: Sequence[Column] = ()) -> str:
    """CSV text: a head of names with units, then one row per outline.

    Numbers have a decimal point and all their digits in every locale, cells are parted by commas, and a text
    that a spreadsheet would take for a formula is preceded by an apostrophe.

    Parameters
    ----------
    measurement
        Rows, comparisons and warnings.
    extra
        Further columns, after all others.

    Notes
    -----
    There is no byte order mark: it would become part of the first column's name in R, Python and most
    scripts. For a spreadsheet program the XLSX file is the better choice.
    """
    columns = (*COLUMNS, *extra)
    rows = ([column.value(entry) for column in columns] for entry in entries(measurement))
    return csv_table([column.head for column in columns], rows)


def _json_bytes(measurement: Measurement, extra: Sequence[Column]) -> bytes:
    text = measurement_json(measurement, input_name=None, is_for_file=True, extra=extra)
    return (text + "\n").encode("ascii")


def _csv_bytes(measurement: Measurement, extra: Sequence[Column]) -> bytes:
    return measurement_csv(measurement, extra=extra).encode("utf-8", "replace")


TableFormat = Callable[[Measurement, Sequence[Column]], bytes]
"""Measurement and further columns → bytes of a file."""

TABLE_FORMATS: dict[str, TableFormat] = {
    ".json": _json_bytes,
    ".csv": _csv_bytes,
    ".xlsx": workbook_bytes,
}
"""File kinds of a measurement by extension."""


def write_table(
    measurement: Measurement, path: Path, *, input_name: str | None = None, extra: Sequence[Column] = ()
) -> None:
    """Write a measurement to a file whose extension chooses the format.

    Parameters
    ----------
    measurement
        Rows, comparisons, warnings, totals and change; beside a .csv file, the last two get one of their own each (see
        `files_beside`).
    path
        A .json, .csv or .xlsx file.
    input_name
        Path of the input as it was given; only used to make sure that it is not written.
    extra
        Further columns, such as those of `viewer.io.tables.graded_columns`.

    Raises
    ------
    UsageError
        If the extension is none of these.
    PatientDataError
        If the file would hold an identifier or the name of the input.
    OutputError
        If it cannot be written; nothing half-written stays behind.
    """
    form = table_format(path)
    check_warnings(measurement, input_name)
    write_atomically(path, form(measurement, extra))
    for beside, table in _tables_beside(measurement, path).items():
        write_atomically(beside, table([measurement]).encode("utf-8", "replace"))


def files_beside(measurement: Measurement, path: Path) -> tuple[Path, ...]:
    """Files that `write_table` writes beside the one that was named: CSV files of totals and of change, if any."""
    return tuple(_tables_beside(measurement, path))


def _tables_beside(measurement: Measurement, path: Path) -> dict[Path, Callable[[Sequence[Measurement]], str]]:
    """CSV text of every file that stands beside a CSV file of rows."""
    if path.suffix.lower() != ".csv":
        return {}
    totals = {totals_path(path): totals_csv} if measurement.totals else {}
    return {**totals, **({changes_path(path): change_csv} if measurement.change is not None else {})}


def table_format(path: Path) -> TableFormat:
    """What makes the bytes of a table in the format that a file name's extension chooses.

    Raises
    ------
    UsageError
        If the extension is none that a table can have.
    """
    form = TABLE_FORMATS.get(path.suffix.lower())
    if form is None:
        kinds = ", ".join(TABLE_FORMATS)
        raise UsageError(f"{path} has no extension that a table can have; use one of {kinds}.")
    return form


def _is_telling(path: str) -> bool:
    """Whether a path would be recognised in a sentence: '.' and a bare word are in many that do not mean it."""
    core = path.strip("./\\ ")
    return len(core) >= _LONG_ENOUGH_PATH and any(c in path for c in "/\\.")


def check_warnings(measurement: Measurement, input_name: str | None) -> None:
    """Refuse warnings that quote the input: all other cells are built from an allow-list, these are sentences."""
    names = {row.sop_instance_uid for row in measurement.rows if len(row.sop_instance_uid) >= _LONG_ENOUGH}
    if input_name is not None and _is_telling(input_name):
        names.add(input_name)
    quoted = [name for name in names if any(name in text for text in measurement.warnings)]
    if quoted:
        raise PatientDataError(
            "The table was not written because a warning in it names the input file or its identifier; "
            "print the numbers instead of writing them."
        )
