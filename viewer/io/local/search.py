"""Looking for images by their fingerprints, within bounds of time and of how much is looked at.

Nothing here raises: a drive that is gone, a folder that may not be read or a damaged file is passed over.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.fingerprints import as_fingerprint, fingerprint
from viewer.errors import ViewerError
from viewer.io.archive import kind_of, zip_members
from viewer.io.dicom.fast_header import WINDOW_BYTES, scan
from viewer.io.dicom.full_header import read_header
from viewer.io.dicom.header import Header
from viewer.io.dicom.native_frames import chosen_worker
from viewer.io.dicom.reading import looks_like_dicom
from viewer.io.fingerprints import content_hash, group_uid, instance_uid
from viewer.io.opening import marked_kind
from viewer.io.sources import ByteSource, LocalFile

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker

MAX_ENTRIES = 20_000
"""Most names of files and folders that one search looks at."""

MAX_READS = 4000
"""Most files whose beginning one search reads."""

MAX_SECONDS = 3.0
"""Longest time of one search, s; after it, asking the user is quicker."""

MAX_FULL_READS = 200
"""Most headers that need the full parser; each goes to the decode worker."""

MAX_HASHED_BYTES = 512 << 20
"""Most bytes of volumes and pictures that are hashed in one search."""

MAX_MEMBERS = 200
"""Most members of one archive that are looked at."""

_OF_THE_SYSTEM = frozenset({"/dev", "/proc", "/sys"})
"""Folders without files of anyone, which are large and change while they are read."""

SAMPLE = 3
"""Files per folder that are looked at before any folder is looked at in full."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Fingerprints of the slices and of the series that are looked for."""

    slices: frozenset[str]
    series: frozenset[str]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was listed: its depth below where the search began, and its files by name."""

    path: Path
    depth: int
    files: tuple[LocalFile, ...]


@dataclass(slots=True)
class Search:
    """One search, what it may still cost, and what it found.

    Parameters
    ----------
    wanted
        What is looked for.
    worker
        Parses headers that the fast reader leaves alone; None for the program's own.
    progress
        Called with the number of files looked at and the most there can be; may raise to stop.
    clock
        Seconds of a clock that never goes back.
    """

    wanted: Wanted
    worker: "DecodeWorker | None" = None
    progress: Callable[[int, int], None] | None = None
    clock: Callable[[], float] = time.monotonic
    found: dict[str, Path] = field(default_factory=dict)
    """Fingerprint of a wanted slice → the file that holds it."""
    alone: set[Path] = field(default_factory=set)
    """Of those files the volumes, pictures and archives, to which no other file belongs."""
    _of_series: dict[Path, bool] = field(default_factory=dict)
    _entries: int = 0
    _most_entries: int = MAX_ENTRIES
    _reads: int = 0
    _full_reads: int = 0
    _hashed: int = 0
    _listed: set[str] = field(default_factory=set)
    _until: float = 0.0

    def __post_init__(self) -> None:
        self._until = self.clock() + MAX_SECONDS

    @property
    def is_done(self) -> bool:
        """Whether every wanted slice was found, or no more may be looked at."""
        return self.has_all or self._reads >= MAX_READS or self.clock() > self._until

    @property
    def has_all(self) -> bool:
        """Whether every wanted slice was found."""
        return self.wanted.slices <= self.found.keys()

    def files_of_series(self) -> tuple[Path, ...]:
        """Files looked at that belong to a wanted series or hold a wanted slice."""
        return tuple(path for path, belongs in self._of_series.items() if belongs)

    def folders(self, root: Path, *, deepest: int, share: float = 1.0) -> Iterator[Folder]:
        """Folders at and below a root, the shallower first; each real folder once in a search.

        Parameters
        ----------
        root
            Where to begin.
        deepest
            Deepest folder below it.
        share
            Part of all the entries that may have been looked at when this ends.
        """
        self._most_entries = round(share * MAX_ENTRIES)
        level = [root]
        for depth in range(deepest + 1):
            below: list[Path] = []
            for path in level:
                listed = self._list(path)
                if listed is None:
                    continue
                files, subfolders = listed
                below += subfolders
                yield Folder(path, depth, files)
            level = below

    def _list(self, path: Path) -> tuple[tuple[LocalFile, ...], list[Path]] | None:
        """Files and folders directly in a folder; None if it was listed before or cannot be."""
        if self._entries >= self._most_entries or self.clock() > self._until:
            return None
        files: list[LocalFile] = []
        folders: list[Path] = []
        try:
            real = os.path.realpath(path)
            if real in self._listed or real in _OF_THE_SYSTEM:
                return None
            self._listed.add(real)
            with os.scandir(path) as entries:
                for entry in entries:
                    self._entries += 1
                    if self._entries > self._most_entries:
                        break
                    self._sort(path, entry, files, folders)
        except (OSError, ValueError):
            return None
        return tuple(sorted(files, key=lambda file: file.path.name)), sorted(folders)

    @staticmethod
    def _sort(path: Path, entry: "os.DirEntry[str]", files: list[LocalFile], folders: list[Path]) -> None:
        if entry.name.startswith("."):
            return
        try:
            status = entry.stat()
        except OSError:
            return
        if stat.S_ISDIR(status.st_mode):
            folders.append(path / entry.name)
        elif stat.S_ISREG(status.st_mode) and status.st_size > 0:
            files.append(LocalFile(path / entry.name, status.st_size))

    def look_at(self, folders: list[Folder]) -> None:
        """Look at the files of folders, in this order, until done: a few of each first, then the likely ones."""
        rest: list[tuple[LocalFile, ...]] = []
        for folder in folders:
            hits = [self._is_wanted(file) for file in _spread(folder.files)]
            if any(hits):
                self._look_at_all(folder.files)
            else:
                rest.append(folder.files)
            if self.is_done:
                return
        for files in rest:
            self._look_at_all(files)

    def _look_at_all(self, files: tuple[LocalFile, ...]) -> None:
        for file in files:
            if self.is_done:
                return
            self._is_wanted(file)

    def _is_wanted(self, file: LocalFile) -> bool:
        """Whether a file belongs to a wanted series or holds a wanted slice; notes the slices."""
        if file.path not in self._of_series:
            if self.is_done:
                return False
            self._reads += 1
            if self.progress is not None:
                self.progress(self._reads, MAX_READS)
            try:
                self._of_series[file.path] = self._look_into(file)
            except ViewerError:
                self._of_series[file.path] = False
        return self._of_series[file.path]

    def _look_into(self, file: LocalFile) -> bool:
        head = file.read(0, WINDOW_BYTES)
        if looks_like_dicom(head):
            return self._look_at_dicom(file, head, file.path, is_alone=False)
        if marked_kind(head) in {"nifti", "picture"}:
            return self._look_at_content(file)
        archive = kind_of(head, file.name)
        if archive == "zip":
            return self._look_into_zip(file)
        return archive == "gzip" and self._look_at_content(file)

    def _look_at_dicom(self, source: ByteSource, head: bytes, path: Path, *, is_alone: bool) -> bool:
        header = scan(source, head) or self._full_header(source)
        if header is None:
            return False
        is_slice = self._note(instance_uid(header, source), path, is_alone=is_alone)
        return is_slice or as_fingerprint(group_uid(header, "SeriesInstanceUID")) in self.wanted.series

    def _full_header(self, source: ByteSource) -> Header | None:
        if self._full_reads >= MAX_FULL_READS:
            return None
        self._full_reads += 1
        return read_header(source, chosen_worker(self.worker))

    def _look_at_content(self, file: LocalFile) -> bool:
        """Whether a volume or a picture, which is known by its content, is wanted."""
        self._hashed += file.size
        return self._hashed <= MAX_HASHED_BYTES and self._note(content_hash(file), file.path, is_alone=True)

    def _look_into_zip(self, file: LocalFile) -> bool:
        is_wanted = False
        for number, member in enumerate(zip_members(file, password=None)):
            if number >= MAX_MEMBERS or self.is_done:
                break
            head = member.read(0, WINDOW_BYTES)
            if looks_like_dicom(head):
                is_wanted |= self._look_at_dicom(member, head, file.path, is_alone=True)
            elif marked_kind(head) in {"nifti", "picture"} and member.size <= MAX_HASHED_BYTES - self._hashed:
                self._hashed += member.size
                is_wanted |= self._note(content_hash(member), file.path, is_alone=True)
        return is_wanted

    def _note(self, uid: str, path: Path, *, is_alone: bool) -> bool:
        """Note a file if it holds a wanted slice."""
        if not uid or fingerprint(uid) not in self.wanted.slices:
            return False
        if is_alone:
            self.alone.add(path)
        self.found.setdefault(fingerprint(uid), path)
        return True


def _spread(files: tuple[LocalFile, ...]) -> tuple[LocalFile, ...]:
    """Return a few files from the beginning, the middle and the end."""
    if len(files) <= SAMPLE:
        return files
    return (files[0], files[len(files) // 2], files[-1])
