"""Where the images of a project are: beside it as its hint says, else where this computer last saw them."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.io.local.index import known_paths
from viewer.io.local.search import Folder, Search, Wanted
from viewer.io.project.contents import PlaceHint, ProjectFile
from viewer.io.project.files import is_case
from viewer.io.sources import LocalFile

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker

DEEPER = 16
"""How many folders deeper than the hint says is looked, the shallow ones first: each kind of image of a study may
lie in folders of its own."""

MAX_OPENED_FILES = 5000
"""Most files of a folder that is opened whole; of a fuller one only the series of the project is."""

HINT_SHARE = 0.75
"""Part of a search that may be spent where the hint points (no unit); the rest is kept for nearer places."""

MAX_UP = 64
"""Most folders that are climbed; deeper paths do not exist in practice."""


def find_images(
    project_path: Path,
    project: ProjectFile,
    *,
    home: Path | None = None,
    worker: "DecodeWorker | None" = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Path, ...] | None:
    """Paths to open for a project, None if its images were not found and the user must be asked.

    Images are recognised by their identifiers, whatever they are called now.

    Parameters
    ----------
    project_path
        Where the project lies now.
    project
        As read.
    home
        See `viewer.io.local.folders.user_folder`.
    worker
        Parses what the fast reader leaves alone; None for the program's own.
    progress
        Called with the number of files looked at and the most there can be; may raise to stop.

    Returns
    -------
    tuple of Path
        Folders or files that hold at least one slice the project draws on.
    """
    if is_case(project_path):
        return (project_path,)
    wanted = Wanted(*project.wanted)
    if not wanted.slices:
        return None
    own = Path(os.path.realpath(project_path)).parent
    beside = Search(wanted, worker, progress)
    found = _beside(beside, own, project.place)
    if beside.has_all:
        return found
    elsewhere = Search(wanted, worker, progress)
    remembered = _where_last_seen(elsewhere, known_paths(wanted.series, home=home))
    return remembered if len(elsewhere.found) > len(beside.found) else found


def _beside(search: Search, own: Path, place: PlaceHint | None) -> tuple[Path, ...] | None:
    """Look where the hint points, then in and below the project's folder, then one folder up."""
    hint = place or PlaceHint(0, 0)
    up, down = min(hint.up, MAX_UP), min(hint.down, MAX_UP)
    attempts = ((up, down, down + DEEPER, HINT_SHARE), (0, 0, DEEPER, 1.0), (1, 1, 2, 1.0))
    for number, (up, down, deepest, share) in enumerate(attempts):
        root = own.parents[up - 1] if 0 < up <= len(own.parents) else own
        folders = _likely_first(search.folders(root, deepest=deepest, share=share), down)
        search.look_at(folders)
        if search.found:
            return _openable(search, folders, [(root, down)] if number == 0 and place is not None else [])
    return None


def _likely_first(folders: Iterable[Folder], down: int) -> list[Folder]:
    """Folders by how far they are from the depth at which the images lay."""
    return sorted(folders, key=lambda folder: (abs(folder.depth - down), folder.depth))


def _openable(search: Search, folders: list[Folder], hinted: list[tuple[Path, int]]) -> tuple[Path, ...]:
    """What to open so that the whole study appears again, and little else."""
    files = tuple(dict.fromkeys(search.found.values()))
    if search.alone.issuperset(files):
        return files
    parents = [file.parent for file in files]
    whole = [_ancestor(parent, root, down) for parent in parents for root, down in hinted]
    for chosen in (whole, parents):
        tops = tuple(dict.fromkeys(top for top in chosen if top is not None))
        if tops and None not in chosen and _count(tops, folders) <= MAX_OPENED_FILES:
            return tops
    return search.files_of_series()


def _ancestor(folder: Path, root: Path, down: int) -> Path | None:
    """Folder above another that lies as deep below the root as the images lay, None if it is not that deep."""
    parts = folder.relative_to(root).parts
    return root.joinpath(*parts[:down]) if len(parts) >= down else None


def _count(tops: tuple[Path, ...], folders: list[Folder]) -> int:
    """Files that were listed at and below some folders."""
    return sum(len(f.files) for f in folders if any(top == f.path or top in f.path.parents for top in tops))


def _where_last_seen(search: Search, paths: tuple[Path, ...]) -> tuple[Path, ...] | None:
    """The first remembered paths at which images of the project still are."""
    for path in paths:
        search.look_at(_listed(search, path))
        if search.found:
            return (path, *(other for other in paths if other != path and _adds(search, other)))
    return None


def _adds(search: Search, path: Path) -> bool:
    """Whether more of what is wanted is at another remembered path."""
    before = len(search.found)
    if not search.is_done:
        search.look_at(_listed(search, path))
    return len(search.found) > before


def _listed(search: Search, path: Path) -> list[Folder]:
    try:
        if path.is_file():
            return [Folder(path.parent, 0, (LocalFile(path, path.stat().st_size),))]
        return list(search.folders(path, deepest=MAX_UP))
    except (OSError, ValueError):
        return []
