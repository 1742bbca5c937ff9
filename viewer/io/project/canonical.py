"""Canonical JSON: one text for one value, and reading it without trusting it.

Keys are sorted, nothing is blank, text is ASCII, numbers are finite and written by `repr`, which gives every
float back exactly. What is read is bounded before it is parsed.
"""

from viewer.core.records import reading
from viewer.core.records.seal import canonical, digest
from viewer.errors import ProjectError, UnreadableError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_VALUES", "canonical", "digest", "parse"]

MAX_BYTES = 32 << 20
"""Largest project file, bytes; a study outlined on every slice needs a tenth of it."""

MAX_DEPTH = 32
"""Deepest nesting of a project file; it needs nine."""

MAX_VALUES = 2_000_000
"""Most lists, objects and commas together, three times as many as points: bounds the memory that parsing can take."""


def parse(data: bytes) -> object:
    """Value of a JSON text whose size and nesting are within bounds.

    Raises
    ------
    ProjectError
        If it is too large, too deep, no JSON, names a field twice, or holds a number that is not finite or has
        more digits than anything a project counts.
    """
    try:
        return reading.parsed(data, kind="project", most_bytes=MAX_BYTES, most_values=MAX_VALUES, deepest=MAX_DEPTH)
    except UnreadableError as e:
        raise ProjectError(str(e)) from e
