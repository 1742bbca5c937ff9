"""Projects saved from the window, and asking about unsaved work. The disk is never waited for.

What writes them is imported on the thread that does so: the first image does not wait for it.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.background import BackgroundTask
from viewer.app.levels.file_names import project_name
from viewer.app.session import Snapshot
from viewer.app.work import Left, Work
from viewer.tools.gesture import Notice
from viewer.ui.canvas.canvas import without_folders
from viewer.ui.keeping.holding import Holding

if TYPE_CHECKING:
    from viewer.app.projects import ProjectFile
    from viewer.app.projects.held import Saved
    from viewer.ui.dialogs import questions
    from viewer.ui.main_window import MainWindow

_PROJECTS = "Multifidus projects (*.mfv)"


class Saving(QObject):
    """Saves projects for the window, and asks about what is not saved."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self.is_closing_agreed = False
        self._file: ProjectFile | None = None
        self._then: Callable[[], None] | None = None
        self._writing: tuple[Path, Work] | None = None
        self._waiting: tuple[Path, Work] | None = None
        self._closing: Callable[[], bool] | None = None
        self.holding = Holding(window)
        post = window.bridge.post
        self._saver: BackgroundTask[Saved] = BackgroundTask(
            on_done=lambda _, done: post(lambda: self._on_written(done)),
            on_failed=lambda _, sentence: post(lambda: self._on_save_failed(sentence)),
            doing="saving",
        )

    def shown_name(self, now: Snapshot) -> str:
        """Name of the project for the title, '' where there is none or it is hidden with the patient's data."""
        if now.study is None:
            return ""
        if self.path is None:
            return "Untitled"
        name = "Project" if now.view.hides_patient else self.path.stem
        return f"{name} (read-only)" if self.holding.is_read_only else name

    def forget_project(self) -> None:
        """What is open no longer belongs to a project file."""
        self.belongs_to(None, None)

    # Saving

    def save(self) -> None:
        """Save to the project's file, asking for one where there is none or it is read-only here."""
        work = self.work()
        if self.path is None or self.holding.is_read_only:
            self.save_as()
        elif work is not None:
            self._save_to(self.path, work)

    def save_as(self, *, is_copy: bool = False) -> None:
        """Ask for a file and save to it what is open now, whatever is open when the user has answered.

        Parameters
        ----------
        is_copy
            Whether another name than the project's is offered first, as if the project were read-only.
        """
        work = self.work()
        if work is None:
            return
        hides = self._window.session.now.view.hides_patient
        folder = Path(self._window.settings.last_folder or Path.home())
        start = self.path or folder / project_name(work.document, work.study)
        if self.path is not None and (is_copy or self.holding.is_read_only):
            start = start.with_name(f"{start.stem}-copy.mfv")
        if hides:  # the project may be called like the patient
            start = start.with_name(project_name(work.document, work.study))
        from viewer.ui.dialogs.files import file_dialog  # no image waits for it

        dialog = file_dialog(self._window, "Save project", start.parent, _PROJECTS, hides_patient=hides)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("mfv")
        dialog.selectFile(start.name)
        dialog.fileSelected.connect(lambda name: self._save_to(Path(name), work))
        dialog.rejected.connect(self._forget_then)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def work(self) -> Work | None:
        """What is open now, None for nothing."""
        now = self._window.session.now
        if now.study is None:
            return None
        return Work(now.study, now.document, now.view, self._window.feed.live.prepared, self.path, self._file)

    def _save_to(self, path: Path, work: Work, *, may_replace: bool = False) -> None:
        if self._writing is not None:  # two at once could end in the wrong order, the older one on top
            self._waiting = path, work
            return
        self._writing = path, work

        def write(_: object) -> "Saved":
            from viewer.app.projects.held import save_held

            return save_held(path, work, self.holding.holder(), may_replace=may_replace)

        self._saver.start(write, name_hint=path.name)

    def _on_written(self, done: "Saved") -> None:
        if done.file is None:
            self._on_conflict(done)
        else:
            self._on_saved(done.path, done.work, done.file)

    def _on_saved(self, path: Path, work: Work, file: "ProjectFile") -> None:
        self._writing = None
        settings = replace(self._window.settings.with_recent(path), last_folder=str(path.parent))
        self._window.keeper.keep(settings)
        # Another study that was opened meanwhile has nothing to do with this file.
        if work.study is self._window.session.now.study:
            self.path, self._file = path, file
            self.holding.be_free()
            self._window.session.mark_saved(work.document)
        self.holding.settle(self.path)
        self._say(f"Saved{self.as_named(path, before=' ')}.")
        if self._waiting is not None and self._waiting[0] == path and self._waiting[1].study is work.study:
            # It was asked for before this was written: what is there now is no change by somebody else.
            self._waiting = path, replace(self._waiting[1], path=path, file=file)
        if self._save_waiting():
            return
        then, self._then = self._then, None
        if then is not None:
            then()
        self._close_if_written()

    def _on_conflict(self, done: "Saved") -> None:
        """Ask about a project that somebody else saved meanwhile or has taken over; nothing was written."""
        self._writing = self._waiting = self._closing = None
        self.holding.settle(self.path)
        if done.work.study is not self._window.session.now.study:
            self._forget_then()
            self._refuse("The project was changed or taken over by somebody else meanwhile, so it was not saved.")
            return
        self.holding.show(done.hold)
        from viewer.ui.dialogs.saving_questions import ask_changed_on_disk, ask_taken

        def answered(answer: str) -> None:
            if answer == "replace":
                self._save_to(done.path, done.work, may_replace=True)
            elif answer == "save as":
                self.save_as(is_copy=True)
            else:
                self._forget_then()

        if done.conflict == "changed":
            ask_changed_on_disk(self._window, decided=answered)
        else:
            ask_taken(self._window, sentence=done.hold.sentence, decided=answered)

    def _on_save_failed(self, sentence: str) -> None:
        writing, self._writing = self._writing, None
        self.holding.settle(self.path)
        if self._save_waiting():
            return
        self._forget_then()
        self._closing = None
        self._refuse(self.without_folder(sentence, None if writing is None else writing[0]))

    def _save_waiting(self) -> bool:
        """Save what was asked to be saved while another save was on its way, and return whether there was any."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._save_to(*waiting)
        return waiting is not None

    def _forget_then(self) -> None:
        self._then = None

    def as_named(self, path: Path, *, before: str = " as ") -> str:
        """Name of a file for a sentence, '' where names are hidden."""
        return "" if self._window.session.now.view.hides_patient else f"{before}{path.name}"

    def without_folder(self, sentence: str, path: Path | None) -> str:
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
        return self._writing is not None or self._window.tables.is_writing or self._window.windows.is_writing

    def _close_for_good(self, close: Callable[[], bool]) -> None:
        self.is_closing_agreed = True
        self.is_closing_agreed = close()  # where the window stays, there may be work again

    def belongs_to(self, path: Path | None, file: "ProjectFile | None") -> None:
        """Say which project file what is open belongs to, None for none yet.

        Parameters
        ----------
        path
            What Save writes to, None to ask for a name.
        file
            The project as it was read; what it holds beyond what is open is kept.
        """
        self.path, self._file = path, file
        self.holding.follow(path, file)

    def project(self) -> tuple[Path | None, str]:
        """Path of the project that Save writes to, None for none, and the digest of its bytes, '' if not known."""
        return self.path, "" if self._file is None else self._file.stored_digest

    def warn(self, sentence: str) -> None:
        """Tell the user that something could not be kept."""
        self._refuse(sentence)

    def on_written(self, *, is_failed: bool = False) -> None:
        """Close the window that waited for something else to be written, unless that failed."""
        if is_failed:
            self._closing = None
        self._close_if_written()

    def _close_if_written(self) -> None:
        if self._closing is not None and not self._is_writing:
            close, self._closing = self._closing, None
            close()

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("information", sentence))

    def _refuse(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("refused", sentence))

    def close(self) -> None:
        """End the threads and give the project's lock back; nothing is being written any more, see `may_close`."""
        self._saver.close()
        self.holding.close()
