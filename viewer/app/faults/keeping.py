"""Reports are kept in the user's own folder: one for each fault however often it happens, the newest of them only."""

import contextlib
import os
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from viewer.app.faults.report import Fault, fault_of, report_text
from viewer.io.local.folders import made_user_folder, user_folder

KEPT = 20
"""Most reports that are kept."""

_FOLDER = "reports"
_FILE = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\.txt")
_TIMES = re.compile(r"^Happened: (?:once|at least (\d{1,9}) times), first (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", re.M)
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Told:
    """What the user is told of a fault.

    Parameters
    ----------
    kind
        Name of the error's class.
    code
        Which fault it is, see `Fault.code`.
    report
        File of the report, or None where it could not be written.
    """

    kind: str
    code: str
    report: Path | None

    @property
    def where(self) -> str:
        """Where the report is, as the end of a sentence."""
        if self.report is None:
            return "no report could be written"
        return f"a report without patient data is in {self.report}"


class FaultReports:
    """Writes reports; nothing here ever raises.

    Parameters
    ----------
    home
        See `viewer.io.local.folders.user_folder`.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._times: dict[str, int] = {}
        self._files: dict[str, Path] = {}
        self._before: dict[str, tuple[Path | None, int, datetime]] = {}
        self._folder: Path | None = None

    def take(self, error: BaseException, *, thread: str | None = None) -> Told:
        """Report an error, on whatever thread, and return what the user is told.

        Parameters
        ----------
        error
            With its traceback.
        thread
            Name of the thread it happened on; None for the one that calls.
        """
        try:
            fault = fault_of(error, thread=threading.current_thread().name if thread is None else thread)
        except Exception:  # noqa: BLE001 - a report that fails must not be a fault of its own
            return Told("an error", "", None)
        return self.keep(fault)

    def keep(self, fault: Fault) -> Told:
        """Write the report of a fault, or count it where there is one."""
        code = fault.code
        with self._lock:
            self._follow_folder()
            times = self._times[code] = self._times.get(code, 0) + 1
            # A fault of painting comes sixty times a second: the file is written again each time the count doubles.
            if times & (times - 1) == 0:
                try:
                    self._files[code] = self._write(fault, times)
                except Exception:  # noqa: BLE001 - no room, no folder: the user is told that there is no report
                    self._files.pop(code, None)
            return Told(fault.kind, code, self._files.get(code))

    def _follow_folder(self) -> None:
        """Begin anew where the folder of the user's files is another one now."""
        folder = reports_folder(self._home)
        if folder != self._folder:
            self._folder = folder
            self._times, self._files, self._before = {}, {}, {}

    def _write(self, fault: Fault, times: int) -> Path:
        if fault.code not in self._before:
            self._before[fault.code] = _found(fault.code, self._home)
        known, before, first = self._before[fault.code]
        path = known or made_reports_folder(self._home) / f"{first:%Y%m%dT%H%M%SZ}-{fault.code}.txt"
        _written(path, report_text(fault, first=first, last=datetime.now(UTC), times=before + times))
        return path


_REPORTS = FaultReports()


def report_fault(error: BaseException, *, thread: str | None = None) -> Told:
    """Report an error in the usual place; see `FaultReports.take`."""
    return _REPORTS.take(error, thread=thread)


def reports_folder(home: Path | None = None) -> Path:
    """Folder of the reports; it need not exist."""
    return user_folder("data", home) / _FOLDER


def made_reports_folder(home: Path | None = None) -> Path:
    """Return the folder of the reports, made if need be, for the eyes of this user only.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder = made_user_folder("data", home) / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _found(code: str, home: Path | None) -> tuple[Path | None, int, datetime]:
    """The report of a fault from before if there is one, how often it was seen then, and since when."""
    now = datetime.now(UTC)
    folder = reports_folder(home)
    known = [path for path in _reports(folder) if path.stem.endswith(f"-{code}")] if folder.is_dir() else []
    return (known[-1], *_read(known[-1], now)) if known else (None, 0, now)


def _written(path: Path, text: str) -> None:
    """Write a report whole or not at all, and drop the oldest beyond those that are kept."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as target:
            target.write(text.encode("ascii"))
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    for old in _reports(path.parent)[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()


def _reports(folder: Path) -> list[Path]:
    """Reports in a folder, those first that were written the longest ago."""
    return sorted((path for path in folder.iterdir() if _FILE.fullmatch(path.name)), key=_written_ns)


def _written_ns(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0  # another run has just removed it


def _read(report: Path, now: datetime) -> tuple[int, datetime]:
    """How often and since when, as a report says."""
    try:
        with report.open("rb") as source:
            found = _TIMES.search(source.read(_HEAD_BYTES).decode("ascii", "replace"))
        if found is None:
            return 0, now
        return int(found[1] or 1), datetime.strptime(f"{found[2]} +0000", "%Y-%m-%d %H:%M:%S %z")
    except (OSError, ValueError):
        return 0, now
