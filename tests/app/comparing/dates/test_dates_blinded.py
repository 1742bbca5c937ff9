"""Blinded: nothing on the screen tells name, date, side or order, the data keep their sides, and it all comes back."""

from dataclasses import replace

import pytest

from tests.app.comparing.dates.two_studies import PAIRED, both, compared, sided
from viewer.app.comparing.dates.doing import set_blinded
from viewer.app.comparing.dates.paired import is_swapped, is_turned_over, pane_of, when_of
from viewer.app.comparing.dates.words import heading, treated_words
from viewer.app.display.corner_texts import corners_of, position_text
from viewer.app.sides.hiding import as_shown
from viewer.core.annotations.pairing import PairedBlock
from viewer.core.outline import Side
from viewer.tools.gesture import Gesture, Kind

PAIRINGS = [replace(PAIRED, before=PairedBlock(f"1.{n}"), is_blinded=True) for n in range(40)]


def blinded(**changes):
    return compared(pairing=replace(PAIRED, is_blinded=True, treated=Side.LEFT, **changes), outlines=sided(1))


def test_nothing_that_is_painted_tells_name_date_side_or_order():
    session = blinded()
    view = session.now.view
    assert (view.hides_patient, view.hides_numbers, view.hides_sides) == (True, True, True)
    assert [heading(session.now, pane).title for pane in (0, 1)] == ["A", "B"]
    said = [str(heading(session.now, pane)) + str(corners_of(session.seen(pane))) for pane in (0, 1)]
    said += [treated_words(session.now), session.now.reason, position_text(session.seen(0), (5.0, 5.0), 1.0)]
    for word in ("2024", "Doe", "T2", "slice", "patient's", "Before", "After"):
        assert word not in " ".join(said)


def test_numbers_and_names_cannot_be_shown_while_it_lasts():
    session = blinded()
    session.change(view=replace(session.now.view, hides_numbers=False, hides_patient=False, hides_sides=False))
    assert session.now.view.hides_numbers
    assert session.now.view.hides_patient
    assert session.now.view.hides_sides


def test_the_order_and_the_place_of_sides_follow_from_identifiers_and_are_not_always_the_same():
    assert {is_swapped(pairing) for pairing in PAIRINGS} == {True, False}
    assert {is_turned_over(pairing) for pairing in PAIRINGS} == {True, False}
    seen = replace(PAIRINGS[0], is_blinded=False)
    assert not is_swapped(seen)
    assert not is_turned_over(seen)
    for pairing in PAIRINGS:
        assert when_of(pairing, pane_of(pairing, "after")) == "after"


def test_outlines_keep_their_sides_in_the_data_and_are_called_by_numbers_on_the_screen():
    session = blinded()
    document = session.now.document
    assert {outline.side for outline in document.outlines} == {Side.RIGHT, Side.LEFT}
    shown = as_shown(document, hides_sides=True)
    assert {outline.side for outline in shown.outlines} == {Side.UNKNOWN}
    assert as_shown(document, hides_sides=False) is document


@pytest.mark.parametrize("pane", [0, 1])
def test_an_outline_that_is_drawn_blinded_lies_where_it_was_drawn_and_has_its_side(pane):
    session = blinded()
    session.use_tool("outline")
    for at in ((20.0, 10.0), (50.0, 10.0), (50.0, 30.0)):
        for kind in (Kind.PRESS, Kind.RELEASE):
            session.gesture(Gesture(kind, at=at, button="left"), pane)
    session.gesture(Gesture(Kind.KEY, key="Return"))
    drawn = session.now.document.outlines[-1]
    assert drawn.side is Side.RIGHT  # image-left in this orientation, however the pane is shown
    when = when_of(session.now.document.pairing, pane)
    assert drawn.slice_key.uid == ("1.1.2" if when == "before" else "1.2.2")


def test_what_was_shown_before_is_shown_again_when_it_ends():
    session = compared(both(), outlines=sided(1))
    set_blinded(session, is_blinded=True)
    assert session.now.document.pairing.is_blinded
    set_blinded(session, is_blinded=False)
    view = session.now.view
    assert (view.hides_patient, view.hides_numbers, view.hides_sides) == (False, False, False)
    assert heading(session.now, 0).title == "Before"
    session.undo()
    assert session.now.view.hides_sides
    session.undo()
    assert not session.now.view.hides_numbers


def test_what_was_hidden_before_stays_hidden_when_it_ends():
    session = compared(outlines=sided(1))
    session.change(view=replace(session.now.view, hides_patient=True))
    set_blinded(session, is_blinded=True)
    set_blinded(session, is_blinded=False)
    assert session.now.view.hides_patient
    assert not session.now.view.hides_numbers


def test_outlines_that_were_begun_blinded_are_recorded_as_drawn_without_their_numbers():
    session = compared(pairing=replace(PAIRED, is_blinded=True))
    session.edit("outline", session.now.document.with_outlines(sided(1)))
    assert session.now.document.codes.is_blinded_to_numbers
