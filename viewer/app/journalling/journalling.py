"""Keeping every action: handed over when a gesture ends, written by one thread, waited for only as long as nobody sees.

The thread that writes is never more than one action behind: the next one waits for it, within bounds.
"""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.app.journalling.transitions import Happened, happened
from viewer.app.journalling.writing import Work, Writer
from viewer.app.snapshot import Snapshot

if TYPE_CHECKING:
    from viewer.io.journal.reading import Claim

GRACE_S = 0.004
"""How long an action waits until it is kept, s: as a rule it is on its way to the disk when the gesture ends."""

BEHIND_S = 2.0
"""How long the next action waits for the one before, s: longer only where a disk hangs, as no two may be lost."""

SLOW_S = 3.0
"""How long the journal may be behind before the user is told, s: a busy computer catches up sooner."""

END_S = 5.0
"""How long the end of the program waits for the journal, s."""

SLOW = (
    "The disk is so slow that your work is not kept against a crash at the moment: save the project, and mind that the "
    "folder of your user data lies on a disk of this computer."
)
"""Said once when the journal does not keep up."""

Project = Callable[[], tuple[Path | None, str]]
"""Path of the project that Save writes to (None for none) and the digest of its bytes."""


class Journalling:
    """Keeps what a session does; subscribe `on_change` to it.

    Parameters
    ----------
    on_trouble
        Gets one sentence for the user when work cannot be kept; called on any thread, once until it can be again.
    project
        See `Project`; asked on the session's thread.
    is_writing
        False to keep nothing, as for a picture of the window.
    home
        See `viewer.io.local.folders.user_folder`.
    """

    def __init__(
        self,
        *,
        on_trouble: Callable[[str], None],
        project: Project = lambda: (None, ""),
        is_writing: bool = True,
        home: Path | None = None,
    ) -> None:
        self._project = project
        self._is_writing = is_writing
        self._on_trouble = on_trouble
        self._writer = Writer(on_trouble, home=home)
        self._queue: queue.SimpleQueue[tuple[Callable[[], None], threading.Event] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._last = threading.Event()
        self._last.set()
        self._opened: Snapshot | None = None
        self._is_begun = False
        self._behind_since: float | None = None
        self._is_told = False
        self.longest_wait_s = 0.0
        """Longest time that an action of the session waited here, s."""

    def warm_up(self) -> None:
        """Import what writes and prepare what is open, behind the user's back, before the first action."""
        if self._is_writing:
            self._begin_opened()

    def on_change(self, old: Snapshot, now: Snapshot) -> None:
        """Keep what a change of the snapshot did to the document."""
        what = happened(old, now) if self._is_writing else None
        if what == "opened":
            self._opened, self._is_begun = now, False
            if self._thread is not None:
                self._begin_opened()
        elif what is not None and (self._is_begun or what not in ("seen", "saved")):
            self._is_begun = True
            began = time.perf_counter()
            self._begin_opened()
            self._keep(what, now)
            self.longest_wait_s = max(self.longest_wait_s, time.perf_counter() - began)

    def takes_over(self, claim: "Claim") -> None:
        """Say that what is open now came from a journal, which is removed as soon as it is kept elsewhere."""
        self._begin_opened()
        self._do(lambda: self._writer.takes_over(claim))

    def close(self, *, is_removed: bool = True) -> None:
        """End it; what is open was saved, or is not wanted, unless the journal is to stay.

        Parameters
        ----------
        is_removed
            False to have the work offered at the next start.
        """
        self._is_writing = False
        if self._thread is None:
            return
        self._do(lambda: self._writer.end(is_removed=is_removed))
        self._queue.put(None)
        self._thread.join(END_S)
        self._thread = None

    def settle(self, longest_s: float = END_S) -> bool:
        """Wait until everything handed over is kept, or for a time in s, and return whether it is."""
        return self._last.wait(longest_s)

    def _begin_opened(self) -> None:
        """Prepare the journal of what was opened last, unless that was done."""
        opened, self._opened = self._opened, None
        if opened is not None:
            self._do(lambda: self._writer.begin(opened))

    def _keep(self, what: Happened, now: Snapshot) -> None:
        if self._last.is_set():
            self._behind_since = None
        elif self._behind_since is None and not self._last.wait(BEHIND_S):
            self._behind_since = time.monotonic()  # a disk that hangs holds up no further action
        elif self._behind_since is not None and time.monotonic() - self._behind_since > SLOW_S and not self._is_told:
            self._is_told = True
            self._on_trouble(SLOW)
        path, digest = self._project()
        work = Work(what, now, path, digest, int(time.time()))
        done = self._do(lambda: self._writer.keep(work))
        if self._behind_since is None:
            done.wait(GRACE_S)

    def _do(self, work: Callable[[], None]) -> threading.Event:
        """Have the thread do something after what it has to do already; the event tells when it is done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
            self._thread.start()
        self._last = done = threading.Event()
        self._queue.put((work, done))
        return done

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            work, done = job
            try:
                work()
            except Exception as e:  # noqa: BLE001 (the thread must go on: what comes next is to be kept, too)
                threading.excepthook(
                    threading.ExceptHookArgs((type(e), e, e.__traceback__, threading.current_thread()))
                )
            finally:
                done.set()
            self._writer.remember_images()
