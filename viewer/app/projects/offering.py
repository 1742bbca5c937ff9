"""Moving a project to another method than it was saved with: shown first, and only as the user says."""

from dataclasses import dataclass, field, replace

from viewer.app.projects.differences import differences
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.errors import ViewerError
from viewer.io.project import BoundProject, ProjectFile, is_gone
from viewer.io.project.contents import as_fingerprint_key
from viewer.io.project.pinning import pinned, version_here
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS, find_method


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """A method that a project can be moved to, and what that would change.

    Parameters
    ----------
    kept, offered
        The project's method and the other one, each as 'otsu-shared, version 1'.
    is_gone
        Whether this program cannot measure by the project's own method, so that its stored numbers are all there is.
    document
        The project's document, measured by the offered method; make it an edit, so that it can be undone.
    lines
        One sentence for every number: as stored, and by the offered method.
    """

    kept: str
    offered: str
    is_gone: bool
    document: Document = field(repr=False)
    lines: tuple[str, ...] = ()


def method_offer(project: ProjectFile, bound: BoundProject, study: Study) -> MethodOffer | None:
    """The method to offer for a project whose own is not the default any more or is gone; None for all others.

    Parameters
    ----------
    project, bound
        As read, and bound to the study.
    study
        The opened images.
    """
    document = bound.document
    if not (project.is_by_old_default or is_gone(document)):
        return None
    moved = _moved(document, is_by_old_default=project.is_by_old_default)
    return MethodOffer(
        kept=_named(document),
        offered=_named(moved),
        is_gone=is_gone(document),
        document=moved,
        lines=_lines(project, bound, moved, study),
    )


def kept_sentence(project: ProjectFile) -> tuple[str, ...]:
    """What is to be said where there is nobody to ask: that a project keeps the default of the time it was saved."""
    if not project.is_by_old_default or is_gone(project.document):
        return ()
    return (
        f"The project keeps the method it was saved with, {_named(project.document)}; new work is measured by "
        f"{METHODS[0].name}, and choosing that method moves the project to it.",
    )


def _moved(document: Document, *, is_by_old_default: bool) -> Document:
    """Return the document by the present version of its method, or by the default where it never chose one."""
    name = document.method
    if is_by_old_default or name is None or version_here(name) is None:
        return document.with_method(None)
    method = find_method(name)
    return document.with_method(
        None if name == METHODS[0].name else name, threshold=document.threshold if method.needs_threshold else None
    )


def _named(document: Document) -> str:
    name, version = pinned(document)
    return name if version is None else f"{name}, version {version}"


def _lines(project: ProjectFile, bound: BoundProject, moved: Document, study: Study) -> tuple[str, ...]:
    """Stored numbers against those of the moved document."""
    outlines = bound.measurable.outlines
    if project.measurement is None or not outlines:
        return ()
    settings = MeasureSettings(pinned(moved)[0], moved.threshold, moved.scale_of)
    slices = {as_fingerprint_key(outline.slice_key) for outline in outlines}
    try:
        now = measure(replace(moved, outlines=outlines), study.series, settings, is_lenient=True)
    except ViewerError as e:
        return (f"The numbers could not be measured by it: {e}",)
    return differences(project.measurement, now, slices)
