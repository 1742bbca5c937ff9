"""Errors that nobody raised on purpose, wherever: one sentence, a report without what they say, nothing printed."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.synthetic import axial_series
from tests.ui.running_window import opened, until
from viewer.app.faults.keeping import reports_folder
from viewer.errors import RefusedError
from viewer.ui.faults.dialog import FaultDialog, SentenceDialog
from viewer.ui.faults.telling import HIDDEN, TOLD_MAX, FaultTelling

ROOT = Path(__file__).resolve().parents[3]

SCRIPT = """
import sys, threading
from PySide6.QtWidgets import QApplication, QLabel
from viewer.cli import main, window

window.has_display = lambda: True


def fail():
    raise ZeroDivisionError("Jane Doe")


def run(_app):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    QApplication.processEvents()
    print([label.text() for box in QApplication.topLevelWidgets() for label in box.findChildren(QLabel)])
    return 0


QApplication.exec = run
sys.exit(main.run(sys.argv[1:]))
"""


def boxes() -> list[FaultDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, FaultDialog) and w.isVisible()]


def fail_elsewhere(error: BaseException) -> None:
    def fail() -> None:
        raise error

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def reports() -> str:
    folder = reports_folder()
    return "\n".join(path.read_text() for path in sorted(folder.iterdir())) if folder.is_dir() else ""


def started(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, with a thread that fails while the window is there."""
    given = {key: value for key, value in os.environ.items() if key != "MULTIFIDUS_TRACEBACK"}
    given |= {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0", "MULTIFIDUS_HOME": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, env=given, timeout=120, check=False
    )


def test_the_program_tells_what_goes_wrong_on_another_thread_and_prints_nothing_of_it(tmp_path):
    done = started(tmp_path)
    assert "Something unexpected went wrong." in done.stdout
    assert "Jane" not in done.stdout + done.stderr
    (report,) = (tmp_path / "data" / "reports").glob("2*.txt")  # the watch for crashes has a file there, too
    assert "ZeroDivisionError" in report.read_text()
    assert "Jane" not in report.read_text()


def test_who_asks_for_tracebacks_gets_them(tmp_path):
    assert "ZeroDivisionError: Jane Doe" in started(tmp_path, MULTIFIDUS_TRACEBACK="1").stderr


@pytest.fixture
def hooked(window, monkeypatch):
    monkeypatch.delenv("MULTIFIDUS_TRACEBACK", raising=False)
    telling = FaultTelling(window)
    monkeypatch.setattr(sys, "excepthook", telling.on_error)
    monkeypatch.setattr(threading, "excepthook", telling.on_thread_error)
    monkeypatch.setattr(sys, "unraisablehook", telling.on_unraisable)
    return window


def test_each_fault_is_told_once(hooked, qtbot):
    for _ in range(3):
        fail_elsewhere(KeyError("a"))
    until(qtbot, lambda: bool(boxes()))
    assert len(boxes()) == 1
    boxes()[0].close()
    fail_elsewhere(KeyError("b"))
    fail_elsewhere(SystemExit())
    qtbot.wait(50)
    assert not boxes()
    fail_elsewhere(ZeroDivisionError())
    until(qtbot, lambda: bool(boxes()))
    assert "ZeroDivisionError" in said(boxes()[0])
    boxes()[0].close()


def test_what_fails_while_it_is_kept_for_the_next_time_is_told(hooked, qtbot):
    def fail() -> None:
        raise IndexError("list index out of range")

    hooked.keeper._later(fail)
    until(qtbot, lambda: bool(boxes()))
    assert "IndexError" in said(boxes()[0])
    boxes()[0].close()


def test_what_fails_when_a_thing_is_thrown_away_is_told(hooked, qtbot):
    class Bad:
        def __del__(self) -> None:
            raise LookupError("Jane")

    Bad()
    until(qtbot, lambda: bool(boxes()))
    assert "LookupError" in said(boxes()[0])
    assert "Jane" not in reports()
    boxes()[0].close()


def said(box: FaultDialog) -> str:
    return " ".join(label.text() for label in box.findChildren(QLabel))


def fail_in_a_slot(message: str) -> None:
    def fail() -> None:
        raise ZeroDivisionError(message)

    QTimer.singleShot(0, fail)


def test_the_dialog_says_one_sentence_and_where_the_report_is(hooked, qtbot, tmp_path):
    axial_series(tmp_path, 2)
    opened(qtbot, hooked, tmp_path)
    fail_in_a_slot("Jane")
    until(qtbot, lambda: bool(boxes()))
    (box,) = boxes()
    assert box.sentence.text() == "Something unexpected went wrong. Your outlines are still there."
    assert "(ZeroDivisionError, no patient data)" in said(box)
    assert box.focusWidget() is box.save_button and box.save_button.isDefault()
    assert not box.isModal()
    report = Path(box.path.text())
    assert report.parent == reports_folder()
    assert "ZeroDivisionError" in report.read_text()
    assert "Jane" not in report.read_text()
    (copy,) = (button for button in box.findChildren(QPushButton) if button.text() == "Copy path")
    copy.click()
    assert QGuiApplication.clipboard().text() == str(report)
    box.close()


def test_the_project_is_saved_from_the_dialog(hooked, qtbot, tmp_path, monkeypatch):
    axial_series(tmp_path / "in", 2)
    opened(qtbot, hooked, tmp_path / "in")
    hooked.saving.path = tmp_path / "reading.mfv"
    fail_in_a_slot("")
    until(qtbot, lambda: bool(boxes()))
    boxes()[0].save_button.click()
    until(qtbot, (tmp_path / "reading.mfv").exists)
    boxes()[0].close()


def test_without_anything_open_nothing_is_offered_to_be_saved(hooked, qtbot):
    fail_in_a_slot("")
    until(qtbot, lambda: bool(boxes()))
    assert not hasattr(boxes()[0], "save_button")
    boxes()[0].close()


def test_where_no_report_can_be_written_the_dialog_says_so(hooked, qtbot, own_home):
    reports_folder().parent.mkdir(exist_ok=True)
    reports_folder().write_text("in the way")
    fail_in_a_slot("")
    until(qtbot, lambda: bool(boxes()))
    (box,) = boxes()
    assert "No report could be written" in said(box)
    box.close()


def test_an_error_raised_on_purpose_is_told_as_its_own_sentence(hooked, qtbot):
    def refuse() -> None:
        raise RefusedError("The moon is full; wait.")

    QTimer.singleShot(0, refuse)
    found: list[SentenceDialog] = []

    def is_there() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, SentenceDialog) and w.isVisible()]
        return bool(found)

    until(qtbot, is_there)
    assert found[0].sentence.text() == "The moon is full; wait."
    assert reports() == ""
    found[0].close()


def test_a_sentence_that_may_name_a_file_is_not_shown_where_names_are_hidden(hooked, qtbot):
    hooked.commands.actions["hide-patient"].trigger()

    def refuse() -> None:
        raise RefusedError("jane.dcm cannot be read.")

    QTimer.singleShot(0, refuse)
    until(qtbot, lambda: any(isinstance(w, SentenceDialog) for w in QApplication.topLevelWidgets() if w.isVisible()))
    (box,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, SentenceDialog) and w.isVisible())
    assert box.sentence.text() == HIDDEN
    box.close()


def test_faults_without_end_open_no_dialogs_without_end(hooked, qtbot):
    opened_boxes = 0
    for number in range(3 * TOLD_MAX):
        scope: dict = {}
        exec(compile("\n" * number + "def f(): 1 / 0", "<x>", "exec"), scope)
        QTimer.singleShot(0, scope["f"])
        QTimer.singleShot(0, lambda number=number: [][number])
        qtbot.wait(5)
        for box in boxes():
            opened_boxes += 1
            box.close()
    assert 1 <= opened_boxes <= TOLD_MAX


def test_a_fault_after_the_window_has_closed_is_reported_and_shows_nothing(hooked, qtbot):
    hooked.saving.is_closing_agreed = True
    hooked.close()
    fail_in_a_slot("")
    until(qtbot, lambda: "ZeroDivisionError" in reports())
    assert not boxes()
