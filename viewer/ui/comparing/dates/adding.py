"""Opens a second study or project beside what is open. Nothing blocks; a failure leaves what was open."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.background import BackgroundTask, Progress
from viewer.app.comparing.dates.adding import NOTHING_NEW, added, found_again, with_work_of
from viewer.app.loading import Loader, Opened
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.tools.gesture import Notice
from viewer.ui.dialogs.files import file_dialog

if TYPE_CHECKING:
    from viewer.app.projects import OpenedProject
    from viewer.ui.main_window import MainWindow

GONE = "Other images were opened meanwhile; add the second study again."
IMAGES_MISSING = "The images of the project were not found; add them first, then the project."


class Adding(QObject):
    """Adds images and projects to the open study.

    Parameters
    ----------
    window
        Whose session shows them.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._study: Study | None = None
        post = window.bridge.post
        self._loader = Loader(
            on_opened=lambda generation, found: post(lambda: self._on_opened(generation, found)),
            on_failed=lambda generation, sentence: post(lambda: self._on_failed(generation, sentence)),
            on_progress=lambda g, done, total, _: post(lambda: self._on_progress(g, done, total)),
            on_project=lambda generation, path: post(lambda: self._on_project(generation, path)),
        )
        self._projects: BackgroundTask[OpenedProject] = BackgroundTask(
            on_done=lambda _, found: post(lambda: self._on_project_opened(found)),
            on_failed=lambda _, sentence: post(lambda: self._refuse(sentence)),
        )
        self._paths: tuple[Path, ...] = ()

    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        dialog = self._file_dialog("Add folder")
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def ask_files(self) -> None:
        """Let the user choose files."""
        dialog = self._file_dialog("Add files")
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFiles)
        self._ask(dialog)

    def _file_dialog(self, title: str) -> "QtWidgets.QFileDialog":
        hides = self._session.now.view.hides_patient
        return file_dialog(self._window, title, self._window.settings.last_folder, hides_patient=hides)

    def _ask(self, dialog: "QtWidgets.QFileDialog") -> None:
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def add(self, paths: Sequence[Path]) -> None:
        """Open paths beside what is open; in place of nothing they are opened as usual."""
        study = self._session.now.study
        if study is None:
            self._window.opening.open(paths)
            return
        self._study, self._paths = study, tuple(paths)
        self._window.status.show_progress("Adding …", 0, 0)
        self._loader.open(self._paths)

    def _on_progress(self, generation: int, done: int, total: int) -> None:
        if generation == self._loader.generation:
            self._window.status.show_progress(f"Adding: {done} of {total} files", done, total)

    def _on_failed(self, generation: int, sentence: str) -> None:
        if generation == self._loader.generation:
            self._refuse(sentence)

    def _on_opened(self, generation: int, found: Opened) -> None:
        if generation == self._loader.generation:
            self._merge(found.study, None)

    def _on_project(self, generation: int, path: Path) -> None:
        if generation != self._loader.generation:
            return

        def work(progress: Progress) -> "OpenedProject":
            from viewer.app.projects import open_project

            return open_project(path, progress=progress)

        self._projects.start(work, name_hint=path.name)

    def _on_project_opened(self, found: "OpenedProject") -> None:
        if found.study is None or found.bound is None:
            self._refuse(IMAGES_MISSING)
        else:
            self._paths = found.images or ()
            self._merge(found.study, found.bound.document)

    def _merge(self, other: Study, document: Document | None) -> None:
        """Put another study behind the one that is open, with what its project holds."""
        self._window.status.hide_progress()
        now = self._session.now
        if now.study is None or now.study is not self._study:
            self._refuse(GONE)
            return
        merged = added(now.study, other)
        said = merged.sentence
        if merged.blocks:
            self._session.change(study=merged.study)
            self._session.edit("find outlines again", found_again(now.document, merged.study))
            self._window.keeper.remember(other, self._paths)
        if document is not None:
            there = self._session.now.document
            whole, count = with_work_of(there, document, merged.study)
            self._session.edit("add the work of a project", whole)
            outlines = f"{count} outline{'s' * (count != 1)} of the project came along; undo takes them back."
            said = f"{said} {outlines}" if merged.blocks else outlines if whole != there else NOTHING_NEW
        self._session.change(notice=Notice("information", said))

    def _refuse(self, sentence: str) -> None:
        self._window.status.hide_progress()
        plain = sentence
        hides = self._session.now.view.hides_patient
        for path in self._paths:
            plain = plain.replace(str(path), "this file" if hides else path.name)
        self._session.change(notice=Notice("refused", f"{plain[:1].upper()}{plain[1:]}"))

    def close(self) -> None:
        """End what opens in the background."""
        self._loader.close()
        self._projects.close()
