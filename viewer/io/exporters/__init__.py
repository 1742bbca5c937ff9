"""Files that outlines and their numbers are written to: the one table that names them all.

Command line, dialogs and help read `EXPORTERS`. Nothing that is written holds an identifier, a name or a folder of
the input.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from viewer.core.document import Document
from viewer.core.series import Study
from viewer.core.view import View
from viewer.errors import UsageError
from viewer.io.project import PROJECT_ENDING, ProjectFile, image_prints, place_of, project_of, write_project
from viewer.measure.measurement import Measurement


@dataclass(frozen=True, slots=True)
class Export:
    """What there is to write.

    Parameters
    ----------
    study
        The opened images.
    document
        Outlines and what was stated.
    measurement
        Numbers of the outlines, or None.
    view
        What is shown, or None.
    before
        The project it came from, or None.
    is_reviewed
        Whether a person has looked at every image for text burned into its pixels; a case is not written without.
    """

    study: Study
    document: Document
    measurement: Measurement | None = None
    view: View | None = None
    before: ProjectFile | None = None
    is_reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Exporter:
    """A kind of file.

    Parameters
    ----------
    name
        What commands call it.
    suffixes
        Extensions its files may have, the usual one first.
    explanation
        One line for lists.
    write
        Writes an export to a path; raises `OutputError` where it cannot.
    """

    name: str
    suffixes: tuple[str, ...]
    explanation: str
    write: Callable[[Path, Export], None]


def _write_project(path: Path, export: Export) -> None:
    project = project_of(
        export.document,
        export.study,
        view=export.view,
        measurement=export.measurement,
        place=place_of(export.study, path),
        before=export.before,
        images=image_prints(
            export.study, export.document, before=() if export.before is None else export.before.images
        ),
    )
    write_project(path, project)


def _write_case(path: Path, export: Export) -> None:
    from viewer.io.cases.writing import Case, write_case  # it measures and opens images again: only when asked for

    write_case(path, Case(export.study, export.document, export.measurement, export.view, export.is_reviewed))


def _write_fat_map(path: Path, export: Export) -> None:
    from viewer.io.exporters.fat_map import write_fat_map  # it measures: only when asked for

    write_fat_map(path, export.study, export.document, export.measurement)


EXPORTERS = (
    Exporter(
        "project",
        (PROJECT_ENDING,),
        "A project of this program: outlines, statements, codes and numbers; no pixels and no patient data.",
        _write_project,
    ),
    Exporter(
        "case",
        (".zip",),
        "A zip to hand on: the needed slices, built anew without patient data, and the project; equal numbers.",
        _write_case,
    ),
    Exporter(
        "fat-map",
        (".nii.gz", ".nii"),
        "Fat fraction of every pixel inside the outlines, in %, as NIfTI; a JSON file beside it tells how it was made.",
        _write_fat_map,
    ),
)
"""Every kind of file, in the order in which they are listed."""


def find_exporter(name: str) -> Exporter:
    """Return the exporter of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    known = ", ".join(exporter.name for exporter in EXPORTERS)
    raise UsageError(f"There is no exporter named {name}; choose one of {known}.")


def check_suffix(exporter: Exporter, path: Path) -> None:
    """Refuse a file name whose extension is not one of an exporter's.

    Raises
    ------
    UsageError
        If it is not.
    """
    name = path.name.lower()
    if not any(name.endswith(suffix) and name != suffix for suffix in exporter.suffixes):
        kinds = " or ".join(exporter.suffixes)
        raise UsageError(f"{path} has no extension that {exporter.name} files have; use {kinds}.")
