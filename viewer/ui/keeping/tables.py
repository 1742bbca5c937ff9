"""Tables of numbers saved from the window, behind its back."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.background import BackgroundTask
from viewer.app.levels.file_names import numbers_name
from viewer.app.work import Work
from viewer.tools.gesture import Notice, NoticeKind

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_TABLES = "Spreadsheet (*.xlsx);;Comma-separated values (*.csv);;JSON (*.json)"


class TableSaving(QObject):
    """Saves the numbers of all outlined slices for the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._table: Path | None = None
        post = window.bridge.post
        self._saver: BackgroundTask[Path] = BackgroundTask(
            on_done=lambda _, path: post(lambda: self._on_table_saved(path)),
            on_failed=lambda _, sentence: post(lambda: self._on_table_failed(sentence)),
            doing="saving",
        )

    @property
    def is_writing(self) -> bool:
        """Whether a table is being written."""
        return self._table is not None

    def save(self) -> None:
        """Ask for a file and write the numbers of all outlined slices to it."""
        work = self._window.saving.work()
        if work is None or not work.document.outlines:
            self._say("refused", "There is no outline to measure; draw one round a muscle first.")
            return
        folder, hides = self._window.settings.last_folder, self._window.session.now.view.hides_patient
        from viewer.ui.dialogs.files import file_dialog  # no image waits for it

        dialog = file_dialog(self._window, "Save numbers", folder, _TABLES, hides_patient=hides)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(numbers_name(work.document, work.study))
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(_ending(name)))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name), work))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def save_to(self, path: Path, work: Work) -> None:
        """Write the numbers of some work to a file."""
        self._table = path

        def write(_: object) -> Path:
            work.save_table(path)
            return path

        self._saver.start(write, name_hint=path.name)

    def _on_table_saved(self, path: Path) -> None:
        self._table = None
        self._say("information", f"Saved the numbers{self._window.saving.as_named(path)}.")
        self._window.saving.on_written()

    def _on_table_failed(self, sentence: str) -> None:
        path, self._table = self._table, None
        self._window.saving.on_written(is_failed=True)
        self._say("refused", self._window.saving.without_folder(sentence, path))

    def _say(self, kind: NoticeKind, sentence: str) -> None:
        self._window.session.change(notice=Notice(kind, sentence))

    def close(self) -> None:
        """End the thread."""
        self._saver.close()


def _ending(name: str) -> str:
    """Ending of the files that a filter of the dialog shows."""
    return name.partition("*.")[2].rstrip(")")
