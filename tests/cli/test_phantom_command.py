"""`multifidus phantom`: what its options do, what it says, and how it fails."""

import json
from dataclasses import replace

import pytest

from viewer.cli.main import run
from viewer.measure.phantom import study as study_module


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Small images instead of full ones, everything else as asked for."""
    make_study = study_module.make_study
    monkeypatch.setattr(
        study_module,
        "make_study",
        lambda parameters: make_study(replace(parameters, matrix=64, supersampling=1, sagittal_slices=1)),
    )


def parameters_of(folder):
    return json.loads((folder / "truth.json").read_text("utf-8"))["parameters"]


def test_it_writes_the_study_and_says_where(tmp_path, capsys):
    out = tmp_path / "study"
    assert run(["phantom", str(out)]) == 0
    assert capsys.readouterr().out == f"Wrote 25 images in 3 series and truth.json to {out}.\n"
    assert sorted(path.name for path in out.iterdir()) == [
        "README.md",
        "t1_axial",
        "t2_axial",
        "t2_sagittal",
        "truth.json",
    ]


def test_options_reach_the_study(tmp_path):
    out = tmp_path / "study"
    options = ["--seed", "9", "--fat-right", "20", "--fat-left", "60.5", "--blocks", "--slices", "1", "--noise", "4"]
    assert run(["phantom", str(out), *options]) == 0
    kept = parameters_of(out)
    assert kept["seed"] == 9
    assert (kept["fat_right_percent"], kept["fat_left_percent"]) == (20.0, 60.5)
    assert (kept["blocks"], kept["slices_per_level"], kept["noise_percent"]) == (True, 1, 4.0)
    rows = json.loads((out / "truth.json").read_text("utf-8"))["slices"]
    fat = {r["side"]: r["fat_fraction_percent"] for r in rows if r["structure"] == "multifidus"}
    assert fat["right"] == pytest.approx(20.0, abs=1.5)
    assert fat["left"] == pytest.approx(60.5, abs=1.5)


def test_a_fraction_out_of_range_is_wrong_use(tmp_path, capsys):
    assert run(["phantom", str(tmp_path / "out"), "--fat-right", "120"]) == 2
    error = capsys.readouterr().err
    assert "fat right percent is 120" in error
    assert "from 0 to 100" in error
    assert not list(tmp_path.iterdir())


def test_an_occupied_folder_is_refused(tmp_path, capsys):
    (tmp_path / "note.txt").write_text("mine")
    assert run(["phantom", str(tmp_path)]) == 5
    assert "not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
