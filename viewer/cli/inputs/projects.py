"""A project as the input of a command: its images, and its outlines on the slices that were asked for."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from viewer.app.choosing import select_series, select_slice
from viewer.app.projects import (
    BoundProject,
    ProjectFile,
    bind,
    changed_image_sentences,
    find_images,
    is_project,
    missing_sentences,
    read_project,
)
from viewer.cli.inputs.options import OutlineWords
from viewer.cli.inputs.outlined import Outlined, open_paths, outline_words, stated_by
from viewer.core.document import Document, Statement
from viewer.core.series import Series, SliceKey, Study
from viewer.errors import UnreadableError, UsageError


def with_images(paths: Sequence[Path]) -> list[Path]:
    """Return paths to open, those of its images in place of each project.

    Raises
    ------
    ProjectError, UnreadableError
        If a project cannot be read, or its images are not found.
    """
    found: list[Path] = []
    for path in paths:
        found += images_of(path, read_project(path)) if is_project(path) else [path]
    return list(dict.fromkeys(found))


def images_of(path: Path, project: ProjectFile) -> tuple[Path, ...]:
    """Where the images of a project are.

    Raises
    ------
    UnreadableError
        If they are not found.
    """
    images = find_images(path, project)
    if images is None:
        raise UnreadableError(
            f"The images that {path} was drawn on were not found; put the project into their folder and run again."
        )
    return images


def open_project_outlined(path: Path, words: OutlineWords) -> Outlined:
    """Open a project's images and its outlines, those of the named slice or series only if one is named.

    Raises
    ------
    UsageError
        If outlines are given twice, or none is on the named slice.
    UnreadableError, RefusedError
        If the project or its images cannot be read or are refused.
    """
    _check_words(words)
    project = read_project(path)
    study = open_paths(images_of(path, project), password=words.password)
    bound = bind(project, study)
    document = _selected(bound, study, words)
    document = replace(document, statement=stated_in_project(document.statement, stated_by(words)))
    if not document.outlines:
        raise UsageError(
            f"{path} holds no outline on these images; draw one, or give --right and --left on the images."
        )
    warnings = (*project.warnings, *changed_image_sentences(project, bound, study), *missing_sentences(bound))
    return Outlined(study, document, warnings=warnings, project=project)


def _check_words(words: OutlineWords) -> None:
    given = outline_words(words)
    if words.reference_fat is not None or words.reference_muscle is not None:
        given.append("--reference-fat/--reference-muscle")
    if words.labels is not None:
        given.append("--labels")
    if given:
        raise UsageError(f"Outlines are given by the project and {' and '.join(given)}; use one of them.")


def stated_in_project(stored: Statement, typed: Statement) -> Statement:
    """What the project states and, where it is silent, what the command does."""
    for name, before, now in (
        ("--side-convention", stored.sides, typed.sides),
        ("--pixel-spacing", stored.spacing, typed.spacing),
    ):
        if before is not None and now is not None and before != now:
            raise UsageError(f"{name} contradicts what the project states; leave it out.")
    return Statement(sides=stored.sides or typed.sides, spacing=stored.spacing or typed.spacing)


def _selected(bound: BoundProject, study: Study, words: OutlineWords) -> Document:
    """Return the document with only the outlines of the series or slice that was asked for."""
    document = bound.measurable
    if words.series is None and words.slice_number is None:
        return document
    series = select_series(study, words.series) if words.series is not None else _only_outlined(document, study)
    keys = {image.key for image in series.slices}
    if words.slice_number is not None:
        keys = {series.slices[select_slice(series, words.slice_number) - 1].key}
    return replace(document, outlines=tuple(o for o in document.outlines if o.slice_key in keys))


def _only_outlined(document: Document, study: Study) -> Series:
    """Return the one block that holds all outlines of the project."""
    keys: set[SliceKey] = {outline.slice_key for outline in document.outlines}
    holding = [block for block in study.series if not keys.isdisjoint(image.key for image in block.slices)]
    if len(holding) != 1:
        raise UsageError(f"The project has outlines in {len(holding)} series; name one with --series NUMBER.")
    return holding[0]
