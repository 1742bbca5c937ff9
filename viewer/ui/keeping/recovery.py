"""Work kept against a crash: offered when the program starts again, opened, or discarded once the user has said so.

It is looked for on a thread of its own, after the first image; what reads it is imported there.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.background import BackgroundTask, Progress
from viewer.app.work import Left
from viewer.core.history import Place
from viewer.core.view import View
from viewer.tools.gesture import Notice, NoticeKind

if TYPE_CHECKING:
    from viewer.app.journalling.recovering import FoundWork, OpenedWork
    from viewer.ui.keeping.recovery_dialog import RecoveryDialog
    from viewer.ui.main_window import MainWindow

PASTED = (
    "The image of this work was pasted and is in no file, so it cannot be brought back. The outlines are kept: paste "
    "the same picture again, then choose File ▸ Unsaved work."
)


class Recovery(QObject):
    """Offers unsaved work of runs of the program that are no more.

    Parameters
    ----------
    window
        The program's window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._left = Left()
        self._works: tuple[FoundWork, ...] = ()
        self._opening: FoundWork | None = None
        self._held: OpenedWork | None = None
        self._is_asked_for = False
        self.dialog: RecoveryDialog | None = None
        post = window.bridge.post
        self._looker: BackgroundTask[tuple[FoundWork, ...]] = BackgroundTask(
            on_done=lambda _, works: post(lambda: self._on_found(works)),
            on_failed=lambda _, sentence: post(lambda: self._say("refused", sentence)),
        )
        self._opener: BackgroundTask[OpenedWork] = BackgroundTask(
            on_done=lambda _, work: post(lambda: self._on_opened(work)),
            on_failed=lambda _, sentence: post(lambda: self._on_failed(sentence)),
            on_cancelled=lambda _: post(lambda: self._on_failed("Opening was stopped; the work is still kept.")),
            on_progress=lambda _, done, total, __: post(
                lambda: window.status.show_progress("Opening the unsaved work", done, total)
            ),
        )

    def look(self, *, is_asked_for: bool = False) -> None:
        """Look for work that was left behind, and offer it.

        Parameters
        ----------
        is_asked_for
            Whether the user asked, who is then told also where there is none.
        """
        self._is_asked_for = is_asked_for
        self._let_go()

        def work(_: Progress) -> "tuple[FoundWork, ...]":
            from viewer.app.journalling.recovering import found_work

            return found_work()

        self._looker.start(work)

    def _on_found(self, works: "tuple[FoundWork, ...]") -> None:
        if self.dialog is not None:
            self._works = works
            self.dialog.show_works(works)
        elif works:
            self._show(works)
        elif self._is_asked_for:
            self._say("information", "No unsaved work of an earlier run of the program was left behind.")

    def _show(self, works: "tuple[FoundWork, ...]") -> None:
        from viewer.ui.keeping.recovery_dialog import RecoveryDialog

        self._works = works
        hides = self._window.session.now.view.hides_patient
        self.dialog = dialog = RecoveryDialog(works, hides_names=hides, parent=self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.opened.connect(self.choose)
        dialog.discarded.connect(self.ask_discard)
        dialog.finished.connect(self._on_dialog_closed)
        dialog.open()

    def _on_dialog_closed(self) -> None:
        self.dialog = None

    # Opening

    def choose(self, work: "FoundWork") -> None:
        """Open a work, after asking about what is open now and about the computer that left it."""
        if not work.elsewhere:
            self._window.saving.ask_before(lambda: self._open(work))
            return
        choices: tuple[tuple[Literal["open", "cancel"], str, QtWidgets.QMessageBox.ButtonRole], ...] = (
            ("open", "&Nobody is at it, open it", QtWidgets.QMessageBox.ButtonRole.AcceptRole),
            ("cancel", "Cancel", QtWidgets.QMessageBox.ButtonRole.RejectRole),
        )
        from viewer.ui.dialogs.questions import ask

        ask(
            self._window,
            f"Is the program still open on the computer {work.elsewhere}?",
            "This work was done there, and that computer cannot be asked. If it is still open there, go on with it "
            "there: opened twice, one of both would be lost.",
            choices,
            decided=lambda answer: (
                self._window.saving.ask_before(lambda: self._open(work)) if answer == "open" else None
            ),
            default="cancel",
        )

    def _open(self, work: "FoundWork", *, images: tuple[Path, ...] | None = None) -> None:
        self._window.opening.give_up()
        self._window.projects.give_up()
        self._let_go()
        self._left = self._window.saving.left()
        self._opening = work
        self._window.status.show_progress("Opening the unsaved work", 0, 0)
        shown = self._window.session.now.study

        def read(progress: Progress) -> "OpenedWork":
            from viewer.app.journalling.recovering import open_work

            return open_work(work.name, images=images, shown=shown, progress=progress)

        self._opener.start(read, name_hint="unsaved work")

    def cancel(self) -> None:
        """Stop opening a work; it stays kept."""
        self._opener.cancel()

    def _on_failed(self, sentence: str) -> None:
        self._window.status.hide_progress()
        self._say("refused", self._window.opening.without_folders(sentence))

    def _on_opened(self, opened: "OpenedWork") -> None:
        self._window.status.hide_progress()
        if opened.found.study is not None:
            self._held = opened
            self._window.saving.ask_again(self._left, lambda: self._show_work(opened))
            return
        opened.claim.release()
        if opened.is_pasted:
            self._say("refused", PASTED)
        else:
            self._ask_images()

    def _ask_images(self) -> None:
        from viewer.ui.dialogs import questions

        work = self._opening

        def answered(answer: "questions.Missing") -> None:
            if answer == "locate" and work is not None:
                self._locate(work)

        questions.ask_missing_images(self._window, of="work", decided=answered)

    def _locate(self, work: "FoundWork") -> None:
        folder, hides = self._window.settings.last_folder, self._window.session.now.view.hides_patient
        from viewer.ui.dialogs.files import file_dialog  # no image waits for it

        dialog = file_dialog(self._window, "Where are the images?", folder, hides_patient=hides)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda names: self._open(work, images=tuple(Path(name) for name in names)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_work(self, opened: "OpenedWork") -> None:
        """Show the work with its history; it counts as unsaved until it is saved."""
        found, session = opened.found, self._window.session
        if found.study is None or found.bound is None:
            return
        view = found.bound.view
        place = Place(view.series, view.slice_number)
        if not view.series:
            from viewer.app.choosing import choose_first

            choice = choose_first(found.study)
            place = Place(choice.series.number, choice.slice_number)
        self._window.saving.belongs_to(opened.path, opened.file)
        self._window.show_study(found.study, place, document=found.bound.document, view=_with_place(view, place))
        self._window.journalling.takes_over(opened.claim)
        self._held = None
        session.change(
            history=opened.history,
            saved=opened.saved,
            has_seen_numbers=session.now.has_seen_numbers or opened.has_seen_numbers,
        )
        self._say("information", " ".join(("Your unsaved work is open again; save it.", *opened.warnings)))

    # Discarding

    def ask_discard(self, work: "FoundWork") -> None:
        """Discard a work, after asking once more."""
        from viewer.app.journalling.words import details_of, title_of
        from viewer.ui.dialogs.questions import ask

        choices: tuple[tuple[Literal["discard", "cancel"], str, QtWidgets.QMessageBox.ButtonRole], ...] = (
            ("discard", "&Discard it", QtWidgets.QMessageBox.ButtonRole.DestructiveRole),
            ("cancel", "&Keep it", QtWidgets.QMessageBox.ButtonRole.RejectRole),
        )
        hides = self._window.session.now.view.hides_patient
        title = title_of(work, hides_names=hides)
        what = title if work.refusal else f"{title}\n{details_of(work)}"
        ask(
            self.dialog or self._window,
            "Discard this unsaved work for good?",
            f"{what}\n\nNothing brings it back. A project that was saved stays as it is.",
            choices,
            decided=lambda answer: self._discard(work) if answer == "discard" else None,
            default="cancel",
        )

    def _discard(self, work: "FoundWork") -> None:
        rest = tuple(other for other in self._works if other.name != work.name)

        def work_left(_: Progress) -> "tuple[FoundWork, ...]":
            from viewer.app.journalling.recovering import discard

            refusal = discard(work.name)
            if refusal:
                self._window.bridge.post(lambda: self._say("refused", refusal))
            return rest

        self._looker.start(work_left)

    def _say(self, kind: NoticeKind, sentence: str) -> None:
        self._window.session.change(notice=Notice(kind, sentence))

    def _let_go(self) -> None:
        """Leave work that was read, and then not shown as the user went on with what was open."""
        held, self._held = self._held, None
        if held is not None:
            held.claim.release()

    def close(self) -> None:
        """End the threads."""
        self._looker.close()
        self._opener.close()
        self._let_go()


def _with_place(view: View, place: Place) -> View:
    return replace(view, series=place.series, slice_number=place.slice_number)
