"""Proposed outlines accepted or rejected: those of the slice on the screen, or of its whole series."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.session import Session, Snapshot
from viewer.core.document import Document
from viewer.core.outline import Outline
from viewer.tools.gesture import Notice
from viewer.tools.registry import find_tool

Test = Callable[[Outline], bool]

HINT = "Enter accepts what is proposed here, Shift+Backspace deletes it; changing an outline accepts it, too"
"""Said in the status line where something is proposed."""

RESTING = frozenset({"select", "outline"})
"""Tools whose own hint gives way to it while they are not used."""


def proposed_here(now: Snapshot) -> int:
    """Number of proposed outlines on the slice on the screen."""
    return 0 if now.image is None else sum(outline.is_proposed for outline in now.document.on_slice(now.image.key))


def proposed_in_series(now: Snapshot) -> int:
    """Number of proposed outlines in the series of the slice on the screen, all its blocks."""
    keys = _keys_of_series(now)
    return sum(outline.is_proposed and outline.slice_key in keys for outline in now.document.outlines)


UNSEEN = "Outlines are hidden; show them before you accept what is proposed."
"""Said where somebody would accept what they cannot see."""


def hint_of(now: Snapshot) -> str:
    """What can be done with the proposals on the screen while nothing is drawn, or ''."""
    is_idle = not find_tool(now.tool).is_busy(now.state) and now.tool in RESTING
    return HINT if is_idle and proposed_here(now) else ""


def accept_here(session: Session) -> None:
    """Accept every proposed outline of the slice on the screen."""
    key = None if session.now.image is None else session.now.image.key
    count = proposed_here(session.now)
    if count and session.now.view.hides_overlays:
        session.change(notice=Notice("refused", UNSEEN))
    elif count:
        name = f"accept proposed outline{'s' if count > 1 else ''}"
        session.edit(name, accepted(session.now.document, lambda outline: outline.slice_key == key))


def accept_in_series(session: Session) -> None:
    """Accept every proposed outline of the series on the screen, and say how many."""
    keys = _keys_of_series(session.now)
    count = proposed_in_series(session.now)
    if count:
        noun = f"outline{'s' if count > 1 else ''}"
        notice = Notice("information", f"{count} proposed {noun} of this series accepted.")
        after = accepted(session.now.document, lambda outline: outline.slice_key in keys)
        session.edit("accept proposed outlines of the series", after, notice=notice)


def reject_here(session: Session) -> None:
    """Delete every proposed outline of the slice on the screen."""
    count = proposed_here(session.now)
    if count and session.now.image is not None:
        name = f"reject proposed outline{'s' if count > 1 else ''}"
        session.edit(name, _without(session.now.document, {session.now.image.key}))


def reject_in_series(session: Session) -> None:
    """Delete every proposed outline of the series on the screen, and say how many."""
    count = proposed_in_series(session.now)
    if count:
        notice = Notice("information", f"{count} proposed outline{'s' if count > 1 else ''} of this series deleted.")
        after = _without(session.now.document, _keys_of_series(session.now))
        session.edit("reject proposed outlines of the series", after, notice=notice)


def accepted(document: Document, is_meant: Test) -> Document:
    """Document in which proposed outlines are accepted.

    Parameters
    ----------
    document
        As it is.
    is_meant
        Which of its outlines are to be accepted.
    """
    outlines = tuple(replace(one, is_proposed=False) if is_meant(one) else one for one in document.outlines)
    return replace(document, outlines=outlines)


def _without(document: Document, keys: set[object]) -> Document:
    """Document without the proposed outlines of some slices."""
    kept = tuple(one for one in document.outlines if not (one.is_proposed and one.slice_key in keys))
    return replace(document, outlines=kept)


def _keys_of_series(now: Snapshot) -> set[object]:
    """Keys of all slices of the series on the screen, whatever block they are in."""
    if now.study is None or now.series is None:
        return set()
    uid = now.series.series_uid
    return {image.key for series in now.study.series if series.series_uid == uid for image in series.slices}
