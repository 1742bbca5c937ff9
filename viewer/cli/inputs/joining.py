"""Many projects at once: each measured anew where its images are found, else with its stored numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from viewer.app.projects import (
    ProjectFile,
    bind,
    changed_image_sentences,
    find_images,
    is_project,
    missing_sentences,
    read_project,
)
from viewer.app.projects.stored import stored_measurement
from viewer.app.reading_codes import code_warnings
from viewer.cli.inputs.options import OutlineWords
from viewer.cli.inputs.outlined import Outlined, open_paths, outline_words, stated_by, with_pixels
from viewer.cli.inputs.projects import stated_in_project
from viewer.cli.inputs.readings import project_files
from viewer.core.document import ScaleOf
from viewer.core.identity import names_patient
from viewer.core.series import Identity, Study
from viewer.errors import UnreadableError, UsageError, ViewerError
from viewer.io.project.contents import as_fingerprint_key
from viewer.io.project.place import image_files
from viewer.measure.measurement import Measurement

_CODES = ("study", "reader")


@dataclass(frozen=True, slots=True)
class JoinedProjects:
    """What was measured of many projects.

    Parameters
    ----------
    found
        (File, measurement) in the order of the files; a project whose images are found in part has two.
    skipped
        (File, reason) of projects without any number.
    telling
        (Which code, code) of the codes that resemble a name, an id or a date of a patient in the images.
    identities
        Whose images were opened.
    sources
        Files that were read.
    """

    found: tuple[tuple[str, Measurement], ...]
    skipped: tuple[tuple[str, str], ...]
    telling: frozenset[tuple[str, str]] = frozenset()
    identities: frozenset[Identity] = frozenset()
    sources: tuple[Path, ...] = ()

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """All measurements, with a warning where a code is telling."""
        return tuple(self._warned(measurement) for _, measurement in self.found)

    @property
    def for_file(self) -> tuple[Measurement, ...]:
        """All measurements without the codes that are telling: no file carries what names a patient."""
        return tuple(self._without(measurement) for measurement in self.measurements)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about all of them; none names a file."""
        said = []
        stored = sum(measurement.stored_by is not None for _, measurement in self.found)
        if stored:
            said.append(f"Of {len(self.found)} measurements {stored} are the stored numbers of a project.")
        bare = sum(not measurement.codes.study for _, measurement in self.found)
        if bare:
            said.append(f"Measurements without a study code: {bare}; slice_id alone tells their rows apart.")
        if self.skipped:
            said.append(f"Projects without numbers were left out: {len(self.skipped)}.")
        methods = {(m.method.name, m.method.version) for _, m in self.found}
        if len(methods) > 1:
            names = ", ".join(sorted(f"{name} version {version}" for name, version in methods))
            said.append(f"The numbers come from different methods ({names}); do not compare them with each other.")
        return tuple(said)

    def _telling_of(self, measurement: Measurement) -> list[str]:
        return [name for name in _CODES if (name, getattr(measurement.codes, name)) in self.telling]

    def _warned(self, measurement: Measurement) -> Measurement:
        said = tuple(
            f"The {name} code resembles a name, an id or a date of a patient in the images; it is left out of files."
            for name in self._telling_of(measurement)
        )
        looks = code_warnings(measurement.codes)  # of stored numbers too, whose images nobody opened
        return replace(measurement, warnings=tuple(dict.fromkeys((*said, *looks, *measurement.warnings))))

    def _without(self, measurement: Measurement) -> Measurement:
        telling, codes = self._telling_of(measurement), measurement.codes
        study = "" if "study" in telling else codes.study
        reader = "" if "reader" in telling else codes.reader
        return replace(measurement, codes=replace(codes, study=study, reader=reader))


@dataclass(slots=True)
class _Joining:
    """One run over many projects: what is open, and what was found on the way."""

    words: OutlineWords
    method: str | None
    threshold: float | None
    scale_of: ScaleOf | None
    images: tuple[Path, ...] = ()
    study: Study | None = None
    identities: set[Identity] = field(default_factory=set)
    sources: list[Path] = field(default_factory=list)

    def measured(self, path: Path) -> list[Measurement]:
        """Numbers of a project: measured, stored, or some of both.

        Raises
        ------
        ViewerError
            If it has none.
        """
        project = read_project(path)
        images = find_images(path, project)
        if images is None:
            return self._stored(project, "its images were not found")
        outlined = self._outlined(project, self._opened(images))
        if not outlined.document.outlines:
            return self._stored(project, "its images were found without the outlined slices")
        try:
            now = outlined.measure(method=self.method, threshold=self.threshold, scale_of=self.scale_of)
        except UsageError as e:  # measured by a version that this program does not have
            return self._stored(project, str(e).rstrip("."))
        open_keys = {as_fingerprint_key(outline.slice_key) for outline in outlined.document.outlines}
        rest = project.outlined_slices - open_keys
        kept = stored_measurement(project, absent=rest)
        return [now] if kept is None else [now, kept]

    def _opened(self, images: tuple[Path, ...]) -> Study:
        """Images at these paths; those of the project before are still open, as readings share them."""
        if self.study is None or images != self.images:
            self.study = open_paths(images, password=self.words.password)
            self.images = images
            self.identities |= {series.identity for series in self.study.series}
            self.sources += image_files(self.study)
        return self.study

    def _outlined(self, project: ProjectFile, study: Study) -> Outlined:
        bound = bind(project, study)
        document = bound.measurable
        document = replace(document, statement=stated_in_project(document.statement, stated_by(self.words)))
        warnings = (*project.warnings, *changed_image_sentences(project, bound, study), *missing_sentences(bound))
        return Outlined(with_pixels(study, document), document, warnings=warnings, project=project)

    def _stored(self, project: ProjectFile, reason: str) -> list[Measurement]:
        stored = stored_measurement(project)
        if stored is None:
            raise UnreadableError(
                f"The project holds no stored numbers, and {reason}; open and save it with its images."
            )
        said = [*project.warnings, f"Stored numbers, as {reason}."]
        if self.method is not None and self.method != stored.method.name:
            said.append(f"They are by {stored.method.name}, not by {self.method}.")
        return [replace(stored, warnings=(*said, *stored.warnings))]


def joined_files(paths: Sequence[Path], words: OutlineWords) -> list[Path] | None:
    """Projects to join, None where a command is about one study or one project.

    Parameters
    ----------
    paths
        As given: projects, or folders that hold some.
    words
        Whoever gives outlines asks for one study.

    Raises
    ------
    UsageError
        If several paths are given and one is no project and holds none, or outlines or a slice are given for them.
    """
    if len(paths) == 1 and (outline_words(words) or not paths[0].is_dir()):
        return None
    found: list[Path] = []
    for path in paths:
        here = [path] if is_project(path) else project_files(path)
        if not here and len(paths) > 1:
            raise UsageError(f"{path} is no project and holds none; several paths are joined only if all are projects.")
        found += here
    if not found:
        return None
    if outline_words(words) or words.series is not None or words.slice_number is not None:
        raise UsageError(
            "Outlines, --series and --slice belong to one study, and several projects were given; name one project."
        )
    return list(dict.fromkeys(found))


def join_projects(
    files: Iterable[Path],
    words: OutlineWords,
    *,
    method: str | None,
    threshold: float | None,
    scale_of: ScaleOf | None,
) -> JoinedProjects:
    """Numbers of every project.

    Parameters
    ----------
    files
        Projects.
    words
        Password, and what is stated about images that do not tell.
    method, threshold, scale_of
        For all projects, None for each one's own.

    Raises
    ------
    UnreadableError
        If none has any number.
    """
    joining = _Joining(words, method, threshold, scale_of)
    found: list[tuple[str, Measurement]] = []
    skipped: list[tuple[str, str]] = []
    for path in files:
        joining.sources.append(path)
        try:
            found += [(str(path), measurement) for measurement in joining.measured(path)]
        except ViewerError as e:  # one bad project must not cost the numbers of all others
            skipped.append((str(path), str(e)))
    if not found:
        raise UnreadableError(f"None of the projects has any number; of the first: {skipped[0][1]}")
    codes = {(name, getattr(measurement.codes, name)) for _, measurement in found for name in _CODES}
    telling = {
        (name, code)
        for name, code in codes
        if code and any(names_patient(code, identity) for identity in joining.identities)
    }
    return JoinedProjects(
        tuple(found), tuple(skipped), frozenset(telling), frozenset(joining.identities), tuple(joining.sources)
    )
