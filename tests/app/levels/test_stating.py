"""Typing a level, and where the level that is told comes from."""

from dataclasses import replace

import pytest

from tests.app.levels.scene import FRAME, axial, opened
from viewer.app.levels.stating import (
    NOT_A_LEVEL,
    block_text,
    can_fill_block,
    contradiction,
    has_typed_in_block,
    level_for_block,
    level_here,
    level_text,
    no_levels_for_block,
    source_text,
    type_level,
)
from viewer.core.annotations.levels import Level, LevelSource, VertebraMark
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.series import Study


def test_a_level_is_typed_and_taken_back_each_one_step_of_undo():
    session = opened()
    assert type_level(session, "l4-5")
    assert level_here(session.now) == Level("L4/5", LevelSource.TYPED)
    assert session.now.history.undo_name == "level L4/5"
    assert type_level(session, "")
    assert level_here(session.now) is None
    session.undo()
    assert level_here(session.now).name == "L4/5"
    session.show(Place(1, 1))
    assert level_here(session.now) is None  # of one slice only


@pytest.mark.parametrize("text", ["L4 of Jane", "9", "L4/6"])
def test_what_is_no_level_is_refused_in_plain_words(text):
    session = opened()
    assert not type_level(session, text)
    assert session.now.notice.sentence == NOT_A_LEVEL
    assert session.now.document == Document()


def test_typing_what_is_told_already_changes_nothing():
    session = opened(Study(series=(axial((0.0, 4.0), level="L4/5"),)), Place(1, 1))
    assert type_level(session, "L4/5")
    assert not session.now.history.past


def test_images_without_a_frame_of_reference_take_a_typed_level():
    session = opened(Study(series=(axial((0.0,), frame=""),)), Place(1, 1))
    assert type_level(session, "L5/S1")
    assert level_here(session.now).name == "L5/S1"


def test_where_a_level_comes_from_is_said():
    session = opened()
    marks = tuple(VertebraMark(FRAME, name, (0.0, 0.0, z), is_proposed=z > 0) for name, z in (("L4", 40), ("L5", 0)))
    proposed = replace(session.now, document=Document(vertebrae=marks), view=replace(session.now.view, slice_number=3))
    assert level_text(level_here(proposed)) == "L5"
    far = level_here(
        proposed, Document(vertebrae=tuple(replace(m, position_mm=(0, 0, m.position_mm[2] - 8)) for m in marks))
    )
    assert level_text(far) == "L4/5?"
    assert [source_text(one) for one in (None, level_here(proposed), far)] == ["not known", "counted", "not accepted"]


def test_a_level_is_given_to_the_whole_block_in_one_step():
    session = opened()
    assert not can_fill_block(session.now)
    session.show(Place(2, 1))
    type_level(session, "L5/S1")
    session.show(Place(1, 2))
    type_level(session, "L4/5")
    assert block_text(session.now) == "Give L4/5 to all 3 slices of this block"
    before = session.now.document
    level_for_block(session)
    block, other = session.now.study.series[:2]
    assert session.now.history.undo_name == "level L4/5 on 3 slices"
    assert [session.now.document.typed_level(one.key) for one in block.slices] == ["L4/5"] * 3
    assert [session.now.document.typed_level(one.key) for one in other.slices] == ["L5/S1", None, None]
    steps = len(session.now.history.past)
    level_for_block(session)
    assert len(session.now.history.past) == steps
    assert session.now.notice.sentence == "Every slice of this block is L4/5 already."
    session.undo()
    assert session.now.document == before


def test_typed_levels_of_a_block_are_taken_back_in_one_step():
    session = opened(Study(series=(axial((0.0, 4.0), level="L3/4"), axial((9.0,), number=2, uid="1.2"))), Place(1, 1))
    type_level(session, "L4/5")
    level_for_block(session)
    session.show(Place(2, 1))
    assert not has_typed_in_block(session.now)
    type_level(session, "L5")
    session.show(Place(1, 2))
    no_levels_for_block(session)
    assert level_here(session.now) == Level("L3/4", LevelSource.HEADER)
    assert [typed.level for typed in session.now.document.levels] == ["L5"]
    assert session.now.history.undo_name == "take back the typed levels"


@pytest.mark.parametrize(("name", "is_said"), [("L1", True), ("L2/3", False), ("L3", False), ("L4/5", False)])
def test_counted_names_that_share_no_vertebra_with_the_file_are_doubted(name, is_said):
    session = opened(Study(series=(axial((0.0, 4.0), level="L3/4"),)), Place(1, 1))
    upper, _, lower = name.partition("/")
    below = f"L{lower}" if lower else None
    names = ((upper, 10.0), (below, -10.0)) if below else ((upper, 0.0),)
    marks = tuple(VertebraMark(FRAME, name, (0.0, 0.0, z)) for name, z in names)
    found = contradiction(session.now, replace(session.now.document, vertebrae=marks))
    assert (found is not None) is is_said
    assert found is None or "L3/4" in found.sentence
