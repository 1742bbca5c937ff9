"""Where images were last seen on this computer: series fingerprint → paths that were opened.

A lost or damaged index costs the user one question, never an opening: reading it gives an empty one instead of
an error, and failing to write it is no failure.
"""

import contextlib
import json
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from viewer.core.fingerprints import as_fingerprint, is_fingerprint
from viewer.core.records.reading import parsed
from viewer.core.records.seal import is_as_sealed, sealed
from viewer.core.series import Series, Study
from viewer.errors import OutputError, UnreadableError
from viewer.io.local.folders import made_user_folder, user_folder
from viewer.io.local.own_files import read_own_file, write_own_file
from viewer.io.project.place import common_folder, image_files

MAX_ENTRIES = 2000
"""Most series that are remembered; the longest unused are dropped."""

MAX_PATHS = 20
"""Most paths per series; of more files their common folder is remembered."""

MAX_BYTES = 16 << 20
"""Largest index that is read, bytes; one of `MAX_ENTRIES` series is far smaller."""

MAX_CHARACTERS = 32_768
"""Longest path of any system."""

_FILE = "images.json"

_Entries = dict[str, tuple[str, ...]]

_LOCK = threading.Lock()
"""Held from reading the index to writing it: images are opened and projects saved on threads of their own."""


def remember(study: Study, opened: Sequence[Path] = (), *, home: Path | None = None) -> None:
    """Note where the series of a study lie. Never fails: what cannot be written is not remembered.

    Parameters
    ----------
    study
        What was opened.
    opened
        The paths that were opened; without them the known ones that still hold the images, else the files of the
        images or the folder of their series.
    home
        See `viewer.io.local.folders.user_folder`.
    """
    roots = [path.absolute() for path in opened]
    with _LOCK:
        entries = _read(home)
        _note(entries, study, roots)
        _write(dict(list(entries.items())[-MAX_ENTRIES:]), home)


def _note(entries: _Entries, study: Study, roots: Sequence[Path]) -> None:
    """Add where the series of a study lie to the index."""
    found: dict[str, dict[str, None]] = {}
    for series in study.series:  # several blocks of one series add up
        uid = as_fingerprint(series.series_uid)
        known = [Path(path) for path in entries.get(uid, ())]  # says more than the folder of one series does
        found[uid] = found.get(uid, {}) | dict.fromkeys(_paths_of(series, roots or known))
    for uid, paths in found.items():
        if paths:
            entries.pop(uid, None)  # the newest stand last
            entries[uid] = tuple(paths)[:MAX_PATHS]


def _paths_of(series: Series, roots: Sequence[Path]) -> tuple[str, ...]:
    """Opened paths that hold the images of a series, else its files or the folder of them all."""
    files = image_files(Study(series=(series,)))
    reached = {place for file in files for place in (file, *file.parents)}
    holding = [root for root in roots if root in reached]
    if 0 < len(holding) <= MAX_PATHS:
        return tuple(str(path) for path in holding)
    is_one_each = series.source_kind == "dicom" and 1 < len(files) == len(series.slices)
    if len(files) <= MAX_PATHS and not is_one_each:  # a volume, a picture, an archive
        return tuple(str(file) for file in files)
    folder = common_folder(files)
    return () if folder is None else (str(folder),)


def known_paths(series: Iterable[str], *, home: Path | None = None) -> tuple[Path, ...]:
    """Paths at which series were last seen, newest first; they may be gone.

    Parameters
    ----------
    series
        Series fingerprints.
    home
        See `viewer.io.local.folders.user_folder`.
    """
    wanted = set(series)
    found = [paths for uid, paths in reversed(_read(home).items()) if uid in wanted]
    return tuple(dict.fromkeys(Path(path) for paths in found for path in paths))


def _read(home: Path | None) -> _Entries:
    """Return the index, oldest first; empty if there is none or it is damaged."""
    try:
        data = read_own_file(user_folder("data", home) / _FILE, MAX_BYTES)
        return {} if data is None else _checked(parsed(data, kind="index", most_bytes=MAX_BYTES, deepest=4))
    except UnreadableError:
        return {}


def _checked(found: object) -> _Entries:
    """Return what is sound in a parsed index."""
    if not isinstance(found, dict) or not is_as_sealed(found, ("version", "series")):
        return {}
    entries = found.get("series")
    if not isinstance(entries, list):
        return {}
    return {
        uid: tuple(path for path in paths if _is_path(path))[:MAX_PATHS]
        for uid, paths in (entry for entry in entries if isinstance(entry, list) and len(entry) == 2)
        if isinstance(uid, str) and is_fingerprint(uid) and isinstance(paths, list)
    }


def _is_path(value: object) -> bool:
    """Whether a value can be a path that was noted: they are all absolute."""
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS or "\0" in value:
        return False
    return Path(value).is_absolute()


def _write(entries: _Entries, home: Path | None) -> None:
    series = [[uid, list(paths)] for uid, paths in entries.items()]
    data = json.dumps(sealed({"version": 1, "series": series}), indent=0)
    with contextlib.suppress(OSError, OutputError):
        write_own_file(made_user_folder("data", home) / _FILE, data.encode("ascii"))
