"""The local index: remembers where images were, forgets the oldest, and no damage to it is an error."""

import contextlib
import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.io.project.project_samples import lumbar_study
from tests.memory import image
from viewer.core.fingerprints import fingerprint
from viewer.core.series import Series, Study
from viewer.io.local import index, known_paths, remember, user_folder


def series_at(path: Path, uid: str) -> Study:
    slices = (replace(image([[0]], uid=f"{uid}.1"), file=str(path)),)
    return Study(series=(Series(1, uid, 1, "", "MR", "", slices),))


def test_opened_paths_are_remembered_for_each_series(tmp_path: Path) -> None:
    study, _ = lumbar_study(tmp_path / "study")
    uids = [fingerprint(series.series_uid) for series in study.series]
    remember(study, [tmp_path / "study"], home=tmp_path / "home")
    for uid in uids:
        assert known_paths([uid], home=tmp_path / "home") == (tmp_path / "study",)
    remember(study, [tmp_path / "study" / "axial", tmp_path / "study" / "sagittal"], home=tmp_path / "home")
    assert known_paths(uids[:1], home=tmp_path / "home") == (tmp_path / "study" / "axial",)
    remember(study, [tmp_path / "study"], home=tmp_path / "home")
    remember(study, home=tmp_path / "home")
    assert known_paths(uids, home=tmp_path / "home") == (tmp_path / "study",)  # what was opened says more
    remember(study, home=tmp_path / "other")
    assert known_paths(uids[1:], home=tmp_path / "other") == (tmp_path / "study" / "sagittal" / "IM0001",)
    assert known_paths(uids[:1], home=tmp_path / "other") == (tmp_path / "study" / "axial",)
    assert known_paths(["sha256:0"], home=tmp_path / "home") == ()


def test_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MAX_ENTRIES", 3)
    for number in range(5):
        (tmp_path / str(number)).touch()
        remember(series_at(tmp_path / str(number), f"1.{number}"), home=tmp_path)
    remember(series_at(tmp_path / "2", "1.2"), home=tmp_path)  # used again
    found = known_paths([fingerprint(f"1.{number}") for number in range(5)], home=tmp_path)
    assert [path.name for path in found] == ["2", "4", "3"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"series":3}',
        b'{"series":[[1,2],["a"],["b","c"],null,["d",[1,"\\u0000"]]]}',
        200_000 * b"[",
        b" " * (index.MAX_BYTES + 1),
    ],
    ids=range(8),
)
def test_a_damaged_index_is_an_empty_one(tmp_path: Path, data: bytes) -> None:
    folder = user_folder("data", tmp_path)
    folder.mkdir()
    (folder / "images.json").write_bytes(data)
    assert known_paths(["a", "b", "d", fingerprint("1")], home=tmp_path) == ()
    (tmp_path / "file").touch()
    remember(series_at(tmp_path / "file", "1"), home=tmp_path)
    assert known_paths([fingerprint("1")], home=tmp_path) == (tmp_path / "file",)


def test_what_cannot_be_written_is_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    remember(series_at(tmp_path / "file", "1"), home=tmp_path / "file")
    assert known_paths([fingerprint("1")], home=tmp_path / "file") == ()


def test_only_this_user_may_look_and_no_identifier_is_in_it(tmp_path: Path) -> None:
    study, _ = lumbar_study(tmp_path / "study")
    remember(study, home=tmp_path / "home")
    folder = user_folder("data", tmp_path / "home")
    assert folder.stat().st_mode & 0o077 == 0
    text = (folder / "images.json").read_text()
    assert study.series[0].series_uid not in text
    assert "Test^One" not in text
    assert json.loads(text)["version"] == 1


def test_the_variable_names_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path))
    assert user_folder("data") == tmp_path / "data"
    assert user_folder("config") == tmp_path / "config"
    monkeypatch.delenv("MULTIFIDUS_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    if os.name == "posix":
        assert "multifidus-viewer" in str(user_folder("data"))


def test_pictures_from_memory_have_no_place(tmp_path: Path) -> None:
    remember(series_at(Path("pasted picture.png"), "1"), home=tmp_path)
    assert known_paths([fingerprint("1")], home=tmp_path) == ()


def test_two_threads_remember_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, meeting = index._read, threading.Barrier(2)

    def slow(home: Path | None) -> dict[str, tuple[str, ...]]:
        found = read(home)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other one has to wait outside
            meeting.wait(0.3)
        return found

    monkeypatch.setattr(index, "_read", slow)
    threads = []
    for number in range(2):
        (tmp_path / str(number)).touch()
        study = series_at(tmp_path / str(number), f"1.{number}")
        threads.append(threading.Thread(target=remember, args=(study,), kwargs={"home": tmp_path}))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(known_paths([fingerprint(f"1.{number}") for number in range(2)], home=tmp_path)) == 2
