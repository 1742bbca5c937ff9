"""What the menu Outline offers for further slices, and for what the program proposed."""

from viewer.app.actions.action import Action, has_outlines, has_outlines_here
from viewer.app.actions.files_and_edits import delete_selected
from viewer.app.proposing import accepting
from viewer.app.session import Session
from viewer.tools.gesture import Gesture
from viewer.tools.registry import find_tool


def _copy(step: int, session: Session) -> None:
    from viewer.app.proposing.copying import copy_to_neighbour  # not needed for the first image

    copy_to_neighbour(session, step)


def _fill(session: Session) -> None:
    from viewer.app.proposing.filling import fill_between

    fill_between(session)


def take_key(session: Session, gesture: Gesture) -> None:
    """Give a key of drawing to the tool in hand; what it leaves may be about what was proposed.

    Parameters
    ----------
    session
        What runs.
    gesture
        The key as it was pressed on the image.
    """
    if gesture.key == "N":
        _copy(-1 if "shift" in gesture.modifiers else 1, session)  # which says why there is nothing to copy
        return
    before = session.now
    is_busy = find_tool(before.tool).is_busy(before.state)
    if gesture.key == "Backspace" and "shift" in gesture.modifiers and not is_busy:
        accepting.reject_here(session)
        return
    if gesture.key in {"Backspace", "Delete"}:
        delete_selected(session, gesture)
        return
    session.gesture(gesture)
    now = session.now
    is_left = now.document is before.document and now.state == before.state and now.notice is None and not is_busy
    if gesture.key == "Return" and is_left and now.pending is None:
        accept = accepting.accept_in_series if "shift" in gesture.modifiers else accepting.accept_here
        accept(session)


OUTLINING: tuple[Action, ...] = (
    Action(
        "copy-to-next",
        "Copy to the next slice",
        "Outline",
        "Go to the next slice along the muscle and propose the outlines of this one there, moved as the image moves.",
        ("N",),
        lambda session: _copy(1, session),
        has_outlines_here,
        group=4,
    ),
    Action(
        "copy-to-previous",
        "Copy to the previous slice",
        "Outline",
        "Go to the slice before and propose the outlines of this one there, moved as the image moves.",
        ("Shift+N",),
        lambda session: _copy(-1, session),
        has_outlines_here,
        group=4,
    ),
    Action(
        "propagate",
        "Propagate…",
        "Outline",
        "Propose the outlines of this slice on a range of slices or on all blocks, carried along with the image.",
        ("Ctrl+N",),
        None,
        has_outlines_here,
        group=4,
    ),
    Action(
        "fill-between",
        "Fill slices between outlines",
        "Outline",
        "Propose outlines on every slice between two on which the same muscle is outlined, on tilted blocks, too.",
        (),
        _fill,
        has_outlines,
        group=4,
    ),
    Action(
        "accept-proposed",
        "Accept proposed outlines",
        "Outline",
        "Take the outlines proposed on this slice as your own; changing one by hand does so, too.",
        ("Return",),
        accepting.accept_here,
        lambda now: accepting.proposed_here(now) > 0,
        group=5,
    ),
    Action(
        "accept-proposed-series",
        "Accept all proposed in the series",
        "Outline",
        "Take every outline proposed in this series as your own.",
        ("Shift+Return",),
        accepting.accept_in_series,
        lambda now: accepting.proposed_in_series(now) > 0,
        group=5,
    ),
    Action(
        "reject-proposed",
        "Reject proposed outlines",
        "Outline",
        "Delete the outlines proposed on this slice.",
        ("Shift+Backspace",),
        accepting.reject_here,
        lambda now: accepting.proposed_here(now) > 0,
        group=5,
    ),
    Action(
        "reject-proposed-series",
        "Reject all proposed in the series",
        "Outline",
        "Delete every outline proposed in this series.",
        (),
        accepting.reject_in_series,
        lambda now: accepting.proposed_in_series(now) > 0,
        group=5,
    ),
)
"""Actions for further slices and for what was proposed."""
