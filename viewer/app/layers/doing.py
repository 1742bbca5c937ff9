"""Readings of the running program: each change is one step of undo, and nothing that is being drawn changes hands."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.layers.changing import revealed, shown, switched
from viewer.app.layers.naming import layer_named
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.errors import UsageError
from viewer.tools.gesture import Notice

STILL_DRAWING = "An outline is being drawn; close it or cancel it with Esc, then change readings."
"""Said where a change of readings would take a half-drawn outline along."""


def change_readings(session: Session, name: str, change: Callable[[Document], Document]) -> bool:
    """Change the readings of the document as one step of undo; say why where it cannot be done.

    Parameters
    ----------
    session
        What runs.
    name
        What undo calls it; it names no reading.
    change
        From the document to the one after; what it refuses is said.

    Returns
    -------
    bool
        Whether it was done.
    """
    if session.is_drawing:
        session.change(notice=Notice("refused", STILL_DRAWING))
        return False
    try:
        after = change(session.now.document)
    except UsageError as e:
        session.change(notice=Notice("refused", str(e)))
        return False
    session.change(state=session.tool.start())  # what was selected is not in another reading
    session.edit(name, after)
    return True


def switch_reading(session: Session, name: str) -> bool:
    """Work on another reading; one that was drawn with the numbers hidden is gone on with as it was begun."""
    layers = [layer for layer in session.now.document.layers if layer.name == name]
    is_blinded = any(layer.codes.is_blinded_to_numbers for layer in layers)
    if is_blinded and not session.is_drawing:
        session.change(view=replace(session.now.view, hides_numbers=True))
    return change_readings(session, "switch reading", lambda document: switched(document, name))


def toggle_reading(session: Session, name: str) -> bool:
    """Show another reading beside the present one, or hide it."""
    is_shown = not layer_named(session.now.document, name).is_shown
    said = "show reading" if is_shown else "hide reading"
    return change_readings(session, said, lambda document: shown(document, name, is_shown=is_shown))


def reveal_answer(session: Session) -> bool:
    """Show the answer."""
    return change_readings(session, "reveal answer", revealed)
