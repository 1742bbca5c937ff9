"""Sentences go into files with the numbers: none quotes what the input says, or where it lies."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.lumbar import circle, pixels
from tests.safety.privacy.canary_dicom import Planted
from tests.safety.privacy.canary_files import canary_nifti, grey
from tests.safety.privacy.scanner import found_in
from tests.synthetic import mr_image, write
from viewer.app.numbers.saving import save_table
from viewer.core.document import Document, Statement
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side
from viewer.io.exporters.fat_map import write_fat_map
from viewer.io.opening import open_study
from viewer.measure.measuring import MeasureSettings, measure

NAME = "Doe_Jane_1948"


def outlined(study, **stated: object) -> Document:
    key = study.series[0].slices[0].key
    rings = (Outline.from_points(circle(side), slice_key=key, side=Side(side)) for side in ("right", "left"))
    return Document(outlines=tuple(rings), statement=Statement(**stated))


def doubtful(folder: Path) -> dict[str, Path]:
    """Files about which there is something to say, each under a name that says more."""
    folder = folder / NAME
    folder.mkdir()
    colours = np.repeat(grey()[:, :, None], 3, axis=2)
    colours[:9, :9, 0] = 250
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(colours).save(folder / f"{NAME}.png")
    Image.fromarray(grey()).save(folder / f"{NAME}.jpg", exif=exif)
    Image.fromarray(grey()).save(folder / f"{NAME}.tiff", save_all=True, append_images=[Image.fromarray(grey())])
    plain = canary_nifti(Planted())
    (folder / f"{NAME}.nii").write_bytes(plain)
    (folder / f"{NAME}.nii.gz").write_bytes(gzip.compress(plain))
    neither = bytearray(plain)
    neither[252:256] = b"\0" * 4
    (folder / f"{NAME}_0.nii").write_bytes(neither)
    for name, place in (("sizes", 80), ("axes", 264), ("place", 292)):
        other = bytearray(plain)
        other[252:256] = b"\1\0\1\0"
        other[place : place + 4] = np.float32(0.31).tobytes()
        (folder / f"{NAME}_{name}.nii").write_bytes(other)
    odd = mr_image(pixels=pixels(), spacing=(0.8, 0.7), bits_stored=12, SeriesDescription=f"localizer {NAME}")
    odd.Modality, odd.Laterality, odd.PatientOrientation = NAME.upper(), "R", ["R", "P"]
    odd.BurnedInAnnotation = "YES"
    write(folder / f"{NAME}.dcm", odd)
    return {path.name.removeprefix(NAME): path for path in sorted(folder.iterdir())}


def test_no_sentence_about_a_series_names_its_file_or_quotes_its_header(tmp_path):
    said = 0
    for path in doubtful(tmp_path).values():
        study = open_study([path])
        for sentence in (*study.warnings, *(text for block in study.series for text in block.warnings)):
            said += 1
            assert found_in(sentence.encode(), (NAME, "pytest-of", tmp_path.name)) == set(), sentence
    assert said > 12


@pytest.mark.parametrize(
    "ending", [".nii", pytest.param(".png", marks=pytest.mark.slow), pytest.param(".dcm", marks=pytest.mark.slow)]
)
def test_numbers_saved_from_the_window_name_no_folder(ending, tmp_path):
    study = open_study([doubtful(tmp_path)[ending]])
    assert study.series[0].warnings
    document = outlined(study, sides="radiological", spacing=Spacing(0.8, 0.7)) if ending == ".png" else outlined(study)
    (tmp_path / "out").mkdir()
    for suffix in ("csv", "json", "xlsx"):
        save_table(tmp_path / "out" / f"a.{suffix}", document, study)
    measured = measure(document, study.series, MeasureSettings())
    write_fat_map(tmp_path / "out" / "map.nii", study, document, measured)
    for path in (tmp_path / "out").iterdir():
        assert found_in(path.read_bytes(), (NAME, "pytest-of", tmp_path.name)) == set(), path.name
