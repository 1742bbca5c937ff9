"""Codes of study and reader: typed once, written into every table, and never the name of a patient."""

from collections.abc import Iterable
from dataclasses import replace

from viewer.core.document import Document, ReadingCodes
from viewer.core.identity import names_patient, resembles_person
from viewer.core.series import Identity, Study
from viewer.errors import PatientDataError, UsageError

LONGEST = 64
"""Longest code, characters: room for any scheme, none for a text."""

READING_MAXIMUM = 9999
"""Largest number of a reading."""


def check_codes(codes: ReadingCodes, identities: Iterable[Identity]) -> None:
    """Refuse codes that a table should not carry.

    Parameters
    ----------
    codes
        As typed.
    identities
        Whose images are open.

    Raises
    ------
    UsageError
        If a code is too long or has signs that cannot be printed, or the reading is not counted from 1.
    PatientDataError
        If a code holds the name, the id or a date of a patient; the message does not repeat it.
    """
    known = set(identities)
    for name, code in (("study", codes.study), ("reader", codes.reader)):
        if len(code) > LONGEST or not code.isprintable():
            raise UsageError(f"The {name} code is not one line of up to {LONGEST} characters; shorten it.")
        if any(names_patient(code, identity) for identity in known):
            raise PatientDataError(f"The {name} code seems to name the patient; choose one that tells nothing of them.")
    if codes.reading is not None and not 1 <= codes.reading <= READING_MAXIMUM:
        raise UsageError(f"The reading is counted from 1 to {READING_MAXIMUM}; change its number.")


def code_warnings(codes: ReadingCodes) -> tuple[str, ...]:
    """Sentences about codes that look as if they named somebody; none repeats a code.

    Parameters
    ----------
    codes
        As typed; whose images are open plays no part, as a list may hold names that no image knows.
    """
    return tuple(
        f"The {name} code looks like a name, a date or a patient's number; use a code that names nobody."
        for name, code in (("study", codes.study), ("reader", codes.reader))
        if resembles_person(code)
    )


def codes_for(study: Study, before: ReadingCodes, *, reader: str) -> ReadingCodes:
    """Codes that a new document of a study starts with, as they are typed once and not for every patient.

    Parameters
    ----------
    study
        What is opened.
    before
        Codes of the document before.
    reader
        Code of this reader as it is remembered, '' for none.

    Returns
    -------
    ReadingCodes
        Those of before with the remembered reader; none where one of them would name a patient of this study, or is
        none that can be typed here, as in a project that was made elsewhere.
    """
    codes = before if before.reader else replace(before, reader=reader)
    codes = replace(codes, is_blinded_to_numbers=False)  # of a reading that has not begun
    try:
        check_codes(codes, {series.identity for series in study.series})
    except (PatientDataError, UsageError):
        return ReadingCodes()
    return codes


def with_blinding(before: Document, after: Document, *, hides_numbers: bool, has_seen_numbers: bool) -> Document:
    """Return a document that tells honestly whether its outlines were drawn without a look at their numbers.

    Only what is drawn is asked about: points, not what an outline encloses or on which side it lies. The reading counts
    as blinded if numbers are hidden at this change, if they were hidden at every change before, and if nobody has
    looked in between: who shows the numbers afterwards keeps a blinded reading, and loses it only by changing an
    outline from then on. A document without outlines is a new beginning. Figures and questions that may show a number
    count as a look. What was seen in other programs, or the last time a project was open, is not known here.

    Parameters
    ----------
    before, after
        The document before and after the change.
    hides_numbers
        Whether numbers are hidden now.
    has_seen_numbers
        Whether numbers of outlines of `before` could be seen since it was opened.
    """
    if _drawn(after) == _drawn(before) or after.layer != before.layer:
        return after  # another reading, with what is said about its own hand
    is_new = not before.outlines
    was_blinded = is_new or (before.codes.is_blinded_to_numbers and not has_seen_numbers)
    is_blinded = bool(after.outlines) and hides_numbers and was_blinded
    if is_blinded == after.codes.is_blinded_to_numbers:
        return after
    return replace(after, codes=replace(after.codes, is_blinded_to_numbers=is_blinded))


def _drawn(document: Document) -> tuple[object, ...]:
    """What the hand has drawn: the rings of every outline."""
    return tuple((outline.slice_key, outline.rings) for outline in document.outlines)
