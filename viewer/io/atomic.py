"""Writing a file, or a folder of files, so that it is wholly there or not at all."""

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from viewer.errors import OutputError


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file completely, or leave what was there untouched.

    The bytes go to a temporary file in the same folder, which takes the place of the target only after
    its length is right and it is on the disk. A symbolic link keeps pointing where it points; its target
    is replaced. An existing file keeps its mode.

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
    try:
        target = path.resolve()  # through symbolic links: os.replace would put a file in the link's place
        mode = _mode_of(target)
        _write_and_replace(target, data, mode)
    except (OSError, RuntimeError) as e:  # a loop of symbolic links is a RuntimeError
        raise OutputError(f"{path} cannot be written ({_reason(e)}); choose another place or name.") from e


def write_with_backup(path: Path, data: bytes, *, is_sound: Callable[[bytes], bool]) -> None:
    """Write a file as `write_atomically` does, read it back, and keep what was there beside it as NAME.bak.

    At every moment, also if the process is killed, a whole file stands under the name itself, and under that of
    the backup stands a whole one or none. What is damaged never takes the place of a sound backup.

    Parameters
    ----------
    path
        File to write; its folder must exist.
    data
        All of its bytes.
    is_sound
        Whether the bytes that are there now are worth keeping. It may raise to refuse the writing.

    Raises
    ------
    OutputError
        If it cannot be written or is not read back as it was written; what was there is untouched.
    """
    try:
        target = path.resolve()
        mode = _mode_of(target)
        with _written_beside(target, data, mode) as temporary:
            if temporary.read_bytes() != data:
                raise OSError("the disk gives back something else than was written")
            before = target.read_bytes() if target.exists() else None
            if before is not None and before != data and is_sound(before):
                backup = target.with_name(target.name + ".bak")
                # A copy, not a second name of the same bytes: a fault of the disk shall not hit both.
                with _written_beside(backup, before, mode) as copy:
                    copy.replace(backup)
            temporary.replace(target)
        _sync_folder(target.parent)
    except (OSError, RuntimeError) as e:
        raise OutputError(f"{path} cannot be written ({_reason(e)}); choose another place or name.") from e


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
    refuse_occupied(folder, what=what)
    target = folder.absolute()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            part.mkdir()
            for name, data in files.items():
                (part / name).write_bytes(data)
            if target.exists():
                target.rmdir()  # empty; some systems do not rename onto a folder
            part.replace(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as e:
        raise OutputError(f"The {what} cannot be written to {folder} ({_reason(e)}); check the path and space.") from e


def _mode_of(target: Path) -> int:
    """Mode of an existing file, else that of a new one.

    Raises
    ------
    OSError
        If the target exists and is not a regular file that may be written.
    """
    try:
        status = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is a folder or a device, not a file")
    # os.replace needs only a writable folder; a file that its owner made read-only must stay as it is.
    if not os.access(target, os.W_OK):
        raise OSError("it is write-protected")
    return stat.S_IMODE(status.st_mode)


def _write_and_replace(target: Path, data: bytes, mode: int) -> None:
    with _written_beside(target, data, mode) as temporary:
        temporary.replace(target)
    _sync_folder(target.parent)


@contextlib.contextmanager
def _written_beside(target: Path, data: bytes, mode: int) -> Iterator[Path]:
    """Give a temporary file in the target's folder that holds all the bytes; it is gone if anything fails."""
    import tempfile  # takes 3 ms, and whoever only looks at images writes nothing

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".multifidus-", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # A full disk can shorten a write without an error on some file systems.
        if temporary.stat().st_size != len(data):
            raise OSError("the disk took only a part of it")
        temporary.chmod(mode)
        yield temporary
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


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
