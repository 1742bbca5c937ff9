"""The level goes wherever the numbers go: rows, tables, caption, project, command line. One call, one answer."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli_runs import measured, ran
from tests.lumbar import circle, write_study
from viewer.app.figuring.saving import suggested_name
from viewer.app.figuring.sources import figure_content, figure_source
from viewer.app.levels.stating import type_level
from viewer.app.numbers.saving import measurement_of_document, save_table
from viewer.app.projects import save
from viewer.app.session import Session
from viewer.core.annotations.levels import VertebraMark
from viewer.core.document import Document
from viewer.core.figures.spec import FigureSpec
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.figure.layout import lay_out
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Session on the second of three slices (at 0, 4 and 8 mm), all outlined on the right, and its folder."""
    folder = write_study(tmp_path_factory.mktemp("levels") / "study")
    study = open_study([folder])
    [axial] = [series for series in study.series if series.number == 1]
    drawn = tuple(Outline.from_points(circle("right"), slice_key=one.key, side=Side.RIGHT) for one in axial.slices)
    session = Session()
    session.open(study, Place(1, 2), document=Document(outlines=drawn))
    type_level(session, "L4-5")
    return session, folder


def levels(measurement):
    return [row.level for row in measurement.rows]


def test_the_level_of_one_slice_is_in_its_row_alone(opened):
    session, _ = opened
    assert levels(measurement_of_document(session.now.document, session.now.study)) == [None, "L4/5", None]


def test_tables_tell_it(opened, tmp_path):
    session, _ = opened
    found = {}
    for ending in ("csv", "json", "xlsx"):
        path = tmp_path / f"n.{ending}"
        save_table(path, session.now.document, session.now.study)
        found[ending] = path
    rows = list(csv.DictReader(io.StringIO(found["csv"].read_text("utf-8-sig"))))
    assert [row["level"] for row in rows] == ["", "L4/5", ""]
    assert [row["level"] for row in json.loads(found["json"].read_text("utf-8"))["rows"]] == [None, "L4/5", None]
    sheet = load_workbook(found["xlsx"]).worksheets[0]
    assert "L4/5" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_caption_and_name_of_a_figure_tell_it(opened):
    session, _ = opened
    source = figure_source(session.now)
    assert " at L4/5" in lay_out(FigureSpec(), figure_content(source)).caption
    assert suggested_name(".png", is_taken=lambda _: False, level=source.level) == "multifidus-figure-L4-5.png"


def test_a_figure_without_numbers_tells_it_too(opened):
    session, _ = opened
    document = Document().with_typed_level(session.now.image.key, "L5")
    bare = Session()
    bare.open(session.now.study, Place(1, 2), document=document)
    assert " at L5" in lay_out(FigureSpec(), figure_content(figure_source(bare.now))).caption


def test_marks_tell_every_slice_that_they_reach(opened):
    session, _ = opened
    frame = session.now.series.frame_of_reference_uid
    assert frame
    # 10 mm apart: a quarter of that is 2.5 mm, so that 0 is L5, 4 the disc and 8 L4.
    marks = tuple(VertebraMark(frame, name, (0.0, 0.0, z)) for name, z in (("L4", 9.0), ("L5", -1.0)))
    outlines = session.now.document.outlines
    assert levels(measurement_of_document(Document(outlines, vertebrae=marks), session.now.study)) == [
        "L5", "L4/5", "L4",
    ]  # fmt: skip
    proposed = tuple(VertebraMark(m.frame_of_reference, m.name, m.position_mm, is_proposed=True) for m in marks)
    waiting = Document(outlines, vertebrae=proposed)
    assert levels(measurement_of_document(waiting, session.now.study)) == [None, None, None]


def test_a_project_keeps_it_for_the_command_line(opened, capsys):
    session, folder = opened
    now, path = session.now, Path(folder).parent / "reading.mfv"
    save(
        path,
        study=now.study,
        document=now.document,
        view=now.view,
        measurement=measurement_of_document(now.document, now.study),
        before=None,
    )
    assert [row["level"] for row in measured(capsys, path)["rows"]] == [None, "L4/5", None]
    assert "L4/5" in ran(capsys, "measure", path)
