"""A session whose every action is kept, what it is made to do, and its work as the next start finds it."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.journalling.journalling import Journalling
from viewer.app.session import Session
from viewer.app.snapshot import Snapshot
from viewer.core.document import Document, SliceLevel
from viewer.core.history import History, Place
from viewer.core.outline import Side
from viewer.core.series import SliceKey, Study
from viewer.io.journal.binding import bound_work
from viewer.io.journal.reading import claim
from viewer.io.journal.replaying import Recovered, recovered
from viewer.io.journal.store import HELD, names, path_of

SLICES = 5
ENDINGS = ("", "-wal", "-shm", "-journal")


def study() -> Study:
    """Five slices without files."""
    values = np.zeros((60, 80), np.int16)
    return Study((series(*(image(values, uid=f"1.2.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(SLICES))),))


@dataclass(frozen=True)
class State:
    """What must come back."""

    document: Document
    history: History
    saved: Document


def state_of(now: Snapshot) -> State:
    return State(now.document, now.history, now.saved)


def step(session: Session, number: int, rng: random.Random) -> None:
    """One action, which the numbers decide: mostly an outline drawn, moved or deleted; undo, redo and saving, too."""
    now = session.now
    choice = rng.random()
    slice_number = rng.randint(1, SLICES)
    session.show(Place(1, slice_number))
    if choice < 0.2 and now.history.past:
        session.undo()
    elif choice < 0.35 and now.history.future:
        session.redo()
    elif choice < 0.42 and now.is_modified:
        session.mark_saved(now.document)
    elif choice < 0.5 and len(now.document.outlines) > 2:
        session.edit("delete outline", now.document.without_outline_at(rng.randrange(len(now.document.outlines))))
    elif choice < 0.6:
        level = SliceLevel(SliceKey(f"1.2.{slice_number - 1}"), rng.choice(("L4/5", "L5/S1", "L3/4")))
        others = tuple(known for known in now.document.levels if known.slice_key != level.slice_key)
        document = Document(**{**_fields(now.document), "levels": (*others, level)})
        session.edit(f"level {level.level}", document)
    else:
        left, top = 1.0 + number / 7.0, 2.0 + (number % 9)
        side = Side.RIGHT if number % 2 else Side.LEFT
        outline = box(left, top, left + 9.5, top + 7.25, uid=f"1.2.{slice_number - 1}", side=side)
        session.edit("draw outline", now.document.with_outlines([outline]))


def _fields(document: Document) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__slots__}


def opened(home: Path, *, document: Document | None = None, where: Study | None = None, **options):
    """A session with a study, its journal, and the sentences that the user was told."""
    told: list[str] = []
    session = Session()
    journalling = Journalling(on_trouble=told.append, home=home, **options)
    session.subscribe(journalling.on_change)
    session.open(where or study(), Place(1, 2), document=document)
    return session, journalling, told


def left_behind(home: Path, to: Path) -> Path:
    """A copy of a user's folder as it is on the disk now: what a kill would leave."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("*.part"))  # those come and go
    return to


def only_name(home: Path) -> str:
    """The one journal there is; also one that this process keeps."""
    (name,) = [path.stem for path in path_of("x", home).parent.glob("*.sqlite3")]
    return name


def recovered_from(home: Path) -> Recovered:
    (name,) = names(home)
    found = claim(name, home=home)
    try:
        return recovered(found)
    finally:
        found.release()


def state_in(home: Path, where: Study | None = None) -> State:
    """The work as the next start finds it, on the same images."""
    bound = bound_work(recovered_from(home), where or study())
    return State(bound.document, bound.history, bound.saved)


def left(home: Path, to: Path) -> Path:
    """What a kill would leave, looked at as if this process were gone; with the fixture `let_go`."""
    copied = left_behind(home, to)
    HELD.clear()
    return copied


@pytest.fixture
def let_go() -> Iterator[None]:
    """Journals of this process are held again afterwards."""
    before = set(HELD)
    yield
    HELD.clear()
    HELD.update(before)
