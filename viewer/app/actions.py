"""The table of commands: menus, shortcuts, tool bar, tooltips and the help page read it.

Commands that only change the session are done here; those that need a window (dialogs, files) have no
`perform` and are done by the window under the same name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from viewer.app import viewing
from viewer.app.session import Session, Snapshot
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.view import Framing
from viewer.tools.registry import TOOLS

Menu = Literal["File", "Edit", "View", "Outline", "Measure", "Figure", "Help"]
MENUS: tuple[Menu, ...] = ("File", "Edit", "View", "Outline", "Measure", "Figure", "Help")

Test = Callable[[Snapshot], bool]


def _always(now: Snapshot) -> bool:
    del now
    return True


def _has_image(now: Snapshot) -> bool:
    return now.image is not None


def _has_outlines(now: Snapshot) -> bool:
    return bool(now.document.outlines)


def _has_outlines_here(now: Snapshot) -> bool:
    return now.image is not None and bool(now.document.on_slice(now.image.key))


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
    """

    name: str
    text: str
    menu: Menu
    explanation: str
    keys: tuple[str, ...] = ()
    perform: Callable[[Session], None] | None = None
    is_enabled: Test = _always
    is_checked: Test | None = None
    group: int = 0
    says: Callable[[Snapshot], str] | None = None


def _undo_text(now: Snapshot) -> str:
    name = now.history.undo_name
    return f"Undo {name}" if name else "Undo"


def _redo_text(now: Snapshot) -> str:
    name = now.history.redo_name
    return f"Redo {name}" if name else "Redo"


def _preselect(side: Side) -> Callable[[Session], None]:
    def perform(session: Session) -> None:
        session.use_tool("outline")
        session.change(preselected=None if session.now.preselected is side else side)

    return perform


def _step(count: int) -> Callable[[Session], None]:
    return lambda session: viewing.step_slice(session, count)


def _use(tool: str) -> Callable[[Session], None]:
    return lambda session: session.use_tool(tool)


def _is_in_hand(tool: str) -> Test:
    return lambda now: now.tool == tool


def _tool_actions() -> tuple[Action, ...]:
    return tuple(
        Action(
            f"tool-{tool.name}",
            tool.text,
            "Outline" if tool.name in ("select", "outline") else "View",
            tool.explanation,
            (tool.key,) if tool.key else (),
            _use(tool.name),
            _has_image,
            _is_in_hand(tool.name),
            group=9 if tool.name not in ("select", "outline") else 0,
        )
        for tool in TOOLS
        if tool.is_offered
    )


ACTIONS: tuple[Action, ...] = (
    Action("open-folder", "Open folder…", "File", "Open every image in a folder.", ("Ctrl+O",)),
    Action("open-files", "Open files…", "File", "Open images, archives, pictures or a project.", ("Ctrl+Shift+O",)),
    Action("open-recent", "Open recent", "File", "Open what was open before."),
    Action("paste", "Paste picture", "File", "Open the picture that was copied elsewhere.", ("Ctrl+V",)),
    Action("open-sample", "Open the sample study", "File", "Open the synthetic study that comes with the program."),
    Action(
        "save",
        "Save project",
        "File",
        "Save outlines and settings; no pixels and no patient data.",
        ("Ctrl+S",),
        None,
        _has_image,
        group=1,
    ),
    Action(
        "save-as",
        "Save project as…",
        "File",
        "Save the project under another name.",
        ("Ctrl+Shift+S",),
        None,
        _has_image,
        group=1,
    ),
    Action(
        "codes",
        "Study and reader codes…",
        "File",
        "Type the study code, reader code and number of the reading once; they go into every table.",
        (),
        None,
        _has_image,
        group=1,
    ),
    Action("skipped", "What was not opened…", "File", "List files that were not opened, and why.", group=2),
    Action("quit", "Quit", "File", "Close the window; unsaved work is asked about.", ("Ctrl+Q",), group=3),
    Action(
        "undo",
        "Undo",
        "Edit",
        "Take back the last vertex while drawing, else the last change.",
        ("Ctrl+Z",),
        Session.undo,
        says=_undo_text,
    ),
    Action(
        "redo",
        "Redo",
        "Edit",
        "Make the change again that was taken back.",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        Session.redo,
        says=_redo_text,
    ),
    Action(
        "delete",
        "Delete outline",
        "Edit",
        "Delete the selected vertex or outline.",
        (),
        lambda session: viewing.press_key(session, "Delete"),
        _has_outlines_here,
        group=1,
    ),
    Action(
        "previous-slice", "Previous slice", "View", "Show the slice before.", ("PgUp",), _step(-1), _has_image, group=0
    ),
    Action("next-slice", "Next slice", "View", "Show the slice after.", ("PgDown",), _step(1), _has_image, group=0),
    Action(
        "fit",
        "Fit image",
        "View",
        "Show the whole image in the middle.",
        ("F", "Ctrl+0"),
        lambda session: session.change(view=replace(session.now.view, framing=Framing())),
        _has_image,
        group=1,
    ),
    Action(
        "zoom-in",
        "Zoom in",
        "View",
        "Enlarge the image.",
        ("Ctrl++", "Ctrl+="),
        lambda session: viewing.zoom(session, 1.25),
        _has_image,
        group=1,
    ),
    Action(
        "zoom-out",
        "Zoom out",
        "View",
        "Make the image smaller.",
        ("Ctrl+-",),
        lambda session: viewing.zoom(session, 0.8),
        _has_image,
        group=1,
    ),
    Action(
        "window-auto",
        "Automatic window",
        "View",
        "Set brightness and contrast from the slice's own values.",
        ("A",),
        viewing.use_automatic_window,
        _has_image,
        group=2,
    ),
    Action(
        "window-file",
        "Window of the file",
        "View",
        "Set brightness and contrast as the scanner asked for.",
        ("Shift+A",),
        viewing.use_file_window,
        _has_image,
        group=2,
    ),
    Action(
        "window-fat",
        "Window for fat",
        "View",
        "Show dark what is muscle, and keep differences in bright fat apart.",
        (),
        lambda session: viewing.use_share_of_range(session, low=0.25, high=1.0),
        _has_image,
        group=2,
    ),
    Action(
        "window-muscle",
        "Window for muscle",
        "View",
        "Spread the grey values of muscle; fat is white.",
        (),
        lambda session: viewing.use_share_of_range(session, low=0.0, high=0.5),
        _has_image,
        group=2,
    ),
    Action(
        "smooth",
        "Smooth pixels",
        "View",
        "Interpolate between pixels when enlarged; off shows every pixel as a square.",
        ("I",),
        lambda session: viewing.toggle(session, "is_smooth"),
        is_checked=lambda now: now.view.is_smooth,
        group=3,
    ),
    Action(
        "turn",
        "Turn the view by 90°",
        "View",
        "Turn the shown image clockwise; letters turn along and no number changes.",
        (),
        viewing.turn,
        _has_image,
        group=3,
    ),
    Action(
        "mirror-view",
        "Mirror the view",
        "View",
        "Mirror the shown image; letters follow, the image says so, and no number changes.",
        (),
        lambda session: viewing.toggle(session, "is_mirrored"),
        _has_image,
        lambda now: now.view.is_mirrored,
        group=3,
    ),
    Action(
        "upright",
        "View as stored",
        "View",
        "Undo turning and mirroring of the view.",
        (),
        viewing.upright,
        lambda now: now.view.is_reoriented,
        group=3,
    ),
    Action(
        "hide-annotations",
        "Hide annotations",
        "View",
        "Hide letters, scale bar and texts on the image.",
        ("F12",),
        lambda session: viewing.toggle(session, "hides_annotations"),
        is_checked=lambda now: now.view.hides_annotations,
        group=4,
    ),
    Action(
        "hide-patient",
        "Hide patient data",
        "View",
        "Hide everything on the screen that names the patient; remembered.",
        ("Shift+F12",),
        lambda session: viewing.toggle(session, "hides_patient"),
        is_checked=lambda now: now.view.hides_patient,
        group=4,
    ),
    Action(
        "full-screen",
        "Full screen",
        "View",
        "Use the whole screen.",
        ("F11",),
        None,
        is_checked=lambda _: False,
        group=4,
    ),
    Action(
        "preselect-right",
        "Expect the patient's right",
        "Outline",
        "Say before drawing that the next outline is on the patient's right; geometry checks it.",
        ("R", "1"),
        _preselect(Side.RIGHT),
        _has_image,
        lambda now: now.preselected is Side.RIGHT,
        group=1,
    ),
    Action(
        "preselect-left",
        "Expect the patient's left",
        "Outline",
        "Say before drawing that the next outline is on the patient's left; geometry checks it.",
        ("L", "2"),
        _preselect(Side.LEFT),
        _has_image,
        lambda now: now.preselected is Side.LEFT,
        group=1,
    ),
    Action(
        "move-midline",
        "Move midline",
        "Outline",
        "Place the line that parts the patient's right from left on this slice.",
        (),
        _use("midline"),
        _has_image,
        group=2,
    ),
    Action(
        "state-sides",
        "State sides and scale…",
        "Outline",
        "Say where the patient's right is and how large a pixel is.",
        (),
        viewing.ask_again,
        _has_image,
        group=2,
    ),
    Action(
        "copy-numbers",
        "Copy numbers as table",
        "Measure",
        "Copy the numbers of this slice, for a spreadsheet or a text.",
        ("Ctrl+C",),
        None,
        _has_outlines_here,
    ),
    Action(
        "save-numbers",
        "Save numbers…",
        "Measure",
        "Save the numbers of all outlined slices as XLSX, CSV or JSON.",
        ("Ctrl+E",),
        None,
        _has_outlines,
    ),
    Action(
        "figure",
        "Figure of this slice…",
        "Figure",
        "Make the article figure of the slice on the screen.",
        ("Ctrl+F",),
        None,
        _has_outlines_here,
    ),
    Action("help", "Keys and how-to", "Help", "Show every key and what to do first.", ("F1",)),
    Action("card", "First steps", "Help", "Show the card with the three first steps."),
    Action("about", "About", "Help", "Version, licence and what the program is for."),
    *_tool_actions(),
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
    ("Backspace or Delete on a point", "delete it"),
    ("Arrow keys", "move the point by 0.5 pixel, with Shift by 5"),
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


def place_of(now: Snapshot, series_number: int) -> Place | None:
    """Where to go when a series is picked: its middle slice, or None if it is on the screen already."""
    if now.study is None or now.view.series == series_number:
        return None
    series = next(series for series in now.study.series if series.number == series_number)
    outlined = {outline.slice_key for outline in now.document.outlines}
    drawn = [number for number, image in enumerate(series.slices, start=1) if image.key in outlined]
    return Place(series_number, drawn[0] if drawn else len(series.slices) // 2 + 1)
