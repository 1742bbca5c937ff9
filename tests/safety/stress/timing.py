"""What events take: by the clock, and of the time of the window's own thread, which other programs hardly lengthen."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest as Sender
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

LIMIT_MS = 16.0
"""Longest that an event may hold up the window, ms."""


PARTS = {"mouseClick": ("mousePress", "mouseRelease"), "keyClick": ("keyPress", "keyRelease")}
"""What is more than one event of the user's hand."""


class Timed:
    """Sends events, and keeps what each took with all that the window does at once because of it."""

    def __init__(self) -> None:
        self.wall_s: list[float] = []
        self.own_s: list[float] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: [self._send(one, *given) for one in PARTS.get(name, (name,))]

    def _send(self, name: str, *given: object) -> None:
        if isValid(given[0]):  # what was pressed may have gone by it
            self.taking(lambda: getattr(Sender, name)(*given))

    def taking(self, work: Callable[[], object]) -> None:
        """Do something that the user's hand would make the window do."""
        wall, own = time.perf_counter(), time.thread_time()
        work()
        QApplication.processEvents()
        self.wall_s.append(time.perf_counter() - wall)
        self.own_s.append(time.thread_time() - own)


class Beats:
    """Measures the longest time for which the event loop was held up: by the clock, and of the window's own thread.

    On a machine that is busy with other programs the clock tells mostly of them, the other time of the window alone.
    """

    def __init__(self) -> None:
        self.wall_s = self.own_s = 0.0
        self._last = (0.0, 0.0)
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._on_beat)

    def __enter__(self) -> "Beats":
        self._last = time.monotonic(), time.thread_time()
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._on_beat()
        self._timer.stop()

    def _on_beat(self) -> None:
        now = time.monotonic(), time.thread_time()
        self.wall_s = max(self.wall_s, now[0] - self._last[0])
        self.own_s = max(self.own_s, now[1] - self._last[1])
        self._last = now


@dataclass
class Figures:
    """What the events of a run took, s, and what was done."""

    wall: list[tuple[float, str]] = field(default_factory=list)
    own: list[tuple[float, str]] = field(default_factory=list)

    def take(self, timed: Timed, told: str) -> None:
        """Add the events of a step."""
        self.wall += [(s, told) for s in timed.wall_s]
        self.own += [(s, told) for s in timed.own_s]

    def lines(self) -> list[str]:
        """Both distributions with their longest, for reading."""
        return [line for name in ("wall", "own") for line in _told(name, sorted(getattr(self, name)))]


def _told(name: str, found: list[tuple[float, str]]) -> list[str]:
    if not found:
        return []
    times = [1e3 * s for s, _ in found]
    shares = (0.5, 0.9, 0.99, 0.999)
    parts = [f"{100 * share:g} % {times[min(int(share * len(times)), len(times) - 1)]:.2f}" for share in shares]
    over = sum(t > LIMIT_MS for t in times)
    longest = [f"    {1e3 * s:.1f} ms {told}" for s, told in reversed(found[-20:])]
    return [f"{name}, ms: {', '.join(parts)}; longer than {LIMIT_MS:g}: {over} of {len(times)}", *longest]
