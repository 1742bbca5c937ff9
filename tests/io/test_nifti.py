"""NIfTI: geometry against nibabel and SimpleITK, unknown stays unknown, damage is named."""

import gzip
import hashlib
import itertools
import os
import struct
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.in_process_worker import BytesSource, InProcessWorker
from viewer.core.series import Series
from viewer.errors import GeometryError, UnreadableError, ViewerError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.nifti import open_nifti, reading
from viewer.io.sources import local_file

SIZES = (2.5, 0.5, 4.0)
ORIENTATIONS = [
    np.column_stack([sign * np.eye(3)[axis] for axis, sign in zip(order, signs, strict=True)])
    for order in itertools.permutations(range(3))
    for signs in itertools.product((1.0, -1.0), repeat=3)
]


def affine_of(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    affine = np.eye(4)
    affine[:3, :3] = axes * SIZES
    affine[:3, 3] = (-31.25, 17.5, 202.125)
    return affine


def image_bytes(
    affine: NDArray[np.float64] | None = None,
    *,
    data: NDArray[np.generic] | None = None,
    codes: tuple[int, int] = (1, 1),
    kind: type = nib.Nifti1Image,
    change: Callable[[nib.Nifti1Header], None] | None = None,
    byte_order: str = "<",
) -> bytes:
    """NIfTI bytes; codes are (sform, qform)."""
    affine = affine_of(np.eye(3)) if affine is None else affine
    data = np.arange(60, dtype=np.int16).reshape(3, 4, 5) if data is None else data
    header = kind.header_class(endianness=byte_order)
    header.set_data_dtype(data.dtype)
    header.set_xyzt_units("mm")
    image = kind(data, affine, header)
    image.set_sform(affine, codes[0])
    image.set_qform(affine, codes[1])
    if change is not None:
        change(image.header)
    return image.to_bytes()


def opened(data: bytes) -> tuple[Series, tuple[str, ...]]:
    series = open_nifti(BytesSource(data, "study/scan.nii"), InProcessWorker(), number=3)
    return series, series.warnings


def patched(data: bytes, offset: int, form: str, *values: float) -> bytes:
    changed = bytearray(data)
    struct.pack_into("<" + form, changed, offset, *values)
    return bytes(changed)


@pytest.mark.parametrize("codes", [(1, 1), (1, 0), (0, 1)], ids=["both", "sform", "qform"])
@pytest.mark.parametrize("axes", ORIENTATIONS, ids=lambda a: "".join(nib.aff2axcodes(affine_of(a))))
def test_every_orientation_lies_where_nibabel_says(axes: NDArray[np.float64], codes: tuple[int, int]) -> None:
    affine = affine_of(axes)
    data = np.zeros((3, 4, 5), np.int16)
    data[2, 1, 3] = 7
    raw = image_bytes(affine, data=data, codes=codes)
    series, warnings = opened(raw)
    known = nib.Nifti1Image.from_bytes(raw).affine
    (k,) = (k for k, image in enumerate(series.slices) if image.stored().any())
    assert k == 3
    rows, columns = np.nonzero(series.slices[k].stored())
    assert (rows.tolist(), columns.tolist()) == ([1], [2])
    place = series.slices[k].geometry.to_patient_mm([[2.0, 1.0]])[0]
    expected = known @ [2, 1, 3, 1] * [-1, -1, 1, 1]
    np.testing.assert_allclose(place, expected[:3], atol=1e-4)
    edges = series.slices[k].edges
    assert edges is not None
    codes_ras = nib.aff2axcodes(known)  # nibabel says where an axis points to; S and I are H and F
    assert (edges.right, edges.bottom) == tuple(c.replace("S", "H").replace("I", "F") for c in codes_ras[:2])
    spacing = series.slices[k].geometry.spacing
    assert spacing is not None
    assert (spacing.column_mm, spacing.row_mm) == pytest.approx(SIZES[:2])
    assert warnings == ()


@pytest.mark.parametrize("codes", [(1, 1), (1, 0), (0, 1)], ids=["both", "sform", "qform"])
def test_simpleitk_agrees_on_all_orientations(tmp_path: Path, codes: tuple[int, int]) -> None:
    sitk = pytest.importorskip("SimpleITK")
    for number, axes in enumerate(ORIENTATIONS):
        turn = nib.eulerangles.euler2mat(0.1, -0.2, 0.3)
        path = tmp_path / f"{number}.nii"
        path.write_bytes(image_bytes(affine_of(turn @ axes), codes=codes))
        image = sitk.ReadImage(str(path))
        series = open_nifti(local_file(path), InProcessWorker(), number=1)
        for k, x, y in ((0, 0, 0), (4, 2, 3)):
            place = series.slices[k].geometry.to_patient_mm([[x, y]])[0]
            itk_place = image.TransformIndexToPhysicalPoint((x, y, k))
            np.testing.assert_allclose(place, itk_place, atol=2e-4)


@settings(max_examples=60, deadline=None)
@given(
    angles=st.tuples(*[st.floats(-3.1, 3.1)] * 3),
    sizes=st.tuples(*[st.floats(0.2, 9.0)] * 3),
    mirrored=st.booleans(),
    codes=st.sampled_from([(1, 1), (2, 0), (0, 3)]),
)
def test_oblique_grids_lie_where_nibabel_says(
    angles: tuple[float, float, float],
    sizes: tuple[float, float, float],
    mirrored: bool,
    codes: tuple[int, int],
) -> None:
    affine = np.eye(4)
    affine[:3, :3] = nib.eulerangles.euler2mat(*angles) * sizes
    if mirrored:
        affine[:3, 0] *= -1.0
    raw = image_bytes(affine, codes=codes)
    series, warnings = opened(raw)
    known = nib.Nifti1Image.from_bytes(raw).affine
    place = series.slices[4].geometry.to_patient_mm([[2.0, 3.0]])[0]
    # Near a half turn the two readers round the 32-bit quaternion differently (0.0011 of the distance).
    distance = np.linalg.norm(affine[:3, :3] @ [2, 3, 4])
    tolerance = 1e-4 + (1.2e-3 * distance if codes[0] == 0 else 0.0)
    np.testing.assert_allclose(place, (known @ [2, 3, 4, 1])[:3] * [-1, -1, 1], atol=tolerance)
    assert warnings == ()


def test_identity_of_slices() -> None:
    raw = image_bytes()
    series, _ = opened(raw)

    content = "sha256:" + hashlib.sha256(raw).hexdigest()
    assert [(s.key.uid, s.key.frame) for s in series.slices] == [(content, k) for k in range(1, 6)]
    assert (series.number, series.source_kind, series.series_uid) == (3, "nifti", content)
    assert (series.slices[0].rows, series.slices[0].columns, series.plane) == (4, 3, "axial")


@pytest.mark.parametrize("kind", [nib.Nifti1Image, nib.Nifti2Image])
@pytest.mark.parametrize("byte_order", ["<", ">"])
@pytest.mark.parametrize("packed", [False, True], ids=["nii", "nii.gz"])
@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4", "f8", "i1", "u2", "u4", "i8", "u8"])
def test_every_number_format(kind: type, byte_order: str, packed: bool, dtype: str) -> None:
    data = np.arange(60).reshape(3, 4, 5).astype(dtype)
    if data.dtype.kind != "u":
        data[0, 0, 0] = -5
    raw = image_bytes(data=data, kind=kind, byte_order=byte_order)
    series, _ = opened(gzip.compress(raw) if packed else raw)
    for k, image in enumerate(series.slices):
        stored = image.stored()
        np.testing.assert_array_equal(stored, data[:, :, k].T)
        assert stored.dtype == np.dtype(dtype)
        assert not stored.flags.writeable
    limits = series.slices[0].stored_range
    assert limits == (None if data.dtype.kind == "f" else (np.iinfo(dtype).min, np.iinfo(dtype).max))


def test_scaling_nan_and_window() -> None:
    def change(header: nib.Nifti1Header) -> None:
        header["cal_min"], header["cal_max"] = 10, 50

    raw = image_bytes(change=change)
    scaled = patched(raw, 112, "2f", 2.0, -3.0)
    image = opened(scaled)[0].slices[1]
    np.testing.assert_array_equal(image.values(), 2.0 * image.stored() - 3.0)
    assert image.window is not None
    assert (image.window.center, image.window.width) == (30.0, 40.0)
    for slope in (0.0, float("nan"), float("inf")):
        image = opened(patched(raw, 112, "2f", slope, 9.0))[0].slices[1]
        np.testing.assert_array_equal(image.values(), image.stored())
    floats = np.zeros((3, 4, 5), np.float32)
    floats[1, 2, 0] = np.nan
    values = opened(image_bytes(data=floats))[0].slices[0].values()
    assert np.isnan(values[2, 1])
    assert np.isnan(values).sum() == 1
    with pytest.raises(GeometryError, match="scan.nii"):
        opened(patched(raw, 112, "2f", 1.0, float("nan")))


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1.0), ("meter", 1000.0), ("micron", 0.001)])
def test_units_of_length(unit: str, factor: float) -> None:
    affine = affine_of(np.eye(3)) / [[factor], [factor], [factor], [1.0]]
    for codes in ((1, 1), (0, 1), (1, 0), (0, 0)):
        raw = image_bytes(affine, codes=codes, change=lambda header: header.set_xyzt_units(unit))
        geometry = opened(raw)[0].slices[2].geometry
        assert geometry.spacing is not None
        assert geometry.spacing.row_mm == pytest.approx(0.5)
        assert geometry.position_mm is None or geometry.position_mm == pytest.approx((31.25, -17.5, 210.125))


def test_a_wrong_unit_is_refused_by_name() -> None:
    with pytest.raises(GeometryError, match=r"study/scan\.nii cannot be used: .* 500 mm.* Write the file again"):
        opened(image_bytes(change=lambda header: header.set_xyzt_units("meter")))


def test_unknown_unit_is_said() -> None:
    series, warnings = opened(image_bytes(change=lambda header: header.set_xyzt_units(0)))
    assert len(warnings) == 1
    assert "millimetres are assumed" in warnings[0]
    assert series.slices[0].geometry.spacing is not None


def test_without_codes_there_is_no_orientation() -> None:
    series, warnings = opened(image_bytes(codes=(0, 0)))
    geometry = series.slices[0].geometry
    assert (geometry.orientation, geometry.position_mm, series.plane) == (None, None, "unknown")
    assert geometry.spacing is not None
    assert (geometry.spacing.row_mm, geometry.spacing.column_mm) == (0.5, 2.5)
    assert any("right and left are unknown" in w for w in warnings)


@pytest.mark.parametrize("bad", [0.0, float("nan"), -1.0, float("inf")])
def test_impossible_voxel_size(bad: float) -> None:
    none = patched(image_bytes(codes=(0, 0)), 80, "f", bad)
    series, warnings = opened(none)
    assert series.slices[0].geometry.spacing is None
    assert any("pixel spacing is unknown" in w for w in warnings)
    with pytest.raises(GeometryError, match="scan.nii"):
        opened(patched(image_bytes(codes=(0, 1)), 80, "f", bad))
    alone = opened(patched(image_bytes(codes=(1, 0)), 80, "f", bad))[0].slices[0].geometry.spacing
    assert alone is not None  # the sform holds the size itself
    assert alone.column_mm == 2.5


def test_transforms_that_disagree() -> None:
    def mirrored(header: nib.Nifti1Header) -> None:
        header.set_qform(affine_of(np.diag([-1.0, 1.0, 1.0])), 1)

    series, warnings = opened(image_bytes(change=mirrored))
    geometry = series.slices[0].geometry
    assert (geometry.orientation, geometry.position_mm) == (None, None)
    assert geometry.spacing is not None
    assert len(warnings) == 1
    assert "disagree on the orientation" in warnings[0]

    moved = affine_of(np.eye(3))
    moved[0, 3] += 0.02
    series, warnings = opened(image_bytes(change=lambda header: header.set_qform(moved, 1)))
    assert series.slices[0].geometry.orientation is not None
    assert series.slices[0].geometry.position_mm is None
    assert "disagree on the position" in warnings[0]

    scaled = affine_of(np.eye(3)) @ np.diag([1.001, 1.0, 1.0, 1.0])
    series, warnings = opened(image_bytes(change=lambda header: header.set_qform(scaled, 1)))
    assert series.slices[0].geometry.spacing is None
    assert series.slices[0].geometry.orientation is not None
    assert "disagree on the voxel size" in warnings[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((float("nan"), 0.0, 0.0, 1.0), "not a finite number"),
        ((float("inf"), 0.0, 0.0, 1.0), "not a finite number"),
        ((0.0, 0.0, 0.0, 1.0), "axis of no length"),
        ((1.0, 0.3, 0.0, 1.0), "not perpendicular"),
        ((1.0, 0.0, 0.3, 1.0), "not perpendicular"),
    ],
)
def test_impossible_sform(row: tuple[float, ...], said: str) -> None:
    raw = image_bytes(affine_of(np.eye(3)), codes=(1, 0))
    with pytest.raises(GeometryError, match=said) as caught:
        opened(patched(raw, 280, "4f", *row))
    assert "The sform of study/scan.nii" in str(caught.value)
    assert opened(patched(image_bytes(codes=(0, 1)), 280, "4f", *row))[0].plane == "axial"  # code 0: not looked at


def test_impossible_qform() -> None:
    raw = image_bytes(codes=(0, 1))
    with pytest.raises(GeometryError, match="quaternion longer than 1"):
        opened(patched(raw, 256, "3f", 0.9, 0.9, 0.0))
    with pytest.raises(GeometryError, match="not a finite number"):
        opened(patched(raw, 268, "f", float("nan")))


def test_four_dimensions_show_the_first_volume() -> None:
    data = np.arange(120, dtype=np.int16).reshape(3, 4, 5, 2)
    for raw in (image_bytes(data=data), gzip.compress(image_bytes(data=data))):
        series, warnings = opened(raw)
        assert len(series.slices) == 5
        assert "2 volumes" in warnings[0]
        np.testing.assert_array_equal(series.slices[4].stored(), data[:, :, 4, 0].T)


def test_two_dimensions_are_one_slice() -> None:
    series, _ = opened(image_bytes(data=np.zeros((3, 4), np.int16)))
    assert len(series.slices) == 1
    assert series.plane == "axial"


@pytest.mark.parametrize(
    ("dtype", "said"),
    [(np.dtype("c8"), "complex"), (np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")]), "colours")],
)
def test_colours_and_complex_are_refused(dtype: np.dtype[np.generic], said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        opened(image_bytes(data=np.zeros((3, 4, 5), dtype)))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda raw: raw[:200], "cut short inside its NIfTI header"),
        (lambda raw: raw[:-1], "cut short: it has 471 of the 472 bytes"),
        (lambda raw: gzip.compress(raw[:-1]), "cut short"),
        (lambda raw: gzip.compress(raw)[:-30], "cannot be inflated|cut short"),
        (lambda raw: gzip.compress(raw)[:-8] + b"\0" * 8, "cannot be inflated"),
        (lambda raw: b"hello world" * 60, "is not a NIfTI file"),
        (lambda raw: patched(raw, 344, "4s", b"ni1\0"), ".hdr/.img pair"),
        (lambda raw: patched(raw, 344, "4s", b"\0\0\0\0"), "Analyze"),
        (lambda raw: patched(raw, 40, "h", 0), "dimensions"),
        (lambda raw: patched(raw, 40, "h", 9), "dimensions"),
        (lambda raw: patched(raw, 42, "h", -3), "dimensions"),
        (lambda raw: patched(raw, 42, "h", 8193), "8193 × 4 pixels"),
        (lambda raw: patched(raw, 42, "3h", 8192, 4096, 4096), "GB of pixels"),
        (lambda raw: gzip.compress(patched(raw, 42, "3h", 8192, 4096, 4096)), "GB of pixels"),
        (lambda raw: patched(raw, 70, "h", 77), "data type 77"),
        (lambda raw: patched(raw, 108, "f", 0.0), "start at byte 0"),
        (lambda raw: patched(raw, 108, "f", float("nan")), "start at byte nan"),
    ],
)
def test_damage_is_one_sentence(make: Callable[[bytes], bytes], said: str) -> None:
    with pytest.raises(UnreadableError, match=said) as caught:
        opened(make(image_bytes()))
    assert "study/scan.nii" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bomb_is_inflated_no_further_than_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    tail = gzip.compress(bytes(50_000_000), compresslevel=9)
    series, _ = opened(gzip.compress(image_bytes()) + tail)
    assert len(series.slices) == 5
    assert sum(map(len, reading._inflated.values())) < 1000


def test_the_decode_worker_gives_the_same(tmp_path: Path) -> None:
    raw = image_bytes()
    path = tmp_path / "scan.nii.gz"
    path.write_bytes(gzip.compress(raw))
    with DecodeWorker() as worker:
        for source in (local_file(path), BytesSource(path.read_bytes())):
            series = open_nifti(source, worker, number=1)
            for image, expected in zip(series.slices, opened(raw)[0].slices, strict=True):
                np.testing.assert_array_equal(image.stored(), expected.stored())
        path.write_bytes(gzip.compress(patched(raw, 42, "3h", 8192, 4096, 4096)))
        with pytest.raises(UnreadableError, match="GB of pixels"):
            open_nifti(local_file(path), worker, number=1)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 351), value=st.integers(0, 255))
def test_one_changed_byte_is_read_or_refused(place: int, value: int) -> None:
    raw = bytearray(image_bytes())
    raw[place] = value
    try:
        series, _ = opened(bytes(raw))
        shapes = {image.stored().shape for image in series.slices}
    except ViewerError as e:
        assert "\n" not in str(e)
    else:
        assert len(shapes) == 1


@pytest.mark.real_data
def test_real_volumes_lie_where_nibabel_says(real_data: Path) -> None:
    paths = sorted(p for p in real_data.rglob("*.nii*") if p.is_file())
    assert len(paths) >= 10
    for path in paths:
        series = open_nifti(local_file(path), InProcessWorker(), number=1)
        image = nib.load(path)
        k = len(series.slices) // 2
        np.testing.assert_array_equal(series.slices[k].values(), _first_volume(image)[:, :, k].T)
        place = series.slices[k].geometry.to_patient_mm([[5.0, 7.0]])[0]
        np.testing.assert_allclose(place, (image.affine @ [5, 7, k, 1])[:3] * [-1, -1, 1], atol=0.01)


def _first_volume(image: nib.Nifti1Image) -> NDArray[np.float64]:
    return np.asarray(image.dataobj[..., 0] if image.ndim == 4 else image.dataobj, dtype=np.float64)


@pytest.fixture
def real_data() -> Path:
    folder = os.environ.get("VIEWER_REAL_DATA")
    if not folder:
        pytest.skip("VIEWER_REAL_DATA is not set")
    return Path(folder)
