"""The command line as scripts use it: JSON by contract, files, exit status and one sentence on failure."""

import csv
import io
import json
import math
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.cli_runs import failed, measured, on_slice, ran
from tests.lumbar import CENTRES, RADIUS, SPACING, as_words, circle, outline_words, pixels
from tests.synthetic import mr_image, write
from viewer.cli.main import run
from viewer.measure.methods import METHODS

ROW_KEYS = [
    "series", "slice", "sop_instance_uid", "frame", "level", "structure", "outline", "side", "area_mm2", "area_px",
    "fat_area_mm2", "muscle_area_mm2", "fat_fraction_percent", "fat_fraction_interval_percent", "fat_to_muscle_ratio",
    "fat_to_muscle_ratio_interval", "mean", "sd", "flags",
]  # fmt: skip
COMPARISON_KEYS = [
    "slice", "structure", "area_asymmetry_percent", "smaller_side", "fat_fraction_difference_points",
    "interval_points", "distinguishable",
]  # fmt: skip
SERIES_KEYS = [
    "number",
    "series_number",
    "series_uid",
    "description",
    "modality",
    "plane",
    "transfer_syntax",
    "slices",
    "warnings",
]
NUMBERS = ("fat_fraction_percent", "fat_to_muscle_ratio")
INTERVALS = ("fat_fraction_interval_percent", "fat_to_muscle_ratio_interval")
SLICE_KEYS = ["slice", "sop_instance_uid", "frame", "file", "rows", "columns", "spacing_mm", "edges", "position_mm"]


# info


def test_info_json_keeps_its_contract(study, capsys):
    listing = json.loads(ran(capsys, "info", study, "--json"))
    assert list(listing) == ["series", "skipped"]
    axial, sagittal = listing["series"]
    assert list(axial) == SERIES_KEYS
    assert [list(entry) for entry in axial["slices"]] == [SLICE_KEYS] * 3
    assert (axial["number"], axial["plane"], sagittal["number"], sagittal["plane"]) == (1, "axial", 2, "sagittal")
    assert axial["transfer_syntax"] == "1.2.840.10008.1.2.1"
    assert [entry["slice"] for entry in axial["slices"]] == [1, 2, 3]
    assert [entry["position_mm"][2] for entry in axial["slices"]] == [0.0, 4.0, 8.0]
    first = axial["slices"][0]
    assert first["spacing_mm"] == list(SPACING)
    assert first["edges"] == {"top": "A", "right": "L", "bottom": "P", "left": "R"}
    assert first["frame"] == 1
    assert Path(first["file"]).is_file()
    [skipped] = listing["skipped"]
    assert skipped["file"] == str(study / "notes.txt")
    assert skipped["reason"].endswith(".")


def test_info_text_names_what_a_person_looks_for(study, capsys):
    text = ran(capsys, "info", study)
    for words in ("AX T2 TSE", "axial", "sagittal", "0.8", "notes.txt", "Shown first: Series 1, slice 2"):
        assert words in text
    assert "Test" not in text


# measure


def test_measure_json_keeps_its_contract(study, capsys):
    result = measured(capsys, study, *on_slice())
    assert list(result) == ["program", "version", "input", "method", "rows", "comparisons", "warnings"]
    assert result["input"] == str(study)
    assert list(result["method"]) == ["name", "version", "parameters"]
    assert result["method"]["name"] == METHODS[0].name
    assert [list(row) for row in result["rows"]] == [ROW_KEYS] * 2
    assert [list(row) for row in result["comparisons"]] == [COMPARISON_KEYS]
    right, left = result["rows"]
    assert (right["side"], right["outline"], left["side"], left["outline"]) == ("right", 1, "left", 2)
    area = 36 * RADIUS**2 * math.sin(2 * math.pi / 72)
    assert right["area_px"] == pytest.approx(area, rel=1e-6)
    assert right["area_mm2"] == pytest.approx(area * SPACING[0] * SPACING[1], rel=1e-6)
    assert right["fat_area_mm2"] + right["muscle_area_mm2"] == pytest.approx(right["area_mm2"])
    for row in (right, left):
        for name, interval in zip(NUMBERS, INTERVALS, strict=True):
            assert row[interval][0] <= row[name] <= row[interval][1]
    assert right["fat_fraction_percent"] > left["fat_fraction_percent"] + 25
    [compared] = result["comparisons"]
    low, high = compared["interval_points"]
    assert low <= compared["fat_fraction_difference_points"] <= high
    assert compared["distinguishable"] is True


def test_a_threshold_has_no_interval_and_distinguishes_nothing(study, capsys):
    result = measured(capsys, study, *on_slice(), "--method", "otsu-shared")
    assert [list(row) for row in result["rows"]] == [ROW_KEYS] * 2
    assert [row[interval] for row in result["rows"] for interval in INTERVALS] == [None] * 4
    [compared] = result["comparisons"]
    assert (compared["interval_points"], compared["distinguishable"]) == (None, None)


def test_one_side_alone_is_enough(study, capsys):
    result = measured(capsys, study, "--slice", 1, "--left", as_words(circle("left")))
    assert [row["side"] for row in result["rows"]] == ["left"]
    assert result["comparisons"] == []


def test_swapped_sides_end_with_status_4(study, capsys):
    words = ["--right", as_words(circle("left")), "--left", as_words(circle("right"))]
    assert "exchange the two" in failed(capsys, 4, "measure", study, "--slice", 2, *words)


def test_csv_on_screen_and_files_show_the_same_numbers_and_no_identifiers(study, tmp_path, capsys):
    rows = measured(capsys, study, *on_slice())["rows"]
    shown = ran(capsys, "measure", study, *on_slice(), "--csv")
    for name in ("t.csv", "t.json", "t.xlsx"):
        assert "Wrote" in ran(capsys, "measure", study, *on_slice(), "-o", tmp_path / name)
    written = (tmp_path / "t.csv").read_text("utf-8-sig")
    assert written == shown.lstrip("\ufeff")
    table = list(csv.DictReader(io.StringIO(written)))
    stored = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert stored["input"] is None
    for name in ("area_mm2", "fat_fraction_percent", "fat_to_muscle_ratio", "mean"):
        assert [float(row[name]) for row in table] == pytest.approx([row[name] for row in rows])
        assert [row[name] for row in stored["rows"]] == [row[name] for row in rows]
    uid = rows[0]["sop_instance_uid"]
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        everything = b"".join(book.read(name) for name in book.namelist())
    for data in ((tmp_path / "t.csv").read_bytes(), (tmp_path / "t.json").read_bytes(), everything):
        for secret in (uid, str(study), "Test^One", "AX T2 TSE"):
            assert secret.encode() not in data


def test_manual_threshold_and_text_for_people(study, capsys):
    result = measured(capsys, study, *on_slice(), "--method", "manual", "--threshold", 900)
    assert result["method"]["parameters"]["threshold"] == 900
    text = ran(capsys, "measure", study, *on_slice())
    for words in ("patient's right multifidus", "fat : muscle", "right − left", METHODS[0].name, "not for diagnosis"):
        assert words in text


def test_an_unknown_side_is_shown_as_unknown_until_stated(tmp_path, capsys):
    ds = mr_image(pixels=pixels(), orientation=None, position=None, spacing=None, bits_stored=12)
    path = write(tmp_path / "IM1", ds)
    unknown = measured(capsys, path, *outline_words())
    assert [row["side"] for row in unknown["rows"]] == ["unknown", "unknown"]
    assert [row["area_mm2"] for row in unknown["rows"]] == [None, None]
    assert unknown["comparisons"] == []
    stated = ["--side-convention", "radiological", "--pixel-spacing", "0.8,0.7"]
    known = measured(capsys, path, *outline_words(), *stated)
    assert [row["side"] for row in known["rows"]] == ["right", "left"]
    for one, other in zip(known["rows"], unknown["rows"], strict=True):  # where tissues lie is known in mm, or guessed
        assert one["fat_fraction_percent"] == pytest.approx(other["fat_fraction_percent"], abs=3.0)
        low, high = one["fat_fraction_interval_percent"]
        assert low <= other["fat_fraction_percent"] <= high
    by_threshold = [measured(capsys, path, *outline_words(), *more, "--method", "otsu-shared") for more in ([], stated)]
    one, other = ([row["fat_fraction_percent"] for row in found["rows"]] for found in by_threshold)
    assert one == other
    assert sum("stated by the user" in warning for warning in known["warnings"]) == 2
    wrong = ["--side-convention", "neurological"]
    failed(capsys, 4, "measure", path, *outline_words(), *wrong)


def test_a_roi_file_takes_sides_from_names_or_geometry(study, tmp_path, capsys):
    import roifile

    by_hand = measured(capsys, study, *on_slice())["rows"]
    for names in (("MF right", "MF left"), ("0001-0070", "0002-0071")):
        path = tmp_path / f"{names[0]}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for side, name in zip(("left", "right"), names[::-1], strict=True):
                roi = roifile.ImagejRoi.frompoints(circle(side) + 0.5, name=name)
                archive.writestr(f"{name}.roi", roi.tobytes())
        rows = measured(capsys, study, "--slice", 2, "--roi", path)["rows"]
        assert [row["side"] for row in rows] == ["right", "left"]
        assert [row["area_px"] for row in rows] == pytest.approx([row["area_px"] for row in by_hand], rel=1e-3)


def test_two_rois_on_one_side_of_the_body_are_not_compared(study, tmp_path, capsys):
    import roifile

    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, down in (("0001-0070", -5.0), ("0002-0071", 5.0)):
            points = circle("left", radius=4.0) + 0.5 + (down / 5.0, down)
            archive.writestr(f"{name}.roi", roifile.ImagejRoi.frompoints(points, name=name).tobytes())
    result = measured(capsys, study, "--slice", 2, "--roi", path)
    assert [row["side"] for row in result["rows"]] == ["left", "left"]
    assert result["comparisons"] == []
    assert any("on the patient's left of the estimated middle" in warning for warning in result["warnings"])


def test_roi_positions_never_choose_a_slice(study, tmp_path, capsys):
    """ImageJ's stack has an order of its own; outlines of two slices are not laid on one."""
    import roifile

    def write_set(name, positions):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for index, (side, position) in enumerate(zip(("right", "left"), positions, strict=True)):
                roi = roifile.ImagejRoi.frompoints(circle(side) + 0.5, name=side)
                roi.position = position
                archive.writestr(f"{index}.roi", roi.tobytes())
        return path

    same, different = write_set("same.zip", (3, 3)), write_set("different.zip", (1, 3))
    assert "--slice" in failed(capsys, 2, "measure", study, "--roi", same)
    assert len(measured(capsys, study, "--slice", 2, "--roi", same)["rows"]) == 2
    assert "several slices" in failed(capsys, 2, "measure", study, "--slice", 2, "--roi", different)


def test_a_picture_mask_goes_to_the_named_slice(study, tmp_path, capsys):
    from PIL import Image

    y, x = np.mgrid[:120, :140]
    disc = np.hypot(x - CENTRES["left"][0], y - CENTRES["left"][1]) < RADIUS
    for name in ("mask.png", "mask.tif", "mask.label"):
        Image.fromarray((disc * 7).astype(np.uint8)).save(
            tmp_path / name, format="PNG" if name != "mask.tif" else "TIFF"
        )
        words = ["--mask", tmp_path / name, "--labels", "left=7"]
        [row] = measured(capsys, study, *words, "--slice", 3)["rows"]
        assert (row["slice"], row["side"], row["area_px"]) == (3, "left", disc.sum())
        assert "--slice" in failed(capsys, 2, "measure", study, *words)


def test_a_statement_about_one_series_leaves_the_others_alone(study, tmp_path, capsys):
    """A picture beside a study whose other series contradict what is stated of the picture."""
    from PIL import Image

    folder = tmp_path / "mixed"
    folder.mkdir()
    for name in ("axial", "sagittal"):
        (folder / name).symlink_to(study / name)
    Image.fromarray((pixels() // 16).astype(np.uint8)).save(folder / "picture.png")
    number = next(
        series["number"]
        for series in json.loads(ran(capsys, "info", folder, "--json"))["series"]
        if series["plane"] == "unknown"
    )
    words = ["--series", number, "--side-convention", "neurological", "--pixel-spacing", "1,1"]
    exchanged = ["--right", as_words(circle("left")), "--left", as_words(circle("right"))]
    result = measured(capsys, folder, *words, *exchanged)
    assert [row["side"] for row in result["rows"]] == ["right", "left"]


def test_what_opening_warned_of_stands_beside_the_numbers(tmp_path, capsys):
    """A picture that viewers show mirrored: a side stated by eye would be the wrong one."""
    from PIL import Image

    path = tmp_path / "picture.png"
    exif = Image.Exif()
    exif[0x0112] = 2
    Image.fromarray((pixels() // 16).astype(np.uint8)).save(path, exif=exif)
    [series] = json.loads(ran(capsys, "info", path, "--json"))["series"]
    assert any("mirrored" in warning for warning in series["warnings"])
    result = measured(capsys, path, *outline_words(), "--side-convention", "radiological")
    assert set(series["warnings"]) <= set(result["warnings"])


def test_output_that_is_not_utf_8_loses_a_sign_and_not_the_result(study):
    done = subprocess.run(
        [sys.executable, "-m", "viewer", "measure", str(study), *on_slice()],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"multifidus" in done.stdout


def test_a_mask_decides_the_slices_and_its_area_is_the_pixel_count(study, tmp_path, capsys):
    import nibabel

    y, x = np.mgrid[:120, :140]
    stack = np.zeros((140, 120, 3), np.uint8)  # i = x, j = y, k
    for value, side in ((2, "right"), (3, "left")):
        cx, cy = CENTRES[side]
        disc = np.hypot(x - cx, y - cy) < RADIUS
        stack[..., 0][disc.T] = value
        stack[..., 2][disc.T] = value
    count = int((stack[..., 0] == 2).sum())
    lps = np.array([[SPACING[1], 0, 0, -49.0], [0, SPACING[0], 0, -40.0], [0, 0, 4.0, 0.0], [0, 0, 0, 1]])
    nibabel.save(nibabel.Nifti1Image(stack, np.diag([-1, -1, 1, 1]) @ lps), tmp_path / "mask.nii.gz")
    words = ["--mask", tmp_path / "mask.nii.gz", "--labels", "right=2,left=3"]
    rows = measured(capsys, study, *words)["rows"]
    assert [(row["slice"], row["side"]) for row in rows] == [(1, "right"), (1, "left"), (3, "right"), (3, "left")]
    assert rows[0]["area_px"] == count
    only = measured(capsys, study, *words, "--slice", 3)["rows"]
    assert [row["slice"] for row in only] == [3, 3]
    write(study.parent / "two" / "other", mr_image(series=5))
    (study.parent / "two" / "study").symlink_to(study)
    assert measured(capsys, study.parent / "two", *words, "--slice", 3)["rows"][0]["area_px"] == count
    assert "--slice" in failed(capsys, 2, "measure", study, *words, "--slice", 2)
    moved = nibabel.Nifti1Image(stack, np.diag([-1, -1, 1, 1]) @ (lps + np.eye(4)[:, [3, 3, 3, 0]] * 0.5))
    nibabel.save(moved, tmp_path / "moved.nii.gz")
    failed(capsys, 4, "measure", study, "--mask", tmp_path / "moved.nii.gz", "--labels", "right=2,left=3")


def test_a_zip_opens_like_its_folder(study, tmp_path, capsys):
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(study.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(study))
    inside = measured(capsys, path, *on_slice())
    assert inside["rows"] == measured(capsys, study, *on_slice())["rows"]


# figure


def test_a_figure_is_written_in_every_format(study, tmp_path, capsys):
    heads = {"png": b"\x89PNG", "tiff": b"II*\0", "pdf": b"%PDF", "svg": b"<?xml"}
    for ending, head in heads.items():
        path = tmp_path / f"figure.{ending}"
        assert "Wrote" in ran(capsys, "figure", study, *on_slice(), "--numbers", "-o", path, "--check")
        data = path.read_bytes()
        assert data.startswith(head)
        for secret in (b"Test^One", b"AX T2", str(study).encode(), b"1.2.826"):
            assert secret not in data


def test_figure_options_change_the_picture(study, tmp_path, capsys):
    def bytes_of(*words):
        run(["figure", str(study), *on_slice(), "--dpi", "100", *words, "-o", str(tmp_path / "f.png")])
        capsys.readouterr()
        return (tmp_path / "f.png").read_bytes()

    plain = bytes_of()
    assert bytes_of() == plain
    different = [bytes_of(*words.split()) for words in
                 ("--window 700,900", "--crop 60", "--crop 0", "--no-sides", "--numbers", "--with-caption",
                  "--preset blog", "--caption Text", "--alt Text")]  # fmt: skip
    assert len({plain, *different}) == len(different) + 1


def test_a_figure_without_known_sides_is_refused_unless_asked_for(tmp_path, capsys):
    path = write(tmp_path / "IM1", mr_image(pixels=pixels(), orientation=None, position=None, bits_stored=12))
    out = tmp_path / "f.png"
    assert "--no-sides" in failed(capsys, 4, "figure", path, *outline_words(), "-o", out)
    assert not out.exists()
    assert run(["figure", str(path), *outline_words(), "--no-sides", "-o", str(out)]) == 0
    assert out.exists()
