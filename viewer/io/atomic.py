"""Writing a file, or a folder of files, so that it is wholly there or not at all.

A file is written beside its target, forced to the disk, read back, and only then put in the target's place. What was
there keeps its mode, owner, group, access list and other attributes as far as the system lets the user give them;
where the group cannot be kept, the new file's group may do no more than everybody. A hard link to the file keeps
what was there: nothing is ever written into a file that exists.
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from viewer.core.records.names import is_plain_name
from viewer.errors import OutputError
from viewer.io.locks.turns import turn_in

BACKUPS = 3
"""How many backups are kept beside a file: NAME.bak is the newest, NAME.bak2 and NAME.bak3 are older."""

KEPT_BYTES = 64 << 20
"""Largest file that is looked at before it is replaced, bytes; what is larger is nothing that has backups."""

LEFT_BEHIND_S = 3600.0
"""Age of a temporary file from which on nobody is writing it any more, s."""

_PREFIX, _SUFFIX = ".multifidus-", ".part"
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ |= getattr(os, "O_NONBLOCK", 0)  # opening a pipe under the name of a backup would wait for ever
_CHUNK = 1 << 20


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file completely, or leave what was there untouched.

    The bytes go to a temporary file in the same folder, which takes the place of the target only after it was read
    back from the disk as it was written. A symbolic link keeps pointing where it points; its target is replaced.

    Parameters
    ----------
    path
        File to write; its folder must exist.
    data
        All of its bytes.

    Raises
    ------
    OutputError
        If it cannot be written; nothing half-written stays behind.
    """
    with _told(path):
        target = path.resolve()  # through symbolic links: os.replace would put a file in the link's place
        with _written_beside(target, data, _standing(target)) as temporary:
            temporary.replace(target)
        _sync_folder(target.parent)


def write_with_backup(
    path: Path,
    data: bytes,
    *,
    is_sound: Callable[[bytes], bool],
    check: Callable[[bytes], None] = lambda _: None,
) -> None:
    """Write a file as `write_atomically` does, and keep what was there beside it as the newest backup.

    At every moment, also if the process is killed, a whole file stands under the name itself, and under that of
    every backup stands a whole one or none. What is damaged never takes the place of a sound backup, and writing
    the same bytes again leaves the backups as they are.

    Parameters
    ----------
    path
        File to write; its folder must exist.
    data
        All of its bytes.
    is_sound
        Whether bytes are worth keeping.
    check
        Gets the bytes that would be replaced, where they are others; it may raise to refuse that.

    Raises
    ------
    OutputError
        If it cannot be written or is not read back as it was written; what was there is untouched.
    """
    with _told(path):
        target = path.resolve()
        standing = _standing(target)
        _check_names(backup_paths(target))
        with turn_in(target.parent), _written_beside(target, data, standing) as temporary:
            before = None if standing is None or standing.st_size > KEPT_BYTES else _read_whole(target)
            if before is not None and before != data:
                check(before)
                if is_sound(before):
                    _keep(before, target, standing, is_sound)
                    _sync_folder(target.parent)  # the backup is there before its original goes
            temporary.replace(target)
        _sync_folder(target.parent)


def backup_paths(target: Path) -> tuple[Path, ...]:
    """Paths of the backups of a file, the newest first; none of them need exist."""
    return tuple(target.with_name(f"{target.name}.bak{n if n > 1 else ''}") for n in range(1, BACKUPS + 1))


def refuse_occupied(folder: Path, *, what: str) -> None:
    """Refuse a place that holds something already, or in which no folder can be made.

    Parameters
    ----------
    folder
        Where a folder is to be written.
    what
        What is to be written, in one word for the message.

    Raises
    ------
    OutputError
        If the folder exists and is not empty, is a file, or its parent does not exist.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} exists already and is not an empty folder; name a new one for the {what}.")
        if not folder.absolute().parent.is_dir():
            raise OutputError(f"{folder.absolute().parent} is not a folder; make it first or name another place.")
    except OSError as e:
        raise OutputError(f"{folder} cannot be looked at ({_reason(e)}); check the path and permissions.") from e


def write_folder(folder: Path, files: Mapping[str, bytes], *, what: str) -> None:
    """Write a new folder with all its files, or nothing.

    Parameters
    ----------
    folder
        Where to; it must not exist or be empty.
    files
        Bytes of every file by its name.
    what
        What it is, in one word for messages.

    Raises
    ------
    OutputError
        If the folder holds something already or cannot be written; nothing stays behind.
    """
    for name in files:  # whatever it was made from: nothing is written beside or above the folder
        if not is_plain_name(name):
            raise OutputError(f"A file of the {what} has a name that is none on every system; choose plainer codes.")
    refuse_occupied(folder, what=what)
    target = folder.absolute()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            part.mkdir()
            for name, data in files.items():
                write_new(part / name, data)
            _sync_folder(part)
            if target.exists():
                target.rmdir()  # empty; some systems do not rename onto a folder
            part.replace(target)
            _sync_folder(target.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as e:
        raise OutputError(f"The {what} cannot be written to {folder} ({_reason(e)}); check the path and space.") from e


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, force it to the disk and read it back.

    Raises
    ------
    OSError
        If it exists, cannot be written, or is not read back as it was written; the file may be there in part.
    """
    _write_checked(path, data, 0o666, None)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says into a sentence for the user."""
    try:
        yield
    except (OSError, RuntimeError) as e:  # a loop of symbolic links is a RuntimeError
        raise OutputError(f"{path} cannot be written ({_reason(e)}); choose another place or name.") from e


def _standing(target: Path) -> os.stat_result | None:
    """What an existing file is, None for a new one.

    Raises
    ------
    OSError
        If the target exists and is not a regular file that may be written.
    """
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is a folder or a device, not a file")
    # os.replace needs only a writable folder; a file that its owner made read-only must stay as it is.
    if not os.access(target, os.W_OK):
        raise OSError("it is write-protected")
    return status


def _check_names(backups: Sequence[Path]) -> None:
    """Refuse a name to which no ending of a backup fits: the first save would be the last that succeeds.

    Raises
    ------
    OSError
        If it is too long.
    """
    for backup in backups:
        with contextlib.suppress(FileNotFoundError):
            backup.lstat()


def _keep(before: bytes, target: Path, standing: os.stat_result | None, is_sound: Callable[[bytes], bool]) -> None:
    """Make the bytes the newest backup; older ones move down to the first place that holds nothing sound.

    Each move is one rename of a whole file onto a place that is free, damaged, or the last.
    """

    def is_kept(backup: Path) -> bool:
        try:
            return is_sound(_read_whole(backup))
        except FileNotFoundError:
            return False
        except OSError:
            return True  # nobody knows whether it is sound

    # A folder under the name of a backup is somebody's: it stays where it is, and the others are made do with.
    places = tuple(backup for backup in backup_paths(target) if not backup.is_dir())
    if not places:
        return
    with contextlib.suppress(OSError):
        if _read_whole(places[0]) == before:
            return  # a save that was killed after this step, or a change that was taken back
    free = next((n for n, backup in enumerate(places) if not is_kept(backup)), len(places) - 1)
    # A copy, not a second name of the same bytes: a fault of the disk shall not hit both.
    with _written_beside(target, before, standing) as copy:
        moved = 0
        try:
            for n in range(free, 0, -1):
                places[n - 1].replace(places[n])
                moved = n
            copy.replace(places[0])
        except OSError:
            for n in range(moved, free + 1) if moved else ():
                with contextlib.suppress(OSError):
                    places[n].replace(places[n - 1])
            raise


@contextlib.contextmanager
def _written_beside(target: Path, data: bytes, standing: os.stat_result | None) -> Iterator[Path]:
    """Give a temporary file in the target's folder that holds all the bytes; it is gone if anything fails."""
    temporary = target.with_name(f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}")
    try:
        # A file that replaces another is nobody else's until it has that one's mode.
        _write_checked(temporary, data, 0o666 if standing is None else 0o600, lambda: _take_after(temporary, target))
        _clear_left_behind(temporary)
        yield temporary
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _write_checked(path: Path, data: bytes, mode: int, finish: Callable[[], None] | None) -> None:
    """Write a new file, force it to the disk and compare what the disk gives back."""
    handle = os.open(path, _NEW, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest[:_CHUNK]) :]
        if finish is not None:
            finish()
        os.fsync(handle)
    finally:
        os.close(handle)
    # A full disk can shorten a write without an error on some file systems.
    if path.stat().st_size != len(data):
        raise OSError("the disk took only a part of it")
    _compare(path, data)


def _compare(path: Path, data: bytes) -> None:
    handle = os.open(path, _READ)
    try:
        rest = memoryview(data)
        while rest:
            found = os.read(handle, _CHUNK)
            if not found or found != rest[: len(found)]:
                raise OSError("the disk gives back something else than was written")
            rest = rest[len(found) :]
    finally:
        os.close(handle)


def _read_whole(path: Path) -> bytes:
    handle = os.open(path, _READ)
    try:
        parts = []
        while part := os.read(handle, _CHUNK):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def _take_after(temporary: Path, target: Path) -> None:
    """Give a new file the owner, group, mode and attributes of the file that it will replace, if there is one."""
    try:
        standing = target.stat()
    except FileNotFoundError:
        return
    temporary.chmod(_with_owner_of(temporary, standing))
    if not hasattr(os, "listxattr"):  # the access lists of other systems come with the folder
        return
    with contextlib.suppress(OSError):  # a file system without them
        for name in os.listxattr(target):
            with contextlib.suppress(OSError):  # some are the system's own
                os.setxattr(temporary, name, os.getxattr(target, name))


def _with_owner_of(temporary: Path, standing: os.stat_result) -> int:
    """Give a file the owner and group of another as far as the user may, and return the mode that it may have."""
    mode = stat.S_IMODE(standing.st_mode)
    now = temporary.stat()
    if not hasattr(os, "chown") or (now.st_uid, now.st_gid) == (standing.st_uid, standing.st_gid):
        return mode
    for owner in (standing.st_uid, -1):
        with contextlib.suppress(OSError):
            os.chown(temporary, owner, standing.st_gid)
            return mode
    # The group is another one now: it gets what everybody has, not what was meant for the one before.
    return (mode & 0o707) | (mode & 0o007) << 3


def _clear_left_behind(temporary: Path) -> None:
    """Remove what processes that were killed left in the folder; a new file tells what time it is there."""
    with contextlib.suppress(OSError), os.scandir(temporary.parent) as entries:
        now_s = temporary.stat().st_mtime
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < now_s - LEFT_BEHIND_S:
                        Path(entry.path).unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name durable, where the system can open folders."""
    with contextlib.suppress(OSError):  # Windows cannot; there the replacement itself is durable enough
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError | RuntimeError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "its symbolic links go round in a circle"
