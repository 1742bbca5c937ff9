"""Two blocks paired as before and after: which slice belongs to which, by place or by a number the user set."""

import math
from dataclasses import replace

import pytest

from tests.measure.volumes.stacks import block
from viewer.core.annotations.pairing import (
    DAY_MAXIMUM,
    OFFSET_MAXIMUM,
    PairedBlock,
    Pairing,
    SliceLink,
    block_of,
    is_linked_by_position,
    link_slices,
    named_block,
    one_to_one,
    partner_before,
)
from viewer.core.geometry import Orientation
from viewer.core.outline import Side
from viewer.core.series import Series
from viewer.errors import GeometryError

FRAME = "1.2.840.77"


def placed(heights, *, number, frame=FRAME, **changes) -> Series:
    return replace(block(heights, number=number, uid=f"1.{number}", **changes), frame_of_reference_uid=frame)


def pairing(before: Series, after: Series, **changes) -> Pairing:
    return Pairing(PairedBlock(before.series_uid), PairedBlock(after.series_uid), **changes)


def linked(before: Series, after: Series, **changes) -> list[tuple[int | None, float | None]]:
    found = link_slices(before, after, pairing(before, after, **changes))
    assert [link.before for link in found] == list(range(len(before.slices)))
    return [(link.after, None if link.distance_mm is None else round(link.distance_mm, 6)) for link in found]


def test_by_position_each_slice_has_the_plane_nearest_to_it():
    before, after = placed([0.0, 4.0, 8.0, 12.0], number=1), placed([3.0, 7.0, 11.0], number=2)
    assert is_linked_by_position(before, after, pairing(before, after))
    assert linked(before, after, offset_slices=3) == [(None, None), (0, 1.0), (1, 1.0), (2, 1.0)]


def test_the_order_of_a_block_does_not_matter():
    before, after = placed([0.0, 4.0, 8.0], number=1), placed([0.5, 4.5, 8.5], number=2)
    turned = replace(after, slices=after.slices[::-1])
    assert linked(before, turned) == [(2, 0.5), (1, 0.5), (0, 0.5)]


def test_half_a_step_is_the_farthest_partner():
    before = placed([0.0, 4.0], number=1)
    assert linked(before, placed([6.0, 10.0], number=2)) == [(None, None), (0, 2.0)]
    assert linked(before, placed([6.1, 10.1], number=2)) == [(None, None), (None, None)]
    assert linked(before, placed([2.4, 8.4], number=2)) == [(0, 2.4), (0, 1.6)]  # the larger step of both counts
    assert linked(placed([0.0], number=1), placed([2.0], number=2)) == [(0, 2.0)]  # half the slice thickness of 4 mm


def test_tilted_planes_are_linked_by_the_distance_from_the_middle_of_the_slice():
    before, after = placed([0.0, 4.0], number=1), placed([0.0, 4.0], number=2, tilt_deg=20.0)
    # the middle of an image, 1.5 mm behind the axis that the tilted planes turn about at x = 31.5, y = 31.5 of 64
    apart = 1.5 * math.sin(math.radians(20.0))
    [(first, near), (second, also)] = linked(before, after)
    assert (first, second) == (0, 1)
    assert near == pytest.approx(apart, abs=1e-6) == also
    assert linked(before, placed([0.0, 4.0], number=2, tilt_deg=35.0)) == [(None, None), (None, None)]


def test_a_slice_of_another_plane_or_without_a_place_has_no_partner():
    before = placed([0.0, 4.0], number=1)
    sagittal = Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
    slices = tuple(replace(s, geometry=replace(s.geometry, orientation=sagittal)) for s in before.slices)
    upright = replace(before, number=2, series_uid="1.2", slices=slices)
    assert linked(before, upright) == [(None, None), (None, None)]
    assert linked(before, placed([0.0], number=2, is_placed=False)) == [(None, None), (None, None)]
    assert linked(placed([0.0], number=2, is_placed=False), before) == [(None, None)]


@pytest.mark.parametrize("frames", [("", ""), ("1.1", "1.2"), ("1.1", "")])
def test_without_a_shared_frame_the_offset_links(frames):
    before = placed([0.0, 4.0, 8.0], number=1, frame=frames[0])
    after = placed([0.0, 4.0], number=2, frame=frames[1])
    assert linked(before, after) == [(0, None), (1, None), (None, None)]
    assert linked(before, after, offset_slices=-1) == [(None, None), (0, None), (1, None)]
    assert linked(before, after, offset_slices=5) == [(None, None)] * 3


def test_two_levels_of_one_block_and_a_wish_are_linked_by_the_offset():
    alone = placed([0.0, 4.0, 8.0], number=1)
    assert linked(alone, alone, offset_slices=2) == [(2, None), (None, None), (None, None)]
    other = placed([0.0, 4.0, 8.0], number=2)
    assert linked(alone, other, offset_slices=2, is_by_offset=True) == [(2, None), (None, None), (None, None)]


def test_two_slices_with_one_partner_leave_it_to_the_nearer():
    links = (SliceLink(0, 0, 1.5), SliceLink(1, 0, 0.5), SliceLink(2, None), SliceLink(3, 1, 2.0))
    assert (partner_before(links, 0), partner_before(links, 1), partner_before(links, 2)) == (1, 3, None)
    assert one_to_one(links) == (links[1], links[3])


def test_blocks_are_named_by_series_and_place_and_found_again():
    first, second = placed([0.0], number=3), placed([4.0], number=4)
    second = replace(second, series_uid=first.series_uid)
    study = (placed([0.0], number=1), first, second)
    assert named_block(second, study) == PairedBlock(first.series_uid, 2)
    assert [block_of(named_block(one, study), study) for one in study] == list(study)
    assert block_of(PairedBlock(first.series_uid, 3), study) is None
    assert block_of(PairedBlock("9.9"), study) is None


def test_what_cannot_be_is_refused():
    one = PairedBlock("1")
    with pytest.raises(GeometryError, match="from 1"):
        PairedBlock("1", 0)
    for wrong in (
        {"offset_slices": OFFSET_MAXIMUM + 1},
        {"treated": Side.UNKNOWN},
        {"procedure_day": -DAY_MAXIMUM - 1},
    ):
        with pytest.raises(GeometryError, match=r"\.$"):
            Pairing(one, one, **wrong)
