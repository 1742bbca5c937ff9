"""Hostile and broken files: each is one sentence, soon, in little memory, and the next job works."""

import io
import os
import random
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import openjpeg.utils
import pydicom
import pytest
from pydicom.encaps import encapsulate

from tests.io.decode_worker.generated_dicom import (
    BASELINE,
    BIG,
    DEFLATED,
    EXPLICIT,
    HTJ2K_LOSSLESS,
    IMPLICIT,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    RLE,
    Memory,
    codestream_file,
    compressed,
    encapsulated_file,
    header,
    native_file,
    tissue,
    written,
)
from viewer.errors import UnreadableError
from viewer.io.decode_worker.client import DecodeWorker

PIXELS = tissue()
GOOD = Memory(encapsulated_file(PIXELS, JPEG_LS, bits=12))


@pytest.fixture(scope="module")
def worker() -> Iterator[DecodeWorker]:
    with DecodeWorker() as made:
        made.run("dicom-frame", GOOD)
        yield made


def refusal_of(worker: DecodeWorker, data: bytes, *, within_s: float = 2.0) -> str:
    """The one sentence for a hostile file; the good file is read after it."""
    started = time.monotonic()
    with pytest.raises(UnreadableError) as error:
        worker.run("dicom-frame", Memory(data, name="hostile.dcm"))
    assert time.monotonic() - started < within_s
    text = str(error.value)
    assert text.startswith("hostile.dcm") and text.endswith(".") and ";" in text and text.isprintable()
    np.testing.assert_array_equal(worker.run("dicom-frame", GOOD)[1][0], PIXELS)
    return text


# ---------------------------------------------------------------- size of the codestream


BOMBS = {
    J2K_LOSSLESS: lambda black: openjpeg.utils.encode_array(black, photometric_interpretation=2),
    HTJ2K_LOSSLESS: imagecodecs.htj2k_encode,
    BASELINE: imagecodecs.jpeg8_encode,
    LOSSLESS: lambda black: imagecodecs.jpeg8_encode(black, lossless=True),
    JPEG_LS: imagecodecs.jpegls_encode,
}


@pytest.mark.parametrize("syntax", BOMBS)
def test_a_codestream_larger_than_its_header_is_never_decoded(worker: DecodeWorker, syntax: str) -> None:
    codestream = BOMBS[syntax](np.zeros((2500, 2500), np.uint8))
    text = refusal_of(worker, codestream_file(codestream, syntax, tissue(64, 64, bits=8), bits=8))
    assert "2500 × 2500 pixels but the header says 64 × 64" in text


def test_jpeg_2000_of_12000_squared_in_two_kilobytes(worker: DecodeWorker) -> None:
    small = bytearray(compressed(tissue(64, 64), J2K_LOSSLESS, bits=12))
    struct.pack_into(">2I", small, 8, 12_000, 12_000)
    struct.pack_into(">2I", small, 24, 12_000, 12_000)
    refused = codestream_file(bytes(small), J2K_LOSSLESS, tissue(64, 64), bits=12)
    assert "12000 × 12000" in refusal_of(worker, refused)
    struct.pack_into(">2I", small, 24, 1, 1)
    struct.pack_into(">2I", small, 8, 64, 64)
    many_tiles = bytearray(small)
    struct.pack_into(">2I", many_tiles, 8, 8000, 8000)
    tiled = codestream_file(bytes(many_tiles), J2K_LOSSLESS, tissue(64, 64), bits=12)
    assert "tiling" in refusal_of(worker, tiled)


def test_run_lengths_that_cannot_fill_the_image(worker: DecodeWorker) -> None:
    stream = compressed(tissue(), RLE, bits=12)
    wide = codestream_file(stream, RLE, tissue(), bits=12, Rows=5000, Columns=5000)
    assert "run lengths" in refusal_of(worker, wide)
    for offset, value in ((0, 16), (0, 0), (0, 3), (4, 0), (4, 65), (8, 1 << 30), (8, 10)):
        broken = bytearray(stream)
        struct.pack_into("<I", broken, offset, value)
        refusal_of(worker, codestream_file(bytes(broken), RLE, tissue(), bits=12))
    refusal_of(worker, codestream_file(stream[:30], RLE, tissue(), bits=12))
    refusal_of(worker, codestream_file(stream[: len(stream) // 2], RLE, tissue(), bits=12))


@pytest.mark.parametrize("side", [8193, 30_000, 65_535])
@pytest.mark.parametrize("syntax", [EXPLICIT, RLE, J2K_LOSSLESS])
def test_absurd_sizes_allocate_nothing(worker: DecodeWorker, syntax: str, side: int) -> None:
    data_set = header(PIXELS, bits=12)
    data_set.Rows = data_set.Columns = side
    data_set.PixelData = PIXELS.tobytes() if syntax == EXPLICIT else encapsulate([compressed(PIXELS, syntax, bits=12)])
    assert "1 to 8192" in refusal_of(worker, written(data_set, syntax))


# ---------------------------------------------------------------- codestreams that are not what they should be


@pytest.mark.parametrize("syntax", [RLE, BASELINE, LOSSLESS, JPEG_LS, J2K_LOSSLESS, HTJ2K_LOSSLESS])
@pytest.mark.parametrize("keep", [0.02, 0.3, 0.7, 0.98])
def test_truncated_codestreams_never_give_an_image(worker: DecodeWorker, syntax: str, keep: float) -> None:
    pixels = tissue(bits=8)
    stream = compressed(pixels, syntax, bits=8)
    refusal_of(worker, codestream_file(stream[: int(len(stream) * keep)], syntax, pixels, bits=8))


@pytest.mark.parametrize("syntax", [RLE, BASELINE, LOSSLESS, JPEG_LS, J2K_LOSSLESS, HTJ2K_LOSSLESS])
def test_garbage_behind_a_right_start(worker: DecodeWorker, syntax: str) -> None:
    stream = compressed(tissue(bits=8), syntax, bits=8)
    noise = random.Random(7).randbytes(4000)
    refusal_of(worker, codestream_file(stream[:20] + noise, syntax, tissue(bits=8), bits=8))
    refusal_of(worker, codestream_file(noise, syntax, tissue(bits=8), bits=8))


def test_codestreams_of_another_kind_are_named(worker: DecodeWorker) -> None:
    pixels = tissue(bits=8)
    other = codestream_file(compressed(pixels, JPEG_LS, bits=8), LOSSLESS, pixels, bits=8)
    assert "compressed as JPEG-LS but the header says lossless JPEG" in refusal_of(worker, other)
    wide = codestream_file(compressed(tissue(bits=12), LOSSLESS, bits=12), LOSSLESS, pixels, bits=8)
    assert "1 × 12 bits" in refusal_of(worker, wide)


def test_a_jp2_file_in_a_frame_is_opened_and_a_broken_one_refused(worker: DecodeWorker) -> None:
    pixels = tissue(bits=8)
    boxed = openjpeg.utils.encode_array(pixels, codec_format=1, photometric_interpretation=2)
    result = worker.run("dicom-frame", Memory(codestream_file(boxed, J2K_LOSSLESS, pixels, bits=8)))
    np.testing.assert_array_equal(result[1][0], pixels)
    for box in (b"\0\0\0\x0cjP  \r\n\x87\n", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(64), boxed[:60]):
        refusal_of(worker, codestream_file(box, J2K_LOSSLESS, pixels, bits=8))


# ---------------------------------------------------------------- fragments and tables


def framed(items: bytes, syntax: str = LOSSLESS, frames: int = 1) -> bytes:
    """File whose encapsulated Pixel Data is made of given items."""
    data_set = header(PIXELS, bits=12, frames=frames)
    data_set.PixelData = encapsulate([b"PLACE"])
    data = written(data_set, syntax)
    at = data.index(b"\xfe\xff\x00\xe0")
    return data[:at] + items


def item(content: bytes, length: int | None = None) -> bytes:
    return struct.pack("<II", 0xE000FFFE, len(content) if length is None else length) + content


END = struct.pack("<II", 0xE0DDFFFE, 0)
STREAM = compressed(PIXELS, LOSSLESS, bits=12) + b"\0" * (len(compressed(PIXELS, LOSSLESS, bits=12)) % 2)


def test_the_hand_made_frame_is_sound(worker: DecodeWorker) -> None:
    for data in (framed(item(b"") + item(STREAM) + END), framed(item(b"") + item(STREAM))):
        np.testing.assert_array_equal(worker.run("dicom-frame", Memory(data))[1][0], PIXELS)


@pytest.mark.parametrize(
    "items",
    [
        b"",
        item(b""),
        item(b"") + END,
        END,
        item(b"") + item(STREAM, length=len(STREAM) + 100),
        item(b"") + item(STREAM, length=0xFFFFFFFF) + END,
        item(b"") + item(STREAM, length=0xFFFFFFF0) + END,
        item(b"", length=0xFFFFFFFF) + item(STREAM) + END,
        item(b"\1\2\3") + item(STREAM) + END,
        item(b"") + item(STREAM)[1:] + END,
        item(b"") + item(STREAM, length=10) + END,
        item(b"") + b"\xfe\xff\x0d\xe0" + bytes(4) + item(STREAM) + END,
    ],
)
def test_lengths_that_lie(worker: DecodeWorker, items: bytes) -> None:
    refusal_of(worker, framed(items))


@pytest.mark.parametrize(
    "table", [(0,), (0, 0), (0, 4), (8, 0), (0, 1 << 31), (4, 8), (0, 8, 16), (len(STREAM) + 8, len(STREAM) + 8)]
)
def test_tables_that_lie(worker: DecodeWorker, table: tuple[int, ...]) -> None:
    items = item(struct.pack(f"<{len(table)}I", *table)) + item(STREAM) + item(STREAM) + END
    assert "offset table" in refusal_of(worker, framed(items, frames=2))


def test_frames_that_are_not_there(worker: DecodeWorker) -> None:
    assert "3 frames but only 2" in refusal_of(worker, framed(item(b"") + item(STREAM) * 2 + END, frames=3))
    mixed = item(b"") + item(STREAM) + item(STREAM[:50]) + item(STREAM[50:100]) + item(STREAM[100:]) + END
    assert "told apart" in refusal_of(worker, framed(mixed, frames=3))


def test_a_crowd_of_empty_fragments(worker: DecodeWorker) -> None:
    assert "fragments" in refusal_of(worker, framed(item(b"") * 300_000 + END))


# ---------------------------------------------------------------- headers


def test_deflate_bomb(worker: DecodeWorker) -> None:
    pixels = native_file(PIXELS, DEFLATED, bits=12)
    meta = 144 + int.from_bytes(pixels[140:144], "little")
    element = b"\x09\x00\x10\x00LO\x04\x00ABCD\x09\x00\x01\x10OB\0\0" + struct.pack("<I", 1 << 30)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(element) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same bytes inflate to the same zeros as often as they are repeated.
    zeros = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = start + zeros * 64 + packer.flush()
    assert len(packed) < 1_100_000
    assert "inflates beyond" in refusal_of(worker, pixels[:meta] + packed, within_s=6)
    with pytest.raises(UnreadableError, match="inflates beyond"):
        worker.run("dicom-header", Memory(pixels[:meta] + packed, name="bomb.dcm"))


def nested(depth: int, *, defined: bool) -> bytes:
    """Sequences inside sequences, of defined or undefined length."""
    inner = b""
    for _ in range(depth):
        if defined:
            body = struct.pack("<II", 0xE000FFFE, len(inner)) + inner
            inner = b"\x08\x00\x40\x11SQ\0\0" + struct.pack("<I", len(body)) + body
        else:
            ends = struct.pack("<IIII", 0xE00DFFFE, 0, 0xE0DDFFFE, 0)
            inner = (
                b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + struct.pack("<II", 0xE000FFFE, 0xFFFFFFFF) + inner + ends
            )
    return inner


@pytest.mark.parametrize("defined", [False, True])
def test_deep_nesting(worker: DecodeWorker, defined: bool) -> None:
    good = native_file(PIXELS, EXPLICIT, bits=12)
    at = good.index(b"\x28\x00\x02\x00US")
    data = good[:at] + nested(1000, defined=defined) + good[at:]
    if defined:
        # Never looked into on the way to the pixels, so there is no harm in it here.
        np.testing.assert_array_equal(worker.run("dicom-frame", Memory(data))[1][0], PIXELS)
    else:
        assert "nested too deeply" in refusal_of(worker, data)


def test_a_crowd_of_empty_items_is_refused_before_it_is_parsed(worker: DecodeWorker) -> None:
    good = native_file(PIXELS, EXPLICIT, bits=12)
    at = good.index(b"\x28\x00\x02\x00US")
    items = b"\xfe\xff\x00\xe0\0\0\0\0" * 300_000
    sequence = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + items + struct.pack("<II", 0xE0DDFFFE, 0)
    crowded = Memory(good[:at] + sequence + good[at:])
    for job in ("dicom-frame", "dicom-header"):
        with pytest.raises(UnreadableError, match="more than 200000 items"):
            worker.run(job, crowded)
    np.testing.assert_array_equal(worker.run("dicom-frame", GOOD)[1][0], PIXELS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\x28\x00\x10\x00US\x02\x00", b"\x28\x00\x10\x00XX\x02\x00"),
        (b"\x28\x00\x10\x00US\x02\x00\x28\x00", b"\x28\x00\x10\x00US\x01\x00\x28"),
        (b"\x28\x00\x10\x00US\x02\x00\x28\x00", b"\x28\x00\x10\x00DS\x02\x00ab"),
        (b"\x28\x00\x10\x00US", b"\x28\x00\x12\x00US"),
        (b"\x28\x00\x00\x01US", b"\x28\x00\x00\x03US"),
    ],
)
@pytest.mark.parametrize("syntax", [EXPLICIT, LOSSLESS])
def test_damaged_elements(worker: DecodeWorker, syntax: str, old: bytes, new: bytes) -> None:
    make = native_file if syntax == EXPLICIT else encapsulated_file
    data = make(PIXELS, syntax, bits=12)
    assert data.count(old) == 1
    refusal_of(worker, data.replace(old, new))


def test_what_is_no_dicom_at_all(worker: DecodeWorker) -> None:
    for data in (
        b"",
        b"\0",
        bytes(132),
        bytes(200_000),
        b"<html>" * 100,
        random.Random(1).randbytes(5000),
        bytes(128) + b"DICM",
    ):
        refusal_of(worker, data)


def test_a_file_that_is_gone_or_no_file(worker: DecodeWorker, tmp_path: Path) -> None:
    gone = Memory(b"x", name="hostile.dcm", path=tmp_path / "gone.dcm")
    folder = Memory(b"x", name="hostile.dcm", path=tmp_path)
    for source in (gone, folder):
        with pytest.raises(UnreadableError, match=r"^hostile\.dcm"):
            worker.run("dicom-frame", source)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes of this kind")
def test_a_pipe_is_not_waited_for(worker: DecodeWorker, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableError, match="not a regular file"):
        worker.run("dicom-frame", Memory(b"x", name="hostile.dcm", path=tmp_path / "pipe"), limit_s=2)


# ---------------------------------------------------------------- fuzz


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Valid files of every family with a few bytes changed, removed, doubled or cut off."""
    random_ = random.Random(seed)
    pixels = tissue(40, 36)
    bases = {s: encapsulated_file(pixels, s, bits=12) for s in (RLE, LOSSLESS, JPEG_LS, J2K_LOSSLESS, HTJ2K_LOSSLESS)}
    bases |= {s: native_file(pixels, s, bits=12) for s in (EXPLICIT, IMPLICIT, BIG, DEFLATED)}
    bases[BASELINE] = encapsulated_file(tissue(40, 36, bits=8), BASELINE, bits=8)
    names = sorted(bases)
    for number in range(count):
        name = names[number % len(names)]
        data = bytearray(bases[name])
        # Most changes behind the preamble, many of them in the headers, where they do most.
        for _ in range(random_.choice((1, 1, 2, 8))):
            at = random_.randrange(132, min(len(data), random_.choice((500, 900, len(data)))))
            match random_.randrange(5):
                case 0 | 1:
                    data[at] = random_.randrange(256)
                case 2:
                    data[at] ^= 1 << random_.randrange(8)
                case 3:
                    del data[at : at + random_.randrange(1, 9)]
                case 4:
                    data[at:at] = data[at : at + random_.randrange(1, 9)]
        yield name, bytes(data)


def run_fuzz(count: int, seed: int) -> tuple[int, int]:
    """Decode mutants; return how many were refused and how many gave an image."""
    refused = read = 0
    with DecodeWorker() as worker:
        requests = [(Memory(data, name=f"mutant{n}"), {"frame": 1}) for n, (_, data) in enumerate(mutants(count, seed))]
        answers = worker.run_many("dicom-frame", requests, limit_s=5)
        for source, _ in requests:
            try:
                _, (array,) = next(answers)
            except UnreadableError as e:
                refused += 1
                assert str(e).startswith(source.name) and str(e).endswith(".") and str(e).isprintable()
            else:
                read += 1
                assert array.ndim == 2 and 0 < array.size <= 8192**2
    return refused, read


def test_two_hundred_mutants() -> None:
    refused, read = run_fuzz(200, seed=20)
    assert refused > 60 and read > 30


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_many_mutants(seed: int) -> None:
    refused, read = run_fuzz(2500, seed)
    assert refused > 800 and read > 300


def test_pydicom_reads_the_generated_files_alike() -> None:
    for syntax in (EXPLICIT, IMPLICIT, BIG, DEFLATED):
        data_set = pydicom.dcmread(io.BytesIO(native_file(PIXELS, syntax, bits=12)))
        np.testing.assert_array_equal(data_set.pixel_array, PIXELS)
