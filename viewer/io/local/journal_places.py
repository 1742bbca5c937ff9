"""Which project file the work in a journal belongs to: a path, and so on this computer only, a file for each journal.

One file for each, so that two windows of the program never write the same.
"""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from viewer.core.records.reading import parsed
from viewer.core.records.seal import is_as_sealed, sealed
from viewer.errors import OutputError, UnreadableError
from viewer.io.local.folders import made_user_folder, user_folder
from viewer.io.local.own_files import read_own_file, write_own_file

MAX_BYTES = 1 << 18
"""Largest file that is read, bytes: a path is far shorter."""

_FOLDER = "journal-places"


@dataclass(frozen=True, slots=True)
class JournalPlace:
    """The project file to which work belongs, and whether its image can be found again.

    Parameters
    ----------
    path
        Path of the project, None for none yet.
    digest
        Of its bytes as they were read or written last, '' where not known; see `ProjectFile.stored_digest`.
    is_pasted
        Whether the image came from the clipboard and is in no file.
    """

    path: Path | None = None
    digest: str = ""
    is_pasted: bool = False


def note_place(name: str, place: JournalPlace, *, home: Path | None = None) -> bool:
    """Note which project the work in a journal belongs to, and return whether that is noted. Never raises.

    Where it cannot be, nothing is noted: work that was saved under another name meanwhile would go over the first file.
    """
    path = None if place.path is None else str(place.path.absolute())
    record = {"version": 1, "path": path, "digest": place.digest, "is_pasted": place.is_pasted}
    try:
        folder = made_user_folder("data", home) / _FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        write_own_file(folder / f"{name}.json", json.dumps(sealed(record)).encode("ascii"))
    except (OSError, OutputError):
        forget_place(name, home=home)
        return False
    return True


def place_for(name: str, *, home: Path | None = None) -> JournalPlace:
    """Return the project that was noted for a journal; none if none was, or it cannot be read."""
    try:
        data = read_own_file(user_folder("data", home) / _FOLDER / f"{name}.json", MAX_BYTES)
        record = None if data is None else parsed(data, kind="note of a place", most_bytes=MAX_BYTES, deepest=4)
    except UnreadableError:
        return JournalPlace()
    # A flipped bit would name another project, over which the work would be saved.
    if not isinstance(record, dict) or not is_as_sealed(record, ("version", "path", "digest", "is_pasted")):
        return JournalPlace()
    path, digest, is_pasted = record.get("path"), record.get("digest"), record.get("is_pasted") is True
    is_path = isinstance(path, str) and "\0" not in path and Path(path).is_absolute()
    if not is_path or not isinstance(path, str) or not isinstance(digest, str):
        return JournalPlace(is_pasted=is_pasted)
    return JournalPlace(Path(path), digest, is_pasted)


def forget_place(name: str, *, home: Path | None = None) -> None:
    """Forget what was noted for a journal. Never fails."""
    with contextlib.suppress(OSError):
        (user_folder("data", home) / _FOLDER / f"{name}.json").unlink(missing_ok=True)
