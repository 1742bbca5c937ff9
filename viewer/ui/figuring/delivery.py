"""A figure on its way out of the window: to a file or to the clipboard, and what is said about it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from viewer.app.figuring.contents import Contents
from viewer.app.figuring.saving import figure_caption, figure_picture, save_figure
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.spec import FigureSpec
from viewer.errors import ViewerError
from viewer.ui import theme
from viewer.ui.canvas.canvas import without_folders
from viewer.ui.figuring.background import Background
from viewer.ui.figuring.page.painter import image_of


class Delivery(QObject):
    """Writes and copies figures in the background and says what came of it."""

    said = Signal(str, str)
    """A sentence and its colour; the sentence may be ''."""
    saved = Signal(object)
    """Path of a file that was written."""
    delivered = Signal()
    """A figure was copied: what was chosen is to be remembered."""
    ended = Signal()
    """A job came back."""

    def __init__(self, background: Background, contents: Contents) -> None:
        super().__init__()
        self._background = background
        self._contents = contents
        self._hides_patient = False
        self._target = ""
        self._image = ""
        self._words: Callable[[], str] = str
        self._colour = theme.QUIET
        background.finished.connect(self.take_job)

    def hide_patient(self, *, hides_patient: bool) -> None:
        """Name files, or no longer, also in what is said already: their names may be the patient's."""
        self._hides_patient = hides_patient
        self.said.emit(self._words(), self._colour)

    def sentence_of(self, error: ViewerError) -> str:
        """Sentence of an error, without the folders of the image and of the file that is written."""
        sentence = str(error)
        for file in filter(None, (self._target, self._image)):
            sentence = without_folders(sentence, file, is_hidden=self._hides_patient)
        return sentence

    def take_source(self, source: FigureSource) -> None:
        """Deliver figures of this image from now on."""
        self._image = source.image.file

    def say(self, words: str | Callable[[], str], *, colour: str = theme.QUIET) -> None:
        """Say something; words that depend on whether names are hidden are made again when that changes."""
        self._words = (lambda: words) if isinstance(words, str) else words
        self._colour = colour
        self.said.emit(self._words(), colour)

    def forget_refusal(self) -> None:
        """Say no longer what could not be done: something else was done meanwhile."""
        if self._colour == theme.DANGER:
            self.say("")

    def _name(self, path: Path) -> str:
        """Name of a file after a word, '' where names are hidden."""
        return "" if self._hides_patient else f" {path.name}"

    def _folder(self, path: Path) -> str:
        """Name of a file's folder after a word, '' where names are hidden."""
        return "" if self._hides_patient else f" in {path.parent.name or path.parent}"

    def save(self, spec: FigureSpec, source: FigureSource, path: Path, *, dpi: int | None) -> None:
        """Write a figure to a file; a refusal is said and nothing is written."""
        self._target = str(path)

        def work() -> Path:
            save_figure(spec, self._contents.of(spec, source), path, dpi=dpi, study=source.study)
            return path

        self._do("save", work, lambda: f"Writing{self._name(path)}…")

    def copy_picture(self, spec: FigureSpec, source: FigureSource, *, dpi: int | None) -> None:
        """Put a figure on the clipboard: as the bytes of a PNG file and as an image."""
        self._do("copy", lambda: figure_picture(spec, self._contents.of(spec, source), dpi=dpi), "Copying…")

    def copy_caption(self, spec: FigureSpec, source: FigureSource) -> None:
        """Put its caption on the clipboard."""
        self._do("caption", lambda: figure_caption(spec, self._contents.of(spec, source)), "Copying…")

    def _do(self, name: str, work: Callable[[], object], words: str | Callable[[], str]) -> None:
        self.say(words)
        self._background.run(name, work)

    def take_job(self, name: str, outcome: object) -> None:
        """Say what came of a job."""
        if isinstance(outcome, ViewerError):
            self.say(lambda: self.sentence_of(outcome), colour=theme.DANGER)
        elif name == "save" and isinstance(outcome, Path):
            self.saved.emit(outcome)
            self.say(lambda: f"Saved{self._name(outcome)}{self._folder(outcome)}.", colour=theme.GOOD)
        elif name == "copy" and isinstance(outcome, tuple):
            data = QMimeData()
            data.setImageData(image_of(outcome[1]))
            data.setData("image/png", outcome[0])
            QGuiApplication.clipboard().setMimeData(data)
            self.say("The figure is on the clipboard.", colour=theme.GOOD)
            self.delivered.emit()
        elif name == "caption":
            QGuiApplication.clipboard().setText(str(outcome))
            self.say("The caption is on the clipboard.", colour=theme.GOOD)
        self.ended.emit()
