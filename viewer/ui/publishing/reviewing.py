"""Before a figure leaves the program: pixels that may hold burned-in text are looked at, cropped, and confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from viewer.app.background import BackgroundTask
from viewer.core.document import Document
from viewer.core.figures.spec import FigureSpec
from viewer.errors import ViewerError
from viewer.ui.bridge import Bridge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.figuring.publishing.reviewing import Output
    from viewer.app.figuring.sources import FigureSource
    from viewer.core.figures.reviewed import BoxPx
    from viewer.figure.doubtful import DoubtfulPixels
    from viewer.ui.publishing.review import ReviewDialog

    Wanted = Callable[[], tuple[FigureSpec, FigureSource]]
    Found = tuple[FigureSpec, tuple[DoubtfulPixels, ...]]

INTRO = (
    "This figure shows a picture, or an image that was made from others: a name, a number or a date may stand in its "
    "pixels. Read them once as they will be written: turn the wheel to enlarge, drag to move, and crop text away."
)

CROP, REVIEW = "crop picture", "review pixels"
"""What the steps of undo are called."""


@dataclass(frozen=True, slots=True)
class Host:
    """Where the figure is, as callables of the window's thread.

    Parameters
    ----------
    parent
        Window in front of which is asked.
    wanted
        Gives what gives recipe and source, on another thread; None where there is no figure.
    document
        The document now.
    edit
        Takes the name of a change and the document after it: one step of undo.
    keep
        Takes the recipe that tells of the review: one step of undo.
    undo
        Takes the last step back.
    refuse
        Says a sentence.
    """

    parent: Callable[[], QWidget]
    wanted: "Callable[[], Wanted | None]"
    document: Callable[[], Document]
    edit: Callable[[str, Document], None]
    keep: Callable[[FigureSpec], None]
    undo: Callable[[], None]
    refuse: Callable[[str], None]


class Reviewing(QObject):
    """Has a person look at the pixels of a figure, where they may hold text and nobody has looked yet."""

    def __init__(self, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._outputs: Sequence[Output] = ()
        self._then: Callable[[], None] = lambda: None
        self._spec = FigureSpec()
        self.pixels: tuple[DoubtfulPixels, ...] = ()
        self.dialog: ReviewDialog | None = None
        self._bridge = Bridge(self)
        self._task: BackgroundTask[Found] = BackgroundTask(
            on_done=lambda run, found: self._bridge.post(lambda: self._take(run, found)),
            on_failed=lambda run, sentence: self._bridge.post(lambda: self._fail(run, sentence)),
            doing="proposing",
        )

    def before(self, outputs: "Sequence[Output]", then: Callable[[], None]) -> None:
        """Do something with the figure once its pixels were looked at; never, where the user does not confirm.

        Parameters
        ----------
        outputs
            How it will be written.
        then
            What is done.
        """
        self._outputs, self._then = outputs, then
        self._look()

    def _look(self) -> None:
        wanted, outputs = self._host.wanted(), self._outputs
        if wanted is not None:
            self._task.start(lambda _: _found(wanted, outputs))

    def _take(self, run: int, found: "Found") -> None:
        if run != self._task.generation:
            return
        self._spec, self.pixels = found
        if not self.pixels:
            dialog = self.dialog
            if dialog is not None:
                dialog.reject()
            self._then()
        elif self.dialog is None:
            self._ask()
        else:
            self.dialog.show_images(self.pixels)

    def _fail(self, run: int, sentence: str) -> None:
        if run == self._task.generation:
            (self._host.refuse if self.dialog is None else self.dialog.say)(sentence)

    def _ask(self) -> None:
        from viewer.ui.publishing.review import ReviewDialog

        dialog = ReviewDialog(self.pixels, _shown, self._host.parent(), intro=INTRO)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.reviewed.connect(self._confirm)
        dialog.crop_wanted.connect(self._crop)
        dialog.undo_wanted.connect(self._undo)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        self._task.cancel()
        self.dialog = None

    def _confirm(self) -> None:
        from viewer.app.figuring.publishing.reviewing import with_review

        try:
            self._host.keep(with_review(self._spec, self.pixels))
        except ViewerError as error:
            self._host.refuse(str(error))
        else:
            self._then()

    def _crop(self, pixels: "DoubtfulPixels", box: "BoxPx") -> None:
        from viewer.app.figuring.publishing.reviewing import cropped

        left, top = pixels.box[:2]
        whole = (box[0] + left, box[1] + top, box[2] + left, box[3] + top)
        self._change(lambda: self._host.edit(CROP, cropped(self._host.document(), pixels.key, whole)))

    def _change(self, change: Callable[[], None]) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        try:
            change()
        except ViewerError as error:
            dialog.say(str(error))
        else:
            dialog.take_crop()
            self._look()

    def _undo(self) -> None:
        self._host.undo()
        self._look()

    def close(self) -> None:
        """Ask nothing any more."""
        self._bridge.close()
        self._task.close(timeout_s=0.0)
        if self.dialog is not None:
            self.dialog.reject()


def _found(wanted: "Wanted", outputs: "Sequence[Output]") -> "Found":
    from viewer.app.figuring.publishing.reviewing import pixels_to_review

    spec, source = wanted()
    return spec, pixels_to_review(spec, source, outputs)


def _shown(pixels: "DoubtfulPixels", shows_faint: bool) -> "NDArray[np.uint8]":  # noqa: FBT001 - as the dialog calls it
    from viewer.app.figuring.publishing.reviewing import shown_pixels

    return shown_pixels(pixels, shows_faint=shows_faint)
