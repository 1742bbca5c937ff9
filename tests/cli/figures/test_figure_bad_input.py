"""Bad input of `multifidus figure`: one sentence, the right status, nothing half-written."""

import json
import os
import re

import pytest

from tests.cli.figures.figure_runs import written
from tests.cli_runs import failed, on_slice
from tests.lumbar import outline_words
from viewer.cli.main import run
from viewer.core.figures.marks import Note
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.stored import to_record

SOUND = json.loads(json.dumps(to_record(FigureSpec())))

HOSTILE = {
    "not JSON": b"{",
    "not text": b"\xff\xfe\x00{",
    "a list": b"[]",
    "nested": b"[" * 100_000,
    "another format": json.dumps({**SOUND, "format": "x"}).encode(),
    "a newer schema": json.dumps({**SOUND, "schema_version": 99}).encode(),
    "an unknown key": json.dumps({**SOUND, "run": "rm -rf /"}).encode(),
    "a number that is none": json.dumps({**SOUND, "crop_mm": float("nan")}).encode(),
    "a text for a number": json.dumps({**SOUND, "crop_mm": "wide"}).encode(),
    "an endless crop": json.dumps({**SOUND, "crop_mm": 1e308}).encode(),
    "no panels": json.dumps({**SOUND, "panels": []}).encode(),
    "too many panels": json.dumps({**SOUND, "panels": [SOUND["panels"][0]] * 1000}).encode(),
    "a slice by path": json.dumps(
        {**SOUND, "panels": [{**SOUND["panels"][0], "slice_id": "../../etc/passwd"}]}
    ).encode(),
    "an own preset that is none": json.dumps({**SOUND, "preset": "mine", "own_preset": {"name": "mine"}}).encode(),
    "one changed digit": FigureSpec(crop_mm=70.0).to_json().replace("70.0", "71.0").encode(),
    "a huge file": b" " * 3_000_000 + FigureSpec().to_json().encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_recipe_is_refused_before_the_study_is_opened(name, tmp_path, capsys):
    recipe = tmp_path / "recipe.json"
    recipe.write_bytes(HOSTILE[name])
    words = ["--spec", recipe, "-o", tmp_path / "a.png", "--bundle", tmp_path / "out"]
    found = run([str(word) for word in ["figure", tmp_path / "no study", *outline_words(), *words]])
    out, err = capsys.readouterr()
    assert (found in (2, 3), out, err.count("\n")) == (True, "", 1), err
    assert "no study" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["recipe.json"]


def test_an_unknown_preset_is_told_before_the_study_is_opened(tmp_path, capsys):
    words = ["figure", tmp_path / "no study", *outline_words(), "--preset", "nowhere", "-o", tmp_path / "a.png"]
    assert "no preset 'nowhere'" in failed(capsys, 2, *words)


def test_an_image_enlarged_too_far_is_told_with_how_far(study, tmp_path, capsys):
    out = tmp_path / "a.png"
    words = ["figure", study, *on_slice(), "--preset", "elsevier-double", "--crop", "60", "--dpi", "500"]
    assert run([str(word) for word in (*words, "-o", out)]) == 0
    problem = capsys.readouterr().err
    assert re.search(r"problem: The image is enlarged [0-9.]+ times at 500 dpi", problem)
    assert out.exists()


def test_text_that_does_not_fit_is_told(study, tmp_path, capsys):
    spec = FigureSpec(marks=(Note(panel=-1, at_mm=(30.0, 20.0), text="Far too long to fit on this page " * 4),))
    recipe = tmp_path / "recipe.json"
    recipe.write_text(spec.to_json(), "utf-8")
    words = ["figure", study, *on_slice(), "--spec", recipe, "--dpi", "60", "-o", tmp_path / "a.png", "--check"]
    assert "problem: " in (said := written(capsys, *words))
    assert "page" in said


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="only where rights are kept")
def test_a_folder_without_rights_is_one_sentence(study, tmp_path, capsys):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    words = ["figure", study, *on_slice(), "--dpi", "40"]
    for place in (["--bundle", closed / "out"], ["-o", closed / "a.png"], ["--report", closed / "a.pdf"]):
        assert "cannot be written" in failed(capsys, 5, *words, *place)
    assert list(closed.iterdir()) == []


def test_outputs_that_are_one_file_or_were_read_are_refused(study, tmp_path, capsys):
    same = tmp_path / "a.pdf"
    assert "one file" in failed(capsys, 2, "figure", study, *on_slice(), "-o", same, "--report", same)
    recipe = tmp_path / "recipe.png"
    recipe.write_text(FigureSpec().to_json(), "utf-8")
    before = recipe.read_bytes()
    assert "was read" in failed(capsys, 5, "figure", study, *on_slice(), "--spec", recipe, "-o", recipe)
    assert recipe.read_bytes() == before
    file = tmp_path / "file"
    file.write_text("mine")
    assert "not an empty folder" in failed(capsys, 5, "figure", study, *on_slice(), "--bundle", file)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("words", [["--bundle", "b", "-o", "none/a.png"], ["-o", "a.png", "--report", "none/a.pdf"]])
def test_one_place_without_a_folder_leaves_the_others_unwritten(words, tmp_path, capsys):
    places = [word if word.startswith("-") else tmp_path / word for word in words]
    told = failed(capsys, 5, "figure", tmp_path / "no study", *outline_words(), *places)
    assert re.search(r"none.a\.(png|pdf) cannot be written, as there is no such folder", told)
    assert list(tmp_path.iterdir()) == []


def test_a_mark_in_front_of_a_recipe_is_passed_over_and_one_problem_of_many_marks_is_said_once(study, tmp_path, capsys):
    notes = tuple(Note(panel=0, at_mm=(35.0 + n, 56.0), text="left") for n in range(3))
    recipe = tmp_path / "recipe.json"
    recipe.write_bytes(b"\xef\xbb\xbf" + FigureSpec(marks=notes).to_json().encode())
    words = ["figure", study, *on_slice(), "--spec", recipe, "--dpi", "600", "-o", tmp_path / "a.tiff"]
    assert run([str(word) for word in words]) == 0
    told = capsys.readouterr().err.splitlines()
    assert sum("says 'left'" in line for line in told) == 1
