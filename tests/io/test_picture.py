"""Pictures: values as stored, nothing assumed of the patient, damage named."""

import hashlib
import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.in_process_worker import BytesSource, InProcessWorker
from viewer.core.series import Series
from viewer.errors import UnreadableError, ViewerError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.picture import open_picture
from viewer.io.sources import local_file

GREY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20


def packed(pixels: NDArray[Any] | Image.Image, form: str, **options: Any) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def opened(data: bytes) -> tuple[Series, tuple[str, ...]]:
    series = open_picture(BytesSource(data, "figs/slice.png"), InProcessWorker(), number=2)
    return series, series.warnings


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(columns: int, rows: int, raw: bytes, *, depth: int = 8, colour: int = 0, end: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">2I5B", columns, rows, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(raw, 9)) + (end or chunk(b"IEND", b""))


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_values_are_those_stored(form: str, dtype: type) -> None:
    pixels = (GREY.astype(dtype) * (257 if dtype is np.uint16 else 1)).astype(dtype)
    raw = packed(pixels, form)
    series, warnings = opened(raw)
    (image,) = series.slices
    stored = image.stored()
    np.testing.assert_array_equal(stored, pixels)
    assert stored.dtype == dtype
    assert not stored.flags.writeable
    assert image.stored_range == (0, np.iinfo(dtype).max)
    assert (image.rows, image.columns, warnings) == (3, 4, ())
    assert image.key.uid == "sha256:" + hashlib.sha256(raw).hexdigest()
    assert image.key.frame == 1


def test_nothing_is_known_of_the_patient() -> None:
    series, _ = opened(packed(GREY, "PNG", dpi=(25.4, 25.4)))
    geometry = series.slices[0].geometry
    assert (geometry.orientation, geometry.spacing, geometry.position_mm) == (None, None, None)
    assert (series.plane, series.source_kind, series.number) == ("unknown", "picture", 2)
    acquisition = series.slices[0].acquisition
    assert acquisition.image_type == ("DERIVED", "SECONDARY")
    assert acquisition.has_burned_in_text is None
    assert not acquisition.is_lossy


def test_jpeg_is_lossy() -> None:
    series, _ = opened(packed(np.full((20, 30), 90, np.uint8), "JPEG", quality=95))
    assert series.slices[0].acquisition.is_lossy
    assert np.abs(series.slices[0].stored().astype(int) - 90).max() <= 1


def test_jpeg_inside_a_tiff_is_lossy_and_lzw_is_not() -> None:
    smooth = np.full((32, 32), 90, np.uint8)
    for compression, is_lossy in (("jpeg", True), ("tiff_lzw", False)):
        series, _ = opened(packed(smooth, "TIFF", compression=compression))
        assert series.slices[0].acquisition.is_lossy is is_lossy


def test_several_jpegs_in_one_file_are_lossy() -> None:
    frames = [Image.fromarray(np.full((16, 16), v, np.uint8)) for v in (90, 200)]
    stream = io.BytesIO()
    frames[0].save(stream, "MPO", save_all=True, append_images=frames[1:])
    series, warnings = opened(stream.getvalue())
    assert series.slices[0].acquisition.is_lossy
    assert int(series.slices[0].stored().mean()) == 90
    assert "holds 2 pictures" in warnings[0]


@pytest.mark.parametrize(
    "entry", [struct.pack("<HHI4s", 0x0112, 2, 4, b"up\0\0"), struct.pack("<HHIHH", 0x0112, 3, 1, 9, 0)]
)
def test_a_senseless_orientation_mark_is_no_damage(entry: bytes) -> None:
    exif = b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    series, warnings = opened(packed(GREY, "PNG", exif=exif))
    np.testing.assert_array_equal(series.slices[0].stored(), GREY)
    assert warnings == ()


def test_floats_and_long_integers_of_tiff() -> None:
    floats = GREY.astype(np.float32) / 7 - 3
    series, _ = opened(packed(floats, "TIFF"))
    np.testing.assert_array_equal(series.slices[0].stored(), floats)
    assert series.slices[0].stored_range is None
    longs = GREY.astype(np.int32) * 1000 - 70000
    np.testing.assert_array_equal(opened(packed(longs, "TIFF"))[0].slices[0].stored(), longs)


def test_big_endian_and_compressed_tiff() -> None:
    wide = GREY.astype(">u2") * 257
    np.testing.assert_array_equal(opened(packed(Image.fromarray(wide), "TIFF"))[0].slices[0].stored(), wide)
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
        np.testing.assert_array_equal(opened(packed(GREY, "TIFF", compression=compression))[0].slices[0].stored(), GREY)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_white_is_zero_becomes_bright(dtype: type) -> None:
    tifffile = pytest.importorskip("tifffile")
    pixels = GREY.astype(dtype)
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, photometric="miniswhite")
    stored = opened(stream.getvalue())[0].slices[0].stored()
    np.testing.assert_array_equal(stored, np.iinfo(dtype).max - pixels)


def test_grey_in_colour_channels_is_exact_and_silent() -> None:
    rgb = np.repeat(GREY[:, :, None], 3, axis=2)
    for pixels in (rgb, np.dstack([rgb, np.full_like(GREY, 255)])):
        series, warnings = opened(packed(pixels, "PNG"))
        np.testing.assert_array_equal(series.slices[0].stored(), GREY)
        assert warnings == ()
    palette = Image.fromarray(rgb).quantize(16)
    np.testing.assert_array_equal(opened(packed(palette, "PNG"))[0].slices[0].stored(), GREY)


def test_colour_gives_luminance_and_a_warning() -> None:
    rgb = np.zeros((1, 4, 3), np.uint8)
    rgb[0, 0], rgb[0, 1], rgb[0, 2] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    series, warnings = opened(packed(rgb, "PNG"))
    assert series.slices[0].stored().tolist() == [[76, 150, 29, 0]]
    assert len(warnings) == 1
    assert warnings[0].startswith("The picture is in colour")


@pytest.mark.parametrize("code", range(1, 9))
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_orientation_marks_are_said_and_not_followed(form: str, code: int) -> None:
    pixels = np.repeat(np.repeat(GREY, 16, axis=0), 8, axis=1)
    exif = Image.Exif()
    exif[0x0112] = code
    options = {"quality": 100} if form == "JPEG" else {}
    series, warnings = opened(packed(pixels, form, exif=exif, **options))
    stored = series.slices[0].stored().astype(int)
    assert stored.shape == pixels.shape == (series.slices[0].rows, series.slices[0].columns)
    assert np.abs(stored - pixels).max() <= 3
    if code == 1:
        assert warnings == ()
    else:
        assert len(warnings) == 1
        assert f"EXIF orientation {code}" in warnings[0]


def test_several_pages_show_the_first() -> None:
    stream = io.BytesIO()
    Image.fromarray(GREY).save(stream, "TIFF", save_all=True, append_images=[Image.fromarray(GREY + 1)])
    series, warnings = opened(stream.getvalue())
    np.testing.assert_array_equal(series.slices[0].stored(), GREY)
    assert "holds 2 pictures" in warnings[0]


def test_interlaced_png() -> None:
    # Adam7 by hand: the passes of a picture of 5 × 3 pixels, each row with its filter byte.
    pixels = np.arange(15, dtype=np.uint8).reshape(3, 5)
    raw = b""
    for x, y, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for row in pixels[y::dy, x::dx]:
            raw += b"\0" + row.tobytes() if row.size else b""
    head = chunk(b"IHDR", struct.pack(">2I5B", 5, 3, 8, 0, 0, 0, 1))
    start, end = b"\x89PNG\r\n\x1a\n" + head, chunk(b"IEND", b"")
    whole = start + chunk(b"IDAT", zlib.compress(raw)) + end
    np.testing.assert_array_equal(opened(whole)[0].slices[0].stored(), pixels)
    with pytest.raises(UnreadableError, match="rows of the picture are missing"):
        opened(start + chunk(b"IDAT", zlib.compress(raw[:-1])) + end)


ROWS = b"".join(b"\0" + row.tobytes() for row in GREY)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (png(4, 3, ROWS[:10]), "rows of the picture are missing"),
        (png(4, 3, ROWS[:-1]), "rows of the picture are missing"),
        (png(4, 3, ROWS)[:-4], "cut short"),
        (png(4, 3, ROWS)[:-16], "cut short"),
        (png(4, 3, ROWS, end=b" "), "cut short"),
        (png(4, 3, ROWS).replace(b"IDAT", b"IDAT\0"), "damaged|cut short|not a PNG"),
        (packed(GREY, "PNG")[:30], "PNG"),
        (packed(np.zeros((60, 60), np.uint8), "JPEG")[:-40], "cut short"),
        (packed(GREY, "TIFF")[:-6], "cut short|not a PNG"),
        (packed(np.tile(GREY, (50, 50)), "TIFF", compression="tiff_lzw")[:500], "cut short|not a PNG"),
        (png(8193, 1, bytes(8194)), "larger than 8192"),
        (png(1, 8193, bytes(2 * 8193)), "larger than 8192"),
        (png(60000, 60000, bytes(1000)), "larger than 8192"),
        (png(0, 3, b""), "not a PNG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "not a PNG"),
        (packed(GREY, "GIF"), "not a PNG"),
        (packed(GREY, "BMP"), "not a PNG"),
        (b"", "not a PNG"),
    ],
)
def test_damage_is_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said) as caught:
        opened(data)
    assert "figs/slice.png" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bomb_of_rows_is_not_inflated() -> None:
    # 3 MB of zeros beyond the last row: the picture is whole, the rest is never looked at.
    series, _ = opened(png(4, 3, ROWS + bytes(3_000_000)))
    np.testing.assert_array_equal(series.slices[0].stored(), GREY)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_changed_bytes_are_read_or_refused(form: str) -> None:
    whole = packed(np.tile(GREY, (8, 8)), form)
    random = np.random.default_rng(7)
    read = 0
    for _ in range(150):
        data = bytearray(whole)
        data[random.integers(len(data))] = random.integers(256)
        try:
            stored = opened(bytes(data))[0].slices[0].stored()
        except ViewerError as e:
            assert "\n" not in str(e)
        else:
            read += 1
            assert stored.ndim == 2
    assert 0 < read < 150


def test_the_decode_worker_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "slice.tif"
    path.write_bytes(packed(GREY, "TIFF"))
    with DecodeWorker() as worker:
        series = open_picture(local_file(path), worker, number=1)
        np.testing.assert_array_equal(series.slices[0].stored(), GREY)
        with pytest.raises(UnreadableError, match="figs/x is not a PNG"):
            open_picture(BytesSource(b"nothing", "figs/x"), worker, number=1)


@pytest.mark.real_data
def test_real_picture(real_data: Path) -> None:
    series = open_picture(local_file(real_data / "l45-t2" / "picture.png"), InProcessWorker(), number=1)
    stored = series.slices[0].stored()
    with Image.open(real_data / "l45-t2" / "labels.png") as labels:
        mask = np.asarray(labels) == 100
    assert stored.shape == mask.shape
    assert stored[mask].mean() == pytest.approx(75.0, abs=0.01)
    assert all("colour" not in sentence for sentence in series.warnings)


@pytest.fixture
def real_data() -> Path:
    folder = os.environ.get("VIEWER_REAL_DATA")
    if not folder:
        pytest.skip("VIEWER_REAL_DATA is not set")
    return Path(folder)
