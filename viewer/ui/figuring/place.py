"""Where a figure is saved: asks for the file, and suggests a name that names nobody and is free."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from viewer.app.figuring.saving import suggested_name
from viewer.errors import ViewerError
from viewer.ui.figuring.background import Background
from viewer.ui.figuring.choices.outlets import format_name, formats


class FigurePlace(QObject):
    """Asks where to save. The disk is looked at on another thread: a drive may be slow to answer.

    Parameters
    ----------
    window
        The figure's window; it is asked in front of it.
    folder
        Where figures were saved the last time, None for the user's pictures.
    """

    chosen = Signal(object)
    """Path that the user chose."""
    failed = Signal(object)
    """`ViewerError` that prevents asking."""

    def __init__(self, window: QWidget, folder: Path | None) -> None:
        super().__init__(window)
        self.folder = folder
        self.level: str | None = None
        """Level of the slice, for the name that is offered."""
        self.dialog: QFileDialog | None = None
        self._window = window
        self._background = Background()
        self._background.finished.connect(self._show)

    def ask(self, suffix: str) -> None:
        """Ask, once however often this is called before the answer.

        Parameters
        ----------
        suffix
            Ending of the chosen format, with its dot.
        """
        if self.dialog is None and not self._background.is_working:
            folder, level = self.folder, self.level
            self._background.run(suffix, lambda: _free_path(folder, suffix, level))

    def _show(self, suffix: str, outcome: object) -> None:
        if not self._window.isVisible():
            return
        if isinstance(outcome, ViewerError):
            self.failed.emit(outcome)
        elif isinstance(outcome, Path):
            self._open(suffix, outcome)

    def _open(self, suffix: str, path: Path) -> None:
        dialog = QFileDialog(self._window, "Save figure", str(path.parent))
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
    """Path in a folder, by default that of the user's pictures, at which nothing lies."""
    place = folder or _pictures()
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
