"""Errors that nobody raised on purpose, on whatever thread: the user is told, and nothing of them is printed."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from tests.ui.running_window import until
from viewer.ui.application import _thread_hook

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys, threading
from PySide6.QtWidgets import QApplication, QMessageBox
from viewer.cli import main, window

window.has_display = lambda: True


def fail():
    raise ZeroDivisionError("Jane Doe")


def run(_app):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    QApplication.processEvents()
    print([box.text() for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)])
    return 0


QApplication.exec = run
sys.exit(main.run(sys.argv[1:]))
"""


def boxes() -> list[QMessageBox]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def fail_elsewhere(error: BaseException) -> None:
    def fail() -> None:
        raise error

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def started(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, with a thread that fails while the window is there."""
    given = {key: value for key, value in os.environ.items() if key != "MULTIFIDUS_TRACEBACK"}
    given |= {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0", "MULTIFIDUS_HOME": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, env=given, timeout=120, check=False
    )


def test_the_program_tells_what_goes_wrong_on_another_thread_and_prints_nothing_of_it(tmp_path):
    done = started(tmp_path)
    assert "Something unexpected went wrong (ZeroDivisionError)." in done.stdout
    assert "Jane" not in done.stdout + done.stderr


def test_who_asks_for_tracebacks_gets_them(tmp_path):
    assert "ZeroDivisionError: Jane Doe" in started(tmp_path, MULTIFIDUS_TRACEBACK="1").stderr


@pytest.fixture
def hooked(window, monkeypatch):
    monkeypatch.delenv("MULTIFIDUS_TRACEBACK", raising=False)
    monkeypatch.setattr(threading, "excepthook", _thread_hook(window))
    return window


def test_each_kind_is_told_once(hooked, qtbot):
    fail_elsewhere(KeyError("a"))
    until(qtbot, lambda: bool(boxes()))
    boxes()[0].close()
    fail_elsewhere(KeyError("b"))
    fail_elsewhere(SystemExit())
    qtbot.wait(50)
    assert not boxes()
    fail_elsewhere(ZeroDivisionError())
    until(qtbot, lambda: bool(boxes()))
    assert "ZeroDivisionError" in boxes()[0].text()
    boxes()[0].close()


def test_what_fails_while_it_is_kept_for_the_next_time_is_told(hooked, qtbot):
    def fail() -> None:
        raise IndexError("list index out of range")

    hooked.keeper._later(fail)
    until(qtbot, lambda: bool(boxes()))
    assert "IndexError" in boxes()[0].text()
    boxes()[0].close()
