"""Masks as NRRD, as pictures and as DICOM segmentations."""

import bz2
import gzip
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import highdicom as hd
import nrrd
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.mask_study import (
    COLUMN_MM,
    COLUMNS,
    COUNT,
    LABELS,
    ROW_MM,
    ROWS,
    WORKER,
    nifti_mask,
    painted,
    series_affine,
    shifted,
    study_of,
    volume,
)
from tests.synthetic import axial_series, mr_image
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.errors import RefusedError, UnreadableError, UsageError, ViewerError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.masks import read_mask_outlines

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
    dataset._db_con.close()  # highdicom leaves its tables in memory open, which Python 3.13 warns of
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
