"""One action as the journal keeps it, and the proof that nothing before it was changed."""

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint, is_fingerprint
from viewer.core.series import SliceKey
from viewer.io.journal.store import HASH_BYTES
from viewer.io.project import ProjectView
from viewer.io.project.canonical import canonical

Kind = Literal["open", "edit", "undo", "redo", "saved", "seen"]
"""The document as it was opened; a change of it; one taken back; one made again; the document as it was saved; numbers
that came in sight."""

KINDS: tuple[Kind, ...] = get_args(Kind)

WITH_DOCUMENT: frozenset[Kind] = frozenset({"open", "edit", "saved"})
"""Actions that carry a document; of the others it follows from those before."""

MAX_NAME = 120
"""Longest name of an action, characters; the program's own are shorter."""

MAX_FRAME = 10**9


@dataclass(frozen=True, slots=True)
class Entry:
    """One action, to be kept.

    Parameters
    ----------
    kind
        What it was.
    document
        The document after it, where it carries one.
    name
        What undo calls it; the program's own words, never the user's.
    place
        The slice where it is seen, or None.
    view
        What is on the screen.
    has_seen_numbers
        Whether numbers of an outline could be seen since the document was opened.
    time_s
        When it was done, whole s since 1970.
    """

    kind: Kind
    document: Document | None = None
    name: str = ""
    place: SliceKey | None = None
    view: ProjectView = ProjectView()  # noqa: RUF009 - frozen
    has_seen_numbers: bool = False
    time_s: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One action as it stands in the database; `document` and `view` are hashes of contents."""

    number: int
    kind: Kind
    name: str
    place: str
    seen: int
    time_s: int
    document: bytes | None
    view: bytes | None

    def proof(self, before: bytes) -> bytes:
        """Hash of this action and, through that of the one before it, of all actions up to it."""
        told = [
            self.number,
            self.kind,
            self.name,
            self.place,
            self.seen,
            self.time_s,
            None if self.document is None else self.document.hex(),
            None if self.view is None else self.view.hex(),
        ]
        return hash_of(before + canonical(told))


def hash_of(data: bytes) -> bytes:
    """Hash of a piece, `HASH_BYTES` long."""
    return hashlib.sha256(data).digest()[:HASH_BYTES]


def first_proof(about: dict[str, str]) -> bytes:
    """What the proof of the first action is joined to: a hash of what the journal says about its run."""
    return hash_of(canonical(about))


def text_of_place(place: SliceKey | None) -> str:
    """A slice as a fingerprint and its frame, '' for none."""
    return "" if place is None else f"{as_fingerprint(place.uid)}/{place.frame}"


def place_of_text(text: str) -> SliceKey | None:
    """Slice of such a text, by fingerprint; None for none or where it is none."""
    uid, _, frame = text.partition("/")
    if not is_fingerprint(uid) or not frame.isdecimal() or not 0 <= int(frame[:12]) <= MAX_FRAME:
        return None
    return SliceKey(uid, int(frame))


def checked_row(values: tuple[object, ...], number: int) -> Row | None:
    """Action of the columns of the database, None where a value is not what it must be."""
    found, kind, name, place, seen, time_s, document, view = values
    if found != number or kind not in KINDS or seen not in (0, 1) or type(time_s) is not int:
        return None
    if not isinstance(name, str) or len(name) > MAX_NAME or not isinstance(place, str):
        return None
    if not _is_hash(document) or not _is_hash(view) or (document is None) == (kind in WITH_DOCUMENT):
        return None
    return Row(number, kind, name, place, int(seen), time_s, document, view)  # type: ignore[arg-type]  # checked above


def _is_hash(value: object) -> bool:
    return value is None or (isinstance(value, bytes) and len(value) == HASH_BYTES)
