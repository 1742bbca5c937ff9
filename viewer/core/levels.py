"""Names of discs, as far as they are told from free text."""

import re

_LEVEL = re.compile(r"[CTLS][0-9]{1,2}/[CTLS]?[0-9]{1,2}")


def known_level(level: str | None) -> str | None:
    """Disc level such as 'L4/5', None for anything else: free text of a header must not reach a file."""
    return level if level is not None and _LEVEL.fullmatch(level) else None
