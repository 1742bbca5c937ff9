"""Data that end before the image does are refused although an end mark follows; whole data never are."""

import io
from collections.abc import Iterator

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from tests.in_process_worker import BytesSource, InProcessWorker
from tests.io.decode_worker.generated_dicom import (
    BASELINE,
    HTJ2K_LOSSLESS,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    LOSSLESS_57,
    Memory,
    codestream_file,
    compressed,
    tissue,
)
from viewer.errors import UnreadableError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.decode_worker.completeness.jpeg import has_every_pass, is_whole, with_filling
from viewer.io.decode_worker.completeness.jpeg_2000 import has_whole_parts
from viewer.io.picture import open_picture

END = b"\xff\xd9"


@pytest.fixture(scope="module")
def worker() -> Iterator[DecodeWorker]:
    with DecodeWorker() as made:
        yield made


@pytest.mark.parametrize("syntax", [BASELINE, LOSSLESS, LOSSLESS_57, JPEG_LS, J2K_LOSSLESS, HTJ2K_LOSSLESS])
@pytest.mark.parametrize("keep", [0.4, 0.8, 0.97])
def test_a_frame_cut_in_front_of_its_end_mark_is_refused(worker: DecodeWorker, syntax: str, keep: float) -> None:
    bits = 8 if syntax == BASELINE else 12
    pixels = tissue(100, 120, bits=bits)
    stream = compressed(pixels, syntax, bits=bits)
    data = codestream_file(stream[: int(len(stream) * keep)] + END, syntax, pixels, bits=bits)
    with pytest.raises(UnreadableError, match="cut short"):
        worker.run("dicom-frame", Memory(data))


@pytest.mark.parametrize("syntax", [LOSSLESS, LOSSLESS_57, BASELINE, J2K_LOSSLESS, HTJ2K_LOSSLESS])
def test_flat_images_are_whole(worker: DecodeWorker, syntax: str) -> None:
    for shade in (0, 128, 255):
        pixels = np.full((40, 56), shade, np.uint8)
        data = codestream_file(compressed(pixels, syntax, bits=8), syntax, pixels, bits=8)
        np.testing.assert_allclose(worker.run("dicom-frame", Memory(data))[1][0], pixels, atol=1)


@pytest.mark.parametrize("missing", [1, 2, 9])
def test_a_few_missing_bytes_are_noticed(missing: int) -> None:
    for syntax in (LOSSLESS, LOSSLESS_57, BASELINE):
        stream = compressed(tissue(64, 64, bits=8), syntax, bits=8)
        cut = stream[: -2 - missing] + END
        assert not is_whole(cut, imagecodecs.jpeg8_decode(cut), imagecodecs.jpeg8_decode)
        assert is_whole(stream, imagecodecs.jpeg8_decode(stream), imagecodecs.jpeg8_decode)


def picture(**options: object) -> bytes:
    target = io.BytesIO()
    mode = str(options.pop("mode", "L"))
    Image.fromarray(tissue(120, 130, bits=8)).convert(mode).save(target, "JPEG", **options)
    return target.getvalue()


PICTURES = {
    "plain": picture(),
    "progressive": picture(progressive=True),
    "colour": picture(mode="RGB"),
    "restarts": picture(restart_marker_rows=1),
    "colour with restarts": picture(mode="RGB", restart_marker_blocks=5, progressive=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_whole_pictures_open_and_cut_ones_do_not(name: str) -> None:
    data = PICTURES[name]
    series = open_picture(BytesSource(data, "p.jpg"), InProcessWorker(), number=1)
    assert series.slices[0].rows == 120
    scan = data.index(b"\xff\xda")
    for keep in (0.3, 0.7):
        cut = data[: scan + 20 + int(keep * (len(data) - scan))] + END
        with pytest.raises(UnreadableError, match=r"p\.jpg is (cut short|damaged)"):
            open_picture(BytesSource(cut, "p.jpg"), InProcessWorker(), number=1)


def test_a_picture_without_its_last_passes_is_noticed() -> None:
    data = PICTURES["progressive"]
    last = data.rindex(b"\xff\xda")
    fewer = data[: data.rindex(b"\xff\xc4", 0, last)] + END
    assert has_every_pass(data) and not has_every_pass(fewer)
    with pytest.raises(UnreadableError, match=r"p\.jpg is cut short"):
        open_picture(BytesSource(fewer, "p.jpg"), InProcessWorker(), number=1)


def test_a_hole_in_front_of_a_restart_is_noticed() -> None:
    data = PICTURES["restarts"]
    at = data.index(b"\xff\xd3")
    with pytest.raises(UnreadableError, match=r"p\.jpg is cut short"):
        open_picture(BytesSource(data[: at - 30] + data[at:], "p.jpg"), InProcessWorker(), number=1)


def test_data_without_marks_are_left_as_they_are() -> None:
    for data in (b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xda", b"\xff\xd8\xff\xda\x00\x04ab123", bytes(100)):
        assert with_filling(data) == data


def test_parts_of_jpeg_2000() -> None:
    stream = compressed(tissue(64, 64), J2K_LOSSLESS, bits=12)
    at = stream.index(b"\xff\x90") + 6
    assert has_whole_parts(stream) and has_whole_parts(stream + b"\0")
    assert has_whole_parts(stream[:at] + bytes(4) + stream[at + 4 :])
    for length in (1, 11, 1 << 31):
        assert not has_whole_parts(stream[:at] + length.to_bytes(4, "big") + stream[at + 4 :])
    for broken in (b"", stream[:at], stream[: at + 2], stream[:-2], stream.replace(b"\xff\x90", b"\xff\x91")):
        assert not has_whole_parts(broken)
