"""Mirroring by its key: held, let go, given up, or all at once from the menu."""

from dataclasses import replace

from viewer.app.session import Session
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.mirror import KEY, MIRROR, Held


def hold_mirror(session: Session) -> None:
    """Take mirroring in hand as long as its key is held; the outline selected now is the one it is for."""
    if session.context() is None or session.now.tool == MIRROR.name:
        return
    selected = session.draft().selected
    session.use_tool(MIRROR.name)
    if session.now.tool == MIRROR.name:
        session.change(state=replace(Held(), selected=selected))
        session.gesture(Gesture(Kind.KEY, key=KEY))


def release_mirror(session: Session) -> None:
    """Mirror, as the key was let go; nothing where it was given up meanwhile."""
    if session.now.tool == MIRROR.name:
        session.gesture(Gesture(Kind.KEY_UP, key=KEY))


def leave_mirror(session: Session) -> bool:
    """Give mirroring up, and the search for the line with it; return whether its key was held."""
    if session.now.tool != MIRROR.name:
        return False
    session.cancel_task()
    session.gesture(Gesture(Kind.CANCEL))
    return True


def mirror_outline(session: Session) -> None:
    """Mirror at once."""
    hold_mirror(session)
    release_mirror(session)
