"""Kills a process while it keeps its actions, and compares what comes back with what was done.

Run by hand for the figures::

    python -m tests.safety.journal.killing --kills 1000 --seed 1
    python -m tests.safety.journal.killing --points

Children are forked from a process that has imported everything and has no thread, so that a kill costs milliseconds.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.app.journalling.scenes import State, opened, state_in, state_of, step, study
from viewer.app.journalling.writing import import_ahead
from viewer.app.session import Session
from viewer.core.history import Place
from viewer.errors import JournalError
from viewer.io.journal.reading import NothingKeptError, claim
from viewer.io.journal.store import HELD, names

STEPS = 60
"""Actions of a child that nobody kills."""

PAUSE_S = 0.001


@cache
def states(seed: int, count: int) -> list[State]:
    """What the document and its history are after each action of a child, from the opened study on."""
    session, rng = Session(), random.Random(seed)
    session.open(study(), Place(1, 2))
    found = [state_of(session.now)]
    for number in range(count):
        step(session, number, rng)
        found.append(state_of(session.now))
    return found


def work(home: Path, seed: int, told: int, *, count: int = STEPS, waits: bool = False) -> None:
    """What a child does: actions, each told to the parent when its gesture has ended."""
    session, journalling, _ = opened(home)
    rng, pauses = random.Random(seed), random.Random()
    for number in range(count):
        step(session, number, rng)
        if waits:
            journalling.settle()
        os.write(told, b".")
        time.sleep(PAUSE_S * pauses.random())
    journalling.settle()
    os.write(told, b"e")


def forked(child: Callable[[int], None]) -> tuple[int, int]:
    """Process id of a child, and the end of a pipe at which it can be heard."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read)
            child(write)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    return pid, read


def heard(read: int) -> int:
    """How many actions a child told of; it is dead by then."""
    told = b""
    while more := os.read(read, 4096):
        told += more
    os.close(read)
    return told.count(b".")


def short_by(home: Path, expected: list[State], done: int) -> int:
    """How many actions what comes back is behind what was told; negative where it is ahead, untold.

    Raises
    ------
    AssertionError
        If what comes back was never there, or it is more than one action short.
    """
    HELD.clear()
    numbers = changes(expected)
    found = state_in(home) if names(home) and not is_empty(home) else None
    if found is None:  # nothing was ever unsaved, or that was the one action
        behind = next(n for n in range(done, -1, -1) if expected[n].document == expected[n].saved)
        found = expected[behind]
    places = [number for number, state in enumerate(expected) if state == found]
    short = [numbers[done] - numbers[place] for place in places]
    fits = [behind for behind in short if -1 <= behind <= 1]
    assert fits, f"after {done} actions came back {places or 'what was never there'}"
    return min(fits, key=abs)


def changes(expected: list[State]) -> list[int]:
    """How many actions changed anything up to each: to do nothing, as to undo nothing, is none."""
    found = [0]
    for before, after in pairwise(expected):
        found.append(found[-1] + (before != after))
    return found


def is_empty(home: Path) -> bool:
    """Whether a journal was just being made."""
    try:
        claim(names(home)[0], home=home).release()
    except NothingKeptError:
        return True
    return False


def kill_once(folder: Path, seed: int, rng: random.Random, expected: list[State], longest_s: float) -> tuple[int, int]:
    """Kill a child at a random moment, and return how far it had come and by how much less came back."""
    home = folder / "home"
    pid, read = forked(lambda told: work(home, seed, told, count=len(expected) - 2))
    time.sleep(rng.uniform(0.0, longest_s))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    done = heard(read)
    try:
        return done, short_by(home, expected, done)
    finally:
        shutil.rmtree(home, ignore_errors=True)


class DyingConnection(sqlite3.Connection):
    """A connection whose process is killed at a call that is counted from outside."""

    def execute(self, *args):
        return at_call("execute", lambda: super(DyingConnection, self).execute(*args))

    def executemany(self, *args):
        return at_call("executemany", lambda: super(DyingConnection, self).executemany(*args))

    def close(self):
        return at_call("close", super().close)


CALLS: list[str] = []
DIES_AT = [0, False]
"""Number of the call at which to die (0 for never), and whether after it is done."""


def at_call(name: str, call: Callable[[], object]) -> object:
    """Do a call of the way to the disk, or die before or after it."""
    CALLS.append(name)
    is_last = len(CALLS) == DIES_AT[0]
    if is_last and not DIES_AT[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    found = call()
    if is_last:
        os.kill(os.getpid(), signal.SIGKILL)
    return found


def watched() -> None:
    """Have every call on the way to the disk counted, in this process."""
    real = sqlite3.connect
    sqlite3.connect = lambda *args, **options: at_call(
        "connect", lambda: real(*args, factory=DyingConnection, **options)
    )
    for name in ("open", "close", "mkdir", "unlink", "replace", "fsync", "chmod"):
        function = getattr(os, name)
        setattr(os, name, lambda *args, _n=name, _f=function, **options: at_call(_n, lambda: _f(*args, **options)))


def kill_at(folder: Path, call: int, seed: int, expected: list[State], *, is_after: bool) -> tuple[bool, int]:
    """Kill a child at one of its calls; whether it came so far, and by how much less came back."""
    home = folder / "home"

    def child(told: int) -> None:
        DIES_AT[:] = [call, is_after]
        write = os.write
        os.write = write  # telling the parent is no call of the journal
        watched()
        work(home, seed, told, count=len(expected) - 2, waits=True)

    pid, read = forked(child)
    _, status = os.waitpid(pid, 0)
    done = heard(read)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "a child failed"
    try:
        return os.WIFSIGNALED(status), short_by(home, expected, done)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def whole_run_s(folder: Path, seed: int) -> float:
    """How long a child takes that nobody kills, s."""
    began = time.monotonic()
    pid, read = forked(lambda told: work(folder / "home", seed, told))
    heard(read)
    os.waitpid(pid, 0)
    shutil.rmtree(folder / "home", ignore_errors=True)
    return time.monotonic() - began


def random_kills(kills: int, seed: int) -> Counter:
    """Kill that many children at random moments; how often nothing, one action or an untold one more came back."""
    import_ahead()
    rng, found, done = random.Random(seed), Counter(), []
    with tempfile.TemporaryDirectory() as name:
        for number in range(kills):
            expected = states(number % 7, STEPS + 1)
            if number % 50 == 0:
                longest_s = whole_run_s(Path(name), number % 7)
            came, short = kill_once(Path(name), number % 7, rng, expected, longest_s)
            done.append(came)
            found[short] += 1
    print(f"killed after {min(done)} to {max(done)} actions, median {sorted(done)[len(done) // 2]}")
    return found


def kills_at_every_call(seed: int = 3, count: int = 8) -> int:
    """Kill children before and after each call on the way to the disk; how many there were."""
    import_ahead()
    expected, points = states(seed, count + 1), 0
    with tempfile.TemporaryDirectory() as name:
        for is_after in (False, True):
            call, is_reached = 0, True
            while is_reached:
                call += 1
                is_reached, _ = kill_at(Path(name), call, seed, expected, is_after=is_after)
                points += is_reached
    return points


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", action="store_true")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        if asked.points:
            print(f"{kills_at_every_call()} kills at calls: all came back at most one action short")
        if asked.kills:
            found = random_kills(asked.kills, asked.seed)
            print(
                f"{asked.kills} kills at random moments: {found[0]} whole, {found[-1]} with the action that was on "
                f"its way, {found[1]} one action short, 0 lost, 0 wrong"
            )
    except (AssertionError, JournalError) as e:
        print(f"FAILED: {e!r}")
        return 1
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
