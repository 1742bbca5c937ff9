"""What the levels of muscle and fat rest on, in words, with what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from viewer.app.actions import find_action
from viewer.app.numbers.references import reference_sentences
from viewer.measure.anchored.scale import SliceScale
from viewer.ui import theme
from viewer.ui.panels.flow import FlowLayout
from viewer.ui.panels.typography import SMALL, font


class ReferenceLine(QWidget):
    """Names the references; the signal `asked` gives the name of an action."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self._scale: SliceScale | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(0.35 * u))
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("quiet", "true")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column.addWidget(self._text)
        row = QWidget()
        flow = FlowLayout(row, gap=round(0.4 * u))
        self._show, self._adjust = _button("Show or hide", "show-references"), _button("Adjust", "adjust-references")
        for button, name in ((self._show, "show-references"), (self._adjust, "adjust-references")):
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            flow.addWidget(button)
        self._row = row
        column.addWidget(row)
        self.use_fonts()
        self.hide()

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        for part in (self._text, self._show, self._adjust):
            part.setFont(font(SMALL))

    def show_scale(self, scale: SliceScale | None) -> None:
        """Name the references of a scale; nothing is shown without one."""
        if scale is self._scale:
            return
        self._scale = scale
        if scale is not None:
            self._text.setText("\n".join(reference_sentences(scale)))
            has_automatic = any(reference.is_automatic for reference in scale.references)
            self._row.setVisible(has_automatic)


def _button(text: str, action_name: str) -> QPushButton:
    action = find_action(action_name)
    button = QPushButton(text)
    button.setToolTip(f"{action.explanation}{f' ({action.keys[0]})' if action.keys else ''}")
    button.setAccessibleName(action.text)
    button.setAccessibleDescription(action.explanation)
    return button
