"""A reading is called blinded only while no number could have led the hand."""

import pytest

from tests.memory import box, image, series
from viewer.app.session import Session
from viewer.app.viewing import toggle
from viewer.core.document import Document, ReadingCodes
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study

RIGHT, LEFT, MOVED = (
    box(10, 10, 20, 20, side=Side.RIGHT, uid="1.1"),
    box(30, 10, 40, 20, side=Side.LEFT, uid="1.1"),
    box(30, 10, 41, 20, side=Side.LEFT, uid="1.1"),
)


@pytest.fixture
def session():
    import numpy as np

    made = Session()
    made.open(Study(series=(series(image(np.zeros((50, 60)), uid="1.1")),)), Place(1, 1))
    return made


def draw(session, *outlines):
    from dataclasses import replace

    session.edit("draw", replace(session.now.document, outlines=outlines))


def hide(session):
    toggle(session, "hides_numbers")


def is_blinded(session):
    return session.now.document.codes.is_blinded_to_numbers


def test_a_reading_with_numbers_in_sight_is_not_blinded(session):
    draw(session, RIGHT)
    assert not is_blinded(session)


def test_looking_after_the_last_outline_keeps_it_blinded(session):
    hide(session)
    draw(session, RIGHT)
    draw(session, RIGHT, LEFT)
    assert is_blinded(session)
    hide(session)
    assert not session.now.view.hides_numbers and is_blinded(session)


def test_an_outline_that_is_changed_after_a_look_is_not_blinded_even_if_hidden_again(session):
    hide(session)
    draw(session, RIGHT, LEFT)
    hide(session)
    hide(session)
    draw(session, RIGHT, MOVED)
    assert not is_blinded(session)
    draw(session, RIGHT, LEFT)
    assert not is_blinded(session)


def test_one_outline_drawn_in_sight_spoils_the_whole(session):
    draw(session, RIGHT)
    hide(session)
    draw(session, RIGHT, LEFT)
    assert not is_blinded(session)


def test_without_outlines_a_new_reading_begins(session):
    draw(session, RIGHT)
    hide(session)
    draw(session)
    assert not is_blinded(session)
    draw(session, LEFT)
    assert is_blinded(session)


def test_undo_brings_back_what_was_drawn_blinded(session):
    hide(session)
    draw(session, RIGHT)
    hide(session)
    draw(session, LEFT)
    assert not is_blinded(session)
    session.undo()
    assert session.now.document.outlines == (RIGHT,) and is_blinded(session)


def test_other_changes_ask_nothing(session):
    from dataclasses import replace

    hide(session)
    draw(session, RIGHT)
    hide(session)
    session.edit("choose method", replace(session.now.document, method="otsu-each"))
    assert is_blinded(session)


def test_a_blinded_project_is_opened_with_its_numbers_hidden(session):
    blinded = Document((RIGHT,), codes=ReadingCodes(is_blinded_to_numbers=True))
    study = session.now.study
    session.open(study, Place(1, 1), document=blinded)
    assert session.now.view.hides_numbers and not session.now.has_seen_numbers
    draw(session, RIGHT, LEFT)
    assert is_blinded(session)


def test_saying_what_an_outline_is_after_a_look_keeps_the_reading_blinded(session):
    hide(session)
    draw(session, RIGHT.with_side(Side.UNKNOWN))
    hide(session)
    draw(session, RIGHT)
    assert is_blinded(session)
