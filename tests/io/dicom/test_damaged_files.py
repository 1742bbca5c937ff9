"""Damaged files open, or are refused in one sentence; nothing else ever happens."""

import random
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import JPEGLSLossless, RLELossless

from tests.synthetic import NATIVE, dicom_bytes, enhanced_mr, mr_image, pattern
from viewer.core.series import Study
from viewer.errors import ViewerError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


def originals() -> dict[str, bytes]:
    frames = np.stack([pattern(seed=k) for k in range(2)])
    files = {uid.name: dicom_bytes(mr_image(bits_stored=12), uid) for uid in (*NATIVE, RLELossless, JPEGLSLossless)}
    files["enhanced"] = dicom_bytes(enhanced_mr(frames, [(0, 0, 0), (0, 0, 3)]))
    files["bare"] = dicom_bytes(mr_image(), has_preamble=False)
    return files


ORIGINALS = originals()


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The file with bytes changed, cut out, doubled or cut off."""
    content = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(content)), rng.choice([1, 2, 4, 8, 40])
        match rng.randrange(5):
            case 0 | 1:
                content[at : at + length] = rng.randbytes(len(content[at : at + length]))
            case 2:
                content[at : at + 1] = rng.choice([b"\0", b"\xff", b"\\", b"-", b"e"])
            case 3:
                del content[at : at + length]
            case 4:
                content[at:at] = content[at : at + length]
    return bytes(content[: rng.randrange(len(content)) if rng.random() < 0.1 else None])


def opened(path: Path, worker: DecodeWorker) -> Study | None:
    """The study, or None if it was refused in a proper sentence."""
    try:
        study = open_study([path], worker=worker)
    except ViewerError as e:
        assert str(path) in str(e)
        assert "Traceback" not in str(e)
        assert str(e).endswith(".")
        assert e.exit_status in (3, 4)
        return None
    return study


@pytest.mark.parametrize("name", ORIGINALS)
def test_damaged_files_open_or_are_refused_in_a_sentence(tmp_path, worker, name):
    rng = random.Random(name)
    outcomes = []
    for number in range(40):
        path = tmp_path / f"{number}.dcm"
        path.write_bytes(damaged(ORIGINALS[name], rng))
        study = opened(path, worker)
        outcomes.append(study is not None)
        for image in study.series[0].slices if study else ():
            try:
                assert image.stored().shape == (image.rows, image.columns)
            except ViewerError as e:
                assert str(path) in str(e)
    assert True in outcomes
    assert False in outcomes


def test_a_length_beyond_the_file_does_not_cost_the_worker(tmp_path, worker):
    data = dicom_bytes(mr_image(NumberOfFrames="1"))
    at = data.index(b"\x08\x00\x70\x00LO")
    path = tmp_path / "x.dcm"
    path.write_bytes(data[:at] + b"\x08\x00\x70\x00UN\0\0\xf0\xff\xff\xff" + data[at + 8 :])
    worker.start()
    process = worker.pid
    assert opened(path, worker) is None
    assert worker.pid == process
