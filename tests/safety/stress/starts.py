"""Starts of the real window with a user who clicks from the first moment on: while it still makes things ready.

    python -m tests.safety.stress.starts --starts 100

needs Xvfb and xdotool. At the time when a thread imported the figure's window, about one start in a hundred ended with
a segmentation fault.
"""

import argparse
import contextlib
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.ui.real.desktop import ROOT, Desktop, Program, screen

CLICKS = 20
"""Clicks between two looks at whether the window is still there."""

ROUNDS = 6
"""Looks in one start; by the last everything is ready."""


def _work(program: Program, user: random.Random) -> None:
    program.key("r")
    for _ in range(ROUNDS):
        program.click(*((user.uniform(60, 190), user.uniform(60, 190)) for _ in range(CLICKS)))


def endings(display: str, starts: int, *, seed: int = 1, paths: Sequence[Path] = (ROOT / "sample_data",)) -> list[str]:
    """What is left of the starts that ended by themselves; [] is as it should be.

    Parameters
    ----------
    display
        Screen, as X names it.
    starts
        How often the program is started, each time in a home of its own.
    seed
        Of the places of the clicks.
    paths
        What is opened.
    """
    user = random.Random(seed)
    found = []
    for _ in range(starts):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            home.mkdir()
            desktop = Desktop(display, home, Path(folder))
            try:
                _work(desktop.start(*paths), user)
            except AssertionError as error:
                found.append(str(error))
            for program in desktop.programs:
                with contextlib.suppress(AssertionError):  # what it printed stands in what was found
                    program.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with screen() as display:
        found = endings(display, asked.starts, seed=asked.seed)
    for words in found:
        print(words)
    print(f"{asked.starts} starts, {len(found)} ended by themselves")


if __name__ == "__main__":
    main()
