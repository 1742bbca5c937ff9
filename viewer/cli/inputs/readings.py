"""Folders of projects as readings that can be compared: outlines, stored numbers and codes, without any image."""

import math
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.app.projects import PROJECT_ENDING, ProjectFile, read_project
from viewer.app.projects.stored import SAME_AREA, matched_rows
from viewer.core.document import ReadingCodes
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.errors import UnreadableError, UsageError, ViewerError
from viewer.io.project import StoredRow
from viewer.measure.agreement import Reading, ReadOutline

_NO_CODE = "no code, series "
_DIGITS = 8
"""Digits of a series' fingerprint that stand for a study without a code; enough to tell hundreds apart."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read from folders.

    Parameters
    ----------
    readings
        One per folder, in the order given.
    skipped
        (File, reason) of projects that could not be read.
    warnings
        Sentences without names of files.
    """

    readings: tuple[Reading, ...]
    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def project_files(folder: Path) -> list[Path]:
    """Projects in a folder and below it, in order of their paths; links to folders are not followed."""
    return sorted(
        Path(parent) / name
        for parent, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(PROJECT_ENDING)
    )


def read_folders(folders: Sequence[Path]) -> Readings:
    """Readings of folders, one each.

    Raises
    ------
    UsageError
        If there are fewer than two, or one is given twice or lies inside another.
    UnreadableError
        If one is no folder or holds no project that can be read.
    """
    _check_folders(folders)
    skipped: list[tuple[str, str]] = []
    sets = [_projects_in(folder, skipped) for folder in folders]
    labels = _labels(sets)
    studies = _studies([project for projects in sets for project in projects])
    readings = tuple(
        Reading(
            label=label,
            codes=_common_codes(projects),
            outlines=tuple(outline for project in projects for outline in _outlines(project, studies)),
        )
        for label, projects in zip(labels, sets, strict=True)
    )
    warnings = [*_code_warnings(sets, labels, studies)]
    if skipped:
        warnings.append(f"Projects that could not be read were left out: {len(skipped)}.")
    proposed = sum(one.is_proposed for projects in sets for project in projects for one in project.document.outlines)
    if proposed:
        warnings.append(f"Proposed outlines that nobody has accepted were left out: {proposed}.")
    every = [sentence for projects in sets for project in projects for sentence in project.warnings]
    return Readings(readings, tuple(skipped), tuple(dict.fromkeys((*warnings, *every))))


def _check_folders(folders: Sequence[Path]) -> None:
    if len(folders) < 2:
        raise UsageError("Agreement needs at least two folders of projects, one per reader or reading.")
    for folder in folders:
        if not folder.is_dir():
            raise UnreadableError(f"{folder} is no folder; give one folder of projects per reader or reading.")
    real = [folder.resolve() for folder in folders]
    for place, one in enumerate(real):
        for other in real[place + 1 :]:
            if one == other or one in other.parents or other in one.parents:
                raise UsageError(
                    f"{folders[place]} is given twice or lies inside another folder; every reading needs its own."
                )


def _projects_in(folder: Path, skipped: list[tuple[str, str]]) -> list[ProjectFile]:
    found = []
    for path in project_files(folder):
        try:
            found.append(read_project(path))
        except ViewerError as e:
            skipped.append((str(path), str(e)))
    if not found:
        raise UnreadableError(f"{folder} holds no project ({PROJECT_ENDING}) that can be read; save the reading there.")
    return found


def _common_codes(projects: Iterable[ProjectFile]) -> ReadingCodes:
    """Reader, number and blinding that all projects of a folder share; what differs is left out."""
    codes = [project.document.codes for project in projects]
    readers, numbers = {c.reader for c in codes}, {c.reading for c in codes}
    return ReadingCodes(
        reader=readers.pop() if len(readers) == 1 else "",
        reading=numbers.pop() if len(numbers) == 1 else None,
        is_blinded_to_numbers=all(c.is_blinded_to_numbers for c in codes),
    )


def _labels(sets: Sequence[Sequence[ProjectFile]]) -> list[str]:
    """How readings are called: by their codes where these tell them apart, else by their place."""
    codes = [_common_codes(projects) for projects in sets]
    named = [c.reader + ("" if c.reading is None else f", reading {c.reading}") for c in codes]
    if len({c.reader for c in codes}) == len(codes):
        named = [c.reader for c in codes]
    if all(c.reader for c in codes) and len(set(named)) == len(named):
        return named
    return [f"reading {place}" for place in range(1, len(sets) + 1)]


def _studies(projects: Iterable[ProjectFile]) -> dict[str, str]:
    """Series → study code, where projects with one code or none are of it."""
    codes: dict[str, set[str]] = defaultdict(set)
    for project in projects:
        for series in {series for _, series in project.series_of}:
            codes[series] |= {project.document.codes.study} - {""}
    return {series: min(found) for series, found in codes.items() if len(found) == 1}


def _study_of(project: ProjectFile, key: SliceKey, studies: Mapping[str, str]) -> str:
    """Study code of a project; of one without a code that of its series elsewhere, else a name for the series."""
    if project.document.codes.study:
        return project.document.codes.study
    series = dict(project.series_of).get(key, key.uid)
    return studies.get(series, f"{_NO_CODE}{series.removeprefix('sha256:')[:_DIGITS]}")


def _code_warnings(
    sets: Sequence[Sequence[ProjectFile]], labels: Sequence[str], studies: Mapping[str, str]
) -> Iterable[str]:
    every = [project for projects in sets for project in projects]
    bare = [project for project in every if not project.document.codes.study]
    lost = sum(not {series for _, series in project.series_of} <= set(studies) for project in bare)
    if lost:
        yield (
            f"Projects without a study code: {lost}; each of their series counts as a patient of its own, so give "
            "every project its study code."
        )
    codes: dict[str, set[str]] = defaultdict(set)
    for project in every:
        for series in {series for _, series in project.series_of}:
            codes[series] |= {project.document.codes.study} - {""}
    for found in codes.values():
        if len(found) > 1:
            yield (
                f"The same images have several study codes ({', '.join(sorted(found))}), each of which counts as a "
                "patient of its own; correct the codes."
            )
    for projects, label in zip(sets, labels, strict=True):
        if len({(p.document.codes.reader, p.document.codes.reading) for p in projects}) > 1:
            yield f"The projects of {label} have different reader codes or reading numbers; check its folder."
        if len({p.document.codes.is_blinded_to_numbers for p in projects}) > 1:
            yield f"Numbers were hidden while outlining in some projects of {label} only."


def _outlines(project: ProjectFile, studies: Mapping[str, str]) -> list[ReadOutline]:
    """Every accepted outline of a project with its stored numbers, and stored numbers without an outline."""
    measurement = project.measurement
    method = None if measurement is None else (measurement.method.name, measurement.method.version)
    stated = project.document.statement.spacing
    return [
        _read(outline, row, study=_study_of(project, key, studies), method=method, stated=stated)
        for key, outline, row in matched_rows(project)
        if outline is None or not outline.is_proposed
    ]


def _read(
    outline: Outline | None,
    row: StoredRow | None,
    *,
    study: str,
    method: tuple[str, str] | None,
    stated: Spacing | None,
) -> ReadOutline:
    if row is None:
        if outline is None:
            raise ValueError("neither an outline nor a number")
        return ReadOutline.of(outline, study=study, spacing=stated)
    spacing, is_assumed = _spacing(row, stated)
    return ReadOutline(
        study=study,
        slice_key=row.slice_key,
        structure=row.structure,
        side=row.side,
        outline=outline,
        level=row.level,
        spacing=spacing,
        is_spacing_assumed=is_assumed,
        area_mm2=row.area_mm2,
        fat_fraction_percent=row.fat_fraction_percent,
        fat_to_muscle_ratio=row.fat_to_muscle_ratio,
        method=method,
    )


def _spacing(row: StoredRow, stated: Spacing | None) -> tuple[Spacing | None, bool]:
    """Pixel spacing of a row, and whether it only follows from areas, as square."""
    if row.spacing is not None:
        return row.spacing, False
    if row.area_mm2 is None or row.area_px <= 0.0 or row.area_mm2 <= 0.0:
        return stated, False
    size = math.sqrt(row.area_mm2 / row.area_px)
    if stated is not None and math.isclose(stated.row_mm * stated.column_mm, size * size, rel_tol=SAME_AREA):
        return stated, False
    return Spacing(row_mm=size, column_mm=size), True
