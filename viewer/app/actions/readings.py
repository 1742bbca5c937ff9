"""Readings in the menu Outline: several sets of outlines of one study, and a teacher's answer."""

from viewer.app.actions.action import Action, has_image, has_outlines
from viewer.app.layers import has_hidden_answer
from viewer.app.session import Session, Snapshot

SUBMENU = "Readings"
"""Title of the menu within the menu Outline."""


def _has_others(now: Snapshot) -> bool:
    """Whether there is another reading than the one that is worked on."""
    return bool(now.document.layers)


def _can_switch(now: Snapshot) -> bool:
    """Whether there is another reading that can be worked on."""
    return any(not layer.is_answer for layer in now.document.layers)


def _can_compare(now: Snapshot) -> bool:
    """Whether there is a reading to hold the present one against: any but a hidden answer."""
    return any(layer.is_shown or not layer.is_answer for layer in now.document.layers)


def _can_reveal(now: Snapshot) -> bool:
    return has_hidden_answer(now.document)


def _opens_menu(session: Session) -> None:
    """Nothing: the window hangs a list of readings on the action."""
    del session


READINGS: tuple[Action, ...] = (
    Action(
        "new-reading",
        "New reading…",
        "Outline",
        "Begin another reading of this study: empty, and every other one hidden.",
        (),
        None,
        has_image,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "switch-reading",
        "Switch to",
        "Outline",
        "Work on another reading; the present one is kept.",
        (),
        _opens_menu,
        _can_switch,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "show-reading",
        "Show",
        "Outline",
        "Show another reading thin and dotted beside this one, or hide it; it is not changed.",
        (),
        _opens_menu,
        _can_compare,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "copy-reading",
        "Copy a reading to correct it…",
        "Outline",
        "Work on a copy of a reading while the original stays as it is.",
        (),
        None,
        lambda now: has_outlines(now) or _can_compare(now),
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "rename-reading",
        "Rename this reading…",
        "Outline",
        "Give the reading that is worked on another name.",
        (),
        None,
        has_image,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "delete-reading",
        "Delete a reading…",
        "Outline",
        "Delete one of the other readings; undo brings it back.",
        (),
        None,
        _has_others,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "save-answer",
        "Save as answer…",
        "Outline",
        "Keep this reading as the answer: unseen until it is revealed, with an empty reading to draw in.",
        (),
        None,
        has_outlines,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "reveal-answer",
        "Reveal answer",
        "Outline",
        "Show the answer beside this reading, and how both differ.",
        (),
        None,
        _can_reveal,
        group=6,
        submenu=SUBMENU,
    ),
    Action(
        "compare-readings",
        "Compare readings…",
        "Outline",
        "Show how this reading and another one differ: overlap, area and fat fraction.",
        (),
        None,
        _can_compare,
        group=6,
        submenu=SUBMENU,
    ),
)
"""Actions about readings."""
