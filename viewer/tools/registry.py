"""The tools there are. A new one is a module and a line here; menus, keys, help and tests read this tuple."""

from viewer.errors import UsageError
from viewer.tools.editing.framing import SELECT
from viewer.tools.gesture import Tool
from viewer.tools.livewire import LIVEWIRE
from viewer.tools.marks.crop import CROP
from viewer.tools.marks.midline import MIDLINE
from viewer.tools.marks.ruler import RULER
from viewer.tools.mirror import MIRROR
from viewer.tools.navigation import navigate
from viewer.tools.nudge import NUDGE
from viewer.tools.polygon import OUTLINE
from viewer.tools.smart import SMART
from viewer.tools.view_tools import PAN, WINDOW, ZOOM

__all__ = ["TOOLS", "find_tool", "navigate"]

TOOLS: tuple[Tool, ...] = (SELECT, OUTLINE, LIVEWIRE, NUDGE, SMART, WINDOW, PAN, ZOOM, MIDLINE, RULER, CROP, MIRROR)
"""In the order of the tool bar; those that are not offered there come last."""

_BY_NAME = {tool.name: tool for tool in TOOLS}


def find_tool(name: str) -> Tool:
    """Tool of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UsageError(f"There is no tool called {name!r}; choose from {', '.join(_BY_NAME)}.") from None
