"""ImageJ selections: half a pixel, sub-pixel coordinates, names, and what encloses nothing."""

import io
import math
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from roifile import ROI_OPTIONS, ROI_SUBTYPE, ROI_TYPE, ImagejRoi

from viewer.core.coverage import exact_coverage
from viewer.core.outline import Side, Structure, signed_area
from viewer.core.series import SliceKey
from viewer.errors import OutlineError, RefusedError, UnreadableError, ViewerError
from viewer.io.imagej_roi import NamedOutline, read_roi_outlines, side_of_name

SQUARE = [[10, 20], [15, 20], [15, 26], [10, 26]]


def key_for(position: int | None) -> SliceKey:
    return SliceKey(f"slice {position}")


def polygon(points: Any = SQUARE, *, name: str = "", position: int = 0, z: int = 0) -> ImagejRoi:
    roi = ImagejRoi.frompoints(points)
    roi.name, roi.position, roi.z_position = name, position, z
    return roi


def read(tmp_path: Path, roi: ImagejRoi | bytes, name: str = "drawn.roi") -> NamedOutline:
    path = tmp_path / name
    path.write_bytes(roi if isinstance(roi, bytes) else roi.tobytes())
    (found,) = read_roi_outlines(path, key_for)
    return found


def boxed(kind: ROI_TYPE, left: int, top: int, width: int, height: int) -> ImagejRoi:
    roi = polygon(SQUARE)
    roi.roitype, roi.integer_coordinates, roi.n_coordinates = kind, None, 0
    roi.left, roi.top, roi.right, roi.bottom = left, top, left + width, top + height
    return roi


@pytest.mark.parametrize("kind", [ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED])
def test_half_a_pixel_comes_off(tmp_path: Path, kind: ROI_TYPE) -> None:
    roi = polygon(SQUARE)
    roi.roitype = kind
    found = read(tmp_path, roi)
    assert found.outline.rings == (((9.5, 19.5), (14.5, 19.5), (14.5, 25.5), (9.5, 25.5)),)
    # ImageJ's polygon from corner 10 to corner 15 covers pixels 10 to 14 wholly, and no other.
    coverage = exact_coverage(found.outline)
    assert (coverage.left, coverage.top, coverage.weights.shape) == (10, 20, (6, 5))
    np.testing.assert_allclose(coverage.weights, 1.0, atol=1e-12)
    assert found.outline.structure is Structure.MULTIFIDUS


def test_subpixel_coordinates(tmp_path: Path) -> None:
    points = np.array([[10.25, 20.5], [15.125, 21.75], [12.0, 30.5]], np.float32)
    found = read(tmp_path, polygon(points))
    np.testing.assert_array_equal(np.array(found.outline.rings[0]), points - 0.5)


def test_rectangle(tmp_path: Path) -> None:
    found = read(tmp_path, boxed(ROI_TYPE.RECT, 3, 4, 5, 6))
    assert found.outline.rings == (((2.5, 3.5), (7.5, 3.5), (7.5, 9.5), (2.5, 9.5)),)


def test_oval_has_the_area_of_its_ellipse(tmp_path: Path) -> None:
    found = read(tmp_path, boxed(ROI_TYPE.OVAL, 10, 20, 30, 40))
    assert found.outline.area_px == pytest.approx(math.pi * 15 * 20, rel=1e-12)
    assert found.outline.centroid_px == pytest.approx((24.5, 39.5))
    assert len(found.outline.rings[0]) >= 60
    x, y = np.array(found.outline.rings[0]).T
    distance = np.hypot((x - 24.5) / 15, (y - 39.5) / 20)
    assert np.abs(distance - 1).max() * 20 < 0.02


def test_subpixel_rectangle(tmp_path: Path) -> None:
    roi = boxed(ROI_TYPE.RECT, 3, 4, 5, 6)
    roi.version, roi.options = 228, ROI_OPTIONS.SUB_PIXEL_RESOLUTION
    roi.xd, roi.yd, roi.widthd, roi.heightd = 3.25, 4.5, 5.5, 6.0
    found = read(tmp_path, roi)
    assert found.outline.bounds_px == (2.75, 4.0, 8.25, 10.0)


def composite(path: list[float]) -> ImagejRoi:
    roi = boxed(ROI_TYPE.RECT, 0, 0, 20, 20)
    roi.shape_roi_size = len(path)
    roi.multi_coordinates = np.array(path, np.float32)
    return roi


def square_path(left: float, top: float, size: float) -> list[float]:
    return [0, left, top, 1, left + size, top, 1, left + size, top + size, 1, left, top + size, 4]


def test_composite_with_hole_and_island(tmp_path: Path) -> None:
    # Both borders and the hole turn the same way in the file, as ImageJ may write them.
    found = read(tmp_path, composite([*square_path(0, 0, 10), *square_path(2, 2, 4), *square_path(12, 0, 3)]))
    assert found.outline.area_px == 100 - 16 + 9
    assert [signed_area(ring) for ring in found.outline.rings] == [100, -16, 9]
    coverage = exact_coverage(found.outline)
    assert coverage.weights.sum() == pytest.approx(93)
    assert coverage.weights[3, 3] == pytest.approx(0)


def test_composite_with_curves(tmp_path: Path) -> None:
    k, r = 4 / 3 * math.tan(math.pi / 8) * 10, 10.0
    circle = [0, 2 * r, r, 3, 2 * r, r + k, r + k, 2 * r, r, 2 * r, 3, r - k, 2 * r, 0, r + k, 0, r]
    circle += [3, 0, r - k, r - k, 0, r, 0, 2, 2 * r, 0, 2 * r, r, 4]
    found = read(tmp_path, composite(circle))
    # Three quarters of a circle and a quarter under a parabola, whose area is 2/3 of its triangle more.
    expected = math.pi * r * r * 3 / 4 + r * r / 2 + 2 / 3 * r * r / 2
    assert found.outline.area_px == pytest.approx(expected, rel=3e-3)


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("right", Side.RIGHT),
        ("MF_right", Side.RIGHT),
        ("R", Side.RIGHT),
        ("0001-R", Side.RIGHT),
        ("multifidusLeft", Side.LEFT),
        ("LEFT multifidus", Side.LEFT),
        ("L4 l", Side.LEFT),
        ("L4-L5 right", Side.RIGHT),
        ("L4", Side.UNKNOWN),
        ("L4/L5", Side.UNKNOWN),
        ("bright", Side.UNKNOWN),
        ("RL", Side.UNKNOWN),
        ("right or left", Side.UNKNOWN),
        ("MF", Side.UNKNOWN),
        ("", Side.UNKNOWN),
    ],
)
def test_side_only_from_a_word(name: str, side: Side) -> None:
    assert side_of_name(name) is side


def test_name_and_position(tmp_path: Path) -> None:
    roi = polygon(SQUARE, name="MF_left", position=7)
    found = read(tmp_path, roi)
    assert (found.name, found.outline.side, found.outline.slice_key.uid) == ("MF_left", Side.LEFT, "slice 7")
    roi = polygon(z=3)
    found = read(tmp_path, roi, "right.roi")
    assert (found.name, found.outline.side, found.outline.slice_key.uid) == ("right", Side.RIGHT, "slice 3")
    assert read(tmp_path, polygon(SQUARE)).outline.slice_key.uid == "slice None"


def test_zip_of_the_roi_manager(tmp_path: Path) -> None:
    path = tmp_path / "RoiSet.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b_left.roi", polygon(SQUARE).tobytes())
        archive.writestr("notes.txt", "nothing")
        archive.writestr("a.roi", polygon(SQUARE, name="right").tobytes())
    found = read_roi_outlines(path, key_for)
    assert [(item.name, item.outline.side) for item in found] == [("b_left", Side.LEFT), ("right", Side.RIGHT)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    with pytest.raises(UnreadableError, match="holds no ImageJ selection"):
        read_roi_outlines(path, key_for)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ROI_TYPE.LINE, "a straight line"),
        (ROI_TYPE.FREELINE, "a freehand line"),
        (ROI_TYPE.POLYLINE, "a segmented line"),
        (ROI_TYPE.ANGLE, "an angle"),
        (ROI_TYPE.POINT, "points"),
    ],
)
def test_shapes_without_area_are_refused_by_name(tmp_path: Path, kind: ROI_TYPE, said: str) -> None:
    roi = polygon(SQUARE, name="what")
    roi.roitype = kind
    with pytest.raises(RefusedError, match=said) as caught:
        read(tmp_path, roi)
    assert "('what')" in str(caught.value)


def test_rounded_rectangles_and_text_are_refused(tmp_path: Path) -> None:
    roi = boxed(ROI_TYPE.RECT, 3, 4, 5, 6)
    roi.rounded_rect_arc_size = 3
    with pytest.raises(RefusedError, match="rounded corners"):
        read(tmp_path, roi)
    with pytest.raises(RefusedError, match="of an unknown kind"):
        read(tmp_path, WHOLE[:6] + b"\xee" + WHOLE[7:])
    roi = polygon(SQUARE)
    roi.subtype = ROI_SUBTYPE.ARROW
    with pytest.raises(RefusedError, match="an arrow"):
        read(tmp_path, roi)


WHOLE = polygon(SQUARE).tobytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing at all" * 10,
        WHOLE[:40],
        WHOLE[:70],
        WHOLE[:16] + struct.pack(">H", 60000) + WHOLE[18:],
        composite([1.0, 2.0, 3.0]).tobytes(),
        composite([0.0, 2.0]).tobytes(),
        composite([9.0, 2.0, 3.0]).tobytes(),
    ],
)
def test_damage_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"drawn\.roi") as caught:
        read(tmp_path, data)
    assert "\n" not in str(caught.value)


def test_outlines_without_area(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match=r"drawn\.roi"):
        read(tmp_path, polygon([[1, 1], [5, 5]]))
    points = np.array([[1, 1], [np.nan, 5], [5, 1]], np.float32)
    roi = polygon(np.nan_to_num(points) + 0.5)
    raw = roi.tobytes().replace(struct.pack(">f", 5.5), struct.pack(">f", float("nan")))
    with pytest.raises(OutlineError, match=r"drawn\.roi"):
        read(tmp_path, raw)


def test_changed_bytes_are_read_or_refused(tmp_path: Path, capfd: Any) -> None:
    random = np.random.default_rng(3)
    stream = io.BytesIO(polygon(SQUARE, name="MF_left", position=2).tobytes())
    whole = stream.getvalue()
    read_ones = 0
    for _ in range(400):
        data = bytearray(whole)
        data[random.integers(len(data))] = random.integers(256)
        try:
            read(tmp_path, bytes(data))
        except ViewerError as e:
            assert "\n" not in str(e)
        else:
            read_ones += 1
    assert 0 < read_ones < 400
    assert capfd.readouterr().err == ""
