"""The watch of time and memory from outside: what holds where the system has no limits, or a worker lifts them."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.io.decode_worker.unruly_worker import SOURCE, UNRULY, assert_works, is_gone, sentence_of
from viewer.errors import UnreadableError
from viewer.io.decode_worker import handle, limits
from viewer.io.decode_worker.bounds.watchdog import Watchdog, resident_bytes
from viewer.io.decode_worker.client import DecodeWorker

BOUND = 200 << 20


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[DecodeWorker]:
    """A worker that may hold 200 MiB, whose further jobs are those of `unruly_jobs`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    monkeypatch.setattr(limits, "RESIDENT_BYTES", BOUND)
    with DecodeWorker(UNRULY) as made:
        yield made


def test_a_worker_that_takes_too_much_is_ended_from_outside(worker: DecodeWorker) -> None:
    assert_works(worker)
    pid = worker.pid
    assert pid is not None
    assert worker.run("hoard", SOURCE, {"mib": 32})[0] == {"mib": 32}
    with pytest.raises(UnreadableError) as raised:
        worker.run("hoard", SOURCE, {"mib": 1024, "seconds": 600})
    sentence_of(raised, SOURCE.name, "more memory")
    assert is_gone(pid)
    assert_works(worker)


WITHOUT_LIMITS = f"""#!{sys.executable}
import os, sys
start = (
    "import sys; from viewer.io.decode_worker import limits, process; "
    "limits.restrict_process = lambda: None; process.main(sys.argv[1:])"
)
os.execv(sys.executable, [sys.executable, "-P", "-W", "ignore", "-c", start, *sys.argv[6:]])
"""
"""Stands in for Python where the worker is started: the same worker, which puts no limit on itself."""


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for Python")
def test_the_watch_holds_where_the_system_limits_nothing(
    worker: DecodeWorker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "python"
    script.write_text(WITHOUT_LIMITS)
    script.chmod(0o700)
    monkeypatch.setattr(handle.sys, "executable", str(script))
    assert_works(worker)
    pid = worker.pid
    assert pid is not None
    if sys.platform == "linux":
        assert psutil.Process(pid).rlimit(psutil.RLIMIT_AS)[0] != limits.ADDRESS_SPACE_BYTES
    with pytest.raises(UnreadableError) as raised:
        worker.run("hoard", SOURCE, {"mib": 8192, "seconds": 600}, limit_s=60)
    sentence_of(raised, SOURCE.name, "more memory")
    assert is_gone(pid)
    assert_works(worker)


def test_the_greedy_one_among_many_is_named_and_the_others_answer(worker: DecodeWorker) -> None:
    requests = [(SOURCE, {"mib": 1024 if n == 2 else 32, "seconds": 600 if n == 2 else 0}) for n in range(5)]
    answers = worker.run_many("hoard", requests)
    outcomes = []
    for _ in requests:
        try:
            outcomes.append(next(answers)[0]["mib"])
        except UnreadableError as e:
            outcomes.append("more memory" in str(e))
    assert outcomes == [32, 32, True, 32, 32]


def test_memory_of_a_process_that_is_gone_is_none() -> None:
    assert resident_bytes(os.getpid()) > 1 << 20
    assert resident_bytes(2**22 + 1) == 0


def test_nothing_is_looked_at_while_nothing_is_on_its_way() -> None:
    looks: list[float] = []

    def memory() -> int:
        looks.append(time.monotonic())
        return 0

    dog = Watchdog(time_is_up=lambda: None, memory_is_up=lambda: None, memory=memory, most_bytes=1)
    with dog.limit(5.0):
        time.sleep(0.25)
    assert looks == []
    dog.count(1)
    with dog.limit(5.0):
        time.sleep(0.35)
    dog.count(-1)
    seen = len(looks)
    assert seen >= 1
    time.sleep(0.3)
    assert len(looks) <= seen + 1
    dog.stop()


def test_both_limits_bite() -> None:
    bitten: list[str] = []
    both = threading.Event()

    def note(what: str) -> None:
        bitten.append(what)
        if {"time", "memory"} <= set(bitten):
            both.set()

    dog = Watchdog(time_is_up=lambda: note("time"), memory_is_up=lambda: note("memory"), memory=lambda: 2, most_bytes=1)
    dog.count(1)
    with dog.limit(0.05):
        assert both.wait(10)
    dog.stop()
