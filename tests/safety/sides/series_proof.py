"""132 generated series, and what must be true of each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import roifile

from tests.safety.sides.asked import asked
from tests.safety.sides.series_files import (
    OUTLINED,
    PIXEL_MM2,
    SPACING,
    THRESHOLD,
    Muscle,
    Numbers,
    Written,
    write_series,
)
from tests.safety.sides.space import AXIS_PAIRS, Direction, about, any_rotation, check_edges, has_sides, turned

ALL_NUMBERS: tuple[Numbers, ...] = ("with", "against", "constant", "absent")
TILTS = (5, 10, 15, 20, 28, 35, 40, 45)
"""Degrees; at 45 two letters tie. None lies at the border between a named plane and an oblique one."""

NEAREST_MM = 0.01


@dataclass(frozen=True)
class Case:
    """An orientation, the way its slices are stacked, and its instance numbers."""

    name: str
    row: Direction
    column: Direction
    stacking: int
    numbers: Numbers
    seed: int

    def write(self, folder: Path) -> Written:
        return write_series(folder, self.row, self.column, stacking=self.stacking, numbers=self.numbers, seed=self.seed)


def cases() -> Iterator[Case]:
    """48 along the axes, 24 oblique, 60 at random."""
    found = [(f"axes-{n}-{way:+d}", pair, way) for n, pair in enumerate(AXIS_PAIRS) for way in (1, -1)]
    axial = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    found += [
        (f"tilt-{'xyz'[axis]}-{degrees}", turned(axial, about(axis, degrees)), 1)
        for axis in range(3)
        for degrees in TILTS
    ]
    random = np.random.default_rng(7)
    found += [(f"random-{n}", turned(axial, any_rotation(random)), (1, -1)[n % 2]) for n in range(60)]
    for seed, (name, (row, column), way) in enumerate(found):
        yield Case(name, row, column, way, ALL_NUMBERS[seed % 4], seed)


def plane_of(row: Direction, column: Direction) -> str:
    """Name of the plane by the strongest part of its normal."""
    normal = np.abs(np.cross(row, column))
    return ("sagittal", "coronal", "axial")[int(np.argmax(normal))] if normal.max() >= 0.80 else "oblique"


def check_listed(written: Written, listed: dict) -> int:
    """Order, places, letters and plane of the one listed block; the number of the outlined slice."""
    [block] = listed["series"]
    assert listed["skipped"] == []
    assert block["plane"] == plane_of(written.row, written.column)
    order = [written.files.index(Path(image["file"])) for image in block["slices"]]
    assert order == written.upwards or (is_tied(written) and order == written.upwards[::-1])
    for image, k in zip(block["slices"], order, strict=True):
        np.testing.assert_allclose(image["position_mm"], written.origin_of(k), atol=NEAREST_MM)
        assert tuple(image["spacing_mm"]) == SPACING
        check_edges(image["edges"], written.row, written.column)
    return order.index(OUTLINED) + 1


def is_tied(written: Written) -> bool:
    """Whether two axes are as near to the normal, so that either may give the order."""
    parts = np.sort(np.abs(written.along))
    return bool(parts[2] - parts[1] < 1e-6)


def write_rois(written: Written) -> Path:
    """Both muscles as ImageJ selections whose names say nothing; ImageJ counts from the corner of the first pixel."""
    path = written.folder.parent / f"{written.folder.name}.zip"
    rois = []
    for number, muscle in enumerate(written.muscles):
        corners = np.asarray(muscle.corners) + 0.5
        roi = roifile.ImagejRoi.frompoints(corners)
        roi.name = f"outline-{number}"
        rois.append(roi)
    path.unlink(missing_ok=True)
    roifile.roiwrite(path, rois)
    return path


def check_numbers(row: dict, muscle: Muscle, *, tolerance: float = 1e-9) -> None:
    """Area and fat of one outline, as counted by hand; the tolerance is relative."""
    area, fat = muscle.count * PIXEL_MM2, muscle.bright * PIXEL_MM2
    found = [row[key] for key in ("area_px", "area_mm2", "fat_area_mm2", "muscle_area_mm2", "fat_fraction_percent")]
    np.testing.assert_allclose(
        found, [muscle.count, area, fat, area - fat, 100 * muscle.bright / muscle.count], rtol=tolerance
    )


def measured(written: Written, number: int, *words: object):
    """Answer of `multifidus measure` about the outlined slice."""
    return asked(
        *("measure", written.folder, "--series", 1, "--slice", number, *words),
        *("--method", "manual", "--threshold", THRESHOLD, "--json"),
    )


def check_sides(written: Written, number: int) -> None:
    """Sides found for outlines without one, named ones kept, exchanged ones refused; near-sagittal ones unknown."""
    told = measured(written, number, "--roi", write_rois(written)).told
    if not has_sides(written.row, written.column):
        assert [row["side"] for row in told["rows"]] == ["unknown", "unknown"]
        assert any("near-sagittal" in text for text in told["warnings"])
        for row, muscle in zip(told["rows"], written.muscles, strict=True):
            check_numbers(row, muscle)
        return
    by_side = written.by_side
    assert [row["side"] for row in told["rows"]] == ["right", "left"]
    for row in told["rows"]:
        check_numbers(row, by_side[row["side"]])
    [comparison] = told["comparisons"]
    smaller = min(by_side, key=lambda side: by_side[side].count)
    assert comparison["smaller_side"] == smaller
    named = measured(written, number, "--right", by_side["right"].words, "--left", by_side["left"].words).told
    assert named["rows"] == told["rows"]
    exchanged = measured(written, number, "--right", by_side["left"].words, "--left", by_side["right"].words)
    assert (exchanged.status, exchanged.out) == (4, "")


def check_places(written: Written, number: int) -> None:
    """Every bright pixel of a fat map that `multifidus export` wrote lies where it was made, by nibabel."""
    import nibabel

    path = written.folder.parent / f"{written.folder.name}.nii"
    done = asked(
        *("export", written.folder, "--series", 1, "--slice", number, "--roi", write_rois(written)),
        *("--method", "manual", "--threshold", THRESHOLD, "--to", "fat-map", "-o", path),
    )
    assert done.status == 0, done.err
    image = nibabel.load(path)
    bright = np.argwhere(np.asarray(image.dataobj) > 50.0)
    ras = bright @ image.affine[:3, :3].T + image.affine[:3, 3]
    found = ras * [-1.0, -1.0, 1.0]
    made = [written.place(OUTLINED, x, y) for muscle in written.muscles for x, y in muscle.bright_pixels]
    assert len(found) == len(made)
    distances = np.linalg.norm(found[:, None] - np.asarray(made)[None], axis=2)
    assert max(distances.min(axis=0).max(), distances.min(axis=1).max()) <= NEAREST_MM


def check_others(written: Written, listed: dict) -> None:
    """SimpleITK and highdicom put every slice, its order and its directions where the program does."""
    import SimpleITK
    from highdicom.spatial import PixelToReferenceTransformer, get_closest_patient_orientation

    [block] = listed["series"]
    files = [image["file"] for image in block["slices"]]
    theirs = list(SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(written.folder)))
    assert files in (theirs, theirs[::-1])
    axes = np.column_stack([written.row, written.column, np.cross(written.row, written.column)])
    nearest = [letter.value for letter in get_closest_patient_orientation(axes)]
    # highdicom gives every axis a letter pair of its own, which is the strongest one only where those differ.
    is_plain = len(set(np.argmax(np.abs(axes.round(6)), axis=0))) == 3
    for image in block["slices"]:
        other = SimpleITK.ReadImage(image["file"])
        k = written.files.index(Path(image["file"]))
        transform = PixelToReferenceTransformer(image["position_mm"], (*written.row, *written.column), SPACING)
        for x, y in ((0, 0), (11, 2), (17, 13)):
            expected = written.place(k, x, y)
            np.testing.assert_allclose(other.TransformIndexToPhysicalPoint((x, y, 0)), expected, atol=NEAREST_MM)
            np.testing.assert_allclose(transform(np.array([[x, y]]))[0], expected, atol=NEAREST_MM)
        if is_plain:
            assert [image["edges"][edge][0] for edge in ("right", "bottom")] == nearest[:2]
