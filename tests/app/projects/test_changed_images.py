"""Images that changed under the same identifiers are told of in words, or refused where a side would change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from tests.io.project.project_samples import document_on
from tests.lumbar import write_study
from viewer.app.numbers.saving import measurement_of_document
from viewer.app.projects import open_project, save
from viewer.core.outline import Outline, Side
from viewer.errors import SideError
from viewer.io.opening import open_study
from viewer.io.project import ProjectFile, image_prints, prints, read_project, write_project
from viewer.io.project.prints import pixels_hash


def saved(folder: Path, *, changes: dict[str, Any] | None = None) -> tuple[Path, Path]:
    """A project on slice 2 of a study, and the file of that slice."""
    study = open_study([write_study(folder / "study")])
    document = document_on(study, **(changes or {}))
    path = folder / "p.mfv"
    save(path, study=study, document=document, measurement=measurement_of_document(document, study))
    return path, Path(study.series[0].slices[1].file)


def change(file: Path, how: Callable[[pydicom.Dataset], None]) -> None:
    dataset = pydicom.dcmread(file)
    how(dataset)
    dataset.save_as(file)


def brighter(dataset: pydicom.Dataset) -> None:
    pixels = dataset.pixel_array.copy()
    pixels[pixels > 0] += 7
    dataset.PixelData = pixels.tobytes()


def corner(dataset: pydicom.Dataset) -> None:
    pixels = dataset.pixel_array.copy()
    pixels[0, 0] += 1
    dataset.PixelData = pixels.tobytes()


def mirrored(dataset: pydicom.Dataset) -> None:
    row = [float(value) for value in dataset.ImageOrientationPatient]
    dataset.ImageOrientationPatient = [-row[0], -row[1], -row[2], *row[3:]]


def tilted(dataset: pydicom.Dataset) -> None:
    dataset.ImageOrientationPatient = [1.0, 0.0, 0.0, 0.0, 0.9995, -0.0316]


def elsewhere(dataset: pydicom.Dataset) -> None:
    x, y, z = (float(value) for value in dataset.ImagePositionPatient)
    dataset.ImagePositionPatient = [x, y, z + 0.05]


def coarser(dataset: pydicom.Dataset) -> None:
    dataset.PixelSpacing = [float(value) * 1.1 for value in dataset.PixelSpacing]


def described(dataset: pydicom.Dataset) -> None:
    dataset.SeriesDescription = "another"
    dataset.WindowCenter, dataset.WindowWidth = 100, 200


@pytest.mark.parametrize(
    ("how", "said", "is_number_changed"),
    [
        (brighter, "The pixels of an outlined image (series 1, slice 2) have changed", True),
        (corner, "The pixels of an outlined image (series 1, slice 2) have changed", False),
        pytest.param(coarser, "The pixel spacing of an outlined image", True, marks=pytest.mark.slow),
        pytest.param(elsewhere, "The position of an outlined image", False, marks=pytest.mark.slow),
        pytest.param(tilted, "The orientation of an outlined image", False, marks=pytest.mark.slow),
        pytest.param(described, "", False, marks=pytest.mark.slow),
    ],
)
def test_what_changed_is_told_and_the_numbers_are_compared(
    tmp_path: Path, how: Callable[[pydicom.Dataset], None], said: str, is_number_changed: bool
) -> None:
    path, file = saved(tmp_path)
    before = path.read_bytes()
    change(file, how)
    opened = open_project(path)
    told = [text for text in opened.warnings if "changed since the project was saved" in text]
    if not said:
        assert told == []
    else:
        assert any(text.startswith(said.partition(" of ")[0]) for text in told), opened.warnings
        assert all(
            "open the images that the project was made on" in text and str(tmp_path) not in text for text in told
        )
    assert bool(opened.differences) is is_number_changed
    assert path.read_bytes() == before


def test_all_that_changed_of_an_image_is_one_sentence(tmp_path: Path) -> None:
    path, file = saved(tmp_path)
    change(file, brighter)
    change(file, coarser)
    opened = open_project(path)
    [told] = [text for text in opened.warnings if "changed since the project was saved" in text]
    assert told.startswith("The pixels and pixel spacing of an outlined image (") and ") have changed since" in told
    assert opened.are_images_changed


@pytest.mark.slow
def test_an_image_that_is_mirrored_is_refused(tmp_path: Path) -> None:
    path, file = saved(tmp_path)
    for other in file.parent.iterdir():
        change(other, mirrored)
    with pytest.raises(SideError, match="right and left would be exchanged") as caught:
        open_project(path)
    assert caught.value.exit_status == 4


@pytest.mark.slow
def test_one_outline_alone_is_refused_too(tmp_path: Path) -> None:
    """No partner contradicts it."""
    study = open_study([write_study(tmp_path / "study")])
    document = document_on(study)
    alone = document.without_outline_at(1)
    path = tmp_path / "p.mfv"
    save(path, study=study, document=alone)
    for file in {Path(image.file) for image in study.series[0].slices}:
        change(file, mirrored)
    with pytest.raises(SideError):
        open_project(path)


@pytest.mark.slow
def test_an_outline_without_a_side_is_not_refused(tmp_path: Path) -> None:
    study = open_study([write_study(tmp_path / "study")])
    drawn = document_on(study).outlines[0]
    unsided = Outline(drawn.slice_key, drawn.rings, side=Side.UNKNOWN)
    document = document_on(study).without_outline_at(1).without_outline_at(0)
    path = tmp_path / "p.mfv"
    save(path, study=study, document=replace(document, outlines=(unsided,)))
    for file in {Path(image.file) for image in study.series[0].slices}:
        change(file, mirrored)
    opened = open_project(path)
    assert any(text.startswith("The orientation of an outlined image") for text in opened.warnings)


@pytest.mark.slow
def test_a_lossless_new_encoding_keeps_the_hash(tmp_path: Path) -> None:
    path, file = saved(tmp_path)

    def compressed(dataset: pydicom.Dataset) -> None:
        dataset.compress(pydicom.uid.RLELossless, generate_instance_uid=False)

    for other in file.parent.iterdir():
        change(other, compressed)
    opened = open_project(path)
    assert opened.study is not None and opened.study.series[0].transfer_syntax == pydicom.uid.RLELossless
    assert [text for text in opened.warnings if "changed since the project was saved" in text] == []
    assert opened.differences == ()


def test_the_hash_is_of_values_and_not_of_their_storage() -> None:
    pixels = np.arange(12, dtype=np.int16).reshape(3, 4)
    first = pixels_hash(pixels, frame=1)
    assert first == pixels_hash(pixels.astype(">u4"), frame=1) == pixels_hash(np.asfortranarray(pixels), frame=1)
    others = (pixels.T, pixels.reshape(4, 3), pixels + 1, pixels.astype(np.float32))
    assert len({first, pixels_hash(pixels, frame=2), *(pixels_hash(other, frame=1) for other in others)}) == 6


def test_what_is_not_open_keeps_what_it_was(tmp_path: Path) -> None:
    path, _ = saved(tmp_path)
    stored = read_project(path)
    assert len(stored.images) == 1
    other = open_study([write_study(tmp_path / "other", patient="Other^One")])
    bound = stored.document  # its slices are fingerprints of images that are not open
    assert image_prints(other, bound, before=stored.images) == stored.images
    assert image_prints(other, bound) == ()


@pytest.mark.slow
def test_a_project_of_an_older_program_says_nothing(tmp_path: Path) -> None:
    path, file = saved(tmp_path)
    change(file, corner)
    old: ProjectFile = replace(read_project(path), images=())
    write_project(path, old)
    assert [text for text in open_project(path).warnings if "than when" in text] == []


def test_saving_again_reads_no_image_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = open_study([write_study(tmp_path / "study")])
    document = document_on(study)
    asked: list[int] = []
    whole = prints.pixels_hash

    def counted(pixels: Any, *, frame: int) -> str:
        asked.append(frame)
        return whole(pixels, frame=frame)

    monkeypatch.setattr(prints, "pixels_hash", counted)
    for _ in range(3):
        assert len(image_prints(study, document)) == 1
    assert len(asked) == 1
