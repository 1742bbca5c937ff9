import errno
import os
import stat
from pathlib import Path

import pytest

from viewer.errors import OutputError
from viewer.io.atomic import write_atomically, write_folder, write_with_backup


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_atomically(path, b"one")
    write_atomically(path, b"two, longer")
    assert path.read_bytes() == b"two, longer"
    assert names(tmp_path) == ["table.csv"]


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folders")
def test_what_is_forced_to_the_disk_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    write_atomically(path, b"one")
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replaced(source: Path, target: Path) -> Path:
        done.append(target.name)
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_atomically(path, b"two")
    assert done == ["file", "table.csv", "folder"]
    done.clear()
    write_with_backup(path, b"three", is_sound=lambda _: True)
    # The backup is there for good before what it is of goes.
    assert done == ["file", "file", "table.csv.bak", "folder", "table.csv", "folder"]


def test_new_file_follows_the_umask_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640
    (tmp_path / "new").chmod(0o604)
    write_atomically(tmp_path / "new", b"x")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o604


def test_writes_through_a_symbolic_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to(Path("real") / "a")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (real / "a").read_bytes() == b"new"
    assert names(real) == ["a"]


@pytest.mark.parametrize(
    ("place", "said"),
    [("missing/table.csv", "No such file"), ("folder", "it is a folder"), ("loop", "circle|Too many levels")],
)
def test_impossible_places_are_named(tmp_path: Path, place: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = names(tmp_path)
    with pytest.raises(OutputError, match=said) as caught:
        write_atomically(tmp_path / place, b"x")
    assert caught.value.exit_status == 5
    assert str(caught.value).count("\n") == 0
    assert names(tmp_path) == before


def test_write_protected_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *a, **k: False)  # the tests may run as root, whom no mode stops
    with pytest.raises(OutputError, match="write-protected"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OutputError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_short_write_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    whole = os.fsync

    def cut(handle: int) -> None:
        os.ftruncate(handle, 1)
        whole(handle)

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(OutputError, match="only a part"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a", b"new")
    assert names(tmp_path) == []


def test_a_folder_is_written_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "new", {"a.txt": b"one", "b.txt": b"two"}, what="report")
    assert names(tmp_path / "new") == ["a.txt", "b.txt"]
    assert (tmp_path / "new" / "b.txt").read_bytes() == b"two"
    assert names(tmp_path) == ["new"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    write_folder(tmp_path / "new", {"a.txt": b"one"}, what="report")
    assert names(tmp_path / "new") == ["a.txt"]


def test_a_folder_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls = os.fsync, [0]

    def sometimes(handle: int) -> None:
        calls[0] += 1
        if calls[0] == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(handle)

    monkeypatch.setattr(os, "fsync", sometimes)
    with pytest.raises(OutputError, match="report cannot be written"):
        write_folder(tmp_path / "new", {"a.txt": b"one", "b.txt": b"two"}, what="report")
    assert names(tmp_path) == []


def test_nothing_is_written_beside_or_above_the_folder(tmp_path: Path) -> None:
    for name in ("no/such/folder.txt", "../a.txt", "/etc/a.txt"):
        with pytest.raises(OutputError, match="name that is none on every system"):
            write_folder(tmp_path / "new", {"a.txt": b"one", name: b"two"}, what="report")
    assert names(tmp_path) == []


def test_a_folder_that_holds_something_or_has_no_parent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    for place, words in (
        (tmp_path, "not an empty folder"),
        (tmp_path / "mine", "not an empty folder"),
        (tmp_path / "no" / "such", "is not a folder"),
    ):
        with pytest.raises(OutputError, match=words):
            write_folder(place, {"a.txt": b"one"}, what="report")
    assert names(tmp_path) == ["mine"]
