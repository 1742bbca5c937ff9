"""The table of commands: menus, shortcuts, tool bar, tooltips and the help page read it.

Commands that only change the session are done here; those that need a window (dialogs, files) have no
`perform` and are done by the window under the same name. Nothing here knows a widget, and it never opens a file.
"""

from viewer.app.actions.action import MENUS, Action, Menu, Test
from viewer.app.actions.files_and_edits import FILES_AND_EDITS
from viewer.app.actions.levels import LEVELS
from viewer.app.actions.mirroring import MIRRORING
from viewer.app.actions.outlines_and_results import OUTLINES_AND_RESULTS, tool_actions
from viewer.app.actions.outlining import OUTLINING
from viewer.app.actions.readings import READINGS
from viewer.app.actions.structures import BORDERS, STRUCTURES
from viewer.app.actions.views import VIEWS

__all__ = ["ACTIONS", "MENUS", "POINTER", "Action", "Menu", "Test", "find_action"]

ACTIONS: tuple[Action, ...] = (
    *FILES_AND_EDITS,
    *VIEWS,
    *OUTLINES_AND_RESULTS,
    *STRUCTURES,
    *BORDERS,
    *MIRRORING,
    *OUTLINING,
    *LEVELS,
    *READINGS,
    *tool_actions(),
)
"""Every command, in the order of the menus."""

POINTER: tuple[tuple[str, str], ...] = (
    ("Wheel, Page Up, Page Down", "previous or next slice"),
    ("Ctrl + wheel", "zoom at the pointer"),
    ("Middle drag, or Space + drag", "pan, also while drawing"),
    ("Right drag", "brightness and contrast, also while drawing"),
    ("Right click", "menu"),
    ("Click, click …", "draw a polygon (outline tool)"),
    ("Press and drag", "draw freehand in the same outline"),
    ("Double-click, Enter, or click on the first point", "close the outline"),
    ("Backspace, or Ctrl+Z while drawing", "take back the last point"),
    ("Esc", "cancel the outline and keep the tool; again: select"),
    ("Drag a point", "move it; drag the dot on an edge to insert one (or Alt + click)"),
    ("Enter while nothing is drawn", "accept the outlines proposed on this slice; with Shift: all of the series"),
    ("Shift + Backspace", "delete the outlines proposed on this slice"),
    ("Backspace or Delete on a point", "delete it"),
    ("Arrow keys", "move the point by 0.5 pixel, with Shift by 5"),
    ("Hold M, let go", "see the line between right and left and drag it; mirror the outline to the other side"),
    ("Hold S", "hide outlines"),
)
"""What the pointer does, for the help page."""


def find_action(name: str) -> Action:
    """Return the action of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    return next(action for action in ACTIONS if action.name == name)
