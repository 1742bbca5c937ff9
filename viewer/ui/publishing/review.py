"""Looking for text that is burned into images, one after the other, before they leave the program."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.app.background import BackgroundTask
from viewer.ui import theme
from viewer.ui.bridge import Bridge
from viewer.ui.figuring.page.painter import image_of
from viewer.ui.publishing.picture_view import PictureView

Image = Any
"""What `Picture` takes: a slice, or pixels of one."""

Picture = Callable[[Image, bool], NDArray[np.uint8]]
"""Grey values of an image as it would be handed on; with True, faint differences are shown."""

INTRO = (
    "These images are pictures, or were made from others, and may hold a name, a number or a date in their pixels. "
    "Read each once: turn the wheel to enlarge, drag to move, and crop text away."
)

HOW_TO_CROP = "Drag a box round the part to keep; nothing outside it is written or measured."


class ReviewDialog(QDialog):
    """Shows every image that may hold text; it can be accepted only when each was looked at.

    Parameters
    ----------
    images
        What is to be looked at; at least one.
    picture
        Makes the picture of one, on another thread.
    parent
        The program's window.
    intro
        What the user reads first.
    """

    reviewed = Signal()
    """A person has looked at every image and found no text that names anybody."""
    crop_wanted = Signal(object, object)
    """An image, and the box (first column, first row, last column, last row) of its picture that is to be kept."""
    undo_wanted = Signal()
    """The last crop is to be taken back."""

    def __init__(
        self, images: Sequence[Image], picture: Picture, parent: QWidget | None = None, *, intro: str = INTRO
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Look for text in the images")
        self.setModal(True)
        self._images = tuple(images)
        self._picture = picture
        self._seen = [False] * len(self._images)
        self._crops = 0
        self._is_shown = False
        self.place = 0
        self._bridge = Bridge(self)
        self._task: BackgroundTask[NDArray[np.uint8]] = BackgroundTask(
            on_done=lambda run, made: self._bridge.post(lambda: self._take(run, made)),
            on_failed=lambda run, sentence: self._bridge.post(lambda: self._refuse(run, sentence)),
        )
        self.intro = QLabel(intro)
        self.view = PictureView()
        self.notice = QLabel()
        self.count = QLabel()
        self.faint = QCheckBox("Show &faint differences")
        self.check = QCheckBox("There is &no text here that names anybody")
        self.crop_button = QPushButton("&Crop")
        self.undo_button = QPushButton("&Undo crop")
        self.back_button = QPushButton("&Back")
        self.next_button = QPushButton("N&ext")
        self.done_button = QPushButton("&Go on")
        self.cancel_button = QPushButton("Cancel")
        self._lay_out()
        self._explain()
        self._connect()
        self.show_image(0)

    def _lay_out(self) -> None:
        u = theme.unit()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[round(0.9 * u)] * 4)
        whole.setSpacing(round(0.6 * u))
        tools, buttons = QHBoxLayout(), QHBoxLayout()
        tools.setSpacing(round(0.6 * u))
        tools.addWidget(self.crop_button)
        tools.addWidget(self.undo_button)
        tools.addWidget(self.notice, 1)
        tools.addWidget(self.faint)
        of_place: tuple[QWidget, ...] = (self.back_button, self.next_button, self.count)
        of_decision: tuple[QWidget, ...] = (self.check, self.cancel_button, self.done_button)
        for widget in of_place:
            buttons.addWidget(widget)
        buttons.addStretch()
        for widget in of_decision:
            buttons.addWidget(widget)
        buttons.setSpacing(round(0.6 * u))
        whole.addWidget(self.intro)
        whole.addWidget(self.view, 1)
        whole.addLayout(tools)
        whole.addLayout(buttons)
        self.resize(QSize(round(62 * u), round(50 * u)).boundedTo(self.screen().availableSize() * 0.92))

    def _explain(self) -> None:
        self.intro.setWordWrap(True)
        self.notice.setWordWrap(True)
        self.notice.setAccessibleName("What happened")
        self.count.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.faint.setToolTip("Spread the grey values, so that text shows that hardly differs from what is behind it.")
        self.check.setToolTip("Tick it when you have read what stands in this image.")
        self.crop_button.setCheckable(True)
        self.undo_button.hide()
        for button, tip in (
            (self.crop_button, HOW_TO_CROP),
            (self.undo_button, "Take the last crop back."),
            (self.back_button, "Show the image before this one."),
            (self.next_button, "Show the next image."),
            (self.cancel_button, "Hand nothing on."),
            (self.done_button, "Enabled when every image is ticked."),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.check.toggled.connect(self._tick)
        self.faint.toggled.connect(lambda: self.show_image(self.place))
        self.crop_button.toggled.connect(self._show_crop)
        self.view.boxed.connect(self._crop)
        self.undo_button.clicked.connect(self._undo)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self._undo)
        self.back_button.clicked.connect(lambda: self.show_image(self.place - 1))
        self.next_button.clicked.connect(lambda: self.show_image(self.place + 1))
        self.cancel_button.clicked.connect(self.reject)
        self.done_button.clicked.connect(self.accept)
        self.accepted.connect(self.reviewed)

    def show_image(self, place: int) -> None:
        """Show one of the images; it can be ticked once it is there."""
        if place != self.place:
            self.view.show_picture(QPixmap())
            self._is_shown = False
            self.say("")
        self.place = place
        image, shows_faint = self._images[place], self.faint.isChecked()
        self._task.start(lambda _: self._picture(image, shows_faint))
        self._refresh()

    def show_images(self, images: Sequence[Image]) -> None:
        """Show what has become of the images after a crop: none of them was looked at as it is now."""
        self._images = tuple(images)
        self._wait()
        self.show_image(min(self.place, len(self._images) - 1))

    def _wait(self) -> None:
        """Let nothing be ticked until it is shown as it is now."""
        self._task.cancel()
        self._seen = [False] * len(self._images)
        self._is_shown = False
        self.place = min(self.place, len(self._images) - 1)
        self._refresh()

    def say(self, sentence: str, *, colour: str = theme.WARNING) -> None:
        """Say why an image could not be cropped, or what to do; '' for nothing."""
        self.notice.setStyleSheet(f"color: {colour};")
        self.notice.setText(sentence)

    def _show_crop(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's own argument
        self.view.crop(is_on=is_on)
        self.say(HOW_TO_CROP if is_on else "", colour=theme.QUIET)

    def _take(self, run: int, made: NDArray[np.uint8]) -> None:
        if run == self._task.generation:
            self._is_shown = True
            self.view.show_picture(QPixmap.fromImage(image_of(made)))
            self._refresh()
            if self.focusWidget() in (None, self.view, self.cancel_button):
                self.check.setFocus()  # Space ticks it, Enter goes on

    def _refuse(self, run: int, sentence: str) -> None:
        if run == self._task.generation:
            self.count.setText(sentence)

    def _tick(self, is_ticked: bool) -> None:  # noqa: FBT001 - Qt's own argument
        self._seen[self.place] = is_ticked
        self._refresh()

    def _crop(self, left: int, top: int, right: int, bottom: int) -> None:
        self.crop_button.setChecked(False)
        self.say("")
        self.crop_wanted.emit(self._images[self.place], (left, top, right, bottom))

    def take_crop(self) -> None:
        """Offer to take a crop back that was made."""
        self._crops += 1
        self.undo_button.show()
        self._wait()

    def _undo(self) -> None:
        """Take a crop back, only one that was made here."""
        if self._crops:
            self._crops -= 1
            self.undo_button.setVisible(self._crops > 0)
            self.say("")
            self._wait()
            self.undo_wanted.emit()

    def _refresh(self) -> None:
        last = len(self._images) - 1
        ticked = sum(self._seen)
        self.count.setText(f"Image {self.place + 1} of {last + 1}, {ticked} looked at")
        blocked = self.check.blockSignals(True)  # noqa: FBT003 - Qt's own argument
        self.check.setChecked(self._seen[self.place])
        self.check.blockSignals(blocked)
        self.check.setEnabled(self._is_shown)
        self.crop_button.setEnabled(self._is_shown)
        for widget in (self.back_button, self.next_button, self.count):
            widget.setVisible(last > 0 or (widget is self.count and not self._is_shown))
        self.back_button.setEnabled(self.place > 0)
        self.next_button.setEnabled(self.place < last)
        self.done_button.setEnabled(all(self._seen))
        self.next_button.setDefault(not all(self._seen) and self.place < last)
        self.done_button.setDefault(all(self._seen))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape puts the box away first, then the dialog."""
        if event.key() == Qt.Key.Key_Escape and self.crop_button.isChecked():
            self.crop_button.setChecked(False)
            event.accept()
            return
        super().keyPressEvent(event)

    def accept(self) -> None:
        """Go on; only when each image was ticked."""
        if all(self._seen):
            super().accept()

    def done(self, result: int) -> None:
        """End the thread with the dialog."""
        self._bridge.close()
        self._task.close(timeout_s=0.0)
        super().done(result)
