"""What stands in place of the second pane where a slice cannot be compared: why, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from viewer.app.comparing.dates.eyes import NOT_BOTH_BLINDED, NOT_COMPARED, NOT_OPEN, NOT_PAIRED
from viewer.app.comparing.sides import SIDES_UNSTATED
from viewer.ui import theme


class Refused(QWidget):
    """One sentence and its remedies."""

    closed = Signal()
    sides_requested = Signal()
    dates_requested = Signal()
    unblinded = Signal()

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(240)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sides, self._close = QPushButton("State sides"), QPushButton("Close comparison")
        self._dates, self._unblind = QPushButton("Choose both…"), QPushButton("End blinding")
        self._dates.clicked.connect(self.dates_requested)
        self._sides.clicked.connect(self.sides_requested)
        self._unblind.clicked.connect(self.unblinded)
        self._close.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._sides)
        buttons.addWidget(self._dates)
        buttons.addWidget(self._unblind)
        buttons.addWidget(self._close)
        buttons.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * round(u), 0, 2 * round(u), 0)
        down.setSpacing(round(0.8 * u))
        down.addStretch(1)
        down.addWidget(self._sentence)
        down.addLayout(buttons)
        down.addStretch(1)

    def say(self, sentence: str, *, is_asked: bool) -> None:
        """Say why; the sides can be asked for where they are missing, unless that is done above the image already."""
        self._sentence.setText(sentence)
        self._sides.setVisible(sentence == SIDES_UNSTATED and not is_asked)
        self._dates.setVisible(sentence in {NOT_PAIRED, NOT_OPEN, NOT_COMPARED})
        self._unblind.setVisible(sentence == NOT_BOTH_BLINDED)
        self._close.setVisible(sentence != NOT_BOTH_BLINDED)
