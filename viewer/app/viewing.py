"""Commands on what is seen: slices, zoom, display window, turning. None of them changes the document."""

from dataclasses import replace
from typing import Literal

from viewer.app.session import Session, Snapshot
from viewer.app.snapshot import place_of_slice, shared_view
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.view import OPACITY_RANGE, Framing, Turns
from viewer.tools.gesture import Notice

Switch = Literal[
    "is_smooth",
    "is_mirrored",
    "hides_overlays",
    "hides_annotations",
    "hides_patient",
    "hides_numbers",
    "hides_references",
    "hides_locator",
    "right_drag_zooms",
    "shows_slices",
    "shows_fat_map",
]

STILL_BLINDED = "Outlining is blinded, and one image by itself would tell its side and its date; end blinding first."

_NEXT_TURN: dict[Turns, Turns] = {0: 1, 1: 2, 2: 3, 3: 0}


def step_slice(session: Session, count: int) -> None:
    """Show the slice some places further on in its block; stops at the ends."""
    series, view = session.now.series, session.now.view
    if series is not None:
        number = min(max(view.slice_number + count, 1), len(series.slices))
        session.show(Place(view.series, number))


def zoom(session: Session, factor: float) -> None:
    """Enlarge about the middle of the canvas."""
    viewport = session.seen().viewport
    if viewport is not None:
        session.reframe(viewport.zoomed(factor, at=viewport.center_px))


def fit(session: Session) -> None:
    """Show the whole image in the middle; of a comparison, see `viewer.app.comparing.doing.fit`."""
    view = session.now.view
    if view.comparing is None:
        session.change(view=replace(view, framing=Framing()))
    else:
        from viewer.app.comparing import doing  # not needed for the first image

        doing.fit(session)


def close_comparison(session: Session) -> None:
    """Show the one image again, where it was; blinded the panes stay, as one image by itself would tell too much."""
    if session.now.view.hides_sides:
        session.change(notice=Notice("information", STILL_BLINDED))
        return
    session.change(view=replace(session.now.view, comparing=None))


def use_automatic_window(session: Session) -> None:
    """Set the display window from the slice's own values."""
    now = session.now
    if now.loaded is not None and now.is_loaded:
        _use_window(session, now.loaded.auto_window)


def use_file_window(session: Session) -> None:
    """Set the display window that the file asks for; an automatic one where it asks for none."""
    _use_window(session, None)


def _use_window(session: Session, window: Window | None) -> None:
    """Show the series on the screen, and what shares its grey, in another window."""
    now, seen = session.now, session.seen()
    if seen.series is not None:
        session.change(view=shared_view(now, seen.view.with_window(seen.series.series_uid, window)))


def use_share_of_range(session: Session, *, low: float, high: float) -> None:
    """Set the display window to a part of the automatic one, in parts of its width (no unit)."""
    now = session.now
    if now.series is None or now.loaded is None or not now.is_loaded:
        return
    whole = now.loaded.auto_window
    black = whole.center - whole.width / 2.0 + low * whole.width
    _use_window(session, Window(black + (high - low) * whole.width / 2.0, (high - low) * whole.width))


def toggle(session: Session, name: Switch) -> None:
    """Turn a switch of the view on or off."""
    before = session.now.view
    view = replace(before, **{name: not getattr(before, name)})  # type: ignore[arg-type]  # all of them are bool
    if view.hides_patient and not before.hides_patient:
        session.change(view=view, notice=None)  # it may name a file
    else:
        session.change(view=view)


def set_fat_map_opacity(session: Session, opacity: float) -> None:
    """Set how opaque the colours of the fat map are, as far as that goes; what is hidden is shown by that."""
    low, high = OPACITY_RANGE
    held = min(max(round(opacity, 2), low), high)
    session.change(view=replace(session.now.view, fat_map_opacity=held, shows_fat_map=True))


def turn(session: Session) -> None:
    """Turn the shown image clockwise by a quarter."""
    view = session.now.view
    session.change(view=replace(view, turns=_NEXT_TURN[view.turns], framing=Framing()))


def upright(session: Session) -> None:
    """Show the image as it is stored."""
    session.change(view=replace(session.now.view, turns=0, is_mirrored=False, framing=Framing()))


def ask_again(session: Session) -> None:
    """Show the strip's questions again after they were put away."""
    session.change(asks=True)


def place_of(now: Snapshot, series_number: int) -> Place | None:
    """Where to go when a series is picked: its middle slice, or None if it is on the screen already."""
    if now.study is None or now.view.series == series_number:
        return None
    series = next(series for series in now.study.series if series.number == series_number)
    outlined = {outline.slice_key for outline in now.document.outlines}
    drawn = [number for number, image in enumerate(series.slices, start=1) if image.key in outlined]
    return Place(series_number, drawn[0] if drawn else len(series.slices) // 2 + 1)


NOT_HERE = (
    "The slice of this outline is not among the opened images; the outline is kept, and saving keeps it in the project."
)
"""Said where an outline is to be shown whose slice is not there."""


def show_outline(session: Session, index: int) -> None:
    """Show the slice of an outline, or say that it is not there.

    Parameters
    ----------
    session
        What runs.
    index
        Place of the outline in `Document.outlines`.
    """
    now = session.now
    place = None if now.study is None else place_of_slice(now.study, now.document.outlines[index].slice_key)
    if place is None:
        session.change(notice=Notice("information", NOT_HERE))
    else:
        session.show(place)
