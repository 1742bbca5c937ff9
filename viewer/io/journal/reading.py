"""Reading a journal that was left behind: the actions up to the first that is not sound, and pieces by their hash."""

import sqlite3
import threading
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from viewer.errors import JournalError, JournalInUseError, NewerJournalError
from viewer.io.journal.entries import Row, checked_row, first_proof, hash_of
from viewer.io.journal.store import HELD, IN_USE, TABLES, claimed, head_of, path_of, remove
from viewer.io.locks.owner import Owner
from viewer.io.project.canonical import MAX_BYTES, parse

PATIENCE_S = 0.3
"""How long another program that looks at a journal is waited for, s; one that keeps it is not."""

ROWS_READ_MAXIMUM = 10_000
"""Most actions that are read; a journal has a sixth of them."""

TOTAL_MAXIMUM = 512 << 20
"""Most bytes of pieces that are unpacked; five times what a journal grows to."""

NEWER = "A newer version of the program kept this work; open it with that version."
DAMAGED = "This work cannot be read: the file that kept it is damaged."


_CLAIMING = threading.Lock()


class NothingKeptError(JournalError):
    """A journal in which nothing was kept yet; it is no loss."""


@dataclass(slots=True)
class Claim:
    """A journal that was left behind, open for this program alone, so that nobody else takes the same work.

    Parameters
    ----------
    name
        Of the journal.
    home
        See `viewer.io.local.folders.user_folder`.
    connection
        Its database.
    owner
        The run that kept it, None where that is not known.
    rows
        Its sound actions, oldest first.
    is_whole
        Whether nothing in it was found damaged.
    """

    name: str
    home: Path | None
    connection: sqlite3.Connection
    owner: Owner | None = None
    rows: tuple[Row, ...] = ()
    is_whole: bool = True
    _total: int = field(default=0)

    def piece(self, wanted: bytes) -> bytes | None:
        """Bytes of a piece, None where it is not there as it was stored."""
        try:
            found = self.connection.execute("SELECT data FROM contents WHERE hash = ?", (wanted,)).fetchone()
        except (sqlite3.Error, OverflowError):
            return None
        if found is None or not isinstance(found[0], bytes):
            return None
        unpacking = zlib.decompressobj()
        try:
            data = unpacking.decompress(found[0], MAX_BYTES)
        except zlib.error:
            return None
        self._total += len(data)
        if self._total > TOTAL_MAXIMUM or not unpacking.eof or hash_of(data) != wanted:
            return None
        return data

    def release(self) -> None:
        """Let go of it; it stays where it is."""
        try:
            self.connection.close()
        except sqlite3.Error:
            self.is_whole = False
        HELD.discard(self.name)

    def remove(self) -> None:
        """Remove it: its work is kept elsewhere, or the user does not want it."""
        self.release()
        remove(self.name, self.home)


def claim(name: str, *, home: Path | None = None) -> Claim:
    """Open a journal that was left behind, with its sound actions.

    Parameters
    ----------
    name
        Of the journal.
    home
        See `viewer.io.local.folders.user_folder`.

    Raises
    ------
    JournalInUseError
        If another program has it open.
    NewerJournalError
        If a newer program wrote it.
    NothingKeptError
        If there is no action in it.
    JournalError
        If it is gone, is no journal, or nothing sound is in it.
    """
    path = path_of(name, home)
    with _CLAIMING:  # two threads that looked at one at once would give the system's lock on it back
        if name in HELD:
            raise JournalInUseError(IN_USE)
        HELD.add(name)
    try:
        _check_head(path)
        connection = claimed(path, patience_s=PATIENCE_S)
    except BaseException:
        HELD.discard(name)
        raise
    found = Claim(name, home, connection)
    try:
        _read(found)
    except sqlite3.Error as e:
        found.release()
        raise JournalError(DAMAGED) from e
    except JournalError:
        found.release()
        raise
    return found


def _check_head(path: Path) -> None:
    try:
        head = head_of(path)
    except FileNotFoundError as e:
        raise JournalError("This work is not there any more: it was opened or discarded in another window.") from e
    except OSError as e:
        raise JournalError(
            f"This work cannot be read ({e.strerror}); check the permissions of your data folder."
        ) from e
    if head is None:
        raise JournalError(DAMAGED)
    if head.is_empty:
        raise NothingKeptError(DAMAGED)
    if head.is_newer:
        raise NewerJournalError(NEWER)


def _read(found: Claim) -> None:
    """Read the actions up to the first that is not sound.

    Raises
    ------
    sqlite3.Error, JournalError
        If there is none.
    """
    connection = found.connection
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    tables = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if not tables:
        raise NothingKeptError(DAMAGED)
    if tables != set(TABLES) or version != 1:
        raise JournalError(DAMAGED)  # nothing of it is run, such as a trigger of somebody's
    about = dict(connection.execute("SELECT key, value FROM about LIMIT 16").fetchall())
    if not all(isinstance(key, str) and isinstance(value, str) for key, value in about.items()):
        raise JournalError(DAMAGED)
    found.owner = _owner(about.get("owner", ""))
    found.is_whole = _is_sound(connection)
    rows, is_whole = _sound_rows(connection, first_proof(about))
    found.rows = rows
    found.is_whole = found.is_whole and is_whole
    if not rows:
        raise NothingKeptError(DAMAGED) if found.is_whole else JournalError(DAMAGED)


def _sound_rows(connection: sqlite3.Connection, proof: bytes) -> tuple[tuple[Row, ...], bool]:
    """Actions up to the first that is not sound, and whether these are all."""
    rows: list[Row] = []
    try:
        for values in connection.execute("SELECT * FROM actions ORDER BY number"):
            row = checked_row(values[:-1], len(rows) + 1)
            if row is None or len(rows) >= ROWS_READ_MAXIMUM:
                return tuple(rows), False
            proof = row.proof(proof)
            if proof != values[-1]:
                return tuple(rows), False
            rows.append(row)
    except (sqlite3.Error, OverflowError, UnicodeError):
        return tuple(rows), False
    return tuple(rows), True


def _is_sound(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _owner(text: str) -> Owner | None:
    from viewer.errors import ProjectError

    try:
        return Owner.from_record(parse(text.encode()))
    except (ProjectError, UnicodeError):
        return None
