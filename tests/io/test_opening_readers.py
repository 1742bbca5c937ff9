"""A study is the same whether the fast header reader takes part or pydicom reads every header."""

import os
import random
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import RLELossless

from tests.synthetic import NATIVE, SAGITTAL, enhanced_mr, mr_image, pattern, tilted_axial, write
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


def mixed_study(folder: Path) -> Path:
    """Write two patients, blocks, planes, syntaxes, an enhanced file, junk and a copy, under shuffled names."""
    images = [
        mr_image(orientation=tilted_axial(tilt), position=(0, 0, z), name=(tilt, z), patient=patient, study=patient)
        for patient in ("A^A", "B^B")
        for tilt in (0.0, -12.0)
        for z in (0.0, 5.0, 10.0)
    ]
    images += [mr_image(orientation=SAGITTAL, position=(x, 0, 0), series=2, name=x) for x in (4.0, -4.0)]
    images += [images[0], mr_image(spacing=None, series=3, name="no spacing"), mr_image(spacing=(0, 0), name="bad")]
    frames = np.stack([pattern(seed=k) for k in range(3)])
    images.append(enhanced_mr(frames, [(0, 0, z) for z in (3, 1, 2)], series=4, name="enhanced"))
    names = random.Random(5).sample(range(1000), len(images))
    for name, image in zip(names, images, strict=True):
        write(folder / f"{name:04d}", image, (*NATIVE, RLELossless)[name % 5])
    (folder / "notes.txt").write_text("hello")
    return folder


def check_same_with_pydicom_alone(folder: Path, worker, monkeypatch) -> None:
    """Open with the fast reader and without it, and compare all but the way to the pixels."""
    asked = []
    with_fast = open_study([folder], worker=worker)
    monkeypatch.setattr("viewer.io.dicom.reading.scan", lambda source, head: asked.append(source))
    alone = open_study([folder], worker=worker)
    assert asked
    assert with_fast == alone


def test_the_study_is_the_same_with_pydicom_alone(tmp_path, worker, monkeypatch):
    check_same_with_pydicom_alone(mixed_study(tmp_path), worker, monkeypatch)


@pytest.mark.real_data
@pytest.mark.skipif(
    not os.environ.get("VIEWER_REAL_DATA"), reason="VIEWER_REAL_DATA does not name a folder of real images"
)
def test_real_studies_are_the_same_with_pydicom_alone(worker, monkeypatch):
    check_same_with_pydicom_alone(Path(os.environ["VIEWER_REAL_DATA"]), worker, monkeypatch)
