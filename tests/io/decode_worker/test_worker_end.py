"""The end of the worker: no process, thread or pipe is left, whichever way the program goes."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.io.decode_worker.generated_dicom import EXPLICIT, JPEG_LS, encapsulated_file, native_file, tissue
from tests.io.decode_worker.unruly_worker import SOURCE, UNRULY, assert_works, is_gone
from viewer.errors import UnreadableError
from viewer.io.decode_worker.client import DecodeWorker, shared_worker
from viewer.io.decode_worker.jobs import JOBS, find_job
from viewer.io.sources import local_file

ROOT = Path(__file__).resolve().parents[3]


def test_close_leaves_no_process_thread_or_pipe(worker: DecodeWorker) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0

    others = set(threading.enumerate())  # the worker that all tests of this process share may be running
    assert_works(worker)
    worker.close()
    before = descriptors()
    for _ in range(3):
        assert_works(worker)
        pid = worker.pid
        worker.close()
        assert pid is not None and is_gone(pid)
    assert descriptors() == before
    deadline = time.monotonic() + 5.0
    while set(threading.enumerate()) - others and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not set(threading.enumerate()) - others


def test_a_worker_that_is_dropped_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    worker = DecodeWorker(UNRULY)
    assert_works(worker)
    pid = worker.pid
    del worker
    gc.collect()
    assert pid is not None and is_gone(pid)


def test_close_during_many_fails_those_left(worker: DecodeWorker) -> None:
    answers = worker.run_many("echo", [(SOURCE, {"n": n}) for n in range(6)])
    next(answers)
    worker.close()
    with pytest.raises(UnreadableError, match="decoding was ended"):
        next(answers)


PROGRAM = """
import os, sys, signal
from viewer.io.decode_worker.client import shared_worker
from viewer.io.sources import local_file
from pathlib import Path
worker = shared_worker()
assert worker is shared_worker()
result, (array,) = worker.run("dicom-frame", local_file(Path(sys.argv[1])))
print(worker.pid, array.shape, flush=True)
if sys.argv[2] == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_the_worker_ends_with_its_program(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(encapsulated_file(tissue(), JPEG_LS, bits=12))
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", PROGRAM, str(path), end]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment, check=False
    )
    assert done.stderr == "" and done.returncode == (0 if end == "exit" else -signal.SIGKILL)
    pid = int(done.stdout.split()[0])
    deadline = time.monotonic() + 5
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_running(pid)


ORPHAN_MAKER = """
import os, signal, threading, time
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.sources import MemoryBytes
worker = DecodeWorker({"spin": "unruly_jobs:spin", "echo": "unruly_jobs:echo"})
worker.run("echo", MemoryBytes(b"x"))
threading.Thread(target=lambda: worker.run("spin", MemoryBytes(b"x"), limit_s=1.5), daemon=True).start()
time.sleep(0.5)
print(worker._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a job object does this on Windows")
def test_a_worker_that_hangs_in_c_ends_after_its_program_was_killed(tmp_path: Path) -> None:
    """It cannot notice that its input ended; the system's limit of processor time, set for each job, ends it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(Path(__file__).parent)))}
    done = subprocess.run(
        [sys.executable, "-c", ORPHAN_MAKER], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    pid = int(done.stdout)
    assert _is_running(pid), "it hangs, so it is still there"
    deadline = time.monotonic() + 240
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not _is_running(pid)


def _is_running(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped by its new parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_hostile_working_folder_is_not_imported_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("numpy.py", "json.py", "pydicom.py", "viewer.py"):
        (tmp_path / name).write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.dcm"
    path.write_bytes(native_file(tissue(), EXPLICIT, bits=12))
    with DecodeWorker() as worker:
        np.testing.assert_array_equal(worker.run("dicom-frame", local_file(path))[1][0], tissue())


def test_one_worker_per_process() -> None:
    assert shared_worker() is shared_worker()


def test_own_jobs_can_be_found() -> None:
    assert callable(find_job("dicom-frame"))
    assert all(
        module.startswith("viewer.io.") and function
        for module, _, function in (j.partition(":") for j in JOBS.values())
    )


def test_interrupt_ends_a_job_that_another_thread_waits_for(worker: DecodeWorker) -> None:
    assert_works(worker)
    errors: list[UnreadableError] = []

    def wait() -> None:
        try:
            worker.run("loiter", SOURCE, {}, limit_s=600.0)
        except UnreadableError as e:
            errors.append(e)

    thread = threading.Thread(target=wait)
    thread.start()
    deadline = time.monotonic() + 20.0
    while thread.is_alive() and time.monotonic() < deadline:  # again where the job had not been sent yet
        worker.interrupt()
        thread.join(0.05)
    assert not thread.is_alive()
    assert [str(error).count("decoding was ended") for error in errors] == [1]
    assert_works(worker)


def test_interrupt_without_a_process_does_nothing() -> None:
    worker = DecodeWorker()
    worker.interrupt()
    assert worker.pid is None
