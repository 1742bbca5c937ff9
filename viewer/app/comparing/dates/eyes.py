"""What a pane of two dates sees of the snapshot: its own slice, at the same scale in mm and in the same grey."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from viewer.app.comparing.dates.greys import matched
from viewer.app.comparing.dates.paired import (
    Paired,
    When,
    hand_of,
    image_in,
    is_turned_over,
    paired,
    pane_of,
    place_in,
    when_of,
)
from viewer.app.display.pixels import LoadedSlice
from viewer.app.snapshot import Snapshot
from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import Window
from viewer.core.outline import Point
from viewer.core.series import Series, Slice
from viewer.core.view import Comparing, Framing, Pane, View, Viewport

NOT_PAIRED = "No two studies are paired; choose which one is before and which after, or close the comparison with Esc."
NOT_OPEN = "The images of one of the two dates are not open; add them, choose others, or close the comparison with Esc."
NOT_COMPARED = (
    "The series on the screen is neither of the two that are compared; pick one of those in the list, choose others, "
    "or close the comparison with Esc."
)
NOT_BOTH_BLINDED = (
    "Outlining is blinded, but the images of both dates are not on the screen; add those of the other one, or end "
    "blinding."
)
NO_PARTNER = "No slice of this study belongs to the one in the other pane."


def refusal(now: Snapshot) -> str:
    """Why the two dates cannot be shown, '' where they can."""
    if now.document.pairing is None:
        return NOT_PAIRED
    pair = paired(now)
    if pair is not None and hand_of(now, pair) is not None:
        return ""
    if now.document.pairing.is_blinded:
        return NOT_BOTH_BLINDED
    return NOT_OPEN if pair is None else NOT_COMPARED


def settled(now: Snapshot, pixels: Callable[[Slice], LoadedSlice | None]) -> Snapshot:
    """Snapshot whose pane in use is that of the slice on the screen, with the pixels of the other one.

    Parameters
    ----------
    now
        A snapshot that compares dates.
    pixels
        Gives those that are there without waiting.
    """
    comparing, pair = now.view.comparing, paired(now)
    hand = None if pair is None else hand_of(now, pair)
    if comparing is None or pair is None or hand is None:
        return now if now.beside is None else replace(now, beside=None)
    if now.image is not None and (now.loaded is None or now.loaded.key != now.image.key):
        now = replace(now, loaded=pixels(now.image))
    if hand != comparing.pane:
        now = replace(now, view=replace(now.view, comparing=replace(comparing, pane=hand)))
    image = image_in(now, pair, 1 if hand == 0 else 0)
    if image is None:
        return now if now.beside is None else replace(now, beside=None)
    if now.beside is not None and now.beside.key == image.key:
        return now
    found = pixels(image)
    return now if found is now.beside else replace(now, beside=found)


def entered(now: Snapshot, pane: Pane, comparing: Comparing) -> View | None:
    """View whose slice on the screen is that of a pane, None where the pane shows none."""
    pair = paired(now)
    place = None if pair is None else place_in(now, pair, pane)
    if place is None:
        return None
    comparing = replace(comparing, pane=pane)
    return replace(now.view, series=place.series, slice_number=place.slice_number, comparing=comparing)


_SEEN: dict[Pane, tuple[Snapshot, Snapshot]] = {}
"""Pane → the snapshot that was asked about last, and how the pane sees it: an event asks a dozen times."""


def seen(now: Snapshot, pane: Pane, comparing: Comparing) -> Snapshot:
    """Snapshot as one pane sees it; without a slice where the one on the screen has no partner.

    Parameters
    ----------
    now
        The snapshot.
    pane
        Number of the pane.
    comparing
        That of the snapshot's view.
    """
    kept = _SEEN.get(pane)
    if kept is None or kept[0] is not now:
        kept = _SEEN[pane] = now, _seen(now, pane, comparing)
    return kept[1]


def _seen(now: Snapshot, pane: Pane, comparing: Comparing) -> Snapshot:
    pair = paired(now)
    hand = None if pair is None else hand_of(now, pair)
    if pair is None or hand is None:
        return replace(now, view=turned_over(now, now.view))
    place, when = place_in(now, pair, pane), when_of(pair.pairing, pane)
    of_pane = replace(comparing, pane=pane)
    is_mirrored = turned_over(now, now.view).is_mirrored
    if place is None:
        view = replace(now.view, series=0, slice_number=0, comparing=of_pane)
        return replace(now, view=view, loaded=None)
    framing = _framing(now, pair, when, comparing.framing)
    view = replace(now.view, series=place.series, slice_number=place.slice_number, framing=framing, comparing=of_pane)
    view = replace(view, is_mirrored=is_mirrored)
    shown = replace(now, view=view, loaded=now.loaded if pane == hand else now.beside)
    if when == "before" or pair.before.series_uid == pair.after.series_uid:
        return shown
    window = _window_after(now, pair, shown)
    return shown if window is None else replace(shown, view=view.with_window(pair.after.series_uid, window))


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
    pair, before = paired(now), seen(now, pane, comparing)
    if pair is None or before.image is None:
        return view
    when = when_of(pair.pairing, pane)
    shared = view.comparing if view.comparing is not None else comparing
    if view.framing != before.view.framing:
        shared = replace(shared, framing=_shared_framing(now, pair, when, view.framing))
    windows = view.windows
    if when == "after" and pair.before.series_uid != pair.after.series_uid:
        windows = _shared_windows(now, pair, before, view)
    is_mirrored = turned_over(now, view).is_mirrored
    return replace(view, framing=now.view.framing, is_mirrored=is_mirrored, windows=windows, comparing=shared)


def turned_over(now: Snapshot, view: View) -> View:
    """View as the panes are mirrored while blinded, of one that is not; or back again. Else the view as it is."""
    pairing = now.document.pairing
    if pairing is None or not is_turned_over(pairing):
        return view
    return replace(view, is_mirrored=not view.is_mirrored)


# Zoom and place


def _framing(now: Snapshot, pair: Paired, when: When, shared: Framing) -> Framing:
    """Framing of a date's slice, of that of the block before."""
    if shared.zoom is None:
        zooms = [_viewport(now, block).fit_zoom / _column_mm(now, block) for block in (pair.before, pair.after)]
        middle = _middle(pair.block(when).slices[0])
        return Framing(min(zooms) * _column_mm(now, pair.block(when)), middle)
    if when == "before":
        return shared
    zoom = shared.zoom / _column_mm(now, pair.before) * _column_mm(now, pair.after)
    return Framing(zoom, _carried(now, pair, "before", shared.center_px))


def _shared_framing(now: Snapshot, pair: Paired, when: When, framing: Framing) -> Framing:
    """Framing of the block before, of that of a date's slice."""
    if when == "before" or framing.zoom is None:
        return framing
    zoom = framing.zoom / _column_mm(now, pair.after) * _column_mm(now, pair.before)
    return Framing(zoom, _carried(now, pair, "after", framing.center_px))


def _viewport(now: Snapshot, block: Series) -> Viewport:
    image = _stated(now, block, block.slices[0])
    spacing = image.spacing
    aspect = 1.0 if spacing is None else spacing.row_mm / spacing.column_mm
    return Viewport(*now.canvas, block.slices[0].columns, block.slices[0].rows, aspect, turns=now.view.turns)


def _stated(now: Snapshot, block: Series, image: Slice) -> PlaneGeometry:
    return now.document.statement_for(block.series_uid).shown_on(image).geometry


def _column_mm(now: Snapshot, block: Series) -> float:
    """Width of a column, mm; 1 where nobody knows."""
    spacing = _stated(now, block, block.slices[0]).spacing
    return 1.0 if spacing is None else spacing.column_mm


def _row_mm(now: Snapshot, block: Series) -> float:
    spacing = _stated(now, block, block.slices[0]).spacing
    return 1.0 if spacing is None else spacing.row_mm


def _middle(image: Slice) -> Point:
    return ((image.columns - 1) / 2.0, (image.rows - 1) / 2.0)


def _carried(now: Snapshot, pair: Paired, when: When, point: Point) -> Point:
    """Point of the other date's image: the same place in the patient, else as far from its middle in mm.

    Parameters
    ----------
    when
        Date whose image the point (x, y) lies on.
    """
    other: When = "after" if when == "before" else "before"
    if pair.is_by_position:
        found = _in_patient(now, pair, when, other, point)
        if found is not None:
            return found
    one, two = pair.block(when), pair.block(other)
    (x, y), (u, v) = _middle(one.slices[0]), _middle(two.slices[0])
    across = (point[0] - x) * _column_mm(now, one) / _column_mm(now, two)
    down = (point[1] - y) * _row_mm(now, one) / _row_mm(now, two)
    return (u + across, v + down)


def _in_patient(now: Snapshot, pair: Paired, when: When, other: When, point: Point) -> Point | None:
    """Point of the other date's slice nearest to a point in the patient, None where one of them is not placed."""
    here, there = (image_in(now, pair, pane_of(pair.pairing, which)) for which in (when, other))
    if here is None or there is None:
        return None
    target = there.geometry
    if here.geometry.spacing is None or target.spacing is None or target.position_mm is None:
        return None
    if here.geometry.position_mm is None or here.geometry.orientation is None or target.orientation is None:
        return None
    step = here.geometry.to_patient_mm([point])[0] - np.array(target.position_mm)
    across = float(step @ np.array(target.orientation.row)) / target.spacing.column_mm
    return (across, float(step @ np.array(target.orientation.column)) / target.spacing.row_mm)


# Grey


def _window_after(now: Snapshot, pair: Paired, shown: Snapshot) -> Window | None:
    """Window of the slice after in which it looks as that before; None where one of them is not read yet.

    Where the slice before is not there, as it has no partner, its block's window is kept as it is.
    """
    before = _of_before(now, pair)
    if before is None or before.loaded is None or shown.loaded is None or not shown.is_loaded:
        return None
    return matched(before.window, before.loaded, shown.loaded)


def _of_before(now: Snapshot, pair: Paired) -> Snapshot | None:
    """The slice before as its pane sees it, without its framing; None where it is not read or not there."""
    pane = pane_of(pair.pairing, "before")
    place = place_in(now, pair, pane)
    if place is None:
        return None
    view = replace(now.view, series=place.series, slice_number=place.slice_number)
    found = replace(now, view=view, loaded=now.loaded if hand_of(now, pair) == pane else now.beside)
    return found if found.is_loaded else None


def _shared_windows(now: Snapshot, pair: Paired, before: Snapshot, view: View) -> tuple[tuple[str, Window], ...]:
    """Chosen windows after one was chosen on the date after: that of the date before follows it."""
    uid = pair.after.series_uid
    chosen, was = view.window_of(uid), before.view.window_of(uid)
    if chosen == was:
        return now.view.windows
    if chosen is None:
        return now.view.with_window(pair.before.series_uid, None).windows
    first = _of_before(now, pair)
    if first is None or first.loaded is None or before.loaded is None:
        return view.windows
    back = matched(chosen, before.loaded, first.loaded)
    return now.view.with_window(pair.before.series_uid, back).windows
