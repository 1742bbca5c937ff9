"""Reading and writing the program's own small files in the user's folders: regular files only, for this user only."""

import os
import stat
from pathlib import Path

from viewer.errors import UnreadableError
from viewer.io.atomic import write_atomically
from viewer.io.local.folders import keep_to_user


def read_own_file(path: Path, most_bytes: int) -> bytes | None:
    """Bytes of a file that this program may have written; None if there is none.

    Parameters
    ----------
    path
        A symbolic link is followed: settings that are kept elsewhere are linked so.
    most_bytes
        Largest file that is read.

    Raises
    ------
    UnreadableError
        If it is larger, cannot be read, or is no regular file: a pipe would be waited for, and a device never ends.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        raise UnreadableError(f"{path} cannot be read ({e.strerror}); check its permissions.") from e
    try:
        with os.fdopen(handle, "rb", buffering=0) as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > most_bytes:
                raise UnreadableError(f"{path} is no file of at most {most_bytes:,} bytes, so it is none of ours.")
            return file.read(most_bytes) or b""
    except OSError as e:
        raise UnreadableError(f"{path} cannot be read ({e.strerror or e}); check its permissions.") from e


def write_own_file(path: Path, data: bytes) -> None:
    """Write a file of the user's folder as `write_atomically` does; it is for this user only.

    Raises
    ------
    OutputError
        If it cannot be written; what was there before stays.
    """
    write_atomically(path, data)
    keep_to_user(path)
