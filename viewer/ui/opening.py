"""Opening from the window: menu, drop, paste, recent list, sample. Nothing blocks; a failure leaves what was open."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QByteArray, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from viewer.app.choosing import PatientGroup, study_of_patient
from viewer.app.display.thumbnails import Thumbnails
from viewer.app.loading import Loader, Opened
from viewer.app.session import Snapshot
from viewer.app.work import Left
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.errors import plain
from viewer.tools.gesture import Notice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.ui.main_window import MainWindow

PROGRESS_AFTER_MS = 500
"""How long opening stays silent before it shows progress, ms."""

MENU_CHARACTERS = 120
"""Longest path that the list of recent files shows whole, characters: a menu may not grow wider than the screen."""

_FILTER = (
    "All that can be opened (*.dcm *.ima *.zip *.gz *.nii *.png *.jpg *.jpeg *.tif *.tiff *.mfv DICOMDIR);;"
    "Projects (*.mfv);;All files (*)"
)


class Opening(QObject):
    """Opens studies and projects for the window.

    Parameters
    ----------
    window
        Whose session shows them.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        post = window.bridge.post
        self._loader = Loader(
            on_opened=lambda g, found: self._post(lambda folders: self._on_opened(g, found, folders)),
            on_failed=lambda g, sentence: self._post(lambda folders: self._on_failed(g, sentence, folders)),
            on_cancelled=lambda generation: post(lambda: self._on_cancelled(generation)),
            on_progress=lambda g, done, total, name: post(lambda: self._on_progress(g, done, total, name)),
            on_project=lambda generation, path: post(lambda: self._on_project(generation, path)),
        )
        self._paths: tuple[Path, ...] = ()
        self._asked: tuple[Path, ...] = ()
        self._then: Callable[[Opened], None] | None = None
        self._left = Left()
        self._given_up = 0
        self.thumbnails_due: set[int] = set()
        """Numbers of the series whose pictures are still to come."""
        self._may_show = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(PROGRESS_AFTER_MS)
        self._late.timeout.connect(self._on_late)

    def _post(self, work: Callable[[frozenset[Path]], None]) -> None:
        """Have the window do something with the folders among what was asked for; called on the loader's thread.

        The disk is asked there: a drive that does not answer would hold up the window.
        """
        folders = frozenset(path for path in self._asked if _is_folder(path))
        self._window.bridge.post(lambda: work(folders))

    # Ways in

    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        dialog = self._file_dialog("Open folder")
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        dialog.setOption(QtWidgets.QFileDialog.Option.ShowDirsOnly, on=False)
        self._ask(dialog)

    def ask_files(self) -> None:
        """Let the user choose files."""
        dialog = self._file_dialog("Open files", _FILTER)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFiles)
        self._ask(dialog)

    def _ask(self, dialog: "QtWidgets.QFileDialog") -> None:
        dialog.filesSelected.connect(lambda names: self.open([Path(name) for name in names]))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _file_dialog(self, title: str, kinds: str = "") -> "QtWidgets.QFileDialog":
        from viewer.ui.dialogs.files import file_dialog

        window = self._window
        hides = window.session.now.view.hides_patient
        return file_dialog(window, title, window.settings.last_folder, kinds, hides_patient=hides)

    def drop(self, data: QMimeData) -> None:
        """Open what was dropped: files, folders, or a picture."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open(paths)
        elif data.hasImage():
            self._open_image(QImage(data.imageData()))
        else:
            self._say("Only files on this computer can be opened; save it to a file and drop that.")

    def paste(self) -> None:
        """Open the picture, or the files, that were copied elsewhere."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not (data.hasImage() or any(url.isLocalFile() for url in data.urls())):
            self._say("The clipboard holds no picture; copy one in another program and paste again.")
            return
        self.drop(data)

    def _open_image(self, image: QImage) -> None:
        """Open a picture from memory."""
        self._window.saving.ask_before(lambda: self._start((), lambda: self._loader.open_pasted(lambda: png_of(image))))

    def fill_recent(self, menu: QMenu) -> None:
        """Fill the list of what was open before."""
        menu.clear()
        is_hidden = self._window.session.now.view.hides_patient
        for number, path in enumerate(self._window.settings.recent, start=1):
            # A path may name the patient: hidden with all else that does.
            text = f"Recent {number}" if is_hidden else _in_menu(path)
            action = menu.addAction(text.replace("&", "&&"))
            action.triggered.connect(lambda _=False, p=path: self.open([Path(p)]))
        if not self._window.settings.recent:
            menu.addAction("Nothing yet").setDisabled(True)

    def open_sample(self, *, with_outlines: bool = False) -> None:
        """Open the synthetic study that comes with the program, with its outlines for a demonstration."""
        from viewer.app.sample import sample_document, sample_paths

        def show(found: Opened) -> None:
            place = Place(found.choice.series.number, found.choice.slice_number)
            document = sample_document(found.choice.image) if with_outlines else None
            self._window.show_study(
                found.study, place, reason=found.choice.reason, document=document, first=found.first
            )

        self.open(sample_paths(), then=show, is_remembered=False)

    def open(
        self,
        paths: Sequence[Path],
        *,
        then: Callable[[Opened], None] | None = None,
        is_remembered: bool = True,
    ) -> None:
        """Open paths; unsaved work is asked about first.

        Parameters
        ----------
        paths
            Files and folders, or one project.
        then
            What to do with what was found instead of showing it.
        is_remembered
            Whether the recent list gets it.
        """
        chosen = tuple(paths)
        self._window.saving.ask_before(
            lambda: self._start(chosen, lambda: self._loader.open(chosen), then, is_remembered=is_remembered)
        )

    def _start(
        self,
        paths: tuple[Path, ...],
        start: Callable[[], int],
        then: Callable[[Opened], None] | None = None,
        *,
        is_remembered: bool = True,
    ) -> None:
        self._window.projects.give_up()
        self._left = self._window.saving.left()
        self._asked, self._then = paths, then
        self._paths = paths if is_remembered else ()
        self._may_show = False
        self._late.start()
        start()

    def give_up(self) -> None:
        """Drop what is being opened without a word: something else is opened now."""
        self._given_up = self._loader.generation
        self._loader.cancel()
        self._late.stop()
        self._may_show = False

    def _is_wanted(self, generation: int) -> bool:
        return generation == self._loader.generation and generation > self._given_up

    def wait(self, longest_s: float) -> None:
        """Let the thread that opens work alone, until it is done or for a time in s; the answer is still to come."""
        ends = time.monotonic() + longest_s
        while self._loader.is_busy and time.monotonic() < ends:
            time.sleep(0.001)

    def cancel(self) -> None:
        """Stop what is being opened."""
        self._loader.cancel()
        self._window.projects.cancel()

    # What comes of it

    def _on_late(self) -> None:
        self._may_show = self._loader.is_busy
        if self._may_show:
            self._window.status.show_progress("Opening …", 0, 0)

    def _on_progress(self, generation: int, done: int, total: int, name: str) -> None:
        if self._may_show and self._is_wanted(generation):
            hidden = self._window.session.now.view.hides_patient
            what = "" if hidden else f" {name}"
            self._window.status.show_progress(f"Opening{what}: {done} of {total} files", done, total)

    def _end(self) -> None:
        self._late.stop()
        self._may_show = False
        self._window.status.hide_progress()

    def _on_failed(self, generation: int, sentence: str, folders: frozenset[Path]) -> None:
        if self._is_wanted(generation):
            self._end()
            self._say(self.without_folders(sentence, folders))

    def without_folders(self, sentence: str, folders: frozenset[Path] = frozenset()) -> str:
        """Sentence about what the user has just chosen, without the folders that it lies in.

        They make it long and may name the patient; so may names of files, where such names are hidden.

        Parameters
        ----------
        sentence
            For the user.
        folders
            What of the chosen paths is a folder.
        """
        is_hidden = self._window.session.now.view.hides_patient
        for path in self._asked:
            if is_hidden:
                sentence = re.sub(re.escape(str(path)) + r"[\\/].*?: ", "one of them: ", sentence)
            what = "this folder" if path in folders else "this file"
            sentence = sentence.replace(str(path), what if is_hidden else path.name)
        return sentence[:1].upper() + sentence[1:] if is_hidden else sentence

    def _on_cancelled(self, generation: int) -> None:
        if self._is_wanted(generation):
            self._end()
            self._say("Opening was stopped; what was open before is unchanged.")

    def _on_project(self, generation: int, path: Path) -> None:
        if self._is_wanted(generation):
            self._end()
            self._window.projects.open(path, left=self._left)

    def _on_opened(self, generation: int, found: Opened, folders: frozenset[Path]) -> None:
        if not self._is_wanted(generation):
            return
        self._end()
        if found.has_several_patients and self._then is None:
            self._window.windows.choose_patient(
                found, lambda found, group: self._show_patient(generation, found, group)
            )
        else:
            self._show(found, folders)

    def _show_patient(self, generation: int, found: Opened, group: PatientGroup) -> None:
        if self._is_wanted(generation):  # else something else was opened while the list was on the screen
            self._loader.take(study_of_patient(found.study, group))

    def _show(self, found: Opened, folders: frozenset[Path]) -> None:
        self._window.saving.ask_again(self._left, lambda: self._show_now(found, folders))

    def _show_now(self, found: Opened, folders: frozenset[Path]) -> None:
        self._window.saving.forget_project()
        if self._then is not None:
            then, self._then = self._then, None
            then(found)
        else:
            place = Place(found.choice.series.number, found.choice.slice_number)
            reason = f"{found.choice.reason}{_left_out(found)}"
            self._window.show_study(found.study, place, reason=reason, first=found.first)
        paths = self._paths
        if paths:
            first = paths[0]
            folder = first if first in folders else first.parent
            self._window.panels.then(lambda: self._keep(found.study, paths=paths, folder=folder))

    def _keep(self, study: Study, *, paths: tuple[Path, ...], folder: Path) -> None:
        """Remember for the next time what was opened, and where its images lie."""
        keeper = self._window.keeper
        keeper.keep(replace(keeper.settings.with_recent(paths[0]), last_folder=str(folder)))
        keeper.remember(study, paths)

    def on_study(self, now: Snapshot) -> None:
        """Make thumbnails of another study, once there is a list to show them in."""
        if now.study is not None and self._window.panels.is_made:
            self.thumbnails_due = {series.number for series in now.study.series}
            study, post = now.study, self._window.bridge.post
            made = Thumbnails(
                self._window.store, lambda number, grey: post(lambda: self._on_thumbnail(study, number, grey))
            )
            made.request(study.series)

    def _on_thumbnail(self, study: Study, number: int, grey: "NDArray[np.uint8] | None") -> None:
        if study is not self._window.session.now.study:
            return  # late: another study has blocks of the same numbers
        self.thumbnails_due.discard(number)
        if grey is not None:
            self._window.series_panel.set_thumbnail(number, grey)

    def remember(self, **fields: object) -> None:
        """Remember switches for the next time."""
        settings = replace(self._window.settings, **fields)  # type: ignore[arg-type]  # names are those of Settings
        self._window.keeper.keep(settings)

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("refused", sentence))

    def close(self) -> None:
        """End the thread of the loader."""
        self._loader.close()


def _in_menu(path: str) -> str:
    """Path as a menu can show it: one line, no sign that moves others, its two ends where it is long."""
    text = plain(path)
    if len(text) <= MENU_CHARACTERS:
        return text
    return f"{text[: MENU_CHARACTERS // 3]} … {text[-(MENU_CHARACTERS - MENU_CHARACTERS // 3 - 3) :]}"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # nobody may look, or the drive is gone


def png_of(image: QImage) -> bytes:
    """PNG of a picture's pixels alone: its texts, which Qt keeps, may name the patient."""
    plain = QImage(image).convertToFormat(QImage.Format.Format_RGB888)
    bare = QImage(plain.constBits(), plain.width(), plain.height(), plain.bytesPerLine(), plain.format())
    buffer = QtCore.QBuffer()
    buffer.open(QtCore.QIODevice.OpenModeFlag.WriteOnly)
    writer = QtGui.QImageWriter(buffer, QByteArray(b"PNG"))
    # Hardly compressed: it never reaches the disk, and compressing a photograph well takes a second.
    writer.setQuality(100)
    writer.write(bare)
    return bytes(buffer.data().data())


def _left_out(found: Opened) -> str:
    """How many files were not opened, as a sentence after another one; '' for none."""
    count = len(found.study.skipped)
    if not count:
        return ""
    return f" {'1 file was' if count == 1 else f'{count} files were'} not opened (File ▸ What was not opened)."
