"""Masks: area = pixel count, the same voxels however stored, or a refusal that says what differs."""

import bz2
import gzip
import io
import itertools
import os
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import highdicom as hd
import nibabel as nib
import nrrd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from tests.in_process_worker import InProcessWorker
from tests.synthetic import axial_series, mr_image
from viewer.core.coverage import exact_coverage
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure, has_crossing, signed_area
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.errors import GeometryError, RefusedError, UnreadableError, UsageError, ViewerError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.masks import read_mask_outlines, rings_of_mask

ROWS, COLUMNS, COUNT = 6, 5, 4
ROW_MM, COLUMN_MM, STEP_MM = 0.5, 0.7, 4.0
LABELS = {Side.RIGHT: 2, Side.LEFT: 3}
TURN = nib.eulerangles.euler2mat(0.05, 0.1, -0.2)
WORKER: Any = InProcessWorker()


@dataclass(frozen=True)
class Zeros:
    def read(self) -> NDArray[np.generic]:
        return np.zeros((ROWS, COLUMNS), np.int16)


def series_affine(count: int = COUNT) -> NDArray[np.float64]:
    """Index (x, y, slice, 1) → LPS mm of the series below: oblique, anisotropic."""
    affine = np.eye(4)
    affine[:3, :3] = TURN * [COLUMN_MM, ROW_MM, STEP_MM]
    affine[:3, 3] = (-31.0, 12.5, 100.25)
    return affine


def study_of(affine: NDArray[np.float64] | None, *, count: int = COUNT, number: int = 1, kind: str = "dicom") -> Study:
    slices = []
    for k in range(count):
        geometry = PlaneGeometry()
        if affine is not None:
            lengths = np.linalg.norm(affine[:3, :3], axis=0)
            axes = affine[:3, :3] / lengths
            geometry = PlaneGeometry(
                orientation=Orientation(tuple(axes[:, 0].tolist()), tuple(axes[:, 1].tolist())),
                spacing=Spacing(row_mm=lengths[1], column_mm=lengths[0]),
                position_mm=tuple((affine @ [0, 0, k, 1])[:3].tolist()),
            )
        slices.append(
            Slice(
                key=SliceKey(f"1.2.{number}.{k}"),
                file="a.dcm",
                rows=ROWS,
                columns=COLUMNS,
                geometry=geometry,
                mapping=ValueMapping(),
                reader=Zeros(),
            )
        )
    series = Series(number, f"1.2.{number}", None, "", "MR", "", tuple(slices), source_kind=kind)
    return Study(series=(series,))


def volume() -> NDArray[np.uint8]:
    """Labels (slice, row, column): right in slices 1 and 2, left in slice 2, with a hole and two islands."""
    labels = np.zeros((COUNT, ROWS, COLUMNS), np.uint8)
    labels[1, 1:4, 1:4] = 2
    labels[1, 2, 2] = 0
    labels[2, 0:2, 0:2] = 2
    labels[2, 4, 0] = 2
    labels[2, 1:6, 4] = 3
    return labels


def nifti_mask(
    labels: NDArray[Any], affine_lps: NDArray[np.float64], path: Path, codes: tuple[int, int] = (1, 1)
) -> Path:
    """Write labels (slice, row, column) as i = column, j = row, k = slice."""
    affine = np.diag([-1, -1, 1, 1]) @ affine_lps
    image = nib.Nifti1Image(np.ascontiguousarray(labels.T), affine)
    image.header.set_xyzt_units("mm")
    image.set_sform(affine, codes[0])
    image.set_qform(affine, codes[1])
    nib.save(image, path)
    return path


def painted(outlines: Sequence[Outline], study: Study) -> NDArray[np.uint8]:
    """Labels (slice, row, column) that outlines cover; every pixel must be covered wholly or not at all."""
    labels = np.zeros((COUNT, ROWS, COLUMNS), np.uint8)
    places = {image.key: k for k, image in enumerate(study.series[0].slices)}
    for outline in outlines:
        coverage = exact_coverage(outline)
        whole = np.rint(coverage.weights)
        np.testing.assert_allclose(coverage.weights, whole, atol=1e-12)
        labels[places[outline.slice_key]][coverage.box] += (whole * LABELS[outline.side]).astype(np.uint8)
    return labels


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


def shifted(affine: NDArray[np.float64], mm: float) -> NDArray[np.float64]:
    moved = affine.copy()
    moved[:3, 3] += TURN[:, 2] * mm
    return moved


def turned(affine: NDArray[np.float64]) -> NDArray[np.float64]:
    turn = np.eye(4)
    turn[:3, :3] = nib.eulerangles.euler2mat(0.05, 0, 0)
    return turn @ affine


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


# NRRD


def nrrd_bytes(labels: NDArray[Any], **changed: Any) -> bytes:
    affine = series_affine()
    header = {
        "space": "left-posterior-superior",
        "space directions": affine[:3, :3].T,
        "space origin": affine[:3, 3],
        "kinds": ["domain"] * 3,
        "encoding": "gzip",
        **changed,
    }
    stream = io.BytesIO()
    nrrd.write(stream, np.ascontiguousarray(labels.T), header)
    return stream.getvalue()


def from_nrrd(data: bytes, tmp_path: Path, study: Study | None = None) -> NDArray[np.uint8]:
    path = tmp_path / "mask.seg.nrrd"
    path.write_bytes(data)
    study = study or study_of(series_affine())
    return painted(read_mask_outlines(path, LABELS, study, worker=WORKER), study)


@pytest.mark.parametrize("encoding", ["gzip", "raw", "bzip2"])
@pytest.mark.parametrize("dtype", ["u1", "i2", ">i2", "f4", "u4", "i8"])
def test_nrrd(tmp_path: Path, encoding: str, dtype: str) -> None:
    np.testing.assert_array_equal(from_nrrd(nrrd_bytes(volume().astype(dtype), encoding=encoding), tmp_path), volume())


@pytest.mark.parametrize(
    ("space", "signs"), [("right-anterior-superior", (-1, -1, 1)), ("LAS", (1, -1, 1)), ("RAS", (-1, -1, 1))]
)
def test_nrrd_spaces(tmp_path: Path, space: str, signs: tuple[int, ...]) -> None:
    affine = np.diag([*signs, 1]) @ series_affine()
    data = nrrd_bytes(volume(), **{"space": space, "space directions": affine[:3, :3].T, "space origin": affine[:3, 3]})
    np.testing.assert_array_equal(from_nrrd(data, tmp_path), volume())


def test_nrrd_with_a_single_layer(tmp_path: Path) -> None:
    data = nrrd_bytes(
        volume()[..., np.newaxis],
        **{
            "space directions": np.vstack([np.full(3, np.nan), series_affine()[:3, :3].T]),
            "kinds": ["list", "domain", "domain", "domain"],
        },
    )
    np.testing.assert_array_equal(from_nrrd(data, tmp_path), volume())
    two = nrrd_bytes(
        np.stack([volume(), volume()], axis=-1),
        **{
            "space directions": np.vstack([np.full(3, np.nan), series_affine()[:3, :3].T]),
            "kinds": ["list", "domain", "domain", "domain"],
        },
    )
    with pytest.raises(UnreadableError, match="several layers"):
        from_nrrd(two, tmp_path)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda d: d.replace(b"sizes: 5 6 4", b"sizes: 5 6 9"), UnreadableError, "cut short"),
        (lambda d: d.replace(b"sizes: 5 6 4", b"sizes: 50000 60000 4"), UnreadableError, "cannot be opened"),
        (lambda d: d.replace(b"sizes: 5 6 4", b"sizes: 5 x 4"), UnreadableError, "damaged or incomplete"),
        (lambda d: d.replace(b"encoding: gzip", b"encoding: hexa"), UnreadableError, "stored|stores its voxels"),
        (
            lambda d: d.replace(b"encoding: gzip", b"encoding: gzip\ndata file: /etc/passwd"),
            UnreadableError,
            "another file",
        ),
        (lambda d: d.replace(b"type: uint8", b"type: block"), UnreadableError, "damaged or incomplete"),
        (lambda d: d[:-5], UnreadableError, "cut short"),
        (lambda d: d.replace(b"left-posterior-superior", b"3D-right-handed"), RefusedError, "does not state its place"),
        (lambda d: b"NRRD0004\n", UnreadableError, "damaged or incomplete"),
        (lambda d: b"NRRD9999\n\n", UnreadableError, "damaged or incomplete"),
    ],
)
def test_damaged_nrrd_is_one_sentence(tmp_path: Path, make: Any, error: type[ViewerError], said: str) -> None:
    with pytest.raises(error, match=said) as caught:
        from_nrrd(make(nrrd_bytes(volume())), tmp_path)
    assert "\n" not in str(caught.value)
    assert "mask.seg.nrrd" in str(caught.value)


def test_nrrd_bombs_are_inflated_no_further_than_declared(tmp_path: Path) -> None:
    head = nrrd_bytes(volume(), encoding="raw").split(b"\n\n")[0]
    raw = volume().tobytes() + bytes(30_000_000)
    for encoding, packed in ((b"gzip", gzip.compress(raw)), (b"bzip2", bz2.compress(raw))):
        data = head.replace(b"encoding: raw", b"encoding: " + encoding) + b"\n\n" + packed
        np.testing.assert_array_equal(from_nrrd(data, tmp_path), volume())


# Pictures


def picture(path: Path, labels: NDArray[Any] | Image.Image) -> Path:
    (labels if isinstance(labels, Image.Image) else Image.fromarray(labels)).save(path)
    return path


def test_png_on_a_single_slice(tmp_path: Path) -> None:
    labels = volume()[2]
    single = study_of(None, count=1, kind="picture")
    palette = Image.new("P", (COLUMNS, ROWS))
    palette.putdata(labels.ravel().tolist())
    palette.putpalette([0, 0, 0, 9, 9, 9, 255, 0, 0, 0, 255, 0])
    for number, image in enumerate((labels, labels.astype(np.uint16), palette)):
        outlines = read_mask_outlines(picture(tmp_path / f"{number}.png", image), LABELS, single, worker=WORKER)
        assert [(o.side, o.area_px) for o in outlines] == [(Side.RIGHT, 5.0), (Side.LEFT, 5.0)]
        assert outlines[1].rings[0][0] == (3.5, 0.5)


def test_png_that_cannot_be_placed(tmp_path: Path) -> None:
    path = picture(tmp_path / "mask.png", volume()[2])
    with pytest.raises(UsageError, match="does not tell its slice"):
        read_mask_outlines(path, LABELS, study_of(series_affine()), worker=WORKER)
    small = picture(tmp_path / "small.png", volume()[2][:5])
    with pytest.raises(RefusedError, match=r"has 5 × 5 pixels .* the image 5 × 6"):
        read_mask_outlines(small, LABELS, study_of(None, count=1), worker=WORKER)
    colour = picture(tmp_path / "colour.png", np.dstack([volume()[2] * 80, volume()[2], volume()[2]]))
    with pytest.raises(UnreadableError, match="holds no labels"):
        read_mask_outlines(colour, LABELS, study_of(None, count=1), worker=WORKER)


def test_shallow_png_keeps_its_label_numbers(tmp_path: Path) -> None:
    labels = volume()[2]
    bits = np.unpackbits(labels[:, :, np.newaxis], axis=2)[:, :, 6:].reshape(ROWS, -1)  # 2 bits a pixel
    raw = b"".join(b"\0" + np.packbits(row).tobytes() for row in bits)
    parts = (
        (b"IHDR", struct.pack(">2I5B", COLUMNS, ROWS, 2, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(raw)),
        (b"IEND", b""),
    )
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    (tmp_path / "two.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    outlines = read_mask_outlines(tmp_path / "two.png", LABELS, study_of(None, count=1), worker=WORKER)
    assert [o.area_px for o in outlines] == [5.0, 5.0]


# DICOM segmentations


def segmentation(
    masks: NDArray[np.bool_],
    sources: list[Any],
    segmentation_type: hd.seg.SegmentationTypeValues = hd.seg.SegmentationTypeValues.BINARY,
) -> bytes:
    """Segments 2 (right) and 3 (left) from masks (slice, row, column, segment)."""
    from pydicom.sr.codedict import codes

    segments = [
        hd.seg.SegmentDescription(
            segment_number=number,
            segment_label=label,
            segmented_property_category=codes.SCT.Tissue,
            segmented_property_type=codes.SCT.SkeletalMuscle,
            algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
        )
        for number, label in ((1, "other"), (2, "right"), (3, "left"))
    ]
    other = np.zeros_like(masks[..., :1])
    dataset = hd.seg.Segmentation(
        source_images=sources,
        pixel_array=np.concatenate([other, masks], axis=-1).astype(np.uint8),
        segmentation_type=segmentation_type,
        segment_descriptions=segments,
        series_instance_uid=hd.UID("1.2.3.4"),
        series_number=9,
        sop_instance_uid=hd.UID("1.2.3.4.5"),
        instance_number=1,
        manufacturer="Test",
        manufacturer_model_name="Test",
        software_versions="1",
        device_serial_number="1",
    )
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def seg_sources() -> list[Any]:
    affine = series_affine()
    axes = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    return [
        mr_image(
            pixels=np.zeros((ROWS, COLUMNS), np.uint16),
            orientation=[*axes[:, 0], *axes[:, 1]],
            position=(affine @ [0, 0, k, 1])[:3],
            spacing=(ROW_MM, COLUMN_MM),
            instance=k + 1,
            SOPInstanceUID=f"1.2.1.{k}",
        )
        for k in range(COUNT)
    ]


def seg_path(tmp_path: Path, change: Any = None, **options: Any) -> Path:
    masks = np.stack([volume() == 2, volume() == 3], axis=-1)
    if change is not None:
        change(masks)
    path = tmp_path / "seg.dcm"
    path.write_bytes(segmentation(masks, seg_sources(), **options))
    return path


def test_dicom_segmentation(tmp_path: Path) -> None:
    study = study_of(series_affine())
    outlines = read_mask_outlines(seg_path(tmp_path), LABELS, study, worker=WORKER)
    np.testing.assert_array_equal(painted(outlines, study), volume())


def test_dicom_label_map(tmp_path: Path) -> None:
    study = study_of(series_affine())
    path = seg_path(tmp_path, segmentation_type=hd.seg.SegmentationTypeValues.LABELMAP)
    np.testing.assert_array_equal(painted(read_mask_outlines(path, LABELS, study, worker=WORKER), study), volume())


def test_overlapping_segments_keep_their_pixels(tmp_path: Path) -> None:
    def overlap(masks: NDArray[np.bool_]) -> None:
        masks[2, 0:2, 0:2, 1] = True

    outlines = read_mask_outlines(seg_path(tmp_path, overlap), LABELS, study_of(series_affine()), worker=WORKER)
    assert [o.area_px for o in outlines] == [8.0, 5.0, 9.0]


def test_a_segmentation_goes_to_the_series_it_names(tmp_path: Path) -> None:
    both = Study(series=(study_of(series_affine(), number=1).series[0], study_of(series_affine(), number=2).series[0]))
    outlines = read_mask_outlines(seg_path(tmp_path), LABELS, both, worker=WORKER)
    assert {o.slice_key.uid[:5] for o in outlines} == {"1.2.1"}


def test_segmentations_that_cannot_be_used(tmp_path: Path) -> None:
    study = study_of(series_affine())
    with pytest.raises(UsageError, match="holds no label 9; its labels are 2, 3"):
        read_mask_outlines(seg_path(tmp_path), {Side.RIGHT: 9}, study, worker=WORKER)
    with pytest.raises(RefusedError, match="its slices lie up to 0.3 mm"):
        read_mask_outlines(seg_path(tmp_path), LABELS, study_of(shifted(series_affine(), 0.3)), worker=WORKER)
    fractional = seg_path(tmp_path, segmentation_type=hd.seg.SegmentationTypeValues.FRACTIONAL)
    with pytest.raises(UnreadableError, match="holds fractions per pixel"):
        read_mask_outlines(fractional, LABELS, study, worker=WORKER)
    (image,) = axial_series(tmp_path / "series", 1)
    with pytest.raises(UnreadableError, match="no segmentation"):
        read_mask_outlines(image, LABELS, study, worker=WORKER)
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(seg_path(tmp_path).read_bytes()[:-30])
    with pytest.raises(UnreadableError, match="damaged or incomplete"):
        read_mask_outlines(cut, LABELS, study, worker=WORKER)


def test_the_decode_worker_gives_the_same(tmp_path: Path) -> None:
    study = study_of(series_affine())
    nrrd_path = tmp_path / "mask.nrrd"
    nrrd_path.write_bytes(nrrd_bytes(volume()))
    paths = (nifti_mask(volume(), series_affine(), tmp_path / "mask.nii.gz"), nrrd_path, seg_path(tmp_path))
    with DecodeWorker() as worker:
        for path in paths:
            outlines = read_mask_outlines(path, LABELS, study, worker=worker)
            np.testing.assert_array_equal(painted(outlines, study), volume())
        with pytest.raises(UnreadableError, match=r"seg\.dcm is a DICOM"):
            read_mask_outlines(axial_series(tmp_path, 1)[0].rename(tmp_path / "seg.dcm"), LABELS, study, worker=worker)


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
    step = np.subtract(last.position_mm, first.position_mm) / (len(labels) - 1)  # type: ignore[arg-type]
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
