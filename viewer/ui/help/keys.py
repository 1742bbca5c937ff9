"""Keys as the tables of commands and pointer hold them: rows for the help page, and one key by its name."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from viewer.app.actions import ACTIONS, MENUS
from viewer.app.actions.pointer import USES
from viewer.tools.registry import TOOLS

POINTER_GROUP = "Pointer and keys on the image"
"""Heading of what the pointer does."""

KeyOf = Callable[[str], str]
"""Name of an action, a tool or a use of the pointer → its key, '' without any."""


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One line of the table of keys.

    Parameters
    ----------
    group
        Menu it stands in, or `POINTER_GROUP`.
    keys
        Keys as this system writes them, '' without any.
    text
        What is done.
    explanation
        In one sentence; '' where the text says it all.
    """

    group: str
    keys: str
    text: str
    explanation: str = ""


def help_rows() -> tuple[HelpRow, ...]:
    """Every command and every use of the pointer, in the order of the menus."""
    commands = tuple(
        HelpRow(menu, native_keys(action.keys), action.text.rstrip("…"), action.explanation)
        for menu in MENUS
        for action in ACTIONS
        if action.menu == menu
    )
    return commands + tuple(HelpRow(POINTER_GROUP, use.keys, f"{use.text[0].upper()}{use.text[1:]}") for use in USES)


def native_keys(keys: tuple[str, ...]) -> str:
    """Shortcuts as this system writes them, such as 'Ctrl+Z' or '⌘Z'."""
    return ",  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def native_key(name: str) -> str:
    """First key of an action, a tool or a use of the pointer, as this system writes it.

    Raises
    ------
    KeyError
        If there is nothing of this name.
    """
    found = portable_key(name)
    return found if name in _POINTER else native_keys((found,)) if found else ""


def portable_key(name: str) -> str:
    """First key of an action, a tool or a use of the pointer, the same on every system; '' without any.

    Raises
    ------
    KeyError
        If there is nothing of this name.
    """
    return _ALL[name]


_POINTER = {use.name: use.keys for use in USES}
_ALL = {
    **_POINTER,
    **{tool.name: tool.key for tool in TOOLS},
    **{action.name: action.keys[0].replace("Return", "Enter") if action.keys else "" for action in ACTIONS},
}
"""Names of actions win: 'mirror-outline' is one, 'mirror' the tool that it takes in hand."""
