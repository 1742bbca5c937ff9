"""144 NIfTI volumes through the command line; and those that contradict themselves, of which no side is ever told."""

import struct
from dataclasses import replace

import numpy as np
import pytest

from tests.safety.sides.asked import asked
from tests.safety.sides.series_files import ALONG_ROWS
from tests.safety.sides.space import about
from tests.safety.sides.volume_files import ORIGIN_RAS, SIZES, Volume, axis_volumes, volume_bytes, write_volume
from tests.safety.sides.volume_proof import check_unknown, check_volume, measured

VOLUMES = list(axis_volumes())
PLAIN = Volume("plain", np.diag([-1.0, -1.0, 1.0]), "both")
"""i to the patient's left, j to the back, k to the head: as radiologists see it."""


def test_there_are_144_and_half_of_them_are_mirrored():
    assert len(VOLUMES) == len({volume.name for volume in VOLUMES}) == 144
    assert sum(np.linalg.det(volume.axes) < 0.0 for volume in VOLUMES) == 72


@pytest.mark.parametrize("volume", VOLUMES[::16], ids=lambda volume: volume.name)
def test_a_part_of_the_volumes(tmp_path, volume):
    check_volume(volume, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("volume", VOLUMES, ids=lambda volume: volume.name)
def test_all_volumes(tmp_path, volume):
    check_volume(volume, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("volume", VOLUMES[::13], ids=lambda volume: volume.name)
def test_compressed_volumes(tmp_path, volume):
    """These go through the decode worker."""
    check_volume(volume, tmp_path, suffix=".nii.gz")


def test_without_a_transform_nothing_is_invented(tmp_path):
    """nibabel would take such a file for LAS."""
    path = write_volume(tmp_path / "none.nii", volume_bytes(PLAIN, ALONG_ROWS, codes=(0, 0)))
    check_unknown(path, ALONG_ROWS, "both codes are 0")


@pytest.mark.parametrize(
    "other",
    [PLAIN.axes * [-1, 1, 1], PLAIN.axes * [1, 1, -1], PLAIN.axes[:, [1, 0, 2]], about(2, 0.2) @ PLAIN.axes],
    ids=["mirrored", "upside-down", "exchanged", "turned-by-0.2-degrees"],
)
def test_two_transforms_that_disagree_tell_no_side(tmp_path, other):
    path = write_volume(tmp_path / "two.nii", volume_bytes(PLAIN, ALONG_ROWS, qform=other))
    check_unknown(path, ALONG_ROWS, "disagree on the orientation")


def test_two_transforms_that_differ_by_rounding_agree(tmp_path):
    path = write_volume(tmp_path / "near.nii", volume_bytes(PLAIN, ALONG_ROWS, qform=about(2, 0.05) @ PLAIN.axes))
    [block] = asked("info", path, "--json").told["series"]
    assert (block["plane"], block["slices"][0]["edges"]["left"][0]) == ("axial", "R")


def bad_affine(kind: str) -> np.ndarray:
    affine = PLAIN.affine.copy()
    if kind in {"nan", "inf"}:
        affine[0, 0] = float(kind)
    elif kind == "nan in the place":
        affine[1, 3] = np.nan
    elif kind == "singular":
        affine[:, 1] = affine[:, 0]
    elif kind == "no length":
        affine[:, 2] = 0.0
    else:
        affine[0, 1] = 0.1
    return affine


@pytest.mark.parametrize("codes", [(1, 0), (1, 1)], ids=["sform", "both"])
@pytest.mark.parametrize("kind", ["nan", "inf", "nan in the place", "singular", "no length", "sheared"])
def test_a_transform_that_cannot_be_is_refused(tmp_path, kind, codes):
    data = volume_bytes(PLAIN, ALONG_ROWS, sform=bad_affine(kind), codes=codes)
    answer = asked("info", write_volume(tmp_path / "bad.nii", data), "--json")
    assert (answer.status, answer.out) == (4, "")
    assert "sform" in answer.err


@pytest.mark.parametrize(
    ("at", "values"),
    [(256, (float("nan"), 0, 0)), (256, (0.9, 0.9, 0)), (268, (float("inf"), 0, 0)), (80, (float("nan"), 0.7, 3.0))],
    ids=["nan", "too long", "place", "size"],
)
def test_a_quaternion_that_cannot_be_is_refused(tmp_path, at, values):
    data = bytearray(volume_bytes(PLAIN, ALONG_ROWS, codes=(0, 1)))
    struct.pack_into("<3f", data, at, *values)
    answer = asked("info", write_volume(tmp_path / "bad.nii", bytes(data)), "--json")
    assert (answer.status, answer.out) == (4, "")
    assert "qform" in answer.err


def test_places_that_disagree_leave_the_sides_alone(tmp_path):
    """Another origin moves every slice, and mirrors none."""
    moved = np.column_stack([PLAIN.axes * SIZES, np.add(ORIGIN_RAS, (5.0, 0.0, 0.0))])
    path = write_volume(tmp_path / "moved.nii", volume_bytes(PLAIN, ALONG_ROWS, sform=moved))
    [block] = asked("info", path, "--json").told["series"]
    assert block["slices"][0]["position_mm"] is None
    assert "disagree on the position" in block["warnings"][0]
    told = measured(path, "--right", ALONG_ROWS[0].words, "--left", ALONG_ROWS[1].words).told
    assert [row["side"] for row in told["rows"]] == ["right", "left"]


def test_a_wrong_volume_would_be_found_out(tmp_path):
    """The proof itself: a volume whose axes are not those of the expectations makes it fail."""
    from tests.safety.sides import volume_proof

    mirrored = replace(PLAIN, axes=PLAIN.axes * [-1, 1, 1])
    path = write_volume(tmp_path / "plain.nii", volume_bytes(PLAIN, ALONG_ROWS))
    with pytest.raises(AssertionError):
        volume_proof.check_named(path, mirrored, ALONG_ROWS)
    [block] = asked("info", path, "--json").told["series"]
    with pytest.raises(AssertionError):
        volume_proof.check_readers(path, mirrored, block)
