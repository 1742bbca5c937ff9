"""How readings are called, and what their names and codes may hold."""

from collections.abc import Iterable

from viewer.app.reading_codes import LONGEST, check_codes
from viewer.core.document import Document, Layer, ReadingCodes
from viewer.core.identity import names_patient
from viewer.core.series import Identity
from viewer.errors import PatientDataError, UsageError

ANSWER = "Answer"
"""How a teacher's answer is called unless it gets another name."""


def reading_name(codes: ReadingCodes) -> str:
    """How a reading is called by its codes, such as 'AB, reading 2'; 'Reading 1' without any.

    Examples
    --------
    >>> reading_name(ReadingCodes(reader="AB", reading=2)), reading_name(ReadingCodes())
    ('AB, reading 2', 'Reading 1')
    """
    if not codes.reader:
        return f"Reading {codes.reading or 1}"
    return codes.reader if codes.reading is None else f"{codes.reader}, reading {codes.reading}"


def free_name(document: Document, name: str) -> str:
    """Return the name, with a number behind it where another reading that is not worked on has it."""
    taken = {layer.name for layer in document.layers}
    if name not in taken:
        return name
    return next(tried for n in range(2, len(taken) + 3) if (tried := f"{name} ({n})") not in taken)


def present_name(document: Document) -> str:
    """How the reading that is worked on is called."""
    return document.layer or free_name(document, reading_name(document.codes))


def layer_named(document: Document, name: str) -> Layer:
    """One of the other readings.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    found = next((layer for layer in document.layers if layer.name == name), None)
    if found is None:
        raise UsageError("There is no such reading any more; choose one from the list.")
    return found


def state_of(layer: Layer) -> str:
    """What lists say about another reading beside its name; of a hidden one nothing that is in it."""
    if layer.is_answer:
        return "answer" if layer.is_shown else "answer, hidden"
    return "shown" if layer.is_shown else "hidden"


def has_hidden_answer(document: Document) -> bool:
    """Whether there is an answer that nobody has revealed."""
    return any(layer.is_answer and not layer.is_shown for layer in document.layers)


def check_readings(document: Document, identities: Iterable[Identity]) -> None:
    """Refuse names and codes of readings that a file should not carry.

    Parameters
    ----------
    document
        Every reading of it is checked.
    identities
        Whose images are open.

    Raises
    ------
    UsageError, PatientDataError
        As `check_codes` does, for names too; no message repeats a name.
    """
    known = set(identities)
    check_codes(document.codes, known)
    for name in (document.layer, *(layer.name for layer in document.layers)):
        check_name(name, known)
    for layer in document.layers:
        check_codes(layer.codes, known)


def check_name(name: str, identities: Iterable[Identity]) -> None:
    """Refuse a name of a reading that is too long, cannot be printed, or holds what names a patient.

    Parameters
    ----------
    name
        As typed.
    identities
        Whose images are open.

    Raises
    ------
    UsageError, PatientDataError
        The message does not repeat the name.
    """
    if len(name) > LONGEST or not name.isprintable():
        raise UsageError(f"The name of the reading is not one line of up to {LONGEST} characters; shorten it.")
    if any(names_patient(name, identity) for identity in identities):
        raise PatientDataError(
            "The name of the reading seems to name the patient; choose one that tells nothing of them."
        )
