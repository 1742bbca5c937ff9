"""`multifidus agreement`: folders of projects in, a comparison out, without any image."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.cli_runs import failed, ran
from tests.io.project.project_samples import lumbar_study
from viewer.core.document import ReadingCodes
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.io.project import project_of, read_project, write_project
from viewer.measure.agreement.icc import icc_agreement, mean_squares
from viewer.measure.measuring import MeasureSettings, measure

SIZES = {"R1": (0.8, 0.9, 1.0), "R2": (0.82, 0.95, 1.0)}
"""Size of the outlines of three patients by two readers, no unit."""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Two folders with projects of three patients; their images are gone."""
    folder = tmp_path_factory.mktemp("readings")
    study, document = lumbar_study(folder / "study")
    for reader, sizes in SIZES.items():
        (folder / reader).mkdir()
        for number, size in enumerate(sizes):
            drawn = []
            for outline in document.outlines:
                points = np.array(outline.rings[0])
                middle = points.mean(axis=0)
                points = middle + size * (points - middle)
                drawn.append(Outline.from_points(points, slice_key=outline.slice_key, side=outline.side))
            codes = ReadingCodes(f"P{number}", reader, 1)
            read = replace(document, outlines=tuple(drawn), codes=codes, method="otsu-shared")
            numbers = measure(read, study.series, MeasureSettings(method="otsu-shared"))
            project = project_of(read, study, measurement=numbers)
            write_project(folder / reader / f"{number}.mfv", of_patient(project, number))
    shutil.rmtree(folder / "study")
    return folder


def of_patient(project, number):
    """The project as if its images were those of another patient."""
    key, series = SliceKey(fingerprint(f"slice {number}")), fingerprint(f"series {number}")
    outlines = tuple(replace(outline, slice_key=key) for outline in project.document.outlines)
    rows = tuple(replace(row, slice_key=key) for row in project.measurement.rows)
    return replace(
        project,
        document=replace(project.document, outlines=outlines),
        series_of=((key, series),),
        measurement=replace(project.measurement, rows=rows),
    )


@pytest.fixture
def folders(made, tmp_path) -> tuple[Path, Path]:
    shutil.copytree(made, tmp_path / "own")
    return tmp_path / "own" / "R1", tmp_path / "own" / "R2"


def change(path: Path, **codes) -> None:
    project = read_project(path)
    changed = replace(project.document, codes=replace(project.document.codes, **codes))
    write_project(path, replace(project, document=changed))


def test_the_numbers_are_the_stored_ones(folders, capsys):
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert [reading["label"] for reading in found["readings"]] == ["R1", "R2"]
    stored = [[r.area_mm2 for n in range(3) for r in read_project(f / f"{n}.mfv").measurement.rows] for f in folders]
    expected = icc_agreement(mean_squares(np.array(stored).T))
    area = found["quantities"][0]
    assert (area["quantity"], area["patients"], area["measurements"]) == ("area_mm2", 3, 6)
    assert area["icc_2_1"] == pytest.approx(expected.value)
    assert area["icc_2_1_interval"] == pytest.approx(expected.interval)
    first = found["outlines"][0]
    assert first["dice"] == pytest.approx(2 * 0.8**2 / (0.8**2 + 0.82**2))
    assert 0.14 <= first["mean_distance_mm"] <= 0.23  # 2 % of 14 pixels of 0.7 × 0.8 mm
    assert found["missing"] == found["skipped"] == []


def test_missing_partners_and_damaged_projects_are_named(folders, capsys):
    (folders[1] / "2.mfv").write_text("nothing")
    (folders[0] / "below").mkdir()
    (folders[0] / "0.mfv").rename(folders[0] / "below" / "x.mfv")
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert {(of["study_code"], *of["readings"]) for of in found["missing"]} == {("P2", "R2")}
    [skipped] = found["skipped"]
    assert skipped["file"] == str(folders[1] / "2.mfv")
    text = ran(capsys, "agreement", *folders)
    assert "P2, right multifidus" in text
    assert "Left out: " in text


def test_a_folder_is_written_without_names_of_files(folders, tmp_path, capsys):
    (folders[1] / "2.mfv").write_text("nothing")
    text = ran(capsys, "agreement", *folders, "-o", tmp_path / "out")
    assert "Wrote 14 files" in text
    for path in (tmp_path / "out").iterdir():
        data = path.read_bytes()
        assert b".mfv" not in data
        assert str(tmp_path).encode() not in data
    assert "exists already" in run_again(folders, tmp_path, capsys)


def run_again(folders, tmp_path, capsys) -> str:
    from viewer.cli.main import run

    assert run([str(word) for word in ("agreement", *folders, "-o", tmp_path / "out")]) == 5
    return capsys.readouterr().err


def test_projects_without_codes_are_known_by_their_images(folders, capsys):
    change(folders[1] / "0.mfv", study="")
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert found["missing"] == []
    change(folders[0] / "0.mfv", study="")
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert (found["missing"], found["quantities"][0]["patients"]) == ([], 3)
    assert any("Projects without a study code: 2" in warning for warning in found["warnings"])
    assert found["outlines"][-1]["study_code"].startswith("no code, series ")


def test_one_image_with_two_codes_is_told(folders, capsys):
    change(folders[1] / "0.mfv", study="P0x")
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert {of["study_code"] for of in found["missing"]} == {"P0", "P0x"}
    assert any("several study codes (P0, P0x)" in warning for warning in found["warnings"])


def test_readings_of_one_reader_are_told_apart_by_their_numbers(folders, capsys):
    for number in range(3):
        change(folders[1] / f"{number}.mfv", reader="R1", reading=2, is_blinded_to_numbers=True)
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert [reading["label"] for reading in found["readings"]] == ["R1, reading 1", "R1, reading 2"]
    assert [reading["numbers_hidden_while_outlining"] for reading in found["readings"]] == [False, True]
    change(folders[1] / "0.mfv", reading=3)
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert [reading["label"] for reading in found["readings"]] == ["R1, reading 1", "R1"]


def test_numbers_that_do_not_fit_their_outline_count_as_not_stored(folders, capsys):
    path = folders[0] / "0.mfv"
    project = read_project(path)
    rows = tuple(replace(row, area_px=row.area_px * 1.5) for row in project.measurement.rows)
    write_project(path, replace(project, measurement=replace(project.measurement, rows=rows)))
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert found["missing"] == []
    assert any("2 outlines of R1 hold no stored numbers" in warning for warning in found["warnings"])
    assert (found["quantities"][0]["patients"], found["overlaps"][0]["outlines"]) == (2, 6)


def test_what_nobody_accepted_is_no_reading(folders, capsys):
    path = folders[0] / "0.mfv"
    project = read_project(path)
    outlines = tuple(replace(outline, is_proposed=True) for outline in project.document.outlines)
    write_project(path, replace(project, document=replace(project.document, outlines=outlines)))
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert {(of["study_code"], *of["readings"]) for of in found["missing"]} == {("P0", "R1")}
    assert "Proposed outlines that nobody has accepted were left out: 2." in found["warnings"]


def test_an_older_project_without_spacing_is_taken_as_square_pixels(folders, capsys):
    for folder in folders:
        for path in folder.iterdir():
            project = read_project(path)
            rows = tuple(replace(row, spacing=None) for row in project.measurement.rows)
            write_project(path, replace(project, measurement=replace(project.measurement, rows=rows)))
    found = json.loads(ran(capsys, "agreement", *folders, "--json"))
    assert any("square" in warning for warning in found["warnings"])
    assert found["outlines"][0]["mean_distance_mm"] == pytest.approx(0.02 * 14 * np.sqrt(0.7 * 0.8), rel=0.02)


def test_wrong_use(folders, tmp_path, capsys):
    one, two = folders
    assert "at least two folders" in failed(capsys, 2, "agreement", one)
    assert "given twice" in failed(capsys, 2, "agreement", one, two, one)
    assert "given twice or lies inside" in failed(capsys, 2, "agreement", one.parent, two)
    assert "is no folder" in failed(capsys, 3, "agreement", one, tmp_path / "none")
    (tmp_path / "empty").mkdir()
    assert "holds no project" in failed(capsys, 3, "agreement", one, tmp_path / "empty")
    assert "Choose one" in failed(capsys, 2, "agreement", one, two, "--json", "-o", tmp_path / "x")
    for folder in folders:
        for number in (1, 2):
            (folder / f"{number}.mfv").unlink()
    assert "one patient only" in failed(capsys, 4, "agreement", one, two)
