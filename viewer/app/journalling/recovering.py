"""Work that was left behind by a run of the program that ended without saving: found, and opened with its images.

Runs in any thread. Nothing is removed here but journals in which nothing is unsaved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from viewer.app.projects import OpenedProject
from viewer.app.projects.files import on_study, open_read
from viewer.core.document import Document
from viewer.core.history import History
from viewer.core.series import Study
from viewer.errors import JournalError, JournalInUseError, UnreadableError, ViewerError
from viewer.io.journal.binding import bound_work
from viewer.io.journal.reading import Claim, NothingKeptError, claim
from viewer.io.journal.replaying import CUT, Recovered, recovered, summary
from viewer.io.journal.store import is_abandoned, names, path_of, remove
from viewer.io.local import find_images, known_paths
from viewer.io.local.journal_places import JournalPlace, place_for
from viewer.io.locks.owner import is_alive
from viewer.io.project import ProjectFile, read_project
from viewer.io.project.contents import as_fingerprint_key

UNFOUNDED = (
    "The images do not bear out the sides that were kept with this work: check each side; what could be undone was "
    "left out."
)
"""Said when the images are others than those that the work was done on."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FoundWork:
    """Unsaved work that was left behind, as a list tells it.

    Parameters
    ----------
    name
        Of its journal.
    time_s
        When the last action was done, s since 1970.
    outlines, slices
        How many outlines there are, on how many slices.
    levels
        Known levels of these slices.
    project
        Name of the project file, '' where it was never saved.
    elsewhere
        Name of the computer whose run of the program left it, where that cannot be asked; '' for this one.
    is_pasted
        Whether its image came from the clipboard.
    refusal
        Why it cannot be opened, '' where it can.
    """

    name: str
    time_s: int
    outlines: int = 0
    slices: int = 0
    levels: tuple[str, ...] = ()
    project: str = ""
    elsewhere: str = ""
    is_pasted: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class OpenedWork:
    """Work that was left behind, with its images.

    Parameters
    ----------
    found
        As a project; without a study where the user must be asked for the images.
    path, file
        The project file that Save writes to and what it was built on, None where there was none.
    history, saved, has_seen_numbers
        As in the snapshot.
    claim
        Its journal, which nobody else can open; to be handed to `Journalling.takes_over`, or released.
    warnings
        Sentences for the user.
    """

    found: OpenedProject
    path: Path | None
    file: ProjectFile | None
    claim: Claim
    is_pasted: bool = False
    history: History = field(default_factory=History)
    saved: Document = field(default_factory=Document)
    has_seen_numbers: bool = True
    warnings: tuple[str, ...] = ()


def found_work(*, home: Path | None = None) -> tuple[FoundWork, ...]:
    """Unsaved work of runs of the program that are no more, the newest first.

    Parameters
    ----------
    home
        See `viewer.io.local.folders.user_folder`.
    """
    found = (_looked_at(name, home) for name in names(home))
    return tuple(sorted((work for work in found if work is not None), key=lambda work: work.time_s, reverse=True))


def _looked_at(name: str, home: Path | None) -> FoundWork | None:
    """What a list tells about a journal; None where nothing of it is offered."""
    try:
        claimed = claim(name, home=home)
    except JournalInUseError:
        return None
    except NothingKeptError:
        if is_abandoned(path_of(name, home)):
            remove(name, home)
        return None
    except JournalError as e:
        return FoundWork(name, _changed_s(path_of(name, home)), refusal=str(e))
    try:
        told = summary(claimed)
    except JournalError as e:
        claimed.release()
        return FoundWork(name, _changed_s(path_of(name, home)), refusal=str(e))
    is_there = None if claimed.owner is None else is_alive(claimed.owner)
    if is_there or (claimed.owner is not None and is_there is False and claimed.is_whole and not told.is_unsaved):
        if is_there:
            claimed.release()
        else:
            claimed.remove()
        return None
    elsewhere = claimed.owner.host if claimed.owner is not None and is_there is None else ""
    claimed.release()
    place = place_for(name, home=home)
    return FoundWork(
        name,
        told.time_s,
        outlines=told.outlines,
        slices=told.slices,
        levels=told.levels,
        project="" if place.path is None else place.path.stem,
        elsewhere=elsewhere,
        is_pasted=place.is_pasted,
    )


def _changed_s(path: Path) -> int:
    try:
        return int(path.stat().st_mtime)
    except OSError:
        return 0


def open_work(
    name: str,
    *,
    images: Sequence[Path] | None = None,
    shown: Study | None = None,
    progress: Progress | None = None,
    home: Path | None = None,
) -> OpenedWork:
    """Open work that was left behind, with its images and its history.

    Parameters
    ----------
    name
        Of its journal.
    images
        Where the user says that the images are, None to look for them.
    shown
        What is open now: where it is the same image, such as a picture that was pasted again, it is used.
    progress
        Called with how much is done and the total; it may raise to stop.
    home
        See `viewer.io.local.folders.user_folder`.

    Raises
    ------
    JournalError
        If it is gone, open elsewhere, or damaged.
    UnreadableError, GeometryError
        If the images cannot be opened.
    """
    claimed = claim(name, home=home)
    try:
        work = recovered(claimed)
        place = place_for(name, home=home)
        file = _file_of(work.project, place)
        # What the saved project knows of its images is asked of them again.
        project = work.project if file is None else replace(work.project, images=file.images)
        found = _with_images(project, place, images=images, shown=shown, progress=progress, home=home)
    except BaseException:
        claimed.release()
        raise
    warnings = (*(() if work.is_whole else (CUT,)), *found.warnings)
    opened = OpenedWork(found, place.path, file, claimed, is_pasted=place.is_pasted, warnings=warnings)
    return opened if found.study is None else _bound(opened, work, found.study)


def _bound(opened: OpenedWork, work: Recovered, study: Study) -> OpenedWork:
    """The work on its images, with its history where the images bear out its sides and statements."""
    found = opened.found
    if found.bound is None:
        return opened
    bound = bound_work(work, study)
    opened = replace(opened, saved=bound.saved, has_seen_numbers=work.has_seen_numbers)
    if found.bound.document != bound.document:
        return replace(opened, warnings=(UNFOUNDED, *opened.warnings))
    shared = replace(found.bound, document=bound.document)
    return replace(opened, found=replace(found, bound=shared), history=bound.history)


def _with_images(
    project: ProjectFile,
    place: JournalPlace,
    *,
    images: Sequence[Path] | None,
    shown: Study | None,
    progress: Progress | None,
    home: Path | None,
) -> OpenedProject:
    """The work as a project with its images, where they are found."""
    slices, series = project.wanted
    known = known_paths(series, home=home)
    beside = place.path or (known[0] if known else None)
    path = Path("unsaved work") if beside is None else beside.with_name("unsaved work")
    if images is None and shown is not None and slices and slices <= _fingerprints(shown):
        return on_study(path, project, replace(shown), is_looked_for=False)  # another one: it is opened anew
    if images is None:
        images = None if beside is None else find_images(place.path or path, project, home=home, progress=progress)
        if not images:
            return OpenedProject(path, project, warnings=project.warnings)
    return open_read(path, project, images=images, progress=progress, home=home)


def _fingerprints(study: Study) -> frozenset[str]:
    return frozenset(as_fingerprint_key(image.key).uid for block in study.series for image in block.slices)


def _file_of(project: ProjectFile, place: JournalPlace) -> ProjectFile | None:
    """What Save is to build on: the project's file where it is as it was, else one that saving finds changed."""
    if place.path is None:
        return None
    try:
        file = read_project(place.path)
    except (UnreadableError, OSError):
        file = None
    if file is not None and place.digest and file.stored_digest == place.digest:
        return file
    return replace(project, stored_digest=place.digest)


def discard(name: str, *, home: Path | None = None) -> str:
    """Remove work that the user does not want, and return why that was not done, '' where it was."""
    try:
        claim(name, home=home).remove()
    except JournalInUseError as e:
        return str(e)
    except ViewerError:
        remove(name, home)  # damaged, or there is nothing in it
    return ""
