"""One bright pixel at a known place in the patient is found there, whatever the orientation, names and numbers.

The scene is a small box of voxels in patient space; each test writes it as slices of one orientation and asks
the opened study where the bright voxel lies.
"""

import itertools
import os
import random
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synthetic import mr_image, write
from viewer.core.geometry import direction_letters
from viewer.io.opening import open_study

SPACING = (0.7, 0.5)
"""Between rows, between columns: not square, so that a swap shows."""

DISTANCE_MM = 3.0
ROWS, COLUMNS, SLICES = 5, 7, 3
BRIGHT = (2, 1, 4)
"""Slice (along row × column), row, column of the bright voxel."""

AXES = [tuple(sign * v for v in axis) for axis in np.eye(3) for sign in (1.0, -1.0)]
PLANES = [(row, column) for row, column in itertools.product(AXES, AXES) if not np.dot(row, column)]


class NoWorker:
    """Ordinary files must open without a worker process."""

    def run(self, *args, **kwargs):
        raise AssertionError("the worker was asked")


def write_scene(folder: Path, row, column, *, direction: int, seed: int, **keywords) -> np.ndarray:
    """Write the slices under shuffled names; `direction` −1 numbers them against the normal. Where it is bright."""
    row, column = np.asarray(row), np.asarray(column)
    normal = np.cross(row, column)
    origin = np.array([-12.5, 30.25, 7.0])
    names = random.Random(seed).sample(range(100), SLICES)
    for k in range(SLICES):
        pixels = np.zeros((ROWS, COLUMNS), np.uint16)
        if k == BRIGHT[0]:
            pixels[BRIGHT[1:]] = 1000
        ds = mr_image(
            pixels=pixels,
            orientation=(*row, *column),
            position=tuple(origin + k * DISTANCE_MM * normal),
            spacing=SPACING,
            instance=k if direction > 0 else SLICES - k,
            name=(seed, k),
            **keywords,
        )
        write(folder / f"{names[k]}", ds)
    k, y, x = BRIGHT
    return origin + k * DISTANCE_MM * normal + x * SPACING[1] * row + y * SPACING[0] * column


def bright_place(folder: Path) -> tuple[np.ndarray, object]:
    """Where the opened study has its brightest pixel (LPS, mm), and the block."""
    (block,) = open_study([folder], worker=NoWorker()).series
    image = max(block.slices, key=lambda image: image.stored().max())
    y, x = np.argwhere(image.stored() == 1000)[0]
    return image.geometry.to_patient_mm([(x, y)])[0], block


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(("row", "column"), PLANES)
def test_all_48_axis_aligned_orientations(tmp_path, row, column, direction):
    expected = write_scene(tmp_path, row, column, direction=direction, seed=PLANES.index((row, column)))
    found, block = bright_place(tmp_path)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    edges = block.slices[0].edges
    assert (edges.right, edges.bottom) == (direction_letters(row), direction_letters(column))
    axis = int(np.argmax(np.abs(np.cross(row, column))))
    assert block.plane == ("sagittal", "coronal", "axial")[axis]
    places = [image.geometry.position_mm[axis] for image in block.slices]
    assert places == sorted(places)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4).filter(lambda q: np.linalg.norm(q) > 0.1), st.integers(0, 99))
def test_oblique_orientations(tmp_path_factory, quaternion, seed):
    a, b, c, d = np.asarray(quaternion) / np.linalg.norm(quaternion)
    row = (a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c))
    column = (2 * (b * c - a * d), a * a - b * b + c * c - d * d, 2 * (c * d + a * b))
    folder = tmp_path_factory.mktemp("oblique")
    expected = write_scene(folder, row, column, direction=1, seed=seed)
    found, block = bright_place(folder)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    axis = int(np.argmax(np.abs(block.slices[0].geometry.orientation.normal)))
    places = [image.geometry.position_mm[axis] for image in block.slices]
    assert places == sorted(places)


TERMS = "HFS HFP HFDR HFDL FFS FFP FFDR FFDL LFP LFS RFP RFS AFDR AFDL PFDR PFDL"


@pytest.mark.parametrize("position", TERMS.split())
def test_the_patient_position_term_changes_nothing(tmp_path, position):
    expected = write_scene(tmp_path, (1, 0, 0), (0, 1, 0), direction=1, seed=1, PatientPosition=position)
    found, block = bright_place(tmp_path)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert block.slices[0].edges.left == "R"


@pytest.mark.parametrize(("row", "column"), PLANES[::5])
def test_an_independent_reader_agrees(tmp_path, row, column):
    import SimpleITK as sitk

    write_scene(tmp_path, row, column, direction=1, seed=2)
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    for image in block.slices:
        other = sitk.ReadImage(image.file)
        for x, y in ((0, 0), (4, 1), (6, 4)):
            point = other.TransformIndexToPhysicalPoint((x, y, 0))
            np.testing.assert_allclose(image.geometry.to_patient_mm([(x, y)])[0], point, atol=1e-6)
        np.testing.assert_array_equal(sitk.GetArrayFromImage(other)[0], image.stored())


@pytest.mark.real_data
@pytest.mark.skipif(
    not os.environ.get("VIEWER_REAL_DATA"), reason="VIEWER_REAL_DATA does not name a folder of real images"
)
@pytest.mark.filterwarnings("ignore")  # pydicom warns about values that are too long
def test_order_and_grouping_of_real_series_equal_pydicom_s():
    for name in ("tum01-dixon/in-phase", "tum01-dixon/water", "dicom-conformance/dcmqi-pelvis-adc"):
        folder = Path(os.environ["VIEWER_REAL_DATA"]) / name
        read = [(path, pydicom.dcmread(path, stop_before_pixels=True)) for path in folder.glob("*.dcm")]
        normal = np.cross(read[0][1].ImageOrientationPatient[:3], read[0][1].ImageOrientationPatient[3:])
        normal = normal * np.sign(normal[np.argmax(np.abs(normal))])
        expected = sorted(read, key=lambda pair: float(np.dot(pair[1].ImagePositionPatient, normal)))
        (block,) = open_study([folder], worker=NoWorker()).series
        assert [image.file for image in block.slices] == [str(path) for path, _ in expected]
        assert {ds.SeriesInstanceUID for _, ds in read} == {block.series_uid}
