"""`multifidus figure`: arrangements of panels, recipes, figures of a project."""

import json

import pytest
from PIL import Image

from tests.cli.figures.figure_runs import written
from tests.cli_runs import failed, on_slice, ran
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec


def recipe_of(bundle) -> FigureSpec:
    return FigureSpec.from_json((bundle / "spec.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("arrangement", "parts", "outlined", "mirrored"),
    [
        ("numbers", ["whole"], [True], [False]),
        ("mirrored", ["right", "left"], [True, True], [False, True]),
        ("twin", ["whole", "whole"], [False, True], [False, False]),
    ],
)
def test_panels_of_one_slice(arrangement, parts, outlined, mirrored, study, tmp_path, capsys):
    bundle = tmp_path / "out"
    written(capsys, "figure", study, *on_slice(), "--arrangement", arrangement, "--dpi", 40, "--bundle", bundle)
    spec = recipe_of(bundle)
    assert [panel.part for panel in spec.panels] == parts
    assert [panel.shows_outlines for panel in spec.panels] == outlined
    assert [panel.is_mirrored for panel in spec.panels] == mirrored
    assert len({(panel.slice_id, panel.frame) for panel in spec.panels}) == 1
    assert spec.shows_numbers == (arrangement == "numbers")


def test_levels_show_every_outlined_slice_from_head_to_foot(levels, tmp_path, capsys):
    one, row = tmp_path / "one.png", tmp_path / "row.png"
    words = ["figure", levels, "--preset", "elsevier-double", "--dpi", 60, "--crop", 40]
    sentence = failed(capsys, 2, *words, "-o", one)
    assert "3 slices" in sentence
    written(capsys, *words, "--slice", 2, "-o", one)
    written(capsys, *words, "--arrangement", "levels", "-o", row, "--bundle", tmp_path / "out")
    assert len(recipe_of(tmp_path / "out").panels) == 3
    with Image.open(one) as a, Image.open(row) as b:
        assert a.width == b.width == round(190 / 25.4 * 60)
        assert 2.5 < a.height / b.height < 4.0  # three panels share the width


def test_levels_of_one_slice_and_dates_of_one_study_are_refused(study, tmp_path, capsys):
    out = tmp_path / "a.png"
    words = ["figure", study, *on_slice(), "-o", out, "--arrangement"]
    assert "two outlined slices" in failed(capsys, 2, *words, "levels")
    assert "no second time" in failed(capsys, 2, *words, "dates")
    assert not out.exists()


def test_two_dates_stand_side_by_side_and_their_change_is_told(dates, tmp_path, capsys):
    bundle = tmp_path / "out"
    written(capsys, "figure", dates, "--arrangement", "dates", "--numbers", "--dpi", 50, "--bundle", bundle)
    spec = recipe_of(bundle)
    assert spec.arrangement == "dates"
    assert len({panel.slice_id for panel in spec.panels}) == 2
    caption = (bundle / "caption.txt").read_text("utf-8")
    assert "before" in caption.lower()
    assert "2020" not in caption
    # under the panels stands the table of the change, which has no difference of the sides
    assert "Difference" not in caption and "Fat fraction by" in caption
    assert (bundle / "numbers.csv").read_text("utf-8").count("\n") == 1 + 4
    assert {path.suffix for path in bundle.iterdir()} == {".tiff", ".txt", ".csv", ".json"}
    assert len(list(bundle.iterdir())) == 8


def test_a_figure_of_a_project_is_that_of_its_recipe(levels, tmp_path, capsys):
    from viewer.io.project import read_project

    second = read_project(levels).document.figures[1]
    recipe = tmp_path / "second.json"
    recipe.write_text(second.to_json(), "utf-8")
    by_number, by_recipe = tmp_path / "a.webp", tmp_path / "b.webp"
    words = ["figure", levels, "--dpi", 50]
    assert "Wrote" in written(capsys, *words, "--figure", 2, "-o", by_number)
    assert "Wrote" in written(capsys, *words, "--spec", recipe, "-o", by_recipe)
    assert by_number.read_bytes() == by_recipe.read_bytes()
    assert "2 figures, not 3" in failed(capsys, 2, *words, "--figure", 3, "-o", by_number)
    assert "one of them" in failed(capsys, 2, *words, "--figure", 2, "--spec", recipe, "-o", by_number)


def test_a_figure_of_no_project_is_refused(study, tmp_path, capsys):
    sentence = failed(capsys, 2, "figure", study, *on_slice(), "--figure", 1, "-o", tmp_path / "a.png")
    assert "give a project" in sentence


def test_a_panel_whose_slice_is_missing_is_named(study, tmp_path, capsys):
    spec = FigureSpec(panels=(Panel(), Panel(slice_id="sha256:" + "0" * 32)))
    recipe = tmp_path / "recipe.json"
    recipe.write_text(spec.to_json(), "utf-8")
    words = ["figure", study, *on_slice(), "--spec", recipe]
    sentence = failed(capsys, 2, *words, "-o", tmp_path / "a.png", "--bundle", tmp_path / "out")
    assert "panel b" in sentence
    assert [path.name for path in tmp_path.iterdir()] == ["recipe.json"]


def test_what_is_asked_for_goes_before_the_recipe(study, tmp_path, capsys):
    from viewer.core.grey import Window

    spec = FigureSpec(panels=(Panel(window=Window(500.0, 300.0), crop_mm=70.0),), preset="blog")
    recipe = tmp_path / "recipe.json"
    recipe.write_text(spec.to_json(), "utf-8")
    words = ["--window", "700,900", "--crop", "60", "--fat-map", "--key", "feet", "--inset", "whole", "--no-sides"]
    written(capsys, "figure", study, *on_slice(), "--spec", recipe, *words, "--dpi", 40, "--bundle", tmp_path / "b")
    made = recipe_of(tmp_path / "b")
    [panel] = made.panels
    assert (made.window, made.crop_mm, panel.window, panel.crop_mm) == (Window(700.0, 900.0), 60.0, None, None)
    assert (panel.shows_fat_map, made.key, made.inset, made.shows_sides) == (True, "feet", "whole", False)
    assert made.preset == "blog"


def test_letters_of_an_svg_can_be_shapes(study, tmp_path, capsys):
    text, shapes = tmp_path / "text.svg", tmp_path / "shapes.svg"
    ran(capsys, "figure", study, *on_slice(), "-o", text)
    ran(capsys, "figure", study, *on_slice(), "--svg-paths", "-o", shapes)
    assert "<text" in text.read_text("utf-8")
    assert "<text" not in shapes.read_text("utf-8")
    assert "SVG" in failed(capsys, 2, "figure", study, *on_slice(), "--svg-paths", "-o", tmp_path / "a.png")


def test_the_finding_is_printed_in_a_sentence(study, levels, capsys):
    one = ran(capsys, "measure", study, *on_slice(), "--finding")
    assert one.startswith("The patient's right multifidus holds ")
    assert one.count("\n") == 1
    row = json.loads(ran(capsys, "measure", study, *on_slice(), "--json"))["rows"][0]
    assert f"holds {row['fat_fraction_percent']:.1f} % fat" in one
    lines = ran(capsys, "measure", levels, "--finding").splitlines()
    assert [line.split(" holds ")[0] for line in lines] == [
        f"On slice {number} the patient's right multifidus" for number in (1, 2, 3)
    ]
    assert "one of" in failed(capsys, 2, "measure", study, *on_slice(), "--finding", "--json")
