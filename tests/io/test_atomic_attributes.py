"""What a file that is replaced had and who owned it stays, as far as the system lets the user give it."""

import os
import stat
import time
from pathlib import Path

import pytest

from viewer.io import atomic
from viewer.io.atomic import LEFT_BEHIND_S, write_atomically


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_hard_link_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "b")
    write_atomically(tmp_path / "a", b"new")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"new", b"old")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_and_the_group_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    os.chown(path, 12345, 23456)
    path.chmod(0o660)
    write_atomically(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid, mode_of(path)) == (12345, 23456, 0o660)


@pytest.mark.parametrize(("mode", "given"), [(0o660, 0o600), (0o664, 0o644), (0o600, 0o600), (0o770, 0o700)])
def test_a_group_that_cannot_be_kept_gets_no_more_than_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, given: int
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(mode)
    real = os.stat

    def of_another_group(name: object, *rest: object, **named: object) -> os.stat_result:
        found = real(name, *rest, **named)  # type: ignore[arg-type, call-overload]
        if str(name) != str(path):
            return found
        return os.stat_result((*found[:5], found.st_gid + 1, *found[6:]))

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "stat", of_another_group)
    monkeypatch.setattr(os, "chown", refuse)
    write_atomically(path, b"new")
    monkeypatch.undo()
    assert (path.read_bytes(), mode_of(path)) == (b"new", given)


def test_the_owner_may_be_lost_and_the_group_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o660)
    asked: list[tuple[int, int]] = []

    def only_group(_: object, owner: int, group: int) -> None:
        asked.append((owner, group))
        if owner != -1:
            raise PermissionError

    real = os.stat

    def of_another(name: object, *rest: object, **named: object) -> os.stat_result:
        found = real(name, *rest, **named)  # type: ignore[arg-type, call-overload]
        return os.stat_result((*found[:4], 4711, 4712, *found[6:])) if str(name) == str(path) else found

    monkeypatch.setattr(os, "stat", of_another)
    monkeypatch.setattr(os, "chown", only_group)
    write_atomically(path, b"new")
    monkeypatch.undo()
    assert asked == [(4711, 4712), (-1, 4712)]
    assert mode_of(path) == 0o660


def test_attributes_and_access_lists_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.note", b"kept")
    except (OSError, AttributeError):
        pytest.skip("the file system of the tests has no such attributes")
    write_atomically(path, b"new")
    assert os.getxattr(path, "user.note") == b"kept"


def test_what_a_killed_process_left_behind_is_cleared_after_an_hour(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".multifidus-1.part", ".multifidus-2.part", ".other-1.part"))
    for left in (old, young, other):
        left.write_bytes(b"half")
    then_s = time.time() - LEFT_BEHIND_S - 60
    for left in (old, other):
        os.utime(left, (then_s, then_s))
    write_atomically(tmp_path / "a", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".multifidus-2.part", ".other-1.part", "a"]


def test_a_new_file_is_never_readable_by_others_before_it_has_its_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o600)
    modes: list[int] = []
    whole = atomic._take_after

    def watched(temporary: Path, target: Path) -> None:
        modes.append(mode_of(temporary))
        whole(temporary, target)

    monkeypatch.setattr(atomic, "_take_after", watched)
    write_atomically(path, b"new")
    assert modes == [0o600]
