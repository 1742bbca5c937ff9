"""Canonical JSON: one text for one value, and reading it without trusting it.

Keys are sorted, nothing is blank, text is ASCII, numbers are finite and written by `repr`, which gives every
float back exactly. What is read is bounded before it is parsed.
"""

import hashlib
import re

from viewer.core.records import reading
from viewer.core.records.seal import canonical, digest
from viewer.errors import ProjectError, UnreadableError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_VALUES", "canonical", "digest", "is_payload_as_sealed", "parse"]

MAX_BYTES = 32 << 20
"""Largest project file, bytes; a study outlined on every slice needs a tenth of it."""

MAX_DEPTH = 32
"""Deepest nesting of a project file; it needs nine."""

MAX_VALUES = 1_500_000
"""Most lists, objects and commas together, three times as many as points: bounds the memory that parsing can take."""

_AS_WRITTEN = re.compile(
    rb'\{"format":"[a-z-]{1,40}","payload":(.*),"program_version":"[^"\\]{0,100}","schema_version":[0-9]{1,9},'
    rb'(?:"seal":"[0-9a-f]{64}",)?"sha256":"([0-9a-f]{64})"\}\n?',
    re.DOTALL,
)
"""A project as this program and those before it write one; nothing in it is blank."""


def is_payload_as_sealed(data: bytes) -> bool | None:
    """Whether the text of the payload has the digest that stands after it; None if the file is laid out otherwise.

    Told without parsing: a large file that is damaged is refused at once.
    """
    found = _AS_WRITTEN.fullmatch(data)
    if found is None:
        return None
    return hashlib.sha256(found[1]).hexdigest().encode() == found[2]


def parse(data: bytes) -> object:
    """Value of a JSON text whose size and nesting are within bounds.

    Raises
    ------
    ProjectError
        If it is too large, too deep, no JSON, names a field twice, or holds a number that is not finite or has
        more digits than anything a project counts.
    """
    if not data.isascii():  # text beyond it is escaped; unescaped, it would take eight times its size
        raise ProjectError("it is damaged: its text cannot be read as a project.")
    try:
        return reading.parsed(data, kind="project", most_bytes=MAX_BYTES, most_values=MAX_VALUES, deepest=MAX_DEPTH)
    except UnreadableError as e:
        raise ProjectError(str(e)) from e
