"""What the pointer does, and keys that are held or pressed on the image: for the help page and whatever names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """One use of the pointer or of a key on the image.

    Parameters
    ----------
    name
        Fixed identifier, small letters with dashes.
    keys
        What is pressed, turned or dragged, as it is shown.
    text
        What it does, in small letters.
    """

    name: str
    keys: str
    text: str


USES: tuple[Use, ...] = (
    Use("wheel", "Wheel, Page Up, Page Down", "previous or next slice"),
    Use("zoom", "Ctrl + wheel", "zoom at the pointer"),
    Use("pan", "Middle drag, or Space + drag", "pan, also while drawing"),
    Use("window", "Right drag", "brightness and contrast, also while drawing"),
    Use("menu", "Right click", "menu"),
    Use("overlays", "Hold S", "hide outlines"),
    Use("click", "Click, click …", "draw a polygon (outline tool), or along the border (livewire)"),
    Use("trace", "Press and drag", "draw freehand in the same outline"),
    Use("close", "Double-click, Enter, or click on the first point", "close the outline"),
    Use("take-back", "Backspace, or Ctrl+Z while drawing", "take back the last point"),
    Use("cancel", "Esc", "cancel the outline and keep the tool; again: select"),
    Use("follow", "Shift while drawing", "let the line follow the border (outline tool)"),
    Use("straight", "Ctrl or Shift while drawing", "draw straight between clicks (livewire)"),
    Use("point", "Drag a point", "move it"),
    Use("insert", "Drag the dot on an edge, or Alt + click", "insert a point"),
    Use("edge", "Shift + drag an edge", "move the whole edge"),
    Use("whole", "Drag inside an outline", "move it, along its partner where they touch (select tool)"),
    Use("size", "Drag a corner of the frame", "size the selected outline; with Shift: width and height apart"),
    Use("turn", "Drag the round handle of the frame", "turn the selected outline; with Shift: in steps of 15°"),
    Use("arrows", "Arrow keys", "move the selected point or outline by 0.5 pixel, with Shift by 5"),
    Use("delete", "Backspace or Delete", "delete the selected point or outline"),
    Use("nudge-size", "[ and ], or Shift + wheel", "smaller or larger circle (nudge)"),
    Use("mirror", "Hold M, let go", "see the line between right and left, drag it; mirror to the other side"),
    Use(
        "accept",
        "Enter while nothing is drawn",
        "accept what is proposed on this slice; with Shift: in the series",
    ),
    Use("reject", "Shift + Backspace", "delete the outlines proposed on this slice"),
    Use("locator-click", "Click in the sagittal view", "go to that slice, or name the vertebra while levels are named"),
    Use("locator-wheel", "Wheel in the sagittal view", "next sagittal image; with Ctrl: zoom"),
)
"""Every use, in the order in which they are met."""

POINTER: tuple[tuple[str, str], ...] = tuple((use.keys, use.text) for use in USES)
"""Keys and what they do, for the help page."""
