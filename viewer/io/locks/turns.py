"""One save at a time in a folder: the system's own lock, which ends with the process however that ends."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

WAIT_S = 5.0
"""Longest wait for another save in the same folder, s; after that it is written all the same."""

_PAUSE_S = 0.01


@contextlib.contextmanager
def turn_in(folder: Path) -> Iterator[None]:
    """Wait until no other process saves in a folder, where the system can tell.

    Parameters
    ----------
    folder
        The folder. Nothing is written into it. Where its system has no such locks, or another save takes longer than
        `WAIT_S`, nothing is waited for: a save is whole all the same, only its order is not certain.
    """
    handle = _opened(folder)
    if handle is None:
        yield
        return
    try:
        deadline_s = time.monotonic() + WAIT_S
        while not lock_now(handle) and time.monotonic() < deadline_s:
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(handle)  # gives the turn back


def _opened(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except OSError:  # Windows opens no folders
        return None


def lock_now(handle: int) -> bool:
    """Whether nobody else has the system's lock on an open file from now on; also where there is no such lock.

    Parameters
    ----------
    handle
        Of an open file or folder; the lock ends when it is closed.
    """
    try:
        import fcntl
    except ImportError:
        return _lock_bytes(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _lock_bytes(handle: int) -> bool:
    """Lock a byte far behind the end of a file, as Windows does."""
    import msvcrt

    try:
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # only on Windows
    except OSError:
        return False
    return True
