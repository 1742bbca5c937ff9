"""Menus, tool bar and shortcuts, made from `ACTIONS` and brought up to date from the snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton

from viewer.app.actions import ACTIONS, MENUS, Action
from viewer.app.actions.structures import BORDERS, STRUCTURES
from viewer.app.session import Session, Snapshot
from viewer.core.view import Framing
from viewer.tools.navigation import Navigation
from viewer.ui import theme
from viewer.ui.icons import icon
from viewer.ui.readings.lists import hang_lists

STRUCTURE_MENU = "structures"
"""Place of the button on the tool bar that says what the next outline encloses, and opens the choice."""

TOOL_BAR: tuple[str, ...] = (
    "open-folder",
    "save",
    "",
    "undo",
    "redo",
    "",
    "tool-select",
    "tool-outline",
    "tool-livewire",
    "tool-nudge",
    STRUCTURE_MENU,
    "",
    "preselect-right",
    "preselect-left",
    "mirror-outline",
    "copy-to-next",
    "",
    "tool-window",
    "tool-pan",
    "tool-zoom",
    "fit",
    "window-auto",
    "",
    "figure",
)
"""Names of the actions on the tool bar; '' is a gap."""

_ICONS = {
    "open-folder": "open",
    "save": "save",
    "undo": "undo",
    "redo": "redo",
    "tool-select": "select",
    "tool-outline": "outline",
    "tool-livewire": "livewire",
    "tool-nudge": "nudge",
    "mirror-outline": "mirror",
    "copy-to-next": "next",
    "preselect-right": "right",
    "preselect-left": "left",
    "tool-window": "window",
    "tool-pan": "pan",
    "tool-zoom": "zoom",
    "fit": "fit",
    "window-auto": "auto",
    "figure": "figure",
}
_SHORT = {
    "open-folder": "Open",
    "save": "Save",
    "tool-select": "Select",
    "tool-outline": "Outline",
    "tool-livewire": "Livewire",
    "tool-nudge": "Nudge",
    "mirror-outline": "Mirror",
    "copy-to-next": "Next slice",
    "preselect-right": "Right",
    "preselect-left": "Left",
    "tool-window": "Window",
    "tool-pan": "Pan",
    "tool-zoom": "Zoom",
    "fit": "Fit",
    "window-auto": "Auto",
    "figure": "Figure",
}
_WITH_WORDS = {"tool-outline", "preselect-right", "preselect-left", "figure", "open-folder"}
"""Buttons that say their name: those a new user looks for."""


class Commands(QObject):
    """The actions of the window.

    Parameters
    ----------
    session
        What actions with a `perform` change.
    handlers
        Name → what the window does for actions without one.
    parent
        The window.
    """

    def __init__(self, session: Session, handlers: Mapping[str, Callable[[], object]], parent: QMainWindow) -> None:
        super().__init__(parent)
        self._session = session
        self._told: Snapshot | None = None
        self._structures = QToolButton()
        self.actions: dict[str, QAction] = {}
        tools = QActionGroup(self)
        tools.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for action in ACTIONS:
            self.actions[action.name] = self._made(action, handlers)
        missing = {action.name for action in ACTIONS if action.perform is None} - set(handlers)
        if missing:
            raise KeyError(f"no handler for {sorted(missing)}")

    def _made(self, action: Action, handlers: Mapping[str, Callable[[], object]]) -> QAction:
        made = QAction(action.text, self)
        made.setObjectName(action.name)
        made.setShortcuts([QKeySequence(key) for key in action.keys])
        # Enter belongs to the field it is typed in; on the image, the canvas takes it.
        takes_enter = any(key.endswith("Return") for key in action.keys)
        context = Qt.ShortcutContext.WidgetShortcut if takes_enter else Qt.ShortcutContext.WindowShortcut
        made.setShortcutContext(context)
        made.setCheckable(action.is_checked is not None)
        made.setIconText(_SHORT.get(action.name, action.text.rstrip("…")))
        shown = QKeySequence(action.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if action.keys else ""
        made.setToolTip(f"{action.text.rstrip('…')}{f'  ({shown})' if shown else ''}\n{action.explanation}")
        made.setStatusTip(action.explanation)
        if action.name in _ICONS:
            made.setIcon(icon(_ICONS[action.name]))
        perform = action.perform
        if perform is not None:
            made.triggered.connect(lambda _=False, do=perform: do(self._session))
        else:
            made.triggered.connect(lambda _=False, name=action.name: handlers[name]())
        if action.name == "quit":
            made.setMenuRole(QAction.MenuRole.QuitRole)
        elif action.name == "about":
            made.setMenuRole(QAction.MenuRole.AboutRole)
        return made

    def fill_menus(self, window: QMainWindow, recent: QMenu) -> None:
        """Make the menu bar; `recent` takes the place of the action 'open-recent'."""
        hang_lists(self.actions, self._session, window)
        for name in MENUS:
            menu = window.menuBar().addMenu("Fi&gure" if name == "Figure" else f"&{name}")  # Alt+F is that of File
            menu.setToolTipsVisible(False)
            group = None
            for action in sorted((a for a in ACTIONS if a.menu == name), key=lambda a: a.group):
                if group is not None and action.group != group:
                    menu.addSeparator()
                group = action.group
                if action.name == "open-recent":
                    recent.setTitle(action.text)
                    menu.addMenu(recent)
                elif action.submenu:
                    self._submenu(menu, action.submenu).addAction(self.actions[action.name])
                else:
                    menu.addAction(self.actions[action.name])

    @staticmethod
    def _submenu(menu: QMenu, title: str) -> QMenu:
        """Return the menu of a title within a menu, made where it is not there yet."""
        for within in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if within.title() == title:
                return within
        return menu.addMenu(title)

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Put the buttons on the tool bar."""
        size = round(1.25 * theme.unit(bar.font()))
        bar.setIconSize(
            bar.iconSize().expandedTo(bar.iconSize()).scaled(size, size, Qt.AspectRatioMode.IgnoreAspectRatio)
        )
        for name in TOOL_BAR:
            if not name:
                bar.addSeparator()
                continue
            if name == STRUCTURE_MENU:
                bar.addWidget(self._structure_button())
                continue
            bar.addAction(self.actions[name])
            button = bar.widgetForAction(self.actions[name])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(self.actions[name].text())
            if name in _WITH_WORDS:
                button.setProperty("toolButtonStyle", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _structure_button(self) -> QToolButton:
        """Button that says what the next outline encloses and opens the choice of structure and border."""
        button = self._structures
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("What the next outline encloses, and which border it follows")
        button.setAccessibleName("The next outline encloses")
        menu = QMenu(button)
        for action in STRUCTURES:
            menu.addAction(self.actions[action.name])
        menu.addSeparator()
        for action in BORDERS:
            menu.addAction(self.actions[action.name])
        button.setMenu(menu)
        return button

    def context_menu(self, parent: QMainWindow) -> QMenu:
        """Make the menu of a right click on the image."""
        menu = QMenu(parent)
        names = (
            "tool-outline",
            "tool-select",
            "",
            "undo",
            "delete",
            "",
            "accept-proposed",
            "reject-proposed",
            "copy-to-next",
            "",
            "window-auto",
            "window-file",
            "fit",
            "smooth",
        )
        for name in (*names, "", "move-midline", "copy-numbers", "figure"):
            if name:
                menu.addAction(self.actions[name])
            else:
                menu.addSeparator()
        return menu

    def refresh(self, now: Snapshot) -> None:
        """Bring texts, switches and availability up to date; no command depends on grey window, zoom and place."""
        told = replace(now, view=replace(now.view, windows=(), framing=Framing()), navigation=Navigation())
        if told == self._told:
            return
        self._told = told
        self._structures.setText(f"{now.structure.capitalize()} ")
        self._structures.setEnabled(now.image is not None)
        for action in ACTIONS:
            made = self.actions[action.name]
            enabled = action.is_enabled(now)
            if made.isEnabled() != enabled:
                made.setEnabled(enabled)
            if action.is_checked is not None and made.isChecked() != action.is_checked(now):
                made.setChecked(action.is_checked(now))
            if action.says is not None:
                text = action.says(now)
                if made.text() != text:
                    made.setText(text)
                    made.setIconText(text)
