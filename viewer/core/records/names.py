"""Names that may become names of files: nothing that leads out of the folder they are written to, on any system."""

import re

MAX_BYTES = 200
"""Longest name, bytes of UTF-8: file systems take 255, and a number or the ending of a temporary file is added."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
"""Names of devices on Windows, whatever ending follows."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
"""Signs that part folders, drives or streams on some system."""


def is_plain_name(name: str) -> bool:
    r"""Whether a name is that of a file in the folder it is written to, on Linux, macOS and Windows alike.

    Parameters
    ----------
    name
        Without any folder.

    Examples
    --------
    >>> [is_plain_name(name) for name in ("numbers.csv", "../numbers.csv", "C:numbers.csv", "nul.txt", "a.", "a\nb")]
    [True, False, False, False, False, False]
    """
    return (
        0 < len(name.encode("utf-8", "surrogatepass")) <= MAX_BYTES
        and name.isprintable()
        and not _FORBIDDEN & set(name)
        and name[-1] not in ". "
        and name[0] != " "
        and _RESERVED.fullmatch(name) is None
    )
