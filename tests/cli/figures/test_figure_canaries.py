"""A study full of words that nobody may see again: they are in no file that a figure is published with."""

import zipfile
from pathlib import Path

import pytest

from tests.cli.figures.figure_runs import written
from tests.cli_runs import on_slice, ran
from tests.io.cases.test_cases import planted
from tests.lumbar import SPACING, pixels
from tests.safety.privacy.scanner import found_in
from tests.synthetic import mr_image, write
from viewer.figure.encoding import ENCODERS
from viewer.io.opening import open_study

SECRETS = (
    "Canarius",
    "Zwölfine",
    "CNRY-4711",
    "19480229",
    "20191231",
    "1948-02-29",
    "IMCANARY",
    "99CANARIUS",
    "pytest-of",
)


@pytest.fixture(scope="module")
def secret_study(tmp_path_factory) -> tuple[Path, tuple[str, ...]]:
    """A study with a word of the patient in every place that holds text, and all words that must not come out."""
    folder = tmp_path_factory.mktemp("Canarius_Zwölfine") / "study"
    for number in (1, 2, 3):
        ds = mr_image(
            pixels=pixels(seed=number),
            spacing=SPACING,
            position=(-49.0, -40.0, 4.0 * number),
            instance=number,
            bits_stored=12,
            patient="Canarius^Zwölfine",
            patient_id="CNRY-4711",
            StudyDate="20191231",
        )
        ds.PatientBirthDate = "19480229"
        write(folder / f"IMCANARY{number}", planted(ds))
    study = open_study([folder])
    block = study.series[0]
    names = {block.series_uid, block.frame_of_reference_uid, block.identity.study_uid}
    names |= {image.key.uid for image in block.slices}
    return folder, (*SECRETS, *sorted(name for name in names if name))


def held_by(path: Path, secrets: tuple[str, ...]) -> set[str]:
    """Secrets in a file, or in a member of it, and in their names."""
    found = found_in(path.name.encode() + b"~" + path.read_bytes(), secrets)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                found |= found_in(name.encode() + b"~" + archive.read(name), secrets)
    return found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Invalid value for VR")
def test_no_published_file_holds_a_word_of_the_input(secret_study, tmp_path_factory, capsys):
    folder, secrets = secret_study
    out = tmp_path_factory.mktemp("published")
    words = ["figure", folder, *on_slice(), "--dpi", "40", "--arrangement", "mirrored", "--numbers", "--with-caption"]
    words += ["--fat-map", "--key", "feet", "--inset", "locator"]
    for suffix in ENCODERS:
        written(capsys, *words, "-o", out / f"a{suffix}")
    written(capsys, *words, "--svg-paths", "-o", out / "paths.svg")
    written(capsys, *words, "--bundle", out / "bundle", "--report", out / "report.pdf")
    ran(capsys, "export", folder, *on_slice(), "--to", "case", "--reviewed", "-o", out / "case.zip")
    files = [path for path in out.rglob("*") if path.is_file()]
    assert len(files) == len(ENCODERS) + 1 + 8 + 1 + 1
    for path in files:
        assert held_by(path, secrets) == set(), path.name
    # The scanner sees, in every kind of file.
    for path in files:
        path.write_bytes(path.read_bytes() + b"~" + "Zwölfine".encode("utf-16-be"))
        assert held_by(path, secrets) == {"Zwölfine"}, path.name
