"""Real files: seven transfer syntaxes of one image, 12 bits in 16 with rubbish, RLE of a scanner."""

import os
from collections.abc import Iterator
from pathlib import Path

import nibabel
import numpy as np
import pytest

from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.sources import local_file

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("VIEWER_REAL_DATA" not in os.environ, reason="VIEWER_REAL_DATA names no folder"),
]
FOLDER = Path(os.environ.get("VIEWER_REAL_DATA", ".")) / "dicom-conformance"


@pytest.fixture(scope="module")
def worker() -> Iterator[DecodeWorker]:
    with DecodeWorker() as made:
        yield made


def test_nine_files_in_seven_transfer_syntaxes_have_equal_pixels(worker: DecodeWorker) -> None:
    files = sorted((FOLDER / "dcm_qa_ts/In").glob("*.dcm"))
    answers = list(worker.run_many("dicom-frame", [(local_file(path), {"frame": 1}) for path in files]))
    assert len(answers) == 9
    assert len({about["transfer_syntax"] for about, _ in answers}) == 7
    first = answers[0][1][0]
    assert first.shape == (384, 384) and first.max() > 500
    for _, (array,) in answers:
        np.testing.assert_array_equal(array, first)
        assert array.dtype == first.dtype
    reference = np.asarray(nibabel.load(FOLDER / "dcm_qa_ts/Ref/1.nii").dataobj)
    assert sorted(np.unique(reference)) == sorted(np.unique(first))


@pytest.mark.parametrize(
    ("name", "reference"), [("12bitUnsigned", "2"), ("12bitUnsigned_0x0F0F", "3"), ("12bitSigned_0x0F0F", "4")]
)
def test_12_bits_with_rubbish_above(worker: DecodeWorker, name: str, reference: str) -> None:
    _, (mosaic,) = worker.run("dicom-frame", local_file(FOLDER / f"dcm_qa_12bit/In/{name}.dcm"))
    volume = np.asarray(nibabel.load(FOLDER / f"dcm_qa_12bit/Ref/{reference}.nii").dataobj)
    side = volume.shape[0]
    per_row = mosaic.shape[1] // side
    # NIfTI is [x, y from the bottom, slice]; the mosaic lays the slices out row by row.
    for number in range(volume.shape[2]):
        row, column = divmod(number, per_row)
        tile = mosaic[row * side : (row + 1) * side, column * side : (column + 1) * side]
        np.testing.assert_array_equal(tile, volume[:, ::-1, number].T)


@pytest.mark.parametrize("kind", ["water", "fat"])
def test_run_lengths_of_a_real_series(worker: DecodeWorker, kind: str) -> None:
    import pydicom
    from pydicom.pixels import get_decoder

    files = sorted((FOLDER.parent / "tum01-dixon" / kind).iterdir())
    answers = worker.run_many("dicom-frame", [(local_file(path), {"frame": 1}) for path in files])
    for path, (about, (array,)) in zip(files, answers, strict=True):
        data_set = pydicom.dcmread(path)
        decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)
        expected, _ = decoder.as_array(data_set, index=0, decoding_plugin="pydicom")
        np.testing.assert_array_equal(array, expected)
        assert about["frames"] == 1


def test_enhanced_files_give_every_frame(worker: DecodeWorker) -> None:
    import pydicom

    for path in sorted((FOLDER / "dcm_qa_enh/In").rglob("*.dcm")):
        expected = pydicom.dcmread(path).pixel_array
        expected = expected[None] if expected.ndim == 2 else expected
        requests = [(local_file(path), {"frame": n + 1}) for n in range(len(expected))]
        for image, (about, (array,)) in zip(expected, worker.run_many("dicom-frame", requests), strict=True):
            np.testing.assert_array_equal(array, image)
            assert about["frames"] == len(expected)
