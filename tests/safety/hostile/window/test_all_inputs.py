"""Malformed inputs in the running window, many at once: it lives on, lists them readably, and closes meanwhile."""

import gc
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.safety.hostile.named.case import Case
from tests.safety.hostile.named.every import every_case
from tests.safety.hostile.running import unlocked
from tests.synthetic import axial_series
from tests.ui.running_window import Heartbeat, end, made_window, until
from viewer.errors import plain
from viewer.ui.dialogs.patients import PatientsDialog
from viewer.ui.dialogs.skipped import SkippedDialog

LONGEST_STALL_S = 1.0
"""Longest time that the event loop may be held up, s: ten times what is wanted, for machines that are busy."""


def folder_of(cases: Sequence[Case], folder: Path) -> Path:
    """Folder with a sound series of a patient of its own and every malformed input in a folder of its own."""
    axial_series(folder / "inputs" / "good", 3, patient="Sound^One", patient_id="S1", study="sound")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of those who make the files
        for number, case in enumerate(cases):
            place = folder / "inputs" / f"{number:03d}"
            place.mkdir()
            case.make(place)
    return folder / "inputs"


def faults_in(widget: QWidget) -> list[str]:
    """Texts of files that Qt would take for mark-up, and so load what they name."""
    labels = [label for label in widget.findChildren(QLabel) if label.textFormat() is not Qt.TextFormat.PlainText]
    texts = [*(label.text() for label in labels), *(part.toolTip() for part in widget.findChildren(QWidget))]
    return [text for text in texts if "<img" in text and Qt.mightBeRichText(text)]


def quick(step: int) -> list[Case]:
    return [case for case in every_case() if not case.is_slow][::step]


def patient_chosen(window) -> None:
    """Choose the first patient where the window asks for one."""
    for dialog in window.findChildren(PatientsDialog):
        if dialog.isVisible():
            assert faults_in(dialog) == []
            dialog.accept()


def opened_all(window, qtbot, folder: Path) -> float:
    """Open a folder; return the longest time that the event loop was held up, s.

    It is opened twice and the second time counts: the first loads parts of the program, which has its own proof.
    """
    opened_once(window, qtbot, folder)
    # As the program does once its start is over (`viewer.ui.application`): to look through what a start has made, and
    # here the tests with it, for rubbish takes 90 ms, on whatever thread.
    gc.collect()
    gc.freeze()
    try:
        return opened_once(window, qtbot, folder)
    finally:
        gc.unfreeze()


def opened_once(window, qtbot, folder: Path) -> float:
    before = window.session.now.study
    with Heartbeat() as heartbeat:
        window.opening.open([folder])
        until(
            qtbot,
            lambda: patient_chosen(window) or (window.session.now.study is not before and window.session.now.is_loaded),
        )
        until(qtbot, lambda: window.panels.is_made and not window.opening.thumbnails_due)
        qtbot.wait(50)
    return heartbeat.longest_s


def assert_skip_list_is_readable(window, least: int) -> None:
    skipped = window.session.now.study.skipped
    assert len(skipped) >= least
    window.windows.show_skipped()
    (dialog,) = (dialog for dialog in window.findChildren(SkippedDialog) if dialog.isVisible())
    assert dialog.lines.rowCount() == len(skipped)
    for item in skipped:
        assert item.reason.endswith(".") and len(item.reason) < 400, item
        assert plain(item.reason) == item.reason and plain(item.file) == item.file, item
        for word in ("Traceback", "Error", "Exception", "NoneType"):
            assert word not in item.reason, item
    dialog.copy()
    assert len(QApplication.clipboard().text().splitlines()) == len(skipped)
    assert faults_in(window) == []


def test_a_folder_of_malformed_inputs_opens_beside_a_sound_series(window, qtbot, tmp_path, record_property):
    folder = folder_of(quick(8), tmp_path)
    longest_s = opened_all(window, qtbot, folder)
    unlocked(tmp_path)
    record_property("longest_stall_ms", round(1000 * longest_s))
    print(f"STALL {1000 * longest_s:.0f} ms while a folder of malformed inputs was opened")
    assert longest_s < LONGEST_STALL_S
    assert_skip_list_is_readable(window, 15)


@pytest.mark.slow
def test_a_folder_of_every_quick_input(window, qtbot, tmp_path, record_property):
    folder = folder_of(quick(1), tmp_path)
    longest_s = opened_all(window, qtbot, folder)
    unlocked(tmp_path)
    record_property("longest_stall_ms", round(1000 * longest_s))
    print(f"STALL {1000 * longest_s:.0f} ms while a folder of {len(quick(1))} malformed inputs was opened")
    assert longest_s < LONGEST_STALL_S
    assert_skip_list_is_readable(window, 150)


def test_closing_while_malformed_inputs_open(qapp, qtbot, tmp_path):
    folder = folder_of(quick(12), tmp_path)
    before = set(threading.enumerate())
    window = made_window(qtbot)
    window.opening.open([folder])
    qtbot.wait(30)
    assert not window.session.now.is_loaded
    end(window)
    unlocked(tmp_path)

    def is_quiet() -> bool:
        left = set(threading.enumerate()) - before
        return not [thread for thread in left if not thread.name.startswith(("decode-worker", "QThread", "Dummy"))]

    until(qtbot, is_quiet)
