"""Blinded: nothing on the screen tells name, date, side or order, the data keep their sides, and it all comes back."""

from dataclasses import replace

import pytest

from tests.app.comparing.dates.two_studies import PAIRED, both, compared, sided
from viewer.app.actions import ACTIONS, find_action
from viewer.app.comparing.dates.doing import set_blinded
from viewer.app.comparing.dates.eyes import NOT_BOTH_BLINDED
from viewer.app.comparing.dates.paired import is_swapped, is_turned_over, pane_of, when_of
from viewer.app.comparing.dates.withheld import WITHHELD
from viewer.app.comparing.dates.words import heading, treated_words
from viewer.app.comparing.panes import refusal
from viewer.app.display.corner_texts import corners_of, position_text
from viewer.app.sides.hiding import as_shown
from viewer.app.viewing import STILL_BLINDED, close_comparison
from viewer.core.annotations.pairing import PairedBlock
from viewer.core.outline import Side
from viewer.core.view import Framing
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


def turned_over():
    """Session whose blinded panes are mirrored, as the identifiers want it."""
    study = both()
    for n in range(40):
        first, second = study.series
        series = (replace(first, series_uid=f"1.{n}.7"), second)
        pairing = replace(PAIRED, before=PairedBlock(f"1.{n}.7"), is_blinded=True)
        if is_turned_over(pairing):
            return compared(replace(study, series=series), pairing)
    raise AssertionError("none of them is mirrored")


def test_the_panes_stay_while_it_lasts_as_one_image_would_tell_its_side_and_its_number():
    session = blinded()
    close_comparison(session)
    assert session.now.view.comparing.kind == "dates"
    assert session.now.notice.sentence == STILL_BLINDED
    session.change(view=replace(session.now.view, comparing=None))
    assert session.now.view.comparing.kind == "dates"
    set_blinded(session, is_blinded=False)
    close_comparison(session)
    assert session.now.view.comparing is None
    session.undo()  # blinding has not ended
    assert session.now.view.hides_sides
    assert session.now.view.comparing.kind == "dates"


def test_an_image_whose_other_date_is_not_open_is_mirrored_as_the_panes_are():
    session = turned_over()
    assert [session.seen(pane).view.is_mirrored for pane in (0, 1)] == [True, True]
    whole = session.now
    session.open(replace(whole.study, series=whole.study.series[:1]), whole.place, document=whole.document)
    assert refusal(session.now) == NOT_BOTH_BLINDED
    assert session.seen(0).view.is_mirrored
    session.reframe(Framing(2.0, (5.0, 5.0)))  # what is changed in the pane leaves the view itself as it is
    assert session.seen(0).view.is_mirrored
    assert not session.now.view.is_mirrored


def test_nothing_that_would_tell_a_side_or_a_date_can_be_done_while_it_lasts():
    session = blinded()
    open_ones = compared(outlines=sided(1))
    for name in ("figure", "copy-finding", "save-numbers", "pair-dates", "preselect-right", "compare-close"):
        assert not find_action(name).is_enabled(session.now), name
        assert find_action(name).is_enabled(open_ones.now), name
    assert {action.name for action in ACTIONS} >= WITHHELD
    assert find_action("save").is_enabled(session.now)
    assert find_action("blind-dates").is_enabled(session.now)


def test_what_is_undone_and_where_the_pointer_is_tell_no_side():
    session = blinded()
    session.edit("draw left multifidus", session.now.document.with_outlines(sided(2)))
    undo = find_action("undo")
    assert undo.says(session.now) == "Undo"
    assert position_text(session.seen(0), (5.0, 5.0), 300.0).strip() == "value 300"
    assert not any(line.startswith("W ") for pane in (0, 1) for line in corners_of(session.seen(pane)).bottom_left)
    set_blinded(session, is_blinded=False)
    session.undo()
    assert find_action("redo").says(session.now).startswith("Redo")
    session.redo()
    assert position_text(session.seen(0), (5.0, 5.0), 300.0).startswith("x 5")
