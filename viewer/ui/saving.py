"""Projects and tables from the window: saving, opening, asking about unsaved work. The disk is never waited for.

What writes and reads them is imported on the thread that does so: the first image does not wait for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.loading import BackgroundTask, Progress
from viewer.app.session import Snapshot
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.core.view import View
from viewer.errors import UsageError
from viewer.tools.gesture import Notice

if TYPE_CHECKING:
    from viewer.app.projects import OpenedProject, ProjectFile
    from viewer.measure.measurement import Measurement
    from viewer.ui.dialogs import questions
    from viewer.ui.main_window import MainWindow

PROJECT_NAME = "multifidus.mfv"
"""Name offered for a project: it names nobody."""

TABLE_NAME = "multifidus-numbers.xlsx"
"""Name offered for a table."""

_TABLES = "Spreadsheet (*.xlsx);;Comma-separated values (*.csv);;JSON (*.json)"
_PROJECTS = "Multifidus projects (*.mfv)"


@dataclass(frozen=True, slots=True)
class _Writing:
    """What is being saved: file, study and document."""

    path: Path
    study: Study
    document: Document


@dataclass(frozen=True, slots=True)
class Left:
    """Work that may be left for something else: the document, and whether an outline was being drawn."""

    document: Document = field(default_factory=Document)
    is_drawing: bool = False


class Saving(QObject):
    """Saves and opens projects, and saves tables, for the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self.is_closing_agreed = False
        self._file: ProjectFile | None = None
        self._then: Callable[[], None] | None = None
        self._writing: _Writing | None = None
        self._waiting: Path | None = None
        self._table: Path | None = None
        self._left = Left()
        self._given_up = 0
        post = window.bridge.post
        self._saver: BackgroundTask[tuple[Path, ProjectFile]] = BackgroundTask(
            on_done=lambda _, done: post(lambda: self._on_saved(*done)),
            on_failed=lambda _, sentence: post(lambda: self._on_save_failed(sentence)),
        )
        self._tables: BackgroundTask[Path] = BackgroundTask(
            on_done=lambda _, path: post(lambda: self._say(f"Saved the numbers{self._as_named(path)}.")),
            on_failed=lambda _, sentence: post(lambda: self._refuse(self._without_folder(sentence, self._table))),
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
        if self.path is None:
            self.save_as()
        else:
            self._save_to(self.path)

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        start = self.path or Path(self._window.settings.last_folder or Path.home()) / PROJECT_NAME
        dialog = QtWidgets.QFileDialog(self._window, "Save project", str(start), _PROJECTS)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("mfv")
        dialog.selectFile(start.name)
        dialog.fileSelected.connect(lambda name: self._save_to(Path(name)))
        dialog.rejected.connect(self._forget_then)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _save_to(self, path: Path) -> None:
        now = self._window.session.now
        if now.study is None:
            return
        if self._writing is not None:  # two at once could end in the wrong order, the older one on top
            self._waiting = path
            return
        study, document, view, before = now.study, now.document, now.view, self._file
        prepared = self._window.feed.live.prepared
        self._writing = _Writing(path, study, document)

        def work(_: object) -> "tuple[Path, ProjectFile]":
            from viewer.app.projects import save

            measured = _measured(document, study, prepared)
            return path, save(path, study=study, document=document, view=view, measurement=measured, before=before)

        self._saver.start(work, name_hint=path.name)

    def _on_saved(self, path: Path, file: "ProjectFile") -> None:
        writing, self._writing = self._writing, None
        settings = replace(self._window.settings.with_recent(path), last_folder=str(path.parent))
        self._window.keeper.keep(settings)
        # Another study that was opened meanwhile has nothing to do with this file.
        if writing is not None and writing.study is self._window.session.now.study:
            self.path, self._file = path, file
            self._window.session.mark_saved(writing.document)
        self._say(f"Saved{self._as_named(path, before=' ')}.")
        if self._save_waiting():
            return
        then, self._then = self._then, None
        if then is not None:
            then()

    def _on_save_failed(self, sentence: str) -> None:
        writing, self._writing = self._writing, None
        if self._save_waiting():
            return
        self._forget_then()
        self._refuse(self._without_folder(sentence, None if writing is None else writing.path))

    def _save_waiting(self) -> bool:
        """Save what was asked to be saved while another save was on its way, and return whether there was any."""
        path, self._waiting = self._waiting, None
        if path is not None:
            self._save_to(path)
        return path is not None

    def _forget_then(self) -> None:
        self._then = None

    def _as_named(self, path: Path, *, before: str = " as ") -> str:
        """Name of a file for a sentence, '' where names are hidden."""
        return "" if self._window.session.now.view.hides_patient else f"{before}{path.name}"

    def _without_folder(self, sentence: str, path: Path | None) -> str:
        """Sentence without the folder of the file it is about, and without its name where names are hidden."""
        if path is None:
            return sentence
        name = "The file" if self._window.session.now.view.hides_patient else path.name
        return sentence.replace(str(path), name)

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
        now = self._window.session.now
        if now.study is None or not now.document.outlines:
            self._refuse("There is no outline to measure; draw one round a muscle first.")
            return
        study, document = now.study, now.document
        start = Path(self._window.settings.last_folder or Path.home()) / TABLE_NAME
        dialog = QtWidgets.QFileDialog(self._window, "Save numbers", str(start), _TABLES)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(start.name)
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(_ending(name)))
        dialog.fileSelected.connect(lambda name: self._save_table(Path(name), document, study))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _save_table(self, path: Path, document: Document, study: Study) -> None:
        prepared = self._window.feed.live.prepared
        inputs = () if self.path is None else (self.path,)
        self._table = path

        def work(_: object) -> Path:
            from viewer.app.numbers.saving import save_table

            save_table(path, document, study, prepared=prepared, inputs=inputs)
            return path

        self._tables.start(work, name_hint=path.name)

    # Opening

    def open_project(self, path: Path, *, images: tuple[Path, ...] | None = None) -> None:
        """Open a project and its images, instead of what is being opened."""
        self._window.opening.give_up()
        self._left = self.left()
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

    def left(self) -> "Left":
        """The work that may be left now, as nothing of it was unsaved or the user said so."""
        session = self._window.session
        return Left(session.now.document, is_drawing=session.is_drawing)

    def ask_again(self, left: "Left", then: Callable[[], None]) -> None:
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
        elif found.differences:
            questions.ask_changed_numbers(
                self._window, differences=found.differences, decided=lambda answer: self._answer_changed(answer, found)
            )
        else:
            self._show(found)

    def _answer_missing(self, answer: "questions.Missing", project: Path) -> None:
        if answer == "locate":
            self._locate(project)

    def _answer_changed(self, answer: "questions.Changed", found: "OpenedProject") -> None:
        """Show the project; with the new numbers it counts as changed, so that closing asks before they are lost.

        A project that is to stay as it is is no longer what Save writes to: a name is asked for.
        """
        self._show(found, is_changed=answer == "use new", is_kept=answer == "keep")

    def _locate(self, project: Path) -> None:
        dialog = QtWidgets.QFileDialog(self._window, "Where are the images?", str(project.parent))
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(
            lambda names: self.open_project(project, images=tuple(Path(name) for name in names))
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show(self, found: "OpenedProject", *, is_changed: bool = False, is_kept: bool = False) -> None:
        self.ask_again(self._left, lambda: self._show_now(found, is_changed=is_changed, is_kept=is_kept))

    def _show_now(self, found: "OpenedProject", *, is_changed: bool, is_kept: bool) -> None:
        if found.study is None or found.bound is None:
            return
        self.path, self._file = None if is_kept else found.path, found.project
        view = found.bound.view
        place = Place(view.series, view.slice_number)
        if not view.series:
            from viewer.app.choosing import choose_first

            choice = choose_first(found.study)
            place = Place(choice.series.number, choice.slice_number)
        self._window.show_study(found.study, place, document=found.bound.document, view=_with_place(view, place))
        settings = replace(self._window.settings.with_recent(found.path), last_folder=str(found.path.parent))
        self._window.keeper.keep(settings)
        if is_changed:
            self._window.session.change(saved=Document())
        if found.warnings:
            self._say(" ".join(found.warnings))

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("information", sentence))

    def _refuse(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("refused", sentence))

    def close(self) -> None:
        """End every thread; what is being saved is saved to the end."""
        self._opener.close()
        self._tables.close()
        self._saver.close(timeout_s=10.0)


def _measured(document: Document, study: Study, prepared: object) -> "Measurement | None":
    """Numbers to store with a project, None where there is nothing to measure."""
    from viewer.app.numbers.saving import measurement_of_document

    try:
        return measurement_of_document(document, study, prepared=prepared)  # type: ignore[arg-type]  # its own dict
    except UsageError:
        return None


def _ending(name: str) -> str:
    """Ending of the files that a filter of the dialog shows."""
    return name.partition("*.")[2].rstrip(")")


def _with_place(view: View, place: Place) -> View:
    return replace(view, series=place.series, slice_number=place.slice_number)
