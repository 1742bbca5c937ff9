"""Levels outlive what happens round them: saving and opening, other readings, hidden patient data, hidden numbers."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lumbar import circle, write_study
from viewer.app import viewing
from viewer.app.layers.doing import switch_reading
from viewer.app.levels.locator import Locator
from viewer.app.levels.stating import level_for_block, level_here, level_text, type_level
from viewer.app.numbers.saving import measurement_of_document
from viewer.app.projects import open_project, save
from viewer.app.session import Session
from viewer.core.annotations.levels import VertebraMark, settled_level
from viewer.core.document import Document, Layer, ReadingCodes
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.io.opening import open_study

NAMES = ["L5", "L4/5", "L4"]
"""What the marks tell of the slices at 0, 4 and 8 mm."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_study(tmp_path_factory.mktemp("keeping") / "study")


@pytest.fixture
def session(folder) -> Session:
    """All three slices outlined in two readings; L4 and L5 named, L3 counted and not accepted."""
    study = open_study([folder])
    [axial] = [series for series in study.series if series.number == 1]
    drawn = tuple(Outline.from_points(circle("right"), slice_key=one.key, side=Side.RIGHT) for one in axial.slices)
    frame = axial.frame_of_reference_uid
    marks = tuple(
        VertebraMark(frame, name, (0.0, 0.0, z), is_proposed=name == "L3")
        for name, z in (("L3", 40.0), ("L4", 9.0), ("L5", -1.0))
    )
    other = Layer("Second", ReadingCodes(), drawn[:1])
    found = Session()
    found.open(study, Place(1, 2), document=Document(drawn, layer="First", layers=(other,), vertebrae=marks))
    return found


def settled(session: Session) -> list[str | None]:
    """Level of every slice of the block on the screen, as tables tell it."""
    now = session.now
    return [settled_level(now.document, one, now.series.frame_of_reference_uid) for one in now.series.slices]


def test_marks_and_typed_levels_come_back_with_the_project(session, folder, tmp_path):
    type_level(session, "L3/4")
    now, path = session.now, tmp_path / "reading.mfv"
    measured = measurement_of_document(now.document, now.study)
    assert settled(session) == ["L5", "L3/4", "L4"] == [row.level for row in measured.rows]
    save(path, study=now.study, document=now.document, view=now.view, measurement=measured, home=tmp_path)
    text = path.read_bytes()
    for block in now.study.series:
        assert block.frame_of_reference_uid.encode() not in text
    again = open_project(path, images=[folder], home=tmp_path)
    assert again.bound.document.vertebrae == now.document.vertebrae
    assert again.bound.document.levels == now.document.levels
    assert again.differences == ()
    reopened = Session()
    reopened.open(again.study, Place(1, 1), document=again.bound.document)
    assert settled(reopened) == ["L5", "L3/4", "L4"]
    locator = Locator(reopened)
    locator.follow(reopened.now)
    assert [(mark.name, mark.is_proposed) for mark in locator.marks] == [("L3", True), ("L4", False), ("L5", False)]


def test_they_belong_to_the_patient_and_not_to_a_reading(session):
    type_level(session, "L3/4")
    assert switch_reading(session, "Second")
    assert len(session.now.document.outlines) == 1
    assert settled(session) == ["L5", "L3/4", "L4"]
    type_level(session, "")
    level_for_block(session)
    assert switch_reading(session, "First")
    assert settled(session) == ["L4/5"] * 3
    for _ in range(2):
        session.undo()
    assert settled(session) == NAMES


@pytest.mark.parametrize("switch", ["hides_patient", "hides_numbers", "hides_overlays"])
def test_hiding_the_patient_or_numbers_changes_no_level(session, switch):
    viewing.toggle(session, switch)
    assert getattr(session.now.view, switch)
    assert settled(session) == NAMES
    assert level_text(level_here(session.now)) == "L4/5"
    assert type_level(session, "L5/S1")
    assert level_text(level_here(session.now)) == "L5/S1"


def test_another_study_shows_none_of_them(session):
    moved = tuple(replace(one, frame_of_reference_uid="9.9") for one in session.now.study.series)
    other = replace(session.now.study, series=moved)
    assert [settled_level(session.now.document, one, "9.9") for one in other.series[0].slices] == [None] * 3
