"""Measurements of many projects as one long table: the columns of a single measurement, told apart by codes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viewer import PROGRAM, __version__
from viewer.errors import UsageError
from viewer.io.atomic import write_atomically
from viewer.io.tables.columns import COLUMNS, Column, entries, parameters_of, version_behind
from viewer.io.tables.csv_text import csv_table
from viewer.io.tables.measurement_files import check_warnings, code_values, comparison_values, row_values
from viewer.io.tables.workbook import joined_workbook_bytes
from viewer.measure.measurement import Measurement


@dataclass(frozen=True, slots=True)
class Joined:
    """What is written as one table.

    Parameters
    ----------
    measurements
        In the order of the table, each with its own codes, method and warnings.
    warnings
        Sentences about all of them; none names a file.
    """

    measurements: tuple[Measurement, ...]
    warnings: tuple[str, ...] = ()


def joined_json(
    joined: Joined,
    *,
    is_for_file: bool,
    inputs: Sequence[str] = (),
    skipped: Sequence[tuple[str, str]] = (),
    extra: Sequence[Column] = (),
) -> str:
    """JSON text of many measurements: the keys of a single one, and in every row what tells it from others.

    Parameters
    ----------
    joined
        What to write.
    is_for_file
        True for what is written to a file: no names of files, fingerprints instead of identifiers.
    inputs
        Paths as they were given, for the standard output.
    skipped
        (File, reason) of projects without numbers, for the standard output.
    extra
        Further columns, whose heads become keys of the rows.

    Notes
    -----
    `method` is the one method behind all numbers, with the parameters that all share; null where there are several.
    Every row names its own, and its threshold and levels. `input` is one text, paths parted by commas.
    """
    content: dict[str, Any] = {
        "program": PROGRAM,
        "version": __version__,
        "input": None if is_for_file or not inputs else ", ".join(inputs),
        "method": _shared_method(joined.measurements),
        "rows": [
            {**_told_apart(m), **row_values(entry, extra, is_for_file=is_for_file)}
            for m in joined.measurements
            for entry in entries(m)
        ],
        "comparisons": [
            {**code_values(m.codes), "series": comparison.series, **comparison_values(comparison)}
            for m in joined.measurements
            for comparison in m.comparisons
        ],
        "warnings": list(
            dict.fromkeys((*joined.warnings, *(text for m in joined.measurements for text in m.warnings)))
        ),
    }
    if not is_for_file:
        content["skipped"] = [{"file": file, "reason": reason} for file, reason in skipped]
    return json.dumps(content, indent=2, allow_nan=False)


def _shared_method(measurements: Sequence[Measurement]) -> dict[str, Any] | None:
    """The one method behind all numbers, with the parameters that are the same in all; None where there are several."""
    methods = {(m.method.name, m.method.version) for m in measurements}
    if len(methods) != 1:
        return None
    [(name, version)] = methods
    first, *others = (parameters_of(m) for m in measurements)
    shared = {
        key: value for key, value in first.items() if all(key in known and known[key] == value for known in others)
    }
    return {"name": name, "version": version, "parameters": shared}


def _told_apart(measurement: Measurement) -> dict[str, Any]:
    """Keys that tell the rows of one measurement from those of others."""
    return {
        **code_values(measurement.codes),
        "numbers": "measured" if measurement.stored_by is None else "stored",
        "method": measurement.method.name,
        "method_version": measurement.method.version,
        "program_version": version_behind(measurement),
    }


def joined_csv(joined: Joined, *, extra: Sequence[Column] = ()) -> str:
    """CSV text of many measurements; see `viewer.io.tables.csv_text`."""
    columns = (*COLUMNS, *extra)
    rows = ([column.value(entry) for column in columns] for m in joined.measurements for entry in entries(m))
    return csv_table([column.head for column in columns], rows)


def _json_bytes(joined: Joined, extra: Sequence[Column]) -> bytes:
    return (joined_json(joined, is_for_file=True, extra=extra) + "\n").encode("ascii")


def _csv_bytes(joined: Joined, extra: Sequence[Column]) -> bytes:
    return joined_csv(joined, extra=extra).encode("utf-8", "replace")


def _workbook_bytes(joined: Joined, extra: Sequence[Column]) -> bytes:
    return joined_workbook_bytes(joined.measurements, extra, warnings=joined.warnings)


_FORMATS: dict[str, Callable[[Joined, Sequence[Column]], bytes]] = {
    ".json": _json_bytes,
    ".csv": _csv_bytes,
    ".xlsx": _workbook_bytes,
}


def write_joined(joined: Joined, path: Path, *, extra: Sequence[Column] = ()) -> None:
    """Write many measurements to a file whose extension chooses the format.

    Parameters
    ----------
    joined
        What to write; codes that name a patient must be left out of it already.
    path
        A .json, .csv or .xlsx file.
    extra
        Further columns.

    Raises
    ------
    UsageError
        If the extension is none of these.
    PatientDataError
        If a warning in it names an identifier of the images.
    OutputError
        If it cannot be written; nothing half-written stays behind.
    """
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path} has no extension that a table can have; use one of {', '.join(_FORMATS)}.")
    for measurement in joined.measurements:
        check_warnings(measurement, None)
    write_atomically(path, form(joined, extra))
