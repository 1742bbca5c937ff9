"""The report of a figure: one page of A4 with figure, numbers, finding, flags and method."""

from dataclasses import replace
from pathlib import Path

from viewer.app.figuring.publishing.published import PublishedFigure
from viewer.app.figuring.saving import PAINTING
from viewer.app.layers import check_readings
from viewer.app.numbers.saving import identities_of, refuse_overwriting
from viewer.core.annotations.layers import ReadingCodes
from viewer.core.figures.spec import FigureSpec
from viewer.errors import UsageError
from viewer.figure.doubtful import refuse_unseen
from viewer.figure.layout import lay_out
from viewer.figure.page import Page
from viewer.figure.painting.pdf import to_pdf
from viewer.figure.presets import to_text
from viewer.figure.report.page import FIGURE_HEIGHTS_MM, ReportWords, figure_preset, lay_out_report
from viewer.figure.report.table import report_table
from viewer.figure.words.finding import finding_sentence
from viewer.io.atomic import write_atomically
from viewer.measure.reporting.methods_paragraph import methods_paragraph

REPORT_STEM = "multifidus-report"
"""Name offered for a report, before its levels and its ending."""


def report_pdf(figure: PublishedFigure) -> bytes:
    """Bytes of the report; same figure, same bytes.

    Parameters
    ----------
    figure
        Recipe and what it shows. Its figure is laid out anew for the page: its type has the size of the report's.

    Raises
    ------
    SideError, OutlineError, UsageError
        As `viewer.figure.layout.lay_out`; or if all of it does not fit on one page.
    PatientDataError
        If a typed text or a code names the patient, or pixels may and nobody has looked at them.
    """
    check_readings(figure.source.document, identities_of(figure.document, figure.source.study))
    figure.refuse_naming_patient(Path(f"{REPORT_STEM}.pdf"))
    whole = report_page(figure)
    refuse_unseen(whole.doubtful, figure.spec, leaves_doubt=figure.leaves_doubt)
    with PAINTING:
        return to_pdf(whole)


def report_page(figure: PublishedFigure) -> Page:
    """The page of the report.

    Raises
    ------
    SideError, OutlineError, UsageError
        As `viewer.figure.layout.lay_out`; or if all of it does not fit on one page.
    """
    document, study = figure.source.document, figure.source.study
    measurement = figure.measurement()
    method = "" if measurement is None else methods_paragraph(measurement, figure.document, study.series)
    finding = finding_sentence(figure.contents, figure.change_in(measurement), shows_sides=figure.spec.shows_sides)
    return _fitting(figure, _codes(document.codes), finding, method)


def _fitting(figure: PublishedFigure, codes: str, finding: str, method: str) -> Page:
    """Page of the report with the figure as high as the rest leaves room for.

    Raises
    ------
    UsageError
        If it does not even fit with the lowest figure.
    """
    table = report_table(figure.contents, shows_sides=figure.spec.shows_sides)
    for height_mm in FIGURE_HEIGHTS_MM:
        page = lay_out(for_report(figure.spec, height_mm=height_mm), figure.contents)
        words = ReportWords(page.title, codes, finding, page.caption, method)
        try:
            return lay_out_report(page, table, words)
        except UsageError:
            if height_mm == FIGURE_HEIGHTS_MM[-1]:
                raise
    raise AssertionError("the last height either fits or is refused")


def write_report(path: Path, figure: PublishedFigure) -> None:
    """Write the report; either the whole file is there afterwards or what was there before.

    Raises
    ------
    SideError, OutlineError, UsageError, PatientDataError
        As `report_pdf`; also if the file's name names the patient.
    OutputError
        If the path is an image that is open, or cannot be written.
    """
    figure.refuse_naming_patient(path)
    data = report_pdf(figure)
    refuse_overwriting(path, figure.source.study)
    write_atomically(path, data)


def for_report(spec: FigureSpec, *, height_mm: float) -> FigureSpec:
    """Recipe of the figure on the page of the report: as wide as the page allows, its table and caption left to it."""
    outlet = figure_preset(len(spec.panels), height_mm=height_mm)
    return replace(
        spec, preset=outlet.name, own_preset=to_text(outlet), shows_numbers=False, shows_caption=False, name=""
    )


def _codes(codes: ReadingCodes) -> str:
    """'Study A12, reader R1, reading 2', as far as they were given."""
    parts = [
        f"study {codes.study}" if codes.study else "",
        f"reader {codes.reader}" if codes.reader else "",
        f"reading {codes.reading}" if codes.reading is not None else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}"
