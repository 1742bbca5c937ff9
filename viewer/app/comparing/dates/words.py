"""What is said of both dates while they stand beside each other: on the panes and in the bar above them."""

from dataclasses import dataclass

from viewer.app.choosing import readable_date
from viewer.app.comparing.dates.eyes import NO_PARTNER
from viewer.app.comparing.dates.paired import hand_of, paired, place_in, when_of
from viewer.app.snapshot import Snapshot
from viewer.core.outline import Side
from viewer.core.view import Pane
from viewer.measure.changes.patients import days_between
from viewer.measure.changes.time_words import duration

BLINDED_NAMES: dict[Pane, str] = {0: "A", 1: "B"}
"""How panes are called while nobody is to know which date they show."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on a pane.

    Parameters
    ----------
    title
        'Before', 'After'; 'A' and 'B' while blinded.
    under
        How long after what, and the date; '' for nothing.
    is_in_hand
        Whether the slice of this pane is the one that is worked on.
    is_empty
        Whether no slice of this date belongs to that of the other one.
    """

    title: str
    under: str = ""
    is_in_hand: bool = False
    is_empty: bool = False


def heading(now: Snapshot, pane: Pane) -> Heading | None:
    """What stands on a pane, None where no two dates are shown."""
    pair = paired(now)
    hand = None if pair is None else hand_of(now, pair)
    if pair is None or hand is None:
        return None
    is_empty = place_in(now, pair, pane) is None
    if pair.pairing.is_blinded:
        return Heading(BLINDED_NAMES[pane], "", hand == pane, is_empty)
    when = when_of(pair.pairing, pane)
    identity = pair.block(when).identity
    date = "" if now.view.hides_patient or not identity.study_date else readable_date(identity.study_date)
    parts = [_time_since(now) if when == "after" else "", date]
    return Heading(when.capitalize(), " · ".join(part for part in parts if part), hand == pane, is_empty)


def _time_since(now: Snapshot) -> str:
    """How long after the procedure, or after the study before, the study after was made; '' where nobody knows."""
    pair = paired(now)
    days = None if pair is None else days_between(pair.before.identity, pair.after.identity)
    if pair is None or days is None or days <= 0:
        return ""
    procedure = pair.pairing.procedure_day
    if procedure is not None and 0 <= procedure <= days:
        return f"{duration(days - procedure)} after the procedure"
    return f"{duration(days)} later"


def link_words(now: Snapshot) -> str:
    """How the slices on the screen are linked: 'by position, 1.2 mm apart'."""
    pair = paired(now)
    hand = None if pair is None else hand_of(now, pair)
    if pair is None or hand is None:
        return ""
    link = pair.link_of(when_of(pair.pairing, hand), now.view.slice_number)
    how = "by position" if pair.is_by_position else "by offset"
    if link is None:
        return f"{how} · no partner"
    distance = link.distance_mm if pair.is_by_position else _apart_mm(now)
    return how if distance is None else f"{how} · {distance:.1f} mm apart"


def _apart_mm(now: Snapshot) -> float | None:
    """Distance of two slices that an offset links, where both lie in one frame of reference, mm."""
    pair = paired(now)
    if pair is None:
        return None
    shared = pair.before.frame_of_reference_uid
    here, there = place_in(now, pair, 0), place_in(now, pair, 1)
    if not shared or shared != pair.after.frame_of_reference_uid or here is None or there is None:
        return None
    blocks = [pair.block(when_of(pair.pairing, pane)) for pane in (0, 1)]
    one, two = (block.slices[at.slice_number - 1].geometry for block, at in zip(blocks, (here, there), strict=True))
    if one.orientation is None or one.position_mm is None or two.position_mm is None:
        return None
    steps = zip(one.position_mm, two.position_mm, one.orientation.normal, strict=True)
    return abs(sum((b - a) * n for a, b, n in steps))


def treated_words(now: Snapshot) -> str:
    """Which side was treated, '' where nobody said or it is hidden."""
    pairing = now.document.pairing
    if pairing is None or pairing.treated is None or pairing.is_blinded:
        return ""
    return f"treated: patient's {pairing.treated}"


def treated_side(now: Snapshot) -> Side | None:
    """The treated side as far as it may be seen."""
    pairing = now.document.pairing
    return None if pairing is None or pairing.is_blinded else pairing.treated


def empty_words(now: Snapshot, pane: Pane) -> str:
    """What an empty pane says, '' for one with a slice."""
    said = heading(now, pane)
    return f"{said.title}\n\n{NO_PARTNER}" if said is not None and said.is_empty else ""
