"""Watches over what a hostile file may do: memory of both processes, files touched, network, warnings, log."""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

WATCHED = Path(__file__).parent / "watched"
"""Holds the `sitecustomize` of a worker under watch."""

MEMORY_BYTES = 2 << 30
"""Most memory of program and worker together while a hostile file is answered."""

ANSWER_S = 10.0
"""Longest time to the answer for one hostile file, seconds."""


class MemoryMeter:
    """Most resident memory of this process and its children together, sampled by a thread."""

    def __init__(self, interval_s: float = 0.02) -> None:
        self.peak_bytes = 0
        self._interval_s = interval_s
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join()

    def _sample(self) -> None:
        own = psutil.Process()
        while True:
            total = own.memory_info().rss
            for child in _children(own):
                with suppress(psutil.Error):
                    total += child.memory_info().rss
            self.peak_bytes = max(self.peak_bytes, total)
            if self._ends.wait(self._interval_s):
                return


def _children(own: psutil.Process) -> list[psutil.Process]:
    """Children of this process; asked of the system where it knows them, as looking through all processes is slow."""
    found: list[psutil.Process] = []
    try:
        for task in Path("/proc/self/task").iterdir():
            for pid in (task / "children").read_text().split():
                with suppress(psutil.Error):
                    found.append(psutil.Process(int(pid)))
    except OSError:
        with suppress(psutil.Error):
            return own.children()
    return found


class TouchWatch:
    """Notes what this process does beyond reading while it is on: files written or removed, programs, network.

    An audit hook cannot be taken out again, so there is one for the process, which is silent while no watch is on.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        _install_hook()

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch while the block runs; one watch at a time."""
        _active.append(self)
        try:
            yield
        finally:
            _active.remove(self)


_active: list[TouchWatch] = []
_is_installed: list[bool] = []
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEVER = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "os.system", "os.exec", "os.remove", "os.rename", "os.mkdir",
    "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.", "urllib.", "webbrowser.",
    "pickle.find_class",
)  # fmt: skip


def _install_hook() -> None:
    if not _is_installed:
        _is_installed.append(True)
        sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _active:
        return
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & _WRITES and isinstance(path, str | bytes):
            text = os.fsdecode(path)
            if text != os.devnull and "__pycache__" not in text:
                _active[-1].found.append(f"write {text}")
    elif event == "subprocess.Popen":
        words = [str(word) for word in arguments[1]] if isinstance(arguments[1], list | tuple) else []
        if "viewer.io.decode_worker.process" not in words:
            _active[-1].found.append(f"program {arguments[0]}")
    elif event.startswith(_NEVER):
        _active[-1].found.append(event)


@contextmanager
def watched_worker(log: Path) -> Iterator[None]:
    """Workers started inside the block write into `log` what they touch."""
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "MULTIFIDUS_WATCH_LOG")}
    os.environ["MULTIFIDUS_WATCH_LOG"] = str(log)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(WATCHED), before["PYTHONPATH"])))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def touched_by_worker(log: Path, allowed: Path) -> set[str]:
    """What a watched worker did beyond reading the files below `allowed`."""
    if not log.exists():
        return set()
    inside = f"read {allowed}{os.sep}"
    return {line for line in log.read_text(errors="replace").splitlines() if not line.startswith(inside)}


class _Records(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append(f"log {record.name}: {record.getMessage()[:200]}")


@contextmanager
def silence_watch(found: list[str]) -> Iterator[None]:
    """Collect every warning and every record of the log that is raised inside the block."""
    handler = _Records(found)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
        found.extend(f"warning {w.category.__name__}: {str(w.message)[:200]}" for w in caught)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
