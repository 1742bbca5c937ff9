"""Draw outlines along the border: click here and there, and the line between follows the border in the image.

It draws as the outline tool does, which it shares its states with: whatever is taken back, closed, cancelled or left
waiting there is so here. A press that is drawn on is a freehand run; with Ctrl or Shift held the line is straight.
"""

from functools import partial

from viewer.tools import polygon
from viewer.tools.gesture import Gesture, Tool
from viewer.tools.polygon import Manner


def _unless_held_straight(gesture: Gesture, *, is_held: bool) -> bool:
    return not is_held and not gesture.modifiers & {"ctrl", "shift"}


MANNER = Manner(
    _unless_held_straight,
    "Click on the border of the muscle and go on along it; the line follows the border",
    "Click where the line leaves the border; Ctrl: straight; drag: by hand; Backspace: one back; Enter or first point "
    "closes",
)
"""Along the border between clicks, by hand while the button is held."""

LIVEWIRE = Tool(
    name="livewire",
    text="Livewire",
    key="W",
    explanation="Outline a muscle along its border: click here and there, the line between follows the image.",
    start=polygon.Idle,
    step=partial(polygon.step, manner=MANNER),
    draft=partial(polygon.draft, manner=MANNER),
    undo=polygon.undo,
    redo=polygon.redo,
    is_busy=polygon.is_busy,
    waits_on=polygon.waits_on,
)
"""Polygon and freehand along the border of the muscle."""
