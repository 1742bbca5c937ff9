"""Saving a project: whatever goes wrong, a whole project is there afterwards."""

import errno
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.io.project.saving_child import project_number
from viewer.errors import OutputError
from viewer.io.atomic import write_with_backup
from viewer.io.project import decode_project, encode_project, read_project, write_project

ROOT = Path(__file__).resolve().parents[3]


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def number_in(path: Path) -> int:
    """Number of the project in a file, which must be sound without its backup."""
    document = decode_project(path.read_bytes()).document
    assert document == project_number(int(document.outlines[0].rings[0][0][0])).document
    return int(document.outlines[0].rings[0][0][0])


def test_the_backup_is_one_save_older(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    for number in range(4):
        write_project(path, project_number(number))
        assert number_in(path) == number
        assert names(tmp_path) == (["a.mfv", "a.mfv.bak"] if number else ["a.mfv"])
        if number:
            assert number_in(tmp_path / "a.mfv.bak") == number - 1
    write_project(path, project_number(3))  # nothing new: the older one stays
    assert number_in(tmp_path / "a.mfv.bak") == 2


def test_a_link_keeps_pointing_and_the_mode_stays(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    write_project(real / "a.mfv", project_number(0))
    (real / "a.mfv").chmod(0o640)
    (tmp_path / "link.mfv").symlink_to(Path("real") / "a.mfv")
    write_project(tmp_path / "link.mfv", project_number(1))
    assert (tmp_path / "link.mfv").is_symlink()
    assert [number_in(real / name) for name in names(real)] == [1, 0]
    assert {(real / name).stat().st_mode & 0o777 for name in names(real)} == {0o640}
    (real / "a.mfv").write_bytes(b"damaged")
    assert read_project(tmp_path / "link.mfv").document == project_number(0).document


def test_damage_is_not_kept_and_a_refusal_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"damaged")
    write_with_backup(path, b"new", is_sound=lambda data: data != b"damaged")
    assert names(tmp_path) == ["a"]

    def refuse(data: bytes) -> bool:
        raise OutputError(f"no, not over {len(data)} bytes")

    with pytest.raises(OutputError, match="not over 3"):
        write_with_backup(path, b"newer", is_sound=refuse)
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"new")


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("call", ["fsync", "replace", "open", "chmod"])
@pytest.mark.parametrize("time_of_call", [1, 2])
def test_a_failing_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str, time_of_call: int
) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, project_number(0))
    write_project(path, project_number(1))
    whole, calls = getattr(os, call), [0]

    def sometimes(*arguments: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == time_of_call:
            failing(code)()
        return whole(*arguments, **named)

    monkeypatch.setattr(os, call, sometimes)
    try:
        write_project(path, project_number(2))
        is_saved = True
    except OutputError as e:
        assert str(e).startswith(str(path))
        assert os.strerror(code) in str(e)
        is_saved = False
    monkeypatch.undo()
    assert number_in(path) == (2 if is_saved else 1)
    assert number_in(tmp_path / "a.mfv.bak") in {0, 1}
    assert names(tmp_path) == ["a.mfv", "a.mfv.bak"]
    assert calls[0] or call == "open"


@pytest.mark.parametrize("time_of_call", [1, 2])
def test_a_short_write_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, time_of_call: int) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, project_number(0))
    write_project(path, project_number(1))
    whole, calls = os.fsync, [0]

    def cut(handle: int) -> None:
        calls[0] += 1
        if calls[0] == time_of_call:
            os.ftruncate(handle, 100)
        whole(handle)

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(OutputError, match="only a part"):
        write_project(path, project_number(2))
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [1, 0]


def test_bytes_that_change_on_the_disk_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, project_number(1))
    whole = os.fsync

    def spoil(handle: int) -> None:
        os.pwrite(handle, b"X", 50)
        whole(handle)

    monkeypatch.setattr(os, "fsync", spoil)
    with pytest.raises(OutputError, match="something else than was written"):
        write_project(path, project_number(2))
    assert number_in(path) == 1
    assert names(tmp_path) == ["a.mfv"]


def test_impossible_places_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.mfv").mkdir()
    for name in ("missing/a.mfv", "folder.mfv"):
        with pytest.raises(OutputError, match=name):
            write_project(tmp_path / name, project_number(0))
    assert names(tmp_path) == ["folder.mfv"]


@pytest.mark.slow
def test_a_killed_program_leaves_a_whole_project(tmp_path: Path) -> None:
    """Kill a process that saves without a pause, at random moments; the last save it told of must be there."""
    path, rng = tmp_path / "a.mfv", random.Random(11)
    write_project(path, project_number(0))
    last = 0
    for _ in range(int(os.environ.get("MULTIFIDUS_KILLS", "30"))):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.io.project.saving_child", str(path), str(last + 1)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        told = int(child.stdout.readline())  # it has begun
        time.sleep(rng.uniform(0.0, 0.05))
        child.kill()
        told = max(told, *(int(line) for line in child.stdout.read().split("\n")[:-1]), told)
        child.wait()
        child.stdout.close()
        last = number_in(path)
        assert last in {told, told + 1}
        assert number_in(tmp_path / "a.mfv.bak") in {last - 1, last}


def test_the_child_writes_what_the_kill_test_reads(tmp_path: Path) -> None:
    lengths = {len(encode_project(project_number(number))) for number in range(20)}
    assert len(lengths) > 15
    write_project(tmp_path / "a", project_number(8))
    assert number_in(tmp_path / "a") == 8
