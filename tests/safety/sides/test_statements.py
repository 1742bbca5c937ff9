"""What a user states of a picture is stored, shown, undone, and printed with every result."""

import csv
import io
import json
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from PIL import Image

from tests.lumbar import outline_words, pixels
from tests.safety.sides.asked import asked
from viewer.app.display.pixels import load_slice
from viewer.app.numbers import numbers_of
from viewer.app.numbers.copying import table_rows
from viewer.app.session import Session
from viewer.app.sides.strip import questions_of, state_sides
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.io.opening import open_study

SIDES = "The patient's sides were stated by the user (radiological convention)."
SCALE = "The pixel spacing was stated by the user (0.8 mm between rows, 0.7 mm between columns)."
STATED = ("--side-convention", "radiological", "--pixel-spacing", "0.8,0.7")


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "slice.png"
    Image.fromarray((pixels() // 16).astype("uint8")).save(path)
    return path


def words(picture) -> tuple:
    return (picture, *outline_words(), *STATED)


def test_without_a_statement_there_is_no_side_no_letter_and_no_mm(picture):
    told = asked("measure", picture, *outline_words(), "--json").told
    assert [(row["side"], row["outline"], row["area_mm2"]) for row in told["rows"]] == [
        ("unknown", 1, None),
        ("unknown", 2, None),
    ]
    assert any("sides are unknown" in text for text in told["warnings"])
    assert told["comparisons"] == [] or told["comparisons"][0]["smaller_side"] is None
    refused = asked("figure", picture, *outline_words(), "--reviewed", "-o", picture.parent / "no.svg")
    assert (refused.status, (picture.parent / "no.svg").exists()) == (4, False)


def test_a_statement_turns_the_sides_and_nothing_else(picture):
    told = [
        asked("measure", picture, *outline, "--side-convention", convention, "--json").told["rows"]
        for convention, outline in (
            ("radiological", outline_words()),
            (
                "neurological",
                [
                    w.replace("--right", "--x").replace("--left", "--right").replace("--x", "--left")
                    for w in outline_words()
                ],
            ),
        )
    ]
    as_right, as_left = told[0], told[1][::-1]
    for one, other in zip(as_right, as_left, strict=True):
        assert {one["side"], other["side"]} == {"right", "left"}
        for key in ("area_px", "fat_fraction_percent", "mean", "sd"):
            assert one[key] == other[key]
    wrong = asked("measure", picture, *outline_words(), "--side-convention", "neurological", "--json")
    assert (wrong.status, wrong.out) == (4, "")


def test_it_is_printed_with_every_result(picture, tmp_path):
    both = {SIDES, SCALE}
    assert both <= set(asked("measure", *words(picture), "--json").told["warnings"])
    text = asked("measure", *words(picture)).out
    assert all(f"Warning: {sentence}" in text for sentence in both)
    finding = asked("measure", *words(picture), "--finding").out.splitlines()
    assert finding[-2:] == [SIDES, SCALE]
    rows = list(csv.DictReader(io.StringIO(asked("measure", *words(picture), "--csv").out)))
    assert all(sentence in row["warnings"] for row in rows for sentence in both)
    for name in ("t.xlsx", "t.csv", "t.json"):
        assert (
            asked("measure", *words(picture), "-o", tmp_path / name, "--methods-text", tmp_path / f"{name}.txt").status
            == 0
        )
        assert all(sentence in (tmp_path / f"{name}.txt").read_text() for sentence in both)
    assert both <= set(json.loads((tmp_path / "t.json").read_text())["warnings"])
    assert all(sentence in (tmp_path / "t.csv").read_text() for sentence in both)
    cells = [
        str(c.value) for sheet in openpyxl.load_workbook(tmp_path / "t.xlsx") for row in sheet.iter_rows() for c in row
    ]
    assert all(any(sentence in cell for cell in cells) for sentence in both)
    assert asked("export", *words(picture), "--to", "fat-map", "-o", tmp_path / "map.nii").status == 0
    assert both <= set(json.loads((tmp_path / "map.json").read_text())["measurement"]["warnings"])


@pytest.mark.slow
def test_figure_bundle_and_report_say_it(picture, tmp_path):
    done = asked(
        *("figure", *words(picture), "--reviewed", "--numbers", "-o", tmp_path / "f.svg"),
        *("--bundle", tmp_path / "b", "--report", tmp_path / "r.pdf"),
    )
    assert done.status == 0, done.err
    assert "Sides as stated by the user." in (tmp_path / "b" / "caption.txt").read_text()
    assert "Pixel spacing as stated by the user." in (tmp_path / "b" / "caption.txt").read_text()
    assert "stated by the user" in (tmp_path / "b" / "methods.txt").read_text()
    assert SIDES in (tmp_path / "b" / "numbers.csv").read_text()
    svg = (tmp_path / "f.svg").read_text()
    assert "sides as stated by the user" in svg
    assert '"sides":"stated"' in svg.replace("&quot;", '"')
    if shutil.which("pdftotext"):
        page = subprocess.run(["pdftotext", tmp_path / "r.pdf", "-"], capture_output=True, text=True, check=True).stdout
        assert "Sides as stated by the user." in " ".join(page.split())


def test_project_and_case_keep_it(picture, tmp_path):
    assert asked("export", *words(picture), "--to", "project", "-o", tmp_path / "w.mfv").status == 0
    shutil.copy(picture, tmp_path / picture.name)
    kept = asked("measure", tmp_path / "w.mfv", "--json").told
    assert {SIDES, SCALE} <= set(kept["warnings"])
    assert [row["side"] for row in kept["rows"]] == ["right", "left"]
    assert asked("export", *words(picture), "--to", "case", "--reviewed", "-o", tmp_path / "c.zip").status == 0
    with zipfile.ZipFile(tmp_path / "c.zip") as case:
        case.extractall(tmp_path / "case")
    [project] = (tmp_path / "case").rglob("*.mfv")
    handed = asked("measure", project, "--json").told
    assert {SIDES, SCALE} <= set(handed["warnings"])
    assert [row["side"] for row in handed["rows"]] == ["right", "left"]
    # What was stated is not made a fact of the image: without its project the case's image knows no side.
    [block] = asked("info", project.parent / "images", "--json").told["series"]
    assert block["slices"][0]["edges"] is None


def test_the_window_shows_it_and_undo_takes_it_back(picture):
    study = open_study([picture])
    [series] = study.series
    session = Session(load_slice)
    session.open(study, Place(1, 1))
    rings = [[(36, 56), (64, 56), (64, 84), (36, 84)], [(76, 56), (104, 56), (104, 84), (76, 84)]]
    session.edit("draw", Document(tuple(Outline.from_points(ring, slice_key=series.slices[0].key) for ring in rings)))
    assert session.now.viewport is None or session.now.stated_image.geometry.can_tell_side is False
    assert "does not tell sides" in questions_of(session.now).sentence

    state_sides(session, "radiological")
    assert [outline.side for outline in session.now.document.outlines] == [Side.RIGHT, Side.LEFT]
    assert questions_of(session.now).sides == "radiological"
    model = numbers_of(session.now.document, series, series.slices[0])
    assert SIDES in model.statements
    assert any(SIDES in cell for cell in table_rows(model)[1])
    assert session.now.stated_image.geometry.stated_sides == "radiological"

    session.undo()
    assert [outline.side for outline in session.now.document.outlines] == [Side.UNKNOWN, Side.UNKNOWN]
    assert session.now.stated_image.geometry.stated_sides is None
    assert SIDES not in numbers_of(session.now.document, series, series.slices[0]).statements
    session.redo()
    assert [outline.side for outline in session.now.document.outlines] == [Side.RIGHT, Side.LEFT]
    state_sides(session, None)
    assert [outline.side for outline in session.now.document.outlines] == [Side.UNKNOWN, Side.UNKNOWN]


def test_a_statement_against_the_header_is_refused(tmp_path):
    from tests.lumbar import write_study

    folder = write_study(tmp_path / "study")
    for convention, status in (("radiological", 0), ("neurological", 4)):
        answer = asked(*("measure", folder, "--slice", 2, *outline_words(), "--side-convention", convention, "--json"))
        assert answer.status == status
        if status == 0:  # what the header says itself needs no statement
            assert not any("stated" in text for text in json.loads(answer.out)["warnings"])
