"""Settings: found again as they were left, and never a reason not to start."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from viewer.app.settings import DAMAGED, MAX_BYTES, RECENT_MAXIMUM, Settings, load_settings, save_settings
from viewer.core.records.seal import CHECK, checked

CHOSEN = Settings(
    recent=("/a/b.mfv", "/c"),
    hides_patient=True,
    has_seen_first_start=True,
    right_drag="zoom",
    is_smooth=False,
    last_folder="/Zwölf/ä",
    window_geometry="AdnQywAD",
    reader="R1",
    categories="storheim-2017",
)


def test_settings_are_found_again(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    save_settings(CHOSEN, tmp_path)
    assert load_settings(tmp_path) == CHOSEN
    assert (tmp_path / "config").stat().st_mode & 0o077 == 0


def test_the_variable_names_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path))
    save_settings(CHOSEN)
    assert load_settings() == CHOSEN
    assert (tmp_path / "config" / "settings.json").exists()


@pytest.mark.parametrize("data", [b"", b"{", b"3", b"\xff", 200_000 * b"[", b" " * MAX_BYTES + b"{}"], ids=range(6))
def test_damaged_settings_are_the_ordinary_ones_and_hide_the_patient(tmp_path: Path, data: bytes) -> None:
    save_settings(CHOSEN, tmp_path)
    (tmp_path / "config" / "settings.json").write_bytes(data)
    assert load_settings(tmp_path) == DAMAGED == Settings(hides_patient=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recent", "abc"),
        ("recent", [1]),
        ("recent", ["a\0b"]),
        ("hides_patient", 1),
        ("right_drag", "pan"),
        ("right_drag", ["zoom"]),
        ("is_smooth", None),
        ("last_folder", 5),
        ("last_folder", "not/absolute"),
        ("last_folder", "https://example.org/a"),
        ("recent", ["relative.mfv"]),
        ("recent", ["\\\\host\\share" if os.name == "posix" else "share"]),
        ("window_geometry", {}),
        ("window_geometry", "not base64!"),
        ("window_geometry", "A" * 10_000),
        ("reader", None),
        ("categories", 3),
        ("categories", "=1+1"),
        ("reader", "x" * 100_000),
        ("reader", "x" * 65),
        ("reader", "R1\n"),
    ],
)
def test_a_strange_value_is_left_out_and_the_others_stay(tmp_path: Path, name: str, value: Any) -> None:
    save_settings(CHOSEN, tmp_path)
    path = tmp_path / "config" / "settings.json"
    stored = json.loads(path.read_text())
    path.write_text(json.dumps(checked({**stored, name: value, "of a later program": 1})))
    found = load_settings(tmp_path)
    assert getattr(found, name) == (name == "hides_patient" or getattr(Settings(), name))
    for other in stored:
        if other not in (name, CHECK):
            assert getattr(found, other) == getattr(CHOSEN, other)


def test_settings_of_an_older_program_have_no_check_and_are_read(tmp_path: Path) -> None:
    save_settings(CHOSEN, tmp_path)
    path = tmp_path / "config" / "settings.json"
    stored = json.loads(path.read_text())
    del stored[CHECK], stored["figure"], stored["hides_locator"]
    path.write_text(json.dumps(stored))
    assert load_settings(tmp_path) == CHOSEN


def test_a_changed_code_of_the_reader_is_noticed(tmp_path: Path) -> None:
    save_settings(CHOSEN, tmp_path)
    path = tmp_path / "config" / "settings.json"
    path.write_text(path.read_text().replace('"R1"', '"R3"'))
    assert load_settings(tmp_path) == DAMAGED


def test_what_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    save_settings(CHOSEN, tmp_path / "file")
    assert load_settings(tmp_path / "file") == Settings()


def test_recent_files_stand_once_and_newest_first(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(RECENT_MAXIMUM + 5):
        settings = settings.with_recent(tmp_path / str(number))
    settings = settings.with_recent(tmp_path / "9")
    assert len(settings.recent) == RECENT_MAXIMUM
    assert [Path(path).name for path in settings.recent[:3]] == ["9", "14", "13"]
