"""The row for naming vertebrae: where to begin, what comes next, accepting what was counted."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from viewer.app.levels.locator import Locator
from viewer.app.levels.naming import CONVENTION, MORE_STARTS, STARTS, hint_of
from viewer.ui import theme
from viewer.ui.panels.typography import SMALL, font


class NameRow(QWidget):
    """Shown while clicks name vertebrae.

    Parameters
    ----------
    locator
        Is told where to begin.

    Notes
    -----
    `accepted` and `cleared` ask to accept what was counted, and to remove every name.
    """

    accepted = Signal()
    cleared = Signal()

    def __init__(self, locator: Locator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locator = locator
        u = theme.unit()
        self._hint = QLabel()
        self._hint.setProperty("quiet", "true")
        self._hint.setFont(font(SMALL))
        self._hint.setWordWrap(True)
        self._hint.setToolTip(CONVENTION)
        # Its width is the panel's, however long the sentence.
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._starts = {name: _button(name, self) for name in STARTS}
        self._more = QToolButton()
        self._more.setText("Other")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setToolTip("Begin at another vertebra, such as a sixth lumbar one")
        menu = QMenu(self._more)
        for name in MORE_STARTS:
            menu.addAction(name).triggered.connect(partial(locator.start_at, name))
        self._more.setMenu(menu)
        self._accept = QPushButton("Accept names")
        self._accept.setToolTip("Accept every vertebra that was counted; a click on one accepts it alone")
        self._accept.clicked.connect(self.accepted)
        self._clear = QPushButton("Remove all")
        self._clear.clicked.connect(self.cleared)
        buttons = QHBoxLayout()
        buttons.setSpacing(round(0.35 * u))
        for name, button in self._starts.items():
            button.setCheckable(True)
            button.clicked.connect(partial(locator.start_at, name))
            buttons.addWidget(button)
        buttons.addWidget(self._more)
        buttons.addWidget(self._accept)
        buttons.addWidget(self._clear)
        buttons.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(round(0.3 * u))
        down.addWidget(self._hint)
        down.addLayout(buttons)

    def refresh(self) -> None:
        """Show what the next click does."""
        locator = self._locator
        marks, start = locator.marks, locator.state.start
        self._hint.setText(hint_of(marks, start=start))
        for name, button in self._starts.items():
            button.setVisible(not marks)
            button.setChecked(name == start)
        self._more.setVisible(not marks)
        self._more.setText(start if start in MORE_STARTS else "Other")
        self._accept.setVisible(locator.has_proposed)
        self._clear.setVisible(bool(marks))


def _button(name: str, parent: QWidget) -> QPushButton:
    made = QPushButton(name, parent)
    made.setToolTip(f"Begin at {name}")
    return made
