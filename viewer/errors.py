"""Every error the program raises on purpose; the message is one sentence for the user.

A message says what happened, where, and what to do. `exit_status` is what the command line ends with
(1 unexpected, 2 wrong use, 3 nothing readable, 4 refused, 5 output cannot be written).
"""

import unicodedata
from collections.abc import Collection
from typing import ClassVar


def sayable(text: str, *, known: Collection[str] = ()) -> str:
    """A value of a header as a message may quote it: one of the known words, or what could only be a number.

    Messages reach logs, terminals and screenshots, and any value can hold a name that does not belong there.

    Examples
    --------
    >>> sayable("0,5"), sayable("PALETTE COLOR", known=("PALETTE COLOR",)), sayable("Doe^Jane"), sayable("19480229")
    ("'0,5'", "'PALETTE COLOR'", 'a text', 'a text')
    """
    is_short_number = len(text) <= 6 and all(sign in "0123456789+-.,_eE" for sign in text)
    is_word = text in known or text.strip().lower().lstrip("+-") in ("nan", "inf", "infinity", "")
    return repr(text) if is_short_number or is_word else "a text"


def plain(text: str) -> str:
    r"""Text with U+FFFD for every character that could steer a terminal, break a line or turn the writing round.

    File names and headers hold what they like, and messages quote them.

    Examples
    --------
    >>> plain("IM\x1b[2J.dcm") == "IM\N{REPLACEMENT CHARACTER}[2J.dcm"
    True
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


class ViewerError(Exception):
    """An error that was foreseen; its message may be shown as it is, whatever names it quotes."""

    exit_status: ClassVar[int] = 1

    def __init__(self, *said: object) -> None:
        super().__init__(*(plain(part) if isinstance(part, str) else part for part in said))


class UsageError(ViewerError):
    """Wrong use: an unknown name or extension, a slice out of range, an ambiguous selection."""

    exit_status: ClassVar[int] = 2


class UnreadableError(ViewerError):
    """A file, or everything in a folder, cannot be read as an image."""

    exit_status: ClassVar[int] = 3


class NotAnImageError(UnreadableError):
    """A file that is sound, or may be, but holds no image: a report, a text, a program."""


class ProjectError(UnreadableError):
    """A project file that is damaged, of another kind, or not what this program writes."""


class NewerProjectError(ProjectError):
    """A project file of a newer program that this one cannot show."""


class RefusedError(ViewerError):
    """Input that could be read but must not be worked with, because the result would mislead."""

    exit_status: ClassVar[int] = 4


class GeometryError(RefusedError):
    """Orientation, spacing or position that cannot be true."""


class SideError(RefusedError):
    """A stated side that contradicts geometry, or sides that are unknown where they must be known."""


class OutlineError(RefusedError):
    """An outline that encloses no area, crosses itself, leaves the image or covers its partner."""


class PatientDataError(RefusedError):
    """An output that would, or might, carry patient data."""


class OutputError(ViewerError):
    """An output file that cannot be written."""

    exit_status: ClassVar[int] = 5


class ChangedOnDiskError(OutputError):
    """A file that somebody else changed since it was read or saved here, so that it is not replaced unasked."""


class JournalError(ViewerError):
    """Work that was kept while it was done and cannot be read, or not be kept."""


class JournalInUseError(JournalError):
    """Work that another window of the program has open."""


class NewerJournalError(JournalError):
    """Work that a newer program kept."""
