"""Looking for text that is burned into images, one after the other, before they are handed on."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.app.background import BackgroundTask
from viewer.core.series import Slice
from viewer.ui import theme
from viewer.ui.bridge import Bridge
from viewer.ui.figuring.page.painter import image_of

ZOOM_STEP, MOST_ZOOM = 1.25, 16.0
"""How much a step of the wheel enlarges, and the largest size, in pixels of the screen per pixel."""

Picture = Callable[[Slice, bool], NDArray[np.uint8]]
"""Grey values of a slice as it would be handed on; with True, faint differences are shown."""


class PictureView(QGraphicsView):
    """One picture as large as there is room; the wheel enlarges it, dragging moves it."""

    def __init__(self) -> None:
        super().__init__()
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._is_fitted = True
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundBrush(QColor(theme.CANVAS))
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName("Image to look at")

    def show_picture(self, picture: QPixmap) -> None:
        """Show a picture, the whole of it at first; a null one shows nothing."""
        is_other = picture.size() != self._item.pixmap().size()
        self._item.setPixmap(picture)
        self.scene().setSceneRect(self._item.boundingRect())
        self._is_fitted = self._is_fitted or is_other
        self._fit()

    def fit(self) -> None:
        """Show the whole picture."""
        self._is_fitted = True
        self._fit()

    def _fit(self) -> None:
        if self._is_fitted and not self._item.pixmap().isNull():
            self.fitInView(self._item, Qt.AspectRatioMode.KeepAspectRatio)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the whole picture in sight."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Enlarge round the pointer."""
        factor = ZOOM_STEP if event.angleDelta().y() > 0 else 1.0 / ZOOM_STEP
        if self.transform().m11() * factor <= MOST_ZOOM:
            self._is_fitted = False
            self.scale(factor, factor)
        event.accept()


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
    """

    reviewed = Signal()
    """A person has looked at every image and found no text that names anybody."""

    def __init__(self, images: Sequence[Slice], picture: Picture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Look for text in the images")
        self.setModal(True)
        self._images = tuple(images)
        self._picture = picture
        self._seen = [False] * len(self._images)
        self._is_shown = False
        self.place = 0
        self._bridge = Bridge(self)
        self._task: BackgroundTask[NDArray[np.uint8]] = BackgroundTask(
            on_done=lambda run, made: self._bridge.post(lambda: self._take(run, made)),
            on_failed=lambda run, sentence: self._bridge.post(lambda: self._refuse(run, sentence)),
        )
        self.view = PictureView()
        self.count = QLabel()
        self.faint = QCheckBox("Show &faint differences")
        self.check = QCheckBox("There is &no text here that names anybody")
        self.back_button = QPushButton("&Back")
        self.next_button = QPushButton("N&ext")
        self.done_button = QPushButton("&Go on…")
        self.cancel_button = QPushButton("Cancel")
        self._lay_out()
        self._connect()
        self.show_image(0)

    def _lay_out(self) -> None:
        u = theme.unit()
        intro = QLabel(
            "These images are pictures, or were made from others, and may hold a name, a number or a date in their "
            "pixels. Look at each as large as it is here: turn the wheel to enlarge, drag to move. Where text can be "
            "cut off, cancel, crop the picture, and export again."
        )
        intro.setWordWrap(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[round(0.9 * u)] * 4)
        whole.setSpacing(round(0.6 * u))
        whole.addWidget(intro)
        whole.addWidget(self.view, 1)
        said = QHBoxLayout()
        said.setSpacing(round(1.2 * u))
        for widget in (self.count, self.check):
            said.addWidget(widget)
        said.addStretch()
        said.addWidget(self.faint)
        whole.addLayout(said)
        buttons = QHBoxLayout()
        for button in (self.back_button, self.next_button):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self.cancel_button, self.done_button):
            buttons.addWidget(button)
        whole.addLayout(buttons)
        self.count.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.faint.setToolTip("Spread the grey values, so that text shows that hardly differs from what is behind it.")
        self.check.setToolTip("Tick it when you have read what stands in this image.")
        self.done_button.setToolTip("Choose a file; enabled when every image is ticked.")
        for button, tip in (
            (self.back_button, "Show the image before this one."),
            (self.next_button, "Show the next image."),
            (self.cancel_button, "Hand nothing on."),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)
        self.resize(QSize(round(62 * u), round(50 * u)).boundedTo(self.screen().availableSize() * 0.92))

    def _connect(self) -> None:
        self.check.toggled.connect(self._tick)
        self.faint.toggled.connect(lambda: self.show_image(self.place))
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
        self.place = place
        image, shows_faint = self._images[place], self.faint.isChecked()
        self._task.start(lambda _: self._picture(image, shows_faint))
        self._refresh()

    def _take(self, run: int, made: NDArray[np.uint8]) -> None:
        if run == self._task.generation:
            self._is_shown = True
            self.view.show_picture(QPixmap.fromImage(image_of(made)))
            self._refresh()

    def _refuse(self, run: int, sentence: str) -> None:
        if run == self._task.generation:
            self.count.setText(sentence)

    def _tick(self, is_ticked: bool) -> None:  # noqa: FBT001 - Qt's own argument
        self._seen[self.place] = is_ticked
        self._refresh()

    def _refresh(self) -> None:
        last = len(self._images) - 1
        ticked = sum(self._seen)
        self.count.setText(f"Image {self.place + 1} of {last + 1}, {ticked} looked at")
        blocked = self.check.blockSignals(True)  # noqa: FBT003 - Qt's own argument
        self.check.setChecked(self._seen[self.place])
        self.check.blockSignals(blocked)
        self.check.setEnabled(self._is_shown)
        self.back_button.setEnabled(self.place > 0)
        self.next_button.setEnabled(self.place < last)
        self.done_button.setEnabled(all(self._seen))
        self.next_button.setDefault(not all(self._seen) and self.place < last)
        self.done_button.setDefault(all(self._seen))

    def accept(self) -> None:
        """Go on; only when each image was ticked."""
        if all(self._seen):
            super().accept()

    def done(self, result: int) -> None:
        """End the thread with the dialog."""
        self._bridge.close()
        self._task.close(timeout_s=0.0)
        super().done(result)
