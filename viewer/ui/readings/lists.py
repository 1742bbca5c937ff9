"""Menus that list the readings: those to work on, and those to show beside the present one."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from viewer.app.layers import present_name, state_of
from viewer.app.layers.doing import switch_reading, toggle_reading
from viewer.app.session import Session

SWITCH, SHOW = "switch-reading", "show-reading"


def hang_lists(actions: Mapping[str, QAction], session: Session, parent: QWidget) -> None:
    """Hang the lists of readings on the actions that open them; they are filled when they open.

    Parameters
    ----------
    actions
        Name → action of the window.
    session
        What runs.
    parent
        Owner of the lists.
    """
    for name, fill in ((SWITCH, fill_switch), (SHOW, fill_show)):
        menu = QMenu(parent)
        menu.setObjectName(name)
        menu.aboutToShow.connect(partial(_refill, menu, fill, session))
        actions[name].setMenu(menu)


def _refill(menu: QMenu, fill: Callable[[QMenu, Session], None], session: Session) -> None:
    menu.clear()
    fill(menu, session)


def fill_switch(menu: QMenu, session: Session) -> None:
    """List every reading that can be worked on; the present one is marked."""
    document = session.now.document
    group = QActionGroup(menu)
    present = menu.addAction(_text(present_name(document), ""))
    present.setCheckable(True)
    present.setChecked(True)
    group.addAction(present)
    for layer in document.layers:
        if layer.is_answer:
            continue
        action = menu.addAction(_text(layer.name, state_of(layer)))
        action.setCheckable(True)
        group.addAction(action)
        action.triggered.connect(partial(_switch, session, layer.name))


def fill_show(menu: QMenu, session: Session) -> None:
    """List every other reading with whether it is shown; an answer that was not revealed cannot be shown here."""
    for layer in session.now.document.layers:
        action = menu.addAction(_text(layer.name, "answer" if layer.is_answer else ""))
        action.setCheckable(True)
        action.setChecked(layer.is_shown)
        action.setEnabled(layer.is_shown or not layer.is_answer)
        action.triggered.connect(partial(_toggle, session, layer.name))


def _text(name: str, state: str) -> str:
    """Text of a row; '&' of a name is no mnemonic."""
    return f"{name}  ({state})".replace("&", "&&") if state else name.replace("&", "&&")


def _switch(session: Session, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
    switch_reading(session, name)


def _toggle(session: Session, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
    toggle_reading(session, name)
