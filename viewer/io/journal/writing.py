"""Keeping actions: each in one transaction of a write-ahead log, which is whole after a kill or is not there."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from viewer import __version__
from viewer.errors import JournalError
from viewer.io.journal.encoding import Pieces
from viewer.io.journal.entries import MAX_NAME, Entry, Row, first_proof, text_of_place
from viewer.io.journal.store import (
    APPLICATION_ID,
    HELD,
    TABLES,
    VERSION,
    connected,
    made_file,
    new_name,
    path_of,
    remove,
)
from viewer.io.local.journal_places import JournalPlace, note_place
from viewer.io.locks.owner import Owner

PATIENCE_S = 1.0
"""How long a database that is held by another program is waited for, s; nothing of this program holds it so long."""

ROWS_MAXIMUM = 1500
"""Most actions in a journal: three times what can be undone. Then it is written anew, from what can still be undone."""

BYTES_MAXIMUM = 96 << 20
"""Size at which it is written anew, bytes: reached only by outlines of thousands of points."""


class JournalWriter:
    """A journal that is being kept; used by one thread at a time.

    Parameters
    ----------
    pieces
        Makes the pieces of the documents.
    owner
        The run of the program.
    home
        See `viewer.io.local.folders.user_folder`.

    Raises
    ------
    JournalError
        If it cannot be made; nothing of it stays behind.
    """

    def __init__(self, pieces: Pieces, owner: Owner, *, home: Path | None = None) -> None:
        self.name = new_name()
        self._pieces = pieces
        pieces.stored.clear()
        self._home = home
        self._bytes = 0
        self._count = 0
        self._noted: JournalPlace | None = JournalPlace()
        self._files: dict[Path, tuple[int, int]] = {}
        self._about = {
            "owner": json.dumps(owner.to_record(), sort_keys=True),
            "program_version": __version__,
            "begun_s": str(int(time.time())),
        }
        self._proof = first_proof(self._about)
        HELD.add(self.name)
        try:
            self._connection = self._made()
        except (OSError, sqlite3.Error) as e:
            self._let_go(is_removed=True)
            raise JournalError(_cannot(e)) from e

    def _made(self) -> sqlite3.Connection:
        connection = connected(made_file(self.name, self._home), patience_s=PATIENCE_S)
        try:
            # Nothing is waited for while there is nothing in it: a kill loses nothing by that, and after a power cut
            # the log, which is not waited for either, would be as old.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                connection.execute(table)
            connection.executemany("INSERT INTO about VALUES (?, ?)", self._about.items())
            connection.execute("COMMIT")
            # Where the folder's file system refuses a write-ahead log, the other journal of SQLite is kept: slower,
            # as safe.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection

    @property
    def is_full(self) -> bool:
        """Whether it is to be written anew before it grows further."""
        return self._count >= ROWS_MAXIMUM or self._bytes >= BYTES_MAXIMUM

    @property
    def is_there(self) -> bool:
        """Whether its files still stand under their names: what is written into deleted ones is gone with the run."""
        return all(_known_as(path) == known for path, known in self._files.items())

    def append(self, entries: Sequence[Entry]) -> None:
        """Keep actions, all of them or none.

        Raises
        ------
        JournalError
            If they cannot be kept; those before still are, and `rewrite` can be tried later.
        OutlineError, GeometryError
            If a place in the document is such as no file can hold.
        """
        self._write(entries, is_anew=False)

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Keep these actions instead of all before; for the rest see `append`."""
        self._write(entries, is_anew=True)

    def _write(self, entries: Sequence[Entry], *, is_anew: bool) -> None:
        proof = first_proof(self._about) if is_anew else self._proof
        rows: list[tuple[Row, bytes]] = []
        for number, entry in enumerate(entries, start=1 if is_anew else self._count + 1):
            row = self._row(number, entry)
            proof = row.proof(proof)
            rows.append((row, proof))
        documents = {piece for row, _ in rows for piece in (row.document, row.view) if piece is not None}
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if is_anew:
                self._connection.execute("DELETE FROM actions")
                self._drop_all_but(documents)
            self._connection.executemany("INSERT OR IGNORE INTO contents VALUES (?, ?)", self._pieces.fresh.items())
            self._connection.executemany(
                "INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (_columns(*row) for row in rows)
            )
            self._connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as e:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise JournalError(_cannot(e)) from e
        if not self._files:
            path = path_of(self.name, self._home)
            every = {file: _known_as(file) for file in (path, path.with_name(f"{path.name}-wal"))}
            self._files = {file: known for file, known in every.items() if known is not None}
        self._bytes += sum(map(len, self._pieces.fresh.values()))
        self._pieces.on_stored()
        self._proof = proof
        self._count = len(rows) if is_anew else self._count + len(rows)

    def _drop_all_but(self, documents: Iterable[bytes]) -> None:
        """Drop the pieces that none of these documents needs."""
        self._pieces.forget(documents)
        kept = self._pieces.stored
        stored: list[tuple[bytes]] = self._connection.execute("SELECT hash FROM contents").fetchall()
        gone = [(piece,) for (piece,) in stored if piece not in kept]
        self._connection.executemany("DELETE FROM contents WHERE hash = ?", gone)
        (self._bytes,) = self._connection.execute("SELECT coalesce(sum(length(data)), 0) FROM contents").fetchone()

    def _row(self, number: int, entry: Entry) -> Row:
        return Row(
            number=number,
            kind=entry.kind,
            name=entry.name[:MAX_NAME],
            place=text_of_place(entry.place),
            seen=int(entry.has_seen_numbers),
            time_s=entry.time_s,
            document=None if entry.document is None else self._pieces.of_document(entry.document),
            view=self._pieces.of_view(entry.view),
        )

    def belongs_to(self, place: JournalPlace) -> None:
        """Note the project file that Save writes to. Never fails."""
        if place != self._noted:
            self._noted = place if note_place(self.name, place, home=self._home) else None

    def close(self, *, is_removed: bool) -> None:
        """End it; it stays to be offered unless it is removed. Never fails."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
        self._let_go(is_removed=is_removed)

    def _let_go(self, *, is_removed: bool) -> None:
        HELD.discard(self.name)
        if is_removed:
            remove(self.name, self._home)


def _known_as(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name, None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _columns(row: Row, proof: bytes) -> tuple[object, ...]:
    return (row.number, row.kind, row.name, row.place, row.seen, row.time_s, row.document, row.view, proof)


def _cannot(error: OSError | sqlite3.Error) -> str:
    """Why the journal cannot be written, for the user; it names no folder."""
    code = getattr(error, "sqlite_errorname", "")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else ""
    if code.startswith("SQLITE_FULL"):
        reason = "the disk is full"
    elif code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        reason = "its folder is write-protected"
    elif code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        reason = "another program holds its file"
    reason = reason or "the disk reports a fault"
    return (
        f"Your work is not kept against a crash at the moment ({reason[:1].lower()}{reason[1:]}): make room or access "
        "in your data folder, and save the project more often until then."
    )
