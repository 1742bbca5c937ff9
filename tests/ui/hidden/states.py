"""What a window can show: every dialog, list and sentence that can be reached, each by the way a user goes."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QMenu

from tests.ui.hidden.canary_study import second_patient
from tests.ui.running_window import sentence, until
from viewer.app.faults.keeping import Told
from viewer.ui.dialogs import questions, saving_questions
from viewer.ui.dialogs.patients import PatientsDialog
from viewer.ui.main_window import MainWindow

FILE_DIALOGS = ("open-folder", "open-files", "add-folder", "add-files", "save-as", "save-numbers")
LATE_FILE_DIALOGS = ("save-bundle", "save-report", "export-case")
PLAIN = ("skipped", "codes", "help", "about", "card", "propagate", "pair-dates", "compare-readings", "new-reading")
MORE_READINGS = ("copy-reading", "rename-reading", "switch-reading", "type-level", "level-for-block")
VIEWS = ("compare-sides", "compare-dates", "compare-close", "slices", "slices", "locator", "locator", "fat-map")
TOLD = ("copy-numbers", "copy-methods", "copy-finding")

Step = tuple[str, Callable[[], None]]
"""Name of a state, and what leads there."""


class Walk:
    """Leads a window from state to state."""

    def __init__(self, window: MainWindow, qtbot, project: Path, folder: Path) -> None:
        self.window, self.qtbot, self.project, self.folder = window, qtbot, project, folder

    def trigger(self, name: str) -> None:
        action = self.window.commands.actions[name]
        if action.isEnabled():
            action.trigger()
            self.qtbot.wait(30)

    def steps(self) -> Iterator[Step]:
        """Every state, one after the other; dialogs are closed in between."""
        yield "as opened", lambda: None
        yield "recent", lambda: self.window.opening.fill_recent(self.window.recent)
        yield "menus", self.menus
        for name in (*PLAIN, *MORE_READINGS, *VIEWS, *TOLD):
            yield name, lambda name=name: self.trigger(name)
        yield "fault", lambda: self.window.windows.tell_fault(Told("ValueError", "0", None))
        yield from self.questions()
        yield "figure", self.figure
        yield "figure saved", lambda: self.save_figure(self.folder / "OUTCANARY.png", "Saved")
        yield "figure refused", lambda: self.save_figure(self.folder / "OUTCANARY" / "a.png", "cannot be written")
        yield "figure named after the patient", lambda: self.save_figure(self.folder / "Canarius.png", "patient")
        yield "opening what is not there", self.missing
        yield "opening what is no image", self.no_image
        yield "saving", self.saved
        yield "numbers saved", self.numbers
        yield "numbers refused", self.numbers_refused
        yield "opened as a folder", self.whole_folder
        yield "what was skipped", lambda: self.trigger("skipped")
        yield "two patients", self.patients

    def file_dialogs(self) -> Iterator[Step]:
        """Dialogs that ask for a file or a folder."""
        for name in FILE_DIALOGS:
            yield name, lambda name=name: self.trigger(name)
        for name in LATE_FILE_DIALOGS:
            yield name, lambda name=name: self.late(name)
        yield "figure saved elsewhere", self.figure_elsewhere
        yield "where the images are", lambda: self.window.projects._locate(self.project)

    def questions(self) -> Iterator[Step]:
        """Questions that name nothing by themselves, and must not by what they are told."""
        window = self.window
        yield "unsaved", lambda: questions.ask_unsaved(window, before="closing", decided=print).show()
        yield "images are missing", lambda: questions.ask_missing_images(window, decided=print).show()
        yield "changed on disk", lambda: saving_questions.ask_changed_on_disk(window, decided=print).show()

    def menus(self) -> None:
        for menu in self.window.findChildren(QMenu):
            menu.aboutToShow.emit()

    def late(self, name: str) -> None:
        self.trigger(name)
        until(self.qtbot, lambda: self.window.windows.publishing.dialog is not None)

    def figure(self) -> None:
        self.trigger("figure")
        editor = self.window.windows.figure
        until(self.qtbot, lambda: editor is not None and editor.parts.save_button.isEnabled())
        until(self.qtbot, lambda: bool(editor.parts.foot.place.text()))

    def save_figure(self, path: Path, words: str) -> None:
        self.figure()
        editor = self.window.windows.figure
        editor.save_to(path)
        until(self.qtbot, lambda: words in editor.parts.notice.text())

    def figure_elsewhere(self) -> None:
        self.figure()
        place = self.window.windows.figure.place
        place.folder = self.folder
        place.ask(".png")
        until(self.qtbot, lambda: place.dialog is not None)

    def said(self, words: str) -> None:
        until(self.qtbot, lambda: words in sentence(self.window))

    def missing(self) -> None:
        self.window.opening.open([self.folder / "IMCANARY_gone.dcm"])
        self.said("not")

    def no_image(self) -> None:
        path = self.folder / "BRKCANARY_Canarius.png"
        path.write_bytes(b"no picture")
        self.window.session.change(notice=None)
        self.window.opening.open([path])
        until(self.qtbot, lambda: sentence(self.window) != "")

    def saved(self) -> None:
        work = self.window.saving.work()
        self.window.saving._save_to(self.folder / "PRJCANARY_other.mfv", work)
        until(self.qtbot, lambda: self.window.saving.path == self.folder / "PRJCANARY_other.mfv")

    def numbers(self) -> None:
        self.window.tables.save_to(self.folder / "OUTCANARY.csv", self.window.saving.work())
        self.said("Saved")

    def numbers_refused(self) -> None:
        self.window.tables.save_to(self.folder / "OUTCANARY" / "a.csv", self.window.saving.work())
        self.said("cannot")

    def whole_folder(self) -> None:
        self.window.session.mark_saved(self.window.session.now.document)
        self.window.opening.open([self.project.parent / "study"])
        self.wait_for_patients()
        next(one for one in dialogs() if isinstance(one, PatientsDialog)).accept()
        until(self.qtbot, lambda: bool(self.window.session.now.study.skipped) and self.window.session.now.is_loaded)

    def wait_for_patients(self) -> None:
        until(self.qtbot, lambda: any(isinstance(one, PatientsDialog) for one in dialogs()))

    def patients(self) -> None:
        self.window.session.mark_saved(self.window.session.now.document)
        self.window.opening.open([second_patient(self.folder / "ORDCANARY"), self.project.parent / "study"])
        self.wait_for_patients()


def dialogs() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def close_dialogs() -> None:
    """Close what a state has opened."""
    for one in dialogs():
        one.reject()
    QApplication.processEvents()
