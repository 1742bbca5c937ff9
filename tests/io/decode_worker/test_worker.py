"""The worker process: whatever a job does, the program gets arrays or one sentence, and the next job works."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.io.decode_worker.generated_dicom import Memory
from tests.io.decode_worker.unruly_worker import SOURCE, assert_works, is_gone, sentence_of
from viewer.errors import GeometryError, UnreadableError, ViewerError
from viewer.io.decode_worker import client, handle
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.sources import local_file

# ---------------------------------------------------------------- what comes back


def test_nothing_is_started_before_it_is_needed() -> None:
    worker = DecodeWorker()
    assert worker.pid is None
    worker.close()
    worker.start()
    assert worker.pid is not None
    worker.close()
    assert worker.pid is None


def test_files_go_by_path_and_members_as_bytes(worker: DecodeWorker, tmp_path: Path) -> None:
    path = tmp_path / "ä b.bin"
    path.write_bytes(b"plain")
    result, (array,) = worker.run("echo", local_file(path))
    assert (result["kind"], array.tobytes()) == ("path", b"plain")
    for data in (b"", b"x", bytes(range(256)) * 20_000):
        result, (array,) = worker.run("echo", Memory(data))
        assert (result["kind"], array.tobytes()) == ("bytes", data)


def test_a_relative_path_is_found(worker: DecodeWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.start()
    monkeypatch.chdir(tmp_path)
    Path("here.bin").write_bytes(b"plain")
    assert worker.run("echo", local_file(Path("here.bin")))[1][0].tobytes() == b"plain"


def test_bytes_are_sent_once_for_many_frames(worker: DecodeWorker) -> None:
    reads = []

    class Counted(Memory):
        def read(self, offset: int = 0, length: int | None = None) -> bytes:
            reads.append(offset)
            return super().read(offset, length)

    first, second = Counted(b"first"), Counted(b"second")
    for source, data in ((first, b"first"), (first, b"first"), (second, b"second"), (first, b"first")):
        assert worker.run("echo", source)[1][0].tobytes() == data
    assert len(reads) == 3


def test_arrays_of_every_kind_come_back(worker: DecodeWorker) -> None:
    _, arrays = worker.run("arrays", SOURCE)
    values = np.arange(24).reshape(2, 3, 4)
    for array, kind in zip(arrays[:6], ("i1", "u2", "i4", "u8", "f4", "f8"), strict=True):
        np.testing.assert_array_equal(array, values)
        assert array.dtype == np.dtype(kind)
    np.testing.assert_array_equal(arrays[6], values.T)
    assert [a.shape for a in arrays[7:]] == [(0, 5), (), (2,)]
    assert float(arrays[8]) == 7.5 and arrays[9].tolist() == [True, False]


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("unreadable", UnreadableError, "archive.zip/member: its pixels are missing; copy it again."),
        ("geometry", GeometryError, "archive.zip/member: its spacing is zero; export it again."),
        ("named", UnreadableError, "archive.zip/member is empty; copy it again."),
        ("control", UnreadableError, "leave it out."),
        ("value", UnreadableError, "damaged or of an unknown kind; "),
        ("key", UnreadableError, "of an unknown kind; "),
        ("recursion", UnreadableError, "nested too deeply"),
        ("exit", UnreadableError, "of an unknown kind; "),
        ("interrupt", UnreadableError, "of an unknown kind; "),
    ],
)
def test_every_exception_is_one_sentence(worker: DecodeWorker, kind: str, error: type[ViewerError], words: str) -> None:
    with pytest.raises(error) as raised:
        worker.run("fail", SOURCE, {"kind": kind, "name": SOURCE.name})
    text = sentence_of(raised, words, SOURCE.name)
    assert "Patient" not in text, "the text of a foreign exception may quote the header"
    assert_works(worker)


def test_an_answer_that_cannot_be_sent_is_one_sentence(worker: DecodeWorker) -> None:
    with pytest.raises(UnreadableError) as raised:
        worker.run("unsendable", SOURCE)
    sentence_of(raised, SOURCE.name)
    with pytest.raises(UnreadableError):
        worker.run("no-such-job", SOURCE)
    with pytest.raises(TypeError):
        worker.run("echo", SOURCE, {"never": object()})
    assert_works(worker)


@pytest.mark.parametrize("job", ["loiter", "spin"])
def test_a_job_past_its_limit_is_given_up(worker: DecodeWorker, job: str) -> None:
    worker.run("echo", SOURCE)
    pid = worker.pid
    assert pid is not None
    started = time.monotonic()
    with pytest.raises(UnreadableError) as raised:
        worker.run(job, SOURCE, limit_s=0.4)
    assert time.monotonic() - started < 3
    sentence_of(raised, SOURCE.name, "0.4 s")
    assert is_gone(pid)
    assert_works(worker)
    assert worker.pid != pid


def test_a_job_that_ends_the_process(worker: DecodeWorker) -> None:
    with pytest.raises(UnreadableError) as raised:
        worker.run("vanish", SOURCE)
    sentence_of(raised, SOURCE.name, "ended the decoding process")
    assert_works(worker)


def test_a_process_killed_in_the_middle_is_not_the_fault_of_the_file(worker: DecodeWorker) -> None:
    worker.run("echo", SOURCE)
    pid = worker.pid
    assert pid is not None
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    assert worker.run("loiter", SOURCE, {"seconds": 0.8, "id": 5})[0] == {"id": 5}
    assert is_gone(pid)
    assert_works(worker)


def test_a_process_killed_while_idle_is_nobodys_fault(worker: DecodeWorker) -> None:
    assert_works(worker)
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert_works(worker)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the address space")
def test_too_much_memory_is_told_apart(worker: DecodeWorker) -> None:
    with pytest.raises(UnreadableError) as raised:
        worker.run("gorge", SOURCE)
    sentence_of(raised, "more memory")
    assert_works(worker)


def test_printing_disturbs_nothing(worker: DecodeWorker, capfd: pytest.CaptureFixture[str]) -> None:
    assert worker.run("chat", SOURCE)[0] == {"said": True}
    assert_works(worker)
    worker.close()
    assert capfd.readouterr() == ("", "")


def test_a_process_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for executable in (str(tmp_path / "none"), "/bin/false"):
        monkeypatch.setattr(handle.sys, "executable", executable)
        with DecodeWorker() as worker, pytest.raises(ViewerError) as raised:
            worker.run("echo", SOURCE)
        assert not isinstance(raised.value, UnreadableError), "it is not the file's fault"
        sentence_of(raised, "cannot be started")


def test_a_source_that_cannot_be_read_fails_alone(worker: DecodeWorker) -> None:
    class Broken(Memory):
        def read(self, offset: int = 0, length: int | None = None) -> bytes:
            raise UnreadableError("broken is broken; copy it again.")

    with pytest.raises(UnreadableError, match="broken is broken"):
        worker.run("echo", Broken(b"x"))
    assert_works(worker)


# ---------------------------------------------------------------- many


def test_many_answers_come_in_order(worker: DecodeWorker) -> None:
    requests = [(Memory(bytes([n]) * 100_000), {"n": n}) for n in range(30)]
    answers = list(worker.run_many("echo", requests))
    assert [result["arguments"]["n"] for result, _ in answers] == list(range(30))
    assert all(array.tobytes() == bytes([n]) * 100_000 for n, (_, (array,)) in enumerate(answers))
    assert list(worker.run_many("echo", [])) == []


def test_the_guilty_one_among_many_is_found(worker: DecodeWorker) -> None:
    guilty = {3, 4, 9}
    requests = [(Memory(b"x", name=f"file{n}"), {"vanish": n in guilty, "id": n, "seconds": 0.02}) for n in range(12)]
    answers = worker.run_many("vanish", requests)
    outcome = {}
    for n in range(12):
        try:
            outcome[n] = next(answers)[0]["id"]
        except UnreadableError as e:
            outcome[n] = str(e).split()[0]
    assert outcome == {n: f"file{n}" if n in guilty else n for n in range(12)}
    with pytest.raises(StopIteration):
        next(answers)


def test_the_slow_one_among_many_is_found(worker: DecodeWorker) -> None:
    worker.run("echo", SOURCE)
    requests = [(Memory(b"x", name=f"file{n}"), {"seconds": 3600 if n == 1 else 0, "id": n}) for n in range(5)]
    answers = worker.run_many("loiter", requests, limit_s=0.5)
    assert next(answers)[0]["id"] == 0
    with pytest.raises(UnreadableError, match="^file1 was given up after 0.5 s"):
        next(answers)
    assert [result["id"] for result, _ in answers] == [2, 3, 4]


def test_other_jobs_between_the_answers(worker: DecodeWorker) -> None:
    answers = worker.run_many("echo", [(Memory(bytes([n])), {"n": n}) for n in range(8)])
    for n, (result, _) in enumerate(answers):
        assert result["arguments"]["n"] == n
        assert_works(worker)


def test_answers_nobody_takes_do_no_harm(worker: DecodeWorker) -> None:
    answers = worker.run_many("echo", [(Memory(bytes(3_000_000)), {"n": n}) for n in range(20)])
    next(answers)
    del answers
    assert_works(worker)


def test_large_members_travel_one_at_a_time(worker: DecodeWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "BYTES_AHEAD", 1000)
    on_the_way = []

    class Watched(Memory):
        def read(self, offset: int = 0, length: int | None = None) -> bytes:
            on_the_way.append(len(worker._sent))
            return super().read(offset, length)

    sources = [Watched(bytes([n]) * 600) for n in range(6)]
    answers = list(worker.run_many("echo", [(source, {"n": n}) for n, source in enumerate(sources)]))
    assert [array.tobytes() for _, (array,) in answers] == [source.data for source in sources]
    assert on_the_way == [0] * 6


def test_many_threads_share_one_worker(worker: DecodeWorker) -> None:
    wrong: list[object] = []

    def ask(number: int) -> None:
        for turn in range(15):
            data = bytes([number, turn]) * 5000
            result, (array,) = worker.run("echo", Memory(data), {"who": [number, turn]})
            if result["arguments"] != {"who": [number, turn]} or array.tobytes() != data:
                wrong.append((number, turn))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not wrong and not any(thread.is_alive() for thread in threads)
