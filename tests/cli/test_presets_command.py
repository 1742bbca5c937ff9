"""`multifidus presets`: the list, its JSON, and presets of the user's own."""

import json

import pytest
from PIL import Image

from tests.cli_runs import failed, on_slice, ran
from viewer.app.figuring.own_presets import with_preset
from viewer.core.figures.spec import FigureSpec
from viewer.figure.presets import PRESETS, preset_from_record
from viewer.io.local.folders import HOME_VARIABLE


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


def test_every_preset_is_listed_with_its_source(capsys):
    lines = ran(capsys, "presets").splitlines()
    named = [line for line in lines if not line.startswith(" ")]
    assert [line.split()[0] for line in named] == [p.name for p in PRESETS]
    assert named[0] == "springer-single   Springer, one column: 84 mm at 600 dpi, tiff"
    assert "132 mm (66.8–190.5 mm) at 600 dpi" in next(line for line in named if line.startswith("plos"))
    assert {line.split()[0] for line in named if line.endswith("(unverified)")} == {
        f"{outlet}-{width}" for outlet in ("rsna", "spine", "bmj") for width in ("single", "double")
    }
    sources = [line for line in lines if line.startswith(" ")]
    assert all(line.strip().startswith("Source: ") for line in sources)
    assert "https://journals.plos.org" in ran(capsys, "presets", "plos")
    assert len(ran(capsys, "presets", "plos").splitlines()) == 2


def test_the_list_as_json_can_be_read_back(capsys):
    records = json.loads(ran(capsys, "presets", "--json"))
    assert [record["name"] for record in records] == [p.name for p in PRESETS]
    assert not any(record.pop("is_own") for record in records)
    assert [preset_from_record(record).width_mm for record in records] == [p.width_mm for p in PRESETS]


def test_a_preset_is_changed_kept_listed_and_deleted(tmp_path, capsys):
    record = json.loads(ran(capsys, "presets", "plos", "--json"))
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({**record, "name": "mine", "outlet": "Mine", "width_mm": 100.0, "is_verified": False}))
    assert ran(capsys, "presets", "--save", file) == "Kept mine.\n"
    assert "mine              Mine: 100 mm (66.8–190.5 mm) at 600 dpi, tiff (own, unverified)\n" in ran(
        capsys, "presets"
    )
    assert [r["name"] for r in json.loads(ran(capsys, "presets", "--json")) if r["is_own"]] == ["mine"]
    assert "already have a preset 'mine'" in failed(capsys, 2, "presets", "--save", file)
    ran(capsys, "presets", "--save", file, "--replace")
    assert ran(capsys, "presets", "--delete", "mine") == "Deleted mine.\n"
    assert "mine" not in ran(capsys, "presets")
    assert "no own preset" in failed(capsys, 2, "presets", "--delete", "mine")


def test_an_own_preset_sizes_a_figure_and_goes_along_in_its_recipe(home, tmp_path, study, capsys):
    record = json.loads(ran(capsys, "presets", "blog", "--json"))
    file, figure, recipe = tmp_path / "mine.json", tmp_path / "a.png", tmp_path / "recipe.json"
    file.write_text(json.dumps({**record, "name": "mine", "width_mm": 88.9, "dpi": 100}))
    ran(capsys, "presets", "--save", file)
    words = ("figure", study, *on_slice())
    ran(capsys, *words, "--preset", "mine", "-o", figure)
    with Image.open(figure) as picture:
        assert picture.width == 350, "88.9 mm at 100 dpi"
    recipe.write_text(with_preset(FigureSpec(), "mine").to_json())
    ran(capsys, "presets", "--delete", "mine")
    again = tmp_path / "b.png"
    ran(capsys, *words, "--spec", recipe, "-o", again)
    assert again.read_bytes() == figure.read_bytes()
    bare = {name: value for name, value in json.loads(recipe.read_text()).items() if name != "sha256"}
    recipe.write_text(json.dumps({**bare, "own_preset": None}))
    assert "no preset 'mine'" in failed(capsys, 2, *words, "--spec", recipe, "-o", again)


def test_wrong_use_is_one_sentence(tmp_path, capsys):
    file = tmp_path / "plos.json"
    file.write_text(ran(capsys, "presets", "plos", "--json"))
    assert "comes with the program" in failed(capsys, 2, "presets", "--save", file)
    assert "choose one of springer-single" in failed(capsys, 2, "presets", "nature")
    failed(capsys, 3, "presets", "--save", tmp_path / "none.json")
    failed(capsys, 2, "presets", "plos", "--delete", "mine")
    failed(capsys, 2, "presets", "--replace")
    file.write_text("{")
    assert "not valid JSON" in failed(capsys, 2, "presets", "--save", file)


def test_a_damaged_file_of_own_presets_hides_none_of_the_others(home, capsys):
    from viewer.cli.main import run

    (home / "config").mkdir(parents=True)
    (home / "config" / "figure-presets.json").write_text("{")
    assert run(["presets"]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n") > len(PRESETS)
    assert err.startswith("multifidus: The file of your own presets")
    assert err.count("\n") == 1
