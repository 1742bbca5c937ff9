"""Identifiers in written files: the same on every computer, of identifiers and pixels alone, and with no way back."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_runs import on_slice
from tests.lumbar import SPACING, circle, pixels
from tests.safety.privacy.canary_dicom import ROOT, canary_mr
from tests.safety.privacy.places import FOLDER, laid_down, name_computer
from tests.safety.privacy.running import commanded
from tests.safety.privacy.scanner import Scanner, found_in
from tests.synthetic import mr_image, uid, write
from viewer.app.projects.files import save
from viewer.core.document import Document
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Outline, Side
from viewer.core.view import View
from viewer.io.opening import open_study


def study_of(folder: Path, **keywords: object) -> Path:
    for number in range(2):
        place = (-49.0, -40.0, 4.0 * number)
        ds = mr_image(
            pixels=pixels(seed=number), spacing=SPACING, position=place, instance=number, bits_stored=12, **keywords
        )
        write(folder / f"IM{number}", ds)
    return folder


def written_by(capsys, study: Path, out: Path, *suffixes: str) -> dict[str, bytes]:
    """Files whose bytes follow from the study alone."""
    out.mkdir()
    for suffix in suffixes:
        path = out / f"a.{suffix}"
        if suffix in ("svg", "png"):
            commanded(capsys, "figure", study, *on_slice(), "--dpi", "40", "--reviewed", "-o", path)
        elif suffix in ("mfv", "nii.gz"):
            name = "project" if suffix == "mfv" else "fat-map"
            commanded(capsys, "export", study, *on_slice(), "--to", name, "-o", path)
        else:
            commanded(capsys, "measure", study, *on_slice(), "-o", path)
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize(
    "suffixes", [("mfv", "json", "svg"), pytest.param(("csv", "xlsx", "nii.gz", "png"), marks=pytest.mark.slow)]
)
def test_another_patient_changes_no_byte(suffixes, tmp_path, capsys):
    """Not even in a hash: who is measured can be found out by no trial of names, numbers or days."""
    jane = study_of(tmp_path / "a" / "in")
    other = {"patient": "Roe^Richard", "patient_id": "MRN-99", "PatientBirthDate": "19111111", "StudyDate": "20211111"}
    other |= {"PatientSex": "M", "AccessionNumber": "A-1", "StudyTime": "050505", "StudyID": "77"}
    richard = study_of(tmp_path / "b" / "in", **other)
    assert open_study([jane]).series[0].identity != open_study([richard]).series[0].identity
    of_jane = written_by(capsys, jane, tmp_path / "a" / "out", *suffixes)
    assert len(of_jane) >= len(suffixes)
    assert of_jane == written_by(capsys, richard, tmp_path / "b" / "out", *suffixes)


def test_another_patient_changes_no_byte_of_what_the_window_saves(tmp_path):
    saved = []
    for name in ("Doe^Jane", "Roe^Richard"):
        words = {"patient": name, "patient_id": f"MRN-{name}", "PatientBirthDate": f"19{len(name):02}0101"}
        study = open_study([study_of(tmp_path / name / "in", **words)])
        assert study.series[0].identity.patient_id == f"MRN-{name}"
        key = study.series[0].slices[0].key
        rings = tuple(Outline.from_points(circle(side), slice_key=key, side=Side(side)) for side in ("right", "left"))
        path = tmp_path / name / "a.mfv"
        save(path, study=study, document=Document(outlines=rings), view=View(), home=tmp_path / name / "home")
        saved.append(path.read_bytes())
    assert saved[0] == saved[1]


@pytest.mark.slow
def test_only_identifiers_and_contents_are_hashed(tmp_path, monkeypatch, capsys):
    """Whatever is hashed on the way to a file is a UID by itself, or long and holds no text of the input."""
    place = laid_down(name_computer(monkeypatch, tmp_path), canary_mr())
    hashed: list[bytes] = []

    class Recorded:
        def __init__(self, data: bytes = b"", **_: object) -> None:
            self.parts = [bytes(data)]
            self.real = real(data)

        def update(self, data: bytes) -> None:
            self.parts.append(bytes(data))
            self.real.update(data)

        def digest(self) -> bytes:
            hashed.append(b"".join(self.parts))
            return self.real.digest()

        def hexdigest(self) -> str:
            return self.digest().hex()

    real = hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", Recorded)
    written_by(capsys, place.study, place.out / "files", "mfv", "nii.gz", "json", "csv", "xlsx", "svg", "png")
    small = [data for data in hashed if len(data) < 1 << 12]
    assert len(small) > 3
    scanner = Scanner(text for text in place.texts if not text.startswith(ROOT))
    for data in hashed:
        assert scanner.found(data) == set(), data[:60]


@pytest.mark.filterwarnings("ignore:Invalid value for VR")
@pytest.mark.parametrize("bad", ["DOE^JANE", "19480229", "1948.02.29", "sha256:" + b"DOE^JANE 1948-02".hex()])
def test_what_is_no_identifier_is_not_hashed_in_its_place(bad, tmp_path, capsys):
    """A name where a UID should be: its hash could be found by trying names."""
    names = ("SOPInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID")
    [image] = (mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12, series=bad),)
    for name in names:
        setattr(image, name, bad)
    write(tmp_path / "in" / "IM0", image)
    study = open_study([tmp_path / "in"])
    block = study.series[0]
    told = {block.series_uid, block.frame_of_reference_uid, block.slices[0].key.uid}
    assert bad not in told
    commanded(capsys, "export", tmp_path / "in", *on_slice(1), "--to", "project", "-o", tmp_path / "a.mfv")
    commanded(capsys, "measure", tmp_path / "in", *on_slice(1), "-o", tmp_path / "a.json")
    looked_up = tuple(fingerprint(word).removeprefix("sha256:") for word in {bad, bad.lower()})
    for name in ("a.mfv", "a.json"):
        assert found_in((tmp_path / name).read_bytes(), (*looked_up, "DOE^JANE", "1948-02")) == set()
    commanded(capsys, "measure", tmp_path / "a.mfv", "-o", tmp_path / "b.json")  # and it is found again
    rows = [json.loads((tmp_path / name).read_text())["rows"] for name in ("a.json", "b.json")]
    assert rows[0] == rows[1] and rows[0]


@pytest.mark.filterwarnings("ignore:Invalid value for VR")
def test_series_without_proper_identifiers_stay_apart(tmp_path):
    for number, name in enumerate(("DOE^A", "DOE^B")):
        image = mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12, series=number, SeriesInstanceUID=name)
        write(tmp_path / name, image)
    assert len({block.series_uid for block in open_study([tmp_path]).series}) == 2


@pytest.mark.slow
def test_every_computer_writes_the_same_bytes(tmp_path):
    """Two users, homes, hosts, languages, time zones and folders: readers' projects of one study pair."""
    made = []
    for name, zone, language in (("one", "Pacific/Auckland", "C.UTF-8"), ("two", "America/St_Johns", "de_DE.UTF-8")):
        home = tmp_path / name / f"canary-{name}"
        study_of(home / "in")
        environment = os.environ | {
            "HOME": str(home),
            "USER": name,
            "LOGNAME": name,
            "HOSTNAME": name,
            "TZ": zone,
            "LC_ALL": language,
            "MULTIFIDUS_HOME": str(home / "own"),
            "PYTHONHASHSEED": str(len(made) + 1),
            "TMPDIR": str(home),
        }
        for words in (["export", "in", "--to", "project", "-o", "a.mfv"], ["measure", "in", "-o", "a.json"]):
            command = [sys.executable, "-m", "viewer", *words[:2], *on_slice(), *words[2:]]
            path = os.pathsep.join((str(Path.cwd()), os.environ.get("PYTHONPATH", "")))
            done = subprocess.run(
                command, cwd=home, env=environment | {"PYTHONPATH": path}, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
        made.append([(home / file).read_bytes() for file in ("a.mfv", "a.json")])
    assert made[0] == made[1]
    assert FOLDER.encode() not in made[0][0]
    assert fingerprint(uid("image", 1, 1, 1)).encode() in made[0][0]
