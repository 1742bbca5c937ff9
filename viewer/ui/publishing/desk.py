"""What the window does for printing, bundle, report, case and finding: asks, works in the background, says how it went.

What makes the files is imported on the thread that does so.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressDialog

from viewer.app.background import BackgroundTask, Progress
from viewer.app.levels.file_names import stem_with_levels
from viewer.app.work import Work
from viewer.core.annotations.levels import settled_level
from viewer.tools.gesture import Notice
from viewer.tools.marks.crop import cropped
from viewer.ui import theme
from viewer.ui.canvas.canvas import without_folders
from viewer.ui.dialogs.files import file_dialog, keep_no_folders
from viewer.ui.publishing import making
from viewer.ui.publishing.reviewing import CROP, REVIEW, Host, Reviewing

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from viewer.app.figuring.publishing.reviewing import Output
    from viewer.app.figuring.sources import FigureSource
    from viewer.core.figures.reviewed import BoxPx
    from viewer.core.figures.spec import FigureSpec
    from viewer.core.series import Slice
    from viewer.figure.page import Page
    from viewer.ui.figuring.window import FigureDialog
    from viewer.ui.main_window import MainWindow
    from viewer.ui.publishing.making import Wanted

HIDDEN_NUMBERS = "The numbers are hidden, so the finding is too; show them first."

CASE = "case"
"""Name of the only work here that takes long enough for a progress bar."""

WRITTEN = ("bundle", "report", CASE)
"""Names of the work that writes something: the window stays open for it."""

_Then = Callable[[object], object]


class PublishingDesk(QObject):
    """Hands things on for the main window, one of each kind at a time.

    Parameters
    ----------
    window
        The main window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._tasks: dict[str, BackgroundTask[object]] = {}
        self.dialog: QDialog | None = None
        self.progress: QProgressDialog | None = None
        self.reviewing = Reviewing(self._host(), self)

    # Which figure

    def _wanted(self) -> "Callable[[], Wanted] | None":
        """What gives recipe, source and form of the figure that is meant: that of its window, else of the slice.

        It is called on another thread. None where nothing is outlined on the screen.
        """
        now, choices_text = self._window.session.now, self._window.settings.figure
        editor = self._editor
        self._window.session.change(has_seen_numbers=True)  # all of these tell numbers
        if editor is not None and editor.desk.source is not None:
            editor.flush()
            spec, source = editor.spec, editor.desk.source
            suffix, dpi = editor.form.suffix, editor.form.dpi
            return lambda: making.of_editor(spec, source, suffix, dpi)
        if now.image is None or not now.document.on_slice(now.image.key):
            return None
        return lambda: making.of_slice(now, choices_text)

    def _after_review(self, output: "Output", then: "Callable[[Callable[[], Wanted]], None]") -> None:
        """Go on with the figure that is meant, after a look at its pixels where there is doubt about any image."""

        def go_on() -> None:
            wanted = self._wanted()
            if wanted is not None:
                then(wanted)

        study = self._window.session.now.study
        if study is not None and study.may_hold_burned_in_text:
            self.reviewing.before((output,), go_on)
        else:
            go_on()

    def _host(self) -> Host:
        session = self._window.session
        return Host(
            parent=lambda: self._editor or self._window,
            wanted=self._figure_wanted,
            document=lambda: session.now.document,
            edit=session.edit,
            keep=self._keep,
            undo=session.undo,
            refuse=self._refuse,
        )

    def _figure_wanted(self) -> "Callable[[], tuple[FigureSpec, FigureSource]] | None":
        wanted = self._wanted()
        return None if wanted is None else lambda: wanted()[:2]

    def _keep(self, spec: "FigureSpec") -> None:
        """Put a recipe that tells of a review in place of the figure that is meant."""
        from viewer.app.figuring.keeping import figure_of_slice, with_figure

        now = self._window.session.now
        if self._editor is not None:
            self._editor.desk.change(REVIEW, spec)
        elif now.image is not None:
            index = figure_of_slice(now.document, now.image.key)
            self._window.session.edit(REVIEW, with_figure(now.document, index, spec, now.image.key)[0])

    # Finding

    def copy_finding(self) -> None:
        """Copy the finding of the slice on the screen."""
        now = self._window.session.now
        if now.view.hides_numbers:
            self._refuse(HIDDEN_NUMBERS)
            return
        self._window.session.change(has_seen_numbers=True)
        self._start("finding", lambda _: making.finding_text(now), self._take_finding)

    def _take_finding(self, text: object) -> None:
        QGuiApplication.clipboard().setText(str(text))
        self._say("Copied the finding; read it before you use it.")

    # Printing

    def print_figure(self) -> None:
        """Lay the figure out, ask for a printer, and print it at its true size."""
        self._after_review("figure", self._print)

    def _print(self, wanted: "Callable[[], Wanted]") -> None:
        self._start("print", lambda _: making.printed_page(wanted), self._ask_printer)

    def _ask_printer(self, page: object) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from viewer.ui.publishing.printing import prepare_printer

        keep_no_folders()  # printing to a file asks for one
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare_printer(printer, page)  # type: ignore[arg-type]  # a Page
        dialog = QPrintDialog(printer, self._editor or self._window)
        dialog.setWindowTitle("Print figure")
        dialog.accepted.connect(lambda: self.print_on(printer, page))  # type: ignore[arg-type]  # a Page
        self._open(dialog)

    def print_on(self, printer: "QPrinter", page: "Page") -> None:
        """Print a page in the background."""

        def work(_: Progress) -> object:
            from viewer.ui.publishing.printing import print_page

            return print_page(printer, page)

        self._start("print", work, self._say_printed)

    def _say_printed(self, place: object) -> None:
        from viewer.ui.publishing.printing import Placing

        if not isinstance(place, Placing):
            self._refuse("The printer took nothing; check that it is ready, and print again.")
        elif place.is_true_size:
            self._say("Printed at its true size.")
        else:
            self._say(f"Printed at {100 * place.share:.0f} % of its size, as the paper is smaller than the figure.")

    # Bundle and report

    def save_bundle(self) -> None:
        """Ask for a new folder and write the bundle of the figure."""
        self._after_review("bundle", self._ask_bundle)

    def _ask_bundle(self, wanted: "Callable[[], Wanted]") -> None:
        dialog = self._ask_file("Save bundle as a new folder", self._name("multifidus-figure"), "New folder (*)")
        dialog.setLabelText(QFileDialog.DialogLabel.FileName, "New &folder:")
        dialog.fileSelected.connect(lambda name: self.save_bundle_to(Path(name), wanted))
        self._open(dialog)

    def save_bundle_to(self, folder: Path, wanted: "Callable[[], Wanted]") -> None:
        """Write the bundle of a figure as a new folder."""
        self._write("bundle", folder, lambda _: making.make_bundle(folder, wanted))

    def save_report(self) -> None:
        """Ask for a file and write the report of the figure."""
        self._after_review("report", self._ask_report)

    def _ask_report(self, wanted: "Callable[[], Wanted]") -> None:
        dialog = self._ask_file("Save report", f"{self._name('multifidus-report')}.pdf", "PDF (*.pdf)")
        dialog.fileSelected.connect(lambda name: self.save_report_to(Path(name), wanted))
        self._open(dialog)

    def save_report_to(self, path: Path, wanted: "Callable[[], Wanted]") -> None:
        """Write the report of a figure."""
        self._write("report", path, lambda _: making.make_report(path, wanted))

    # Case

    def export_case(self) -> None:
        """Have every doubtful image looked at, ask for a file, and write the case."""
        work = self._case()
        if work is not None:
            self._start("doubtful", lambda _: making.images_to_look_at(work), self._review_case)

    def _case(self) -> Work | None:
        now = self._window.session.now
        if now.study is None:
            return None
        return Work(now.study, now.document, now.view, self._window.feed.live.prepared)

    def _review_case(self, found: object) -> None:
        images: tuple[Slice, ...] = found  # type: ignore[assignment]  # of `images_to_look_at`
        if not images:
            self._ask_case(is_reviewed=False)
            return
        from viewer.ui.publishing.review import ReviewDialog

        session = self._window.session
        dialog = ReviewDialog(
            images,
            lambda image, faint: making.picture_of(session.now.document, image, shows_faint=faint),
            self._window,
        )

        def crop(image: "Slice", box: "BoxPx") -> None:
            found = cropped(session.now.document, image.key, box)
            if isinstance(found, Notice):
                dialog.say(found.sentence)
            else:
                session.edit(CROP, found)
                dialog.take_crop()
                dialog.show_images(images)

        def undo() -> None:
            session.undo()
            dialog.show_images(images)

        dialog.crop_wanted.connect(crop)
        dialog.undo_wanted.connect(undo)
        dialog.reviewed.connect(lambda: self._ask_case(is_reviewed=True))
        self._open(dialog)

    def _ask_case(self, *, is_reviewed: bool) -> None:
        from viewer.app.projects.cases import case_name

        work = self._case()
        if work is None:
            return
        dialog = self._ask_file("Export case", case_name(work.document, work.study), "Case (*.zip)")
        dialog.fileSelected.connect(lambda name: self.save_case_to(Path(name), work, is_reviewed=is_reviewed))
        self._open(dialog)

    def save_case_to(self, path: Path, work: Work, *, is_reviewed: bool) -> None:
        """Write a case, with progress and a way to stop."""
        progress = QProgressDialog("Writing the case", "Cancel", 0, 0, self._window)
        progress.setWindowTitle("Export case")
        progress.setMinimumDuration(400)
        progress.setAutoClose(False)
        progress.setAutoReset(False)
        progress.canceled.connect(lambda: self._cancel(CASE))
        self.progress = progress

        def write(report: Progress) -> None:
            work.save_case(path, is_reviewed=is_reviewed, progress=report)

        self._write(CASE, path, write)

    def _cancel(self, name: str) -> None:
        if name in self._tasks and self._tasks[name].cancel():
            self._end_progress()
            self._say("Stopped; no file was written.")

    def _show_progress(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress.setMaximum(total)
            self.progress.setValue(done)

    def _end_progress(self) -> None:
        progress, self.progress = self.progress, None
        if progress is not None:
            progress.blockSignals(True)  # noqa: FBT003 - closing is no cancelling
            progress.close()
            progress.deleteLater()

    # Doing it

    @property
    def is_writing(self) -> bool:
        """Whether anything is being written that was asked for."""
        return any(task.is_busy for name, task in self._tasks.items() if name in WRITTEN)

    def _start(self, name: str, work: Callable[[Progress], object], then: _Then, *, target: Path | None = None) -> None:
        """Do work in the background, and something with its result in the window."""
        post = self._window.bridge.post
        before = self._tasks.get(name)
        if before is not None:
            before.close(timeout_s=0.0)
        self._tasks[name] = BackgroundTask(
            on_done=lambda _, found: post(lambda: self._take(name, found, then)),
            on_failed=lambda _, sentence: post(lambda: self._take_failure(name, sentence, target)),
            on_progress=lambda _, done, total, __: post(lambda: self._show_progress(done, total)),
            doing="proposing" if target is None else "saving",
        )
        self._tasks[name].start(work)

    def _write(self, what: str, path: Path, work: Callable[[Progress], object]) -> None:
        """Write something to a path in the background, and say so."""
        hides = self._window.session.now.view.hides_patient
        named = "" if hides else f" as {path.name}"
        self._say(f"Writing the {what}…")
        self._start(what, work, lambda _: self._say_saved(f"Saved the {what}{named}.", path), target=path)

    def _say_saved(self, sentence: str, path: Path) -> None:
        self._window.opening.remember(last_folder=str(path.parent))
        self._say(sentence)

    def _take(self, name: str, found: object, then: _Then) -> None:
        if name == CASE:
            self._end_progress()
        then(found)
        self._window.saving.on_written()

    def _take_failure(self, name: str, sentence: str, target: Path | None) -> None:
        if name == CASE:
            self._end_progress()
        if target is not None:
            hides = self._window.session.now.view.hides_patient
            for path in (target, target.absolute().parent):
                sentence = without_folders(sentence, str(path), is_hidden=hides)
        self._refuse(sentence)
        self._window.saving.on_written(is_failed=target is not None)

    def _name(self, stem: str) -> str:
        """Name without ending that tells the level of the slice, and nobody."""
        now = self._window.session.now
        if now.image is None or now.series is None:
            return stem
        return stem_with_levels(stem, [settled_level(now.document, now.image, now.series.frame_of_reference_uid)])

    def _ask_file(self, title: str, name: str, kind: str) -> QFileDialog:
        folder, hides = self._window.settings.last_folder, self._window.session.now.view.hides_patient
        dialog = file_dialog(self._editor or self._window, title, folder, kind, hides_patient=hides)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(kind.partition("*.")[2].rstrip(")"))
        dialog.selectFile(name)
        return dialog

    def _open(self, dialog: QDialog) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(lambda: self._forget(dialog))
        QDialog.open(dialog)  # a print dialog's own wants a receiver

    def _forget(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    @property
    def _editor(self) -> "FigureDialog | None":
        """Window in which a figure is edited, None where it is not on the screen."""
        editor = self._window.windows.figure
        return editor if editor is not None and editor.isVisible() else None

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("information", sentence))
        if self._editor is not None:  # it may cover the image, on which the notice stands
            self._editor.delivery.say(sentence)

    def _refuse(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("refused", sentence))
        if self._editor is not None:
            self._editor.delivery.say(sentence, colour=theme.DANGER)

    def close(self) -> None:
        """Close what is open; a file that is being written is finished, at most two seconds later."""
        self._end_progress()
        self.reviewing.close()
        for task in self._tasks.values():
            task.close()
        if self.dialog is not None:
            self.dialog.close()
