"""Projects on the command line: written by export, and opened by every command that takes images."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli_runs import failed, measured, on_slice, ran
from tests.io.project.test_project_round_trip import resealed
from tests.lumbar import as_words, circle, pixels
from tests.synthetic import mr_image, write
from viewer.cli.main import run
from viewer.core.document import ReadingCodes
from viewer.io.exporters import EXPORTERS
from viewer.io.project import read_project, write_project
from viewer.measure.methods import METHODS


@pytest.fixture
def own(study, tmp_path):
    """A copy of the study that a test may change."""
    return Path(shutil.copytree(study, tmp_path / "own" / "study"))


@pytest.fixture
def project(own, capsys) -> Path:
    path = own.parent / "a.mfv"
    assert ran(capsys, "export", own, *on_slice(), "--to", "project", "-o", path) == f"Wrote {path}.\n"
    return path


def test_a_project_gives_the_numbers_it_was_made_from(own, project, capsys):
    by_hand = measured(capsys, own, *on_slice())
    stored = read_project(project).measurement
    from_project = measured(capsys, project)
    assert from_project["rows"] == by_hand["rows"]
    assert from_project["comparisons"] == by_hand["comparisons"]
    assert from_project["warnings"] == by_hand["warnings"]
    assert [row.fat_fraction_percent for row in stored.rows] == [row["fat_fraction_percent"] for row in by_hand["rows"]]


def test_exporting_a_project_gives_the_same_project(project, tmp_path, capsys):
    again = project.with_name("b.mfv")
    ran(capsys, "export", project, "--to", "project", "-o", again)
    assert again.read_bytes() == project.read_bytes()
    failed(capsys, 5, "export", project, "--to", "project", "-o", project)  # it was read


def test_info_lists_the_study_of_a_project(own, project, capsys):
    assert json.loads(ran(capsys, "info", project, "--json")) == json.loads(ran(capsys, "info", own, "--json"))


def test_a_figure_of_a_project(own, project, tmp_path, capsys):
    assert "Wrote" in ran(capsys, "figure", project, "-o", tmp_path / "a.png")
    assert "Wrote" in ran(capsys, "figure", own, *on_slice(), "-o", tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_the_method_is_that_of_the_project_unless_one_is_named(own, capsys):
    path = own.parent / "m.mfv"
    ran(capsys, "export", own, *on_slice(), "--to", "project", "--method", "manual", "--threshold", 800, "-o", path)
    assert measured(capsys, path)["method"]["parameters"]["threshold"] == 800
    other = measured(capsys, path, "--method", "otsu-each")
    assert other["method"]["name"] == "otsu-each"
    assert not any("when saved" in warning for warning in other["warnings"])
    assert (read_project(path).document.method, read_project(path).document.threshold) == ("manual", 800)


def test_a_number_that_changed_since_is_told(project, capsys):
    stored = read_project(project)
    rows = tuple(replace(row, fat_fraction_percent=1.0) for row in stored.measurement.rows)
    write_project(project, replace(stored, measurement=replace(stored.measurement, rows=rows)))
    told = [warning for warning in measured(capsys, project)["warnings"] if "1.0 % when saved" in warning]
    assert len(told) == 2


def test_series_and_slice_restrict_a_project_of_several_slices(own, capsys):
    path, more = own.parent / "a.mfv", own.parent / "b.mfv"
    for number, name in ((1, path), (3, more)):
        ran(capsys, "export", own, *on_slice(number), "--to", "project", "-o", name)
    first, second = read_project(path), read_project(more)
    both = first.document.with_outlines(second.document.outlines)
    write_project(path, replace(first, document=both, series_of=(*first.series_of, *second.series_of)))
    assert [row["slice"] for row in measured(capsys, path)["rows"]] == [1, 1, 3, 3]
    assert [row["slice"] for row in measured(capsys, path, "--slice", 3)["rows"]] == [3, 3]
    assert [row["slice"] for row in measured(capsys, path, "--series", 1)["rows"]] == [1, 1, 3, 3]
    assert "no outline" in failed(capsys, 2, "measure", path, "--slice", 2)
    assert "no outline" in failed(capsys, 2, "measure", path, "--series", 2)
    failed(capsys, 2, "measure", path, "--slice", 4)
    failed(capsys, 2, "figure", path, "-o", own.parent / "f.png")


@pytest.mark.parametrize(
    "words",
    [
        ["--right", "1,1 2,1 2,2"],
        ["--mask", "mask.nii", "--labels", "right=1"],
        ["--roi", "a.roi"],
        ["--reference-fat", "1,1 2,1 2,2"],
    ],
)
def test_outlines_are_given_once(project, words, capsys):
    assert "given by the project and" in failed(capsys, 2, "measure", project, *words)


def test_what_the_project_leaves_open_may_be_stated(tmp_path, capsys):
    image = write(tmp_path / "IM1", mr_image(pixels=pixels(), orientation=None, position=None, spacing=None))
    outlines = ["--right", as_words(circle("right")), "--left", as_words(circle("left"))]
    ran(capsys, "export", image, *outlines, "--to", "project", "-o", tmp_path / "a.mfv")
    assert measured(capsys, tmp_path / "a.mfv")["rows"][0]["side"] == "unknown"
    stated = ["--side-convention", "radiological", "--pixel-spacing", "0.8,0.7"]
    assert measured(capsys, tmp_path / "a.mfv", *stated)["rows"][0]["side"] == "right"
    ran(capsys, "export", tmp_path / "a.mfv", *stated, "--to", "project", "-o", tmp_path / "b.mfv")
    rows = measured(capsys, tmp_path / "b.mfv")["rows"]
    assert (rows[0]["side"], rows[0]["area_mm2"]) == ("right", pytest.approx(rows[0]["area_px"] * 0.56))
    wrong = ["--side-convention", "neurological"]
    assert "contradicts" in failed(capsys, 2, "measure", tmp_path / "b.mfv", *wrong)


def test_failures_have_their_status_and_one_sentence(own, project, tmp_path, capsys):
    words = [*on_slice(), "--to"]
    assert "choose one of project" in failed(capsys, 2, "export", own, *words, "nonsense", "-o", tmp_path / "a.mfv")
    assert ".mfv" in failed(capsys, 2, "export", own, *words, "project", "-o", tmp_path / "a.txt")
    failed(capsys, 5, "export", own, *words, "project", "-o", tmp_path / "missing" / "a.mfv")
    failed(capsys, 4, "export", own, *words, "project", "-o", tmp_path / "Test One.mfv")
    failed(capsys, 2, "export", own, "--to", "project", "-o", tmp_path / "a.mfv")
    failed(capsys, 3, "measure", tmp_path / "missing.mfv")
    (tmp_path / "damaged.mfv").write_bytes(project.read_bytes()[:200])
    for command in (["measure"], ["info"], ["export", "--to", "project", "-o", tmp_path / "b.mfv"]):
        assert "damaged.mfv cannot be opened" in failed(capsys, 3, *command, tmp_path / "damaged.mfv")
    shutil.move(own, tmp_path / "far away")
    (tmp_path / "x" / "y" / "z").mkdir(parents=True)
    shutil.move(project, tmp_path / "x" / "y" / "z" / "a.mfv")
    lost = tmp_path / "x" / "y" / "z" / "a.mfv"
    for command in (["measure"], ["info"], ["figure", "-o", tmp_path / "f.png"]):
        assert "were not found" in failed(capsys, 3, *command, lost)
    assert not (tmp_path / "f.png").exists()
    assert not (tmp_path / "b.mfv").exists()


def test_a_recovered_project_says_so(own, project, capsys):
    run(["export", str(own), *on_slice(1), "--to", "project", "-o", str(project)])
    capsys.readouterr()
    project.write_bytes(b"{}")
    result = measured(capsys, project)
    assert [row["slice"] for row in result["rows"]] == [2, 2]
    assert any("its backup, one save older" in warning for warning in result["warnings"])
    table = project.with_name("t.json")
    assert "Wrote" in ran(capsys, "measure", project, "-o", table)
    assert "a.mfv" not in table.read_text()


def test_codes_go_into_tables_unless_they_name_the_patient(project, capsys):
    stored = read_project(project)
    table = project.with_name("t.json")
    write_project(project, replace(stored, document=replace(stored.document, codes=ReadingCodes("ST", "R1", 2))))
    ran(capsys, "measure", project, "-o", table)
    found = json.loads(table.read_text())
    assert (found["study_code"], found["reader_code"], found["reading_number"]) == ("ST", "R1", 2)
    assert "study_code" not in measured(capsys, project)
    write_project(project, replace(stored, document=replace(stored.document, codes=ReadingCodes("Test One"))))
    table.unlink()
    assert "code" in failed(capsys, 4, "measure", project, "-o", table)
    assert not table.exists()


def test_exporters_are_listed(capsys):
    lines = ran(capsys, "exporters").splitlines()
    assert [line.split()[0] for line in lines] == [exporter.name for exporter in EXPORTERS]
    assert ".mfv" in lines[0]


def test_a_project_keeps_the_default_of_the_time_it_was_saved(own, capsys):
    path = own.parent / "old.mfv"
    ran(capsys, "export", own, *on_slice(), "--to", "project", "--method", "otsu-each", "-o", path)
    document = json.loads(path.read_bytes())
    document["payload"]["method"]["is_default"] = True
    path.write_bytes(resealed(document))
    kept = measured(capsys, path)
    assert kept["method"]["name"] == "otsu-each"
    [said] = [warning for warning in kept["warnings"] if "keeps the method" in warning]
    assert f"new work is measured by {METHODS[0].name}" in said
    moved = measured(capsys, path, "--method", METHODS[0].name)
    assert moved["method"]["name"] == METHODS[0].name
    assert not any("keeps the method" in warning for warning in moved["warnings"])


def test_a_version_that_is_gone_is_told_and_stays_in_the_project(own, capsys):
    path, again = own.parent / "old.mfv", own.parent / "again.mfv"
    ran(capsys, "export", own, *on_slice(), "--to", "project", "--method", "otsu-each", "-o", path)
    document = json.loads(path.read_bytes())
    document["payload"]["method"]["version"] = document["payload"]["measurement"]["method"]["version"] = "0"
    path.write_bytes(resealed(document))
    now = measured(capsys, path)
    assert now["method"]["version"] == "1"
    assert any("otsu-each 0 → 1" in warning for warning in now["warnings"])
    ran(capsys, "export", path, "--to", "project", "-o", again)
    assert read_project(again).measurement.method.version == "0"
    ran(capsys, "export", path, "--to", "project", "--method", "otsu-each", "-o", own.parent / "moved.mfv")
    assert read_project(own.parent / "moved.mfv").measurement.method.version == "1"
