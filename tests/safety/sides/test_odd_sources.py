"""Orientations that come otherwise: many frames, archives, mixed ones, none, and ones that cannot be."""

import gzip
import itertools
import zipfile

import numpy as np
import pytest

from tests.safety.sides.asked import asked
from tests.safety.sides.series_files import (
    ALONG_ROWS,
    BODY,
    OUTLINED,
    SLICES,
    SPACING,
    STEP_MM,
    THRESHOLD,
    dicom_file,
    muscles_for,
    numbers_text,
    pixels_of,
    write_series,
)
from tests.safety.sides.series_proof import check_listed, check_numbers, check_sides
from tests.safety.sides.space import AXIS_PAIRS, Pair, about, check_edges, has_sides, place, turned
from tests.synthetic import enhanced_mr, mr_image, write

AXIAL: Pair = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
OPTIONS = ("--method", "manual", "--threshold", THRESHOLD, "--json")
ORIGIN = np.array([-12.5, 30.25, 7.0])
SOME = [*AXIS_PAIRS[::7], turned(AXIAL, about(0, 28)), turned(AXIAL, about(2, 45))]


def check_block(source, block: dict, pair: Pair, origin_of) -> None:
    """Letters, places and, where there are any, sides of a block of frames in the order they were written."""
    for image in block["slices"]:
        check_edges(image["edges"], *pair)
        np.testing.assert_allclose(image["position_mm"], origin_of(image["frame"]), atol=0.01)
    muscles = muscles_for(*pair)
    number = next(image["slice"] for image in block["slices"] if image["frame"] == OUTLINED + 1)
    first, second = sorted(muscles, key=lambda m: place(ORIGIN, *pair, SPACING, *m.centre)[0])
    words = ("--series", block["number"], "--slice", number, "--right", first.words, "--left", second.words)
    answer = asked("measure", source, *words, *OPTIONS)
    if not has_sides(*pair):
        assert (answer.status, answer.out) == (4, "")
        return
    assert [row["side"] for row in answer.told["rows"]] == ["right", "left"]
    for row, muscle in zip(answer.told["rows"], (first, second), strict=True):
        check_numbers(row, muscle, tolerance=1e-6)


def frames_of(pair: Pair) -> np.ndarray:
    shown = pixels_of(muscles_for(*pair))
    return np.stack([shown if k == OUTLINED else np.where(shown > 0, BODY, 0).astype(np.uint16) for k in range(SLICES)])


@pytest.mark.parametrize("pair", SOME, ids=str)
def test_frames_of_an_enhanced_object(tmp_path, pair):
    """Stacked against the normal, so that the order of frames is not that in the patient."""
    normal = np.cross(*pair)
    positions = [tuple(ORIGIN - k * STEP_MM * normal) for k in range(SLICES)]
    write(
        tmp_path / "x.dcm", enhanced_mr(frames_of(pair), positions, orientation=(*pair[0], *pair[1]), spacing=SPACING)
    )
    [block] = asked("info", tmp_path, "--json").told["series"]
    heights = [np.dot(image["position_mm"], np.abs(normal).round() * 1.0) for image in block["slices"]]
    assert heights == sorted(heights) or np.abs(normal).max() < 0.8
    check_block(tmp_path, block, pair, lambda frame: positions[frame - 1])


def test_frames_of_several_orientations_are_blocks_of_their_own(tmp_path):
    pairs = [AXIAL, ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)), AXIAL]
    frames = np.stack([pixels_of(ALONG_ROWS)] * 4)
    positions = [tuple(ORIGIN + [0.0, 0.0, 4.0 * k]) for k in range(4)]  # noqa: RUF005 - a sum
    write(tmp_path / "x.dcm", enhanced_mr(frames, positions, orientation=[(*r, *c) for r, c in pairs], spacing=SPACING))
    blocks = asked("info", tmp_path, "--json").told["series"]
    assert sorted([image["frame"] for image in block["slices"]] for block in blocks) == [[1, 4], [2], [3]]
    for block in blocks:
        for image in block["slices"]:
            check_edges(image["edges"], *pairs[image["frame"] - 1])


def test_slices_of_several_orientations_are_never_in_one_block(tmp_path):
    """One series whose files are turned and mirrored against each other: every side is that of its own file."""
    pairs = [AXIAL, ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), turned(AXIAL, about(0, 20)), turned(AXIAL, about(2, 1))]
    for k, (row, column) in enumerate(pairs):
        data = dicom_file(
            pixels_of(ALONG_ROWS),
            row=row,
            column=column,
            origin=(0, 0, 4.0 * k),
            uid=f"1.2.826.0.1.3680043.7.{k}",
            series="1.2.826.0.1.3680043.8",
        )
        (tmp_path / f"{k}.dcm").write_bytes(data)
    blocks = asked("info", tmp_path, "--json").told["series"]
    assert len(blocks) == 4
    assert len({block["series_uid"] for block in blocks}) == 1
    for block in blocks:
        [image] = block["slices"]
        pair = pairs[int(image["sop_instance_uid"].removeprefix("1.2.826.0.1.3680043.7."))]
        check_edges(image["edges"], *pair)
        first, second = sorted(ALONG_ROWS, key=lambda m: place(ORIGIN, *pair, SPACING, *m.centre)[0])
        words = ("--series", block["number"], "--right", first.words, "--left", second.words)
        assert [row["side"] for row in asked("measure", tmp_path, *words, *OPTIONS).told["rows"]] == ["right", "left"]
        words = ("--series", block["number"], "--right", second.words, "--left", first.words)
        assert asked("measure", tmp_path, *words, *OPTIONS).status == 4


@pytest.mark.parametrize("pair", SOME[::2], ids=str)
def test_series_in_a_zip(tmp_path, pair):
    written = write_series(tmp_path / "plain", *pair, numbers="against")
    archive = tmp_path / "study.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        for file in written.files:
            pack.write(file, f"deep/er/{file.name}")
    listed = asked("info", archive, "--json").told
    for image in listed["series"][0]["slices"]:
        image["file"] = str(written.folder / image["file"].rsplit("/", 1)[1])
    number = check_listed(written, listed)
    by_side = written.by_side
    words = ("--series", 1, "--slice", number, "--right", by_side["right"].words, "--left", by_side["left"].words)
    inside, outside = (asked("measure", source, *words, *OPTIONS) for source in (archive, written.folder))
    assert inside.status == outside.status
    if inside.status == 0:
        assert inside.told["rows"] == outside.told["rows"]


def test_a_gzipped_slice(tmp_path):
    pair = ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    data = dicom_file(
        pixels_of(ALONG_ROWS),
        row=pair[0],
        column=pair[1],
        origin=ORIGIN,
        uid="1.2.826.0.1.3680043.7",
        series="1.2.826.0.1.3680043.8",
    )
    (tmp_path / "x.dcm.gz").write_bytes(gzip.compress(data))
    [block] = asked("info", tmp_path, "--json").told["series"]
    check_edges(block["slices"][0]["edges"], *pair)


def test_a_mosaic_is_told_not_to_be_measured(tmp_path):
    write(tmp_path / "x.dcm", mr_image(ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"]))
    [block] = asked("info", tmp_path, "--json").told["series"]
    assert any("mosaic" in text and "do not measure" in text for text in block["warnings"])


def test_a_missing_orientation_is_never_filled_in(tmp_path):
    """Not from the other slices of its series, not from its position, not by a default."""
    for k in range(3):
        data = dicom_file(
            pixels_of(ALONG_ROWS),
            row=AXIAL[0],
            column=AXIAL[1],
            origin=(0, 0, 4.0 * k),
            uid=f"1.2.826.0.1.3680043.7.{k}",
            series="1.2.826.0.1.3680043.8",
            orientation=k != 1,
            extra=[(0x0018, 0x5100, "CS", "HFS")],
        )
        (tmp_path / f"{k}.dcm").write_bytes(data)
    known, unknown = asked("info", tmp_path, "--json").told["series"]
    assert (known["plane"], unknown["plane"]) == ("axial", "unknown")
    assert [image["edges"] for image in unknown["slices"]] == [None]
    words = ("--series", unknown["number"], "--right", ALONG_ROWS[0].words, "--left", ALONG_ROWS[1].words)
    told = asked("measure", tmp_path, *words, *OPTIONS).told
    assert [row["side"] for row in told["rows"]] == ["unknown", "unknown"]
    assert any("sides are unknown" in text for text in told["warnings"])


def cosines(kind: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return {
        "row too long": ((1.0011, 0.0, 0.0), (0.0, 1.0, 0.0)),
        "column too short": ((1.0, 0.0, 0.0), (0.0, 0.9989, 0.0)),
        "not perpendicular": ((1.0, 0.0, 0.0), (0.0011, 1.0, 0.0)),
        "parallel": ((1.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
        "opposite": ((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0)),
        "zero": ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        "no number": ((float("nan"), 0.0, 0.0), (0.0, 1.0, 0.0)),
    }[kind]


@pytest.mark.parametrize(
    "kind", ["row too long", "column too short", "not perpendicular", "parallel", "opposite", "zero", "no number"]
)
def test_cosines_that_cannot_be_are_refused(tmp_path, kind):
    row, column = cosines(kind)
    data = dicom_file(
        pixels_of(ALONG_ROWS),
        row=row,
        column=column,
        origin=ORIGIN,
        uid="1.2.826.0.1.3680043.7",
        series="1.2.826.0.1.3680043.8",
    )
    (tmp_path / "x.dcm").write_bytes(data)
    answer = asked("info", tmp_path, "--json")
    assert (answer.status, answer.out) == (4, "")
    assert "Image Orientation (Patient)" in answer.err


@pytest.mark.parametrize("count", [1, 3, 5, 7])
def test_another_number_of_cosines_is_refused(tmp_path, count):
    text = numbers_text((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)[:count], 6)
    extra = [(0x0020, 0x0037, "DS", text)]
    data = dicom_file(
        pixels_of(ALONG_ROWS),
        row=(),
        column=(),
        origin=ORIGIN,
        uid="1.2.826.0.1.3680043.7",
        series="1.2.826.0.1.3680043.8",
        orientation=False,
        extra=extra,
    )
    (tmp_path / "x.dcm").write_bytes(data)
    answer = asked("info", tmp_path, "--json")
    assert (answer.status, answer.out) == (4, "")


def test_rounded_cosines_are_taken_and_ties_have_all_their_letters(tmp_path):
    """Six digits, as scanners write; equal parts give both letters at every edge, whatever their order."""
    for n, (a, b) in enumerate(itertools.product((1, -1), repeat=2)):
        root = round(2**-0.5, 6)
        pair = ((a * root, b * root, 0.0), (-b * root, a * root, 0.0))
        folder = tmp_path / str(n)
        folder.mkdir()
        data = dicom_file(
            pixels_of(ALONG_ROWS),
            row=pair[0],
            column=pair[1],
            origin=ORIGIN,
            uid="1.2.826.0.1.3680043.7",
            series="1.2.826.0.1.3680043.8",
        )
        (folder / "x.dcm").write_bytes(data)
        [block] = asked("info", folder, "--json").told["series"]
        check_edges(block["slices"][0]["edges"], *pair)
        assert {len(letters) for letters in block["slices"][0]["edges"].values()} == {2}


@pytest.mark.parametrize(
    ("degrees", "is_told"), [(55.0, True), (59.9, True), (60.1, False), (75.0, False), (90.0, False)]
)
def test_below_half_of_the_axis_in_the_plane_no_side_is_told(tmp_path, degrees, is_told):
    """A coronal stack turned towards the sagittal: the limit lies at 60°, where the part in the plane is a half."""
    pair = turned(((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)), about(2, degrees))
    assert has_sides(*pair) is is_told
    written = write_series(tmp_path / "x", *pair)
    check_sides(written, check_listed(written, asked("info", written.folder, "--json").told))
