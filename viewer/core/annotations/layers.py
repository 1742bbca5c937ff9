"""Readings: who outlined, which time, and the outlines of every reading that is not the one being worked on."""

from dataclasses import dataclass

from viewer.core.outline import Outline


@dataclass(frozen=True, slots=True)
class ReadingCodes:
    """Codes typed once and written into every table; none may name a person.

    Parameters
    ----------
    study, reader
        Code of the study and of the reader, '' when not given.
    reading
        Number of the reading, from 1, or None.
    is_blinded_to_numbers
        Whether the numbers were hidden while the outlines were drawn: seeing them biases the hand.
    """

    study: str = ""
    reader: str = ""
    reading: int | None = None
    is_blinded_to_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """A reading that is not the one being worked on: another reader's, an earlier one, or a teacher's answer.

    Parameters
    ----------
    name
        How lists call it, such as 'AB, reading 2'; it is checked as codes are.
    codes
        Study, reader and reading.
    outlines
        In the order they were made.
    is_shown
        Whether its outlines are painted beside those being worked on; they are never measured with them.
    is_answer
        Whether it is a teacher's answer, which stays unseen until it is revealed.
    """

    name: str
    codes: ReadingCodes = ReadingCodes()
    outlines: tuple[Outline, ...] = ()
    is_shown: bool = False
    is_answer: bool = False
