"""Whether two studies are of one person, and how they follow each other: asked about before they are paired.

Names, numbers and dates are compared in memory and never quoted.
"""

from datetime import date
from enum import StrEnum

from viewer.core.annotations.pairing import Pairing
from viewer.core.series import Identity, Series
from viewer.measure.changes.cautions import Caution, caution

OEDEMA_DAYS = 91
"""How long after a procedure oedema of fresh denervation is bright on T2, days: under three months."""


class Likeness(StrEnum):
    """Whether two studies are of one person."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


def likeness(before: Identity, after: Identity) -> Likeness:
    """Whether two studies are of one person, by study, number, or name and birth date.

    Parameters
    ----------
    before, after
        As their headers tell it; what is empty tells nothing.
    """
    if before.study_uid and before.study_uid == after.study_uid:
        return Likeness.SAME
    pairs = [
        (_plain(before.patient_id), _plain(after.patient_id)),
        (_plain(before.patient_birth_date), _plain(after.patient_birth_date)),
        (_plain(before.patient_name), _plain(after.patient_name)),
    ]
    number, birth, name = [None if not one or not other else one == other for one, other in pairs]
    if number is False or birth is False:
        return Likeness.DIFFERENT
    if number or (name and birth):
        return Likeness.SAME
    return Likeness.DIFFERENT if name is False else Likeness.UNKNOWN


def _plain(text: str) -> str:
    """Text without what differs between two spellings of one name: case, carets and spaces."""
    return " ".join(text.replace("^", " ").split()).casefold()


def study_date(identity: Identity) -> date | None:
    """Date of a study, None where its header tells none."""
    text = identity.study_date.strip().replace("-", "")
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def days_between(before: Identity, after: Identity) -> int | None:
    """Days from one study to another, negative where they are reversed; None where a date is unknown."""
    first, second = study_date(before), study_date(after)
    return None if first is None or second is None else (second - first).days


def questions(before: Series, after: Series) -> tuple[Caution, ...]:
    """What must be asked before two blocks are paired: whose they are, and which came first; empty for nothing."""
    found = []
    match likeness(before.identity, after.identity):
        case Likeness.DIFFERENT:
            found.append("patient-differs")
        case Likeness.UNKNOWN:
            found.append("patient-unknown")
        case Likeness.SAME:
            pass
    if not _is_one_study(before, after):
        days = days_between(before.identity, after.identity)
        found += ["dates-unknown"] if days is None else ["dates-reversed"] if days < 0 else []
    return tuple(caution(identifier) for identifier in found)


def time_cautions(pairing: Pairing, before: Series, after: Series) -> tuple[Caution, ...]:
    """What the time of the procedure says against the numbers; empty where nobody spoke of a treatment."""
    if pairing.procedure_day is None:
        return () if pairing.treated is None else (caution("procedure-day-unknown"),)
    days = days_between(before.identity, after.identity)
    if days is None:
        return (caution("procedure-day-unknown"),)
    if not 0 <= pairing.procedure_day <= days:
        return (caution("procedure-outside"),)
    return (caution("recent-procedure"),) if days - pairing.procedure_day < OEDEMA_DAYS else ()


def _is_one_study(before: Series, after: Series) -> bool:
    """Whether two blocks are of one study, whose date does not matter then."""
    uid = before.identity.study_uid
    return bool(uid) and uid == after.identity.study_uid
