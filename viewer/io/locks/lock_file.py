"""The lock file beside a project: who works on it, taken by one, looked at and given back.

It is `.NAME.lock` in the project's own folder (that of the file itself where the path is a link). It is made by one
call that fails where it exists; a stale one is taken over under the system's own lock on it, so that of many who try
one has it. It holds no more than who: process, computer, run of the computer, start of the process.
"""

import contextlib
import json
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from viewer.io.locks.owner import Owner, is_alive, this_process
from viewer.io.locks.turns import lock_now

State = Literal["ours", "here", "elsewhere", "unreadable", "impossible"]
"""Whose a lock is: of who asks, of another run on this computer that is still there, of another computer, of nobody
knows whom; 'impossible' where the folder takes none."""

_FORMAT = "multifidus-lock"
_LENGTH = 1024
"""Length of every lock file, bytes: one write of a fixed length leaves no half of one before."""

_MAKING_S = 1.0
"""How long an empty lock file is believed to be one that is just being made, s."""

_TRIES = 200
_PAUSE_S = 0.01
_FLAGS = 0
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):  # the last, as opening a pipe would wait
    _FLAGS |= getattr(os, _name, 0)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that was taken: its file, and the word by which it is known again."""

    file: Path
    token: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking or looking at a lock.

    Parameters
    ----------
    state
        See `State`.
    lock
        To give back later; None unless it is ours.
    owner
        Who has it, None where nobody or where that cannot be told.
    """

    state: State
    lock: Lock | None = None
    owner: Owner | None = None


def lock_path(project: Path) -> Path:
    """Path of the lock file of a project, which need not exist."""
    try:
        target = project.resolve()
    except (OSError, RuntimeError):  # a loop of links
        target = project.absolute()
    return target.with_name(f".{target.name}.lock")


def take(project: Path, *, is_forced: bool = False) -> Taken:
    """Take the lock of a project, also one whose owner is gone.

    Parameters
    ----------
    project
        The project's file, which need not exist.
    is_forced
        Whether the user said that nobody else is at it: then a lock of another computer, or one that cannot be read,
        is taken over; one of a run on this computer that is still there never is.
    """
    file, token = lock_path(project), os.urandom(16).hex()
    record = _record(this_process(), token)
    for _ in range(_TRIES):
        try:
            found = _made(file, record, token, _mode_beside(project)) or _taken_over(
                file, record, token, is_forced=is_forced
            )
        except OSError:  # a read-only folder, a drive that is gone, a name too long
            return Taken("impossible")
        if found is not None:
            return found
        time.sleep(_PAUSE_S)
    return Taken("unreadable")  # it changes hands all the time


def look(project: Path, lock: Lock | None = None) -> Taken:
    """Tell who has a project, without taking it.

    Parameters
    ----------
    project
        The project's file.
    lock
        The lock that whoever asks has, None for none.

    Returns
    -------
    Taken
        'ours' with `lock` if that is still there, 'impossible' if nobody has it.
    """
    try:
        data = _read(lock_path(project))
    except OSError:
        return Taken("impossible")
    if lock is not None and _has_token(data, lock.token):
        return Taken("ours", lock)
    return _judged(data)


def release(lock: Lock) -> None:
    """Give a lock back; one that somebody else has taken over meanwhile is left to them."""
    with contextlib.suppress(OSError):
        handle = os.open(lock.file, os.O_RDONLY | _FLAGS)
        try:
            _wait_for(handle)
            if not _is_the_one(handle, lock.file) or not _has_token(_contents(handle), lock.token):
                return
            if os.name != "nt":
                lock.file.unlink()
                return
        finally:
            os.close(handle)
        lock.file.unlink()  # Windows removes no file that is open


def _made(file: Path, record: bytes, token: str, mode: int) -> Taken | None:
    """Make the lock file; None where there is one."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, mode)
    except FileExistsError:
        return None
    try:
        _wait_for(handle)
        return _written(handle, file, record, token)
    except OSError:
        with contextlib.suppress(OSError):
            file.unlink()
        raise
    finally:
        os.close(handle)


def _taken_over(file: Path, record: bytes, token: str, *, is_forced: bool) -> Taken | None:
    """Take over a lock that is stale; None to try again, as it changed hands or is just being made."""
    try:
        handle = os.open(file, os.O_RDWR | _FLAGS)
    except FileNotFoundError:
        return None
    except PermissionError:
        return _judged(_read(file))
    try:
        _wait_for(handle)
        if not _is_the_one(handle, file):
            return None
        data = _contents(handle)
        if not data:  # just being made, or whoever made it was killed at that
            return _written(handle, file, record, token) if _age_s(handle) > _MAKING_S else None
        judged = _judged(data)
        is_free = judged.state == "impossible" or (is_forced and judged.state != "here")
        return _written(handle, file, record, token) if is_free else judged
    finally:
        os.close(handle)


def _judged(data: bytes) -> Taken:
    """Whose a lock is by what it holds; 'impossible' where its owner is gone."""
    found = _parsed(data)
    if found is None:
        return Taken("unreadable")
    owner, _ = found
    alive = is_alive(owner)
    if alive is None:
        return Taken("elsewhere", owner=owner)
    return Taken("here", owner=owner) if alive else Taken("impossible")


def _written(handle: int, file: Path, record: bytes, token: str) -> Taken | None:
    """Write who has it from now on; None where the file is not the one under its name any more."""
    os.lseek(handle, 0, os.SEEK_SET)
    if os.write(handle, record) != len(record):
        raise OSError("the disk took only a part of it")
    os.ftruncate(handle, len(record))
    os.fsync(handle)
    if not _is_the_one(handle, file) or not _has_token(_contents(handle), token):
        return None
    return Taken("ours", Lock(file, token), this_process())


def _wait_for(handle: int) -> None:
    """Have the lock file to oneself, where the system can do that; a second is far longer than anybody needs it."""
    deadline_s = time.monotonic() + 1.0
    while not lock_now(handle) and time.monotonic() < deadline_s:
        time.sleep(0.002)


def _is_the_one(handle: int, file: Path) -> bool:
    """Whether an open file is what stands under the name."""
    try:
        return os.path.samestat(os.fstat(handle), file.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _age_s(handle: int) -> float:
    return time.time() - os.fstat(handle).st_mtime


def _read(file: Path) -> bytes:
    handle = os.open(file, os.O_RDONLY | _FLAGS)
    try:
        return _contents(handle)
    finally:
        os.close(handle)


def _contents(handle: int) -> bytes:
    """Return at most one byte more than a lock has.

    Raises
    ------
    OSError
        If it is no regular file.
    """
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise OSError("it is no file")
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, _LENGTH + 1)


def _record(owner: Owner, token: str) -> bytes:
    record = {"format": _FORMAT, "owner": owner.to_record(), "token": token}
    return json.dumps(record, sort_keys=True).encode("ascii").ljust(_LENGTH - 1) + b"\n"


def _parsed(data: bytes) -> tuple[Owner, str] | None:
    """Owner and token of a lock, None where it is none of this program."""
    try:
        record = json.loads(data) if len(data) <= _LENGTH else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        return None
    owner, token = Owner.from_record(record.get("owner")), record.get("token")
    return None if owner is None or not isinstance(token, str) else (owner, token)


def _has_token(data: bytes, token: str) -> bool:
    found = _parsed(data)
    return found is not None and found[1] == token


def _mode_beside(project: Path) -> int:
    """Mode of the project's file: who may save it may take its lock over."""
    try:
        return stat.S_IMODE(project.stat().st_mode) & 0o666 | 0o600
    except OSError:
        return 0o666
