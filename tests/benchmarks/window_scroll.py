"""Scrolling through many slices: the memory that the window holds, and how long its thread ever stands still.

`python -m tests.benchmarks.window_scroll memory PATH` and `… stall PATH` print one number each, in a process of
their own: resident memory in KiB, and the longest pause between two ticks of a timer in ms.
"""

import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from tests.benchmarks.shown_window import rest, shown, wait_until, wheel
from viewer.ui.main_window import MainWindow

REST_S = 0.4
"""Time at the end in which what is read behind the scenes comes to its end."""


def resident_kib() -> int:
    """Resident memory of this process, KiB, as Linux counts it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def scrolled_memory_kib(folder: Path) -> int:
    """Resident memory with a study open after every slice has been on the screen, KiB."""
    with shown(folder) as window:
        to_first(window)
        for _ in range(count_of(window)):
            wheel(window, 1)
            wait_until(lambda: window.session.now.is_loaded)
            window.canvas.repaint()
        rest(REST_S)
        return resident_kib()


class Pauses(QObject):
    """A timer of 1 ms, and the longest time between two of its ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self._last_s = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now_s = time.perf_counter()
        self.longest_s = max(self.longest_s, now_s - self._last_s)
        self._last_s = now_s


def longest_stall_ms(folder: Path) -> float:
    """Longest pause of the event loop while every slice of a study is scrolled through as fast as it comes, ms."""
    with shown(folder) as window:
        to_first(window)
        rest(1.0)
        waiting = QTimer()  # a turn of the wheel whenever the loop has nothing else to do
        waiting.setInterval(0)
        waiting.timeout.connect(lambda: wheel(window, 1))
        pauses = Pauses()
        waiting.start()
        wait_until(lambda: window.session.now.view.slice_number == count_of(window))
        waiting.stop()
        return 1e3 * pauses.longest_s


def count_of(window: MainWindow) -> int:
    """Number of slices of the series on the screen."""
    series = window.session.now.series
    return 0 if series is None else len(series.slices)


def to_first(window: MainWindow) -> None:
    """Show the first slice."""
    window.slider.setValue(1)
    wait_until(lambda: window.session.now.is_loaded)


def in_process_of_its_own(what: str, folder: Path, environment: dict[str, str]) -> float:
    """Number that this module prints when it is run."""
    command = [sys.executable, "-m", "tests.benchmarks.window_scroll", what, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    measured = {"memory": scrolled_memory_kib, "stall": longest_stall_ms}[sys.argv[1]]
    print(measured(Path(sys.argv[2])))
