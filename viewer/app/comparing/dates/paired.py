"""Which slice stands in which pane: the two blocks of a pairing, linked slice by slice."""

from dataclasses import dataclass, field
from typing import Literal

from viewer.app.snapshot import Snapshot
from viewer.core.annotations.pairing import (
    Pairing,
    SliceLink,
    block_of,
    is_linked_by_position,
    link_slices,
    partner_before,
)
from viewer.core.fingerprints import as_fingerprint, fingerprint
from viewer.core.history import Place
from viewer.core.series import Series, Slice
from viewer.core.view import Pane

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Paired:
    """Both blocks of a pairing that are open, and their links.

    Parameters
    ----------
    pairing
        What was paired.
    before, after
        The blocks.
    links
        Partner of every slice of the block before.
    """

    pairing: Pairing
    before: Series = field(repr=False)
    after: Series = field(repr=False)
    links: tuple[SliceLink, ...] = field(repr=False)

    @property
    def is_by_position(self) -> bool:
        """Whether slices are linked by where they lie."""
        return is_linked_by_position(self.before, self.after, self.pairing)

    @property
    def has_links(self) -> bool:
        """Whether any slice has a partner."""
        return any(link.after is not None for link in self.links)

    def block(self, when: When) -> Series:
        """Block of a date."""
        return self.before if when == "before" else self.after

    def partner(self, when: When, number: int) -> int | None:
        """Number, from 1, of the slice of the other date that belongs to a slice of this one; None for none."""
        found = self.links[number - 1].after if when == "before" else partner_before(self.links, number - 1)
        return None if found is None else found + 1

    def link_of(self, when: When, number: int) -> SliceLink | None:
        """Link in which a slice stands, None where it has no partner."""
        before = number if when == "before" else self.partner("after", number)
        return None if before is None or self.links[before - 1].after is None else self.links[before - 1]


_LAST: list[Paired] = []
"""The pairing that was looked up last: panes ask for it many times a second."""


def paired(now: Snapshot) -> Paired | None:
    """The pairing of the document with its blocks, None where there is none or one of them is not open."""
    pairing = now.document.pairing
    if pairing is None or now.study is None:
        return None
    before, after = block_of(pairing.before, now.study.series), block_of(pairing.after, now.study.series)
    if before is None or after is None:
        return None
    last = _LAST[0] if _LAST else None
    if last is None or last.before is not before or last.after is not after or last.pairing != pairing:
        last = Paired(pairing, before, after, link_slices(before, after, pairing))
        _LAST[:] = [last]
    return last


def is_swapped(pairing: Pairing) -> bool:
    """Whether the study after stands in the first pane: only while blinded, in an order that identifiers decide."""
    return pairing.is_blinded and _seed(pairing) % 2 == 1


def is_turned_over(pairing: Pairing) -> bool:
    """Whether both panes are mirrored so that nobody knows a side by its place: only while blinded, as they decide."""
    return pairing.is_blinded and _seed(pairing) // 2 % 2 == 1


def _seed(pairing: Pairing) -> int:
    """Number that follows from the identifiers of both blocks."""
    both = f"{as_fingerprint(pairing.before.series_uid)} {as_fingerprint(pairing.after.series_uid)}"
    return int(fingerprint(f"{both} {pairing.before.block} {pairing.after.block}")[-1], 16)


def when_of(pairing: Pairing, pane: Pane) -> When:
    """Date that stands in a pane."""
    return "before" if (pane == 0) != is_swapped(pairing) else "after"


def pane_of(pairing: Pairing, when: When) -> Pane:
    """Pane in which a date stands."""
    return 0 if when_of(pairing, 0) == when else 1


def hand_of(now: Snapshot, pair: Paired) -> Pane | None:
    """Pane whose slice is the one on the screen, None where that is of neither block."""
    number, comparing = now.view.series, now.view.comparing
    if pair.before.number == pair.after.number == number:
        return 0 if comparing is None else comparing.pane
    if number == pair.before.number:
        return pane_of(pair.pairing, "before")
    return pane_of(pair.pairing, "after") if number == pair.after.number else None


def place_in(now: Snapshot, pair: Paired, pane: Pane) -> Place | None:
    """Block and slice that stand in a pane, None where the slice on the screen has no partner."""
    hand = hand_of(now, pair)
    if hand is None or hand == pane:
        return None if hand is None else now.place
    number = pair.partner(when_of(pair.pairing, hand), now.view.slice_number)
    return None if number is None else Place(pair.block(when_of(pair.pairing, pane)).number, number)


def image_in(now: Snapshot, pair: Paired, pane: Pane) -> Slice | None:
    """Slice that stands in a pane, as its header tells it."""
    place = place_in(now, pair, pane)
    return None if place is None else pair.block(when_of(pair.pairing, pane)).slices[place.slice_number - 1]
