"""Ends that no Python code survives, as a segmentation fault: where it was is kept, and told at the next start."""

import contextlib
import faulthandler
import os
import re
from pathlib import Path
from typing import BinaryIO

from viewer.app.faults.keeping import FaultReports, Told, made_reports_folder, reports_folder
from viewer.app.faults.report import Fault, told_place

READ_BYTES = 1 << 18
"""Most bytes of what a run has left that are read."""

LINES_MAX = 200
"""Most places of such an end in a report."""

_FILE = re.compile(r"running-(\d{1,10})\.txt")
_KINDS = (
    "Segmentation fault",
    "Aborted",
    "Bus error",
    "Floating-point exception",
    "Floating point exception",
    "Illegal instruction",
    "access violation",
    "stack overflow",
)
_PLACE = re.compile(r'  File "(.*)", line (\d{1,9}) in (.*)')


class CrashWatch:
    """Keeps where the program is when it ends without a word; one for each process.

    Parameters
    ----------
    home
        See `viewer.io.local.folders.user_folder`.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._home = home
        self._file: BinaryIO | None = None
        self._path: Path | None = None

    def start(self) -> None:
        """Keep it from now on; without a word where nothing can be written."""
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            path = made_reports_folder(self._home) / f"running-{os.getpid()}.txt"
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
            self._file = os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0)
            self._path = path
            faulthandler.enable(self._file)

    def stop(self) -> None:
        """The program ends as it should: nothing is left."""
        if self._file is None or self._path is None:
            return
        faulthandler.disable()
        with contextlib.suppress(OSError):
            self._file.close()
            self._path.unlink()
        self._file = self._path = None


def reported_crash(home: Path | None = None) -> Told | None:
    """Make a report of what an earlier run has left, without where the program lies, and take that away.

    Returns
    -------
    Told or None
        The end of the newest, None where every earlier run ended as it should.
    """
    told: Told | None = None
    try:
        left = sorted(
            (path for path in reports_folder(home).iterdir() if _FILE.fullmatch(path.name)),
            key=lambda path: path.lstat().st_mtime,
        )
    except OSError:
        return None
    reports = FaultReports(home)
    for path in left:
        with contextlib.suppress(OSError):
            if not _is_running(path):
                fault = _fault_in(path)
                told = told if fault is None else reports.keep(fault)
                path.unlink()
    return told


def _is_running(path: Path) -> bool:
    """Whether the process that writes to a file is still there; another one may have got its number since."""
    import psutil

    found = _FILE.fullmatch(path.name)
    pid = int(found[1]) if found else 0
    try:
        return pid == os.getpid() or psutil.Process(pid).create_time() <= path.lstat().st_mtime + 1.0
    except psutil.NoSuchProcess:
        return False
    except (psutil.Error, ValueError, OverflowError):
        return True


def _fault_in(path: Path) -> Fault | None:
    """What a run has left, None for nothing or for what is no such thing."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as source:
        text = source.read(READ_BYTES).decode("utf-8", "replace")
    first, _, rest = text.partition("\n")
    kind = next((kind for kind in _KINDS if kind in first), None)
    if kind is None:
        return None
    lines: list[str] = []
    for line in rest.splitlines()[:LINES_MAX]:
        place = _PLACE.fullmatch(line)
        if place is not None:
            lines.append(told_place(place[1], int(place[2]), place[3]))
        elif line.startswith("Current thread"):
            lines.append("Thread it ended on, the innermost place first")
        elif line.startswith("Thread"):
            lines.append("Other thread")
    return Fault(kind, (*lines, kind), "see below")
