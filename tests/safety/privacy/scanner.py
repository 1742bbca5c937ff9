"""The one scanner of written files: texts that may be nowhere, in whatever way they are written, packed or named.

Looked into are the bytes as they are in every character set and case; base64, hex, escapes, entities and their like;
streams, archives, pictures and databases, one inside the other; names of files and members; extended attributes.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from tests.safety.privacy.needles import WINDOW, Needles
from tests.safety.privacy.unpacking import CONTAINERS, PIXELS, database_values
from tests.safety.privacy.unwriting import FORMS, readable, turned

DEPTH = 5
"""How many containers may lie in each other."""

REWRITTEN = 2
"""How many ways of writing may lie in each other, as base64 in JSON escapes."""


def parts(data: bytes) -> Iterator[bytes]:
    """Everything that some bytes say: themselves, unwritten, unpacked, and what that says in turn; each once."""
    seen: set[int] = set()
    waiting = [(data, DEPTH, REWRITTEN)]
    while waiting:
        part, deep, rewritten = waiting.pop()
        if len(part) < WINDOW or hash(part) in seen:
            continue
        seen.add(hash(part))
        yield part
        yield from turned(part)
        if rewritten:
            text = readable(part)
            waiting += ((said, deep, rewritten - 1) for form in FORMS for said in form(text))
        if deep:
            for unpack in CONTAINERS:
                # What a picture shows can hide a text in its bytes, and is no text that could be base64 of one.
                left = 0 if unpack in PIXELS else max(rewritten, 1)
                waiting += ((held, deep - 1, left) for held in unpack(part))


class Scanner:
    """Looks for texts in bytes, files and folders.

    Parameters
    ----------
    texts
        What may be nowhere; see `Needles`.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._needles = Needles(texts)

    @property
    def texts(self) -> frozenset[str]:
        """What is looked for."""
        return self._needles.texts

    def found(self, data: bytes) -> set[str]:
        """Texts that some bytes hold in any form."""
        return {text for part in parts(data) for text in self._needles.within(part)}

    def found_as_it_is(self, data: bytes) -> set[str]:
        """Texts that some bytes hold without being unwritten or unpacked."""
        return set(self._needles.within(data))

    def found_in_file(self, path: Path, *, name: str | None = None) -> set[str]:
        """Texts that a file holds: in its name, bytes and extended attributes, as a database also in its values.

        Parameters
        ----------
        path
            The file.
        name
            Name to look at, None for that of the file without its folder.
        """
        found = self.found((name or path.name).encode("utf-8", "surrogateescape"))
        found |= self.found(path.read_bytes())
        if path.read_bytes()[:16] == b"SQLite format 3\0" and Path(f"{path}-wal").exists():
            found |= {text for value in database_values(path) for text in self.found(value)}
        if hasattr(os, "listxattr"):
            for attribute in os.listxattr(path):
                found |= self.found(attribute.encode() + b"~" + os.getxattr(path, attribute))
        return found

    def found_under(self, folder: Path) -> dict[str, set[str]]:
        """Texts that the files below a folder hold, by their names below it; names of folders count too."""
        held = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            found = self.found_in_file(path, name=name) if path.is_file() else self.found(name.encode())
            if found:
                held[name] = found
        return held


@lru_cache(maxsize=16)
def _scanner(texts: tuple[str, ...]) -> Scanner:
    return Scanner(texts)


def found_in(data: bytes, texts: tuple[str, ...]) -> set[str]:
    """Which of these texts some bytes hold, in any form."""
    return _scanner(texts).found(data)
