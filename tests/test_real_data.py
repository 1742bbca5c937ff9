"""Real public images, run through the command line as an outsider would; see VIEWER_REAL_DATA in the README."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from viewer.cli.main import run
from viewer.measure.flags import FlagLevel, flag

DATA = Path(os.environ.get("VIEWER_REAL_DATA", ""))
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("VIEWER_REAL_DATA"),
        reason="VIEWER_REAL_DATA does not name a folder of real images",
    ),
]
LABELS = {"right": 100, "left": 150}
"""Values in labels.png of the patient's right and left multifidus."""


def polygon(mask) -> np.ndarray:
    """Longest contour of a mask, shape (n, 2), (x, y) in pixels."""
    from skimage.measure import find_contours

    return max(find_contours(np.pad(mask, 1).astype(float), 0.5), key=len)[:-1, ::-1] - 1


def area(points) -> float:
    """Exact area of a polygon in pixels."""
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))) / 2


def as_words(points) -> str:
    return " ".join(f"{x:.3f},{y:.3f}" for x, y in points)


def labels_of(folder: str) -> dict[str, np.ndarray]:
    from PIL import Image

    with Image.open(DATA / folder / "labels.png") as picture:
        labels = np.asarray(picture)
    return {side: polygon(labels == value) for side, value in LABELS.items()}


def words_of(polygons) -> list[str]:
    return [word for side, points in polygons.items() for word in (f"--{side}", as_words(points))]


def measured(capsys, *arguments) -> dict:
    status = run(["measure", *map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return json.loads(out)


def listed(capsys, *paths) -> dict:
    assert run(["info", *map(str, paths), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("folder", ["l45-t2", "l45-t1"])
def test_a_lumbar_slice_is_measured_within_a_fifth_of_a_percent(folder, capsys):
    polygons = labels_of(folder)
    result = measured(capsys, DATA / folder / "axial", "--slice", 1, *words_of(polygons))
    truth = {entry["side"]: entry for entry in json.loads((DATA / folder / "truth.json").read_text())}
    for row in result["rows"]:
        exact = area(polygons[row["side"]]) * 0.6875**2
        assert row["area_mm2"] == pytest.approx(exact, rel=0.002)
        assert row["area_mm2"] == pytest.approx(truth[row["side"]]["area_mm2"], rel=0.01)
        assert row["level"] == "L4/5"
        assert "one-mode" not in row["flags"]
        assert "derived" in row["flags"]


@pytest.mark.parametrize("folder", ["l45-t2", "l45-t1"])
def test_swapped_polygons_are_refused(folder, capsys):
    polygons = labels_of(folder)
    swapped = {"right": polygons["left"], "left": polygons["right"]}
    assert run(["measure", str(DATA / folder / "axial"), "--slice", "1", *words_of(swapped)]) == 4
    assert "exchange the two" in capsys.readouterr().err


def test_the_picture_of_a_slice_gives_the_same_numbers_once_its_sides_and_scale_are_stated(capsys):
    words = words_of(labels_of("l45-t2"))
    dicom = measured(capsys, DATA / "l45-t2" / "axial", *words)
    picture = DATA / "l45-t2" / "picture.png"
    unknown = measured(capsys, picture, *words)
    assert [row["side"] for row in unknown["rows"]] == ["unknown", "unknown"]
    assert [row["area_mm2"] for row in unknown["rows"]] == [None, None]
    stated = ["--side-convention", "radiological", "--pixel-spacing", "0.6875,0.6875"]
    known = measured(capsys, picture, *words, *stated)
    for one, other in zip(dicom["rows"], known["rows"], strict=True):
        assert (other["side"], other["area_mm2"]) == (one["side"], pytest.approx(one["area_mm2"]))
        assert other["fat_fraction_percent"] == pytest.approx(one["fat_fraction_percent"], abs=0.5)


def is_not_to_be_used(row) -> bool:
    return any(flag(identifier).level is FlagLevel.DO_NOT_USE for identifier in row["flags"])


def tum_masks() -> np.ndarray:
    return np.load(DATA / "tum01-dixon" / "masks.npz")["mask"]


@pytest.mark.parametrize("number", [5, 13, 21])
def test_dixon_in_phase_slices_by_polygon(number, capsys):
    """Low contrast between fat and muscle: Otsu reads three times the Dixon truth, and a flag says so."""
    masks = tum_masks()[number - 1]
    polygons = {"right": polygon(masks == 2), "left": polygon(masks == 3)}
    arguments = (DATA / "tum01-dixon" / "in-phase", "--slice", number, *words_of(polygons))
    for row in measured(capsys, *arguments)["rows"]:
        assert "low-contrast" in row["flags"]
        assert is_not_to_be_used(row) or "wide-interval" in row["flags"]
    result = measured(capsys, *arguments, "--method", "otsu-shared")
    truth = [
        entry
        for entry in json.loads((DATA / "tum01-dixon" / "truth.json").read_text())
        if entry["slice_index"] == number - 1
    ]
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    for row, entry in zip(result["rows"], truth, strict=True):
        assert row["side"] == entry["side"]
        if number == 5:
            percents = (row["fat_fraction_percent"], 100 * entry["dixon_fat_fraction_pooled"])
            assert "{} | {:.1f} %, flagged `one-mode` | {:.1f} % (Dixon)".format(row["side"], *percents) in readme
        assert row["area_mm2"] == pytest.approx(area(polygons[row["side"]]) * 1.018519**2, rel=0.002)
        assert row["fat_fraction_percent"] > 150 * entry["dixon_fat_fraction_pooled"]
        assert is_not_to_be_used(row)


def test_dixon_in_phase_slices_by_mask(tmp_path, capsys):
    import nibabel

    masks = tum_masks()
    listing = listed(capsys, DATA / "tum01-dixon" / "in-phase")["series"][0]["slices"]
    first, second = (np.array(listing[i]["position_mm"]) for i in (0, 1))
    row_mm, column_mm = listing[0]["spacing_mm"]
    lps = np.eye(4)
    lps[:3, 0], lps[:3, 1], lps[:3, 2], lps[:3, 3] = [column_mm, 0, 0], [0, row_mm, 0], second - first, first
    # masks.npz is in the order of the instance numbers; the mask belongs to the order of info.
    by_file = {Path(entry["file"]).name: entry["slice"] for entry in listing}
    stack = np.zeros((masks.shape[2], masks.shape[1], len(masks)), np.uint8)
    for index, mask in enumerate(masks):
        stack[..., by_file[f"IM{index + 1:04d}.dcm"] - 1] = mask.T
    nibabel.save(nibabel.Nifti1Image(stack, np.diag([-1, -1, 1, 1]) @ lps), tmp_path / "mask.nii.gz")
    words = ["--mask", tmp_path / "mask.nii.gz", "--labels", "right=2,left=3"]
    result = measured(capsys, DATA / "tum01-dixon" / "in-phase", *words)
    truth = json.loads((DATA / "tum01-dixon" / "truth.json").read_text())
    pixels = {(by_file[f"IM{e['slice_index'] + 1:04d}.dcm"], e["side"]): e["mask_pixels"] for e in truth}
    assert {(row["slice"], row["side"]): row["area_px"] for row in result["rows"]} == pytest.approx(pixels)
    areas = {(by_file[f"IM{e['slice_index'] + 1:04d}.dcm"], e["side"]): e["area_mm2"] for e in truth}
    assert {(row["slice"], row["side"]): row["area_mm2"] for row in result["rows"]} == pytest.approx(areas)


def test_every_dicom_file_is_listed_or_skipped_with_a_reason(capsys):
    listing = listed(capsys, DATA)
    named = {Path(entry["file"]) for series in listing["series"] for entry in series["slices"]}
    skipped = {Path(entry["file"]): entry["reason"] for entry in listing["skipped"]}
    for path in DATA.rglob("*"):
        if path.is_file() and path.name != "masks.npz":  # a zip by content, whose members are named instead
            assert path in named or path in skipped, path
    for path, reason in skipped.items():
        if path.suffix == ".dcm":
            assert path.parent.parent.name == "dcm_qa_12bit"
            assert "SOP Instance UID" in reason
        else:
            assert "not an image" in reason
    assert not named & set(skipped)
    assert all(reason.strip() and "\n" not in reason for reason in skipped.values())


def test_the_pelvis_is_axial_and_tilted_by_ten_degrees(capsys):
    [series] = listed(capsys, DATA / "dicom-conformance" / "dcmqi-pelvis-adc")["series"]
    assert (series["plane"], len(series["slices"])) == ("axial", 20)
    positions = np.array([entry["position_mm"] for entry in series["slices"]])
    assert (np.diff(positions[:, 2]) > 0).all()
    step = positions[-1] - positions[0]
    assert np.degrees(np.arccos(abs(step[2]) / np.linalg.norm(step))) == pytest.approx(10, abs=0.5)


def test_nine_files_in_seven_transfer_syntaxes_hold_equal_pixels(capsys):
    square = "100,100 200,100 200,200 100,200"
    rows, syntaxes = [], set()
    for path in sorted((DATA / "dicom-conformance" / "dcm_qa_ts" / "In").glob("*.dcm")):
        syntaxes.add(listed(capsys, path)["series"][0]["transfer_syntax"])
        [row] = measured(capsys, path, "--right", square)["rows"]
        rows.append((row["mean"], row["sd"], row["fat_fraction_percent"]))
    assert (len(rows), len(syntaxes)) == (9, 7)
    assert len(set(rows)) == 1


def test_enhanced_files_have_a_slice_per_frame(capsys):
    folder = DATA / "dicom-conformance" / "dcm_qa_enh" / "In"
    counts = {}
    for series in listed(capsys, folder)["series"]:
        for entry in series["slices"]:
            counts[Path(entry["file"]).name] = counts.get(Path(entry["file"]).name, 0) + 1
            assert entry["position_mm"] is not None
    assert counts == {"IM_0027_fMAP.dcm": 64, "6_1.dcm": 6, "6_2.dcm": 6, "6_3.dcm": 6, "6_4.dcm": 6}


def test_a_fat_suppressed_slice_is_flagged(capsys):
    path = DATA / "axial-abdomen-mr-dicom-deid"
    [row] = measured(capsys, path, "--right", "180,330 210,330 210,360 180,360")["rows"]
    assert "fat-suppressed" in row["flags"]


def test_a_nifti_volume_is_named_by_its_stored_planes(capsys):
    """Acquired sagittally and resampled to 1 mm cubes: its stored planes (i, j) are axial, i grows to the right."""
    [series] = listed(capsys, DATA / "sct-t2-lumbar" / "t2_lumbar.nii.gz")["series"]
    assert (series["plane"], len(series["slices"])) == ("axial", 201)
    assert series["slices"][0]["edges"] == {"top": "P", "right": "R", "bottom": "A", "left": "L"}
    assert series["slices"][0]["spacing_mm"] == [1.0, 1.0]
    assert (series["slices"][0]["columns"], series["slices"][0]["rows"]) == (38, 257)


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_the_figure_of_the_l4_5_slice(ending, tmp_path, capsys):
    out = tmp_path / f"figure.{ending}"
    words = words_of(labels_of("l45-t2"))
    assert run(["figure", str(DATA / "l45-t2" / "axial"), *words, "--numbers", "-o", str(out)]) == 0
    assert out.stat().st_size > 20_000
