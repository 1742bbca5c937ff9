"""A thread beside a worker that looks at the clock and at the worker's memory."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator

LOOK_S = 0.1
"""Time between two looks at the memory of a worker with something to do, seconds; an idle one is not looked at."""


def resident_bytes(pid: int) -> int:
    """Memory that a worker holds in RAM, bytes; 0 for one that has ended.

    On Windows with what it started: there the process of a virtual environment only starts the one that works.

    Parameters
    ----------
    pid
        Process id.
    """
    import psutil  # here, off the way of a start that needs no worker

    total = 0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        total = int(process.memory_info().rss)
        # Asking for them looks through every process of the computer, and no worker starts any.
        for child in process.children() if sys.platform == "win32" else ():
            with contextlib.suppress(psutil.Error):
                total += int(child.memory_info().rss)
    return total


_END_S = 1.0
"""Longest wait for the thread to end, seconds; a look at the memory takes a millisecond."""


class Watchdog:
    """Calls back when a limit of time passes before what it limits is over, or when too much memory is taken.

    Parameters
    ----------
    time_is_up, memory_is_up
        Called from the watchdog's own thread.
    memory
        Bytes in use; asked every `LOOK_S` while a request is on its way.
    most_bytes
        What may be in use.
    """

    def __init__(
        self,
        *,
        time_is_up: Callable[[], None],
        memory_is_up: Callable[[], None],
        memory: Callable[[], int],
        most_bytes: int,
    ) -> None:
        self._time_is_up = time_is_up
        self._memory_is_up = memory_is_up
        self._memory = memory
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._deadline_s: float | None = None
        self._wakes_s: float | None = None
        self._on_their_way = 0
        self._is_stopped = False
        self._thread = threading.Thread(target=self._watch, name="decode-worker-watchdog", daemon=True)
        self._thread.start()

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

    def count(self, change: int) -> None:
        """Add a request that is on its way (1), or one that was answered (-1)."""
        with self._changed:
            self._on_their_way += change
            # Otherwise one that sleeps until the time is up would not look before.
            if change > 0 and (self._wakes_s is None or self._wakes_s > time.monotonic() + LOOK_S):
                self._changed.notify()

    def stop(self) -> None:
        """End the thread, and wait until it has put away what it looked with."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()
        if self._thread is not threading.current_thread():
            self._thread.join(_END_S)

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._is_stopped:
                    return
                if self._wait():
                    continue
                is_busy = self._on_their_way > 0 and not self._is_stopped
            # Without the lock, which every request takes.
            if is_busy and self._memory() > self._most_bytes:
                self._memory_is_up()

    def _wait(self) -> bool:
        """Sleep until there is something to look at; whether it was the time."""
        now = time.monotonic()
        if self._deadline_s is not None and self._deadline_s <= now:
            self._deadline_s = None
            self._time_is_up()
            return True
        waits = [] if self._deadline_s is None else [self._deadline_s - now]
        if self._on_their_way > 0:
            waits.append(LOOK_S)
        wait_s = min(waits, default=None)
        self._wakes_s = None if wait_s is None else now + wait_s
        self._changed.wait(wait_s)
        self._wakes_s = None
        return False
