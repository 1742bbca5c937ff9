"""The lock of the window's project without the window: taken and given back in order, and told about in words."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.io.project.saving_child import project_number
from tests.ui.keeping.locks import left_by_computer
from viewer.app.projects.holding import Hold, Holder
from viewer.io.locks.lock_file import lock_path, release, take
from viewer.io.project import ProjectFile, write_project


class Told:
    """What a holder tells, waited for."""

    def __init__(self) -> None:
        self.holds: list[tuple[str, Hold]] = []
        self._come = threading.Semaphore(0)

    def __call__(self, path: Path, hold: Hold) -> None:
        self.holds.append((path.name, hold))
        self._come.release()

    def next(self) -> tuple[str, Hold]:
        assert self._come.acquire(timeout=30)
        return self.holds[-1]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def holder(told: Told) -> Iterator[Holder]:
    made = Holder(told)
    yield made
    made.close()


def locked(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(".*.lock"))


def made(folder: Path, *names: str) -> list[Path]:
    for name in names:
        write_project(folder / name, project_number(1))
    return [folder / name for name in names]


def test_one_project_after_the_other(tmp_path: Path, holder: Holder, told: Told) -> None:
    one, other = made(tmp_path, "a.mfv", "b.mfv")
    holder.follow(one)
    assert told.next() == ("a.mfv", Hold())
    holder.follow(one)  # opened again: it is ours, and nobody else's
    assert told.next() == ("a.mfv", Hold())
    holder.follow(other)
    assert told.next() == ("b.mfv", Hold())
    assert locked(tmp_path) == [".b.mfv.lock"]
    holder.close()
    assert locked(tmp_path) == []


def test_saving_takes_a_lock_that_settling_gives_back(tmp_path: Path, holder: Holder, told: Told) -> None:
    one, other = made(tmp_path, "a.mfv", "b.mfv")
    assert not holder.ready(one).is_read_only  # before it was told to follow
    holder.follow(one)
    told.next()
    assert not holder.ready(other).is_read_only
    assert locked(tmp_path) == [".a.mfv.lock", ".b.mfv.lock"]
    holder.settle(one)
    holder.follow(one)
    told.next()
    assert locked(tmp_path) == [".a.mfv.lock"]


def test_a_lock_file_that_was_deleted_is_taken_again(tmp_path: Path, holder: Holder, told: Told) -> None:
    [path] = made(tmp_path, "a.mfv")
    holder.follow(path)
    told.next()
    lock_path(path).unlink()
    assert holder.ready(path) == Hold()
    assert locked(tmp_path) == [".a.mfv.lock"]


def test_what_others_have_is_said_in_whole_sentences(tmp_path: Path, holder: Holder, told: Told) -> None:
    here, there, unread = made(tmp_path, "a.mfv", "b.mfv", "c.mfv")
    theirs = take(here).lock
    left_by_computer(there, "reading\nroom\u202e-2" + "x" * 80)
    lock_path(unread).write_bytes(b"?")
    found = []
    for path in (here, there, unread):
        holder.follow(path)
        found.append(told.next()[1])
    assert [hold.reason for hold in found] == ["window", "computer", "unreadable"]
    assert [hold.may_be_taken for hold in found] == [False, True, True]
    assert found[1].host == ("readingroom-2" + "x" * 80)[:60]
    newer = ProjectFile(document=project_number(1).document, is_read_only=True)
    holder.follow(here, newer)
    found.append(told.next()[1])
    assert found[3].reason == "newer"
    for hold in found:
        assert hold.sentence.startswith("Read-only: ")
        assert "under another name" in hold.sentence and hold.sentence.endswith(".")
    holder.follow(there, is_forced=True)
    assert told.next()[1] == Hold()
    assert theirs is not None
    release(theirs)


def test_a_fault_does_not_end_the_thread(tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: faults.append(args.exc_type.__name__))
    [path] = made(tmp_path, "a.mfv")

    def tell(found: Path, hold: Hold) -> None:
        told(found, hold)
        if len(told.holds) == 1:
            raise KeyError

    holder = Holder(tell)
    holder.follow(path)
    told.next()
    holder.follow(path)
    told.next()
    holder.close()
    assert faults == ["KeyError"]
    assert locked(tmp_path) == []
