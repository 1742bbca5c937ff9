"""`measure` with percent categories, norms and a Methods paragraph: only when asked, and never instead of a number."""

import csv
import io
import json

import pytest

from tests.cli_runs import failed, measured, on_slice, ran


@pytest.fixture
def plain(study, capsys):
    return measured(capsys, study, *on_slice())


def test_categories_stand_beside_the_numbers(study, plain, capsys):
    made = measured(capsys, study, *on_slice(), "--categories", "hildebrandt-2017")
    for row, before in zip(made["rows"], plain["rows"], strict=True):
        assert row.pop("fat_category") in ("0–10 %", "10–50 %", "> 50 %", None)
        assert "10.1186/s12891-016-1376-1" in row.pop("fat_category_citation")
        assert row == before
    said = ran(capsys, "measure", study, *on_slice(), "--categories", "storheim-2017")
    percent = plain["rows"][0]["fat_fraction_percent"]
    assert f"slice 2, patient's right multifidus: fat fraction {percent:.1f} %, category " in said
    assert "10.1186/s12891-017-1505-5" in said
    assert said.index("fat : muscle") < said.index("category ") < said.index("Method: ")
    assert "goutallier" not in said.lower()
    refused = failed(capsys, 2, "measure", study, *on_slice(), "--categories", "goutallier")
    assert "hildebrandt-2017, storheim-2017" in refused


def test_norms_of_water_and_fat_images_do_not_stand_beside_thresholds(study, capsys):
    words = (*on_slice(), "--method", "otsu-shared", "--norms")
    (right, _) = csv.DictReader(io.StringIO(ran(capsys, "measure", study, *words, "--csv")))
    assert "%" not in right["norms"]
    assert "area of the multifidus" in right["norms"]
    said = ran(capsys, "measure", study, *words)
    assert "No norm of fat is shown" in said
    assert "do not hold for otsu-shared" in said


def test_the_methods_paragraph_is_written_beside_any_output(study, plain, tmp_path, capsys):
    path = tmp_path / "methods.txt"
    words = (*on_slice(), "--methods-text", path)
    assert json.loads(ran(capsys, "measure", study, *words, "--json")) == plain
    text = path.read_text("utf-8")
    assert plain["method"]["name"] in text
    assert f"version {plain['method']['version']}" in text.replace("(", "")
    path.unlink()
    ran(capsys, "measure", study, *words, "-o", tmp_path / "a.csv", "--categories", "storheim-2017")
    assert "Storheim" in path.read_text("utf-8")
    failed(capsys, 2, "measure", study, *on_slice(), "--methods-text", tmp_path / "a.docx")
    image = next(file for file in sorted(study.rglob("*")) if file.is_file())
    failed(capsys, 2, "measure", study, *on_slice(), "--methods-text", image)
    failed(capsys, 5, "measure", study, *on_slice(), "--methods-text", tmp_path / "no folder" / "a.txt")


@pytest.mark.parametrize(
    ("words", "rule", "said"),
    [
        ((), "not stated", "not stated"),
        (("--outline-rule", "fascial"), "fascial border", "along the fascial border"),
        (("--outline-rule", "visible"), "visible muscle border", "along the visible muscle border"),
    ],
)
def test_the_border_that_outlines_follow_is_told_with_the_numbers(study, capsys, words, rule, said):
    rows = list(csv.DictReader(io.StringIO(ran(capsys, "measure", study, *on_slice(), *words, "--csv"))))
    assert [row["border_rule"] for row in rows] == [rule, rule]
    assert said in ran(capsys, "measure", study, *on_slice(), *words)
