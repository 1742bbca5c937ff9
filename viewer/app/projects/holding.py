"""Who may save the project that is open: the lock beside it, and what is said where somebody else has it.

The locks are taken and given back on a thread of their own, in the order that was asked for: a folder may be slow.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from viewer.app.background import hand_on_fault
from viewer.io.locks.lock_file import Lock, Taken, lock_path, look, release, take
from viewer.io.project import ProjectFile, is_case

Reason = Literal["", "window", "computer", "unreadable", "newer"]
"""Why a project is read-only here: open in another window of this computer, open on another computer, beside a lock
that cannot be read, or written by a newer program; '' where it is not."""

_WHY: dict[Reason, str] = {
    "": "",
    "window": "Read-only: this project is open in another window on this computer. Close it there and check again, or "
    "save your work under another name.",
    "computer": "Read-only: this project is open on the computer {host}. Save your work under another name, or edit it "
    "all the same if nobody works on it there any more.",
    "unreadable": "Read-only: somebody else may be working on this project; who it is cannot be told. Save your work "
    "under another name, or edit it all the same if nobody works on it any more.",
    "newer": "Read-only: a newer version of the program wrote this project, and what this version does not know is not "
    "shown. Open it with the newer version, or save your work under another name.",
}

_MAX_HOST = 60


@dataclass(frozen=True, slots=True)
class Hold:
    """Whether the project that is open may be saved over.

    Parameters
    ----------
    reason
        See `Reason`.
    host
        The computer on which it is open, '' where that is this one or is not known.
    """

    reason: Reason = ""
    host: str = ""

    @property
    def is_read_only(self) -> bool:
        """Whether Save asks for another name."""
        return self.reason != ""

    @property
    def may_be_taken(self) -> bool:
        """Whether the user may say that nobody else is at it any more."""
        return self.reason in {"computer", "unreadable"}

    @property
    def sentence(self) -> str:
        """Why it is read-only and what to do, '' where it is not."""
        return _WHY[self.reason].format(host=self.host or "that shares its folder")


class Holder:
    """Has the lock of the project that is open, and gives it back when another is.

    Parameters
    ----------
    tell
        Gets the project's path and its `Hold` on the holder's thread, when `follow` has found out.
    """

    def __init__(self, tell: Callable[[Path, Hold], None]) -> None:
        self._tell = tell
        self._mutex = threading.Lock()
        self._locks: dict[Path, Lock] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None

    def follow(self, path: Path | None, file: ProjectFile | None = None, *, is_forced: bool = False) -> None:
        """Take the lock of a project that was opened, and give back that of the one before.

        Parameters
        ----------
        path
            The project's file, None for none.
        file
            The project as it was read.
        is_forced
            Whether the user said that nobody else is at it any more.
        """

        def work() -> None:
            self._give_back(keeping=path)
            if path is not None:
                self._tell(path, self._found(path, file, is_forced=is_forced))

        self._later(work)

    def ready(self, path: Path) -> Hold:
        """Have the lock of a project that is to be saved, on the thread that saves it.

        One that was taken away, or that could not be taken when the project was opened, is asked for again.
        """
        return self._found(path, None, is_forced=False)

    def settle(self, path: Path | None) -> None:
        """Give back every lock but that of the project that is open now, None for none."""
        self._later(lambda: self._give_back(keeping=path))

    def close(self, *, timeout_s: float = 2.0) -> None:
        """Give every lock back, and wait for that, at most `timeout_s` seconds."""
        self.settle(None)
        if self._last is not None:
            wait([self._last], timeout_s)
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    def _later(self, work: Callable[[], None]) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="project-locks")
        self._last = self._pool.submit(work)
        self._last.add_done_callback(hand_on_fault)

    def _found(self, path: Path, file: ProjectFile | None, *, is_forced: bool) -> Hold:
        if file is not None and file.is_read_only:
            return Hold("newer")
        if is_case(path):
            return Hold()  # saving asks for another name in any case
        with self._mutex:
            file_of_lock = lock_path(path)
            mine = self._locks.pop(file_of_lock, None)
            found = Taken("impossible") if mine is None else look(path, mine)
            if found.state != "ours":
                found = take(path, is_forced=is_forced)
            if found.lock is not None:
                self._locks[file_of_lock] = found.lock
        return _hold_of(found)

    def _give_back(self, *, keeping: Path | None) -> None:
        with self._mutex:
            kept = None if keeping is None else lock_path(keeping)
            for file in [file for file in self._locks if file != kept]:
                release(self._locks.pop(file))


def _hold_of(found: Taken) -> Hold:
    match found.state:
        case "here":
            return Hold("window")
        case "elsewhere":
            host = "" if found.owner is None else found.owner.host
            return Hold("computer", "".join(sign for sign in host if sign.isprintable())[:_MAX_HOST])
        case "unreadable":
            return Hold("unreadable")
        case _:
            return Hold()
