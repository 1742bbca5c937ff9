"""Projects and tables from the window: saving, opening, asking about unsaved work. The disk is never waited for.

What writes and reads them is imported on the thread that does so: the first image does not wait for it.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.background import BackgroundTask, Progress
from viewer.app.levels.file_names import numbers_name, project_name
from viewer.app.session import Snapshot
from viewer.app.work import Left, Work
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.view import View
from viewer.tools.gesture import Notice
from viewer.ui.canvas.canvas import without_folders

if TYPE_CHECKING:
    from viewer.app.projects import OpenedProject, ProjectFile
    from viewer.ui.dialogs import questions
    from viewer.ui.main_window import MainWindow

_TABLES = "Spreadsheet (*.xlsx);;Comma-separated values (*.csv);;JSON (*.json)"
_PROJECTS = "Multifidus projects (*.mfv)"


class Saving(QObject):
    """Saves and opens projects, and saves tables, for the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self.is_closing_agreed = False
        self._file: ProjectFile | None = None
        self._then: Callable[[], None] | None = None
        self._writing: tuple[Path, Work] | None = None
        self._waiting: tuple[Path, Work] | None = None
        self._table: Path | None = None
        self._closing: Callable[[], bool] | None = None
        self._left = Left()
        self._given_up = 0
        post = window.bridge.post
        self._saver: BackgroundTask[tuple[Path, ProjectFile]] = BackgroundTask(
            on_done=lambda _, done: post(lambda: self._on_saved(*done)),
            on_failed=lambda _, sentence: post(lambda: self._on_save_failed(sentence)),
            doing="saving",
        )
        self._tables: BackgroundTask[Path] = BackgroundTask(
            on_done=lambda _, path: post(lambda: self._on_table_saved(path)),
            on_failed=lambda _, sentence: post(lambda: self._on_table_failed(sentence)),
            doing="saving",
        )
        self._opener: BackgroundTask[OpenedProject] = BackgroundTask(
            on_done=lambda run, found: self._post_wanted(run, lambda: self._on_opened(found)),
            on_failed=lambda run, sentence: self._post_wanted(run, lambda: self._on_open_failed(sentence)),
            on_cancelled=lambda run: self._post_wanted(
                run, lambda: self._on_open_failed("Opening was stopped; what was open is unchanged.")
            ),
            on_progress=lambda run, done, total, _: self._post_wanted(
                run, lambda: window.status.show_progress("Opening the project's images", done, total)
            ),
        )

    def _post_wanted(self, generation: int, work: Callable[[], None]) -> None:
        """Have the window do what comes of opening a project, unless something else is opened by then."""
        self._window.bridge.post(lambda: work() if generation > self._given_up else None)

    def shown_name(self, now: Snapshot) -> str:
        """Name of the project for the title, '' where there is none or it is hidden with the patient's data."""
        if now.study is None:
            return ""
        if self.path is None:
            return "Untitled"
        return "Project" if now.view.hides_patient else self.path.stem

    def forget_project(self) -> None:
        """What is open no longer belongs to a project file."""
        self.path = self._file = None

    # Saving

    def save(self) -> None:
        """Save to the project's file, asking for one where there is none."""
        work = self._work()
        if self.path is None:
            self.save_as()
        elif work is not None:
            self._save_to(self.path, work)

    def save_as(self) -> None:
        """Ask for a file and save to it what is open now, whatever is open when the user has answered."""
        work = self._work()
        if work is None:
            return
        folder = Path(self._window.settings.last_folder or Path.home())
        start = self.path or folder / project_name(work.document, work.study)
        dialog = QtWidgets.QFileDialog(self._window, "Save project", str(start), _PROJECTS)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("mfv")
        dialog.selectFile(start.name)
        dialog.fileSelected.connect(lambda name: self._save_to(Path(name), work))
        dialog.rejected.connect(self._forget_then)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _work(self) -> Work | None:
        """What is open now, None for nothing."""
        now = self._window.session.now
        if now.study is None:
            return None
        return Work(now.study, now.document, now.view, self._window.feed.live.prepared, self.path, self._file)

    def _save_to(self, path: Path, work: Work) -> None:
        if self._writing is not None:  # two at once could end in the wrong order, the older one on top
            self._waiting = path, work
            return
        self._writing = path, work
        self._saver.start(lambda _: (path, work.save(path)), name_hint=path.name)

    def _on_saved(self, path: Path, file: "ProjectFile") -> None:
        writing, self._writing = self._writing, None
        settings = replace(self._window.settings.with_recent(path), last_folder=str(path.parent))
        self._window.keeper.keep(settings)
        # Another study that was opened meanwhile has nothing to do with this file.
        if writing is not None and writing[1].study is self._window.session.now.study:
            self.path, self._file = path, file
            self._window.session.mark_saved(writing[1].document)
        self._say(f"Saved{self._as_named(path, before=' ')}.")
        if self._save_waiting():
            return
        then, self._then = self._then, None
        if then is not None:
            then()
        self._close_if_written()

    def _on_save_failed(self, sentence: str) -> None:
        writing, self._writing = self._writing, None
        if self._save_waiting():
            return
        self._forget_then()
        self._closing = None
        self._refuse(self._without_folder(sentence, None if writing is None else writing[0]))

    def _save_waiting(self) -> bool:
        """Save what was asked to be saved while another save was on its way, and return whether there was any."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._save_to(*waiting)
        return waiting is not None

    def _forget_then(self) -> None:
        self._then = None

    def _as_named(self, path: Path, *, before: str = " as ") -> str:
        """Name of a file for a sentence, '' where names are hidden."""
        return "" if self._window.session.now.view.hides_patient else f"{before}{path.name}"

    def _without_folder(self, sentence: str, path: Path | None) -> str:
        """Sentence without the folder of the file it is about, and without its name where names are hidden."""
        if path is None:
            return sentence
        return without_folders(sentence, str(path), is_hidden=self._window.session.now.view.hides_patient)

    def ask_before(self, then: Callable[[], None], *, before: str = "opening something else") -> None:
        """Do something that ends the present work, after asking about what is unfinished and what is not saved."""
        if self._window.session.is_drawing:
            from viewer.ui.dialogs import questions

            questions.ask_unfinished(self._window, before=before, discarded=lambda: self._ask_unsaved(then, before))
        else:
            self._ask_unsaved(then, before)

    def _ask_unsaved(self, then: Callable[[], None], before: str) -> None:
        if not self._window.session.now.is_modified:
            then()
            return

        def answered(answer: "questions.Unsaved") -> None:
            if answer == "discard":
                then()
            elif answer == "save":
                # Asked again: what is done while the disk is waited for is not saved yet.
                self._then = lambda: self.ask_before(then, before=before)
                self.save()

        from viewer.ui.dialogs import questions

        questions.ask_unsaved(self._window, before=before, decided=answered)

    def save_numbers(self) -> None:
        """Ask for a file and write the numbers of all outlined slices to it."""
        work = self._work()
        if work is None or not work.document.outlines:
            self._refuse("There is no outline to measure; draw one round a muscle first.")
            return
        start = Path(self._window.settings.last_folder or Path.home()) / numbers_name(work.document, work.study)
        dialog = QtWidgets.QFileDialog(self._window, "Save numbers", str(start), _TABLES)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(start.name)
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(_ending(name)))
        dialog.fileSelected.connect(lambda name: self._save_table(Path(name), work))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _save_table(self, path: Path, work: Work) -> None:
        self._table = path

        def write(_: object) -> Path:
            work.save_table(path)
            return path

        self._tables.start(write, name_hint=path.name)

    def _on_table_saved(self, path: Path) -> None:
        self._table = None
        self._say(f"Saved the numbers{self._as_named(path)}.")
        self._close_if_written()

    def _on_table_failed(self, sentence: str) -> None:
        path, self._table = self._table, None
        self._closing = None
        self._refuse(self._without_folder(sentence, path))

    # Closing

    def may_close(self, close: Callable[[], bool]) -> bool:
        """Whether the window may close now; else it is closed again when that may be.

        What is being written is waited for: where that fails, it is told and the window stays. Then the user is
        asked about unsaved work.

        Parameters
        ----------
        close
            Closes the window and returns whether it did.
        """
        session = self._window.session
        if self._is_writing:
            self._closing = close
            self._say("The window closes when everything is saved.")
        elif (session.now.is_modified or session.is_drawing) and not self.is_closing_agreed:
            self.ask_before(lambda: self._close_for_good(close), before="closing")
        else:
            return True
        return False

    @property
    def _is_writing(self) -> bool:
        return self._writing is not None or self._table is not None or self._window.windows.is_writing

    def _close_for_good(self, close: Callable[[], bool]) -> None:
        self.is_closing_agreed = True
        self.is_closing_agreed = close()  # where the window stays, there may be work again

    def on_written(self, *, is_failed: bool = False) -> None:
        """Close the window that waited for something else to be written, unless that failed."""
        if is_failed:
            self._closing = None
        self._close_if_written()

    def _close_if_written(self) -> None:
        if self._closing is not None and not self._is_writing:
            close, self._closing = self._closing, None
            close()

    # Opening

    def open_project(self, path: Path, *, images: tuple[Path, ...] | None = None, left: Left | None = None) -> None:
        """Open a project and its images, instead of what is being opened.

        Parameters
        ----------
        path
            Its file.
        images
            Where its images are, None to look for them.
        left
            The work that may be left for it, None for all that is there now.
        """
        self._window.opening.give_up()
        self._left = self.left() if left is None else left
        self._window.status.show_progress("Opening the project", 0, 0)

        def work(progress: Progress) -> "OpenedProject":
            from viewer.app.projects import open_project

            return open_project(path, images=images, progress=progress)

        self._opener.start(work, name_hint=path.name)

    def cancel(self) -> None:
        """Stop opening a project."""
        self._opener.cancel()

    def give_up(self) -> None:
        """Drop the answer of a project that is being opened: something else is opened now."""
        self._given_up = self._opener.generation
        self._opener.cancel()

    def left(self) -> Left:
        """The work that may be left now, as nothing of it was unsaved or the user said so."""
        session = self._window.session
        return Left(session.now.document, is_drawing=session.is_drawing)

    def ask_again(self, left: Left, then: Callable[[], None]) -> None:
        """Do something that was agreed to when opening began; ask about what was made since."""
        now = self.left()
        if now.document == left.document and (left.is_drawing or not now.is_drawing):
            then()
        else:
            self.ask_before(then)

    def _on_open_failed(self, sentence: str) -> None:
        self._window.status.hide_progress()
        self._refuse(self._window.opening.without_folders(sentence))

    def _on_opened(self, found: "OpenedProject") -> None:
        from viewer.ui.dialogs import questions

        self._window.status.hide_progress()
        if found.needs_images:
            questions.ask_missing_images(self._window, decided=lambda answer: self._answer_missing(answer, found.path))
        else:
            questions.ask_reopened(self._window, found, decided=lambda how: self._show(found, how))

    def _answer_missing(self, answer: "questions.Missing", project: Path) -> None:
        if answer == "locate":
            self._locate(project)

    def _locate(self, project: Path) -> None:
        dialog = QtWidgets.QFileDialog(self._window, "Where are the images?", str(project.parent))
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(
            lambda names: self.open_project(project, images=tuple(Path(name) for name in names))
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show(self, found: "OpenedProject", how: "questions.Reopened") -> None:
        self.ask_again(self._left, lambda: self._show_now(found, how))

    def _show_now(self, found: "OpenedProject", how: "questions.Reopened") -> None:
        """Show a project; with new numbers it counts as changed, so that closing asks before they are lost.

        One that is to stay as it is is no longer what Save writes to: a name is asked for.
        """
        if found.study is None or found.bound is None:
            return
        self.path, self._file = None if how.is_kept else found.path, found.project
        view = found.bound.view
        place = Place(view.series, view.slice_number)
        if not view.series:
            from viewer.app.choosing import choose_first

            choice = choose_first(found.study)
            place = Place(choice.series.number, choice.slice_number)
        self._window.show_study(found.study, place, document=found.bound.document, view=_with_place(view, place))
        settings = replace(self._window.settings.with_recent(found.path), last_folder=str(found.path.parent))
        self._window.keeper.keep(settings)
        if found.differences or found.offer is not None:
            self._window.session.change(has_seen_numbers=True)  # the questions about them named some
        if how.is_changed:
            self._window.session.change(saved=Document())
        if how.moved is not None:
            self._window.session.edit("choose method", how.moved)
        if found.warnings:
            self._say(" ".join(found.warnings))

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("information", sentence))

    def _refuse(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("refused", sentence))

    def close(self) -> None:
        """End every thread; nothing is being written any more, see `may_close`."""
        self._opener.close()
        self._tables.close()
        self._saver.close()


def _ending(name: str) -> str:
    """Ending of the files that a filter of the dialog shows."""
    return name.partition("*.")[2].rstrip(")")


def _with_place(view: View, place: Place) -> View:
    return replace(view, series=place.series, slice_number=place.slice_number)
