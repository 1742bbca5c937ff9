"""Open–close rounds of everything that is large: what each leaves in memory.

`python -m tests.safety.stress.rounds --rounds 10` prints the memory after each; `--trace` says what of it Python holds.
"""

import argparse
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.lumbar import write_study
from tests.safety.stress.leaks import Census, census, left_behind
from viewer.app.settings import Settings
from viewer.ui.application import make_application
from viewer.ui.main_window import MainWindow

WARM_ROUNDS = 3
"""Rounds in which what is imported and cached for good comes."""

PATIENCE_S = 60.0


def until(test: Callable[[], object]) -> None:
    """Let the window work until something is so."""
    ends = time.monotonic() + PATIENCE_S
    while not test():
        assert time.monotonic() < ends, "what must happen did not"
        QApplication.processEvents()
        time.sleep(0.002)


class Rounds:
    """One window in which things are opened and closed, again and again."""

    def __init__(self, folder: Path) -> None:
        self._other = write_study(folder / "other", slices=4)
        self.window = MainWindow(Settings(has_seen_first_start=True))
        self.window.resize(1200, 800)
        self.window.show()
        until(lambda: self.window.panels.is_made)

    def take(self) -> None:
        """Open a study with outlines, its figure and a comparison; close them; open another study."""
        window, actions = self.window, self.window.commands.actions
        window.saving.is_closing_agreed = False
        window.session.mark_saved(window.session.now.document)
        window.opening.open_sample(with_outlines=True)
        until(lambda: window.session.now.document.outlines and window.session.now.is_loaded)
        for name in ("next-slice", "previous-slice", "zoom-in", "fit"):
            actions[name].trigger()
            QApplication.processEvents()
        window.windows.show_figure()
        figure = window.windows.figure
        assert figure is not None
        until(figure.isVisible)
        rest(0.3)
        figure.close()
        actions["compare-sides"].trigger()
        rest(0.2)
        actions["compare-close"].trigger()
        window.session.mark_saved(window.session.now.document)
        before = window.session.now.study
        window.opening.open([self._other])
        until(lambda: window.session.now.study is not before and window.session.now.is_loaded)
        rest(0.2)

    def close(self) -> None:
        """Close the window."""
        self.window.saving.is_closing_agreed = True
        assert self.window.close()
        self.window.deleteLater()
        del self.window


def rest(seconds: float) -> None:
    """Let the window do what it does by itself."""
    ends = time.monotonic() + seconds
    until(lambda: time.monotonic() > ends)


def slope_mib(memory: list[float]) -> float:
    """MiB that each round adds, by the line through all of them."""
    return float(np.polyfit(np.arange(len(memory)), memory, 1)[0])


def run(folder: Path, *, rounds: int, is_traced: bool = False) -> tuple[list[Census], Census, Census]:
    """Take rounds; what there is after each of them behind the warm ones, before the window and after it."""
    make_application()
    before = census()
    made, found = Rounds(folder), []
    for _ in range(WARM_ROUNDS):
        made.take()
    if is_traced:
        census()
        tracemalloc.start(12)
        first = tracemalloc.take_snapshot()
    for _ in range(rounds):
        made.take()
        found.append(census())
        print(found[-1], flush=True)
    if is_traced:
        for line in tracemalloc.take_snapshot().compare_to(first, "traceback")[:12]:
            print(f"{line.size_diff / 1024:.0f} KiB in {line.count_diff}", *line.traceback.format()[-8:], sep="\n")
    made.close()
    return found, before, census()


def run_windows(folder: Path, *, rounds: int) -> list[Census]:
    """Start the program, use it and close it, again and again in one process; what there is after each."""
    make_application()
    found = []
    for number in range(WARM_ROUNDS + rounds):
        made = Rounds(folder / str(number))
        made.take()
        made.close()
        del made
        if number >= WARM_ROUNDS:
            found.append(census())
            print(found[-1], flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--windows", action="store_true", help="start and close the program in each round")
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="rounds-") as folder:
        # Figures are offered in the home folder: nothing of a run may land in that of whoever runs it.
        os.environ["HOME"] = os.environ["USERPROFILE"] = folder
        os.environ["MULTIFIDUS_HOME"] = f"{folder}/home"
        if given.windows:
            found = run_windows(Path(folder), rounds=given.rounds)
            before, after = found[0], found[-1]
        else:
            found, before, after = run(Path(folder), rounds=given.rounds, is_traced=given.trace)
    memory = [one.rss_mib for one in found]
    print(
        f"memory after each round, MiB: {' '.join(f'{mib:.1f}' for mib in memory)}; each adds {slope_mib(memory):.2f}"
    )
    grown = left_behind(found[0], found[-1], files=1)
    print(grown or "nothing grows but memory")
    left = left_behind(before, after)
    print(left or "nothing left behind")
    is_sound = slope_mib(memory) < 1.0 and not grown and not left
    return 0 if is_sound else 1


if __name__ == "__main__":
    raise SystemExit(main())
