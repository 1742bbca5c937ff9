"""Failures of the command line: one sentence, the right status, nothing written."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.cli_runs import failed, on_slice, ran
from tests.lumbar import as_words, circle, outline_words, pixels, write_study
from tests.synthetic import dicom_bytes, mr_image, write
from viewer.app.faults.keeping import reports_folder
from viewer.cli.main import run


def failures(study: Path, folder: Path) -> dict[str, tuple[int, list[object], str]]:
    empty = folder / "empty"
    empty.mkdir()
    broken = folder / "broken.dcm"
    broken.write_bytes(b"\0" * 128 + b"DICM" + b"\x08\0\x05\0CS\xff\xff")
    flat = write(folder / "flat" / "IM", mr_image(orientation=(1, 0, 0, 1, 0, 0)))
    crossing = "40,60 60,80 60,60 40,80"
    missing = folder / "no" / "where"
    out = folder / "out.csv"
    right = ["--right", as_words(circle("right"))]
    mask = folder / "mask.nii"
    mask.write_bytes(b"not a mask")
    return {
        "path missing": (3, ["info", missing], "where"),
        "folder empty": (3, ["info", empty], "empty"),
        "file broken": (3, ["info", broken], "broken.dcm"),
        "geometry impossible": (4, ["info", flat], "perpendicular"),
        "no outline": (2, ["measure", study, "--slice", 1], "--right"),
        "two kinds of outline": (2, ["measure", study, *right, "--roi", "x.roi"], "use one"),
        "points empty": (2, ["measure", study, "--slice", 1, "--right", ""], "--right is empty"),
        "points unreadable": (2, ["measure", study, "--slice", 1, "--right", "1,2 x"], "x,y"),
        "points too few": (4, ["measure", study, "--slice", 1, "--right", "1,2 3,4"], "three"),
        "outline crossing": (4, ["measure", study, "--slice", 1, "--right", crossing], "crosses itself"),
        "outline outside": (4, ["measure", study, "--slice", 1, "--right", "1,1 900,1 900,90"], "leaves the image"),
        "slice left out": (2, ["measure", study, *right], "--slice"),
        "slice 0": (2, ["measure", study, *right, "--slice", 0], "slices 1 to 3"),
        "slice 9": (2, ["measure", study, *right, "--slice", 9], "slices 1 to 3"),
        "series 9": (2, ["measure", study, *right, "--series", 9, "--slice", 1], "series 9"),
        "method unknown": (2, ["measure", study, *right, "--slice", 1, "--method", "magic"], "otsu-shared"),
        "threshold missing": (2, ["measure", study, *right, "--slice", 1, "--method", "manual"], "--threshold"),
        "spacing contradicted": (4, ["measure", study, *right, "--slice", 1, "--pixel-spacing", "1,1"], "spacing"),
        "ending unknown": (2, ["measure", study, *right, "--slice", 1, "-o", folder / "t.doc"], ".doc"),
        "folder of output missing": (5, ["measure", study, *right, "--slice", 1, "-o", missing / "t.csv"], "t.csv"),
        "two outputs": (2, ["measure", study, *right, "--slice", 1, "--json", "-o", out], "one of"),
        "mask unreadable": (3, ["measure", study, "--mask", mask, "--labels", "right=1"], "mask.nii"),
        "labels missing": (2, ["measure", study, "--mask", mask], "--labels"),
        "figure ending": (2, ["figure", study, *on_slice(), "-o", folder / "f.bmp"], ".bmp"),
        "figure folder": (5, ["figure", study, *on_slice(), "-o", missing / "f.png"], "f.png"),
        "figure window": (2, ["figure", study, *on_slice(), "--window", "1", "-o", folder / "f.png"], "CENTER,WIDTH"),
        "figure preset": (2, ["figure", study, *on_slice(), "--preset", "x", "-o", folder / "f.png"], "preset"),
        "figure spec": (3, ["figure", study, *on_slice(), "--spec", missing, "-o", folder / "f.png"], "where"),
        "command unknown": (2, ["mesure", study], "mesure"),
        "option unknown": (2, ["measure", study, "--fat"], "--fat"),
    }


FAILURES = [
    "path missing", "folder empty", "file broken", "geometry impossible", "no outline", "two kinds of outline",
    "points empty", "points unreadable", "points too few", "outline crossing", "outline outside", "slice left out",
    "slice 0",
    "slice 9", "series 9", "method unknown", "threshold missing", "spacing contradicted", "ending unknown",
    "folder of output missing", "two outputs", "mask unreadable", "labels missing", "figure ending", "figure folder",
    "figure window", "figure preset", "figure spec", "command unknown", "option unknown",
]  # fmt: skip


@pytest.mark.parametrize("name", FAILURES)
def test_failures_are_one_sentence_with_their_status_and_write_nothing(name, study, tmp_path, capsys):
    cases = failures(study, tmp_path)
    assert sorted(cases) == sorted(FAILURES)
    status, arguments, words = cases[name]
    before = sorted(tmp_path.rglob("*"))
    assert words in failed(capsys, status, *arguments)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_output_never_replaces_an_input(study, tmp_path, capsys):
    from PIL import Image

    picture = tmp_path / "picture.png"
    Image.fromarray((pixels() // 16).astype(np.uint8)).save(picture)
    (tmp_path / "link.png").symlink_to(picture)
    before = picture.read_bytes()
    for out in (picture, tmp_path / "link.png"):
        sentence = failed(capsys, 5, "figure", picture, *outline_words(), "--no-sides", "-o", out)
        assert "was read" in sentence
    inside = write_study(tmp_path / "study", slices=1)
    image = next((inside / "axial").iterdir()).rename(inside / "axial" / "IM.csv")
    failed(capsys, 5, "measure", inside, *outline_words(), "-o", image)
    assert picture.read_bytes() == before


def test_an_output_that_names_the_patient_is_refused(tmp_path, capsys):
    folder = write_study(tmp_path / "study", slices=1, patient="Ekström^Marta", patient_id="MRN778899")
    for name in ("marta_ekstroem.csv", "MRN-778899.xlsx", "Ekstrom.json"):
        sentence = failed(capsys, 4, "measure", folder, *outline_words(), "-o", tmp_path / name)
        assert "name the patient" in sentence
        assert not (tmp_path / name).exists()
    failed(capsys, 4, "figure", folder, *outline_words(), "-o", tmp_path / "ekstrom.png")
    words = ["--caption", "Marta Ekström, 45 years"]
    failed(capsys, 4, "figure", folder, *outline_words(), *words, "-o", tmp_path / "figure.png")
    assert run(["measure", str(folder), *outline_words(), "-o", str(tmp_path / "case-1.csv")]) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_standard_output_is_status_5(study):
    command = [sys.executable, "-m", "viewer", "measure", str(study), *on_slice(), "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert "cannot be written" in done.stderr


def test_a_study_with_one_unreadable_file_opens(study, tmp_path, capsys):
    folder = tmp_path / "mixed"
    good = dicom_bytes(mr_image(pixels=pixels(), bits_stored=12))
    folder.mkdir()
    (folder / "good").write_bytes(good)
    (folder / "truncated").write_bytes(dicom_bytes(mr_image(instance=2))[:700])
    (folder / "flat").write_bytes(dicom_bytes(mr_image(instance=3, spacing=(0, 1))))
    listing = json.loads(ran(capsys, "info", folder, "--json"))
    assert len(listing["series"]) == 1
    reasons = {Path(item["file"]).name: item["reason"] for item in listing["skipped"]}
    assert set(reasons) == {"truncated", "flat"}
    assert "spacing" in reasons["flat"].lower()


def test_the_console_script_runs_as_a_module(study):
    done = subprocess.run(
        [sys.executable, "-m", "viewer", "measure", str(study), *on_slice(), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["rows"][0]["side"] == "right"


def test_something_unforeseen_is_one_sentence_and_a_report_without_what_it_says(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("MULTIFIDUS_TRACEBACK", raising=False)

    def fail(_: object) -> None:
        raise ZeroDivisionError("Jane")

    monkeypatch.setattr("viewer.cli.commands.group.run_command", fail)
    assert run(["info", "x"]) == 1
    told = capsys.readouterr().err
    (report,) = reports_folder().iterdir()
    assert told == (
        "multifidus: Something unexpected went wrong (ZeroDivisionError); a report without patient data is in "
        f"{report}.\n"
    )
    assert "Jane" not in report.read_text()
    assert "viewer/cli/main.py" in report.read_text()
