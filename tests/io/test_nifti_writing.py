"""Writing NIfTI: voxels where nibabel, SimpleITK and the program itself look for them; unknown stays unknown."""

import gzip
import itertools

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk

from viewer.io.nifti.geometry import GridGeometry, grid_geometry
from viewer.io.nifti.header import parse_header
from viewer.io.nifti.writing import nifti_bytes, suffix_of

SIZES, ORIGIN = (0.5, 2.5, 4.0), (-31.25, 17.5, 202.125)
AXES = [
    np.column_stack([sign * np.eye(3)[axis] for axis, sign in zip(order, signs, strict=True)])
    for order in itertools.permutations(range(3))
    for signs in itertools.product((1.0, -1.0), repeat=3)
]
VOLUME = np.arange(60, dtype=np.float32).reshape(3, 4, 5)


def written(grid, *, is_packed=False):
    return nifti_bytes(VOLUME, grid, description="fat fraction, %", shown=(0.0, 100.0), is_packed=is_packed)


@pytest.mark.parametrize("axes", AXES, ids=range(48))
def test_every_orientation_is_read_back_by_nibabel_and_by_the_program(axes):
    grid = GridGeometry(SIZES, axes, ORIGIN)
    data = written(grid)
    image = nib.Nifti1Image.from_bytes(data)
    # voxel (i, j, k) = (column, row, slice); RAS has x and y of LPS turned
    assert np.asarray(image.dataobj)[4, 3, 2] == VOLUME[2, 3, 4]
    expected = np.array(ORIGIN) + axes @ (np.array([4, 3, 2]) * SIZES)
    assert (image.affine @ [4, 3, 2, 1])[:3] == pytest.approx(expected * [-1.0, -1.0, 1.0], abs=1e-4)
    assert image.header.get_zooms() == pytest.approx(SIZES)
    again = grid_geometry(parse_header(data[:544], "a.nii"), "a.nii")
    assert again.spacing_mm == pytest.approx(SIZES) and again.origin_mm == pytest.approx(ORIGIN)
    assert again.directions == pytest.approx(axes)


def test_simpleitk_reads_the_same_place_and_numbers(tmp_path):
    turn = np.radians(28.0)
    axes = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(turn), -np.sin(turn)], [0.0, np.sin(turn), np.cos(turn)]])
    path = tmp_path / "a.nii.gz"
    path.write_bytes(written(GridGeometry(SIZES, axes, ORIGIN), is_packed=True))
    image = sitk.ReadImage(str(path))
    assert sitk.GetArrayFromImage(image).tolist() == VOLUME.tolist()
    assert image.GetOrigin() == pytest.approx(ORIGIN) and image.GetSpacing() == pytest.approx(SIZES)
    assert np.reshape(image.GetDirection(), (3, 3)) == pytest.approx(axes, abs=1e-6)


@pytest.mark.parametrize(
    ("grid", "unit"), [(GridGeometry(SIZES, None, None), "mm"), (GridGeometry(None, None, None), "unknown")]
)
def test_what_is_not_known_is_not_written(grid, unit):
    header = nib.Nifti1Image.from_bytes(written(grid)).header
    assert (int(header["sform_code"]), int(header["qform_code"])) == (0, 0)
    assert header.get_xyzt_units()[0] == unit
    assert not header["srow_x"].any()
    assert grid_geometry(parse_header(written(grid)[:544], "a.nii"), "a.nii").directions is None


def test_the_header_says_what_the_numbers_are():
    data = written(GridGeometry(SIZES, AXES[0], ORIGIN))
    header = nib.Nifti1Image.from_bytes(data).header
    assert header["descrip"].item() == b"fat fraction, %"
    assert (float(header["cal_min"]), float(header["cal_max"])) == (0.0, 100.0)
    assert parse_header(data[:544], "a.nii").scaling == (1.0, 0.0)


def test_the_same_numbers_give_the_same_bytes():
    grid = GridGeometry(SIZES, AXES[0], ORIGIN)
    packed = written(grid, is_packed=True)
    assert packed == written(grid, is_packed=True)
    assert gzip.decompress(packed) == written(grid)


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.nii.gz", ".nii.gz"), ("A.NII", ".nii"), ("a.gz", ""), ("a.nii.gz.txt", "")]
)
def test_extensions(tmp_path, name, suffix):
    assert suffix_of(tmp_path / name) == suffix
