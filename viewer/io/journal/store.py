"""Where journals lie, what their database looks like, and opening one for this program alone."""

import contextlib
import os
import re
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from viewer.errors import JournalError, JournalInUseError
from viewer.io.local.folders import made_user_folder, user_folder
from viewer.io.local.journal_places import forget_place

APPLICATION_ID = 0x4D_46_4A_4C
"""What the head of the database calls itself: 'MFJL'."""

VERSION = 1
"""Version of the tables. One of a newer program is left alone."""

TABLES = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE contents (hash BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE actions (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL, "
    "seen INTEGER NOT NULL, time_s INTEGER NOT NULL, document BLOB, view BLOB, proof BLOB NOT NULL)",
)
"""About the run; every distinct piece of a document once, by its hash; the actions in their order."""

HASH_BYTES = 16
"""Length of a hash in the journal, bytes: the first of SHA-256, enough that no two pieces ever meet."""

ENDING = ".sqlite3"

ABANDONED_S = 86_400.0
"""Age at which a file without any action is no journal that another window is just making, s."""

HELD: set[str] = set()
"""Journals that this process has open. Their files are not looked at by other means: closing such a look would give
the system's lock on them back."""

IN_USE = "This work is open in another window of the program; go on with it there."

_NAME = re.compile(r"[0-9a-f]{32}")
_HEAD_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a journal's file says.

    Parameters
    ----------
    is_empty
        Whether it has none yet: it was just being made.
    is_newer
        Whether a newer program wrote it.
    """

    is_empty: bool = False
    is_newer: bool = False


def new_name() -> str:
    """Name of a new journal: it tells nothing."""
    return secrets.token_hex(16)


def journal_folder(home: Path | None = None) -> Path:
    """Folder of the journals; it need not exist. `home` as in `viewer.io.local.folders.user_folder`."""
    return user_folder("data", home) / "journal"


def path_of(name: str, home: Path | None = None) -> Path:
    """File of a journal."""
    return journal_folder(home) / f"{name}{ENDING}"


def names(home: Path | None = None) -> tuple[str, ...]:
    """Names of files that may be journals left behind; never raises. The rest of removed ones is cleared away."""
    try:
        found = {entry.name for entry in os.scandir(journal_folder(home)) if entry.is_file(follow_symlinks=False)}
    except OSError:
        return ()
    known = {name.removesuffix(ENDING) for name in found if name.endswith(ENDING)}
    for name in found:
        stem, ending, beside = name.partition(ENDING)
        if ending and beside in _BESIDE and _NAME.fullmatch(stem) and not path_of(stem, home).exists():
            with contextlib.suppress(OSError):  # without its database nothing can be made of it
                (journal_folder(home) / name).unlink()
    return tuple(sorted(name for name in known - HELD if _NAME.fullmatch(name)))


def made_file(name: str, home: Path | None = None) -> Path:
    """Make the empty file of a new journal, for the eyes of this user only.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder = made_user_folder("data", home) / "journal"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{name}{ENDING}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # SQLite would let others read it
    return path


def head_of(path: Path) -> Head | None:
    """What the head of a file says, None where it is no journal; it is looked at before SQLite is.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        return Head(is_empty=True)
    if len(head) < _HEAD_BYTES or not head.startswith(_MAGIC):
        return None
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        return None
    return Head(is_newer=int.from_bytes(head[60:64], "big") > VERSION)


def connected(path: Path, *, patience_s: float) -> sqlite3.Connection:
    """Database of a journal that no other program has open, for this one alone until it is closed.

    Parameters
    ----------
    path
        Its file, which exists.
    patience_s
        How long another program is waited for, s.

    Raises
    ------
    sqlite3.Error
        If it cannot be opened.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, timeout=patience_s, isolation_level=None, check_same_thread=False, uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        # Whoever has it open holds it until its end: so nobody else takes it for left behind, and no memory is shared.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection


def claimed(path: Path, *, patience_s: float) -> sqlite3.Connection:
    """Database of a journal that was left behind, which nobody else can open as long as it is.

    Raises
    ------
    JournalInUseError
        If another program has it open.
    JournalError
        If it is no database that can be read.
    """
    connection = None
    try:
        connection = connected(path, patience_s=patience_s)
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.Error as e:
        if connection is not None:
            connection.close()
        if getattr(e, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise JournalInUseError(IN_USE) from e
        raise JournalError("This work cannot be read: the file that kept it is damaged.") from e
    return connection


def remove(name: str, home: Path | None = None) -> None:
    """Remove a journal that nobody has open; never raises.

    The database goes first: what is left beside it without it is nothing, and a half of it is never offered again.
    """
    path = path_of(name, home)
    for file in (path, *(path.with_name(path.name + beside) for beside in _BESIDE)):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    forget_place(name, home=home)


def is_abandoned(path: Path) -> bool:
    """Whether a file is so old that no window can be making it."""
    try:
        return time.time() - path.stat().st_mtime > ABANDONED_S
    except OSError:
        return False
