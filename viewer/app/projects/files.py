"""Saving a project, and opening one with its images and its numbers as they are now.

Runs without a window and may run in a worker thread: it changes nothing but the file it saves and the local index.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.app.figuring.typed import check_figures
from viewer.app.layers import check_readings
from viewer.app.numbers.building import settings_of
from viewer.app.numbers.saving import refuse_naming_patient, refuse_overwriting
from viewer.app.projects.changed_images import changed_image_sentences
from viewer.app.projects.differences import differences
from viewer.app.projects.offering import MethodOffer, method_offer
from viewer.app.sides.founding import with_statement_of_each_series, without_unstated_sides
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.core.view import View
from viewer.errors import UsageError, ViewerError
from viewer.io.local import find_images, remember
from viewer.io.opening import open_study
from viewer.io.project import (
    BoundProject,
    ProjectFile,
    bind,
    image_prints,
    is_gone,
    is_zip,
    place_of,
    project_of,
    read_project,
    write_project,
)
from viewer.io.project.contents import as_fingerprint_key
from viewer.io.project.decoding import NEWER_WARNING
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import measure

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker


@dataclass(frozen=True, slots=True)
class OpenedProject:
    """A project that was opened.

    Parameters
    ----------
    path
        Its file.
    project
        What the file holds; hand it to `save` as `before`, so that nothing in it is lost.
    images
        Paths at which its images were found, None if the user must be asked for them.
    study
        The opened images, None without them.
    bound
        The document and the view on these images, None without them.
    measurement
        The numbers as they are now, None if there is nothing to measure.
    differences
        One sentence for every number that is another one than when the project was saved.
    warnings
        Sentences about the file and about what is missing; none names a file.
    offer
        The method that the project can be moved to, where its own is not the default any more or is gone.
    are_images_changed
        Whether outlined images are others than when the project was saved; the warnings say which.
    """

    path: Path
    project: ProjectFile
    images: tuple[Path, ...] | None = None
    study: Study | None = None
    bound: BoundProject | None = None
    measurement: Measurement | None = None
    differences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    offer: MethodOffer | None = None
    are_images_changed: bool = False

    @property
    def needs_images(self) -> bool:
        """Whether the user must say where the images are; then call `open_project` with `images`."""
        return self.study is None

    @property
    def said_on_opening(self) -> tuple[str, ...]:
        """The warnings but that a newer program wrote it, which the window says as long as it is open."""
        return tuple(text for text in self.warnings if text != NEWER_WARNING)


def open_project(
    path: Path,
    *,
    images: Sequence[Path] | None = None,
    password: str | None = None,
    worker: "DecodeWorker | None" = None,
    progress: Callable[[int, int], None] | None = None,
    home: Path | None = None,
) -> OpenedProject:
    """Open a project, its images, and measure it again.

    Parameters
    ----------
    path
        A .mfv file.
    images
        Where the user says that the images are; None to look for them.
    password
        For encrypted zip archives.
    worker
        Where foreign bytes are parsed and decoded; None for the program's own worker.
    progress
        Called with the number of files looked at and their total (while looking for images: the most there can
        be). It may raise to stop; what it raises comes out unchanged unless it is a `ViewerError`.
    home
        See `viewer.io.local.folders.user_folder`.

    Raises
    ------
    ProjectError, UnreadableError
        If neither the file nor its backup can be read, or the images cannot.
    GeometryError, SideError
        If the images were refused for their geometry, or are turned or mirrored against what they were.
    """
    return open_read(
        path, read_project(path), images=images, password=password, worker=worker, progress=progress, home=home
    )


def open_read(
    path: Path,
    project: ProjectFile,
    *,
    images: Sequence[Path] | None = None,
    password: str | None = None,
    worker: "DecodeWorker | None" = None,
    progress: Callable[[int, int], None] | None = None,
    home: Path | None = None,
) -> OpenedProject:
    """Open the images of a project that was read already, from its file or from a journal; see `open_project`."""
    chosen = tuple(images) if images is not None else None
    if chosen is None:
        chosen = find_images(path, project, home=home, worker=worker, progress=progress)
    if not chosen:
        return OpenedProject(path, project, warnings=project.warnings)
    study = open_study(chosen, password=password, worker=worker, progress=progress)
    found = on_study(path, project, study, is_looked_for=images is None)
    absent = 0 if found.bound is None else len(found.bound.missing)
    if absent < len(project.document.outlines) or not project.document.outlines:
        remember(study, chosen, home=home)
    return replace(found, images=chosen)


def on_study(path: Path, project: ProjectFile, study: Study, *, is_looked_for: bool) -> OpenedProject:
    """A project on images that are open, measured again.

    Parameters
    ----------
    path, project
        Its file, and what is in it.
    study
        The images.
    is_looked_for
        Whether the images were found by looking, so that another place than before is worth a word.
    """
    bound = _founded(bind(project, study), study)
    changed = changed_image_sentences(project, bound, study)
    measurement, said = remeasured(project, bound, study)
    moved = _moved_sentences(path, project, study) if is_looked_for else ()
    return OpenedProject(
        path=path,
        project=project,
        study=study,
        bound=bound,
        measurement=measurement,
        differences=said,
        warnings=(*project.warnings, *changed, *moved, *missing_sentences(bound)),
        offer=method_offer(project, bound, study),
        are_images_changed=bool(changed),
    )


def _founded(bound: BoundProject, study: Study) -> BoundProject:
    """The project with the sides and statements that its own images bear out."""
    document = bound.document
    if not is_gone(document):  # its stored numbers are of what was stated, and nothing could measure them again
        document = with_statement_of_each_series(document, study)
    return replace(bound, document=without_unstated_sides(document, study))


def _moved_sentences(path: Path, project: ProjectFile, study: Study) -> tuple[str, ...]:
    """Say that the images were recognised at another place than where they lay, seen from the project."""
    if project.place == place_of(study, path):
        return ()
    return (
        "The images lie at another place than when the project was saved; they were recognised by their identifiers, "
        "and saving the project notes the new place.",
    )


def missing_sentences(bound: BoundProject) -> tuple[str, ...]:
    """What there is to say about outlines whose slices are not among the opened images."""
    absent, every = len(bound.missing), len(bound.document.outlines)
    if absent == 0:
        return ()
    which = f"{absent} of the {every} outlines lie" if absent > 1 else f"One of the {every} outlines lies"
    if absent == every:
        which = "All outlines lie" if absent > 1 else "The outline lies"
    return (f"{which} on slices that are not among these images; they are kept in the project, but not measured.",)


def remeasured(project: ProjectFile, bound: BoundProject, study: Study) -> tuple[Measurement | None, tuple[str, ...]]:
    """The numbers as they are now, and how they differ from those in the project.

    Parameters
    ----------
    project, bound
        As read, and bound to the study.
    study
        The opened images.
    """
    document = bound.measurable
    if not document.outlines:
        return None, ()
    try:
        measurement = measure(document, study.series, settings_of(document), is_lenient=True)
    except UsageError as e:  # a method of another version, or only reference outlines
        return None, () if project.measurement is None else (f"The stored numbers could not be measured again: {e}",)
    except ViewerError as e:
        return None, (f"The outlines could not be measured: {e}",)
    if project.measurement is None:
        return measurement, ()
    slices = {as_fingerprint_key(outline.slice_key) for outline in document.outlines}
    return measurement, differences(project.measurement, measurement, slices)


def save(
    path: Path,
    *,
    study: Study,
    document: Document,
    view: View | None = None,
    measurement: Measurement | None = None,
    before: ProjectFile | None = None,
    replaces: str | None = None,
    home: Path | None = None,
) -> ProjectFile:
    """Save a project, and remember where its images lie.

    Parameters
    ----------
    path
        File to write.
    study, document, view, measurement
        What is open, made, shown and measured.
    before
        The project as it was opened, if it was; what is missing from the study is kept from there.
    replaces
        `stored_digest` of the project that may be replaced, None for whatever is there.
    home
        See `viewer.io.local.folders.user_folder`.

    Returns
    -------
    ProjectFile
        What was written; the next `before`.

    Raises
    ------
    PatientDataError
        If the file's name, a code or a text of a figure names the patient.
    ChangedOnDiskError
        If another project is there than `replaces`.
    OutputError
        If it cannot be written, an image is there, or a newer program wrote what is there; that file is untouched.
    UsageError, OutlineError
        If codes or points are such as no file can hold, or the file is a zip, such as a case, which holds its images.
    """
    identities = {series.identity for series in study.series}
    refuse_naming_patient(path, identities)
    refuse_overwriting(path, study)
    check_readings(document, identities)
    check_figures(document, identities)
    if is_zip(path):
        raise UsageError(
            f"{path} is a zip, as a case with its images is, which saving would replace; save under another name."
        )
    project = project_of(
        document,
        study,
        view=view,
        measurement=measurement,
        place=place_of(study, path),
        before=before,
        images=image_prints(study, document, before=() if before is None else before.images),
    )
    written = write_project(path, project, replaces=replaces)
    remember(study, home=home)
    return written
