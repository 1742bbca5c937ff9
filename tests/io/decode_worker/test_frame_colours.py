"""Colour frames become their luminance, however they are stored."""

import imagecodecs
import numpy as np
import pytest

from tests.io.decode_worker.generated_dicom import (
    BASELINE,
    EXPLICIT,
    IMPLICIT,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    NATIVE,
    RLE,
    codestream_file,
    compressed,
    header,
    tissue,
    written,
)
from viewer.io.decode_worker.frames import decode_frame_in_worker


def decoded(data: bytes, frame: int = 1) -> np.ndarray:
    _, (array,) = decode_frame_in_worker(data, {"frame": frame})
    return array


def assert_same(array: np.ndarray, pixels: np.ndarray) -> None:
    np.testing.assert_array_equal(array, pixels)
    assert array.dtype == pixels.dtype
    assert array.flags.c_contiguous


def colours() -> np.ndarray:
    return np.stack([tissue(bits=8, seed=n) for n in (1, 2, 3)], -1)


def luminance_of(rgb: np.ndarray) -> np.ndarray:
    return (rgb @ np.array([0.299, 0.587, 0.114]) + 0.5).astype(np.uint8)


@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize("syntax", NATIVE)
def test_uncompressed_colour_becomes_luminance(syntax: str, planar: int) -> None:
    rgb = colours()
    data_set = header(rgb, bits=8)
    data_set.PlanarConfiguration = planar
    data_set.PixelData = (np.moveaxis(rgb, -1, 0) if planar else rgb).tobytes()
    array = decoded(written(data_set, syntax, vr="OB" if syntax != IMPLICIT else "OW"))
    assert np.abs(array.astype(int) - luminance_of(rgb)).max() <= 1
    assert array.dtype == np.uint8


@pytest.mark.parametrize("photometric", ["YBR_FULL", "YBR_FULL_422"])
def test_uncompressed_luminance_is_taken_as_it_is(photometric: str) -> None:
    ybr = colours()
    data_set = header(ybr, bits=8)
    data_set.PhotometricInterpretation = photometric
    if photometric == "YBR_FULL":
        data_set.PixelData = ybr.tobytes()
    else:
        pairs = ybr.reshape(-1, 2, 3)
        data_set.PixelData = np.stack([pairs[:, 0, 0], pairs[:, 1, 0], pairs[:, 0, 1], pairs[:, 0, 2]], -1).tobytes()
    assert_same(decoded(written(data_set, EXPLICIT)), ybr[..., 0])


@pytest.mark.parametrize("syntax", [RLE, LOSSLESS, JPEG_LS, J2K_LOSSLESS])
def test_losslessly_compressed_colour(syntax: str) -> None:
    rgb = colours()
    if syntax == RLE:
        stream, photometric = compressed(rgb, RLE, bits=8), "RGB"
    elif syntax == LOSSLESS:
        stream = imagecodecs.jpeg8_encode(rgb, lossless=True, colorspace="RGB", outcolorspace="RGB")
        photometric = "RGB"
    elif syntax == JPEG_LS:
        stream, photometric = imagecodecs.jpegls_encode(rgb), "RGB"
    else:
        stream, photometric = imagecodecs.jpeg2k_encode(rgb, level=0, codecformat="j2k"), "YBR_RCT"
    data = codestream_file(stream, syntax, rgb, bits=8, PhotometricInterpretation=photometric)
    assert np.abs(decoded(data).astype(int) - luminance_of(rgb)).max() <= 1


@pytest.mark.parametrize("space", ["YCBCR", "RGB"])
def test_lossy_colour(space: str) -> None:
    rgb = np.repeat(np.repeat(colours()[::8, ::8], 8, 0), 8, 1)
    stream = imagecodecs.jpeg8_encode(rgb, level=98, colorspace="RGB", outcolorspace=space)
    photometric = "RGB" if space == "RGB" else "YBR_FULL_422"
    data = codestream_file(stream, BASELINE, rgb, bits=8, PhotometricInterpretation=photometric)
    assert np.abs(decoded(data).astype(int) - luminance_of(rgb)).max() <= 6
