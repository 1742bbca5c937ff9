"""`multifidus measure` of many projects: one long table, measured anew or stored, and nothing of the patient in it."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.cli_runs import failed, measured, on_slice, ran
from tests.lumbar import write_study
from viewer.cli.main import run
from viewer.core.document import ReadingCodes
from viewer.io.project import read_project, write_project
from viewer.io.tables import COLUMNS


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Two readings of one study, beside its images."""
    folder = tmp_path_factory.mktemp("joined")
    write_study(folder / "study", PatientName="Canary^Zoe", PatientID="MRN4455667")
    for number in (1, 2):
        path = folder / "projects" / f"{number}.mfv"
        path.parent.mkdir(exist_ok=True)
        words = [
            "export",
            folder / "study",
            *on_slice(number),
            "--method",
            "otsu-shared",
            "--to",
            "project",
            "-o",
            path,
        ]
        words += ["--study-code", "ST-1", "--reader-code", f"R{number}", "--reading", 1]
        assert run([str(word) for word in words]) == 0
    return folder


@pytest.fixture
def own(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "own"))


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_folder_of_projects_becomes_one_table(own, capsys):
    found = measured(capsys, own / "projects")
    assert [(row["reader_code"], row["slice"], row["side"], row["numbers"]) for row in found["rows"]] == [
        ("R1", 1, "right", "measured"),
        ("R1", 1, "left", "measured"),
        ("R2", 2, "right", "measured"),
        ("R2", 2, "left", "measured"),
    ]
    alone = measured(capsys, own / "projects" / "2.mfv")
    assert [{name: row[name] for name in alone["rows"][0]} for row in found["rows"][2:]] == alone["rows"]
    assert {name: found["comparisons"][1][name] for name in alone["comparisons"][0]} == alone["comparisons"][0]
    assert list(found["method"]) == list(alone["method"]) == ["name", "version", "parameters"]
    assert (found["method"]["name"], found["method"]["version"]) == ("otsu-shared", alone["method"]["version"])
    first = measured(capsys, own / "projects" / "1.mfv")["method"]["parameters"]
    shared = dict(first.items() & alone["method"]["parameters"].items())
    assert found["method"]["parameters"] == shared
    assert shared["pixel_rule"] == "exact coverage"
    assert len(shared) < len(first), "each has a threshold of its own"
    assert (found["skipped"], found["input"]) == ([], str(own / "projects"))
    both = [own / "projects" / f"{number}.mfv" for number in (1, 2)]
    assert measured(capsys, *both)["input"] == f"{both[0]}, {both[1]}"
    lines = ran(capsys, "measure", own / "projects" / "1.mfv", own / "projects" / "2.mfv")
    assert "ST-1   R2      1" in lines


def test_every_form_holds_the_columns_of_a_single_measurement(own, tmp_path, capsys):
    heads = [column.head for column in COLUMNS]
    rows = table(ran(capsys, "measure", own / "projects", "--csv"))
    assert list(rows[0]) == heads
    single = table(ran(capsys, "measure", own / "projects" / "2.mfv", "--csv"))
    assert rows[2:] == single
    for kind in ("json", "csv", "xlsx"):
        assert "Wrote" in ran(capsys, "measure", own / "projects", "-o", tmp_path / f"a.{kind}")
    assert table((tmp_path / "a.csv").read_text()) == rows
    content = json.loads((tmp_path / "a.json").read_text())
    assert [str(row["area_mm2"]) for row in content["rows"]] == [row["area_mm2"] for row in rows]
    assert content["input"] is None
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book["Measurements"][1]] == heads
    assert book["Measurements"].max_row == 5
    assert [row[:3] for row in book["Comparisons"].iter_rows(min_row=2, values_only=True)]
    assert book["Comparisons"].max_row == 3


def test_without_images_the_stored_numbers_are_given_and_said(own, capsys):
    before = measured(capsys, own / "projects")["rows"]
    shutil.rmtree(own / "study")
    found = measured(capsys, own / "projects")
    assert {row["numbers"] for row in found["rows"]} == {"stored"}
    same = (
        "area_mm2",
        "area_px",
        "fat_fraction_percent",
        "fat_to_muscle_ratio",
        "side",
        "flags",
        "study_code",
        "level",
    )
    assert [[row[name] for name in same] for row in found["rows"]] == [[row[name] for name in same] for row in before]
    assert [row["muscle_area_mm2"] for row in found["rows"]] == pytest.approx(
        [row["muscle_area_mm2"] for row in before]
    )
    assert {(row["series"], row["slice"], row["mean"]) for row in found["rows"]} == {(None, None, None)}
    assert found["comparisons"] == []
    assert any("2 are the stored numbers" in warning for warning in found["warnings"])
    assert run(["measure", str(own / "projects"), "--csv"]) == 0
    out, err = capsys.readouterr()
    told = table(out)
    assert {row["series"] for row in told} == {""}
    assert {row["slice_id"] for row in told} == {row["sop_instance_uid"] for row in found["rows"]}
    assert "its images were not found" in err


def test_the_fingerprint_of_a_slice_is_the_same_measured_or_stored(own, tmp_path, capsys):
    ran(capsys, "measure", own / "projects", "-o", tmp_path / "a.csv")
    shutil.rmtree(own / "study")
    ran(capsys, "measure", own / "projects", "-o", tmp_path / "b.csv")
    a, b = (table((tmp_path / name).read_text()) for name in ("a.csv", "b.csv"))
    assert [row["slice_id"] for row in a] == [row["slice_id"] for row in b]
    assert {row["program_version"] for row in b} == {row["program_version"] for row in a}


def test_slices_that_are_missing_keep_their_stored_numbers(own, capsys):
    project, other = (read_project(own / "projects" / f"{n}.mfv") for n in (1, 2))
    both = replace(
        project,
        document=project.document.with_outlines(other.document.outlines),
        series_of=(*project.series_of, *other.series_of),
        measurement=replace(project.measurement, rows=(*project.measurement.rows, *other.measurement.rows)),
    )
    write_project(own / "projects" / "1.mfv", both)
    (own / "projects" / "2.mfv").unlink()
    [second] = [path for path in (own / "study" / "axial").iterdir() if path.name == "IM0002"]
    second.unlink()
    found = measured(capsys, own / "projects")
    assert [row["numbers"] for row in found["rows"]] == ["measured", "measured", "stored", "stored"]


def test_a_code_that_names_the_patient_is_told_and_stays_out_of_files(own, tmp_path, capsys):
    path = own / "projects" / "1.mfv"
    project = read_project(path)
    codes = ReadingCodes(study="MRN4455667", reader="R1")
    write_project(path, replace(project, document=replace(project.document, codes=codes)))
    found = measured(capsys, own / "projects")
    assert any("study code resembles" in warning for warning in found["warnings"])
    assert found["rows"][0]["study_code"] == "MRN4455667"
    for kind in ("json", "csv", "xlsx"):
        text = ran(capsys, "measure", own / "projects", "-o", tmp_path / f"a.{kind}")
        assert f"{path}: The study code resembles" in text
    rows = table((tmp_path / "a.csv").read_text())
    assert [row["study_code"] for row in rows] == ["", "", "ST-1", "ST-1"]
    for kind in ("json", "csv"):
        assert "4455667" not in (tmp_path / f"a.{kind}").read_text()
        assert ".mfv" not in (tmp_path / f"a.{kind}").read_text()
    failed(capsys, 4, "measure", own / "projects", "-o", tmp_path / "canary zoe.csv")


def test_codes_that_look_like_a_person_are_warned_of_and_kept(own, tmp_path, capsys):
    project = own / "projects" / "1.mfv"
    named = own / "projects" / "0.mfv"
    assert run(["export", str(project), "--to", "project", "-o", str(named), "--reader-code", "Roe, Richard"]) == 0
    named.replace(project)
    out, err = capsys.readouterr()
    assert "The reader code looks like a name" in err
    assert "Richard" not in out + err
    assert measured(capsys, project)["warnings"][0].startswith("The reader code looks like a name")
    found = measured(capsys, own / "projects")
    assert sum("looks like a name" in warning for warning in found["warnings"]) == 1
    assert [row["reader_code"] for row in found["rows"]] == ["Roe, Richard"] * 2 + ["R2"] * 2
    for words in ((project,), (own / "projects",)):
        assert run(["measure", *map(str, words), "--csv"]) == 0
        assert "The reader code looks like a name" in capsys.readouterr().err
    shutil.rmtree(own / "study")  # stored numbers too
    assert any("looks like a name" in warning for warning in measured(capsys, own / "projects")["warnings"])


def test_usual_codes_are_not_warned_of(own, capsys):
    assert not any("looks like" in warning for warning in measured(capsys, own / "projects")["warnings"])


def test_one_bad_project_costs_only_its_own_numbers(own, capsys):
    (own / "projects" / "0.mfv").write_text("nothing")
    found = measured(capsys, own / "projects")
    assert len(found["rows"]) == 4
    [skipped] = found["skipped"]
    assert skipped["file"].endswith("0.mfv")
    assert "Left out: " in ran(capsys, "measure", own / "projects")
    for number in (1, 2):
        (own / "projects" / f"{number}.mfv").unlink()
    assert "None of the projects" in failed(capsys, 3, "measure", own / "projects")


def test_a_method_for_all_and_different_ones_are_told(own, capsys):
    found = measured(capsys, own / "projects", "--method", "li")
    assert found["method"]["name"] == "li"
    project = read_project(own / "projects" / "1.mfv")
    write_project(own / "projects" / "1.mfv", replace(project, document=project.document.with_method("li")))
    found = measured(capsys, own / "projects")
    assert found["method"] is None
    assert any("different methods" in warning for warning in found["warnings"])
    shutil.rmtree(own / "study")
    found = measured(capsys, own / "projects", "--method", "li")
    assert {row["method"] for row in found["rows"]} == {"otsu-shared"}
    assert any("not by li" in warning for warning in found["warnings"])


def test_a_folder_of_images_stays_one(own, capsys):
    by_hand = measured(capsys, own / "study", *on_slice(2))
    assert by_hand["input"] == str(own / "study")
    assert "There is no outline" in failed(capsys, 2, "measure", own / "study")
    # A project that was saved among the images does not take the place of outlines that are given.
    shutil.copy(own / "projects" / "1.mfv", own / "study" / "1.mfv")
    assert measured(capsys, own / "study", *on_slice(2))["rows"] == by_hand["rows"]


def test_wrong_use(own, capsys):
    one, two = own / "projects" / "1.mfv", own / "projects" / "2.mfv"
    assert "is no project" in failed(capsys, 2, "measure", one, own / "study")
    assert "belong to one study" in failed(capsys, 2, "measure", one, two, "--slice", 1)
    assert "belong to one study" in failed(capsys, 2, "measure", one, two, *on_slice()[2:])
    assert "--methods-text" in failed(capsys, 2, "measure", one, two, "--methods-text", own / "m.txt")
    assert "Choose one" in failed(capsys, 2, "measure", one, two, "--json", "--csv")
    assert "extension" in failed(capsys, 2, "measure", one, two, "-o", own / "a.txt")


def test_codes_are_written_by_export_and_never_name_the_patient(own, tmp_path, capsys):
    project = own / "projects" / "1.mfv"
    assert read_project(project).document.codes == ReadingCodes("ST-1", "R1", 1)
    again = ["export", project, "--to", "project", "-o"]
    ran(capsys, *again, own / "projects" / "3.mfv", "--reading", 2)
    assert read_project(own / "projects" / "3.mfv").document.codes == ReadingCodes("ST-1", "R1", 2)
    failed(capsys, 4, *again, own / "projects" / "4.mfv", "--study-code", "Zoe Canary")
    failed(capsys, 2, *again, own / "projects" / "4.mfv", "--reading", 0)
    assert not (own / "projects" / "4.mfv").exists()
