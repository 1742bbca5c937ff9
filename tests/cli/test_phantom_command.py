"""`multifidus phantom`: what its options do, what it says, and how it fails."""

import json
from dataclasses import asdict, fields, replace

import pydicom
import pytest

from viewer.cli.main import run
from viewer.cli.phantom import phantom
from viewer.measure.phantom import study as study_module
from viewer.measure.phantom.parameters import PhantomParameters
from viewer.measure.phantom.people import person


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


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        (["--texture", "streaks"], "texture", "streaks"),
        (["--diffuse", "0.5"], "diffuse_share", 0.5),
        (["--diffuse-others", "0.25"], "diffuse_share_others", 0.25),
        (["--fat-erector", "20"], "fat_erector_percent", 20.0),
        (["--fat-psoas-left", "9"], "fat_psoas_left_percent", 9.0),
        (["--contrast", "3.5"], "contrast", 3.5),
        (["--t2-echo", "80"], "t2_echo_ms", 80.0),
        (["--muscle-t2", "45"], "muscle_t2_ms", 45.0),
        (["--snr", "20"], "snr", 20.0),
        (["--coil-falloff", "40"], "coil_falloff_percent", 40.0),
        (["--coil-tilt", "-15"], "coil_tilt_percent", -15.0),
        (["--field-of-view", "120"], "field_of_view_mm", 120.0),
        (["--slice-thickness", "3"], "slice_thickness_mm", 3.0),
        (["--chemical-shift", "2"], "chemical_shift_px", 2.0),
        (["--point-spread", "0.7"], "point_spread", 0.7),
        (["--body-scale", "1.1"], "body_scale", 1.1),
        (["--subcutaneous", "30"], "subcutaneous_mm", 30.0),
        (["--no-psoas"], "psoas_in_view", False),
        (["--blocks"], "blocks", True),
    ],
)
def test_every_choice_reaches_the_study_and_no_other_changes(tmp_path, options, name, value):
    assert run(["phantom", str(tmp_path / "out"), "--slices", "1", *options]) == 0
    kept = parameters_of(tmp_path / "out")
    usual = asdict(PhantomParameters(matrix=64, supersampling=1, sagittal_slices=1, slices_per_level=1))
    assert kept == {**usual, name: value}
    rows = json.loads((tmp_path / "out" / "truth.json").read_text("utf-8"))["slices"]
    assert any(row["structure"] == "psoas" for row in rows) is (name != "psoas_in_view")


def test_every_parameter_has_an_option_with_its_range(capsys):
    assert run(["phantom", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    reachable = {option.name for option in phantom.params}
    assert {field.name for field in fields(PhantomParameters)} <= reachable
    assert "from 0 to 2147483647" in shown
    assert "default 0.88; from 0.4 to 1" in shown


def test_times_are_written_into_the_images(tmp_path):
    assert run(["phantom", str(tmp_path / "out"), "--slices", "1", "--t1-repetition", "500", "--t1-echo", "9.5"]) == 0
    dataset = pydicom.dcmread(next((tmp_path / "out" / "t1_axial").iterdir()))
    assert (float(dataset.RepetitionTime), float(dataset.EchoTime)) == (500.0, 9.5)


def test_another_date_is_a_second_study_of_the_same_patient(tmp_path, capsys):
    options = ["--slices", "1"]
    assert run(["phantom", str(tmp_path / "one"), *options]) == 0
    assert run(["phantom", str(tmp_path / "two"), *options, "--study-date", "2025-07-02"]) == 0
    first, second = (
        [pydicom.dcmread(file) for file in sorted((tmp_path / name).glob("*/*.dcm"))] for name in ("one", "two")
    )
    assert {image.StudyDate for image in first} == {"20250101"}
    assert {image.StudyDate for image in second} == {"20250702"}
    assert {image.PatientID for image in (*first, *second)} == {first[0].PatientID}
    for word in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"):
        kinds = [{getattr(image, word) for image in images} for images in (first, second)]
        assert len(kinds[0]) == len(kinds[1])
        assert not kinds[0] & kinds[1]
    rows = json.loads((tmp_path / "two" / "truth.json").read_text("utf-8"))["slices"]
    assert {row["sop_instance_uid"] for row in rows} <= {image.SOPInstanceUID for image in second}
    assert all(image.file_meta.MediaStorageSOPInstanceUID == image.SOPInstanceUID for image in second)
    assert all((a.PixelData == b.PixelData) for a, b in zip(first, second, strict=True))
    capsys.readouterr()
    assert run(["phantom", str(tmp_path / "three"), "--study-date", "soon"]) == 2
    assert "does not match the format" in capsys.readouterr().err


def test_a_person_is_drawn_from_the_seed_and_choices_stay(tmp_path):
    options = ["--person", "--seed", "5", "--slices", "1", "--fat-left", "33"]
    assert run(["phantom", str(tmp_path / "out"), *options]) == 0
    drawn = asdict(
        replace(person(5), matrix=64, supersampling=1, sagittal_slices=1, slices_per_level=1, fat_left_percent=33.0)
    )
    assert parameters_of(tmp_path / "out") == drawn
    assert drawn["body_scale"] != 1.0


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
