"""Why each kind of file in a folder was left out: the reason given is the true one, and copies are listed once."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import nibabel
import numpy as np
import pytest
from PIL import Image
from pydicom.uid import JPEG2000Lossless

from tests.synthetic import axial_series, dicom_bytes, mr_image, pattern
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study
from viewer.io.tables import info_json


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


def picture_bytes(form: str, *, mode: str = "L") -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pattern().astype(np.uint8)).convert(mode).save(stream, form)
    return stream.getvalue()


def nifti_bytes(**header: object) -> bytes:
    image = nibabel.Nifti1Image(np.arange(60, dtype=np.int16).reshape(5, 4, 3), np.diag([-1.0, -1.0, 2.0, 1.0]))
    for name, value in header.items():
        image.header[name] = value
    return image.to_bytes()


def zip_bytes() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("letter.txt", "Dear colleague")
    return stream.getvalue()


SOUND = dicom_bytes(mr_image(name=("axial", 1, 1, 0), position=(0, 0, 100)))
SOUND_PICTURE, SOUND_NIFTI = picture_bytes("PNG"), nifti_bytes()
FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "text.txt": (b"Dear colleague", ("not an image",)),
    "empty.dcm": (b"", ("empty",)),
    "page.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ("not an image",)),
    "disc.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(90), ("7z", "unpack")),
    "disc.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(90), ("RAR", "unpack")),
    "notes.gz": (gzip.compress(b"Dear colleague"), ("gzip", "without a DICOM or NIfTI")),
    "no-pixels.dcm": (SOUND[: SOUND.rindex(b"\xe0\x7f\x10\x00")], ("ends before its pixel data",)),
    "claims.dcm": (
        dicom_bytes(mr_image(name="claims"))[:-772] + (0xFFFFFFF0).to_bytes(4, "little") + bytes(768),
        ("claims 4294967280 bytes", "holds 768"),
    ),
    "cut.dcm": (dicom_bytes(mr_image(name="cut"))[:-100], ("cut off", "668 of 768 bytes")),
    "spacing-zero.dcm": (dicom_bytes(mr_image(spacing=(0, 1), name="s0")), ("Pixel Spacing", "cannot be true")),
    "spacing-one.dcm": (dicom_bytes(mr_image(PixelSpacing="0.7", name="s1")), ("Pixel Spacing",)),
    "parallel.dcm": (
        dicom_bytes(mr_image(orientation=(1, 0, 0, 1, 0, 0), name="p")),
        ("Image Orientation (Patient)", "cannot be true"),
    ),
    "slope.dcm": (dicom_bytes(mr_image(RescaleSlope="0", RescaleIntercept="0", name="r")), ("Rescale Slope is 0",)),
    "report.dcm": (
        dicom_bytes(mr_image(SOPClassUID="1.2.840.10008.5.1.4.1.1.88.33", name="sr")),
        ("structured report",),
    ),
    "letter.dcm": (
        dicom_bytes(mr_image(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1", name="pdf")),
        ("embedded PDF document",),
    ),
    "twelve.dcm": (dicom_bytes(mr_image(BitsAllocated=12, name="b12")), ("Bits Allocated is 12",)),
    "sound_copy.dcm": (SOUND, ("a copy of", "sound.dcm")),
    "sound_other.dcm": (
        dicom_bytes(mr_image(name=("axial", 1, 1, 0), pixels=pattern(seed=9), position=(0, 0, 100))),
        ("other content", "sound.dcm"),
    ),
    "cut.png": (SOUND_PICTURE[:-20], ("cut short",)),
    "cut.jpg": (picture_bytes("JPEG")[:-60], ("cut short",)),
    "picture_copy.png": (SOUND_PICTURE, ("a copy of", "picture.png")),
    "cut.nii": (SOUND_NIFTI[:-10], ("cut short",)),
    "cut.nii.gz": (gzip.compress(SOUND_NIFTI)[:-12], ("cannot be inflated",)),
    "volume_copy.nii": (SOUND_NIFTI, ("a copy of", "volume.nii")),
}
"""Name → content, and what its reason must say."""


def test_every_reason_is_true(tmp_path, worker):
    for name, (content, _) in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "sound.dcm").write_bytes(SOUND)
    (tmp_path / "picture.png").write_bytes(SOUND_PICTURE)
    (tmp_path / "volume.nii").write_bytes(SOUND_NIFTI)
    study = open_study([tmp_path], worker=worker)
    opened = [Path(image.file).name for block in study.series for image in block.slices]
    reasons = {Path(skipped.file).name: skipped.reason for skipped in study.skipped}
    assert sorted({*opened}) == ["picture.png", "sound.dcm", "volume.nii"]
    assert set(reasons) == set(FILES)
    for name, (_, words) in FILES.items():
        for word in words:
            assert word in reasons[name], name
        assert reasons[name].endswith("."), name


@pytest.mark.parametrize(
    ("first", "second", "content"),
    [("a.png", "b.png", SOUND_PICTURE), ("a.nii", "b.nii", SOUND_NIFTI), ("a.gz", "b.gz", gzip.compress(SOUND_NIFTI))],
)
def test_a_copy_is_no_second_image(tmp_path, worker, first, second, content):
    (tmp_path / first).write_bytes(content)
    (tmp_path / second).write_bytes(content)
    study = open_study([tmp_path], worker=worker)
    assert [block.slices[0].file for block in study.series] == [str(tmp_path / first)]
    assert [(s.file, s.reason) for s in study.skipped] == [
        (str(tmp_path / second), f"it is a copy of {tmp_path / first}.")
    ]


def test_a_warning_stands_with_its_own_picture_whatever_its_folder_is_called(tmp_path, worker):
    folder = tmp_path / "Series 2"
    folder.mkdir()
    colours = np.zeros((8, 8, 3), np.uint8)
    colours[..., 0] = 200
    Image.fromarray(colours).save(folder / "a.png")
    (folder / "b.png").write_bytes(SOUND_PICTURE)
    study = open_study([folder], worker=worker)
    assert study.warnings == ()
    first, second = json.loads(info_json(study))["series"]
    assert first["warnings"] == ["The picture is in colour; its luminance is shown and measured."]
    assert first["slices"][0]["file"] == str(folder / "a.png")
    assert second["warnings"] == []


def test_a_localizer_is_said_to_be_one(tmp_path, worker):
    axial_series(tmp_path / "t2", 2)
    content = dicom_bytes(
        mr_image(ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"], series=7, series_number=7, name="loc"),
        JPEG2000Lossless,
    )
    (tmp_path / "loc.dcm").write_bytes(content)
    study = open_study([tmp_path], worker=worker)
    assert [[("localizer" in sentence) for sentence in block.warnings] for block in study.series] == [[], [True]]
