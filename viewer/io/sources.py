"""Where bytes come from: regular files on disk, and memory. Archive members and inflated files are in `archive`."""

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from viewer.errors import UnreadableError


class ByteSource(Protocol):
    """Bytes with a name; what is read from it is never trusted."""

    @property
    def name(self) -> str:
        """Path as opened, for messages and tables; members of an archive as 'archive.zip/member'."""
        ...

    @property
    def path(self) -> Path | None:
        """The regular file on disk whose bytes these are, or None when they exist only inflated."""
        ...

    @property
    def size(self) -> int:
        """Number of bytes."""
        ...

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """`length` bytes from `offset` (to the end if None); fewer only at the end.

        Raises
        ------
        UnreadableError
            If the bytes cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A regular file on disk. Make it with `local_file`, which refuses pipes and devices."""

    path: Path
    size: int

    @property
    def name(self) -> str:
        """Path as opened."""
        return str(self.path)

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of the file; see `ByteSource.read`."""
        try:
            with self.path.open("rb", buffering=0) as file:
                if offset:
                    file.seek(offset)
                return file.read(self.size - offset if length is None else length) or b""
        except OSError as e:
            raise UnreadableError(f"{self.path} cannot be read ({e.strerror}); check its permissions.") from e


@dataclass(frozen=True, slots=True, eq=False)
class MemoryBytes:
    """Bytes that came without a file, such as a picture from the clipboard."""

    content: bytes = field(repr=False)
    name: str = "pasted picture.png"

    @property
    def path(self) -> Path | None:
        """None: there is no such file on disk."""
        return None

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.content)

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """Some of the bytes; see `ByteSource.read`."""
        return self.content[offset : None if length is None else offset + length]


def local_file(path: Path) -> LocalFile:
    """Return the regular file at a path.

    Raises
    ------
    UnreadableError
        If there is none, or it is a pipe, a device or a folder.
    """
    try:
        status = path.stat()
    except OSError as e:
        raise UnreadableError(f"{path} cannot be opened ({e.strerror}); check the path.") from e
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(f"{path} is not a regular file; only files, folders and archives can be opened.")
    return LocalFile(path=path, size=status.st_size)
