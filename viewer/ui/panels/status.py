"""The status line: what can be done now, what lies under the pointer, and progress with a way to stop."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from viewer.app.display.corner_texts import pixel_at, position_text
from viewer.app.session import Snapshot
from viewer.ui import theme


class Status(QStatusBar):
    """Status line of the window.

    Notes
    -----
    `cancelled` is emitted when the user stops what is being opened.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        u = theme.unit()
        self._hint = _CutLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint.setContentsMargins(round(0.4 * u), 0, 0, 0)
        self._hint.setAccessibleName("Hint")
        self._full_hint = ""
        self._bar = QProgressBar()
        self._bar.setFixedWidth(round(9 * u))
        self._bar.setAccessibleName("Progress")
        self._stop = QToolButton()
        self._stop.setText("Cancel")
        self._stop.setToolTip("Stop opening; what was open stays")
        self._stop.clicked.connect(self.cancelled.emit)
        self._where = QLabel()
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._room = round(
            QFontMetricsF(self.font()).horizontalAdvance("x 1024  y 1024   value 10000   R 100.0  P 100.0  H 100.0 mm")
        )
        self._where.setContentsMargins(0, 0, round(0.5 * u), 0)
        self._where.setAccessibleName("Pixel under the pointer")
        self.addWidget(self._hint, 1)
        self.addWidget(self._bar)
        self.addWidget(self._stop)
        self.addPermanentWidget(self._where)
        self.hide_progress()

    def show_hint(self, text: str) -> None:
        """Say what can be done now, or why this is shown."""
        if text != self._full_hint:
            self._full_hint = text
            self._hint.setToolTip(theme.plain_tip(text))
            self._hint.setText(text)

    def show_pointer(self, now: Snapshot, at: object) -> None:
        """Say what lies under an image point (x, y); None for none."""
        text = ""
        image = now.image
        if isinstance(at, tuple) and image is not None:
            x, y = float(at[0]), float(at[1])
            value = None
            column, row = pixel_at((x, y))
            is_inside = 0 <= row < image.rows and 0 <= column < image.columns
            if now.loaded is not None and now.is_loaded and is_inside:
                pixel = now.loaded.stored[row : row + 1, column : column + 1]
                value = float(image.mapping.to_values(pixel)[0, 0])
            text = position_text(now, (x, y), value)
        if text != self._where.text():
            # Its room is kept while the pointer moves, and is the hint's when it has left.
            self._where.setMinimumWidth(self._room if text else 0)
            self._where.setText(text)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Say how far opening is; a total of 0 shows that it goes on."""
        self._hint.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setFormat(f"{done} of {total}" if total else "")
        self._bar.show()
        self._stop.show()

    def hide_progress(self) -> None:
        """Opening has ended; the hint before it comes back."""
        self._hint.setText(self._full_hint)
        self._bar.hide()
        self._stop.hide()


class _CutLabel(QLabel):
    """One line that ends in an ellipsis where the room ends; its tooltip has it whole."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what fits."""
        del event
        painter, inner = QPainter(self), self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
