"""Before and after in the menus: adding a second study, pairing, blinding."""

from viewer.app.actions.action import Action, has_image
from viewer.app.session import Session, Snapshot


def _is_comparing(now: Snapshot) -> bool:
    return now.view.comparing is not None and now.view.comparing.kind == "dates"


def _is_paired(now: Snapshot) -> bool:
    return now.document.pairing is not None


def _is_blinded(now: Snapshot) -> bool:
    return now.document.pairing is not None and now.document.pairing.is_blinded


def _blind(session: Session) -> None:
    from viewer.app.comparing.dates.doing import set_blinded  # not needed for the first image

    set_blinded(session, is_blinded=not _is_blinded(session.now))


ADDING: tuple[Action, ...] = (
    Action(
        "add-folder",
        "Add folder…",
        "File",
        "Open the images of another folder beside what is open, such as a second study; Shift while dropping does it "
        "too.",
        (),
        None,
        has_image,
    ),
    Action(
        "add-files",
        "Add files…",
        "File",
        "Open more images, an archive or a project beside what is open.",
        (),
        None,
        has_image,
    ),
)
"""Actions of the menu File."""

DATES: tuple[Action, ...] = (
    Action(
        "compare-dates",
        "Before and after",
        "View",
        "Show two dates (series, levels) beside each other, each with its own outlines, with what changed.",
        ("Shift+C",),
        None,
        has_image,
        _is_comparing,
        group=4,
        submenu="Compare",
    ),
    Action(
        "pair-dates",
        "Choose before and after…",
        "View",
        "Choose both studies, the treated side and when the procedure was.",
        (),
        None,
        has_image,
        group=4,
        submenu="Compare",
    ),
    Action(
        "blind-dates",
        "Outline blinded",
        "View",
        "Hide names, dates, sides, numbers and the order of both dates while outlining.",
        (),
        _blind,
        _is_paired,
        _is_blinded,
        group=4,
        submenu="Compare",
    ),
)
"""Actions of the menu View ▸ Compare."""
