"""What the user states about pictures, and what follows for the outlines on them."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import SAGITTAL, box, image, series
from viewer.app.display.pixels import load_slice
from viewer.app.numbers import numbers_of
from viewer.app.session import Session
from viewer.app.sides.stating import spacing_from_ruler, with_exchanged_sides, with_stated_sides, with_stated_spacing
from viewer.app.sides.strip import (
    call_by_other_side,
    message_of,
    put_message_away,
    put_questions_away,
    questions_of,
    state_ruler_length,
    state_sides,
    state_spacing,
)
from viewer.core.document import Document, Midline
from viewer.core.geometry import Spacing
from viewer.core.history import Place
from viewer.core.outline import Side, Structure
from viewer.core.series import Study
from viewer.errors import GeometryError
from viewer.measure.checking.withholding import Remedy
from viewer.tools.gesture import Gesture, Kind, Notice

UID = "sha256:" + "1" * 64
LEFT_BOX, RIGHT_BOX = box(10, 20, 30, 40, uid=UID), box(60, 20, 80, 40, uid=UID)


def picture(uid: str = UID):
    values = np.zeros((60, 100), np.uint8)
    values[5:55, 5:95] = 90
    return series(
        image(values, uid=uid, orientation=None, spacing=None, position=None), uid=uid, description="", modality=""
    )


def no_estimate(_):
    return None


def sides(document: Document) -> list[Side]:
    return [outline.side for outline in document.outlines]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("radiological", [Side.RIGHT, Side.LEFT]), ("neurological", [Side.LEFT, Side.RIGHT])],
)
def test_two_outlines_are_named_by_the_statement(stated, expected):
    document = with_stated_sides(Document((LEFT_BOX, RIGHT_BOX)), picture(), stated, estimate=no_estimate)
    assert sides(document) == expected
    assert document.statement_for(UID).sides == stated
    back = with_stated_sides(document, picture(), None, estimate=no_estimate)
    assert sides(back) == [Side.UNKNOWN, Side.UNKNOWN]


def test_one_outline_is_told_by_the_middle_of_the_body():
    document = with_stated_sides(Document((RIGHT_BOX,)), picture(), "radiological", estimate=lambda _: (50.0, 90.0))
    assert sides(document) == [Side.LEFT]
    unknown = with_stated_sides(Document((RIGHT_BOX,)), picture(), "radiological", estimate=no_estimate)
    assert sides(unknown) == [Side.UNKNOWN]


def test_structures_are_told_apart_each_for_itself():
    psoas = [box(a, 5, b, 15, uid=UID, structure=Structure.PSOAS) for a, b in ((70, 90), (5, 25))]
    document = with_stated_sides(
        Document((LEFT_BOX, RIGHT_BOX, *psoas)), picture(), "radiological", estimate=no_estimate
    )
    assert sides(document) == [Side.RIGHT, Side.LEFT, Side.LEFT, Side.RIGHT]


def test_a_statement_about_one_picture_says_nothing_of_another():
    other = "sha256:" + "2" * 64
    document = with_stated_sides(Document(), picture(), "neurological", estimate=no_estimate)
    document = with_stated_spacing(document, picture(other), Spacing(0.5, 0.5))
    assert document.statement_for(other).sides is None
    assert document.statement_for(UID).spacing is None
    assert document.statement_for(UID).sides == "neurological"


def test_a_ruler_gives_the_size_of_square_pixels():
    assert spacing_from_ruler((30.0, 40.0), 25.0) == Spacing(0.5, 0.5)
    with pytest.raises(GeometryError):
        spacing_from_ruler((0.0, 0.0), 25.0)
    with pytest.raises(GeometryError):
        spacing_from_ruler((1.0, 0.0), 1e6)


def test_exchanging_turns_every_side_of_the_slice():
    document = Document((LEFT_BOX.with_side(Side.RIGHT), RIGHT_BOX.with_side(Side.LEFT), LEFT_BOX))
    assert sides(with_exchanged_sides(document, LEFT_BOX.slice_key)) == [Side.LEFT, Side.RIGHT, Side.UNKNOWN]


def opened() -> Session:
    session = Session(load_slice)
    session.change(canvas=(500.0, 300.0))
    session.open(Study(series=(picture(),)), Place(1, 1))
    return session


def test_the_strip_asks_until_it_is_put_away():
    session = opened()
    strip = questions_of(session.now)
    assert (strip.kind, strip.asks_sides, strip.asks_spacing) == ("questions", True, True)
    assert strip.sentence == "The image does not tell sides or scale."
    put_questions_away(session)
    assert questions_of(session.now).kind == "none"


def test_answers_are_one_step_of_undo_each_and_rename_the_outlines():
    session = opened()
    session.edit("draw", Document((LEFT_BOX, RIGHT_BOX)))
    state_sides(session, "radiological")
    assert sides(session.now.document) == [Side.RIGHT, Side.LEFT]
    assert session.now.stated_image.geometry.can_tell_side
    state_spacing(session, 0.7, 0.7)
    assert session.now.stated_image.geometry.spacing == Spacing(0.7, 0.7)
    assert (questions_of(session.now).sides, questions_of(session.now).spacing) == ("radiological", Spacing(0.7, 0.7))
    session.undo()
    assert session.now.stated_image.geometry.spacing is None
    session.undo()
    assert sides(session.now.document) == [Side.UNKNOWN, Side.UNKNOWN]
    assert session.now.history.redo_name == "state sides"


def test_one_outline_of_a_picture_is_named_from_its_body():
    session = opened()
    session.edit("draw", Document((RIGHT_BOX,)))
    state_sides(session, "neurological")
    assert sides(session.now.document) == [Side.RIGHT]


def test_a_line_along_a_ruler_states_the_scale():
    session = opened()
    session.use_tool("ruler")
    buttons = frozenset({"left"})
    session.gesture(Gesture(Kind.PRESS, at=(10, 50), button="left", buttons=buttons))
    session.gesture(Gesture(Kind.MOVE, at=(60, 50), buttons=buttons))
    session.gesture(Gesture(Kind.RELEASE, at=(60, 50), button="left"))
    assert questions_of(session.now).ruler_px == pytest.approx(50.0)
    state_ruler_length(session, 40.0)
    assert session.now.document.statement_for(UID).spacing == Spacing(0.8, 0.8)
    assert session.now.tool != "ruler"


def test_sides_are_asked_of_the_picture_as_it_is_stored():
    session = opened()
    session.change(view=session.now.view.__class__(series=1, slice_number=1, is_mirrored=True))
    assert not questions_of(session.now).is_view_stored


def test_a_contradiction_is_settled_by_its_first_button():
    session = opened()
    session.edit("draw", Document((LEFT_BOX,)))
    session.change(notice=Notice("side-contradicted", "Chosen right, lies left.", outline=0, side=Side.LEFT))
    assert message_of(session.now).kind == "contradiction"
    call_by_other_side(session)
    assert sides(session.now.document) == [Side.LEFT]
    assert session.now.history.undo_name == "call it left"
    assert message_of(session.now).kind == "none"


def test_a_message_goes_with_the_next_act_and_a_contradiction_stays():
    session = opened()
    session.change(notice=Notice("information", "Saved."))
    session.gesture(Gesture(Kind.MOVE, at=(5, 5)))
    assert message_of(session.now).sentence == "Saved."
    session.gesture(Gesture(Kind.PRESS, at=(5, 5), button="left", buttons=frozenset({"left"})))
    assert message_of(session.now).kind == "none"
    session.change(notice=Notice("side-contradicted", "Chosen right.", outline=None, side=Side.LEFT))
    session.gesture(Gesture(Kind.PRESS, at=(5, 5), button="left", buttons=frozenset({"left"})))
    assert message_of(session.now).kind == "contradiction"
    put_message_away(session)
    assert message_of(session.now).kind == "none"


def of_two_blocks(*, other_orientation=None) -> Session:
    """A session on a series without orientation, with a second block of the same series."""
    first, second = (
        picture(),
        image(
            np.zeros((40, 50), np.uint8),
            uid="sha256:" + "2" * 64,
            orientation=other_orientation,
            spacing=None,
            position=None,
        ),
    )
    session = Session(load_slice)
    session.change(canvas=(500.0, 300.0))
    session.open(Study(series=(first, series(second, number=2, uid=UID))), Place(1, 1))
    return session


def test_a_statement_about_a_series_calls_the_outlines_of_all_its_blocks_anew():
    session = of_two_blocks()
    far = [box(a, 5, a + 10, 15, uid="sha256:" + "2" * 64) for a in (5, 30)]
    session.edit("draw", Document((LEFT_BOX, RIGHT_BOX, *far)))
    state_sides(session, "radiological")
    assert sides(session.now.document) == [Side.RIGHT, Side.LEFT] * 2
    state_sides(session, "neurological")
    assert sides(session.now.document) == [Side.LEFT, Side.RIGHT] * 2


@pytest.mark.parametrize("stated", ["radiological", "neurological"])
def test_a_block_whose_header_knows_better_is_shown_as_the_header_says(stated):
    session = of_two_blocks(other_orientation=SAGITTAL)
    state_sides(session, stated)
    session.show(Place(2, 1))
    assert session.now.stated_image.geometry == session.now.image.geometry
    assert session.context() is not None
    assert session.now.viewport is not None


def of_two_slices(pixels) -> Session:
    """A session on a series of two slices without orientation, the second with an outline; the first is shown."""
    [first] = picture().slices
    second = replace(first, key=replace(first.key, frame=2))
    session = Session(pixels)
    session.change(canvas=(500.0, 300.0))
    session.open(Study(series=(series(first, second, uid=UID),)), Place(1, 1))
    session.edit("draw", Document((replace(RIGHT_BOX, slice_key=second.key),)))
    return session


def test_an_outline_on_another_slice_is_named_from_its_body_where_that_takes_no_waiting():
    session = of_two_slices(load_slice)
    state_sides(session, "radiological")
    assert sides(session.now.document) == [Side.LEFT]
    session.undo()
    assert sides(session.now.document) == [Side.UNKNOWN]


def test_an_outline_on_a_slice_that_must_be_waited_for_is_left_to_the_user():
    session = of_two_slices(lambda image: load_slice(image) if image.key.frame != 2 else None)
    state_sides(session, "radiological")
    assert sides(session.now.document) == [Side.UNKNOWN]
    session.show(Place(1, 2))
    numbers = numbers_of(session.now.document, session.now.series, session.now.image)
    [reason] = numbers.columns[0].withheld
    assert "not settled" in reason.sentence
    assert reason.remedies[0] is Remedy.CALL_LEFT


def test_two_outlines_on_one_side_of_the_body_are_not_called_right_and_left():
    session = opened()
    session.edit("draw", Document((box(8, 20, 18, 40, uid=UID), box(22, 20, 38, 40, uid=UID))))
    state_sides(session, "radiological")
    assert sides(session.now.document) == [Side.RIGHT, Side.RIGHT]
    state_sides(session, "neurological")
    assert sides(session.now.document) == [Side.LEFT, Side.LEFT]


def test_a_placed_midline_tells_two_outlines_on_one_side_of_it():
    midline = Midline(LEFT_BOX.slice_key, ((90.0, 0.0), (90.0, 59.0)))
    document = Document((LEFT_BOX, RIGHT_BOX), midlines=(midline,))
    document = with_stated_sides(document, picture(), "radiological", estimate=no_estimate)
    assert sides(document) == [Side.RIGHT, Side.RIGHT]


def test_a_contradiction_is_offered_for_settling_on_its_own_slice_only():
    session = of_two_blocks()
    session.edit("draw", Document((LEFT_BOX,)))
    session.change(notice=Notice("side-contradicted", "It lies on the other side.", outline=0, side=Side.LEFT))
    assert message_of(session.now).kind == "contradiction"
    session.show(Place(2, 1))
    assert message_of(session.now).kind == "none", "moving the midline would move that of another slice"
    session.show(Place(1, 1))
    assert message_of(session.now).kind == "contradiction"
