"""The worker is killed or stopped from outside while a compressed series is scrolled: the window goes on."""

import os
import signal
import sys

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from pydicom.uid import JPEGLSLossless
from PySide6.QtWidgets import QLabel

from tests.synthetic import axial_series
from tests.ui.running_window import Heartbeat, opened, sentence, until
from viewer.core.history import Place
from viewer.io.decode_worker.client import DecodeWorker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

SLICES = 16


@pytest.fixture
def study(window, qtbot, tmp_path):
    """A compressed series in the window, its first slice on the screen, and nothing of the others in memory."""
    axial_series(tmp_path / "study", SLICES, syntax=JPEGLSLossless, bits_stored=12)
    opened(qtbot, window, tmp_path / "study")
    until(qtbot, lambda: window.panels.is_made and not window.opening.thumbnails_due)
    until(qtbot, lambda: window.session.now.is_loaded)
    window.store.clear()
    return window.session.now.study


def worker_of(study) -> DecodeWorker:
    """The worker that decodes the slices of a study."""
    worker = study.series[0].slices[0].reader.worker
    assert isinstance(worker, DecodeWorker)
    return worker


def pid_of(study) -> int:
    worker = worker_of(study)
    worker.start()
    assert worker.pid is not None
    return worker.pid


def said_by(window) -> str:
    """Every text that is on the screen, the canvas's own with it."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*labels, sentence(window)])


def shown(window, qtbot, number: int):
    """Go to a slice; what is there of it once its pixels came, or did not."""
    session = window.session
    session.show(Place(1, number))
    until(qtbot, lambda: session.now.loaded is not None and session.now.loaded.key == session.now.image.key)
    return session.now.loaded


def test_a_killed_worker_is_restarted_and_every_slice_comes(window, qtbot, study):
    pids, longest_s = set(), 0.0
    for number in range(1, SLICES + 1):
        pids.add(pid_of(study))
        if number % 3 == 0:
            os.kill(pid_of(study), signal.SIGKILL)
        with Heartbeat() as heartbeat:
            assert shown(window, qtbot, number).error is None
        longest_s = max(longest_s, heartbeat.longest_s)
    print(f"STALL {1000 * longest_s:.0f} ms while {len(pids)} workers ended one after the other")
    assert len(pids) >= 4
    assert window.session.now.study is study
    assert longest_s < 1.0


def test_a_stopped_worker_is_given_up_and_replaced(window, qtbot, study, monkeypatch):
    for method in (DecodeWorker.run, DecodeWorker.run_many):
        monkeypatch.setitem(method.__kwdefaults__, "limit_s", 0.7)
    stopped = pid_of(study)
    os.kill(stopped, signal.SIGSTOP)
    with Heartbeat() as heartbeat:
        loaded = shown(window, qtbot, 2)
    assert heartbeat.longest_s < 1.0
    assert loaded.error is None or loaded.image.file.rsplit("/", 1)[1] in loaded.error
    assert pid_of(study) != stopped
    assert shown(window, qtbot, 15).error is None
    assert window.session.now.study is study


def test_the_file_on_which_the_worker_ends_each_time_is_named_and_the_rest_is_shown(window, qtbot, study, monkeypatch):
    guilty = study.series[0].slices[7].file
    send = DecodeWorker._send

    def ends_with_it(self, ticket) -> None:
        is_guilty = ticket.source.name == guilty
        if is_guilty:
            self._running_process().wait_until_ready()
            os.kill(self.pid, signal.SIGSTOP)  # it must not answer before it is ended
        send(self, ticket)
        if is_guilty:
            os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(DecodeWorker, "_send", ends_with_it)
    loaded = shown(window, qtbot, 8)
    assert loaded.error is not None
    assert guilty.rsplit("/", 1)[1] in loaded.error and "ended the decoding process" in loaded.error
    until(qtbot, lambda: "ended the decoding process" in said_by(window))
    assert guilty.rsplit("/", 1)[1] in said_by(window)
    for number in (7, 9, 1, 16):
        assert shown(window, qtbot, number).error is None, number
    assert shown(window, qtbot, 8).error is not None
    assert window.session.now.study is study
