"""`multifidus validate`: all files from one command, progress on standard error, nothing left when it is stopped."""

import json

import pytest

from tests.measure.validation.made_results import condition
from viewer.cli.main import run
from viewer.measure.validation import grid, running


@pytest.fixture
def two_images(monkeypatch):
    """Two small images instead of the grid."""
    asked = []

    def few(*, is_full, seed_offset=0):
        asked.append((is_full, seed_offset))
        return tuple(condition(number, pixel_mm=1.6, right=40.0, left=10.0) for number in range(2))

    monkeypatch.setattr(grid, "conditions", few)
    return asked


def test_it_writes_every_file_and_says_what_was_reached(two_images, tmp_path, capsys):
    out = tmp_path / "report"
    assert run(["validate", str(out), "--workers", "1", "--seed-offset", "3"]) == 0
    said, progress = capsys.readouterr()
    assert two_images == [(False, 3)]
    assert {path.suffix for path in out.iterdir()} == {".html", ".md", ".json", ".csv", ".png"}
    assert len(list(out.glob("*.png"))) == 5
    assert said.splitlines()[-1] == f"Wrote {out / 'report.html'} and its tables."
    assert "2 of 2 images" in progress
    found = json.loads((out / "summary.json").read_text("utf-8"))
    assert [f"{t['verdict']}: {t['target']}" for t in found["targets"]] == [
        line.split(",")[0] for line in said.splitlines()[:-1]
    ]
    assert list(tmp_path.iterdir()) == [out]


def test_full_asks_for_the_whole_grid(two_images, tmp_path):
    assert run(["validate", str(tmp_path / "report"), "--full", "--workers", "1"]) == 0
    assert two_images == [(True, 0)]


def test_stopping_leaves_nothing(two_images, tmp_path, capsys, monkeypatch):
    def stopped(conditions):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "measure_body", stopped)
    assert run(["validate", str(tmp_path / "report"), "--workers", "1"]) == 1
    assert capsys.readouterr().err.strip() == "multifidus: Stopped; nothing was written."
    assert list(tmp_path.iterdir()) == []


def test_an_occupied_folder_is_refused_before_anything_is_measured(two_images, tmp_path, capsys):
    (tmp_path / "note.txt").write_text("mine")
    assert run(["validate", str(tmp_path)]) == 5
    assert "not an empty folder" in capsys.readouterr().err
    assert two_images == []


@pytest.mark.parametrize("words", [["--seed-offset", "-1"], ["--workers", "0"]])
def test_numbers_out_of_range_are_wrong_use(words, tmp_path, capsys):
    assert run(["validate", str(tmp_path / "report"), *words]) == 2
    assert list(tmp_path.iterdir()) == []
