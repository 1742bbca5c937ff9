"""The user's folder deleted or replaced while the program runs, notes that cannot be made: nothing is lost unsaid."""

import random
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.app.journalling.scenes import left, only_name, opened, recovered_from, state_in, state_of, step
from viewer.app.journalling import recovering
from viewer.errors import JournalInUseError
from viewer.io.journal import reading
from viewer.io.journal.reading import claim
from viewer.io.journal.store import journal_folder, path_of
from viewer.io.local import journal_places
from viewer.io.local.journal_places import JournalPlace, note_place, place_for


@pytest.mark.parametrize("how", ["deleted", "replaced", "only its log"])
def test_work_goes_on_being_kept_when_the_users_folder_is_gone(tmp_path: Path, let_go: None, how: str) -> None:
    rng, home = random.Random(3), tmp_path / "home"
    session, journalling, told = opened(home)
    for number in range(4):
        step(session, number, rng)
    assert journalling.settle()
    if how == "only its log":
        (log,) = journal_folder(home).glob("*-wal")
        log.unlink()
    else:
        if how == "replaced":
            shutil.copytree(home, tmp_path / "copy")
        shutil.rmtree(home)
        if how == "replaced":
            (tmp_path / "copy").rename(home)
    step(session, 4, rng)
    assert journalling.settle()
    assert state_in(left(home, tmp_path / "left")) == state_of(session.now)
    assert told == []
    journalling.close()


def test_work_whose_last_action_is_damaged_is_offered_not_removed(
    tmp_path: Path, let_go: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, journalling, _ = opened(tmp_path / "home")
    step(session, 1, random.Random(5))  # the only one, so that before it nothing is unsaved
    assert journalling.settle()
    assert session.now.is_modified
    home = left(tmp_path / "home", tmp_path / "left")
    journalling.close()
    path = path_of(only_name(home), home)
    with sqlite3.connect(path) as database:
        (last,) = database.execute("SELECT document FROM actions WHERE kind = 'edit'")
        database.execute("UPDATE contents SET data = zeroblob(20) WHERE hash = ?", last)
    database.close()
    monkeypatch.setattr(recovering, "is_alive", lambda _: False)
    (offered,) = recovering.found_work(home=home)
    assert not offered.refusal
    assert path.exists()
    assert not recovered_from(home).is_whole


def test_a_project_that_cannot_be_noted_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved under another name, with a full disk: after a crash Save must not go over the first file."""
    first = JournalPlace(tmp_path / "a.mfv", "0" * 64)
    assert note_place("0" * 32, first, home=tmp_path)
    assert place_for("0" * 32, home=tmp_path) == first

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal_places, "write_own_file", full)
    assert not note_place("0" * 32, JournalPlace(tmp_path / "b.mfv", "1" * 64), home=tmp_path)
    assert place_for("0" * 32, home=tmp_path) == JournalPlace()


def test_of_two_threads_one_has_a_journal_and_the_other_does_not_touch_its_file(
    tmp_path: Path, let_go: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, journalling, _ = opened(tmp_path / "home")
    step(session, 1, random.Random(5))
    assert journalling.settle()
    home = left(tmp_path / "home", tmp_path / "left")
    journalling.close()
    name, looked, go_on = only_name(home), threading.Event(), threading.Event()
    look = reading.head_of

    def slowly(path: Path) -> object:
        looked.set()
        assert go_on.wait(20)
        return look(path)

    monkeypatch.setattr(reading, "head_of", slowly)
    found: list[reading.Claim] = []
    one = threading.Thread(target=lambda: found.append(claim(name, home=home)))
    one.start()
    assert looked.wait(20)
    looked.clear()
    with pytest.raises(JournalInUseError):
        claim(name, home=home)
    assert not looked.is_set()
    go_on.set()
    one.join()
    found[0].release()
    claim(name, home=home).release()
