"""The table of commands: menus, shortcuts, tool bar, tooltips and the help page read it.

Commands that only change the session are done here; those that need a window (dialogs, files) have no
`perform` and are done by the window under the same name. Nothing here knows a widget, and it never opens a file.
"""

import re

from viewer.app.actions.action import MENUS, Action, Menu, Test
from viewer.app.actions.editing import EDITING
from viewer.app.actions.files_and_edits import FILES_AND_EDITS
from viewer.app.actions.levels import LEVELS
from viewer.app.actions.mirroring import MIRRORING
from viewer.app.actions.outlines_and_results import OUTLINES_AND_RESULTS, tool_actions
from viewer.app.actions.outlining import OUTLINING
from viewer.app.actions.pointer import POINTER
from viewer.app.actions.readings import READINGS
from viewer.app.actions.structures import BORDERS, STRUCTURES
from viewer.app.actions.views import VIEWS
from viewer.app.comparing.actions import SIDES
from viewer.app.comparing.dates.actions import DATES
from viewer.app.comparing.dates.withheld import unless_blinded
from viewer.app.figuring.publishing.actions import PUBLISHING

__all__ = ["ACTIONS", "MENUS", "POINTER", "Action", "Menu", "Test", "find_action", "with_keys"]

ACTIONS: tuple[Action, ...] = tuple(
    unless_blinded(action)
    for action in (
        *FILES_AND_EDITS,
        *VIEWS,
        *SIDES[:1],
        *DATES,
        *SIDES[1:],
        *OUTLINES_AND_RESULTS,
        *STRUCTURES,
        *BORDERS,
        *MIRRORING,
        *OUTLINING,
        *EDITING,
        *LEVELS,
        *READINGS,
        *PUBLISHING,
        *tool_actions(),
    )
)
"""Every command, in the order of the menus."""


def find_action(name: str) -> Action:
    """Return the action of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    return next(action for action in ACTIONS if action.name == name)


def with_keys(text: str) -> str:
    """Text with the first keys of actions in place of their names, which stand in braces."""
    return re.sub(r"\{([a-z-]+)\}", lambda found: find_action(found[1]).keys[0], text)
