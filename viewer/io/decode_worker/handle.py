"""One worker process as the program holds it: starts it, talks to it, ends it when its time is up."""

import contextlib
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import Any, cast

from numpy.typing import NDArray

from viewer.io.decode_worker import limits, protocol
from viewer.io.decode_worker.bounds.watchdog import Watchdog, resident_bytes
from viewer.io.decode_worker.bounds.windows_job import Job, kernel

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
        environment = _environment()
        command = [_interpreter(environment), "-P", "-W", "ignore", "-m", "viewer.io.decode_worker.process"]
        if extra_jobs:
            command.append(json.dumps(dict(extra_jobs)))
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._requests = cast(FileIO, self._process.stdin)
        self._answers = cast(FileIO, self._process.stdout)
        for stream in (self._requests, self._answers):
            _widen(stream)
        self._is_ready = False
        self.has_timed_out = False
        self.is_killed = False
        self.has_taken_too_much = False
        self._job = _job_round(self._process)
        self._watchdog = Watchdog(
            time_is_up=self._time_is_up,
            memory_is_up=self._memory_is_up,
            memory=lambda: resident_bytes(self._process.pid),
            most_bytes=limits.RESIDENT_BYTES,
        )

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
        self._watchdog.count(1)
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
            arrays = protocol.receive_arrays(self._answers, header.get("arrays"), length)
        self._watchdog.count(-1)
        return header, arrays

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
        if self._job is not None:
            self._job.close()
        for stream in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                stream.close()
        return status

    def _time_is_up(self) -> None:
        self.has_timed_out = True
        self._process.kill()

    def _memory_is_up(self) -> None:
        self.has_taken_too_much = True
        self._process.kill()


def _job_round(process: "subprocess.Popen[bytes]") -> Job | None:
    """Job object round a process, on Windows; None where there are none or the system refuses."""
    handle = getattr(process, "_handle", None)
    if handle is None:
        return None
    try:
        return Job(int(handle), most_bytes=limits.ADDRESS_SPACE_BYTES, library=kernel())
    except OSError:  # the watch of time and memory is left
        return None


def _interpreter(environment: dict[str, str]) -> str:
    """Python to start: in a virtual environment of Windows not its launcher, whose child would be outside the job."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    if sys.platform != "win32" or base == sys.executable:
        return sys.executable
    environment["__PYVENV_LAUNCHER__"] = sys.executable  # as `multiprocessing` does: it finds the packages by this
    return str(base)


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
    if sys.platform != "linux":
        return
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, protocol.PIPE_BYTES)
