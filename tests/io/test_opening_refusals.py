"""Opening what cannot be opened: one true sentence, naming the file, with the right status."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.synthetic import AXIAL, axial_series, dicom_bytes, enhanced_mr, mr_image, pattern, write
from viewer.errors import GeometryError, UnreadableError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


class NoWorker:
    """Ordinary files must be judged without a worker process."""

    def run(self, *args, **kwargs):
        raise AssertionError("the worker was asked")


def reasons(study) -> dict[str, str]:
    return {Path(skipped.file).name: skipped.reason for skipped in study.skipped}


class TestNothingReadable:
    def test_missing_path(self, tmp_path):
        with pytest.raises(UnreadableError, match="none.*cannot be opened"):
            open_study([tmp_path / "none"], worker=NoWorker())

    def test_empty_folder(self, tmp_path):
        with pytest.raises(UnreadableError, match="holds no files"):
            open_study([tmp_path], worker=NoWorker())

    def test_text_file(self, tmp_path):
        (tmp_path / "a.dcm").write_text("This is no image, whatever its name.")
        with pytest.raises(UnreadableError, match=r"a\.dcm: it is not an image"):
            open_study([tmp_path / "a.dcm"], worker=NoWorker())

    def test_pipe(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UnreadableError, match="not a regular file"):
            open_study([tmp_path / "pipe"], worker=NoWorker())

    def test_folder_of_junk_names_one_reason(self, tmp_path):
        for k in range(3):
            (tmp_path / f"{k}.txt").write_text("hello")
        with pytest.raises(UnreadableError, match=r"None of the 3 files .*0\.txt.*not an image"):
            open_study([tmp_path], worker=NoWorker())

    def test_folder_with_refused_and_cut_off_images_is_unreadable(self, tmp_path):
        write(tmp_path / "a", mr_image(spacing=(0, 0), name="a"))
        (tmp_path / "b").write_bytes(dicom_bytes(mr_image(name="b"))[:-100])
        with pytest.raises(UnreadableError):
            open_study([tmp_path], worker=NoWorker())

    def test_encrypted_zip_asks_for_a_password(self, tmp_path):
        import subprocess

        axial_series(tmp_path / "in", 1)
        if shutil.which("zip") is None:
            pytest.skip("there is no program zip to encrypt with")
        subprocess.run(["zip", "-qr", "-P", "secret", "../s.zip", "."], cwd=tmp_path / "in", check=True)
        with pytest.raises(UnreadableError, match="password"):
            open_study([tmp_path / "s.zip"], worker=NoWorker())
        assert open_study([tmp_path / "s.zip"], password="secret", worker=NoWorker()).series


BAD_GEOMETRY = {
    "spacing zero": {"PixelSpacing": ["0", "0"]},
    "spacing negative": {"PixelSpacing": ["-1", "1"]},
    "spacing one value": {"PixelSpacing": "1"},
    "spacing three values": {"PixelSpacing": ["1", "1", "1"]},
    "orientation zero": {"ImageOrientationPatient": ["0"] * 6},
    "orientation parallel": {"ImageOrientationPatient": ["1", "0", "0", "1", "0", "0"]},
    "orientation five values": {"ImageOrientationPatient": ["1", "0", "0", "0", "1"]},
    "orientation not orthonormal": {"ImageOrientationPatient": ["1", "0", "0", "0.1", "1", "0"]},
    "position two values": {"ImagePositionPatient": ["1", "2"]},
    "slope zero": {"RescaleSlope": "0", "RescaleIntercept": "0"},
}
"""Elements as pydicom writes them."""

BAD_TEXT = {
    "spacing nan": ("0.7\\0.5", "nan\\0.5"),
    "spacing infinite": ("0.7\\0.5", "inf\\0.5"),
    "spacing huge": ("0.7\\0.5", "1e400\\1"),
    "spacing comma": ("0.7\\0.5", "0,7\\0.5"),
    "spacing underscore": ("0.7\\0.5", "1_0\\0.5"),
    "spacing letters": ("0.7\\0.5", "abc\\0.5"),
    "orientation nan": ("1\\0\\0\\0\\1\\0", "nan\\0\\0\\0\\1"),
    "position infinite": ("7\\8\\9", "7\\8\\inf"),
    "position nan": ("7\\8\\9", "nan\\8\\9"),
}
"""Text in the file and what replaces it: pydicom would not write these."""


def bad_file(case: str, path: Path) -> Path:
    if case in BAD_GEOMETRY:
        return write(path, mr_image(name=case, **BAD_GEOMETRY[case]))
    old, new = (text.encode() for text in BAD_TEXT[case])
    data = dicom_bytes(mr_image(name=case, position=(7, 8, 9)))
    at = data.index(old)
    length = int.from_bytes(data[at - 2 : at], "little")
    value = new.ljust(length + (len(new) > length) * (len(new) - length + len(new) % 2))
    path.write_bytes(data[: at - 2] + len(value).to_bytes(2, "little") + value + data[at + length :])
    return path


@pytest.mark.parametrize("case", [*BAD_GEOMETRY, *BAD_TEXT])
def test_geometry_that_cannot_be_true_is_refused_by_name(tmp_path, case):
    bad = bad_file(case, tmp_path / "bad.dcm")
    word = {"spacing": "Spacing", "orientation": "Orientation", "position": "Position", "slope": "Slope"}[
        case.split()[0]
    ]
    with pytest.raises(GeometryError, match=f"bad.dcm: its .*{word}") as error:
        open_study([bad], worker=NoWorker())
    assert error.value.exit_status == 4
    with pytest.raises(GeometryError, match=r"bad\.dcm"):
        (tmp_path / "notes.txt").write_text("hello")
        open_study([tmp_path], worker=NoWorker())
    axial_series(tmp_path / "good", 2)
    study = open_study([tmp_path], worker=NoWorker())
    assert len(study.series[0].slices) == 2
    assert word in reasons(study)["bad.dcm"]


def test_bad_geometry_of_one_frame_refuses_the_file(tmp_path, worker):
    frames = np.stack([pattern(seed=k) for k in range(2)])
    write(tmp_path / "x", enhanced_mr(frames, [(0, 0, 0), (0, 0, 1)], orientation=[AXIAL, (1, 0, 0, 1, 0, 0)]))
    with pytest.raises(GeometryError, match="in frame 2 its Image Orientation"):
        open_study([tmp_path / "x"], worker=worker)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"Rows": 0}, "size"),
        ({"Columns": 9000}, "size"),
        ({"BitsAllocated": 12}, "Bits Allocated"),
        ({"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}, "one bit"),
        ({"BitsStored": 17}, "contradict"),
        ({"HighBit": 3}, "contradict"),
        ({"SamplesPerPixel": 4}, "4 samples"),
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "PALETTE"),
        ({"Rows": 4096, "Columns": 8192}, "cut off"),
        ({"Rows": 8192, "Columns": 8192}, "33 million"),
        ({"Rows": None}, "lacks the number of rows"),
    ],
)
def test_pixels_that_cannot_be_read_are_refused_when_opening(tmp_path, changes, words):
    write(tmp_path / "x", mr_image(**changes))
    with pytest.raises(UnreadableError, match=words):
        open_study([tmp_path / "x"], worker=NoWorker())


def test_a_header_without_pixels_is_told_from_an_object_without_image(tmp_path, worker):
    write(tmp_path / "x", mr_image(PixelData=None))
    with pytest.raises(UnreadableError, match="before its pixel data"):
        open_study([tmp_path / "x"], worker=worker)
