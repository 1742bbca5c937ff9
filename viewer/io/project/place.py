"""Where the images lie, seen from the project's folder, as two counts that name no folder."""

import os
from collections.abc import Iterable
from pathlib import Path

from viewer.core.series import Study
from viewer.io.project.contents import PlaceHint


def image_files(study: Study) -> tuple[Path, ...]:
    """Files on the disk that hold a study's images, each once; of a member of an archive the archive."""
    names = dict.fromkeys(image.file for series in study.series for image in series.slices)
    return tuple(dict.fromkeys(path for path in map(_file_on_disk, names) if path is not None))


def _file_on_disk(name: str) -> Path | None:
    """Return the file itself, or the archive in whose member the image is; None if neither is there any more."""
    path = Path(os.path.abspath(name))
    for candidate in (path, *path.parents):
        try:
            if candidate.is_file():
                return candidate
        except OSError:
            continue
    return None


def common_folder(files: Iterable[Path]) -> Path | None:
    """Deepest folder that holds all these files, None for none or on several drives."""
    folders = {str(file.parent) for file in files}
    try:
        return Path(os.path.commonpath(folders)) if folders else None
    except ValueError:  # several drives
        return None


def place_of(study: Study, project: Path) -> PlaceHint | None:
    """Where a study's images lie, seen from the folder of a project file; None when on another drive.

    Parameters
    ----------
    study
        The opened images.
    project
        Path of the project file, which need not exist yet.
    """
    images = common_folder(file.resolve() for file in image_files(study))
    if images is None:
        return None
    own = project.resolve().parent
    common = common_folder([own / "_", images / "_"])
    if common is None:
        return None
    return PlaceHint(up=len(own.relative_to(common).parts), down=len(images.relative_to(common).parts))
