"""Which blocks to offer as before and after, and which two to begin with."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from viewer.app.choosing import choose_first, drawbacks, readable_date, readable_name
from viewer.app.display.corner_texts import weighting_of
from viewer.core.annotations.levels import settled_level
from viewer.core.annotations.pairing import PairedBlock, Pairing, block_of, named_block
from viewer.core.document import Document
from viewer.core.series import Identity, Series, SliceKey, Study
from viewer.errors import UsageError
from viewer.measure.changes.cautions import Caution
from viewer.measure.changes.patients import Likeness, days_between, likeness, questions, study_date
from viewer.measure.changes.time_words import duration


@dataclass(frozen=True, slots=True)
class Offered:
    """One block to choose from.

    Parameters
    ----------
    number
        Number of the block.
    words
        Date, description, weighting, slices and what is outlined, as one line.
    """

    number: int
    words: str


def offered(study: Study, document: Document, *, hides_patient: bool) -> tuple[Offered, ...]:
    """Every block, in the order of the study.

    Parameters
    ----------
    study
        What is open.
    document
        What is outlined.
    hides_patient
        Whether dates and descriptions are left out.
    """
    outlined = {outline.slice_key for outline in document.outlines}
    return tuple(Offered(block.number, _words(block, outlined, hides_patient=hides_patient)) for block in study.series)


def _words(block: Series, outlined: set[SliceKey], *, hides_patient: bool) -> str:
    count = sum(image.key in outlined for image in block.slices)
    plane = "" if block.plane == "unknown" else block.plane
    kind = " ".join(part for part in (plane, weighting_of(block) or "") if part)
    made = "" if hides_patient or not block.identity.study_date else readable_date(block.identity.study_date)
    description = "" if hides_patient else block.description.strip()
    slices = f"{len(block.slices)} slice{'s' * (len(block.slices) != 1)}"
    parts = [made, f"series {block.number}", description, kind, slices, f"{count} outlined" if count else ""]
    return " · ".join(part for part in parts if part)


def first_pairing(study: Study, document: Document, *, series: int, slice_number: int = 0) -> Pairing:
    """Pairing to begin with: that of the document, else the likeliest two blocks, the earlier one before.

    Parameters
    ----------
    study
        What is open, at least one block.
    document
        May hold a pairing.
    series
        Number of the block on the screen.
    slice_number
        Which of its slices is on the screen, from 1; a block of its level is likelier. 0 for none.
    """
    known = document.pairing
    if known is not None and block_of(known.before, study.series) and block_of(known.after, study.series):
        return known
    here = next((block for block in study.series if block.number == series), study.series[0])
    if drawbacks(here):
        here = choose_first(study).series
    others = [block for block in study.series if block.number != here.number]
    if not others:
        return Pairing(named_block(here, study.series), named_block(here, study.series), offset_slices=1)
    levels = _levels(here, document)
    level = levels[slice_number - 1] if 0 < slice_number <= len(levels) else None
    other = min(others, key=lambda block: _unlikeness(here, block, is_of_level=level in _levels(block, document)))
    before, after = (other, here) if _is_earlier(other, here) else (here, other)
    offset = likely_offset(before, after, document)
    return Pairing(named_block(before, study.series), named_block(after, study.series), offset_slices=offset)


def _levels(block: Series, document: Document) -> list[str | None]:
    """Level of each slice of a block, None where nobody knows it."""
    return [settled_level(document, image, block.frame_of_reference_uid) for image in block.slices]


def _unlikeness(here: Series, other: Series, *, is_of_level: bool) -> tuple[object, ...]:
    """What speaks against a block as the other date, worst first."""
    return (
        other.plane != here.plane,
        weighting_of(other) != weighting_of(here),
        likeness(here.identity, other.identity) is Likeness.DIFFERENT,
        _is_one_study(here.identity, other.identity),
        not is_of_level,
        len(drawbacks(other)),
        other.number,
    )


def _is_one_study(one: Identity, other: Identity) -> bool:
    return one.study_uid == other.study_uid if one.study_uid else study_date(one) == study_date(other)


def _is_earlier(one: Series, other: Series) -> bool:
    """Whether a block is of an earlier date; where both are of one or nobody knows, whether it is listed first."""
    days = days_between(one.identity, other.identity)
    return days > 0 if days else one.number < other.number


def asked(study: Study, pairing: Pairing) -> tuple[Caution, ...]:
    """What must be asked before two blocks are paired, empty for nothing; also where one of them is not open."""
    before, after = block_of(pairing.before, study.series), block_of(pairing.after, study.series)
    return () if before is None or after is None else questions(before, after)


def names_of(study: Study, pairing: Pairing) -> str:
    """Both names in a sentence for the person's own screen, '' where they are the same or nobody tells."""
    before, after = block_of(pairing.before, study.series), block_of(pairing.after, study.series)
    if before is None or after is None:
        return ""
    names = [readable_name(block.identity.patient_name) or "nobody" for block in (before, after)]
    return "" if names[0] == names[1] else f"Before: {names[0]}. After: {names[1]}."


def likely_offset(before: Series, after: Series, document: Document) -> int:
    """Offset by which most linked slices are of one level, the smallest of several; 0 where no levels are known.

    Parameters
    ----------
    before, after
        The blocks.
    document
        May name levels.
    """
    levels = [_levels(block, document) for block in (before, after)]
    steps = Counter(
        j - i for i, one in enumerate(levels[0]) for j, other in enumerate(levels[1]) if one and one == other
    )
    return min(steps, key=lambda step: (-steps[step], abs(step)), default=0)


def with_blocks(pairing: Pairing, study: Study, document: Document, before: int, after: int) -> Pairing:
    """Pairing of other blocks; an offset that was set for others is forgotten.

    Parameters
    ----------
    pairing
        What else is paired.
    study, document
        What is open, and its levels.
    before, after
        Numbers of the blocks.
    """
    one, other = (_named(study.series, number) for number in (before, after))
    if (one, other) == (pairing.before, pairing.after):
        return pairing
    blocks = [next(block for block in study.series if block.number == number) for number in (before, after)]
    offset = 1 if one == other else likely_offset(blocks[0], blocks[1], document)
    return replace(pairing, before=one, after=other, offset_slices=offset, is_by_offset=False)


def _named(blocks: Iterable[Series], number: int) -> PairedBlock:
    known = tuple(blocks)
    return named_block(next(block for block in known if block.number == number), known)


# The day of a procedure

NOT_A_DAY = "Type a date such as 2024-03-01, or a time after the first study such as 12 weeks or 84 days."
NO_DATE = "The files do not tell when the first study was made; type a time after it, such as 12 weeks."

_TIME = re.compile(r"([-−]?[0-9]{1,5})\s*(d|days?|w|weeks?)")
_DATE = re.compile(r"([0-9]{4})[-./]?([0-9]{2})[-./]?([0-9]{2})")


def procedure_day(text: str, before: Identity) -> int | None:
    """Days from the study before to a procedure, None where nothing is typed; the date itself is forgotten.

    Parameters
    ----------
    text
        A date, year first, or a time after the study before.
    before
        Of the study before.

    Raises
    ------
    UsageError
        If nobody can read it, or it is a date and that of the study is unknown.
    """
    plain = text.strip().casefold()
    if not plain:
        return None
    time, dated = _TIME.fullmatch(plain), _DATE.fullmatch(plain)
    if time is not None:
        return int(time[1].replace("−", "-")) * (7 if time[2].startswith("w") else 1)
    if dated is None:
        raise UsageError(NOT_A_DAY)
    try:
        day = date(int(dated[1]), int(dated[2]), int(dated[3]))
    except ValueError as e:
        raise UsageError(NOT_A_DAY) from e
    first = study_date(before)
    if first is None:
        raise UsageError(NO_DATE)
    return (day - first).days


def procedure_text(day: int | None) -> str:
    """How a procedure's day stands in its field: '12 weeks', '80 days'."""
    if day is None:
        return ""
    return f"{day // 7} weeks" if day % 7 == 0 else f"{day} days"


def procedure_words(day: int | None, before: Identity, after: Identity) -> str:
    """When the procedure was, in weeks from both studies; '' where nobody said."""
    if day is None:
        return ""
    whole = days_between(before, after)
    first = f"{_weeks(day)} after the first study" if day >= 0 else f"{_weeks(-day)} before the first study"
    if whole is None:
        return f"{first}."
    rest = whole - day
    second = f"{_weeks(rest)} before the second" if rest >= 0 else f"{_weeks(-rest)} after the second"
    return f"{first}, {second}."


def _weeks(days: int) -> str:
    return duration(days) if days else "0 days"
