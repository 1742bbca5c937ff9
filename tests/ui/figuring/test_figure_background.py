"""Work away from the window's thread: the latest preview wins, every job counts, errors are sentences."""

import threading

import pytest
from PySide6.QtCore import QThread

from viewer.errors import OutputError, ViewerError
from viewer.ui.figuring.background import Background


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.stop()


def test_only_the_latest_preview_is_made_and_counts(background, qtbot):
    begun, go, made = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        assert go.wait(30)
        made.append("first")
        return "first"

    came = []
    background.previewed.connect(lambda generation, outcome: came.append((generation, outcome)))
    background.preview(slow)
    assert begun.wait(30)
    background.preview(lambda: made.append("second"))
    background.preview(lambda: made.append("third") or "third")
    go.set()
    qtbot.waitUntil(lambda: len(came) == 2, timeout=30_000)
    assert made == ["first", "third"]
    assert [outcome for generation, outcome in came if generation == background.generation] == ["third"]


def test_dropped_previews_are_late(background, qtbot):
    with qtbot.waitSignal(background.previewed, timeout=30_000) as came:
        background.preview(lambda: 1)
    background.drop_previews()
    assert came.args[0] != background.generation


def test_work_is_done_elsewhere_and_told_here(background, qtbot, qapp):
    threads = []
    background.finished.connect(lambda name, outcome: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(background.finished, timeout=30_000) as came:
        background.run("job", threading.current_thread)
        assert background.is_working
    assert came.args[0] == "job"
    assert came.args[1] is not threading.main_thread()
    assert threads == [qapp.thread()]
    assert not background.is_working


@pytest.mark.parametrize("error", [OutputError("No room; make some."), KeyError("Doe^Jane")])
def test_errors_come_as_sentences(background, qtbot, error):
    def fail():
        raise error

    with qtbot.waitSignal(background.finished, timeout=30_000) as came:
        background.run("job", fail)
    outcome = came.args[1]
    assert isinstance(outcome, ViewerError)
    if isinstance(error, ViewerError):
        assert outcome is error
    else:
        assert "KeyError" in str(outcome)
        assert "Doe" not in str(outcome)


def test_once_stopped_nothing_is_begun(background):
    made = []
    background.stop()
    background.preview(lambda: made.append("preview"))
    background.run("job", lambda: made.append("job"))
    assert not background.is_working
    assert made == []
