"""What can be done with the numbers: buttons in one row, or in two where there is no room for one."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from viewer.app.actions import find_action
from viewer.ui import theme
from viewer.ui.panels.typography import font


class CommandRow(QWidget):
    """Buttons for copying the table and the methods, saving and the figure; each asks by a signal of its own."""

    copy_requested = Signal()
    save_requested = Signal()
    figure_requested = Signal()
    methods_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(round(0.8 * u), round(0.55 * u), round(0.8 * u), round(0.55 * u))
        self._grid.setSpacing(round(0.45 * u))
        self._buttons = (
            _button("Copy table", "copy-numbers"),
            _button("Copy methods", "copy-methods"),
            _button("Save…", "save-numbers"),
            _button("Figure…", "figure"),
        )
        signals = (self.copy_requested, self.methods_requested, self.save_requested, self.figure_requested)
        for button, signal in zip(self._buttons, signals, strict=True):
            button.clicked.connect(signal)
        self._in_row = 0
        self._place(len(self._buttons))
        self.enable(can_copy=False, can_save=False, can_make_figure=False)

    def enable(self, *, can_copy: bool, can_save: bool, can_make_figure: bool) -> None:
        """Say which buttons can be used."""
        for button, is_enabled in zip(self._buttons, (can_copy, can_save, can_save, can_make_figure), strict=True):
            if button.isEnabled() != is_enabled:
                button.setEnabled(is_enabled)

    def use_fonts(self) -> None:
        """Take the size of the system's font again."""
        for button in self._buttons:
            button.setFont(font())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Use a second row where the words find no room in one."""
        super().resizeEvent(event)
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        widest = max(button.sizeHint().width() for button in self._buttons)
        count = len(self._buttons)
        self._place(count if count * widest + (count - 1) * self._grid.spacing() <= room else 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Part the buttons from what scrolls above them."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        painter.fillRect(0, 0, self.width(), 1, theme.LINE)
        painter.end()

    def _place(self, in_row: int) -> None:
        if in_row == self._in_row:
            return
        self._in_row = in_row
        for place, button in enumerate(self._buttons):
            self._grid.addWidget(button, place // in_row, place % in_row)


def _button(text: str, action_name: str) -> QPushButton:
    action = find_action(action_name)
    keys = f" ({action.keys[0]})" if action.keys else ""
    button = QPushButton(text)
    button.setToolTip(f"{action.explanation}{keys}")
    button.setAccessibleName(action.text.rstrip("…"))
    button.setAccessibleDescription(action.explanation)
    # All as wide as each other, whatever their words.
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return button
