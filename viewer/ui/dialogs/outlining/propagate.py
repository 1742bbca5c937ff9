"""Over which slices outlines are to be carried: two numbers or all blocks, ready to be agreed with Enter."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from viewer.app.proposing.spreading import Range
from viewer.ui import theme


class PropagateDialog(QDialog):
    """Asks for the first and the last slice of a range round the one on the screen.

    Parameters
    ----------
    offered
        Range to begin with.
    here
        Number of the slice on the screen.
    count
        Number of slices of the block.
    blocks
        Number of blocks that can be carried over, this one among them.
    parent
        The program's window.
    """

    decided = Signal(object)
    """`Range` as chosen."""

    def __init__(
        self, offered: Range, *, here: int, count: int, blocks: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Propagate outlines")
        u = theme.unit()
        self.first = _number(1, here, offered.first, "First slice that gets proposals.")
        self.last = _number(here, count, offered.last, "Last slice that gets proposals.")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(round(0.8 * u))
        form.addRow("&From slice", self.first)
        form.addRow("&To slice", self.last)
        self.all_blocks = QCheckBox(f"&All slices of all {blocks} blocks", self)
        self.all_blocks.setVisible(blocks > 1)
        self.all_blocks.setToolTip("From the ends of this block on to the blocks that follow along the muscle.")
        if blocks > 1:
            form.addRow("", self.all_blocks)
        explanation = QLabel(
            f"The outlines of slice {here} are carried along with the image. What they become is proposed; "
            "outlines that you accepted stay as they are."
        )
        explanation.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        explanation.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.1 * u)] * 4)
        layout.setSpacing(round(0.8 * u))
        layout.addWidget(explanation)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.setMinimumWidth(round(30 * u))
        for box in (self.first, self.last):
            box.valueChanged.connect(self._check)
        self.setTabOrder(self.last, self.all_blocks)
        self.all_blocks.toggled.connect(self._check)
        self._check()
        only_first = self.last.minimum() == self.last.maximum()
        (self.first if only_first else self.last).setFocus()

    def _check(self) -> None:
        """A range of the slice alone is nothing to do."""
        covers_all = self.all_blocks.isChecked()
        for box in (self.first, self.last):
            box.setEnabled(not covers_all)
        is_range = covers_all or self.first.value() < self.last.value()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_range)

    def accept(self) -> None:
        """Say what was chosen, and close."""
        if self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            super().accept()
            covers_all = self.all_blocks.isChecked()
            self.decided.emit(Range(self.first.value(), self.last.value(), covers_all_blocks=covers_all))


def _number(lowest: int, highest: int, value: int, explanation: str) -> QSpinBox:
    """Field for a slice number."""
    box = QSpinBox()
    box.setRange(lowest, highest)
    box.setValue(value)
    box.setToolTip(explanation)
    return box
