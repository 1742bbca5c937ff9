"""A measurement as an XLSX workbook: numbers as numbers, text as text, the same bytes every time."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from viewer import NOTICE, PROGRAM, __version__
from viewer.io.tables.changes import CHANGE_COLUMNS, change_heads, change_rows
from viewer.io.tables.columns import (
    COLUMNS,
    COMPARISON_COLUMNS,
    LEVEL_WORDS,
    Cell,
    Column,
    Entry,
    entries,
    parameters_of,
)
from viewer.io.tables.text_cells import printable
from viewer.io.tables.totals import TOTAL_COLUMNS, total_heads, total_rows
from viewer.measure.changes.saying import sentences
from viewer.measure.flags import flag
from viewer.measure.measurement import Measurement

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Multifidus Viewer</dc:creator></cp:coreProperties>'
)
"""Properties of the document: who made it, and neither a date nor the name of a user."""

_NO_DATE = (1980, 1, 1, 0, 0, 0)
_COMPARED_KEYS = ("series", "slice", "slice_id", "level", "structure")
_CODE_KEYS = ("study_code", "reader_code", "reading_number")
_WIDEST = 60


def workbook_bytes(measurement: Measurement, extra: Sequence[Column] = ()) -> bytes:
    """Bytes of a workbook: the sheets Measurements, Columns, Comparisons, Flags, Method; if any, Totals and Change.

    Parameters
    ----------
    measurement
        Rows, comparisons, warnings, totals and change.
    extra
        Further columns of the first sheet, after all others.
    """
    return _book([measurement], extra, compared_by=_COMPARED_KEYS)


def joined_workbook_bytes(
    measurements: Sequence[Measurement], extra: Sequence[Column] = (), *, warnings: Sequence[str] = ()
) -> bytes:
    """Bytes of a workbook of several measurements, with the same sheets.

    Parameters
    ----------
    measurements
        Each with its own codes, method and warnings.
    extra
        Further columns of the first sheet.
    warnings
        Sentences about all of them together.
    """
    return _book(measurements, extra, compared_by=(*_CODE_KEYS, *_COMPARED_KEYS), warnings=warnings)


def _book(
    measurements: Sequence[Measurement],
    extra: Sequence[Column],
    *,
    compared_by: Sequence[str],
    warnings: Sequence[str] = (),
) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    groups = [entries(measurement) for measurement in measurements]
    columns = (*COLUMNS, *extra)
    _fill(
        book.create_sheet("Measurements"),
        [column.head for column in columns],
        ([column.value(entry) for column in columns] for group in groups for entry in group),
    )
    _fill(
        book.create_sheet("Columns"),
        ["column", "explanation"],
        [*([column.head, column.explanation] for column in columns), *_only_elsewhere(measurements, columns)],
    )
    compared = (*(column for column in COLUMNS if column.head in compared_by), *COMPARISON_COLUMNS)
    _fill(
        book.create_sheet("Comparisons"),
        [column.head for column in compared],
        ([column.value(entry) for column in compared] for group in groups for entry in _compared(group)),
    )
    _fill(book.create_sheet("Flags"), ["flag", "level", "found", "why", "what_to_do"], _flag_rows(measurements))
    _fill(book.create_sheet("Method"), ["name", "value"], [*_method_rows(measurements, warnings)])
    totals = total_rows(measurements)
    if totals:
        _fill(book.create_sheet("Totals"), total_heads(), totals)
    changed = [measurement for measurement in measurements if measurement.change is not None]
    if changed:
        _fill(book.create_sheet("Change"), change_heads(), change_rows(changed))
    stream = io.BytesIO()
    book.save(stream)
    return _without_dates(stream.getvalue())


def _only_elsewhere(measurements: Sequence[Measurement], columns: Sequence[Column]) -> list[list[Cell]]:
    """Columns that only the sheets of totals and of change have, and what they hold; none without those sheets."""
    known = {column.head for column in columns}
    found: dict[str, Cell] = {}
    if any(measurement.totals for measurement in measurements):
        found |= {column.head: column.explanation for column in TOTAL_COLUMNS}
    if any(measurement.change is not None for measurement in measurements):
        found = {**{column.head: column.explanation for column in CHANGE_COLUMNS}, **found}
    return [[head, explanation] for head, explanation in found.items() if head not in known]


def _compared(rows: Sequence[Entry]) -> list[Entry]:
    """The first row of every comparison."""
    firsts = {(e.row.series, e.row.slice_number, e.row.structure): e for e in reversed(rows) if e.comparison}
    return list(reversed(firsts.values()))


def _flag_rows(measurements: Sequence[Measurement]) -> list[list[Cell]]:
    """Every flag that was raised, once, in words."""
    rows = (row for measurement in measurements for row in measurement.rows)
    raised = [flag(name) for name in dict.fromkeys(name for row in rows for name in row.flags)]
    raised.sort(key=lambda kind: -kind.level)
    return [[kind.identifier, LEVEL_WORDS[kind.level], kind.sentence, kind.why, kind.remedy] for kind in raised]


def _method_rows(measurements: Sequence[Measurement], warnings: Sequence[str]) -> Iterator[list[Cell]]:
    """Program, every method with its parameters once, and every warning once."""
    yield ["program", PROGRAM]
    yield ["program_version", __version__]
    shown: list[object] = []
    for measurement in measurements:
        used = measurement.method
        parameters = parameters_of(measurement)
        if (used.name, used.version, parameters) in shown:
            continue
        shown.append((used.name, used.version, parameters))
        yield ["method", used.name]
        yield ["method_version", used.version]
        for name, value in parameters.items():
            yield [f"parameter {name}", value]
    every = (sentence for measurement in measurements for sentence in measurement.warnings)
    for sentence in dict.fromkeys((*warnings, *every)):
        yield ["warning", sentence]
    for change in (measurement.change for measurement in measurements):
        for sentence in [] if change is None else sentences(change):
            yield ["change", sentence]
    yield ["notice", NOTICE]


def _fill(sheet: "Worksheet", heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write heads and rows, the heads in bold and kept in view."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(row=1, column=column, value=head)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
    widths = [len(head) for head in heads]
    for index, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            if value is None:
                continue
            filled = sheet.cell(row=index, column=column, value=printable(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                filled.data_type = "s"  # or a text that starts with '=' would be a formula
            widths[column - 1] = max(widths[column - 1], len(str(value)) if isinstance(value, str) else 12)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)
    sheet.freeze_panes = "A2"


def _without_dates(data: bytes) -> bytes:
    """Return the workbook with the same parts, none of which says when or by whom it was written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in book.namelist():
            content = _CORE.encode() if name == "docProps/core.xml" else book.read(name)
            part = zipfile.ZipInfo(name, _NO_DATE)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            fixed.writestr(part, content)
    return stream.getvalue()
