"""What a file's header says arrives in its slices."""

import os
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.uid import ExplicitVRBigEndian

from tests.synthetic import AXIAL, dicom_bytes, enhanced_mr, mr_image, pattern, tilted_axial, write
from viewer.errors import GeometryError, UnreadableError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.dicom.reading import looks_like_dicom
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


class NoWorker:
    """Ordinary files must open without a worker process."""

    def run(self, *args, **kwargs):
        raise AssertionError("the worker was asked")


def test_facts_of_the_header_arrive(tmp_path):
    ds = mr_image(
        bits_stored=12,
        ScanOptions=["FS", "SAT2"],
        InversionTime="170",
        ContrastBolusAgent="Gd",
        RescaleSlope="2",
        RescaleIntercept="-10",
        WindowCenter=["300", "1"],
        WindowWidth=["600", "2"],
        PixelPaddingValue=1000,
        BurnedInAnnotation="NO",
        LossyImageCompression="01",
        SeriesDescription="t2 tse tra L4/5",
        ImageLaterality="U",
        PhotometricInterpretation="MONOCHROME1",
    )
    write(tmp_path / "x", ds)
    (block,) = open_study([tmp_path / "x"], worker=NoWorker()).series
    image = block.slices[0]
    made = image.acquisition
    assert made.scan_options == ("FS", "SAT2")
    assert (made.repetition_time_ms, made.echo_time_ms, made.inversion_time_ms) == (3500.0, 100.0, 170.0)
    assert (made.contrast_agent, made.level, made.laterality) == ("Gd", "L4/5", "U")
    assert (made.is_lossy, made.has_burned_in_text, made.slice_thickness_mm) == (True, False, 4.0)
    assert (image.window.center, image.window.width) == (300.0, 600.0)
    assert image.stored_range == (0, 4095)
    assert image.mapping.is_inverted
    assert np.isnan(image.values()[3, 5])  # 1000 is padding
    assert image.values()[0, 0] == 2.0 * image.stored()[0, 0] - 10.0
    assert (block.description, block.modality, block.series_number) == ("t2 tse tra L4/5", "MR", 1)
    assert (block.identity.patient_name, block.identity.patient_id) == ("Test^One", "P1")


def test_colour_is_read_as_luminance_and_marked(tmp_path, worker):
    ds = mr_image(pixels=pattern(dtype=np.uint16).astype(np.uint8), Modality="OT")
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    grey = (pattern() // 5).astype(np.uint8)
    ds.add_new("PixelData", "OB", np.repeat(grey[..., np.newaxis], 3, axis=2).tobytes())
    write(tmp_path / "x", ds)
    (block,) = open_study([tmp_path / "x"], worker=worker).series
    assert {"DERIVED", "SECONDARY"} <= set(block.slices[0].acquisition.image_type)
    np.testing.assert_allclose(block.slices[0].stored().astype(int), grey.astype(int), atol=1)


def test_big_endian_numbers_are_turned(tmp_path, worker):
    ds = mr_image(PixelPaddingValue=258)
    write(tmp_path / "x", ds, ExplicitVRBigEndian)
    (block,) = open_study([tmp_path / "x"], worker=worker).series
    assert block.slices[0].mapping.padding == (258.0, 258.0)
    assert (block.slices[0].rows, block.slices[0].columns) == (24, 16)


def test_a_modality_table_replaces_the_rescale(tmp_path, worker):
    ds = mr_image(pixels=np.array([[0, 1], [2, 3]], np.uint16))
    table = Dataset()
    table.add_new("LUTDescriptor", "US", [3, 1, 16])
    table.add_new("LUTData", "US", [70, 80, 90])
    ds.ModalityLUTSequence = [table]
    write(tmp_path / "x", ds)
    (block,) = open_study([tmp_path / "x"], worker=worker).series
    assert block.slices[0].values().tolist() == [[70.0, 70.0], [80.0, 90.0]]


def test_frames_of_an_enhanced_file_are_slices_in_the_order_of_their_place(tmp_path, worker):
    frames = np.stack([pattern(seed=k) for k in range(4)])
    heights = (8.0, 0.0, 12.0, 4.0)
    ds = enhanced_mr(
        frames,
        [(-5, -6, z) for z in heights],
        spacing=(0.7, 0.5),
        rescale=[(k + 1, -k) for k in range(4)],
        EchoPulseSequence="SPIN",
        SpectrallySelectedSuppression="FAT",
        PulseSequenceName="*tse2d",
    )
    write(tmp_path / "x", ds)
    (block,) = open_study([tmp_path / "x"], worker=worker).series
    assert [image.key.frame for image in block.slices] == [2, 4, 1, 3]
    assert {image.key.uid for image in block.slices} == {ds.SOPInstanceUID}
    for image in block.slices:
        index = image.key.frame - 1
        assert image.geometry.position_mm == (-5.0, -6.0, heights[index])
        assert image.geometry.spacing.row_mm == 0.7
        assert (image.mapping.slope, image.mapping.intercept) == (index + 1, -index)
        assert image.acquisition.echo_time_ms == 80.0 + index
        assert image.acquisition.repetition_time_ms == 3500.0
        np.testing.assert_array_equal(image.stored(), frames[index])
    made = block.slices[0].acquisition
    assert (made.scanning_sequence, made.scan_options, made.sequence_name) == (("SE",), ("FS",), "*tse2d")


def test_frames_of_two_orientations_become_two_blocks(tmp_path, worker):
    frames = np.stack([pattern(seed=k) for k in range(4)])
    orientations = [AXIAL, tilted_axial(12), AXIAL, tilted_axial(12)]
    write(tmp_path / "x", enhanced_mr(frames, [(0, 0, k) for k in range(4)], orientation=orientations))
    blocks = open_study([tmp_path / "x"], worker=worker).series
    assert [[image.key.frame for image in block.slices] for block in blocks] == [[1, 3], [2, 4]]


def test_a_wrong_number_of_frames_is_refused(tmp_path, worker):
    ds = enhanced_mr(np.stack([pattern(seed=k) for k in range(3)]), [(0, 0, k) for k in range(3)])
    ds.NumberOfFrames = 2
    write(tmp_path / "x", ds)
    with pytest.raises(UnreadableError, match="describes 3 frames but says that it has 2"):
        open_study([tmp_path / "x"], worker=worker)


def test_plain_multi_frame_files_have_one_slice_per_frame(tmp_path, worker):
    frames = np.stack([pattern(seed=k) for k in range(3)])
    write(tmp_path / "x", mr_image(pixels=frames))
    (block,) = open_study([tmp_path / "x"], worker=worker).series
    assert [image.key.frame for image in block.slices] == [1, 2, 3]
    for image, pixels in zip(block.slices, frames, strict=True):
        np.testing.assert_array_equal(image.stored(), pixels)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (bytes(128) + b"DICM", True),
        (b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100", True),
        (b"\x08\x00\x05\x00\x0a\x00\x00\x00ISO_IR 100", True),
        (b"\x00\x08\x00\x05CS\x00\x0aISO_IR 100", True),
        (b"\x02\x00\x00\x00UL\x04\x00\x00\x00\x00\x00....", True),
        (b"\x08\x00abcdefghijklmnop", False),
        (b"MZ" + bytes(200), False),
        (b"\x02\x00", False),
        (bytes(500), False),
    ],
)
def test_dicom_is_told_by_its_first_bytes(head, expected):
    assert looks_like_dicom(head) is expected


REAL = Path(os.environ.get("VIEWER_REAL_DATA", ""))
real_data = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("VIEWER_REAL_DATA"), reason="VIEWER_REAL_DATA does not name a folder of real images"
    ),
]


class TestRealData:
    pytestmark = real_data

    @staticmethod
    def nifti_positions(path: Path) -> list[np.ndarray]:
        """LPS positions of the centre of each slice of a NIfTI file."""
        import nibabel as nib

        image = nib.load(path)
        columns, rows, slices = image.shape[:3]
        middle = [(columns - 1) / 2, (rows - 1) / 2]
        ras = [(image.affine @ [*middle, k, 1.0])[:3] for k in range(slices)]
        return [np.array([-x, -y, z]) for x, y, z in ras]

    @pytest.mark.parametrize(
        ("folder", "reference", "frames"),
        [
            ("Siemens/XA10", "Siemens_REST1_w_SMS_PF7-8_6.nii", 24),
            ("Philips", "Philips_WIP_B0_NS_801_e1.nii", 64),
        ],
    )
    def test_enhanced_geometry_agrees_with_the_reference(self, worker, folder, reference, frames):
        base = REAL / "dicom-conformance" / "dcm_qa_enh"
        (block,) = open_study([base / "In" / folder], worker=worker).series
        assert len(block.slices) == frames
        expected = self.nifti_positions(base / "Ref" / reference)
        found = []
        for image in block.slices:
            middle = [(image.columns - 1) / 2, (image.rows - 1) / 2]
            found.append(image.geometry.to_patient_mm([middle])[0])
        repeats = frames // len(expected)
        np.testing.assert_allclose(found[::repeats], sorted(expected, key=lambda p: p[2]), atol=0.02)
        np.testing.assert_allclose(np.diff([p[2] for p in found]) >= -1e-6, True)

    def test_nine_files_in_seven_syntaxes_have_equal_pixels(self, worker):
        (block,) = open_study([REAL / "dicom-conformance" / "dcm_qa_ts" / "In"], worker=worker).series
        assert len(block.slices) == 9
        first = block.slices[0].stored()
        for image in block.slices[1:]:
            np.testing.assert_array_equal(image.stored(), first)

    @pytest.mark.parametrize(
        ("name", "series"), [("12bitSigned_0x0F0F", 4), ("12bitUnsigned", 2), ("12bitUnsigned_0x0F0F", 3)]
    )
    def test_rubbish_above_twelve_bits_is_gone(self, worker, name, series):
        folder = REAL / "dicom-conformance" / "dcm_qa_12bit"
        (block,) = open_study([folder / "In" / f"{name}.dcm"], worker=NoWorker()).series
        assert block.series_number == series
        image = block.slices[0]
        stored = image.stored()
        low, high = image.stored_range
        assert low <= stored.min() <= stored.max() <= high
        if series != 2:
            stripes = {0x0F0F, 0xFFF} if low == 0 else {-241, -1}
            assert stripes <= set(np.unique(stored).tolist())

    def test_the_pelvis_series_ascends_on_its_tilted_normal(self):
        study = open_study([REAL / "dicom-conformance" / "dcmqi-pelvis-adc"], worker=NoWorker())
        (block,) = study.series
        assert (len(block.slices), block.plane) == (20, "axial")
        tilt = np.degrees(np.arccos(abs(block.slices[0].geometry.orientation.normal[2])))
        assert 9.5 < tilt < 10.5
        heights = [image.geometry.position_mm[2] for image in block.slices]
        assert heights == sorted(heights)
        assert [Path(skipped.file).name for skipped in study.skipped] == ["LICENSE.txt"]


class TestHostileHeaders:
    """Whatever is in a header, it is told in a sentence and soon."""

    def test_control_characters_never_reach_what_is_shown(self, tmp_path):
        ds = mr_image(patient="A\u001b[31mB", SeriesDescription="x\u202ey\r\nz", SpecificCharacterSet="ISO_IR 192")
        write(tmp_path / "x", ds)
        (block,) = open_study([tmp_path / "x"], worker=NoWorker()).series
        assert block.description.isprintable()
        assert block.identity.patient_name == "A [31mB"

    def test_a_number_as_long_as_the_field_is_refused_at_once(self, tmp_path):
        data = dicom_bytes(mr_image())
        at = data.index(b"\x28\x00\x30\x00DS")
        value = b"1" * 12_001 + b"x\\1"
        data = data[:at] + b"\x28\x00\x30\x00DS" + len(value).to_bytes(2, "little") + value + data[at + 16 :]
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(GeometryError, match="Pixel Spacing"):
            open_study([tmp_path / "x"], worker=NoWorker())

    @pytest.mark.parametrize("rows", [b"\x18\x00\x18\x00", b"\x18", b"abcdef"])
    def test_rows_that_are_not_one_number_are_refused(self, tmp_path, worker, rows):
        data = dicom_bytes(mr_image())
        at = data.index(b"\x28\x00\x10\x00US")
        (tmp_path / "x").write_bytes(data[: at + 6] + len(rows).to_bytes(2, "little") + rows + data[at + 10 :])
        with pytest.raises(UnreadableError, match="Rows is not one whole number"):
            open_study([tmp_path / "x"], worker=worker)

    def test_deep_nesting_ends_in_a_sentence(self, tmp_path, worker):
        data = dicom_bytes(mr_image())
        at = data.index(b"\x10\x00\x10\x00PN")
        opened = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
        (tmp_path / "x").write_bytes(data[:at] + opened * 5000 + data[at:])
        with pytest.raises(UnreadableError, match="x"):
            open_study([tmp_path / "x"], worker=worker)

    @pytest.mark.parametrize("frames", ["0", "-1", "abc", "99999999", "9" * 12, "2\\3"])
    def test_a_number_of_frames_that_cannot_be_is_refused(self, tmp_path, worker, frames):
        data = dicom_bytes(mr_image(NumberOfFrames="7" * 12))
        value = frames.ljust(12).encode()
        (tmp_path / "x").write_bytes(data.replace(b"7" * 12, value))
        with pytest.raises(UnreadableError, match="NumberOfFrames"):
            open_study([tmp_path / "x"], worker=worker)

    def test_a_frame_larger_than_allowed_is_refused(self, tmp_path, worker):
        write(tmp_path / "x", mr_image(Rows=4096, Columns=8192, BitsAllocated=32, BitsStored=32, HighBit=31))
        with pytest.raises(UnreadableError, match="cut off"):
            open_study([tmp_path / "x"], worker=NoWorker())
        write(tmp_path / "x", mr_image(Rows=65535, Columns=65535))
        with pytest.raises(UnreadableError, match="65535 × 65535"):
            open_study([tmp_path / "x"], worker=NoWorker())


def test_pixels_that_vanish_after_opening_are_told(tmp_path):
    path = write(tmp_path / "x", mr_image())
    (block,) = open_study([path], worker=NoWorker()).series
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(UnreadableError, match="has become shorter"):
        block.slices[0].stored()
    path.unlink()
    with pytest.raises(UnreadableError, match="cannot be read any more"):
        block.slices[0].stored()


@pytest.mark.parametrize(
    ("kind", "bits"),
    [(kind, bits) for kind in (np.int16, np.uint16) for bits in (6, 8, 12, 16)]
    + [(kind, bits) for kind in (np.int8, np.uint8) for bits in (5, 8)],
)
@pytest.mark.parametrize("is_archived", [False, True])
def test_unused_bits_are_cleared_or_repeat_the_sign(tmp_path, kind, bits, is_archived):
    is_signed = np.dtype(kind).kind == "i"
    numbers = np.arange(-12, 12).reshape(6, 4) if is_signed else np.arange(24).reshape(6, 4)
    unsigned = np.dtype(kind).str.replace("i", "u")
    rubbish = np.random.default_rng(3).integers(0, 256, numbers.shape).astype(np.int64) << bits
    words = ((numbers & ((1 << bits) - 1)) | rubbish).astype(unsigned).view(kind)
    path = write(tmp_path / "x", mr_image(pixels=words, bits_stored=bits))
    if is_archived:
        import zipfile

        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.write(path, "x")
        path = tmp_path / "x.zip"
    (block,) = open_study([path], worker=NoWorker()).series
    stored = block.slices[0].stored()
    np.testing.assert_array_equal(stored, numbers)
    assert not stored.flags.writeable
    assert block.slices[0].stored_range[1] == (1 << (bits - is_signed)) - 1


class TestWideAndFloatPixels:
    def test_words_of_32_bits(self, tmp_path, worker):
        pixels = (pattern().astype(np.int64) * 100_000 - 7).astype(np.int32)
        write(tmp_path / "x", mr_image(pixels=pixels))
        (block,) = open_study([tmp_path / "x"], worker=worker).series
        np.testing.assert_array_equal(block.slices[0].stored(), pixels)
        assert block.slices[0].stored_range == (-(2**31), 2**31 - 1)

    def test_float_pixel_data(self, tmp_path, worker):
        pixels = pattern().astype(np.float32) / 3
        ds = mr_image(pixels=pixels.view(np.uint32), PixelData=None, PixelRepresentation=None)
        ds.add_new("FloatPixelData", "OF", pixels.tobytes())
        write(tmp_path / "x", ds)
        (block,) = open_study([tmp_path / "x"], worker=worker).series
        np.testing.assert_array_equal(block.slices[0].stored(), pixels)
        assert block.slices[0].stored_range is None

    def test_a_number_above_the_lowest_bits(self, tmp_path, worker):
        pixels = pattern()
        write(tmp_path / "x", mr_image(pixels=(pixels << 4).astype(np.uint16), BitsStored=12, HighBit=15))
        (block,) = open_study([tmp_path / "x"], worker=worker).series
        np.testing.assert_array_equal(block.slices[0].stored(), pixels)


def test_padding_follows_the_sign_and_the_range(tmp_path):
    pixels = np.array([[-2000, -1999], [5, -1990]], np.int16)
    ds = mr_image(pixels=pixels)
    ds.add_new("PixelPaddingValue", "SS", -2000)
    ds.add_new("PixelPaddingRangeLimit", "SS", -1995)
    write(tmp_path / "x", ds)
    (block,) = open_study([tmp_path / "x"], worker=NoWorker()).series
    image = block.slices[0]
    assert image.mapping.padding == (-2000.0, -1995.0)
    assert np.isnan(image.values()).tolist() == [[True, True], [False, False]]
