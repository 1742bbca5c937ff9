"""Kill a program that saves, thousands of times: `python -m tests.safety.saving.kills --kills 1000 --seed 1`."""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.safety.saving.killed_saver import numbered
from viewer.io.atomic import backup_paths
from viewer.io.project import decode_project, read_project, write_project

ROOT = Path(__file__).resolve().parents[3]

LONGEST_S = 0.04
"""Latest moment of a kill after the first save that was told of, s: some saves."""


@dataclass
class Figures:
    """What came of the kills."""

    kills: int = 0
    lost: int = 0
    unreadable: int = 0
    unreadable_backups: int = 0
    during_a_save: int = 0
    between_renames: int = 0
    saves: int = 0
    locks_taken_over: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills -9 while saving ({self.saves} saves told of; {self.during_a_save} hit with a file on "
            f"its way, {self.between_renames} between the renames of backups): lost {self.lost}, unreadable "
            f"{self.unreadable}, unreadable backups {self.unreadable_backups}, stale locks taken over "
            f"{self.locks_taken_over}"
        )


def number_in(path: Path) -> int:
    """Number of the project in a file that is sound by itself; any error if it is not."""
    document = decode_project(path.read_bytes()).document
    number = int(document.outlines[0].rings[0][0][0])
    assert document == numbered(number).document
    return number


def killed(folder: Path, kills: int, *, seed: int) -> Figures:
    """Kill a saving process so many times at random moments, and look at what is there after each.

    Parameters
    ----------
    folder
        An empty folder.
    """
    rng, found, path = random.Random(seed), Figures(), folder / "a.mfv"
    write_project(path, numbered(0))
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.safety.saving.killed_saver"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    assert server.stdin is not None and server.stdout is not None
    last = 0
    try:
        for _ in range(kills):
            server.stdin.write(f"{path} {last + 1}\n")
            told = [server.stdout.readline().split() for _ in range(3)]  # process, lock, first save, in some order
            pid = next(int(words[1]) for words in told if words[0] == "pid")
            time.sleep(rng.uniform(0.0, LONGEST_S))
            os.kill(pid, signal.SIGKILL)
            while told[-1] != ["ended"]:
                told.append(server.stdout.readline().split())
            saved = [int(words[0]) for words in told if words[0].isdigit()]
            found.locks_taken_over += ["lock", "ours"] in told and found.kills > 0
            last = _looked_at(path, max(saved, default=last), found)
            found.saves += len(saved)
    finally:
        server.stdin.close()
        server.wait(60)
        server.stdout.close()
    return found


def _looked_at(path: Path, told: int, found: Figures) -> int:
    """Count what is wrong after a kill, and return the number of the project that is there."""
    found.kills += 1
    left = [part for part in path.parent.iterdir() if part.name.endswith(".part")]
    found.during_a_save += bool(left)
    for part in left:
        part.unlink()
    try:
        there = number_in(path)
        assert not read_project(path).warnings
    except Exception:  # noqa: BLE001 - whatever it is, the file is lost
        found.unreadable += 1
        return told
    found.lost += there not in {told, told + 1}
    numbers = [there]
    backups = backup_paths(path)
    for backup in backups:
        try:
            numbers += [number_in(backup)] if backup.exists() else []
        except Exception:  # noqa: BLE001 - as above
            found.unreadable_backups += 1
    found.lost += any(older > newer for newer, older in pairwise(numbers))
    found.lost += there >= 4 and not {there - 1, there - 2} <= {*numbers, there}
    found.between_renames += there >= 4 and not all(backup.exists() for backup in backups)
    return there


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="multifidus-kills-") as name:
        print(killed(Path(name), asked.kills, seed=asked.seed))
