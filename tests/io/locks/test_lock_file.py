"""Who works on a project: one at a time, whatever others do, and nobody for ever."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from viewer.io.locks import lock_file
from viewer.io.locks.lock_file import _LENGTH, Lock, lock_path, look, release, take
from viewer.io.locks.owner import Owner, this_process

ROOT = Path(__file__).resolve().parents[3]


def left_by(project: Path, owner: Owner) -> Path:
    """Put a lock of somebody beside a project."""
    taken = take(project)
    assert taken.lock is not None
    record = json.loads(taken.lock.file.read_bytes())
    record |= {"owner": owner.to_record(), "token": "theirs"}
    taken.lock.file.write_bytes(json.dumps(record).encode().ljust(_LENGTH))
    return taken.lock.file


def gone() -> Owner:
    """A run of the program on this computer that is not there any more."""
    return replace(this_process(), started_s=1.0)


def child(project: Path, start_s: float = 0.0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.io.locks.racing_child", str(project), str(start_s)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ended(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=60)


def test_one_has_it_until_it_is_given_back(tmp_path: Path) -> None:
    project = tmp_path / "a.mfv"
    mine = take(project)
    assert mine.state == "ours" and mine.lock is not None
    assert [path.name for path in tmp_path.iterdir()] == [".a.mfv.lock"]
    assert look(project, mine.lock).state == "ours"
    other = take(project)
    assert (other.state, other.lock, other.owner) == ("here", None, this_process())
    assert take(project, is_forced=True).state == "here", "a window that is there is never passed over"
    release(mine.lock)
    assert list(tmp_path.iterdir()) == []
    assert take(project).state == "ours"


def test_it_says_who_and_nothing_else(tmp_path: Path) -> None:
    taken = take(tmp_path / "a.mfv")
    assert taken.lock is not None
    record = json.loads(taken.lock.file.read_bytes())
    assert set(record) == {"format", "owner", "token"}
    assert record["owner"] == this_process().to_record()


def test_a_link_and_the_file_itself_have_one_lock(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.mfv").symlink_to(tmp_path / "real" / "a.mfv")
    assert take(tmp_path / "link.mfv").state == "ours"
    assert take(tmp_path / "real" / "a.mfv").state == "here"


def test_a_lock_of_a_run_that_is_gone_is_taken_over(tmp_path: Path) -> None:
    project = tmp_path / "a.mfv"
    left_by(project, gone())
    assert look(project).state == "impossible"
    assert take(project).state == "ours"
    left_by(tmp_path / "b.mfv", replace(this_process(), boot="an earlier one"))
    assert take(tmp_path / "b.mfv").state == "ours"


def test_a_lock_of_another_computer_is_taken_over_only_as_the_user_says(tmp_path: Path) -> None:
    project = tmp_path / "a.mfv"
    owner = replace(this_process(), host="reading-room-2")
    left_by(project, owner)
    found = take(project)
    assert (found.state, found.owner) == ("elsewhere", owner)
    assert look(project).state == "elsewhere"
    assert take(project, is_forced=True).state == "ours"


@pytest.mark.parametrize(
    "data",
    [b"x", b"{}", b"[1]", b"[" * 900, b" " * 5000 + b"x", b'{"format": "multifidus-lock"}', b"\xff\xfe",
     b'{"format": "multifidus-lock", "token": 3, "owner": {"pid": -1}}'],
    ids=range(8),
)  # fmt: skip
def test_a_lock_that_cannot_be_read_is_told_and_not_obeyed_blindly(tmp_path: Path, data: bytes) -> None:
    project = tmp_path / "a.mfv"
    lock_path(project).write_bytes(data)
    assert take(project).state == look(project).state == "unreadable"
    assert lock_path(project).read_bytes() == data
    assert take(project, is_forced=True).state == "ours"


def test_one_that_was_being_made_by_a_process_that_was_killed_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_file, "_MAKING_S", 0.1)
    project = tmp_path / "a.mfv"
    lock_path(project).touch()
    began_s = time.monotonic()
    assert take(project).state == "ours"
    assert time.monotonic() - began_s > 0.08, "its maker had time to write it"


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_what_is_no_file_is_no_lock(tmp_path: Path, kind: str) -> None:
    file = lock_path(tmp_path / "a.mfv")
    (tmp_path / "precious").write_bytes(b"mine")
    match kind:
        case "folder":
            file.mkdir()
        case "pipe":
            os.mkfifo(file)
        case _:
            file.symlink_to(tmp_path / "precious")
    assert take(tmp_path / "a.mfv", is_forced=True).state == "impossible"
    assert (tmp_path / "precious").read_bytes() == b"mine"


def test_a_folder_that_takes_no_lock_is_worked_in_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert take(tmp_path / "missing" / "a.mfv").state == "impossible"
    assert take(tmp_path / ("x" * 252 + ".mfv")).state == "impossible"

    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as root, whom no mode stops
    assert take(tmp_path / "a.mfv").state == "impossible"


def test_a_full_disk_leaves_no_lock_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda handle, data: 0)
    assert take(tmp_path / "a.mfv").state == "impossible"
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_was_taken_away_is_noticed_and_left_alone(tmp_path: Path) -> None:
    project = tmp_path / "a.mfv"
    mine = take(project).lock
    assert mine is not None
    left_by_other = json.loads(mine.file.read_bytes()) | {"token": "theirs"}
    mine.file.write_bytes(json.dumps(left_by_other).encode())
    assert look(project, mine).state == "here"
    release(mine)
    assert mine.file.exists()
    mine.file.unlink()
    assert look(project, mine).state == "impossible"
    release(mine)
    release(Lock(tmp_path / "missing" / "x", "y"))


def test_another_process_is_here_and_after_its_end_the_lock_is_free(tmp_path: Path) -> None:
    project = tmp_path / "a.mfv"
    other = child(project)
    assert said(other) == "ours"
    found = take(project)
    assert found.state == "here" and found.owner is not None and found.owner.pid == other.pid
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert lock_path(project).exists(), "nobody could give it back"
    assert take(project).state == "ours"


def race(project: Path, racers: int) -> list[str]:
    """States that racers get who all try at once; all keep what they got until the last has told."""
    start_s = time.time() + 0.25 + 0.12 * racers
    processes = [child(project, start_s) for _ in range(racers)]
    found = [said(process) for process in processes]
    for process in processes:
        ended(process)
    return found


@pytest.mark.parametrize(
    ("racers", "rounds"),
    [(3, 1), pytest.param(12, 1, marks=pytest.mark.slow), pytest.param(32, 30, marks=pytest.mark.exhaustive)],
)
def test_of_many_who_try_to_take_a_stale_lock_over_exactly_one_has_it(tmp_path: Path, racers: int, rounds: int) -> None:
    for number in range(rounds):
        project = tmp_path / f"{number}.mfv"
        if number % 3 == 2:
            lock_path(project).write_bytes(b"")  # killed while it was made
            os.utime(lock_path(project), (1.0, 1.0))
        elif number % 3 == 1 or rounds == 1:
            left_by(project, gone())
        found = race(project, racers)
        assert sorted(found) == ["here"] * (racers - 1) + ["ours"], found
        assert not lock_path(project).exists()
    print(f"\n{rounds} races of {racers} processes: one winner each")
