"""What each pane of a comparison sees of a snapshot, and what a change of its view means for all."""

from viewer.app.comparing import sides
from viewer.app.snapshot import Snapshot
from viewer.core.view import Pane, View


def seen(now: Snapshot, pane: Pane) -> Snapshot:
    """Snapshot as a pane sees it; the snapshot itself where nothing is compared or it cannot be.

    Parameters
    ----------
    now
        The snapshot.
    pane
        Number of the pane.
    """
    comparing = now.view.comparing
    if comparing is None or comparing.kind != "sides":
        return now
    return sides.seen(now, pane, comparing)


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
    if comparing is None or comparing.kind != "sides" or sides.halves_of(now) is None:
        return view
    return sides.unseen(now, pane, comparing, view)


def refusal(now: Snapshot) -> str:
    """Why the comparison on the screen cannot be shown for this slice, '' where it can."""
    comparing = now.view.comparing
    return sides.refusal(now) if comparing is not None and comparing.kind == "sides" else ""
