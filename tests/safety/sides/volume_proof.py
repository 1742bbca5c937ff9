"""144 NIfTI volumes, and what must be true of each; what must never be told of one that contradicts itself."""

from pathlib import Path

import numpy as np

from tests.safety.sides.asked import Answer, asked
from tests.safety.sides.series_files import OUTLINED, THRESHOLD, Muscle, muscles_for
from tests.safety.sides.series_proof import check_numbers
from tests.safety.sides.space import Direction, check_edges, has_sides
from tests.safety.sides.volume_files import TO_LPS, Volume, volume_bytes, write_volume

NUMBER = OUTLINED + 1
NEAREST_MM = 0.01
METHOD = ("--method", "manual", "--threshold", THRESHOLD, "--json")


def directions_of(volume: Volume) -> tuple[Direction, Direction]:
    """Rows and columns in LPS: x = i, y = j."""
    row, column = (tuple(float(v) for v in volume.axes[:, axis] * TO_LPS) for axis in (0, 1))
    return row, column


def measured(path: Path, *words: object) -> Answer:
    """Answer of `multifidus measure` about the slice with the muscles."""
    return asked("measure", path, "--series", 1, "--slice", NUMBER, *words, *METHOD)


def check_volume(volume: Volume, folder: Path, *, suffix: str = ".nii") -> None:
    """Places, letters, order, sides and numbers of one volume, and two independent readers of its place."""
    row, column = directions_of(volume)
    muscles = muscles_for(row, column)
    path = write_volume(folder / f"{volume.name}{suffix}", volume_bytes(volume, muscles))
    [block] = asked("info", path, "--json").told["series"]
    assert block["warnings"] == []
    assert [image["frame"] for image in block["slices"]] == [1, 2, 3, 4]
    for k, image in enumerate(block["slices"]):
        np.testing.assert_allclose(image["position_mm"], volume.place(0, 0, k), atol=NEAREST_MM)
        check_edges(image["edges"], row, column)
    check_readers(path, volume, block)
    check_named(path, volume, muscles)


def check_readers(path: Path, volume: Volume, block: dict) -> None:
    """nibabel and SimpleITK put the voxels where they were made."""
    import nibabel
    import SimpleITK

    affine, other = nibabel.load(path).affine, SimpleITK.ReadImage(str(path))
    for i, j, k in ((0, 0, 0), (17, 13, 3), (5, 11, 2)):
        expected = volume.place(i, j, k)
        np.testing.assert_allclose((affine @ [i, j, k, 1])[:3] * TO_LPS, expected, atol=NEAREST_MM)
        np.testing.assert_allclose(other.TransformIndexToPhysicalPoint((i, j, k)), expected, atol=NEAREST_MM)
    letters = [code.replace("S", "H").replace("I", "F") for code in nibabel.aff2axcodes(affine)]
    assert [block["slices"][0]["edges"][edge] for edge in ("right", "bottom")] == letters[:2]


def check_named(path: Path, volume: Volume, muscles: tuple[Muscle, Muscle]) -> None:
    """Right and left are those of the patient, exchanged ones are refused; none on a near-sagittal slice."""
    first, second = sorted(muscles, key=lambda muscle: volume.place(*muscle.centre, OUTLINED)[0])
    right = measured(path, "--right", first.words, "--left", second.words)
    left = measured(path, "--right", second.words, "--left", first.words)
    assert (left.status, left.out) == (4, "")
    if not has_sides(*directions_of(volume)):
        assert (right.status, right.out) == (4, "")
        return
    assert [row["side"] for row in right.told["rows"]] == ["right", "left"]
    for row, muscle in zip(right.told["rows"], (first, second), strict=True):
        check_numbers(row, muscle, tolerance=1e-6)  # the format stores sizes as 32-bit numbers


def check_unknown(path: Path, muscles: tuple[Muscle, Muscle], word: str) -> None:
    """No letter, no place, no side that was not stated; the reason is said."""
    [block] = asked("info", path, "--json").told["series"]
    assert block["plane"] == "unknown"
    assert all(image["edges"] is None and image["position_mm"] is None for image in block["slices"])
    assert any(word in text for text in block["warnings"]), block["warnings"]
    told = measured(path, "--right", muscles[0].words, "--left", muscles[1].words).told
    assert any("sides are unknown" in text or "right and left are unknown" in text for text in told["warnings"])
    assert [row["side"] for row in told["rows"]] == ["unknown", "unknown"], told["rows"]
