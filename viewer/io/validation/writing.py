"""A report in a new folder: all of it or nothing."""

from collections.abc import Sequence
from pathlib import Path

from viewer.io.atomic import write_folder
from viewer.io.pages import Picture
from viewer.io.validation.page import page
from viewer.io.validation.summary import evidence, markdown, tables
from viewer.io.validation.tables import conditions_csv, pairs_csv, sides_csv, summary_csv, summary_json
from viewer.measure.validation.report import Report


def write_report(report: Report, pictures: Sequence[Picture], folder: Path) -> tuple[str, ...]:
    """Write page, pictures and tables, and return the names of the files.

    Parameters
    ----------
    report
        What to tell.
    pictures
        Plots of it.
    folder
        Where to; it must not exist or be empty.

    Raises
    ------
    OutputError
        If the folder holds something already or cannot be written; nothing stays behind.
    """
    texts = {
        "report.html": page(report, pictures),
        "summary.md": markdown(tables(report)),
        "evidence.md": evidence(report),
        "summary.json": summary_json(report),
        "summary.csv": summary_csv(report),
        "conditions.csv": conditions_csv(report),
        "sides.csv": sides_csv(report),
        "pairs.csv": pairs_csv(report),
    }
    files = {name: text.encode("utf-8") for name, text in texts.items()}
    for picture in pictures:
        files |= picture.files
    write_folder(folder, files, what="report")
    return tuple(files)
