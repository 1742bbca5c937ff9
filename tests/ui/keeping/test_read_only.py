"""What somebody else has open, has saved meanwhile, or wrote with a newer program is never saved over unasked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from tests.synthetic import axial_series
from tests.ui.keeping.locks import left_by_computer, newer
from tests.ui.running_window import opened, sentence, until
from viewer.core.document import ReadingCodes
from viewer.io.locks.lock_file import lock_path, look, release, take
from viewer.io.project import read_project, write_project


@pytest.fixture
def demo(window, qtbot, tmp_path):
    """The window with the sample study, saved as a project."""
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded and window.panels.is_made)
    saved_as(qtbot, window, tmp_path / "p.mfv")
    return window


def saved_as(qtbot, window, path) -> None:
    window.session.change(notice=None)
    window.saving._save_to(path, window.saving.work())
    until(qtbot, lambda: "Saved" in sentence(window))


def reopened(qtbot, window, path) -> None:
    before = window.session.now.study
    window.projects.open(path)
    until(qtbot, lambda: window.session.now.study is not before)


def edit(window, code: str = "S1") -> None:
    window.session.edit("set codes", replace(window.session.now.document, codes=ReadingCodes(code)))


def question():
    return QApplication.activeModalWidget()


def answer(text: str) -> None:
    next(button for button in question().findChildren(QPushButton) if button.text() == text).click()


def save_dialog(window) -> QFileDialog:
    [dialog] = [dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible()]
    return dialog


def by_somebody_else(path: Path) -> None:
    """Save a project as another program run would, with another code."""
    project = read_project(path)
    write_project(path, replace(project, document=replace(project.document, codes=ReadingCodes("THEIRS"))))


def code_in(path: Path) -> str:
    return read_project(path).document.codes.study


def is_locked(path: Path) -> bool:
    return lock_path(path).exists()


@pytest.mark.slow
def test_the_lock_comes_with_the_project_and_goes_with_it(demo, qtbot, tmp_path):
    path = tmp_path / "p.mfv"
    assert is_locked(path)
    saved_as(qtbot, demo, tmp_path / "q.mfv")
    until(qtbot, lambda: not is_locked(path))
    assert is_locked(tmp_path / "q.mfv")
    reopened(qtbot, demo, path)
    until(qtbot, lambda: is_locked(path) and not is_locked(tmp_path / "q.mfv"))
    axial_series(tmp_path / "other", 2)
    opened(qtbot, demo, tmp_path / "other")
    until(qtbot, lambda: not is_locked(path))
    reopened(qtbot, demo, path)
    until(qtbot, lambda: is_locked(path))
    assert not demo.saving.holding.is_read_only
    demo.close()
    assert not is_locked(path)


def test_a_project_open_in_another_window_is_read_only_until_that_has_closed_it(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    write_project(path, read_project(tmp_path / "p.mfv"))
    theirs = take(path)
    reopened(qtbot, demo, path)
    until(qtbot, lambda: demo.saving.holding.is_read_only)
    strip = demo.saving.holding._strip
    assert "another window on this computer" in strip.sentence.text()
    assert demo.windowTitle().startswith("q (read-only)")
    assert not strip.isHidden() and strip.anyway.isHidden()
    edit(demo)
    demo.saving.save()
    dialog = save_dialog(demo)
    assert dialog.selectedFiles()[0].endswith("q-copy.mfv")
    dialog.fileSelected.emit(str(path))  # and if the user insists
    dialog.close()
    until(qtbot, lambda: question() is not None)
    assert "taken this project over" in question().text()
    answer("Cancel")
    assert code_in(path) == ""
    strip.again.click()
    until(qtbot, lambda: "still open" in sentence(demo))
    release(theirs.lock)
    strip.again.click()
    until(qtbot, lambda: not demo.saving.holding.is_read_only)
    assert strip.isHidden() and "read-only" not in demo.windowTitle()
    saved_as(qtbot, demo, path)
    assert code_in(path) == "S1"


@pytest.mark.slow
def test_saving_under_another_name_makes_a_read_only_project_free(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    write_project(path, read_project(tmp_path / "p.mfv"))
    take(path)
    reopened(qtbot, demo, path)
    until(qtbot, lambda: demo.saving.holding.is_read_only)
    saved_as(qtbot, demo, tmp_path / "q-copy.mfv")
    assert not demo.saving.holding.is_read_only
    assert demo.windowTitle().startswith("q-copy[*]")
    assert is_locked(tmp_path / "q-copy.mfv") and is_locked(path)


@pytest.mark.slow
def test_a_project_open_on_another_computer_is_edited_only_after_asking(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    write_project(path, read_project(tmp_path / "p.mfv"))
    left_by_computer(path, "reading-room-2")
    reopened(qtbot, demo, path)
    until(qtbot, lambda: demo.saving.holding.is_read_only)
    strip = demo.saving.holding._strip
    assert "open on the computer reading-room-2" in strip.sentence.text()
    strip.anyway.click()
    answer("&Keep it read-only")
    assert demo.saving.holding.is_read_only
    strip.anyway.click()
    answer("&Edit all the same")
    until(qtbot, lambda: not demo.saving.holding.is_read_only)
    saved_as(qtbot, demo, path)


@pytest.mark.slow
def test_a_lock_that_cannot_be_read_is_told(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    write_project(path, read_project(tmp_path / "p.mfv"))
    lock_path(path).write_bytes(b"who knows")
    reopened(qtbot, demo, path)
    until(qtbot, lambda: demo.saving.holding.is_read_only)
    strip = demo.saving.holding._strip
    assert "somebody else may be working on this project" in strip.sentence.text()
    assert not strip.anyway.isHidden() and strip.again.isHidden()


@pytest.mark.slow
def test_a_project_of_a_newer_program_is_read_only_and_says_so(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    path.write_bytes(newer((tmp_path / "p.mfv").read_bytes()))
    before = path.read_bytes()
    reopened(qtbot, demo, path)
    until(qtbot, lambda: demo.saving.holding.is_read_only)
    assert "newer version of the program" in demo.saving.holding._strip.sentence.text()
    assert "newer" not in sentence(demo), "it is said once"
    assert demo.windowTitle().startswith("q (read-only)")
    edit(demo)
    demo.saving.save()
    dialog = save_dialog(demo)
    assert dialog.selectedFiles()[0].endswith("q-copy.mfv")
    dialog.fileSelected.emit(str(path))
    dialog.close()
    until(qtbot, lambda: "newer version" in sentence(demo))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "choice",
    ["&Replace it", *(pytest.param(name, marks=pytest.mark.slow) for name in ("Save under &another name…", "Cancel"))],
)
def test_what_somebody_else_saved_meanwhile_is_asked_about(demo, qtbot, tmp_path, choice):
    path = tmp_path / "p.mfv"
    by_somebody_else(path)
    edit(demo, "MINE")
    demo.saving.save()
    until(qtbot, lambda: question() is not None)
    assert "Somebody else has saved this project" in question().text()
    assert code_in(path) == "THEIRS" and demo.session.now.is_modified
    demo.session.change(notice=None)
    answer(choice)
    if choice == "&Replace it":
        until(qtbot, lambda: "Saved" in sentence(demo))
        assert (code_in(path), code_in(tmp_path / "p.mfv.bak")) == ("MINE", "THEIRS")
        return
    if choice != "Cancel":
        dialog = save_dialog(demo)
        assert dialog.selectedFiles()[0].endswith("p-copy.mfv")
        dialog.fileSelected.emit(str(tmp_path / "p-copy.mfv"))
        dialog.close()
        until(qtbot, lambda: "Saved" in sentence(demo))
        assert code_in(tmp_path / "p-copy.mfv") == "MINE"
    assert code_in(path) == "THEIRS"


@pytest.mark.slow
def test_two_saves_in_a_row_are_no_change_by_somebody_else(demo, qtbot, tmp_path):
    edit(demo, "S1")
    demo.saving.save()
    edit(demo, "S2")
    demo.saving.save()
    until(qtbot, lambda: not demo.session.now.is_modified)
    assert question() is None
    assert code_in(tmp_path / "p.mfv") == "S2"


@pytest.mark.slow
def test_a_project_that_was_taken_over_is_not_saved_over(demo, qtbot, tmp_path):
    path = tmp_path / "p.mfv"
    left_by_computer(path, "reading-room-2")
    edit(demo)
    demo.saving.save()
    until(qtbot, lambda: question() is not None)
    assert "taken this project over" in question().text()
    answer("Cancel")
    assert demo.saving.holding.is_read_only and code_in(path) == ""
    demo.saving.forget_project()
    demo.saving.holding.close()
    assert json.loads(lock_path(path).read_bytes())["owner"]["host"] == "reading-room-2", "it is theirs"


@pytest.mark.slow
def test_a_file_that_is_open_elsewhere_is_not_replaced_by_save_as(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    write_project(path, read_project(tmp_path / "p.mfv"))
    take(path)
    edit(demo)
    demo.saving._save_to(path, demo.saving.work())
    until(qtbot, lambda: "is open in another window" in sentence(demo))
    assert code_in(path) == ""
    assert is_locked(tmp_path / "p.mfv") and demo.saving.path == tmp_path / "p.mfv"


@pytest.mark.slow
def test_a_folder_that_takes_no_lock_hinders_nothing(demo, qtbot, tmp_path):
    path = tmp_path / "q.mfv"
    write_project(path, read_project(tmp_path / "p.mfv"))
    lock_path(path).mkdir()
    reopened(qtbot, demo, path)
    edit(demo)
    saved_as(qtbot, demo, path)
    assert not demo.saving.holding.is_read_only
    assert look(path).state == "impossible"
    assert code_in(path) == "S1"
