"""Nothing is lost while the disk is waited for: saving, opening, and what is done meanwhile."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from tests.synthetic import axial_series
from tests.ui.running_window import opened, sentence, until
from viewer.app import loading, projects
from viewer.core.document import ReadingCodes
from viewer.io.project import write_project


@pytest.fixture
def demo(window, qtbot):
    """The window with the sample study and both outlines."""
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded and window.panels.is_made)
    return window


class Gate:
    """Holds calls of a function up, each until it is let through."""

    def __init__(self, function) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._open = [threading.Event() for _ in range(4)]
        self.begun = 0
        self.done = 0

    def __call__(self, *args, **keywords):
        with self._lock:
            number, self.begun = self.begun, self.begun + 1
        self._open[number].wait(60)
        try:
            return self._function(*args, **keywords)
        finally:
            self.done += 1

    def let_through(self, number: int) -> None:
        self._open[number].set()


@pytest.fixture
def saves(monkeypatch):
    gate = Gate(projects.save)
    monkeypatch.setattr(projects, "save", gate)
    return gate


@pytest.fixture
def openings(monkeypatch):
    gate = Gate(loading.open_study)
    monkeypatch.setattr(loading, "open_study", gate)
    return gate


def delete_one(window) -> None:
    window.session.edit("delete outline", window.session.now.document.without_outline_at(0))


def answer(text: str) -> None:
    box = QApplication.activeModalWidget()
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


def test_a_save_that_ends_after_another_study_was_opened_does_not_become_its_project(demo, qtbot, tmp_path, saves):
    saves.let_through(1)
    axial_series(tmp_path / "other", 2)
    demo.saving._save_to(tmp_path / "jane.mfv", demo.saving.work())
    opened(qtbot, demo, tmp_path / "other")
    saves.let_through(0)
    until(qtbot, lambda: "Saved" in sentence(demo))
    assert demo.saving.path is None, "the next save would put this study's work in the place of the other's"
    assert not demo.session.now.is_modified
    assert "jane" not in demo.windowTitle()


def test_of_two_saves_the_later_one_is_in_the_file(demo, qtbot, tmp_path, saves):
    path = tmp_path / "p.mfv"
    demo.saving._save_to(path, demo.saving.work())
    until(qtbot, lambda: saves.begun == 1)
    delete_one(demo)
    demo.saving._save_to(path, demo.saving.work())
    saves.let_through(1)
    qtbot.wait(300)
    saves.let_through(0)
    until(qtbot, lambda: saves.done == 2 and not demo.session.now.is_modified)
    assert len(projects.read_project(path).document.outlines) == 1


def test_work_done_while_saving_before_closing_is_asked_about(demo, qtbot, tmp_path, saves):
    demo.saving.path = tmp_path / "p.mfv"
    delete_one(demo)
    left = []
    demo.saving.ask_before(lambda: left.append(True))
    answer("&Save")
    until(qtbot, lambda: saves.begun == 1)
    demo.session.edit("set codes", replace(demo.session.now.document, codes=ReadingCodes("S1")))
    saves.let_through(0)
    until(qtbot, lambda: QApplication.activeModalWidget() is not None)
    assert not left
    answer("&Don't save")
    assert left


def test_work_without_any_outline_is_asked_about_too(demo):
    delete_one(demo)
    delete_one(demo)
    left = []
    demo.saving.ask_before(lambda: left.append(True))
    assert not left
    answer("Cancel")
    assert not left


def test_work_done_while_something_is_opened_is_asked_about(demo, qtbot, tmp_path, openings):
    axial_series(tmp_path / "other", 2)
    before = demo.session.now.study
    demo.opening.open([tmp_path / "other"])
    delete_one(demo)
    openings.let_through(0)
    until(qtbot, lambda: demo.session.now.study is not before or QApplication.activeModalWidget() is not None)
    assert demo.session.now.study is before
    answer("&Don't save")
    until(qtbot, lambda: demo.session.now.study is not before)


def test_work_that_was_given_up_is_asked_about_once(demo, qtbot, tmp_path):
    axial_series(tmp_path / "other", 2)
    before = demo.session.now.study
    delete_one(demo)
    demo.opening.open([tmp_path / "other"])
    answer("&Don't save")
    until(qtbot, lambda: demo.session.now.study is not before)
    assert QApplication.activeModalWidget() is None


def test_a_folder_that_comes_late_does_not_replace_a_project_opened_after_it(demo, qtbot, tmp_path, openings):
    path = tmp_path / "p.mfv"
    demo.saving._save_to(path, demo.saving.work())
    until(qtbot, lambda: "Saved" in sentence(demo))
    axial_series(tmp_path / "other", 2)
    before = demo.session.now.study
    demo.opening.open([tmp_path / "other"])
    demo.opening.open([path])
    until(qtbot, lambda: demo.session.now.study is not before)
    shown = demo.session.now.study
    openings.let_through(0)
    until(qtbot, lambda: openings.done == 1)
    qtbot.wait(200)
    assert demo.session.now.study is shown
    assert demo.saving.path == path


def test_where_names_are_hidden_no_sentence_about_saving_names_a_file(demo, qtbot, tmp_path):
    demo.session.change(view=replace(demo.session.now.view, hides_patient=True))
    demo.tables.save_to(tmp_path / "jane.csv", demo.saving.work())
    until(qtbot, lambda: "Saved" in sentence(demo))
    assert "jane" not in sentence(demo)
    for save in (
        lambda: demo.saving._save_to(tmp_path / "jane" / "doe.mfv", demo.saving.work()),
        lambda: demo.tables.save_to(tmp_path / "jane" / "doe.csv", demo.saving.work()),
    ):
        demo.session.change(notice=None)
        save()
        until(qtbot, lambda: "cannot be written" in sentence(demo))
        assert "jane" not in sentence(demo)
        assert "doe" not in sentence(demo)


def test_a_thumbnail_of_the_study_before_is_dropped(demo, qtbot, tmp_path):
    axial_series(tmp_path / "other", 2)
    before = demo.session.now.study
    opened(qtbot, demo, tmp_path / "other")
    until(qtbot, lambda: not demo.opening.thumbnails_due)
    demo.opening.thumbnails_due = {1}
    demo.opening._on_thumbnail(before, 1, None)
    assert demo.opening.thumbnails_due == {1}


@pytest.mark.parametrize(
    ("text", "is_kept"), [("&Keep the stored project unchanged", True), ("Use the &new numbers", False)]
)
def test_a_project_that_is_to_stay_as_it_is_is_not_what_save_writes_to(demo, qtbot, tmp_path, text, is_kept):
    path = tmp_path / "p.mfv"
    demo.saving._save_to(path, demo.saving.work())
    until(qtbot, lambda: "Saved" in sentence(demo))
    stored = projects.read_project(path)
    rows = tuple(replace(row, fat_fraction_percent=1.0) for row in stored.measurement.rows)
    write_project(path, replace(stored, measurement=replace(stored.measurement, rows=rows)))
    before = demo.session.now.study
    demo.opening.open([path])
    until(qtbot, lambda: QApplication.activeModalWidget() is not None)
    answer(text)
    until(qtbot, lambda: demo.session.now.study is not before)
    assert demo.saving.path == (None if is_kept else path)
    assert demo.session.now.is_modified is not is_kept


def choose_file(window, path) -> None:
    """Answer the dialog that asks for a file."""
    (dialog,) = (dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_what_was_open_when_the_file_was_asked_for_is_saved(demo, qtbot, tmp_path):
    axial_series(tmp_path / "other", 2)
    demo.saving.save_as()
    opened(qtbot, demo, tmp_path / "other")
    choose_file(demo, tmp_path / "p.mfv")
    until(qtbot, lambda: "Saved" in sentence(demo))
    assert len(projects.read_project(tmp_path / "p.mfv").document.outlines) == 2
    assert demo.saving.path is None


def test_a_save_that_waits_for_another_saves_what_was_open_when_it_was_asked_for(demo, qtbot, tmp_path, saves):
    axial_series(tmp_path / "other", 2)
    demo.saving._save_to(tmp_path / "first.mfv", demo.saving.work())
    delete_one(demo)
    demo.saving._save_to(tmp_path / "second.mfv", demo.saving.work())
    demo.session.mark_saved(demo.session.now.document)
    opened(qtbot, demo, tmp_path / "other")
    for number in range(2):
        saves.let_through(number)
    until(qtbot, lambda: saves.done == 2 and "second" in sentence(demo))
    assert len(projects.read_project(tmp_path / "second.mfv").document.outlines) == 1
    assert demo.saving.path is None


def test_work_done_while_a_project_is_told_from_a_study_is_asked_about(demo, qtbot, tmp_path, monkeypatch):
    demo.saving._save_to(tmp_path / "p.mfv", demo.saving.work())
    until(qtbot, lambda: not demo.session.now.is_modified and "Saved" in sentence(demo))
    before = demo.session.now.study
    gate = Gate(loading._is_project)
    monkeypatch.setattr(loading, "_is_project", gate)
    demo.opening.open([tmp_path / "p.mfv"])
    delete_one(demo)
    gate.let_through(0)
    until(qtbot, lambda: demo.session.now.study is not before or QApplication.activeModalWidget() is not None)
    assert demo.session.now.study is before
    answer("&Don't save")
    until(qtbot, lambda: demo.session.now.study is not before)
