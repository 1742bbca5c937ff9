"""Projects opened from the window: read with their images on a thread of their own, questions asked, then shown.

What reads them is imported on that thread: the first image does not wait for it.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.background import BackgroundTask, Progress
from viewer.app.work import Left
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.view import View
from viewer.tools.gesture import Notice

if TYPE_CHECKING:
    from viewer.app.projects import OpenedProject
    from viewer.ui.dialogs import questions
    from viewer.ui.main_window import MainWindow


class ProjectOpening(QObject):
    """Opens projects for the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._left = Left()
        self._given_up = 0
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

    def open(self, path: Path, *, images: tuple[Path, ...] | None = None, left: Left | None = None) -> None:
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
        self._left = self._window.saving.left() if left is None else left
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
        hides = self._window.session.now.view.hides_patient
        from viewer.ui.dialogs.files import file_dialog  # no image waits for it

        dialog = file_dialog(self._window, "Where are the images?", project.parent, hides_patient=hides)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda names: self.open(project, images=tuple(Path(name) for name in names)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show(self, found: "OpenedProject", how: "questions.Reopened") -> None:
        self._window.saving.ask_again(self._left, lambda: self._show_now(found, how))

    def _show_now(self, found: "OpenedProject", how: "questions.Reopened") -> None:
        """Show a project; with new numbers it counts as changed, so that closing asks before they are lost.

        One that is to stay as it is is no longer what Save writes to: a name is asked for.
        """
        if found.study is None or found.bound is None:
            return
        self._window.saving.belongs_to(None if how.is_kept else found.path, found.project)
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
        if found.said_on_opening:
            self._say(" ".join(found.said_on_opening))

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("information", sentence))

    def _refuse(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("refused", sentence))

    def close(self) -> None:
        """End the thread."""
        self._opener.close()


def _with_place(view: View, place: Place) -> View:
    return replace(view, series=place.series, slice_number=place.slice_number)
