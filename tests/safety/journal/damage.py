"""A journal as a kill leaves it, one byte of it changed, and what is made of that."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.app.journalling.scenes import State, left_behind, only_name, opened, state_of, step, study
from viewer.errors import JournalError
from viewer.io.journal.binding import bound_work
from viewer.io.journal.reading import claim
from viewer.io.journal.replaying import recovered
from viewer.io.journal.store import HELD, path_of

ACTIONS = 14


@dataclass(frozen=True)
class Killed:
    """The user's folder after a kill, and every state that there was."""

    home: Path
    name: str
    states: tuple[State, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The database and its log."""
        path = path_of(self.name, self.home)
        return tuple(file for file in (path, path.with_name(path.name + "-wal")) if file.exists())

    @property
    def size(self) -> int:
        return sum(file.stat().st_size for file in self.files)


def killed(folder: Path, *, is_checkpointed: bool) -> Killed:
    """A journal of a few actions; all in the log, or all in the database itself."""
    session, journalling, _ = opened(folder / "running")
    rng, states = random.Random(11), [state_of(session.now)]
    for number in range(ACTIONS):
        step(session, number, rng)
        states.append(state_of(session.now))
    assert journalling.settle()
    if is_checkpointed:
        journalling.close(is_removed=False)
    left_behind(folder / "running", folder / "killed")
    HELD.clear()
    journalling.close()
    return Killed(folder / "killed", only_name(folder / "killed"), tuple(states))


def with_flip(made: Killed, to: Path, *, at: int, bit: int) -> None:
    """Copy the journal with one bit of its files changed."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(made.home, to)
    for file in Killed(to, made.name, ()).files:
        data = bytearray(file.read_bytes())
        if at < len(data):
            data[at] ^= 1 << bit
            file.write_bytes(data)
            return
        at -= len(data)
    raise ValueError(at)


def outcome(made: Killed, home: Path) -> str:
    """'refused', 'whole', 'earlier' or 'cut'; nothing else may come of it.

    Raises
    ------
    AssertionError
        If a document, a saved one or a step of undo comes back that was never there.
    """
    try:
        found = claim(made.name, home=home)
    except JournalError:
        return "refused"
    try:
        work = recovered(found)
    except JournalError:
        return "refused"
    finally:
        found.release()
    bound = bound_work(work, study())
    state = State(bound.document, bound.history, bound.saved)
    if work.is_whole:
        assert state in made.states, "another document came back, and nothing was said"
        return "whole" if state == made.states[-1] else "earlier"
    documents = [known.document for known in made.states]
    assert bound.document in documents
    assert work.saved is None or bound.saved in documents
    assert all(change.document in documents for change in (*bound.history.past, *bound.history.future))
    return "cut"
