"""Fresh identifiers for the images of a case: nothing leads back from them, and what belonged together still does."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from viewer.core.series import Identity, Series, SliceKey
from viewer.io.cases.images import NewIdentity
from viewer.io.cases.words import known_descriptions, known_modality

_FIRST_DAY = date(2000, 1, 1)
"""Day that the earliest study of a case gets; days between studies are kept."""

_Person = tuple[str, str, str]


def new_uid() -> str:
    """UID that nothing is known about (PS3.5, B.2)."""
    return f"2.25.{secrets.randbits(128)}"


class _Fresh:
    """New identifiers for old ones: an old one always gets the same new one within a case.

    They ascend in the order in which they are asked for, so that series are listed in the order they had.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._first = (1 << 127) + (secrets.randbits(103) << 24)

    def __call__(self, old: str) -> str:
        return self._known.setdefault(old, f"2.25.{self._first + len(self._known)}") if old else ""


def new_identities(blocks: Sequence[Series]) -> dict[SliceKey, NewIdentity]:
    """New identifiers of every slice.

    Parameters
    ----------
    blocks
        What is handed on.
    """
    series_uid, study_uid, frame_uid = _Fresh(), _Fresh(), _Fresh()
    descriptions, patients, days = known_descriptions(blocks), _patients(blocks), _days(blocks)
    numbers = {uid: n for n, uid in enumerate(dict.fromkeys(block.series_uid for block in blocks), start=1)}
    counted: dict[str, int] = {}
    found: dict[SliceKey, NewIdentity] = {}
    for block in blocks:
        uid, identity = block.series_uid, block.identity
        for image in block.slices:
            counted[uid] = counted.get(uid, 0) + 1
            found[image.key] = NewIdentity(
                instance_uid=new_uid(),
                series_uid=series_uid(uid),
                study_uid=study_uid(identity.study_uid or "no study"),
                frame_of_reference_uid=frame_uid(block.frame_of_reference_uid),
                patient=patients[_person(identity)],
                study_date=days.get(identity.study_date, ""),
                series_number=numbers[uid],
                instance_number=counted[uid],
                description=descriptions[uid],
                modality=known_modality(block.modality),
            )
    return found


def _person(identity: Identity) -> _Person:
    return identity.patient_id, identity.patient_name, identity.patient_birth_date


def _patients(blocks: Sequence[Series]) -> dict[_Person, str]:
    people = dict.fromkeys(_person(block.identity) for block in blocks)
    return {person: f"CASE-{number}" for number, person in enumerate(people, start=1)}


def _days(blocks: Sequence[Series]) -> dict[str, str]:
    """Date of each study → a date that keeps only the days since the earliest."""
    known: dict[str, date] = {}
    for text in dict.fromkeys(block.identity.study_date for block in blocks):
        try:
            known[text] = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        except ValueError:
            continue  # none, or no date
    first = min(known.values(), default=_FIRST_DAY)
    return {text: (_FIRST_DAY + timedelta(days=(day - first).days)).strftime("%Y%m%d") for text, day in known.items()}
