"""The menus File and Edit."""

from viewer.app.actions.action import Action, has_image, has_outlines_here
from viewer.app.comparing.dates.actions import ADDING
from viewer.app.session import Session, Snapshot
from viewer.tools.gesture import Gesture, Kind, Notice
from viewer.tools.registry import find_tool


def _undo_text(now: Snapshot) -> str:
    name = now.history.undo_name
    return f"Undo {name}" if name and not now.view.hides_sides else "Undo"  # a name may tell the side


def _redo_text(now: Snapshot) -> str:
    name = now.history.redo_name
    return f"Redo {name}" if name and not now.view.hides_sides else "Redo"


def _can_undo(now: Snapshot) -> bool:
    tool = find_tool(now.tool)
    return (
        bool(now.history.past) or now.waiting is not None or tool.is_busy(now.state) or tool.undo(now.state) is not None
    )


def _can_redo(now: Snapshot) -> bool:
    return bool(now.history.future) or find_tool(now.tool).redo(now.state) is not None


NOTHING_SELECTED = "Nothing is selected; click a point, or inside an outline with Select (V), then delete."
"""Said where there are outlines, but none is selected."""


def delete_selected(session: Session, gesture: Gesture | None = None) -> None:
    """Delete the selected point or outline, or the last point of a drawing; say why where nothing is selected.

    Parameters
    ----------
    session
        What runs.
    gesture
        The key as it was pressed on the image; None for the menu.
    """
    before = session.now
    session.gesture(gesture or Gesture(Kind.KEY, key="Delete"))
    now = session.now
    has_done_nothing = now.document is before.document and now.state == before.state and now.notice is None
    if has_done_nothing and has_outlines_here(now):
        session.change(notice=Notice("refused", NOTHING_SELECTED))


FILES_AND_EDITS: tuple[Action, ...] = (
    Action("open-folder", "Open folder…", "File", "Open every image in a folder.", ("Ctrl+O",)),
    Action("open-files", "Open files…", "File", "Open images, archives, pictures or a project.", ("Ctrl+Shift+O",)),
    *ADDING,
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
        has_image,
        group=1,
    ),
    Action(
        "save-as",
        "Save project as…",
        "File",
        "Save the project under another name.",
        ("Ctrl+Shift+S",),
        None,
        has_image,
        group=1,
    ),
    Action(
        "codes",
        "Study and reader codes…",
        "File",
        "Type the study code, reader code and number of the reading once; they go into every table.",
        (),
        None,
        has_image,
        group=1,
    ),
    Action("unsaved", "Unsaved work…", "File", "Offer work again that was not saved when the program ended.", group=2),
    Action("skipped", "What was not opened…", "File", "List files that were not opened, and why.", group=2),
    Action("quit", "Quit", "File", "Close the window; unsaved work is asked about.", ("Ctrl+Q",), group=3),
    Action(
        "undo",
        "Undo",
        "Edit",
        "Take back the last vertex while drawing, else the last change.",
        ("Ctrl+Z",),
        Session.undo,
        _can_undo,
        says=_undo_text,
    ),
    Action(
        "redo",
        "Redo",
        "Edit",
        "Make the change again that was taken back.",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        Session.redo,
        _can_redo,
        says=_redo_text,
    ),
    Action(
        "delete",
        "Delete outline",
        "Edit",
        "Delete the selected vertex or outline.",
        (),
        delete_selected,
        has_outlines_here,
        group=1,
    ),
)
"""Actions of the menus File and Edit."""
