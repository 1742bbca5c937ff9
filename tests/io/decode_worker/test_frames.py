"""Stored numbers of a frame equal the pixels it was made from, in every transfer syntax."""

import imagecodecs
import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.encaps import encapsulate, encapsulate_extended

from tests.io.decode_worker.generated_dicom import (
    BASELINE,
    BIG,
    DEFLATED,
    EXPLICIT,
    EXTENDED,
    HTJ2K_LOSSLESS,
    IMPLICIT,
    J2K,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    NATIVE,
    REVERSIBLE,
    RLE,
    codestream_file,
    compressed,
    encapsulated_file,
    header,
    native_file,
    tissue,
    written,
)
from viewer.errors import UnreadableError
from viewer.io.decode_worker.description import describe_ordinary
from viewer.io.decode_worker.frames import decode_frame_in_worker
from viewer.io.decode_worker.stored import stored_numbers


def decoded(data: bytes, frame: int = 1) -> np.ndarray:
    _, (array,) = decode_frame_in_worker(data, {"frame": frame})
    return array


def refusal_of(data: bytes, frame: int = 1) -> str:
    with pytest.raises(UnreadableError) as error:
        decoded(data, frame)
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text and ";" in text
    return text


def assert_same(array: np.ndarray, pixels: np.ndarray) -> None:
    np.testing.assert_array_equal(array, pixels)
    assert array.dtype == pixels.dtype
    assert array.flags.c_contiguous


FORMS = [(8, False), (8, True), (12, False), (12, True), (16, False), (16, True)]


@pytest.mark.parametrize(("bits", "signed"), FORMS)
@pytest.mark.parametrize("syntax", NATIVE)
def test_uncompressed_pixels_come_back_exactly(syntax: str, bits: int, signed: bool) -> None:
    pixels = tissue(bits=bits, signed=signed)
    assert_same(decoded(native_file(pixels, syntax, bits=bits)), pixels)


@pytest.mark.parametrize(("bits", "signed"), FORMS)
@pytest.mark.parametrize("syntax", REVERSIBLE)
def test_compressed_pixels_come_back_exactly(syntax: str, bits: int, signed: bool) -> None:
    pixels = tissue(bits=bits, signed=signed)
    assert_same(decoded(encapsulated_file(pixels, syntax, bits=bits)), pixels)


@pytest.mark.parametrize(("syntax", "bits"), [(BASELINE, 8), (EXTENDED, 8), (EXTENDED, 12)])
def test_lossy_jpeg_is_what_its_decoder_gives(syntax: str, bits: int) -> None:
    pixels = tissue(bits=bits)
    stream = compressed(pixels, syntax, bits=bits)
    array = decoded(codestream_file(stream, syntax, pixels, bits=bits))
    assert_same(array, imagecodecs.jpeg8_decode(stream))
    assert np.abs(array.astype(int) - pixels).max() < 0.06 * (1 << bits)


@pytest.mark.parametrize("bits", [9, 10, 13, 15])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("syntax", [RLE, LOSSLESS, JPEG_LS, J2K_LOSSLESS])
def test_odd_numbers_of_bits(syntax: str, bits: int, signed: bool) -> None:
    pixels = tissue(bits=bits, signed=signed)
    assert_same(decoded(encapsulated_file(pixels, syntax, bits=bits)), pixels)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (3, 3), (129, 257)])
@pytest.mark.parametrize("syntax", [EXPLICIT, BIG, RLE, LOSSLESS, JPEG_LS, J2K_LOSSLESS, HTJ2K_LOSSLESS])
def test_any_shape(syntax: str, shape: tuple[int, int]) -> None:
    pixels = tissue(*shape)
    make = native_file if syntax in NATIVE else encapsulated_file
    assert_same(decoded(make(pixels, syntax, bits=12)), pixels)


# ---------------------------------------------------------------- bits


@given(
    numbers=st.lists(st.integers(0, 65535), min_size=1, max_size=20),
    bits=st.integers(1, 16),
    data=st.data(),
    signed=st.booleans(),
)
def test_unused_bits_do_not_count(numbers: list[int], bits: int, data: st.DataObject, signed: bool) -> None:
    shift = data.draw(st.integers(0, 16 - bits))
    words = np.array(numbers, np.uint16)
    expected = [(n >> shift) & ((1 << bits) - 1) for n in numbers]
    if signed:
        expected = [n - (1 << bits) if n >> (bits - 1) else n for n in expected]
    array = stored_numbers(words.copy(), bits=bits, shift=shift, is_signed=signed)
    assert array.tolist() == expected
    frozen = words.copy()
    frozen.setflags(write=False)
    assert stored_numbers(frozen, bits=bits, shift=shift, is_signed=signed).tolist() == expected
    assert frozen.tolist() == numbers


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG, RLE, LOSSLESS, J2K_LOSSLESS])
@pytest.mark.parametrize("signed", [False, True])
def test_rubbish_above_the_stored_bits_is_dropped(syntax: str, signed: bool) -> None:
    pixels = tissue(bits=12, signed=signed)
    dirty = (pixels.view(np.uint16) & 0x0FFF) | (np.arange(pixels.size, dtype=np.uint16).reshape(pixels.shape) << 12)
    if syntax in NATIVE:
        data_set = header(pixels, bits=12)
        data_set.PixelData = dirty.astype(">u2" if syntax == BIG else "<u2").tobytes()
        data = written(data_set, syntax)
    else:
        stream = compressed(dirty, syntax, bits=16)
        data = codestream_file(stream, syntax, pixels, bits=12)
    assert_same(decoded(data), pixels)


def test_numbers_may_lie_high_in_their_words() -> None:
    pixels = tissue(bits=12, signed=True)
    data_set = header(pixels, bits=12)
    data_set.HighBit = 15
    data_set.PixelData = ((pixels.astype(np.int32) << 4) | 5).astype(np.int16).tobytes()
    assert_same(decoded(written(data_set, EXPLICIT)), pixels)


@pytest.mark.parametrize("syntax", [LOSSLESS, JPEG_LS, J2K_LOSSLESS])
def test_a_sign_that_cannot_be_told_is_refused(syntax: str) -> None:
    unsigned = tissue(bits=12)
    stream = compressed(unsigned, syntax, bits=12)
    doubtful = codestream_file(stream, syntax, unsigned, bits=16, PixelRepresentation=1)
    assert "sign of the pixels is doubtful" in refusal_of(doubtful)
    small = (unsigned >> 1).astype(np.uint16)
    clear = codestream_file(compressed(small, syntax, bits=12), syntax, small, bits=16, PixelRepresentation=1)
    assert_same(decoded(clear), small.astype(np.int16))


def test_jpeg_2000_that_was_written_unsigned_gets_its_sign_back() -> None:
    pixels = tissue(bits=13, signed=True)
    stream = compressed((pixels.view(np.uint16) & 0x1FFF), J2K_LOSSLESS, bits=13)
    assert_same(decoded(codestream_file(stream, J2K_LOSSLESS, pixels, bits=13)), pixels)


def test_32_bits_and_floats() -> None:
    whole = (tissue(bits=16).astype(np.uint32) << 14) | 3
    assert_same(decoded(native_file(whole, EXPLICIT, bits=32)), whole)
    for keyword, kind in (("FloatPixelData", "<f4"), ("DoubleFloatPixelData", "<f8")):
        values = (tissue().astype(kind) - 7.25) / 3
        data_set = header(values, bits=32)
        del data_set.BitsStored, data_set.HighBit, data_set.PixelRepresentation
        setattr(data_set, keyword, values.tobytes())
        assert_same(decoded(written(data_set, EXPLICIT)), values)


@pytest.mark.parametrize("vr", ["OB", "OW"])
def test_big_endian_bytes_in_words(vr: str) -> None:
    frames = np.stack([tissue(5, 3, bits=8, seed=n) for n in range(3)])
    data_set = header(frames[0], bits=8, frames=3)
    raw = frames.tobytes() + b"\0"
    data_set.PixelData = raw if vr == "OB" else np.frombuffer(raw, "<u2").astype(">u2").tobytes()
    data = written(data_set, BIG, vr=vr)
    for n in range(3):
        assert_same(decoded(data, n + 1), frames[n])


# ---------------------------------------------------------------- frames


@pytest.mark.parametrize("syntax", NATIVE)
def test_each_frame_of_an_uncompressed_file(syntax: str) -> None:
    frames = np.stack([tissue(seed=n) for n in range(5)])
    data = native_file(frames, syntax, bits=12, frames=5)
    for n in (4, 0, 2):
        assert_same(decoded(data, n + 1), frames[n])


@pytest.mark.parametrize(
    ("syntax", "table"),
    [
        (syntax, table)
        for syntax in (RLE, LOSSLESS, J2K_LOSSLESS)
        for table in ("basic", "none", "extended", "fragments", "fragments without table")
        # A frame of run lengths is one fragment (PS3.5 A.4.2).
        if syntax != RLE or "fragments" not in table
    ],
)
def test_each_frame_of_a_compressed_file(syntax: str, table: str) -> None:
    frames = [tissue(seed=n) for n in range(4)]
    streams = [compressed(pixels, syntax, bits=12) for pixels in frames]
    data_set = header(frames[0], bits=12, frames=4)
    if table == "extended":
        data_set.PixelData, data_set.ExtendedOffsetTable, data_set.ExtendedOffsetTableLengths = encapsulate_extended(
            streams
        )
    else:
        data_set.PixelData = encapsulate(
            streams,
            has_bot="none" not in table and "without" not in table,
            fragments_per_frame=3 if "fragments" in table else 1,
        )
    data = written(data_set, syntax)
    for n in (3, 0, 1, 2):
        assert_same(decoded(data, n + 1), frames[n])


def test_one_frame_in_many_fragments_whatever_the_table_says() -> None:
    pixels = tissue()
    data_set = header(pixels, bits=12)
    data_set.PixelData = encapsulate([compressed(pixels, JPEG_LS, bits=12)], fragments_per_frame=7, has_bot=False)
    assert_same(decoded(written(data_set, JPEG_LS)), pixels)


@pytest.mark.parametrize("frame", [0, 6, -1, "1", None, 1.0])
def test_a_frame_that_is_not_there(frame: object) -> None:
    frames = np.stack([tissue(seed=n) for n in range(5)])
    with pytest.raises(UnreadableError, match="1 to 5"):
        decode_frame_in_worker(native_file(frames, EXPLICIT, bits=12, frames=5), {"frame": frame})


def test_large_files_are_read_frame_by_frame(tmp_path, monkeypatch) -> None:
    from viewer.io.decode_worker import frames as module

    monkeypatch.setattr(module, "_WHOLE_FILE_BYTES", 1000)
    images = [tissue(seed=n) for n in range(3)]
    data_set = header(images[0], bits=12, frames=3)
    data_set.PixelData = encapsulate([compressed(pixels, JPEG_LS, bits=12) for pixels in images])
    for name, data in {
        "c": written(data_set, JPEG_LS),
        "n": native_file(np.stack(images), EXPLICIT, bits=12, frames=3),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        for n in (2, 0, 1):
            _, (array,) = decode_frame_in_worker(path, {"frame": n + 1})
            assert_same(array, images[n])


def test_a_file_that_changed_is_read_again(tmp_path) -> None:
    path = tmp_path / "a.dcm"
    for seed, columns in ((1, 30), (2, 31)):
        pixels = tissue(20, columns, seed=seed)
        path.write_bytes(native_file(pixels, EXPLICIT, bits=12))
        _, (array,) = decode_frame_in_worker(path, {})
        assert_same(array, pixels)


# ---------------------------------------------------------------- headers


def test_without_preamble_or_meta_information() -> None:
    pixels = tissue()
    for syntax in (IMPLICIT, EXPLICIT):
        data = native_file(pixels, syntax, bits=12)
        assert_same(decoded(data[132:]), pixels)
        start = data.index(b"\x08\x00\x16\x00")
        assert_same(decoded(data[start:]), pixels)


@pytest.mark.parametrize("syntax", REVERSIBLE)
def test_the_short_way_through_a_header_agrees_with_the_full_parser(syntax: str) -> None:
    pixels = tissue()
    data = encapsulated_file(pixels, syntax, bits=12, PatientName="A^B", ReferencedImageSequence=[pydicom.Dataset()])
    if syntax in {RLE, J2K}:
        data = encapsulated_file(pixels, syntax, bits=12)
    quick = describe_ordinary(data)
    assert quick is not None
    image, offset = quick
    full = pydicom.dcmread(__import__("io").BytesIO(data))
    assert (image.rows, image.columns, image.bits_stored) == (full.Rows, full.Columns, full.BitsStored)
    assert data[offset : offset + 4] == b"\xfe\xff\x00\xe0"
    assert image.transfer_syntax == full.file_meta.TransferSyntaxUID


def test_the_short_way_gives_up_on_what_is_not_ordinary() -> None:
    pixels = tissue()
    assert describe_ordinary(native_file(pixels, EXPLICIT, bits=12)) is None
    data = encapsulated_file(pixels, LOSSLESS, bits=12)
    assert describe_ordinary(data[132:]) is None
    assert describe_ordinary(data[:400]) is None
    assert describe_ordinary(encapsulated_file(pixels, LOSSLESS, bits=12, NumberOfFrames=2)) is None
    sequence = encapsulated_file(pixels, LOSSLESS, bits=12, ReferencedImageSequence=[header(pixels, bits=12)])
    nested = pydicom.dcmread(__import__("io").BytesIO(sequence))
    nested["ReferencedImageSequence"].is_undefined_length = True
    out = __import__("io").BytesIO()
    nested.save_as(out)
    assert describe_ordinary(out.getvalue()) is None
    assert_same(decoded(out.getvalue()), pixels)


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "palette"),
        ({"PhotometricInterpretation": "CMYK"}, "photometric"),
        ({"Rows": 0}, "1 to 8192"),
        ({"Rows": 65535, "Columns": 65535}, "1 to 8192"),
        ({"BitsAllocated": 12}, "Bits Allocated is 12"),
        ({"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}, "one bit per pixel"),
        ({"BitsStored": 17}, "contradict"),
        ({"HighBit": 3}, "contradict"),
        ({"HighBit": 16}, "contradict"),
        ({"NumberOfFrames": "2000000000"}, "frames"),
        ({"NumberOfFrames": "0"}, "frames"),
        ({"NumberOfFrames": "2"}, "bytes of pixels"),
        ({"SamplesPerPixel": 3}, "photometric"),
        ({"SamplesPerPixel": 2}, "photometric"),
        ({"PixelRepresentation": 7}, "PixelRepresentation"),
        ({"Columns": [56, 56]}, "not one whole number"),
        ({"Columns": 57}, "bytes of pixels"),
        ({"Rows": None}, "Rows is missing"),
    ],
)
def test_headers_that_cannot_be_true(changes: dict[str, object], words: str) -> None:
    data_set = header(tissue(), bits=12)
    data_set.PixelData = tissue().tobytes()
    for keyword, value in changes.items():
        setattr(data_set, keyword, value)
    assert words in refusal_of(written(data_set, EXPLICIT))


def test_pixels_that_are_not_there() -> None:
    data_set = header(tissue(), bits=12)
    assert "no pixels" in refusal_of(written(data_set, EXPLICIT))
    data = native_file(tissue(), EXPLICIT, bits=12)
    assert "ends before" in refusal_of(data[:-5])
    assert "no pixels" in refusal_of(data[:300])


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.55"])
def test_syntaxes_that_are_not_supported_are_named(syntax: str) -> None:
    data_set = header(tissue(), bits=12)
    data_set.PixelData = encapsulate([b"\xff\xd8\xff\xd9"])
    assert syntax in refusal_of(written(data_set, syntax))


def test_deflated_pixels_of_several_kinds() -> None:
    pixels = tissue(signed=True)
    data = native_file(pixels, DEFLATED, bits=12)
    assert "cut short" in refusal_of(data[: len(data) // 2])
    start = 144 + int.from_bytes(data[140:144], "little")  # behind the meta information
    assert "damaged" in refusal_of(data[:start] + b"\x07" + data[start + 1 :])
