"""From block to block: N goes on along the muscle, slices between are filled, a range covers all blocks."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.app.proposing.block_scene import perform, said
from tests.app.proposing.tilted_scene import BLOCKS, COUNT, dice, geometry, opened, proposed, study, truth
from viewer.app.actions.files_and_edits import delete_selected
from viewer.app.proposing.spreading import Range, blocks_offered, propagate
from viewer.core.annotations.levels import SliceLevel
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Side, Structure
from viewer.core.series import Study
from viewer.tools.editing.select import Idle

EVERY = [(block, number) for block in BLOCKS for number in range(1, COUNT + 1)]


def height_mm(place, at) -> float:
    """How far a slice lies beyond another, along the normal of that one through its middle."""
    one, other = geometry(*at), geometry(*place)
    size = BLOCKS[at[0]].size / 2.0
    [centre] = one.to_patient_mm([(size, size)])
    normal, along = other.orientation.normal, one.orientation.normal
    along = along if along[2] > 0 else tuple(-v for v in along)
    dot = sum(a * b for a, b in zip(normal, along, strict=True))
    return sum(n * (p - c) for n, p, c in zip(normal, other.position_mm, centre, strict=True)) / dot


@pytest.mark.parametrize(("at", "name", "sign"), [((1, COUNT), "copy-to-next", 1), ((2, 1), "copy-to-previous", -1)])
def test_at_the_end_of_a_block_the_next_one_along_the_muscle_is_gone_to(at, name, sign):
    session = opened(truth(*at), at=at)
    perform(session, name)
    other = 2 if at[0] == 1 else 1
    beyond = {n: sign * height_mm((other, n), at) for n in range(1, COUNT + 1)}
    nearest = min((n for n in beyond if beyond[n] > 0.5), key=beyond.get)
    assert session.now.place == Place(other, nearest)
    assert 1 < nearest < COUNT, "the blocks overlap, so that the first slice is not the one"
    [(place, outline)] = proposed(session).items()
    assert place == (other, nearest)
    assert dice(place, outline) > 0.9
    assert outline.side is Side.LEFT
    assert said(session) == (
        f"Slice {nearest} of series {other} goes on along the muscle; outlines come there by their place in the "
        "patient alone."
    )
    assert session.now.history.undo_name == f"copy outlines to slice {nearest} of series {other}"


def test_the_key_repeats_through_all_blocks():
    session = opened(truth(1, 4), at=(1, 4))
    way = []
    for _ in range(2 * COUNT + 2):
        perform(session, "copy-to-next")
        if "no block goes on" in said(session):
            break
        way.append((session.now.place.series, session.now.place.slice_number))
    assert said(session).startswith("This is the last slice along the muscle")
    assert [block for block, _ in way] == sorted(block for block, _ in way)
    assert way[-1] == (3, COUNT)
    assert set(proposed(session)) == set(way)
    assert all(height_mm(later, before) > 0.5 for before, later in pairwise(way))
    assert dice((3, COUNT), proposed(session)[3, COUNT]) > 0.85


def test_nothing_else_is_chosen_on_images_of_another_size():
    """What was selected is not on the screen any more: Delete takes nothing away; and what is new lies in the image."""
    session = opened(truth(1, COUNT), at=(1, COUNT))
    session.change(tool="select", state=Idle(selected=0))
    before = session.now
    perform(session, "copy-to-next")
    after = session.now
    assert after.document.outlines[:1] == before.document.outlines
    assert (after.image.rows, after.loaded.stored.shape) == (BLOCKS[2].size, (BLOCKS[2].size,) * 2)
    left, top, right, bottom = after.document.outlines[1].bounds_px
    assert 0.0 <= left < right <= BLOCKS[2].size - 1
    assert 0.0 <= top < bottom <= BLOCKS[2].size - 1
    delete_selected(session)
    assert session.now.document is after.document


def test_the_level_is_named():
    session = opened(truth(1, COUNT), at=(1, COUNT))
    levels = tuple(SliceLevel(one.key, "L4/5") for one in session.now.study.series[1].slices)
    session.edit("type levels", replace(session.now.document, levels=levels))
    perform(session, "copy-to-next")
    assert " of series 2 (L4/5) goes on along the muscle" in said(session)


def test_an_accepted_outline_of_the_other_block_stays():
    session = opened(truth(1, COUNT), *(truth(2, n) for n in range(1, COUNT + 1)), at=(1, COUNT))
    before = session.now.document
    perform(session, "copy-to-next")
    assert session.now.document is before
    assert session.now.place.series == 2
    assert "goes on along the muscle. The left multifidus outlined on slice" in said(session)


def test_blocks_that_are_series_of_their_own_belong_together_by_their_description():
    session = opened(truth(1, COUNT), at=(1, COUNT), of=study(uids=("1.2", "1.3", "1.4")))
    perform(session, "copy-to-next")
    assert said(session).startswith("This is the last slice of the block"), "sizes differ"
    assert blocks_offered(session.now) == 1
    whole = study(uids=("1.2", "1.3", "1.4"))
    first = whole.series[0]
    away = 22.0 * np.asarray(first.slices[0].geometry.orientation.normal)
    shifted = [
        replace(one, geometry=replace(one.geometry, position_mm=tuple(np.add(one.geometry.position_mm, away))))
        for one in first.slices
    ]
    twin = replace(first, number=2, series_uid="1.3", slices=tuple(shifted))
    session.open(Study(series=(first, twin)), Place(1, COUNT), document=Document((truth(1, COUNT),)))
    perform(session, "copy-to-next")
    assert session.now.place == Place(2, 1)


@pytest.mark.parametrize("of", [study(frame=""), study(is_placed=False)])
def test_without_a_common_frame_or_place_a_block_stands_alone_and_it_is_said(of):
    session = opened(truth(1, 1), truth(1, 3), truth(2, 1), truth(2, 4), truth(1, COUNT), at=(1, COUNT), of=of)
    perform(session, "copy-to-next")
    assert session.now.place == Place(1, COUNT)
    assert said(session).endswith("so nothing goes from block to block.")
    assert blocks_offered(session.now) == 1
    perform(session, "fill-between")
    assert set(proposed(session)) == {(1, 2), (1, 4)}
    assert said(session).endswith("so nothing goes from block to block.")


def test_every_second_slice_of_all_blocks_is_filled():
    kept = EVERY[::2]
    session = opened(*(truth(*place) for place in kept))
    perform(session, "fill-between")
    found = proposed(session)
    assert set(found) == set(EVERY) - set(kept)
    assert min(dice(place, outline) for place, outline in found.items()) > 0.97
    assert "7 slices got proposed outlines" in said(session)


def test_a_block_between_outlined_ones_is_filled_and_nothing_beyond_them():
    """The second block and what overlaps with it; slices that cross the first or last outlined one are named."""
    session = opened(truth(1, 2), truth(1, 3), truth(3, 3))
    perform(session, "fill-between")
    found = proposed(session)
    assert {(1, 5), (2, 2), (2, 3), (2, 4), (2, 5), (3, 1)} <= set(found)
    assert not {(1, 1), (3, 4), (3, 5)} & set(found)
    assert min(dice(place, outline) for place, outline in found.items()) > 0.93


def test_a_slice_across_the_last_outlined_one_is_left_out_and_named():
    session = opened(truth(1, 3), truth(1, 5))
    perform(session, "fill-between")
    found = proposed(session)
    assert (1, 4) in found
    assert "of series 2 cross" in said(session)
    assert "nothing is guessed beyond what was outlined" in said(session)


def test_only_a_slice_across_is_a_refusal():
    session = opened(truth(1, 4), truth(1, 5))
    before = session.now.document
    perform(session, "fill-between")
    assert session.now.document is before
    assert session.now.notice.kind == "refused"
    assert said(session).startswith("There is no slice between two outlined ones")


def test_each_side_is_lofted_from_its_own_outlines_on_turned_images():
    """Two muscles of unknown side lie in another order on turned images, and still go together."""
    ones = [replace(truth(*place), side=Side.UNKNOWN) for place in EVERY[::4]]

    def moved(one, mm):
        block, _ = (int(part) for part in one.slice_key.uid.split("."))
        kind = BLOCKS[block]
        shift = (-mm if kind.turned else mm) / kind.spacing
        return replace(one, rings=(tuple((x + shift, y) for x, y in one.rings[0]),))

    pairs = [replace(moved(one, side * 20.0), structure=Structure.PSOAS) for one in ones for side in (-1, 1)]
    session = opened(*pairs)
    perform(session, "fill-between")
    found = [one for one in session.now.document.outlines if one.is_proposed]
    assert len(found) == 18
    for one in found:
        block, number = (int(part) for part in one.slice_key.uid.split("."))
        exact = truth(block, number)
        assert one.area_px == pytest.approx(exact.area_px, rel=0.05)


def test_a_range_covers_all_blocks():
    session = opened(truth(2, 3), at=(2, 3))
    assert blocks_offered(session.now) == 3
    propagate(session, Range(3, 3, covers_all_blocks=True))
    found = proposed(session)
    assert set(found) == set(EVERY) - {(2, 3)}
    assert min(dice(place, outline) for place, outline in found.items()) > 0.8
    assert session.now.history.undo_name == "propagate outlines to all blocks"
    assert said(session).startswith("14 slices got proposed outlines.")
    session.undo()
    assert proposed(session) == {}


def test_what_cannot_be_read_is_named_with_its_series():
    of = study(vanished=((1, 2), (3, 2)))
    session = opened(truth(2, 3), at=(2, 3), of=of)
    propagate(session, Range(1, 1, covers_all_blocks=True))
    assert set(proposed(session)) == set(EVERY) - {(2, 3), (1, 2), (3, 2)}
    assert said(session).endswith("Slice 2 of series 1 and slice 2 of series 3 cannot be read and were left out.")
    session = opened(truth(1, 1), truth(1, 3), truth(2, 4), truth(3, 5), of=of)
    perform(session, "fill-between")
    assert (3, 2) not in proposed(session)
    assert "cannot be read and were left out" in said(session)


def test_a_range_of_one_block_leaves_the_others_alone():
    session = opened(truth(2, 3), at=(2, 3))
    propagate(session, Range(1, COUNT))
    assert {block for block, _ in proposed(session)} == {2}
