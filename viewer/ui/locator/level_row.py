"""The row that tells the level of the slice on the screen, and takes another one."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from viewer.app.levels.stating import OFFERED, level_text, source_text
from viewer.core.annotations.levels import Level, LevelSource
from viewer.ui import theme
from viewer.ui.panels.typography import SMALL, font

NOT_TYPED = "—"
"""Entry that takes a typed level back."""


class LevelRow(QWidget):
    """Tells the level and where it comes from.

    Notes
    -----
    `typed` tells what was typed or chosen, '' for taking it back.
    """

    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        u = theme.unit()
        head = QLabel("Level")
        head.setProperty("head", "true")
        self.field = QComboBox()
        self.field.setEditable(True)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.field.addItems([*OFFERED, NOT_TYPED])
        self.field.insertSeparator(5)
        self.field.setMaxVisibleItems(16)
        self.field.setMinimumWidth(round(5.3 * u))
        self.field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field.setAccessibleName("Level of this slice")
        self.field.setToolTip("Level of this slice: choose it, or type it as L4/5 (disc) or L4 (vertebra)")
        line = self.field.lineEdit()
        if line is not None:
            line.setPlaceholderText("type it")
            line.setMaxLength(16)
            line.editingFinished.connect(self._finish)
        self.field.activated.connect(self._choose)
        head.setBuddy(self.field)
        self._source = QLabel()
        self._source.setProperty("quiet", "true")
        self._source.setFont(font(SMALL))
        # In a narrow column it is cut, not laid over the field.
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setFixedWidth(round(1.5 * u))
        self.more.setStyleSheet("QToolButton { padding: 2px 0px; } QToolButton::menu-indicator { image: none; }")
        self.more.setAccessibleName("Level of the whole block")
        self.more.setToolTip("Give this level to all slices of this block, or take typed ones back")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(0.35 * u))
        row.addWidget(head)
        row.addWidget(self.field)
        row.addWidget(self._source, 1)
        row.addWidget(self.more)
        self._shown = ""
        self.show_level(None)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Offer what can be done with the levels of the whole block."""
        self.more.menu().addActions(list(actions))

    def show_level(self, level: Level | None) -> None:
        """Show a level; what is being typed is left alone until it is done."""
        self._shown = level_text(level)
        self._source.setText(source_text(level))
        self._source.setToolTip(_explanation(level))
        line = self.field.lineEdit()
        if line is not None and not (line.hasFocus() and line.isModified()):
            self._put_back()

    def _put_back(self) -> None:
        with QSignalBlocker(self.field):
            self.field.setEditText(self._shown)

    def _choose(self, index: int) -> None:
        text = self.field.itemText(index)
        self._give("" if text == NOT_TYPED else text)

    def _finish(self) -> None:
        line = self.field.lineEdit()
        if line is not None and line.isModified():
            line.setModified(False)
            if line.text().strip() != self._shown:
                self._give(line.text().strip())

    def _give(self, text: str) -> None:
        line = self.field.lineEdit()
        if line is not None:
            line.setModified(False)
        self.typed.emit(text)
        self._put_back()


def _explanation(level: Level | None) -> str:
    if level is None:
        return "Name vertebrae on the sagittal image, or type the level of this slice"
    if level.source is LevelSource.TYPED:
        return f"Typed for this slice; choose {NOT_TYPED} to take it back"
    if level.source is LevelSource.MARKS:
        return "What this slice crosses on the line through the named vertebrae"
    return "The image's own header tells it"
