"""How fat is told from muscle: the method, its explanation, and the threshold where it is the user's."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from viewer.measure.methods import METHODS
from viewer.ui import theme
from viewer.ui.decimal_spin import DecimalSpinBox
from viewer.ui.panels.numbers.distributions import Distributions
from viewer.ui.panels.typography import SMALL, font

SETTLES_MS = 600
"""Time without a further step after which a threshold counts as chosen, ms."""

THRESHOLD_MAXIMUM = 1e7
"""Largest threshold that can be typed, values after rescale; larger than any stored number of 16 bits."""


class MethodBox(QWidget):
    """Chooses method and threshold.

    Signals: `method_changed` with a name of `METHODS`, `moving` with the threshold while it is stepped,
    `settled` with the one that was chosen.
    """

    method_changed = Signal(str)
    moving = Signal(float)
    settled = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(round(0.7 * u))
        grid.setVerticalSpacing(round(0.35 * u))
        grid.setColumnStretch(1, 1)
        self._head, self._methods = QLabel("&Method"), _CalmCombo()
        self._threshold_head, self._threshold = QLabel("&Threshold"), _CalmSpin()
        for place, (head, box) in enumerate(((self._head, self._methods), (self._threshold_head, self._threshold))):
            head.setProperty("quiet", "true")
            head.setBuddy(box)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(head, 2 * place, 0)
            grid.addWidget(box, 2 * place, 1)
        self._explanation = QLabel()
        self._explanation.setTextFormat(Qt.TextFormat.PlainText)
        self._explanation.setWordWrap(True)
        self._explanation.setProperty("faint", "true")
        grid.addWidget(self._explanation, 1, 0, 1, 2)
        for method in METHODS:
            self._methods.addItem(method.title, method.name)
            told = f"{method.explanation} {method.misleads} In tables: {method.name}."
            self._methods.setItemData(self._methods.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
        self._methods.setAccessibleName("Measuring method")
        self._methods.activated.connect(lambda place: self.method_changed.emit(METHODS[place].name))
        self._threshold.setAccessibleName("Threshold between muscle and fat")
        self._threshold.setToolTip("Value, in the unit of the image, that parts muscle from fat")
        self._threshold.valueChanged.connect(self._step)
        self._threshold.editingFinished.connect(self._settle)
        self._is_stepping = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLES_MS)
        self._timer.timeout.connect(self._settle)
        self.use_fonts()

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        self._explanation.setFont(font(SMALL))
        for label in (self._head, self._threshold_head):
            label.setFont(font(SMALL))

    def show_method(self, name: str, explanation: str, *, is_manual: bool, misleads: str = "") -> None:
        """Show the method in use.

        Parameters
        ----------
        name
            Its name; one that is not in `METHODS` leaves none chosen.
        explanation
            What it does, in one sentence.
        is_manual
            Whether the threshold is the user's.
        misleads
            When its numbers mislead, in one sentence.
        """
        self._methods.setCurrentIndex(self._methods.findData(name))
        explanation = f"{explanation}\n{misleads}".strip()
        if self._explanation.text() != explanation:
            self._explanation.setText(explanation)
            self._methods.setToolTip(theme.plain_tip(f"How fat is told from muscle. {explanation}".strip()))
            self._methods.setAccessibleDescription(explanation)
        self._threshold.setVisible(is_manual)
        self._threshold_head.setVisible(is_manual)

    def show_threshold(self, shown: Distributions | None) -> None:
        """Show the threshold in use, unless another one is being chosen."""
        if shown is None or not shown.is_draggable or self._is_stepping:
            return
        step = 10.0 ** math.floor(math.log10(max(shown.high - shown.low, 1e-9) / 50.0))
        with QSignalBlocker(self._threshold):
            if self._threshold.decimals() != shown.digits + 1:
                self._threshold.setDecimals(shown.digits + 1)
            self._threshold.setSingleStep(step)
            # Rounding to the shown digits must not count as a choice.
            if not math.isclose(
                self._threshold.value(), shown.marks[0].value, abs_tol=0.5 * 10.0 ** -(shown.digits + 1)
            ):
                self._threshold.setValue(shown.marks[0].value)

    def focus_threshold(self) -> None:
        """Put the keyboard on the threshold."""
        self._threshold.setFocus(Qt.FocusReason.OtherFocusReason)
        self._threshold.selectAll()

    def _step(self, value: float) -> None:
        self._is_stepping = True
        self._timer.start()
        self.moving.emit(value)

    def _settle(self) -> None:
        """Say that a threshold is chosen, once for all steps that led to it."""
        self._timer.stop()
        if self._is_stepping:
            self._is_stepping = False
            self.settled.emit(self._threshold.value())


class _CalmCombo(QComboBox):
    """A choice that the wheel passes by: it stands in something that scrolls."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the panel."""
        event.ignore()


class _CalmSpin(DecimalSpinBox):
    """A threshold that the wheel changes only where the keyboard is."""

    def __init__(self) -> None:
        super().__init__(minimum=-THRESHOLD_MAXIMUM, maximum=THRESHOLD_MAXIMUM)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Step only with the keyboard in the field."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
