"""Saving a project: whatever goes wrong, a whole project is there afterwards."""

import os
import threading
from pathlib import Path

import pytest

from tests.io.project.saving_child import project_number
from viewer.errors import ChangedOnDiskError, OutputError, ProjectError
from viewer.io.atomic import backup_paths, write_with_backup
from viewer.io.project import decode_project, encode_project, read_project, write_project


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def number_in(path: Path) -> int:
    """Number of the project in a file, which must be sound without its backup."""
    document = decode_project(path.read_bytes()).document
    assert document == project_number(int(document.outlines[0].rings[0][0][0])).document
    return int(document.outlines[0].rings[0][0][0])


def test_the_three_newest_saves_before_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    for number in range(6):
        write_project(path, project_number(number))
        there = ["a.mfv", "a.mfv.bak", "a.mfv.bak2", "a.mfv.bak3"][: number + 1]
        assert names(tmp_path) == there
        assert [number_in(tmp_path / name) for name in there] == list(range(number, number - len(there), -1))
    write_project(path, project_number(5))  # nothing new: the older ones stay
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [5, 4, 3, 2]


def test_a_damaged_backup_gives_its_place_up_and_no_sound_one_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    for number in range(4):
        write_project(path, project_number(number))
    (tmp_path / "a.mfv.bak2").write_bytes(b"damaged")
    write_project(path, project_number(4))
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [4, 3, 2, 0]
    path.write_bytes(b"damaged")
    write_project(path, project_number(5))
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [5, 3, 2, 0]


@pytest.mark.parametrize(
    ("damaged", "said", "number"),
    [
        (("a.mfv",), "its backup, one save older,", 2),
        (("a.mfv", "a.mfv.bak"), "its second backup, two saves older,", 1),
        (("a.mfv", "a.mfv.bak", "a.mfv.bak2"), "its third backup, three saves older,", 0),
    ],
)
def test_the_newest_sound_one_is_read_and_which_is_said(
    tmp_path: Path, damaged: tuple[str, ...], said: str, number: int
) -> None:
    path = tmp_path / "a.mfv"
    for saved in range(4):
        write_project(path, project_number(saved))
    for name in damaged:
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"1.0", b"1.1", 1))
    found = read_project(path)
    assert found.document == project_number(number).document
    [warning] = found.warnings
    assert f"The project file is damaged; {said} was opened instead" in warning
    (tmp_path / "a.mfv.bak3").write_bytes(b"damaged")
    if number == 0:
        with pytest.raises(ProjectError, match="checksum"):
            read_project(path)


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

    def refuse(data: bytes) -> None:
        raise OutputError(f"no, not over {len(data)} bytes")

    with pytest.raises(OutputError, match="not over 3"):
        write_with_backup(path, b"newer", is_sound=lambda _: True, check=refuse)
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"new")


def test_what_somebody_else_wrote_meanwhile_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    mine = write_project(path, project_number(1))
    write_project(path, project_number(2))  # by somebody else
    with pytest.raises(ChangedOnDiskError, match="changed by somebody else") as caught:
        write_project(path, project_number(3), replaces=mine.stored_digest)
    assert caught.value.exit_status == 5
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [2, 1]
    write_project(path, project_number(2), replaces=mine.stored_digest)  # the same as they wrote: nothing is lost
    write_project(path, project_number(3), replaces=read_project(path).stored_digest)
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [3, 2, 1]
    path.unlink()
    write_project(path, project_number(4), replaces=mine.stored_digest)  # nothing is there to be lost
    path.write_bytes(b"damaged")
    write_project(path, project_number(5), replaces=mine.stored_digest)
    assert number_in(path) == 5


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


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_folder_under_the_name_of_a_backup_stays_and_saving_goes_on(tmp_path: Path, number: int) -> None:
    path = tmp_path / "a.mfv"
    folder = backup_paths(path)[number]
    folder.mkdir()
    for count in range(6):
        write_project(path, project_number(count))
    assert number_in(path) == 5
    rest = [backup for backup in backup_paths(path) if backup != folder]
    assert [number_in(backup) for backup in rest] == [4, 3]
    assert folder.is_dir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_under_the_name_of_a_backup_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, project_number(0))
    os.mkfifo(backup_paths(path)[0])
    saving = threading.Thread(target=lambda: write_project(path, project_number(1)), daemon=True)
    saving.start()
    saving.join(20)
    assert not saving.is_alive()
    assert [number_in(tmp_path / name) for name in names(tmp_path)] == [1, 0]


@pytest.mark.parametrize("length", [250, 253])
def test_a_name_too_long_for_backups_is_refused_at_the_first_save(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("é" * ((length - 4) // 2) + "x" * (length % 2) + ".mfv")
    if length < 252:
        write_project(path, project_number(0))
        write_project(path, project_number(1))
        assert number_in(backup_paths(path)[0]) == 0
        return
    with pytest.raises(OutputError, match="choose another place or name"):
        write_project(path, project_number(0))
    assert names(tmp_path) == []


def test_the_child_writes_what_the_kill_test_reads(tmp_path: Path) -> None:
    lengths = {len(encode_project(project_number(number))) for number in range(20)}
    assert len(lengths) > 15
    write_project(tmp_path / "a", project_number(8))
    assert number_in(tmp_path / "a") == 8
