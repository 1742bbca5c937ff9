"""The fat map beside the numbers: a switch for the colours on the image, and how opaque they are."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QWidget

from viewer.app.actions import find_action
from viewer.app.actions.numbers import OPACITY_STEP
from viewer.core.view import OPACITY_RANGE
from viewer.ui import theme
from viewer.ui.panels.typography import SMALL, font


class FatMapRow(QWidget):
    """Switch and slider of the fat map.

    Signals
    -------
    `asked(str)`: the name of an action. `opacity_changed(float)`: the opacity that was chosen, 0…1.
    """

    asked = Signal(str)
    opacity_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        action = find_action("fat-map")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(0.6 * theme.unit()))
        self._switch = QCheckBox(action.text)
        self._switch.setToolTip(f"{action.explanation} ({action.keys[0]})")
        self._switch.setAccessibleDescription(action.explanation)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(*(round(100.0 * end) for end in OPACITY_RANGE))
        self._slider.setSingleStep(round(50.0 * OPACITY_STEP))
        self._slider.setPageStep(round(100.0 * OPACITY_STEP))
        keys = " and ".join(find_action(name).keys[0] for name in ("fat-map-less", "fat-map-more"))
        self._slider.setToolTip(f"How opaque the colours are ({keys})")
        self._slider.setAccessibleName("Opacity of the fat map, percent")
        self._value = QLabel()
        self._value.setProperty("quiet", "true")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._switch)
        row.addWidget(self._slider, 1)
        row.addWidget(self._value)
        self._switch.clicked.connect(lambda _: self.asked.emit("fat-map"))
        self._slider.valueChanged.connect(lambda percent: self.opacity_changed.emit(percent / 100.0))
        self.use_fonts()
        self.hide()

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        for part in (self._switch, self._value):
            part.setFont(font(SMALL))
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("100 %"))

    def show_state(self, *, is_on: bool, opacity: float) -> None:
        """Show whether the colours are on the image, and how opaque they are, 0…1."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(100.0 * opacity))
        self._switch.setChecked(is_on)
        self._value.setText(f"{round(100.0 * opacity)} %")
