"""What the next click needs is there when it comes, and no class of Qt is made on another thread."""

import json
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from viewer.app.settings import Settings
from viewer.ui.main_window import MainWindow
from viewer.ui.starting import importing_ahead

STEPS = """
import json, sys
from importlib import import_module
from viewer.ui.application import make_application
make_application()
import viewer.ui.main_window
from viewer.ui.starting import importing_ahead
from viewer.proposals.warming import warm_up
warm_up()
for name in importing_ahead.WITHOUT_QT:
    import_module(name)
qt_before = [name for name in sys.modules if name.startswith("viewer.ui.figuring")]
steps = {}
for name in importing_ahead.WITH_QT:
    before = set(sys.modules)
    import_module(name)
    steps[name] = sorted(set(sys.modules) - before)
print(json.dumps([qt_before, steps]))
"""


@pytest.fixture(scope="module")
def steps() -> tuple[list[str], dict[str, list[str]]]:
    """Parts of the figure's window that are there before its first step, and what each step imports."""
    found = subprocess.run([sys.executable, "-c", STEPS], capture_output=True, text=True, check=True, timeout=120)
    before, each = json.loads(found.stdout.splitlines()[-1])
    return before, each


def test_what_is_imported_on_a_thread_has_no_class_of_qt(steps):
    assert steps[0] == []


def test_each_step_on_the_windows_thread_imports_one_module(steps):
    for name, imported in steps[1].items():
        # Folders come along: importing one is an empty file and a docstring.
        parts = [one for one in imported if one.startswith("viewer.") and not name.startswith(f"{one}.")]
        assert parts == [name]


def test_they_are_imported_when_the_panels_are_there(qtbot, monkeypatch):
    window = MainWindow(Settings(), is_remembering=False)  # not shown: no timer makes the panels
    qtbot.addWidget(window)
    imported: list[tuple[str, bool]] = []

    def note(name: str) -> None:
        imported.append((name, threading.current_thread() is threading.main_thread()))

    monkeypatch.setattr(importing_ahead, "import_module", note)
    importing_ahead.start_after_panels(window)
    qtbot.wait(50)
    assert not imported
    window.panels.made()
    wanted = [*((name, False) for name in importing_ahead.WITHOUT_QT), *((n, True) for n in importing_ahead.WITH_QT)]
    qtbot.waitUntil(lambda: imported == wanted, timeout=20_000)


def test_a_step_comes_after_what_waits_in_the_loop(qtbot, monkeypatch):
    """A click between two steps is dealt with before the second."""
    window = MainWindow(Settings(), is_remembering=False)
    qtbot.addWidget(window)
    done: list[str] = []

    def note(name: str) -> None:
        done.append(name)
        window.bridge.post(lambda: done.append(f"after {name}"))

    monkeypatch.setattr(importing_ahead, "import_module", note)
    importing_ahead._import_next(window, iter(("a", "b")))
    qtbot.waitUntil(lambda: len(done) == 4)
    assert done == ["a", "after a", "b", "after b"]


def test_steps_end_with_the_window(qtbot, monkeypatch):
    window = MainWindow(Settings(), is_remembering=False)
    done: list[str] = []
    monkeypatch.setattr(importing_ahead, "import_module", done.append)
    importing_ahead._import_next(window, iter(("a", "b")))
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    qtbot.wait(100)
    assert done == ["a"]
