"""Right beside left: the first pane sees the patient's right half, the second one the left half, mirrored."""

from dataclasses import replace

from viewer.app.comparing.halves import Halves, halves_about
from viewer.app.comparing.midlines import midline_of
from viewer.app.snapshot import Snapshot
from viewer.core.view import Comparing, Framing, Pane, View

NO_HALVES = (
    "This slice has no right and left half, as it runs from front to back of the patient; choose an axial or coronal "
    "slice, or close the comparison with Esc."
)
SIDES_UNSTATED = (
    "The image does not say which side is the patient's right, so its halves cannot be named; state the sides first, "
    "or close the comparison with Esc."
)


def refusal(now: Snapshot) -> str:
    """Why the sides of the slice on the screen cannot be shown beside each other, '' where they can."""
    image = now.stated_image
    if image is None or image.geometry.can_tell_side:
        return ""
    return SIDES_UNSTATED if image.geometry.orientation is None else NO_HALVES


def halves_of(now: Snapshot) -> Halves | None:
    """Halves of the slice on the screen, None where there is none or its sides cannot be told."""
    image, line = now.stated_image, midline_of(now)
    return None if image is None or line is None else halves_about(line, image)


def seen(now: Snapshot, pane: Pane, comparing: Comparing) -> Snapshot:
    """Snapshot as one pane sees it: its half upright, the left one mirrored, both at the same scale.

    Parameters
    ----------
    now
        The snapshot.
    pane
        0 for the patient's right, 1 for the left.
    comparing
        That of the snapshot's view.
    """
    halves = halves_of(now)
    if halves is None:
        return now
    framing = comparing.framing
    framing = (
        halves.fitted(now.canvas, comparing.focus_px) if framing.zoom is None else replace(framing, slant=halves.slant)
    )
    if pane == 1:
        framing = replace(framing, center_px=halves.reflected(framing.center_px))
    view = replace(
        now.view,
        framing=framing,
        turns=0,
        is_mirrored=now.view.is_mirrored != (pane == 1),
        comparing=replace(comparing, pane=pane),
    )
    return replace(now, view=view)


def unseen(now: Snapshot, pane: Pane, comparing: Comparing, view: View) -> View:
    """View that was changed in one pane, as both share it: the framing of the one image stays as it was.

    Parameters
    ----------
    now
        The snapshot before the change.
    pane, comparing
        As for `seen`.
    view
        The changed view of the pane.
    """
    before, halves = seen(now, pane, comparing).view, halves_of(now)
    shared = view.comparing if view.comparing is not None else comparing
    if halves is not None and view.framing != before.framing:
        x, y = view.framing.center_px if pane == 0 else halves.reflected(view.framing.center_px)
        shared = replace(shared, framing=Framing(view.framing.zoom, (x, y)))
    return replace(
        view, framing=now.view.framing, turns=now.view.turns, is_mirrored=now.view.is_mirrored, comparing=shared
    )
