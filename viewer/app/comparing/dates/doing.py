"""Pairing two dates, moving their slices against each other, and blinding: all undoable, as the document is changed."""

from dataclasses import replace

from viewer.app.comparing.dates.paired import hand_of, paired, pane_of, when_of
from viewer.app.session import Session
from viewer.app.snapshot import Snapshot
from viewer.app.viewing import close_comparison
from viewer.core.annotations.pairing import Pairing
from viewer.core.history import Place
from viewer.core.view import Comparing
from viewer.tools.gesture import Notice

UNBLINDED = "Blinding has ended: what is drawn from now on is drawn with date, side and numbers in sight."
BLINDED = "Blinded: names, dates, sides, numbers and the order of both dates are hidden until blinding ends."


def pair(session: Session, pairing: Pairing) -> None:
    """Pair two blocks, and show them beside each other."""
    was = session.now.document.pairing
    document = replace(session.now.document, pairing=pairing)
    is_new = was is None or (was.before, was.after) != (pairing.before, pairing.after)
    session.edit("pair before and after" if is_new else "change the pairing", document)
    comparing = session.now.view.comparing
    if is_new or comparing is None or comparing.kind != "dates" or paired(session.now) is None:
        show_dates(session)  # else the panes stay as they stand
    if pairing.is_blinded and (was is None or not was.is_blinded):
        session.change(notice=Notice("information", BLINDED))
    elif was is not None and was.is_blinded and not pairing.is_blinded:
        session.change(notice=Notice("information", UNBLINDED))


def unpair(session: Session) -> None:
    """Take the pairing back, and show one image again; outlines stay."""
    session.edit("unpair before and after", replace(session.now.document, pairing=None))
    close_comparison(session)


def show_dates(session: Session) -> None:
    """Show before beside after, beginning with the slice on the screen where it has a partner.

    Where one of the two dates is not open, the second pane says so.
    """
    now = session.now
    pair = paired(now)
    pane = 0 if pair is None else pane_of(pair.pairing, "before")
    view = replace(now.view, comparing=Comparing("dates", pane=pane))
    session.change(view=view)
    if pair is None:
        return
    if now.notice is not None and now.notice.kind == "information":
        session.change(notice=None)  # it would cover which date is which
    hand = hand_of(session.now, pair)
    if hand is None or (pair.partner(when_of(pair.pairing, hand), now.view.slice_number) is None and pair.has_links):
        session.show(first_place(now))


def first_place(now: Snapshot) -> Place:
    """Slice of the block before to begin with: an outlined one, else the middle one of those that have a partner."""
    pair = paired(now)
    if pair is None:
        raise ValueError("nothing is paired")
    outlined = {outline.slice_key for outline in now.document.outlines}
    linked = [link.before + 1 for link in pair.links if link.after is not None]
    others = linked or list(range(1, len(pair.before.slices) + 1))
    numbers = [number for number in others if pair.before.slices[number - 1].key in outlined]
    return Place(pair.before.number, numbers[0] if numbers else others[len(others) // 2])


def move_partner(session: Session, step: int) -> None:
    """Link every slice to another one, some places further on after; by an offset from now on.

    Parameters
    ----------
    session
        What runs.
    step
        Places in the block after.
    """
    now = session.now
    pair = paired(now)
    if pair is None:
        return
    offset = offset_of(now) + step
    if offset == pair.pairing.offset_slices and pair.pairing.is_by_offset:
        return
    pairing = replace(pair.pairing, offset_slices=offset, is_by_offset=True)
    session.edit("move the slices against each other", replace(now.document, pairing=pairing))


def link_by_position(session: Session) -> None:
    """Link slices by where they lie again, as far as the frame of reference is shared."""
    document = session.now.document
    if document.pairing is not None:
        pairing = replace(document.pairing, is_by_offset=False)
        session.edit("link slices by position", replace(document, pairing=pairing))


def offset_of(now: Snapshot) -> int:
    """Offset in use; where slices are linked by position, that of the slice on the screen, else of most of them."""
    pair = paired(now)
    if pair is None:
        return 0
    if not pair.is_by_position:
        return pair.pairing.offset_slices
    hand = hand_of(now, pair)
    if hand is not None:
        link = pair.link_of(when_of(pair.pairing, hand), now.view.slice_number)
        if link is not None and link.after is not None:
            return link.after - link.before
    steps = [link.after - link.before for link in pair.links if link.after is not None]
    return sorted(steps)[len(steps) // 2] if steps else 0


def set_blinded(session: Session, *, is_blinded: bool) -> None:
    """Begin or end outlining without names, dates, sides, order and numbers in sight."""
    pairing = session.now.document.pairing
    if pairing is not None and pairing.is_blinded != is_blinded:
        pair(session, replace(pairing, is_blinded=is_blinded))
