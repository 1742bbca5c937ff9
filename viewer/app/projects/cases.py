"""A case from the window: which images a person must look at first, and writing it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viewer.app.figuring.typed import check_figures
from viewer.app.layers import check_readings
from viewer.app.levels.file_names import levels_of_outlined, stem_with_levels
from viewer.app.numbers.saving import refuse_naming_patient, refuse_overwriting
from viewer.core.document import Document
from viewer.core.grey import automatic_window
from viewer.core.series import Slice, Study
from viewer.core.view import View
from viewer.measure.measurement import Measurement

CASE_STEM = "multifidus-case"
"""Name offered for a case, before its levels and its ending."""

Progress = Callable[[int, int], None]
"""Called with slices done and their total; it may raise to stop."""


def images_to_review(study: Study, document: Document) -> tuple[Slice, ...]:
    """Slices of a case whose pixels may hold burned-in text; a person looks at each before it is handed on."""
    from viewer.io.cases.writing import images_to_review as doubtful

    return doubtful(study, document)


def review_picture(image: Slice, document: Document, *, shows_faint: bool = False) -> NDArray[np.uint8]:
    """A slice as it would be handed on, as grey values, for looking for text.

    Parameters
    ----------
    image, document
        The slice, and the document: what is cropped away is not handed on, and is black here.
    shows_faint
        Whether values are spread by their rank, so that text shows that hardly differs from what is behind it.

    Returns
    -------
    ndarray
        Shape (rows, columns), 0 dark to 255 bright.

    Raises
    ------
    UnreadableError
        If its pixels cannot be read.
    """
    values = document.kept_values(image, image.values())
    if shows_faint:
        return grey_by_rank(values, is_inverted=image.mapping.is_inverted)
    window = image.window or automatic_window(values)
    return window.to_grey(values, is_inverted=image.mapping.is_inverted)


def grey_by_rank(values: NDArray[np.generic], *, is_inverted: bool = False) -> NDArray[np.uint8]:
    """Grey by the mean of two ranks: among the values that occur, which parts rare ones, and among all pixels.

    Parameters
    ----------
    values
        Shape (rows, columns); NaN becomes 0.
    is_inverted
        Whether the largest value is dark.
    """
    known = np.isfinite(values)
    levels, places, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    grey = np.zeros(values.shape, np.uint8)
    if levels.size > 1:
        among_levels = np.arange(levels.size) / (levels.size - 1)
        below = np.cumsum(counts) - counts
        among_pixels = below / below[-1]
        of_level = np.rint(127.5 * (among_levels + among_pixels)).astype(np.uint8)
        grey[known] = (255 - of_level if is_inverted else of_level)[places]
    return grey


def case_name(document: Document, study: Study) -> str:
    """Name offered for a case: it tells the levels, and nobody."""
    return f"{stem_with_levels(CASE_STEM, levels_of_outlined(document, study))}.zip"


def save_case(
    path: Path,
    study: Study,
    document: Document,
    *,
    view: View | None = None,
    measurement: Measurement | None = None,
    is_reviewed: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write a case; either the whole file is there afterwards or what was there before.

    Parameters
    ----------
    path
        A .zip file.
    study, document, view, measurement
        What is open, made, shown and measured.
    is_reviewed
        Whether a person has looked at every image of `images_to_review`.
    progress
        See `Progress`.

    Raises
    ------
    PatientDataError
        If the file's name, a code or a text names the patient, or images were not looked at.
    UsageError, UnreadableError, OutputError
        As `viewer.io.cases.writing.write_case`; also if an image that is open would be overwritten.
    """
    from viewer.io.cases.writing import Case, write_case

    identities = {series.identity for series in study.series}
    refuse_naming_patient(path, identities)
    refuse_overwriting(path, study)
    check_readings(document, identities)
    check_figures(document, identities)
    write_case(path, Case(study, document, measurement, view, is_reviewed), progress=progress)
