"""The foot of the editor's column: what happened, where the figure will be saved, and the buttons that send it off."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from viewer.ui import theme


class PlaceLabel(QLabel):
    """One line that says where the figure will be saved; it gives way in its middle where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = ""
        self.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.setAccessibleName("Where the figure will be saved")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self._sentence = sentence
        self._shorten()

    def _shorten(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideMiddle, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten it to the new width."""
        super().resizeEvent(event)
        self._shorten()


class Foot(QWidget):
    """Shows what it is told; the buttons are connected by the window."""

    def __init__(self) -> None:
        super().__init__()
        self._expected: Path | None = None
        self._written: Path | None = None
        self._hides_patient = False
        self._paused: QPushButton | None = None
        self.notice = QLabel()
        self.folder_button = QPushButton("Show in fol&der")
        self.place = PlaceLabel()
        self.elsewhere_button = QPushButton("Sav&e as…")
        self.save_button = QPushButton("&Save figure")
        self.copy_button = QPushButton("&Copy image")
        self.copy_caption_button = QPushButton("Copy cap&tion")
        self.close_button = QPushButton("Close")
        self.folder_button.clicked.connect(self.show_folder)
        self._lay_out()
        self._explain()

    def _lay_out(self) -> None:
        u = theme.unit()
        said, where, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        said.addWidget(self.notice, 1)
        said.addWidget(self.folder_button)
        where.addWidget(self.place, 1)
        where.addWidget(self.elsewhere_button)
        for button in (self.copy_caption_button, self.copy_button, self.close_button, self.save_button):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(round(0.4 * u))
        for row in (said, where, buttons):
            whole.addLayout(row)

    def _explain(self) -> None:
        self.notice.setWordWrap(True)
        self.notice.setAccessibleName("What happened")
        self.notice.hide()
        self.folder_button.hide()
        self.save_button.setDefault(True)
        for button, tip in (
            (self.save_button, "Write the figure to the file named above; no file is ever written over."),
            (self.elsewhere_button, "Choose another folder or name; the folder is remembered."),
            (self.folder_button, "Open the folder the figure was saved in."),
            (self.copy_button, "Put the figure on the clipboard, in the file's resolution."),
            (self.copy_caption_button, "Put the caption on the clipboard."),
            (self.close_button, "Close this window; nothing is lost."),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(button is self.save_button)

    def say(self, sentence: str, colour: str) -> None:
        """Say what happened; the way to the folder goes with the sentence of the file that lies there."""
        if colour != theme.GOOD:
            self._written = None
        self.notice.setStyleSheet(f"color: {colour};")
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))
        self.folder_button.setVisible(bool(sentence) and self._written is not None)

    def take_written(self, path: Path) -> None:
        """Lead to this file's folder from the sentence on that tells it was written."""
        self._written = path

    def show_folder(self) -> None:
        """Open the folder of the file that was written, in the system's own window."""
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def expect(self, path: Path) -> None:
        """Say where the figure will be saved."""
        self._expected = path
        self._show_expected()

    def hide_patient(self, *, hides_patient: bool) -> None:
        """Name folders, or no longer: they may be called like the patient."""
        self._hides_patient = hides_patient
        self._show_expected()

    def _show_expected(self) -> None:
        if self._expected is None:
            return
        folder = "" if self._hides_patient else f" in {self._expected.parent.name or self._expected.parent}"
        self.place.say(f"{self._expected.name}{folder}")
        self.place.setToolTip("" if self._hides_patient else str(self._expected))

    def offer(self, *, is_ready: bool) -> None:
        """Offer what can be done with a figure; the button in use keeps the keyboard over a pause."""
        buttons = (self.save_button, self.elsewhere_button, self.copy_button, self.copy_caption_button)
        if not is_ready:
            self._paused = next((button for button in buttons if button.hasFocus()), self._paused)
            if self._paused is not None and self._paused.hasFocus():
                self.setFocus()  # else Qt gives the keyboard to whichever button comes next
        for button in buttons:
            button.setEnabled(is_ready)
        if is_ready and self._paused is not None:
            if self.hasFocus():
                self._paused.setFocus()
            self._paused = None
