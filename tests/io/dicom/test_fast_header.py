"""The fast reader never differs from pydicom: it says the same or leaves the file to it."""

import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

from tests.in_process_worker import BytesSource
from tests.synthetic import LOSSLESS, NATIVE, decimal, dicom_bytes, enhanced_mr, mr_image, pattern
from viewer.io.dicom.fast_header import WINDOW_BYTES, scan
from viewer.io.dicom.full_header import read_header, read_header_in_worker
from viewer.io.dicom.header import ELEMENTS, Header
from viewer.io.sources import ByteSource, local_file


class FullParser:
    """The worker's job, run here."""

    def run(self, job: str, source: ByteSource, arguments: Any = None, *, limit_s: float = 10.0) -> Any:
        assert job == "dicom-header"
        return read_header_in_worker(source.path or source.read(), {})


def fast(data: bytes) -> Header | None:
    return scan(BytesSource(data), data[:WINDOW_BYTES])


def full(data: bytes) -> Header:
    return read_header(BytesSource(data), FullParser())  # type: ignore[arg-type]  # a stand-in that runs the job in this process


@pytest.mark.parametrize("syntax", [*NATIVE[:2], *LOSSLESS], ids=lambda uid: uid.name)
def test_ordinary_files_are_read_without_pydicom(syntax):
    ds = mr_image(bits_stored=12)
    header = fast(dicom_bytes(ds, syntax))
    assert header is not None
    assert header == full(dicom_bytes(ds, syntax))
    assert header.numbers["Rows"] == 24
    assert header.numbers["BitsStored"] == 12
    assert header.get("PixelSpacing") == "0.7\\0.5"
    assert header.get("TransferSyntaxUID") == syntax


@pytest.mark.parametrize("syntax", NATIVE[:2], ids=lambda uid: uid.name)
def test_the_place_of_native_pixels_is_exact(syntax):
    ds = mr_image()
    data = dicom_bytes(ds, syntax)
    header = fast(data)
    assert header is not None
    assert header.pixels is not None
    assert data[header.pixels.offset :][: header.pixels.length] == ds.PixelData


@pytest.mark.parametrize("syntax", NATIVE[2:], ids=lambda uid: uid.name)
def test_big_endian_and_deflated_are_left_to_pydicom(syntax):
    data = dicom_bytes(mr_image(), syntax)
    assert fast(data) is None
    assert full(data).get("ImagePositionPatient") == "0\\0\\0"
    assert full(data).pixels is None
    assert full(data).numbers["Columns"] == 16


def test_without_preamble_the_meta_information_comes_first():
    data = dicom_bytes(mr_image(), has_preamble=False)
    assert fast(data) == full(data)
    assert fast(data) is not None


def test_a_bare_data_set_is_left_to_pydicom():
    data = dicom_bytes(mr_image(), has_preamble=False)
    bare = data[data.index(b"\x08\x00\x05\x00CS") :]
    assert fast(bare) is None
    header = full(bare)
    assert header.get("TransferSyntaxUID") == ExplicitVRLittleEndian
    assert header.pixels is not None
    assert bare[header.pixels.offset :][:4] == mr_image().PixelData[:4]


def test_enhanced_files_are_left_to_pydicom():
    frames = np.stack([pattern(seed=k) for k in range(3)])
    data = dicom_bytes(enhanced_mr(frames, [(0, 0, k) for k in range(3)]))
    assert fast(data) is None
    assert [frame["ImagePositionPatient"] for frame in full(data).frames] == ["0\\0\\0", "0\\0\\1", "0\\0\\2"]


@pytest.mark.parametrize("values", [[7, 8, 9], np.array([7, 8, 9], "<u2").tobytes()], ids=["US", "OW"])
def test_a_modality_table_is_left_to_pydicom(values):
    ds = mr_image()
    table = Dataset()
    table.add_new("LUTDescriptor", "US", [3, 5, 16])
    table.add_new("LUTData", "OW" if isinstance(values, bytes) else "US", values)
    ds.ModalityLUTSequence = [table]
    assert fast(dicom_bytes(ds)) is None
    found = full(dicom_bytes(ds)).table
    assert found is not None
    assert (found.first, found.values) == (5, (7.0, 8.0, 9.0))


@pytest.mark.parametrize("syntax", NATIVE[:2], ids=lambda uid: uid.name)
@pytest.mark.parametrize("is_undefined", [False, True])
def test_nested_elements_are_never_taken_for_the_image_s_own(syntax, is_undefined):
    ds = mr_image()
    inner = mr_image(name="inner", spacing=(9, 9), position=(9, 9, 9), patient="Other^One", PixelData=None)
    inner.Rows = 999
    holder = Dataset()
    holder.ReferencedImageSequence = [inner, inner]
    ds.ReferencedImageSequence = [holder]
    ds.RequestAttributesSequence = [inner, holder]
    for sequence in (ds["ReferencedImageSequence"], ds["RequestAttributesSequence"], holder["ReferencedImageSequence"]):
        sequence.is_undefined_length = is_undefined
    for item in (inner, holder):
        item.is_undefined_length_sequence_item = is_undefined  # type: ignore[attr-defined]  # pydicom reads it without declaring it
    header = fast(dicom_bytes(ds, syntax))
    assert header is not None
    assert header == full(dicom_bytes(ds, syntax))
    assert header.get("SOPInstanceUID") == ds.SOPInstanceUID
    assert header.numbers["Rows"] == 24


@pytest.mark.parametrize("syntax", NATIVE[:2], ids=lambda uid: uid.name)
@pytest.mark.parametrize("is_undefined", [False, True])
def test_a_coded_region_is_looked_into(syntax, is_undefined):
    ds = mr_image()
    region, modifier = Dataset(), Dataset()
    region.CodeValue, region.CodingSchemeDesignator, region.CodeMeaning = "243923001", "SCT", "L4/5"
    modifier.CodeValue, modifier.CodingSchemeDesignator, modifier.CodeMeaning = "1", "99X", "no"
    region.AnatomicRegionModifierSequence = [modifier]
    ds.AnatomicRegionSequence = [region]
    ds["AnatomicRegionSequence"].is_undefined_length = is_undefined
    region.is_undefined_length_sequence_item = is_undefined  # type: ignore[attr-defined]  # pydicom reads it without declaring it
    header = fast(dicom_bytes(ds, syntax))
    assert header == full(dicom_bytes(ds, syntax))
    assert header is not None
    assert header.get("AnatomicRegionSequence") == "243923001\\SCT"


def test_a_header_longer_than_the_window_is_read_in_several_looks():
    ds = mr_image()
    ds.add_new(0x00290010, "LO", "PRIVATE")
    ds.add_new(0x00291010, "OB", bytes(3 * WINDOW_BYTES))
    ds.add_new(0x00291020, "OB", bytes(WINDOW_BYTES - 40))
    ds.RequestedProcedureDescription = "after the long ones"
    data = dicom_bytes(ds)
    assert fast(data) is not None
    assert fast(data) == full(data)


@pytest.mark.parametrize(
    ("charset", "name"),
    [("ISO_IR 192", "Müller^Žofie"), ("ISO_IR 100", "Müller^Zoé"), ("", "Plain^Name"), (None, "Plain^Name")],
)
def test_character_sets_that_are_read_here(charset, name):
    ds = mr_image(SpecificCharacterSet=charset, patient=name)
    header = fast(dicom_bytes(ds))
    assert header is not None
    assert header.get("PatientName") == name
    assert header == full(dicom_bytes(ds))


def test_other_character_sets_are_left_to_pydicom():
    ds = mr_image(SpecificCharacterSet=["", "ISO 2022 IR 87"], patient="Yamada^Tarou=山田^太郎")
    assert fast(dicom_bytes(ds)) is None
    assert full(dicom_bytes(ds)).get("PatientName") == "Yamada^Tarou=山田^太郎"


@pytest.mark.parametrize("depth", [20, 40, 2000])
def test_deep_nesting_is_skipped_or_left_to_the_worker(depth):
    data = dicom_bytes(mr_image())
    at = data.index(b"\x08\x00\x60\x00CS")
    opened = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    closed = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    nested = opened * depth + closed * depth
    position = data.index(b"\x10\x00\x10\x00PN", at)
    header = fast(data[:position] + nested + data[position:])
    assert (header is None) == (depth > 15)
    if header is not None:
        assert header.get("Modality") == "MR"


def test_a_cut_off_header_is_never_taken_for_a_whole_one():
    data = dicom_bytes(mr_image())
    whole = fast(data)
    assert whole is not None
    assert whole.pixels is not None
    for length in range(whole.pixels.offset - 12):
        header = fast(data[:length])
        assert header is None or not header.has_pixels
        if header is not None and header.numbers:
            assert header == full(data[:length])
    for length in range(whole.pixels.offset, whole.pixels.offset + 20):
        assert fast(data[:length]) == whole  # that the pixels are cut off is told later, from the file's size


def altered(data: bytes, seed: int, *, changes: int) -> bytes:
    """The file with some bytes of its header changed."""
    rng = random.Random(seed)
    content = bytearray(data)
    end = content.rindex(b"\xe0\x7f\x10\x00")
    for _ in range(changes):
        content[rng.randrange(132, end + 12)] = rng.choice([0, 1, 2, 8, 0x10, 0x20, 0x28, 0xFF, rng.randrange(256)])
    return bytes(content)


@pytest.mark.parametrize("syntax", NATIVE[:2], ids=lambda uid: uid.name)
@pytest.mark.filterwarnings("ignore")  # pydicom warns about what was damaged
def test_damaged_headers_are_read_as_pydicom_does_or_left_to_it(syntax):
    data = dicom_bytes(mr_image(bits_stored=12), syntax)
    read = 0
    for seed in range(600):
        damaged = altered(data, seed, changes=1 + seed % 3)
        header = fast(damaged)
        if header is None:
            continue
        read += 1
        try:
            expected = full(damaged)
        except Exception:  # noqa: BLE001 (pydicom fails in many ways)
            pytest.fail(f"seed {seed}: pydicom cannot read what the fast reader took")
        assert header == expected, seed
    assert read > 100


TEXT = st.text("ABCdef 0129^.-", max_size=20)


@st.composite
def variants(draw: st.DrawFn) -> bytes:
    """Files of all the shapes an ordinary header takes, and some less ordinary ones."""
    ds = mr_image(
        patient=draw(TEXT),
        patient_id=draw(TEXT),
        series_number=draw(st.one_of(st.none(), st.integers(0, 9999))),
        position=draw(st.tuples(*[st.floats(-500, 500)] * 3)),
        spacing=draw(st.tuples(st.floats(0.1, 3), st.floats(0.1, 3))),
        bits_stored=draw(st.integers(10, 16)),
        SeriesDescription=draw(TEXT),
        ImageComments=draw(TEXT),
    )
    for keyword in draw(st.sets(st.sampled_from(["Modality", "SOPClassUID", "StudyID", "SeriesNumber", "ImageType"]))):
        delattr(ds, keyword)
    for keyword in draw(st.sets(st.sampled_from(["PixelSpacing", "ScanOptions", "EchoTime", "PatientName"]))):
        setattr(ds, keyword, None)
    if draw(st.booleans()):
        ds.NumberOfFrames = draw(st.sampled_from(["1", 1]))
    if draw(st.booleans()):
        ds.add_new(0x00091001, draw(st.sampled_from(["OB", "UN"])), bytes(2 * draw(st.integers(0, 20_000))))
    if draw(st.booleans()):
        ds.WindowCenter, ds.WindowWidth = ["1", "2"], ["3", "4"]
        ds.RescaleSlope, ds.RescaleIntercept = decimal(draw(st.floats(0.1, 9))), "-3"
    if draw(st.booleans()):
        ds.DiffusionBValue = draw(st.floats(0, 2000))
        ds.PixelPaddingValue = draw(st.integers(0, 0xFFFF))
    syntax = draw(st.sampled_from([ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless]))
    return dicom_bytes(ds, syntax, has_preamble=draw(st.booleans()))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(variants())
@pytest.mark.filterwarnings("ignore:.*VR")
def test_generated_headers_equal_pydicom_s(data):
    header = fast(data)
    assert header is not None
    assert header == full(data)
    check_against_values(header, pydicom.dcmread(pydicom.filebase.DicomBytesIO(data), force=True))


def check_against_values(header: Header, ds: Dataset) -> None:
    """Compare with pydicom's own converted values, not with the raw ones that both readers share."""
    for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
        assert header.numbers[keyword] == ds[keyword].value
    for keyword, kind in ELEMENTS.values():
        if kind not in ("ascii", "text") or keyword == "SpecificCharacterSet":
            continue
        value = ds.get(keyword)
        assert (keyword in header.texts) == (keyword in ds), keyword
        if value is None or value == "":
            assert header.get(keyword) == ""
            continue
        parts = list(value) if isinstance(value, pydicom.multival.MultiValue) else [value]
        texts = [part.strip() for part in header.get(keyword).split("\\")]
        if isinstance(parts[0], int | float):
            assert [float(text) for text in texts] == [float(part) for part in parts], keyword
        else:
            assert texts == [str(part).strip() for part in parts], keyword


@pytest.mark.real_data
@pytest.mark.skipif(
    not os.environ.get("VIEWER_REAL_DATA"), reason="VIEWER_REAL_DATA does not name a folder of real images"
)
@pytest.mark.filterwarnings("ignore")  # pydicom warns about values that are too long
def test_real_headers_equal_pydicom_s():
    files = sorted(Path(os.environ["VIEWER_REAL_DATA"]).rglob("*.dcm"))
    fast_ones = 0
    for path in files:
        source = local_file(path)
        header = scan(source, source.read(0, WINDOW_BYTES))
        if header is not None:
            fast_ones += 1
            assert header == read_header(source, FullParser()), path  # type: ignore[arg-type]  # a stand-in that runs the job in this process
            check_against_values(header, pydicom.dcmread(path, stop_before_pixels=True))
    assert fast_ones >= 0.9 * len(files) > 100
