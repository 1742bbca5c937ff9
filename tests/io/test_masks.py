"""Masks: area = pixel count, the same voxels however stored, or a refusal that says what differs."""

import itertools
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from tests.mask_study import (
    LABELS,
    WORKER,
    Zeros,
    nifti_mask,
    painted,
    series_affine,
    shifted,
    study_of,
    turned,
    volume,
)
from viewer.core.coverage import exact_coverage
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure, has_crossing, signed_area
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.errors import GeometryError, RefusedError, UnreadableError, UsageError
from viewer.io.masks import read_mask_outlines, rings_of_mask


def test_outlines_follow_pixel_edges(tmp_path: Path) -> None:
    study = study_of(series_affine())
    path = nifti_mask(volume(), series_affine(), tmp_path / "mask.nii.gz")
    outlines = read_mask_outlines(path, LABELS, study, worker=WORKER)
    assert [(o.slice_key.uid, o.side) for o in outlines] == [
        ("1.2.1.1", Side.RIGHT),
        ("1.2.1.2", Side.RIGHT),
        ("1.2.1.2", Side.LEFT),
    ]
    assert [o.area_px for o in outlines] == [8.0, 5.0, 5.0]
    assert [len(o.rings) for o in outlines] == [2, 2, 1]
    assert {o.structure for o in outlines} == {Structure.MULTIFIDUS}
    assert outlines[2].rings == (((3.5, 0.5), (4.5, 0.5), (4.5, 5.5), (3.5, 5.5)),)
    np.testing.assert_array_equal(painted(outlines, study), volume())


@settings(max_examples=150, deadline=None)
@given(arrays(np.bool_, st.tuples(st.integers(1, 8), st.integers(1, 8))))
def test_rings_cover_the_mask_exactly_and_never_touch_themselves(mask: NDArray[np.bool_]) -> None:
    rings = rings_of_mask(mask)
    assert sum(signed_area(ring) for ring in rings) == mask.sum()
    for ring in rings:
        assert not has_crossing(ring)
        assert len(set(ring)) == len(ring)
    if rings:
        coverage = exact_coverage(Outline(slice_key=SliceKey("1"), rings=rings))
        again = np.zeros(mask.shape)
        again[coverage.box] = coverage.weights
        np.testing.assert_allclose(again, mask, atol=1e-12)


def test_pixels_that_touch_at_a_corner() -> None:
    assert len(rings_of_mask(np.eye(3, dtype=bool))) == 3
    assert rings_of_mask(np.zeros((2, 2), bool)) == ()


@pytest.mark.parametrize("codes", [(1, 1), (1, 0), (0, 1)])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_axes_may_be_stored_in_any_order_and_direction(
    tmp_path: Path, order: tuple[int, ...], codes: tuple[int, int]
) -> None:
    study = study_of(series_affine())
    for flips in itertools.product((False, True), repeat=3):
        # Index of the series (x, y, k) from index of the stored mask.
        data = volume().T
        affine = series_affine()
        for axis, is_flipped in enumerate(flips):
            if is_flipped:
                data = np.flip(data, axis)
                affine = affine.copy()
                affine[:3, 3] += affine[:3, axis] * (data.shape[axis] - 1)
                affine[:3, axis] *= -1
        data, affine = data.transpose(order), affine[:, [*order, 3]]
        path = nifti_mask(data.T, affine, tmp_path / "mask.nii", codes)
        outlines = read_mask_outlines(path, LABELS, study, worker=WORKER)
        np.testing.assert_array_equal(painted(outlines, study), volume())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda v, a: (v, a @ np.diag([1.01, 1, 1, 1])), "its pixels are 0.707 × 0.5 mm"),
        (lambda v, a: (v[:, :5], a), "it has 5 × 5 pixels"),
        (lambda v, a: (v, shifted(a, 0.1)), "its slices lie up to 0.1 mm"),
        (lambda v, a: (v, shifted(a, 0.02)), "its slices lie up to 0.02 mm"),
        (lambda v, a: (v, a @ np.array([[1, 0, 0, 0.5], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])), "0.35 mm"),
        (lambda v, a: (np.concatenate([v, v]), a), "it has 8 slices, the series 4"),
        (lambda v, a: (v, turned(a)), "turned by 2.8°"),
        (lambda v, a: (v, a @ np.diag([1, 1, 1.5, 1])), "its slices lie up to"),
    ],
)
def test_another_grid_is_refused_by_what_differs(tmp_path: Path, change: Any, said: str) -> None:
    labels, affine = change(volume(), series_affine())
    path = nifti_mask(labels, affine, tmp_path / "mask.nii")
    with pytest.raises(RefusedError, match=said) as caught:
        read_mask_outlines(path, LABELS, study_of(series_affine()), worker=WORKER)
    assert caught.value.exit_status == 4
    assert "mask.nii does not lie on the grid of series 1" in str(caught.value)


def test_rounding_of_other_programs_is_no_difference(tmp_path: Path) -> None:
    path = nifti_mask(volume(), shifted(series_affine(), 0.008), tmp_path / "mask.nii")
    assert len(read_mask_outlines(path, LABELS, study_of(series_affine()), worker=WORKER)) == 3


def test_a_mask_of_fewer_slices_labels_those(tmp_path: Path) -> None:
    affine = series_affine()
    affine[:3, 3] += affine[:3, 2] * 2
    path = nifti_mask(volume()[2:3], affine, tmp_path / "mask.nii")
    outlines = read_mask_outlines(path, LABELS, study_of(series_affine()), worker=WORKER)
    assert [(o.slice_key.uid, o.side) for o in outlines] == [("1.2.1.2", Side.RIGHT), ("1.2.1.2", Side.LEFT)]


def test_the_series_is_found_among_several(tmp_path: Path) -> None:
    path = nifti_mask(volume(), series_affine(), tmp_path / "mask.nii")
    other = study_of(series_affine() @ np.diag([2, 2, 1, 1]), number=1).series[0]
    wanted = study_of(series_affine(), number=2).series[0]
    outlines = read_mask_outlines(path, LABELS, Study(series=(other, wanted)), worker=WORKER)
    assert {o.slice_key.uid[:5] for o in outlines} == {"1.2.2"}
    twin = study_of(series_affine(), number=3).series[0]
    with pytest.raises(UsageError, match="series 2, 3; choose one with --series"):
        read_mask_outlines(path, LABELS, Study(series=(other, wanted, twin)), worker=WORKER)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({Side.RIGHT: 2, Side.LEFT: 7}, "holds no label 7; its labels are 2, 3"),
        ({Side.RIGHT: 2, Side.LEFT: 2}, "must be different numbers"),
        ({Side.RIGHT: 0}, "must be different numbers"),
        ({}, "must be different numbers"),
    ],
)
def test_labels_that_cannot_be_meant(tmp_path: Path, labels: dict[Side, int], said: str) -> None:
    path = nifti_mask(volume(), series_affine(), tmp_path / "mask.nii")
    with pytest.raises(UsageError, match=said):
        read_mask_outlines(path, labels, study_of(series_affine()), worker=WORKER)


def test_fractions_and_unsound_files(tmp_path: Path) -> None:
    study = study_of(series_affine())
    whole = nifti_mask(volume().astype(np.float64), series_affine(), tmp_path / "whole.nii")
    assert len(read_mask_outlines(whole, LABELS, study, worker=WORKER)) == 3
    half = nifti_mask(volume() * np.float32(0.5), series_affine(), tmp_path / "half.nii")
    with pytest.raises(UnreadableError, match="holds fractions, not labels"):
        read_mask_outlines(half, LABELS, study, worker=WORKER)
    (tmp_path / "text.nii").write_text("nothing")
    with pytest.raises(UnreadableError, match=r"text.nii is not a NIfTI"):
        read_mask_outlines(tmp_path / "text.nii", LABELS, study, worker=WORKER)
    slanted = series_affine()
    slanted[:3, 0] += slanted[:3, 1] * 0.2
    with pytest.raises(GeometryError, match="not perpendicular"):
        read_mask_outlines(nifti_mask(volume(), slanted, tmp_path / "slant.nii", (1, 0)), LABELS, study, worker=WORKER)
    nowhere = nifti_mask(volume(), series_affine(), tmp_path / "nowhere.nii", (0, 0))
    with pytest.raises(RefusedError, match="the mask does not state its place"):
        read_mask_outlines(nowhere, LABELS, study, worker=WORKER)
    placed = nifti_mask(volume(), series_affine(), tmp_path / "placed.nii")
    with pytest.raises(RefusedError, match="the images do not state their place"):
        read_mask_outlines(placed, LABELS, study_of(None), worker=WORKER)


def test_nifti_without_orientation_on_nifti_without_orientation(tmp_path: Path) -> None:
    study = study_of(None, kind="nifti")
    path = nifti_mask(volume(), series_affine(), tmp_path / "mask.nii", (0, 0))
    np.testing.assert_array_equal(painted(read_mask_outlines(path, LABELS, study, worker=WORKER), study), volume())


def test_two_images_at_one_place(tmp_path: Path) -> None:
    (series,) = study_of(series_affine()).series
    doubled = replace(series, slices=(*series.slices, replace(series.slices[1], key=SliceKey("1.2.9"))))
    path = nifti_mask(volume(), series_affine(), tmp_path / "mask.nii")
    with pytest.raises(RefusedError, match="several images"):
        read_mask_outlines(path, LABELS, Study(series=(doubled,)), worker=WORKER)


def test_several_volumes_or_pages_are_no_mask(tmp_path: Path) -> None:
    study = study_of(series_affine())
    image = nib.Nifti1Image(np.stack([volume().T, volume().T], axis=3), np.eye(4))
    nib.save(image, tmp_path / "4d.nii")
    with pytest.raises(UnreadableError, match="holds 2 volumes"):
        read_mask_outlines(tmp_path / "4d.nii", LABELS, study, worker=WORKER)
    page = Image.fromarray(volume()[2])
    page.save(tmp_path / "pages.tif", save_all=True, append_images=[page])
    with pytest.raises(UnreadableError, match="holds 2 pictures"):
        read_mask_outlines(tmp_path / "pages.tif", LABELS, study, worker=WORKER)


# Real data


def opened_with_pydicom(folder: Path) -> Series:
    import pydicom

    datasets = sorted(
        (pydicom.dcmread(path, stop_before_pixels=True) for path in folder.iterdir()),
        key=lambda d: d.ImagePositionPatient[2],
    )
    slices = []
    for ds in datasets:
        cosines = [float(v) for v in ds.ImageOrientationPatient]
        geometry = PlaneGeometry(
            orientation=Orientation(tuple(cosines[:3]), tuple(cosines[3:])),
            spacing=Spacing(*map(float, ds.PixelSpacing)),
            position_mm=tuple(map(float, ds.ImagePositionPatient)),
        )
        key = SliceKey(str(ds.SOPInstanceUID))
        slices.append(Slice(key, "", int(ds.Rows), int(ds.Columns), geometry, ValueMapping(), Zeros()))
    return Series(1, "1", 1, "", "MR", "", tuple(slices))


@pytest.mark.real_data
def test_real_masks_as_nifti(real_data: Path, tmp_path: Path) -> None:
    series = opened_with_pydicom(real_data / "tum01-dixon" / "in-phase")
    with np.load(real_data / "tum01-dixon" / "masks.npz") as file:
        labels = file["mask"]
    first, last = series.slices[0].geometry, series.slices[-1].geometry
    assert first.orientation is not None
    assert first.spacing is not None
    step = np.subtract(last.position_mm, first.position_mm) / (len(labels) - 1)  # type: ignore[arg-type]  # both positions are known here
    affine = np.eye(4)
    affine[:3, 0] = np.array(first.orientation.row) * first.spacing.column_mm
    affine[:3, 1] = np.array(first.orientation.column) * first.spacing.row_mm
    affine[:3, 2], affine[:3, 3] = step, first.position_mm
    if series.slices[0].key.uid != _first_uid(real_data):
        labels = labels[::-1]  # the file counts from the head
    path = nifti_mask(labels, affine, tmp_path / "mask.nii.gz")
    outlines = read_mask_outlines(path, LABELS, Study(series=(series,)), worker=WORKER)
    expected = {
        (series.slices[k].key, side): int((labels[k] == value).sum())
        for k in range(len(labels))
        for side, value in LABELS.items()
    }
    assert {(o.slice_key, o.side): o.area_px for o in outlines} == {k: v for k, v in expected.items() if v}
    assert sum(expected.values()) > 20_000
    for outline in outlines:
        place = series.slices[0].geometry.leftness([outline.centroid_px])[0]
        partner = [o for o in outlines if o.slice_key == outline.slice_key and o.side != outline.side]
        for other in partner:
            assert (place < series.slices[0].geometry.leftness([other.centroid_px])[0]) == (outline.side is Side.RIGHT)


def _first_uid(real_data: Path) -> str:
    """SOP Instance UID of instance 1, on which the masks begin."""
    import pydicom

    for path in (real_data / "tum01-dixon" / "in-phase").iterdir():
        ds = pydicom.dcmread(path, stop_before_pixels=True)
        if ds.InstanceNumber == 1:
            return str(ds.SOPInstanceUID)
    raise AssertionError("no instance 1")


@pytest.fixture
def real_data() -> Path:
    folder = os.environ.get("VIEWER_REAL_DATA")
    if not folder:
        pytest.skip("VIEWER_REAL_DATA is not set")
    return Path(folder)
