"""Where a figure is saved: a free name that names nobody in the folder of the last figure, or a file asked for."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from viewer.app.figuring.saving import suggested_name
from viewer.errors import ViewerError
from viewer.ui.dialogs.files import file_dialog
from viewer.ui.figuring.background import Background
from viewer.ui.figuring.choices.outlets import format_name, formats


class FigurePlace(QObject):
    """Finds or asks where to save. The disk is looked at on another thread: a drive may be slow to answer.

    Parameters
    ----------
    window
        The figure's window; it is asked in front of it.
    folder
        Where figures were saved the last time, None for the user's pictures.
    """

    chosen = Signal(object)
    """Path at which the figure is to be written."""
    expected = Signal(object)
    """Path at which it would be written now."""
    failed = Signal(object)
    """`ViewerError` that prevents asking."""

    def __init__(self, window: QWidget, folder: Path | None) -> None:
        super().__init__(window)
        self.folder = folder
        self.hides_patient = False
        """Whether folders, which may be called like the patient, are hidden."""
        self.level: str | None = None
        """Level of the slice, for the name that is offered."""
        self.dialog: QFileDialog | None = None
        self._window = window
        self._seen: tuple[Path | None, str, str | None] | None = None
        self._wanted = ""
        self._background = Background()
        self._background.finished.connect(self._take)

    def ask(self, suffix: str) -> None:
        """Ask, once however often this is called before the answer.

        Parameters
        ----------
        suffix
            Ending of the chosen format, with its dot.
        """
        if self.dialog is None:
            self._find("ask", suffix)

    def find(self, suffix: str) -> None:
        """Choose a free name in the folder without asking; once however often this is called before the answer."""
        if self.dialog is None:
            self._find("find", suffix)

    def expect(self, suffix: str, *, anew: bool = False) -> None:
        """Find out where the figure would be written.

        Parameters
        ----------
        suffix
            Ending of the chosen format, with its dot.
        anew
            Look also where nothing has changed here: the folder may have.
        """
        here = (self.folder, suffix, self.level)
        if anew or here != self._seen:
            self._seen = here
            self._run("expect", suffix)

    def _find(self, name: str, suffix: str) -> None:
        if not self._wanted:
            self._wanted = name
            self._run(name, suffix)

    def _run(self, name: str, suffix: str) -> None:
        folder, level = self.folder, self.level
        self._background.run(name, lambda: _free_path(folder, suffix, level))

    def _take(self, name: str, outcome: object) -> None:
        if name == "expect":
            if isinstance(outcome, Path):
                self.expected.emit(outcome)
            return
        self._wanted = ""
        if not self._window.isVisible():
            return
        if isinstance(outcome, ViewerError):
            self.failed.emit(outcome)
        elif isinstance(outcome, Path) and name == "find":
            self.chosen.emit(outcome)
        elif isinstance(outcome, Path):
            self._open(outcome.suffix, outcome)

    def _open(self, suffix: str, path: Path) -> None:
        dialog = file_dialog(self._window, "Save figure", path.parent, hides_patient=self.hides_patient)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        filters = {known: f"{format_name(known)} (*{known})" for known in formats()}
        dialog.setNameFilters(list(filters.values()))
        dialog.selectNameFilter(filters.get(suffix, ""))
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.selectFile(path.name)
        dialog.fileSelected.connect(lambda name: self.chosen.emit(Path(name)))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def stop(self) -> None:
        """Take no more work; called once, when the program ends."""
        self._background.stop()


def _free_path(folder: Path | None, suffix: str, level: str | None) -> Path:
    """Path in a folder, else in that of the user's pictures, at which nothing lies."""
    place = folder if folder is not None and _is_there(folder) else _pictures()
    return place / suggested_name(suffix, is_taken=lambda name: _is_there(place / name), level=level)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # nobody may look; writing will say so


def _pictures() -> Path:
    """Folder of the user's pictures, else their home."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
