"""Undo and redo as lists of documents."""

import pytest

from viewer.core.document import Document, ReadingCodes
from viewer.core.history import STEPS_MAXIMUM, History, Place


def document(number: int) -> Document:
    return Document(codes=ReadingCodes(reading=number))


def test_undo_and_redo_go_through_the_documents_with_their_names():
    history = History().after("draw", document(0), Place(1, 2)).after("move", document(1), Place(1, 3))
    assert (history.undo_name, history.redo_name) == ("move", None)
    history, change = history.undone(document(2))
    assert (change.document, change.place) == (document(1), Place(1, 3))
    history, change = history.undone(document(1))
    assert change.document == document(0)
    assert (history.undo_name, history.redo_name) == (None, "draw")
    history, change = history.redone(document(0))
    assert change.document == document(1)
    history, change = history.redone(document(1))
    assert (change.document, change.name) == (document(2), "move")
    assert history.future == ()


def test_a_new_change_forgets_what_was_undone():
    history, _ = History().after("draw", document(0), None).undone(document(1))
    assert history.after("crop", document(0), None).redo_name is None


def test_nothing_to_undo_is_an_error_of_the_caller():
    with pytest.raises(IndexError):
        History().undone(document(0))
    with pytest.raises(IndexError):
        History().redone(document(0))


def test_the_past_is_bounded():
    history = History()
    for number in range(STEPS_MAXIMUM + 20):
        history = history.after("move", document(number), None)
    assert len(history.past) == STEPS_MAXIMUM
    assert history.past[0].document == document(20)
