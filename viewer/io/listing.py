"""Which files an opening is about: those in folders, those named, those that a DICOMDIR refers to.

Only names and sizes are looked at. Pipes, devices, loops of links and references that leave their folder do
no harm: they are listed as skipped.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from viewer.core.series import Skipped
from viewer.errors import UnreadableError, plain
from viewer.io.sources import LocalFile, local_file

MAX_FILES = 200_000
"""Most files of one opening; a study has some thousand."""

MAX_DEPTH = 64
"""Deepest nesting of folders that is followed."""

_NO_FILE = "it is not a regular file; only files, folders and archives can be opened."


@dataclass(slots=True)
class Listing:
    """Files to look at, in the order of their names, and what is left out and why."""

    files: list[LocalFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    on_found: Callable[[int], None] | None = None

    def look(self) -> None:
        """Say how far it is; called before the disk is asked."""
        if self.on_found is not None:
            self.on_found(len(self.files))

    def add(self, file: LocalFile) -> None:
        """Add a file.

        Raises
        ------
        UnreadableError
            If there are too many.
        """
        if len(self.files) >= MAX_FILES:
            raise UnreadableError(f"There are more than {MAX_FILES} files here; open a folder with fewer.")
        self.files.append(file)


def list_files(paths: Iterable[Path], *, on_found: Callable[[int], None] | None = None) -> Listing:
    """All regular files at and below some paths.

    Hidden files and folders (those whose name starts with a dot) are left out unless they are named.

    Parameters
    ----------
    paths
        Files and folders; a file that is reached twice is listed once.
    on_found
        Called with the number of files found so far, at each one and at each folder; what it raises ends the
        listing, which takes minutes on a drive that answers slowly.

    Raises
    ------
    UnreadableError
        If there are too many files.
    """
    listing = Listing(on_found=on_found)
    folders: set[str] = set()
    for path in paths:
        if path.is_dir():
            _walk(path, listing, folders)
            continue
        try:
            listing.add(local_file(path))
        except UnreadableError as e:
            listing.skipped.append(Skipped(file=str(path), reason=f"it {str(e).removeprefix(f'{plain(str(path))} ')}"))
    listing.files = list({file.path: file for file in listing.files}.values())
    return listing


def _walk(folder: Path, listing: Listing, seen: set[str]) -> None:
    """Add what lies in and below a folder; every real folder is entered once."""
    waiting = [(folder, 0)]
    while waiting:
        folder, depth = waiting.pop()
        listing.look()
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        subfolders = []
        for entry in _entries(folder, listing):
            path = folder / entry.name
            if entry.name.startswith("."):
                listing.skipped.append(Skipped(str(path), "it is hidden; name it to open it."))
            elif not _is_folder(entry):
                _add_file(path, entry, listing)
            elif depth < MAX_DEPTH:
                subfolders.append((path, depth + 1))
            else:
                listing.skipped.append(Skipped(str(path), "it lies too deep; open it by itself."))
        waiting.extend(reversed(subfolders))


def _entries(folder: Path, listing: Listing) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as e:
        reason = f"it is a folder that cannot be listed ({e.strerror}); check its permissions."
        listing.skipped.append(Skipped(str(folder), reason))
        return []


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _add_file(path: Path, entry: "os.DirEntry[str]", listing: Listing) -> None:
    listing.look()
    try:
        status = entry.stat()
    except OSError as e:
        reason = f"it cannot be opened ({e.strerror}); check where it leads."
        listing.skipped.append(Skipped(str(path), reason))
        return
    if stat.S_ISREG(status.st_mode):
        listing.add(LocalFile(path=path, size=status.st_size))
    else:
        listing.skipped.append(Skipped(str(path), _NO_FILE))


def referenced_files(index: Path, references: Sequence[Sequence[str]]) -> Listing:
    """Files that a DICOMDIR refers to, inside its own folder only.

    Names are compared without regard to case, as discs are often copied in small letters.

    Parameters
    ----------
    index
        Path of the DICOMDIR.
    references
        Components of each reference.

    Raises
    ------
    UnreadableError
        If there are too many.

    References
    ----------
    DICOM PS3.10, section 8 (file identifiers).
    """
    listing, names = Listing(), _Names()
    folder = index.parent
    real_folder = os.path.realpath(folder)
    for parts in dict.fromkeys(tuple(parts) for parts in references):
        shown = f"{index}: {'/'.join(parts)[:200]}"
        if not all(_is_plain_name(part) for part in parts):
            listing.skipped.append(Skipped(shown, "it is a reference that leaves the folder of the DICOMDIR."))
            continue
        path = names.resolve(folder, parts)
        if path is None:
            listing.skipped.append(Skipped(shown, "it is missing; copy the whole disc again."))
            continue
        # Compared by their parts, as paths on two drives of Windows have no common beginning to ask for.
        if not PurePath(os.path.realpath(path)).is_relative_to(real_folder):
            listing.skipped.append(Skipped(shown, "it is a link that leaves the folder of the DICOMDIR."))
            continue
        try:
            listing.add(local_file(path))
        except UnreadableError as e:
            listing.skipped.append(Skipped(str(path), f"it {str(e).removeprefix(f'{plain(str(path))} ')}"))
    return listing


def _is_plain_name(part: str) -> bool:
    return part not in {"", ".", ".."} and not any(c in "/\\:\0" for c in part)


class _Names:
    """Names in folders by their small letters, listed once per folder."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[str, str]] = {}

    def resolve(self, folder: Path, parts: Sequence[str]) -> Path | None:
        """Path with the names as they are on the disk, None if there is none."""
        path = folder
        for part in parts:
            name = self._names(path).get(part.lower())
            if name is None:
                return None
            path /= name
        return path

    def _names(self, folder: Path) -> dict[str, str]:
        if folder not in self._folders:
            self._folders[folder] = dict(_lowered(folder))
        return self._folders[folder]


def _lowered(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        for name in sorted(os.listdir(folder), reverse=True):
            yield name.lower(), name
    except OSError:
        return
