"""The menu View ▸ Compare."""

from viewer.app.actions.action import Action, has_image
from viewer.app.session import Session, Snapshot
from viewer.app.viewing import close_comparison


def _sides(session: Session) -> None:
    from viewer.app.comparing import doing  # not needed for the first image

    doing.compare_sides(session)


def _swipe(session: Session) -> None:
    from viewer.app.comparing import doing

    doing.swipe(session)


def _blink(session: Session) -> None:
    from viewer.app.comparing import doing

    doing.blink(session)


def _toggle_blinking(session: Session) -> None:
    from viewer.app.comparing import doing

    doing.toggle_blinking(session)


def _is_comparing(now: Snapshot) -> bool:
    return now.view.comparing is not None


def _may_show_sides(now: Snapshot) -> bool:
    return has_image(now) and not now.view.hides_sides


def _may_lay(now: Snapshot) -> bool:
    """Whether panes may be laid otherwise: two dates, or the sides where these may be seen."""
    is_of_dates = now.view.comparing is not None and now.view.comparing.kind == "dates"
    return is_of_dates or _may_show_sides(now)


def _is_beside(now: Snapshot) -> bool:
    comparing = now.view.comparing
    return comparing is not None and comparing.kind == "sides" and comparing.mode == "beside"


def _is_swiping(now: Snapshot) -> bool:
    return now.view.comparing is not None and now.view.comparing.mode == "swipe"


def _is_blinking(now: Snapshot) -> bool:
    return now.view.comparing is not None and now.view.comparing.mode == "blink"


def _blinks(now: Snapshot) -> bool:
    return now.view.comparing is not None and now.view.comparing.blinks


SIDES: tuple[Action, ...] = (
    Action(
        "compare-sides",
        "Right beside left",
        "View",
        "Show both halves of the slice beside each other, the left one mirrored, with their numbers between them.",
        ("C",),
        _sides,
        _may_show_sides,
        _is_beside,
        group=4,
        submenu="Compare",
    ),
    Action(
        "compare-swipe",
        "Swipe",
        "View",
        "Lay one side over the other and drag the divider between them.",
        ("X",),
        _swipe,
        _may_lay,
        _is_swiping,
        group=4,
        submenu="Compare",
    ),
    Action(
        "compare-blink",
        "Blink",
        "View",
        "Show one side in place of the other, and the other one each time.",
        ("K",),
        _blink,
        _may_lay,
        _is_blinking,
        group=4,
        submenu="Compare",
    ),
    Action(
        "compare-blink-itself",
        "Blink by itself",
        "View",
        "Show the sides in turn, each for 0.7 seconds, until it is asked for again.",
        ("Shift+K",),
        _toggle_blinking,
        _may_lay,
        _blinks,
        group=4,
        submenu="Compare",
    ),
    Action(
        "compare-close",
        "Close comparison",
        "View",
        "Show the one image again, where it was; so does Esc when no tool has anything to give up.",
        (),
        close_comparison,
        _is_comparing,
        group=4,
        submenu="Compare",
    ),
)
"""Actions of comparing, and of comparing sides."""
