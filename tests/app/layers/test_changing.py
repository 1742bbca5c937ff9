"""Readings: new, switched, shown, renamed, deleted, copied, saved as the answer, revealed; each undone in one step."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app import layers
from viewer.app.layers.doing import STILL_DRAWING, change_readings, reveal_answer, switch_reading, toggle_reading
from viewer.app.layers.naming import check_name
from viewer.app.session import Session
from viewer.app.viewing import toggle
from viewer.core.document import Document, Layer, ReadingCodes
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Identity, Study
from viewer.errors import PatientDataError, UsageError
from viewer.tools.gesture import Gesture, Kind

RIGHT, LEFT, OTHER = (
    box(10, 10, 20, 20, side=Side.RIGHT, uid="1.1"),
    box(30, 10, 40, 20, side=Side.LEFT, uid="1.1"),
    box(9, 10, 20, 21, side=Side.RIGHT, uid="1.1"),
)
FIRST = Document(outlines=(RIGHT, LEFT), codes=ReadingCodes("S", "AB", 1))
SECOND = ReadingCodes("S", "CD", 1)


@pytest.fixture
def session() -> Session:
    made = Session()
    made.open(Study(series=(series(image(np.zeros((50, 60)), uid="1.1")),)), Place(1, 1), document=FIRST)
    return made


def test_a_new_reading_is_empty_and_every_other_one_hidden() -> None:
    before = replace(FIRST, layers=(Layer("X", outlines=(OTHER,), is_shown=True),))
    found = layers.with_new_reading(before, SECOND)
    assert (found.outlines, found.codes, found.layer) == ((), SECOND, "CD, reading 1")
    assert [(layer.name, layer.is_shown) for layer in found.layers] == [("X", False), ("AB, reading 1", False)]
    assert found.layers[1].outlines == FIRST.outlines


def test_an_empty_reading_without_a_name_is_not_kept() -> None:
    found = layers.with_new_reading(Document(codes=ReadingCodes(reader="AB")), SECOND)
    assert found.layers == ()


def test_names_are_told_apart_and_never_taken_twice() -> None:
    found = layers.with_new_reading(FIRST, FIRST.codes)
    assert found.layer == "AB, reading 1 (2)"
    with pytest.raises(UsageError, match="of this name already"):
        layers.with_new_reading(FIRST, SECOND, name="AB, reading 1")
    with pytest.raises(UsageError, match="of this name already"):
        layers.renamed(found, "AB, reading 1")
    with pytest.raises(UsageError, match="needs a name"):
        layers.renamed(found, "")
    assert layers.renamed(found, "mine").layer == "mine"


def test_switching_changes_places_and_back_again() -> None:
    second = layers.with_new_reading(FIRST, SECOND).with_outlines([OTHER])
    first = layers.switched(second, "AB, reading 1")
    assert (first.outlines, first.codes) == (FIRST.outlines, FIRST.codes)
    assert first.layers == (Layer("CD, reading 1", SECOND, (OTHER,)),)
    assert layers.switched(first, "CD, reading 1") == second
    beside = layers.switched(layers.shown(second, "AB, reading 1", is_shown=True), "AB, reading 1")
    assert beside.layers[0].is_shown
    with pytest.raises(UsageError, match="no such reading"):
        layers.switched(first, "nobody")


def test_the_answer_is_unseen_until_it_is_revealed() -> None:
    found = layers.saved_as_answer(replace(FIRST, layer="Reading 1"))
    assert (found.outlines, found.codes) == ((), ReadingCodes("S"))
    assert found.layer != "Reading 1"
    [answer] = found.layers
    assert (answer.name, answer.is_answer, answer.is_shown, answer.outlines) == ("Answer", True, False, FIRST.outlines)
    assert layers.state_of(answer) == "answer, hidden"
    for refused in (
        lambda: layers.switched(found, "Answer"),
        lambda: layers.shown(found, "Answer", is_shown=True),
        lambda: layers.copied(found, "Answer", SECOND),
        lambda: layers.saved_as_answer(found),
    ):
        with pytest.raises(UsageError):
            refused()
    seen = layers.revealed(found)
    assert seen.layers[0].is_shown and not layers.has_hidden_answer(seen)
    with pytest.raises(UsageError, match="no hidden answer"):
        layers.revealed(seen)
    with pytest.raises(UsageError, match="stays as it is"):
        layers.switched(seen, "Answer")
    assert layers.copied(seen, "Answer", SECOND).outlines == FIRST.outlines


def test_a_copy_is_worked_on_while_its_original_is_shown() -> None:
    found = layers.copied(FIRST, "AB, reading 1", SECOND, name="corrected")
    assert (found.layer, found.codes, found.outlines) == ("corrected", SECOND, FIRST.outlines)
    assert found.layers == (Layer("AB, reading 1", FIRST.codes, FIRST.outlines, is_shown=True),)


def test_a_deleted_reading_is_gone() -> None:
    found = layers.with_new_reading(FIRST, SECOND)
    assert layers.deleted(found, "AB, reading 1").layers == ()


def test_every_change_is_one_step_of_undo_and_history_survives_switching(session: Session) -> None:
    session.edit("draw outline", session.now.document.with_outlines([OTHER]))
    change_readings(session, "new reading", lambda document: layers.with_new_reading(document, SECOND))
    session.edit("draw outline", session.now.document.with_outlines([LEFT]))
    switch_reading(session, "AB, reading 1")
    toggle_reading(session, "CD, reading 1")
    said, seen = [], []
    while session.now.history.undo_name is not None:
        said.append(session.now.history.undo_name)
        session.undo()
        seen.append(session.now.document.outlines)
    assert said == ["show reading", "switch reading", "draw outline", "new reading", "draw outline"]
    assert seen == [(RIGHT, LEFT, OTHER), (LEFT,), (), (RIGHT, LEFT, OTHER), (RIGHT, LEFT)]
    for _ in said:
        session.redo()
    assert session.now.document.layers[0].is_shown


def test_a_refusal_is_said_and_changes_nothing(session: Session) -> None:
    before = session.now.document
    assert not switch_reading(session, "nobody")
    assert session.now.notice is not None and "no such reading" in session.now.notice.sentence
    assert not reveal_answer(session)
    assert session.now.document == before and not session.now.history.past


def test_a_half_drawn_outline_does_not_change_hands(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "is_drawing", property(lambda _: True))
    assert not change_readings(session, "new reading", lambda document: layers.with_new_reading(document, SECOND))
    assert session.now.notice is not None and session.now.notice.sentence == STILL_DRAWING
    assert session.now.document == FIRST


def test_what_was_selected_is_let_go_of(session: Session) -> None:
    change_readings(session, "new reading", lambda document: layers.with_new_reading(document, SECOND))
    session.gesture(Gesture(Kind.KEY, key="Delete"))
    assert session.now.document.layers[0].outlines == FIRST.outlines
    assert session.now.state == session.tool.start()


def is_blinded(session: Session) -> bool:
    return session.now.document.codes.is_blinded_to_numbers


def test_the_hand_of_each_reading_is_judged_by_itself(session: Session) -> None:
    assert session.now.has_seen_numbers
    change_readings(session, "new reading", lambda document: layers.with_new_reading(document, SECOND))
    toggle(session, "hides_numbers")
    session.edit("draw", session.now.document.with_outlines([RIGHT]))
    session.edit("draw", session.now.document.with_outlines([LEFT]))
    assert is_blinded(session)
    switch_reading(session, "AB, reading 1")
    assert not is_blinded(session) and session.now.has_seen_numbers
    toggle(session, "hides_numbers")  # shows numbers of the first
    switch_reading(session, "CD, reading 1")
    assert is_blinded(session) and session.now.view.hides_numbers and not session.now.has_seen_numbers
    session.edit("draw", session.now.document.with_outlines([OTHER]))
    assert is_blinded(session)


def test_a_look_at_a_reading_is_remembered_while_another_is_worked_on(session: Session) -> None:
    toggle(session, "hides_numbers")
    change_readings(session, "new reading", lambda document: layers.with_new_reading(document, SECOND))
    session.edit("draw", session.now.document.with_outlines([RIGHT]))
    toggle(session, "hides_numbers")  # looks at the second
    switch_reading(session, "AB, reading 1")
    switch_reading(session, "CD, reading 1")
    assert is_blinded(session) and session.now.has_seen_numbers
    session.edit("draw", session.now.document.with_outlines([LEFT]))
    assert not is_blinded(session)


def test_names_are_checked_as_codes_are() -> None:
    identity = Identity(patient_name="Canarius^Zwölfine")
    for name in ("Canarius", "zwoelfine 2"):
        with pytest.raises(PatientDataError) as caught:
            layers.check_readings(replace(FIRST, layers=(Layer(name),)), {identity})
        assert name not in str(caught.value)
    with pytest.raises(PatientDataError):
        layers.check_readings(replace(FIRST, layer="Canarius"), {identity})
    with pytest.raises(PatientDataError):
        layers.check_readings(replace(FIRST, layers=(Layer("X", ReadingCodes(reader="Canarius")),)), {identity})
    with pytest.raises(UsageError, match="shorten"):
        check_name("x" * 65, ())
    layers.check_readings(layers.with_new_reading(FIRST, SECOND), {identity})
