"""One worker process as the program holds it: starts it, talks to it, ends it when its time is up."""

import contextlib
import json
import os
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import Any, cast

from numpy.typing import NDArray

from viewer.io.decode_worker import protocol

START_LIMIT_S = 60.0
"""Longest wait for a new process, seconds; a busy machine with a cold disk needs more than a job may take."""


class WorkerProcess:
    """A running worker. Used by one thread at a time; `close` and `kill` may come from any.

    Parameters
    ----------
    extra_jobs
        Further jobs in the form of `jobs.JOBS`.
    """

    def __init__(self, extra_jobs: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-P", "-W", "ignore", "-m", "viewer.io.decode_worker.process"]
        if extra_jobs:
            command.append(json.dumps(dict(extra_jobs)))
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._requests = cast(FileIO, self._process.stdin)
        self._answers = cast(FileIO, self._process.stdout)
        for stream in (self._requests, self._answers):
            _widen(stream)
        self._is_ready = False
        self.has_timed_out = False
        self.is_killed = False
        self._watchdog = _Watchdog(self._time_is_up)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def is_ready(self) -> bool:
        """Whether the process has said that it is up."""
        return self._is_ready

    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def send(self, header: Mapping[str, Any], payload: Sequence[Any], limit_s: float) -> None:
        """Write a request; a process that has ended is noticed at the next `receive`."""
        with self._watchdog.limit(limit_s if self._is_ready else START_LIMIT_S), contextlib.suppress(OSError):
            protocol.send(self._requests, header, payload)

    def wait_until_ready(self) -> None:
        """Wait until the process is up.

        Raises
        ------
        ChannelError
            If it ends before.
        """
        if not self._is_ready:
            with self._watchdog.limit(START_LIMIT_S):
                protocol.receive(self._answers)
            self._is_ready = True

    def receive(self, limit_s: float) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        """Return header and arrays of the next answer.

        Raises
        ------
        ChannelError
            If the process ended, was ended because `limit_s` passed, or sent nonsense.
        """
        with self._watchdog.limit(limit_s):
            header, length = protocol.receive(self._answers)
            return header, protocol.receive_arrays(self._answers, header.get("arrays"), length)

    def kill(self) -> None:
        """End the process at once, from any thread; who waits for its answer finds the channel ended."""
        self.is_killed = True
        self._process.kill()

    def close(self, *, has_ended: bool = False) -> int:
        """End the process and return its exit status; it has nothing to lose.

        Parameters
        ----------
        has_ended
            Its channel has ended: it gets the moment it needs to leave its own status behind.
        """
        self._watchdog.stop()
        if has_ended:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.5)
        self._process.kill()
        status = self._process.wait()
        for stream in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                stream.close()
        return status

    def _time_is_up(self) -> None:
        self.has_timed_out = True
        self._process.kill()


class _Watchdog:
    """A thread that calls back when a limit passes before what it limits is over."""

    def __init__(self, bite: Any) -> None:
        self._bite = bite
        self._changed = threading.Condition()
        self._deadline_s: float | None = None
        self._wakes_s: float | None = None
        self._is_stopped = False
        threading.Thread(target=self._watch, name="decode-worker-watchdog", daemon=True).start()

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Call back if the block takes longer."""
        deadline = time.monotonic() + seconds
        with self._changed:
            self._deadline_s = deadline
            # A watchdog that wakes earlier anyway sees the new deadline then; waking it each time costs more.
            if self._wakes_s is None or deadline < self._wakes_s:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadline_s = None

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._is_stopped:
                left_s = None if self._deadline_s is None else self._deadline_s - time.monotonic()
                if left_s is not None and left_s <= 0:
                    self._deadline_s = None
                    self._bite()
                    continue
                self._wakes_s = self._deadline_s
                self._changed.wait(left_s)
                self._wakes_s = None


def _environment() -> dict[str, str]:
    """Environment of the worker: finds this package, starts no thread pools, takes no start-up file."""
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONSTARTUP", "PYTHONINSPECT"}}
    root = str(Path(__file__).resolve().parents[3])
    if root not in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = "1"
    # Each arena of glibc reserves address space, which is limited here.
    environment["MALLOC_ARENA_MAX"] = "1"
    environment["MALLOC_MMAP_THRESHOLD_"] = str(32 << 20)
    environment["MALLOC_TRIM_THRESHOLD_"] = str(256 << 20)
    return environment


def _widen(stream: FileIO) -> None:
    """Enlarge a pipe where the system can."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, protocol.PIPE_BYTES)
