"""Opening and closing a comparison, and leading it. None of this changes the document."""

from dataclasses import replace

from viewer.app.comparing.focusing import focus_of, focused
from viewer.app.comparing.panes import entered
from viewer.app.session import Session
from viewer.app.viewing import close_comparison
from viewer.core.outline import Point
from viewer.core.series import SliceKey
from viewer.core.view import Comparing, Framing, Mode, Pane


def compare_sides(session: Session) -> None:
    """Show right beside left, or the one image again where they stand beside each other already."""
    now = session.now.view.comparing
    if now is not None and now.kind == "sides" and now.mode == "beside":
        close_comparison(session)
    elif now is not None and now.kind == "dates":
        _put(session, Comparing(focus_px=focus_of(session.now)))
    else:
        show_panes(session, "beside")


def swipe(session: Session) -> None:
    """Lay one pane over the other with a divider to drag; of the sides where nothing is compared yet."""
    show_panes(session, "swipe")


def blink(session: Session) -> None:
    """Show one pane in place of the other, and the other one each time."""
    now = session.now.view.comparing
    if now is not None and now.mode == "blink":
        turn_over(session)
    else:
        show_panes(session, "blink")


def toggle_blinking(session: Session) -> None:
    """Let the panes alternate by themselves, or stop them."""
    now = session.now.view.comparing
    blinks = now is None or now.mode != "blink" or not now.blinks
    show_panes(session, "blink", blinks=blinks)


def show_panes(session: Session, mode: Mode, *, blinks: bool = False) -> None:
    """Let the panes stand in a mode; those of the sides where nothing is compared yet.

    Both are fitted anew where they become larger or smaller.
    """
    now = session.now.view.comparing or Comparing(focus_px=focus_of(session.now))
    framing = now.framing if (now.mode == "beside") == (mode == "beside") else Framing()
    _put(session, replace(now, mode=mode, blinks=blinks, framing=framing))


def fit(session: Session) -> None:
    """Show the outlined muscles large in both panes, or the whole halves where that is so; two dates whole."""
    now = session.now.view.comparing
    if now is not None:
        is_of_sides = now.kind == "sides"
        _put(session, focused(session.now, now) if is_of_sides else replace(now, framing=Framing()))


def turn_over(session: Session) -> None:
    """Show the other pane of those that blink."""
    now = session.now.view.comparing
    view = None if now is None else entered(session.now, _other(now.pane))
    if view is not None:
        session.change(view=view)


def move_divider(session: Session, part: float) -> None:
    """Put the divider somewhere else, in parts of the canvas's width; it stops at the edges."""
    now = session.now.view.comparing
    if now is not None:
        _put(session, replace(now, swipe=min(max(part, 0.0), 1.0)))


def keep_midline(session: Session, key: SliceKey, line: tuple[Point, Point]) -> None:
    """Mirror a slice at a line that was found, from now on until the comparison is closed."""
    now = session.now.view.comparing
    if now is not None:
        others = tuple((slice_key, found) for slice_key, found in now.midlines if slice_key != key)
        _put(session, replace(now, midlines=(*others, (key, line))))


def _put(session: Session, comparing: Comparing) -> None:
    session.change(view=replace(session.now.view, comparing=comparing))


def _other(pane: Pane) -> Pane:
    return 1 if pane == 0 else 0
