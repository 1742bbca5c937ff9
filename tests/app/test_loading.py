"""Opening off the window's thread: one answer each, the newest only, cancelled at once."""

import io
import queue
import shutil
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from pydicom.uid import JPEG2000Lossless

from tests.synthetic import axial_series, mr_image, pattern, write
from viewer.app import background, loading
from viewer.app.background import BackgroundTask
from viewer.app.loading import Loader, Opened, open_pasted
from viewer.errors import UnreadableError
from viewer.io.opening import open_study

WAIT_S = 30.0


class Answers:
    """Every call back, in order, with the thread it came on."""

    def __init__(self):
        self._calls = queue.Queue()
        self.progress = []

    def done(self, generation, result):
        self._calls.put(("done", generation, result))

    def failed(self, generation, sentence):
        self._calls.put(("failed", generation, sentence))

    def cancelled(self, generation):
        self._calls.put(("cancelled", generation, None))

    def progressed(self, generation, done, total, name_hint):
        self.progress.append((generation, done, total, name_hint))

    def next(self):
        return self._calls.get(timeout=WAIT_S)

    def assert_no_more(self):
        assert self._calls.empty(), self._calls.get()


def assert_ended(task):
    threads = list(task._threads)
    task.close(timeout_s=WAIT_S)
    assert not any(thread.is_alive() for thread in threads)


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def task(answers):
    made = BackgroundTask(
        on_done=answers.done,
        on_failed=answers.failed,
        on_cancelled=answers.cancelled,
        on_progress=answers.progressed,
    )
    yield made
    assert_ended(made)
    answers.assert_no_more()


@pytest.fixture
def loader(answers):
    made = Loader(
        on_opened=answers.done,
        on_failed=answers.failed,
        on_cancelled=answers.cancelled,
        on_progress=answers.progressed,
    )
    yield made
    assert_ended(made._task)
    answers.assert_no_more()


def test_work_is_done_on_another_thread_and_answered_once(task, answers):
    generation = task.start(lambda progress: threading.current_thread())
    kind, answered, thread = answers.next()
    assert (kind, answered) == ("done", generation)
    assert thread is not threading.current_thread()
    assert thread.daemon
    assert not task.is_busy
    assert not task.cancel()


def test_only_the_newest_answers(task, answers):
    gate, started = threading.Event(), threading.Event()

    def slow(progress):
        started.set()
        assert gate.wait(WAIT_S)
        return "late"

    first = task.start(slow)
    assert started.wait(WAIT_S)
    second = task.start(lambda progress: "new")
    assert second == first + 1 == task.generation
    assert answers.next() == ("done", second, "new")
    gate.set()


def test_the_error_of_what_is_not_wanted_is_dropped_too(task, answers):
    gate = threading.Event()

    def failing(progress):
        assert gate.wait(WAIT_S)
        raise UnreadableError("It is damaged; leave it out.")

    task.start(failing)
    second = task.start(lambda progress: "new")
    gate.set()
    assert answers.next() == ("done", second, "new")


def test_cancelling_answers_at_once_and_stops_the_work_at_its_next_report(task, answers):
    gate, started, went_on = threading.Event(), threading.Event(), threading.Event()
    interrupted = []

    def slow(progress):
        progress(1, 2)
        started.set()
        assert gate.wait(WAIT_S)
        progress(2, 2)
        went_on.set()

    generation = task.start(slow, interrupt=lambda: interrupted.append(1))
    assert started.wait(WAIT_S)
    assert task.is_busy
    assert task.cancel()
    assert answers.next() == ("cancelled", generation, None)  # though the work still waits
    assert interrupted == [1]
    gate.set()
    assert_ended(task)
    assert not went_on.is_set()


def test_a_new_start_interrupts_what_was_on_its_way_without_a_word(task, answers):
    gate = threading.Event()
    task.start(lambda progress: gate.wait(WAIT_S), interrupt=gate.set)
    second = task.start(lambda progress: "new")
    assert gate.is_set()
    assert answers.next() == ("done", second, "new")


def test_an_error_on_purpose_is_told_as_it_is(task, answers):
    def fail(progress):
        raise UnreadableError("a.dcm is damaged; copy it again.")

    generation = task.start(fail)
    assert answers.next() == ("failed", generation, "a.dcm is damaged; copy it again.")


@pytest.mark.parametrize(
    ("error", "words"),
    [(ZeroDivisionError("1/0"), "fault in the program (ZeroDivisionError)"), (MemoryError(), "memory")],
)
def test_any_other_error_is_a_plain_sentence(task, answers, error, words):
    def fail(progress):
        raise error

    generation = task.start(fail)
    kind, answered, sentence = answers.next()
    assert (kind, answered) == ("failed", generation)
    assert words in sentence
    assert sentence.endswith(".")
    assert task.start(lambda progress: "again") == generation + 1
    assert answers.next() == ("done", generation + 1, "again")


@pytest.mark.parametrize("error", [ZeroDivisionError(), MemoryError()])
def test_what_fails_while_saving_does_not_speak_of_opening(answers, error):
    def fail(progress):
        raise error

    task = BackgroundTask(on_done=answers.done, on_failed=answers.failed, doing="saving")
    task.start(fail)
    _, _, sentence = answers.next()
    assert_ended(task)
    assert "open this" not in sentence
    assert "Opening" not in sentence
    assert "Saving failed" in sentence or "memory to save this" in sentence


def test_progress_is_told_at_most_20_times_a_second(task, answers, monkeypatch):
    clock = (n / 64 for n in range(1, 5000))  # 16 ms pass between two reports
    monkeypatch.setattr(background, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    generation = task.start(lambda progress: [progress(n, 1000) for n in range(1, 1001)], name_hint="study")
    assert answers.next()[0] == "done"
    assert answers.progress == [(generation, n, 1000, "study") for n in range(1, 1001, 4)]


def test_a_closed_task_says_nothing(task, answers):
    gate = threading.Event()
    task.start(lambda progress: gate.wait(WAIT_S), interrupt=gate.set)
    task.close(timeout_s=WAIT_S)
    assert not task.is_busy


def test_a_folder_opens_with_its_first_choice(tmp_path, loader, answers):
    axial_series(tmp_path / "study", 5)
    generation = loader.open([tmp_path / "study"])
    kind, answered, found = answers.next()
    assert (kind, answered) == ("done", generation)
    assert isinstance(found, Opened)
    assert found.study == open_study([tmp_path / "study"])
    assert found.choice.slice_number == 3
    assert [group.image_count for group in found.patients] == [5]
    assert not found.has_several_patients
    assert found.warnings == ()
    assert answers.progress[0][0] == generation
    assert answers.progress[0][3] == "study"


def test_several_patients_are_a_list_to_choose_from(tmp_path, loader, answers):
    write(tmp_path / "a", mr_image(study=1, series=1, patient="Doe^Jane", patient_id="P1"))
    write(tmp_path / "b", mr_image(study=2, series=2, patient="Roe^Max", patient_id="P2"))
    loader.open([tmp_path])
    found = answers.next()[2]
    assert found.has_several_patients
    assert [group.label.split(" ·")[0] for group in found.patients] == ["Doe, Jane", "Roe, Max"]
    assert "2 patients" in found.warnings[0]


def test_nothing_to_open_is_one_sentence(tmp_path, loader, answers):
    generation = loader.open([tmp_path / "none"])
    kind, answered, sentence = answers.next()
    assert (kind, answered) == ("failed", generation)
    assert "none" in sentence
    assert sentence.endswith(".")


def test_a_zip_is_cancelled_between_two_members(tmp_path, answers, monkeypatch):
    axial_series(tmp_path / "in", 6)
    shutil.make_archive(str(tmp_path / "study"), "zip", tmp_path / "in")
    looked_at = []
    loader = Loader(
        on_opened=answers.done,
        on_failed=answers.failed,
        on_cancelled=answers.cancelled,
        on_progress=lambda generation, done, total, hint: (looked_at.append(done), loader.cancel()),
    )
    monkeypatch.setattr(background, "PROGRESS_INTERVAL_S", 0.0)
    generation = loader.open([tmp_path / "study.zip"])
    assert answers.next() == ("cancelled", generation, None)
    assert_ended(loader._task)
    assert looked_at == [1]
    answers.assert_no_more()


def test_cancelling_ends_the_decoding_of_that_opening_alone(tmp_path, loader, answers, monkeypatch):
    axial_series(tmp_path, 2, syntax=JPEG2000Lossless)
    loader.open([tmp_path])
    shown = answers.next()[2].study.series[0]
    np.testing.assert_array_equal(shown.slices[0].stored(), pattern(seed=0))
    workers, started, gate = [], threading.Event(), threading.Event()

    def decodes_long(paths, *, password, worker, progress):
        workers.append(worker)
        started.set()
        assert gate.wait(WAIT_S)
        raise UnreadableError("It ended the decoding process, it is damaged; leave it out.")

    monkeypatch.setattr(loading.DecodeWorker, "interrupt", lambda self: gate.set())
    monkeypatch.setattr(loading, "open_study", decodes_long)
    generation = loader.open([tmp_path])
    assert started.wait(WAIT_S)
    assert loader.cancel()
    assert answers.next() == ("cancelled", generation, None)
    assert workers[0] is not shown.slices[0].reader.worker
    np.testing.assert_array_equal(shown.slices[1].stored(), pattern(seed=1))


def png_bytes(array):
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_pasted_picture_opens(loader, answers):
    grey = pattern(20, 30, dtype=np.uint8)
    generation = loader.open_pasted(lambda: png_bytes(grey))
    kind, answered, found = answers.next()
    assert (kind, answered) == ("done", generation)
    (one,) = found.study.series[0].slices
    assert one.file == "pasted picture.png"
    np.testing.assert_array_equal(one.stored(), grey)
    assert not found.has_several_patients


@pytest.mark.parametrize("content", [b"", b"no picture", png_bytes(np.zeros((9, 9), np.uint8))[:-20]])
def test_a_clipboard_without_a_sound_picture_is_one_sentence(content):
    with pytest.raises(UnreadableError, match=r"clipboard|pasted picture\.png"):
        open_pasted(content)


def test_a_study_whose_pixels_cannot_be_read_is_no_opening(loader, answers, tmp_path):
    """Its header is sound, so that it would take the place of what is open and show nothing."""
    [path] = axial_series(tmp_path, 1, syntax=JPEG2000Lossless)
    data = path.read_bytes()
    path.write_bytes(data[:-400] + bytes(400))
    loader.open([tmp_path])
    kind, _, sentence = answers.next()
    assert kind == "failed"
    assert sentence.count(".") >= 1


def test_one_readable_slice_is_enough_to_open(loader, answers, tmp_path):
    paths = axial_series(tmp_path, 3, syntax=JPEG2000Lossless)
    middle = paths[1].read_bytes()
    paths[1].write_bytes(middle[:-400] + bytes(400))
    loader.open([tmp_path])
    kind, _, found = answers.next()
    assert kind == "done"
    assert found.first.error is not None
    assert found.choice.slice_number == 2
