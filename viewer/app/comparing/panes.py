"""What each pane of a comparison sees of a snapshot, and what a change of its view means for all."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.comparing import sides
from viewer.app.comparing.dates import eyes
from viewer.app.display.pixels import LoadedSlice
from viewer.app.snapshot import Snapshot
from viewer.core.series import Slice
from viewer.core.view import Pane, View


def seen(now: Snapshot, pane: Pane) -> Snapshot:
    """Snapshot as a pane sees it; the snapshot itself where nothing is compared or it cannot be.

    It is asked for a dozen times by every event, and worked out once.

    Parameters
    ----------
    now
        The snapshot.
    pane
        Number of the pane.
    """
    comparing = now.view.comparing
    if comparing is None:
        return now
    found = now.panes.get(pane)
    if found is None:
        found = eyes.seen(now, pane, comparing) if comparing.kind == "dates" else sides.seen(now, pane, comparing)
        if found is not now:  # it must not hold itself, or its pixels would stay after it
            now.panes[pane] = found
    return found


def unseen(now: Snapshot, pane: Pane, view: View) -> View:
    """View as all share it, of one that was changed as a pane sees it.

    Parameters
    ----------
    now
        The snapshot before the change.
    pane
        Number of the pane.
    view
        Changed from that of `seen`.
    """
    comparing = now.view.comparing
    if comparing is None:
        return view
    if refusal(now):
        return eyes.turned_over(now, view) if comparing.kind == "dates" else view
    if comparing.kind == "dates":
        return eyes.unseen(now, pane, comparing, view)
    return view if sides.halves_of(now) is None else sides.unseen(now, pane, comparing, view)


def refusal(now: Snapshot) -> str:
    """Why the comparison on the screen cannot be shown for this slice, '' where it can."""
    comparing = now.view.comparing
    if comparing is None:
        return ""
    return sides.refusal(now) if comparing.kind == "sides" else eyes.refusal(now)


def entered(now: Snapshot, pane: Pane) -> View | None:
    """View in which the hand is in another pane, None where that pane shows no slice."""
    comparing = now.view.comparing
    if comparing is None:
        return now.view
    if comparing.kind == "dates":
        return eyes.entered(now, pane, comparing)
    return replace(now.view, comparing=replace(comparing, pane=pane))


def settled(now: Snapshot, pixels: Callable[[Slice], LoadedSlice | None]) -> Snapshot:
    """Snapshot with what its comparison needs: the pane in use, and the pixels of the other one.

    Parameters
    ----------
    now
        The snapshot.
    pixels
        Gives those that are there without waiting.
    """
    comparing = now.view.comparing
    if comparing is None or comparing.kind == "sides":
        return now if now.beside is None else replace(now, beside=None)
    return eyes.settled(now, pixels)
