"""Numbers of the whole document in a file: what can be measured, and what was left out and why."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from viewer.app.numbers.building import THRESHOLD_MISSING, settings_of
from viewer.app.numbers.sentences import said_in_window
from viewer.core.document import Document
from viewer.core.identity import names_patient
from viewer.core.series import Identity, SliceKey, Study
from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.measure.anchored.scale import REFERENCES
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import measure
from viewer.measure.methods import find_method
from viewer.measure.prepared import PreparedSlice
from viewer.measure.volumes.totals import with_totals


def measurement_of_document(
    document: Document, study: Study, *, prepared: Mapping[SliceKey, PreparedSlice] | None = None
) -> Measurement:
    """Numbers of every outline that can be measured; its warnings say what was left out.

    Parameters
    ----------
    document
        Outlines of any number of slices.
    study
        What is open; outlines of other images are left out.
    prepared
        Slices made ready before.

    Raises
    ------
    UsageError
        If nothing can be measured.
    UnreadableError
        If pixels cannot be read.
    """
    open_keys = {image.key for series in study.series for image in series.slices}
    here = tuple(outline for outline in document.outlines if outline.slice_key in open_keys)
    absent = len(document.outlines) - len(here)
    if all(outline.structure in REFERENCES for outline in here):
        raise UsageError("There are no numbers to save; outline a muscle first.")
    settings = settings_of(document)
    if settings.threshold is None and find_method(settings.method).needs_threshold:
        raise UsageError(THRESHOLD_MISSING)
    measured = measure(replace(document, outlines=here), study.series, settings, prepared=prepared, is_lenient=True)
    if not measured.rows:
        raise UsageError(f"There are no numbers to save: {measured.withheld[0].sentence}")
    numbers = {row.series for row in measured.rows}
    of_series = [text for series in study.series if series.number in numbers for text in series.warnings]
    left_out = [
        f"Not {'compared' if reason.is_comparison_only else 'measured'}: {reason.sentence}"
        for reason in measured.withheld
    ]
    elsewhere = [f"Outlines of images that are not open were left out: {absent}."] if absent else []
    said = (*of_series, *(said_in_window(text) for text in measured.warnings), *left_out, *elsewhere)
    whole = replace(with_totals(measured, study.series, document), warnings=tuple(dict.fromkeys(said)))
    if document.pairing is None:
        return whole
    from viewer.measure.changes.finding import with_change  # few documents pair two dates

    return with_change(whole, study.series, document)


def save_table(
    path: Path,
    document: Document,
    study: Study,
    *,
    prepared: Mapping[SliceKey, PreparedSlice] | None = None,
    inputs: Iterable[Path] = (),
) -> None:
    """Write the numbers of a document to a .csv, .xlsx or .json file; beside a CSV, totals and change.

    Parameters
    ----------
    path
        The file; its ending chooses the format.
    document, study, prepared
        As for `measurement_of_document`.
    inputs
        Further files that were read, such as the project; none is overwritten.

    Raises
    ------
    UsageError
        If the ending is none that a table can have, or nothing can be measured.
    PatientDataError
        If the file's name names the patient, or the table would.
    OutputError
        If a file that was read would be lost, or it cannot be written.
    UnreadableError
        If pixels cannot be read.
    """
    from viewer.io.tables import files_beside, table_format, write_table

    table_format(path)
    refuse_naming_patient(path, identities_of(document, study))
    refuse_overwriting(path, study, inputs)
    measured = measurement_of_document(document, study, prepared=prepared)
    for beside in files_beside(measured, path):
        refuse_overwriting(beside, study, inputs)
    write_table(measured, path)


def identities_of(document: Document, study: Study) -> set[Identity]:
    """Whose images are outlined."""
    keys = {outline.slice_key for outline in document.outlines}
    return {s.identity for s in study.series if not keys.isdisjoint(image.key for image in s.slices)}


def refuse_naming_patient(output: Path, identities: Iterable[Identity]) -> None:
    """Refuse an output whose file name holds a patient's name, id or a date of theirs.

    Raises
    ------
    PatientDataError
        If it does.
    """
    if any(names_patient(output.stem, identity) for identity in identities):
        raise PatientDataError("The output's file name seems to name the patient; choose a name that tells nothing.")


def refuse_overwriting(output: Path, study: Study, inputs: Iterable[Path | None] = ()) -> None:
    """Refuse an output that is one of the files that were read, also through a link.

    Raises
    ------
    OutputError
        If it is.
    """
    if not output.exists():
        return
    images = (Path(image.file) for series in study.series for image in series.slices)
    for path in (*inputs, *images):
        if path is not None and path.exists() and path.samefile(output):
            raise OutputError(f"{output} is a file that was read; choose another name, so that it is not lost.")
