"""Levels in the names that are offered for files: 'multifidus-figure-L4-5.png'. They name no person."""

from collections.abc import Iterable

from viewer.core.annotations.levels import DISCS, VERTEBRAE, settled_level
from viewer.core.document import Document
from viewer.core.series import Study

TABLE_STEM = "multifidus-numbers"
"""Name offered for a table, before its levels and its ending."""

PROJECT_STEM = "multifidus"
"""Name offered for a project, before its levels and its ending."""

MOST = 3
"""Most levels that a name tells; with more it tells none."""

_ORDER = {name: place for place, name in enumerate((*VERTEBRAE, *DISCS))}


def stem_with_levels(stem: str, levels: Iterable[str | None]) -> str:
    """Name without ending that tells the levels, from the head down; the stem alone where one is not known.

    Parameters
    ----------
    stem
        Such as 'multifidus-figure'.
    levels
        Of the slices that are in the file, None where it is not known.

    Examples
    --------
    >>> stem_with_levels("multifidus-numbers", ["L5/S1", "L4/5", "L5/S1"])
    'multifidus-numbers-L4-5-L5-S1'
    """
    found = set(levels)
    known = sorted((level for level in found if level in _ORDER), key=lambda level: _ORDER[level])
    if not known or len(known) != len(found) or len(known) > MOST:
        return stem
    return "-".join((stem, *(level.replace("/", "-") for level in known)))


def levels_of_outlined(document: Document, study: Study) -> tuple[str | None, ...]:
    """Level of every outlined slice of a study, in its order; None where it is not known."""
    wanted = {outline.slice_key for outline in document.outlines}
    return tuple(
        settled_level(document, image, series.frame_of_reference_uid)
        for series in study.series
        for image in series.slices
        if image.key in wanted
    )


def numbers_name(document: Document, study: Study) -> str:
    """Name offered for a table: it tells the levels, and nobody."""
    return f"{stem_with_levels(TABLE_STEM, levels_of_outlined(document, study))}.xlsx"


def project_name(document: Document, study: Study) -> str:
    """Name offered for a project: it tells the levels, and nobody."""
    return f"{stem_with_levels(PROJECT_STEM, levels_of_outlined(document, study))}.mfv"
