"""Tables as CSV text that no spreadsheet takes for formulas and every script reads alike."""

import csv
import io
from collections.abc import Iterable, Sequence

from viewer.io.tables.columns import Cell
from viewer.io.tables.text_cells import inert


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV text: a head of names with units, then the rows.

    Numbers have a decimal point and all their digits in every locale, cells are parted by commas, and a text
    that a spreadsheet would take for a formula is preceded by an apostrophe.

    Notes
    -----
    There is no byte order mark: it would become part of the first column's name in R, Python and most
    scripts. For a spreadsheet program the XLSX file is the better choice.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_csv_text(cell) for cell in row])
    return stream.getvalue()


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return inert(cell)
    return repr(cell)
