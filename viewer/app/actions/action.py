"""What an action is, and when one can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from viewer.app.session import Session, Snapshot

Menu = Literal["File", "Edit", "View", "Outline", "Measure", "Figure", "Help"]
MENUS: tuple[Menu, ...] = ("File", "Edit", "View", "Outline", "Measure", "Figure", "Help")

Test = Callable[[Snapshot], bool]


def always(now: Snapshot) -> bool:
    """Whether it can always be done: yes."""
    del now
    return True


def has_image(now: Snapshot) -> bool:
    """Whether a slice is on the screen."""
    return now.image is not None


def has_outlines(now: Snapshot) -> bool:
    """Whether anything is outlined."""
    return bool(now.document.outlines)


def has_outlines_here(now: Snapshot) -> bool:
    """Whether anything is outlined on the slice on the screen."""
    return now.image is not None and bool(now.document.on_slice(now.image.key))


def has_figure(now: Snapshot) -> bool:
    """Whether a figure can be shown: of the slice on the screen, or one that was made before."""
    return has_outlines_here(now) or (has_image(now) and bool(now.document.figures))


@dataclass(frozen=True, slots=True)
class Action:
    """One row of `ACTIONS`.

    Parameters
    ----------
    name
        Fixed identifier, small letters with dashes.
    text
        As the menu calls it; '…' at the end where a dialog follows.
    menu
        Where it stands.
    explanation
        What it does, one sentence for tooltip and help.
    keys
        Shortcuts in portable form ('Ctrl+Z'); the first is shown.
    perform
        Does it to the session; None where the window does it.
    is_enabled
        Whether it can be done now.
    is_checked
        For switches: whether it is on.
    group
        Actions of a menu with different groups are parted by a line.
    says
        Its text as it is now, for undo and redo; None for `text`.
    submenu
        Title of the menu within the menu that it stands in, '' for none.
    """

    name: str
    text: str
    menu: Menu
    explanation: str
    keys: tuple[str, ...] = ()
    perform: Callable[[Session], None] | None = None
    is_enabled: Test = always
    is_checked: Test | None = None
    group: int = 0
    says: Callable[[Snapshot], str] | None = None
    submenu: str = ""
