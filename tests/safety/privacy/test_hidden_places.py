"""Places where something could hide in a written file: what was cropped away, unused bits, names, times, comments."""

import gzip
import io
import json
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from tests.cli_runs import on_slice
from tests.lumbar import SPACING, circle, pixels
from tests.safety.privacy.running import commanded
from tests.safety.privacy.scanner import found_in
from tests.synthetic import mr_image, write
from viewer.app.projects import open_project, save
from viewer.core.document import Crop, Document
from viewer.core.outline import Outline, Side
from viewer.io.opening import open_study
from viewer.io.project import encode_project, project_of, read_project, write_project
from viewer.io.project.contents import Unknown
from viewer.io.tables.columns import version_behind
from viewer.measure.measurement import Measurement, MethodUsed


def outlined(study, **fields: object) -> Document:
    key = study.series[0].slices[0].key
    rings = (Outline.from_points(circle(side), slice_key=key, side=Side(side)) for side in ("right", "left"))
    return Document(outlines=tuple(rings), **fields)


def cropped(folder: Path, away: int) -> Path:
    """A project on a slice whose first rows, which are cropped away, hold a value."""
    image = pixels(seed=1)
    image[:12, :] = away
    image[3:8, 10:60:3] = 4095 - away
    write(
        folder / "in" / "IM1",
        mr_image(pixels=image, spacing=SPACING, bits_stored=12, WindowCenter=800, WindowWidth=1600),
    )
    study = open_study([folder / "in"])
    document = outlined(study, crops=(Crop(study.series[0].slices[0].key, 0, 13, 139, 119),))
    write_project(folder / "a.mfv", project_of(document, study))
    return folder / "a.mfv"


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--inset", "whole"], ["--crop", "0"], ["--arrangement", "twin"]])
def test_what_was_cropped_away_changes_no_byte_of_a_figure(more, tmp_path, capsys):
    files: list[dict[str, bytes]] = []
    for name, away in (("one", 0), ("two", 3000)):
        project = cropped(tmp_path / name, away)
        for suffix in ("png", "tiff", "pdf", "svg", "webp"):
            out = tmp_path / name / f"a.{suffix}"
            commanded(capsys, "figure", project, *more, "--window", "800,1600", "--dpi", "60", "--reviewed", "-o", out)
        files.append({path.name: path.read_bytes() for path in (tmp_path / name).glob("a.*") if path.suffix != ".mfv"})
    assert len(files[0]) == 5
    for name, data in files[0].items():
        assert data == files[1][name], name


def test_what_was_cropped_away_and_unused_bits_are_in_no_case(tmp_path, capsys):
    image = pixels(seed=1) | (np.arange(120 * 140, dtype=np.uint16).reshape(120, 140) % 15 + 1) << 12
    write(tmp_path / "in" / "IM1", mr_image(pixels=image, spacing=SPACING, bits_stored=12))
    study = open_study([tmp_path / "in"])
    document = outlined(study, crops=(Crop(study.series[0].slices[0].key, 0, 13, 139, 119),))
    write_project(tmp_path / "a.mfv", project_of(document, study))
    commanded(capsys, "export", tmp_path / "a.mfv", "--to", "case", "--reviewed", "-o", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as case:
        [name] = [name for name in case.namelist() if name.endswith(".dcm")]
        made = pydicom.dcmread(io.BytesIO(case.read(name)))
    stored = np.frombuffer(made.PixelData, np.uint16).reshape(120, 140)
    assert stored.max() < 4096 and made.BitsStored <= 12
    assert not stored[:13].any() and stored[13:].any()
    assert not any(element.tag.group % 2 or element.tag.group >> 8 == 0x60 for element in made)


@pytest.mark.slow
def test_archives_and_pictures_have_no_place_for_more(tmp_path, capsys):
    write(tmp_path / "in" / "IM1", mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12))
    words = [tmp_path / "in", *on_slice(1)]
    for kind, name in (("case", "a.zip"), ("fat-map", "a.nii.gz")):
        commanded(
            capsys, "export", *words, "--to", kind, *(["--reviewed"] if kind == "case" else []), "-o", tmp_path / name
        )
    commanded(capsys, "measure", *words, "-o", tmp_path / "a.xlsx")
    for suffix in ("png", "jpg", "tiff", "pdf"):
        commanded(capsys, "figure", *words, "--dpi", "40", "-o", tmp_path / f"a.{suffix}")
    for name in ("a.zip", "a.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert archive.comment == b""
            for member in archive.infolist():
                told = (member.extra, member.comment, member.date_time[3:], member.internal_attr)
                assert told == (b"", b"", (0, 0, 0), 0) and member.date_time[0] in (1980, 2000), member
    book = zipfile.ZipFile(tmp_path / "a.xlsx")
    assert b"lastModifiedBy" not in book.read("docProps/core.xml") and b"dcterms" not in book.read("docProps/core.xml")
    assert not any("comment" in name or "custom" in name or "external" in name for name in book.namelist())
    packed = (tmp_path / "a.nii.gz").read_bytes()
    assert packed[3] == 0 and packed[4:8] == b"\0" * 4  # neither a name nor a time
    head = gzip.decompress(packed)[:352]
    assert head[4:38] == b"\0" * 34 and head[228:252] == b"\0" * 24 and head[328:344] == b"\0" * 16
    assert head[348:352] == b"\0" * 4  # no extensions
    _check_pictures(tmp_path)
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["measurement"]["input"] is None


def _check_pictures(folder: Path) -> None:
    data, kinds = (folder / "a.png").read_bytes(), []
    place = 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        kinds.append(kind)
        place += 12 + length
    assert set(kinds) <= {b"IHDR", b"PLTE", b"pHYs", b"tEXt", b"iTXt", b"IDAT", b"IEND"} and kinds[-1] == b"IEND"
    with Image.open(folder / "a.png") as picture:
        keys = {"Title", "Description", "Software", "multifidus-figure-record", "XML:com.adobe.xmp", "xmp", "dpi"}
        assert set(picture.info) <= keys
        assert "A" not in picture.getbands()
    with Image.open(folder / "a.tiff") as picture:
        drawn = {256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 317, 320, 338, 339}
        assert set(picture.tag_v2) <= drawn | {270, 305, 700} and picture.n_frames == 1
    with Image.open(folder / "a.jpg") as picture:
        assert set(picture.getexif()) <= {0x010E, 0x011A, 0x011B, 0x0128, 0x0131}
        assert not picture.getexif().get_ifd(0x8769) and not picture.getexif().get_ifd(0x8825)
    page = (folder / "a.pdf").read_bytes()
    assert page.count(b"%%EOF") == 1 and page.count(b"startxref") == 1  # nothing of an earlier version behind it
    for word in (b"/Author", b"/CreationDate", b"/ModDate", b"/EmbeddedFile", b"/JavaScript", b"/ID "):
        assert word not in page, word
    assert b"/Type /Annot " not in page and b"/Subtype /Link" not in page and b"/URI" not in page


HOSTILE = {"note": "Doe, Jane, born 1970-01-01", "deeper": [{"who": "DOE^JANE"}]}


def test_fields_of_a_later_program_that_name_the_patient_are_not_written_again(tmp_path):
    write(tmp_path / "in" / "IM1", mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12, patient="Doe^Jane"))
    study = open_study([tmp_path / "in"])
    project = project_of(outlined(study), study)
    path = tmp_path / "a.mfv"
    path.write_bytes(encode_project(replace(project, unknown=Unknown(fields=HOSTILE))))
    before = read_project(path)
    assert before.unknown.fields == HOSTILE
    save(tmp_path / "b.mfv", study=study, document=outlined(study), before=before, home=tmp_path / "home")
    assert found_in((tmp_path / "b.mfv").read_bytes(), ("Doe, Jane", "DOE^JANE", "1970-01-01")) == set()
    other = Unknown(fields={"colour": "green"}, elements=())
    path.write_bytes(encode_project(replace(project, unknown=other)))
    save(tmp_path / "c.mfv", study=study, document=outlined(study), before=read_project(path), home=tmp_path / "home")
    assert b'"colour":"green"' in (tmp_path / "c.mfv").read_bytes()
    assert open_project(tmp_path / "c.mfv", home=tmp_path / "home").study is not None


@pytest.mark.parametrize(("said", "told"), [("0.1.0", "0.1.0"), ("1.0rc1", "1.0rc1"), ("Doe^Jane", "unknown")])
def test_the_version_that_a_project_names_is_a_version(said, told):
    measurement = Measurement(MethodUsed("anchored", "1", ()), (), (), stored_by=said)
    assert version_behind(measurement) == told
