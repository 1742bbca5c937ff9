"""A comparison of readings in a new folder: all of it or nothing."""

from collections.abc import Sequence
from pathlib import Path

from viewer.io.agreement.page import page
from viewer.io.agreement.tables import agreement_json, limits_csv, missing_csv, outlines_csv, quantities_csv
from viewer.io.atomic import write_folder
from viewer.io.pages import Picture
from viewer.measure.agreement import Agreement


def write_agreement(agreement: Agreement, pictures: Sequence[Picture], folder: Path) -> tuple[str, ...]:
    """Write page, pictures and tables, and return the names of the files.

    Parameters
    ----------
    agreement
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
        "agreement.html": page(agreement, pictures),
        "agreement.json": agreement_json(agreement) + "\n",
        "agreement.csv": quantities_csv(agreement),
        "bland-altman.csv": limits_csv(agreement),
        "outlines.csv": outlines_csv(agreement),
        "missing.csv": missing_csv(agreement),
    }
    files = {name: text.encode("utf-8", "replace") for name, text in texts.items()}
    for picture in pictures:
        files |= picture.files
    write_folder(folder, files, what="comparison")
    return tuple(files)
