"""The finding of measured slices as plain sentences to copy."""

from collections.abc import Iterable
from dataclasses import replace

from viewer.app.figuring.measured import measured_slice, only_of
from viewer.app.figuring.sources import FigureSource, figure_content
from viewer.core.document import Document
from viewer.core.series import SliceKey, Study
from viewer.errors import UsageError
from viewer.figure.content import FigureContent
from viewer.figure.words.finding import finding_sentence
from viewer.measure.changes.change import Change
from viewer.measure.changes.time_words import time_words_of
from viewer.measure.measurement import Measurement

NO_FINDING = "There is no finding to tell; outline a muscle whose fat can be measured first."


def finding_of(source: FigureSource) -> str:
    """Finding of the slice on the screen.

    Raises
    ------
    UsageError
        If nothing is measured on it.
    UsageError, OutlineError, SideError, GeometryError, UnreadableError
        As `viewer.app.figuring.measured.measured_slice`.
    """
    document, key = source.document, source.image.key
    if not document.on_slice(key):
        raise UsageError(NO_FINDING)
    measured = measured_slice(document, source.series, key, source.study.series)
    return finding_of_measurement(measured, document, source.study)


def finding_of_measurement(
    measurement: Measurement, document: Document, study: Study, change: Change | None = None
) -> str:
    """Finding of every measured slice, or what changed between two dates, and what was stated: one sentence per line.

    Parameters
    ----------
    measurement, document, study
        What was measured, and what it was measured on.
    change
        What changed; it is told instead, None for the slices.

    Raises
    ------
    UsageError
        If there is nothing to tell.
    UnreadableError
        If pixels cannot be read.
    """
    contents = () if change is not None else tuple(_contents(measurement, document, study))
    said = finding_sentence(contents, change)
    if not said:
        raise UsageError(NO_FINDING)
    return "\n".join([said, *_stated(measurement, document, study)])


def _stated(measurement: Measurement, document: Document, study: Study) -> tuple[str, ...]:
    """What the user stated about the measured slices: a side that nobody but the user vouches for says so."""
    measured = {SliceKey(row.sop_instance_uid, row.frame) for row in measurement.rows}
    said = [
        sentence
        for series in study.series
        for image in series.slices
        if image.key in measured
        for sentence in document.statement_on(image, series_uid=series.series_uid).sentences([image.geometry])
    ]
    return tuple(dict.fromkeys(said))


def _contents(measurement: Measurement, document: Document, study: Study) -> Iterable[FigureContent]:
    """One content per measured slice, in the order of the study."""
    measured = {SliceKey(row.sop_instance_uid, row.frame) for row in measurement.rows}
    for series in study.series:
        for image in series.slices:
            if image.key in measured:
                source = FigureSource(study, series, image, document)
                content = figure_content(source, measurement=only_of(measurement, {image.key}))
                yield replace(content, time_words=time_words_of(document, series, study.series))
