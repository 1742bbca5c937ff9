"""Totals over slices against tables computed by hand."""

import math
from dataclasses import replace

import pytest

from tests.measure.volumes.stacks import block, row
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.uncertainty import Uncertainty
from viewer.measure.volumes.total import Scope
from viewer.measure.volumes.totals import totals_of

DISC = math.pi * 100.0
"""Area of a round muscle of radius 10 mm, mm²."""


def muscle(rows, *blocks, **options):
    """Return the total of the whole muscle; there must be just one."""
    [found] = [t for t in totals_of(rows, blocks, Document(), **options) if t.scope is Scope.MUSCLE]
    return found


def test_each_slice_counts_by_the_distance_to_its_neighbours():
    # areas 100, 200 and 400 mm² at 0, 4 and 10 mm: lengths 2+2, 2+3 and 3+3 mm
    of = block([0.0, 4.0, 10.0])
    rows = [
        row(of, 1, area_mm2=100.0, fat_percent=10.0),
        row(of, 2, area_mm2=200.0, fat_percent=20.0),
        row(of, 3, area_mm2=400.0, fat_percent=50.0),
    ]
    found = muscle(rows, of)
    assert found.volume_cm3 == pytest.approx((400.0 + 1000.0 + 2400.0) / 1000.0)
    assert found.fat_volume_cm3 == pytest.approx((40.0 + 200.0 + 1200.0) / 1000.0)
    assert found.muscle_volume_cm3 == pytest.approx(3.8 - 1.44)
    assert found.fat_fraction_percent == pytest.approx(100.0 * 1440.0 / 3800.0)
    assert found.length_mm == pytest.approx(15.0)
    assert (found.slices, found.missing, found.first, found.last) == (3, 0, (1, 1), (1, 3))


def test_volumes_do_not_depend_on_how_slices_are_numbered():
    up, down = block([0.0, 4.0, 10.0]), block([10.0, 4.0, 0.0])
    forth = muscle([row(up, n, radius_mm=5.0 + n) for n in (1, 2, 3)], up)
    back = muscle([row(down, n, radius_mm=9.0 - n) for n in (1, 2, 3)], down)
    assert back.volume_cm3 == pytest.approx(forth.volume_cm3)
    assert back.length_mm == pytest.approx(forth.length_mm)


def test_volume_is_by_places_and_gaps_are_told():
    of = block([0.0, 5.0, 10.0], thickness_mm=4.0)
    found = muscle([row(of, n) for n in (1, 2, 3)], of)
    assert found.volume_cm3 == pytest.approx(15.0 * DISC / 1000.0)
    assert found.said == ("Slices are 4 mm thick and up to 5 mm apart; the gaps count with the slices beside them.",)
    thick = block([0.0, 3.0, 6.0], thickness_mm=4.0)
    found = muscle([row(thick, n) for n in (1, 2, 3)], thick)
    assert found.volume_cm3 == pytest.approx(9.0 * DISC / 1000.0)
    assert found.said == ("Slices are 4 mm thick and only 3 mm apart; each counts by the distance.",)


def test_a_group_of_slices_ends_where_the_next_group_is_far_away():
    of = block([0.0, 4.0, 8.0, 30.0, 34.0, 38.0])
    rows = [row(of, n, level="L4/5" if n > 3 else "L5/S1") for n in range(1, 7)]
    lower, upper, whole = totals_of(rows, [of], Document())
    assert [lower.volume_cm3, upper.volume_cm3] == pytest.approx([12.0 * DISC / 1000.0] * 2)
    assert lower.said == upper.said == ()
    assert whole.volume_cm3 is None
    assert "22 mm are not outlined" in whole.said[0]


def test_slices_without_outlines_are_bridged_and_said():
    of = block([4.0 * n for n in range(9)])
    found = muscle([row(of, n) for n in (2, 3, 5, 8)], of)
    assert (found.slices, found.missing) == (4, 3)
    assert found.volume_cm3 == pytest.approx(7 * 4.0 * DISC / 1000.0)
    assert found.said[0] == (
        "3 of 7 slices not outlined or not measured; the volume there is taken from their neighbours."
    )


def test_too_wide_a_gap_withholds_the_volume_and_says_so():
    of = block([4.0 * n for n in range(9)])
    found = muscle([row(of, 1), row(of, 6)], of)
    assert found.volume_cm3 is found.fat_fraction_percent is found.length_mm is None
    assert found.said[0].startswith("Between slice 1 of series 1 and slice 6 of series 1, 20 mm are not outlined")
    assert found.missing == 4


def test_what_is_asked_beyond_the_outlines_is_missing_and_adds_nothing():
    of = block([4.0 * n for n in range(9)])
    asked = {SliceKey(image.key.uid) for image in of.slices[:6]}
    found = muscle([row(of, n) for n in (3, 4, 8)], of, within=asked)
    assert (found.slices, found.missing) == (2, 4)
    assert found.volume_cm3 == pytest.approx(8.0 * DISC / 1000.0)
    assert "4 slices at the ends of the range not outlined" in found.said[0]


def test_levels_add_up_to_the_whole():
    of = block([4.0 * n for n in range(6)])
    levels = ["L4", "L4", "L4/5", "L4/5", "L5", None]
    rows = [row(of, n, level=levels[n - 1], radius_mm=8.0 + n) for n in range(1, 7)]
    found = totals_of(rows, [of], Document())
    assert [(t.scope.value, t.level, t.slices) for t in found] == [
        ("level", "L4", 2),
        ("level", "L4/5", 2),
        ("level", "L5", 1),
        ("muscle", None, 6),
    ]
    last = 4.0 * math.pi * 14.0**2 / 1000.0  # of the slice without a level
    assert math.fsum(t.volume_cm3 for t in found[:3]) + last == pytest.approx(found[3].volume_cm3)


def test_free_text_is_no_level():
    of = block([0.0, 4.0])
    assert [t.scope for t in totals_of([row(of, n, level="Doe^Jane") for n in (1, 2)], [of], Document())] == [
        Scope.MUSCLE
    ]


def test_sides_and_structures_stand_apart():
    of = block([0.0, 4.0])
    rows = [
        row(of, n, side=side, structure=structure)
        for n in (1, 2)
        for side in (Side.LEFT, Side.RIGHT)
        for structure in (Structure.PSOAS, Structure.MULTIFIDUS)
    ]
    found = totals_of(rows, [of], Document())
    assert [(t.structure.value, t.side.value) for t in found] == [
        ("multifidus", "right"),
        ("multifidus", "left"),
        ("psoas", "right"),
        ("psoas", "left"),
    ]
    assert [t.volume_cm3 for t in found] == pytest.approx(4 * [8.0 * DISC / 1000.0])


def test_two_series_of_the_same_place_are_not_added():
    t2, t1 = block([0.0, 4.0], number=1, uid="1.2"), block([0.0, 4.0], number=2, uid="1.3")
    found = totals_of([row(of, n) for of in (t2, t1) for n in (1, 2)], [t2, t1], Document())
    assert [t.series for t in found] == [(1,), (2,)]


def test_one_slice_is_no_total():
    of = block([0.0, 4.0])
    assert totals_of([row(of, 1), row(of, 1, side=Side.LEFT)], [of], Document()) == ()


def test_outlines_of_one_slice_and_side_are_taken_together():
    of = block([0.0, 4.0])
    rows = [row(of, 1, area_mm2=100.0), row(of, 1, area_mm2=50.0, outline=2), row(of, 2, area_mm2=100.0)]
    found = muscle(rows, of)
    assert (found.slices, found.volume_cm3) == (2, pytest.approx((600.0 + 400.0) / 1000.0))


def test_proposed_outlines_count_only_when_asked():
    of = block([0.0, 4.0, 8.0])
    rows = [row(of, 1), row(of, 2), row(of, 3, is_proposed=True)]
    found = muscle(rows, of)
    assert (found.slices, found.volume_cm3) == (2, pytest.approx(8.0 * DISC / 1000.0))
    assert found.said == ("1 proposed right outline is not counted until accepted.",)
    assert muscle(rows, of, counts_proposed=True).slices == 3


def test_a_slice_without_fraction_withholds_fat_but_not_volume():
    of = block([0.0, 4.0])
    found = muscle([row(of, 1), row(of, 2, fat_percent=None, flags=("no-scale",))], of)
    assert found.volume_cm3 == pytest.approx(8.0 * DISC / 1000.0)
    assert found.fat_volume_cm3 is found.muscle_volume_cm3 is found.fat_fraction_percent is None
    assert found.said == ("No fat fraction on 1 slice, so that none is given for all together.",)
    assert found.flags == ("no-scale",)


def test_flags_of_all_slices_are_kept_worst_first():
    of = block([0.0, 4.0])
    found = muscle([row(of, 1, flags=("thick-slice",)), row(of, 2, flags=("lossy", "thick-slice"))], of)
    assert found.flags == ("lossy", "thick-slice")


@pytest.mark.parametrize("is_placed", [True, False])
def test_without_places_there_are_slices_and_no_volume(is_placed):
    of = block([0.0, 4.0], is_placed=is_placed)
    rows = [row(of, 1), row(of, 2)]
    found = muscle(rows, of)
    assert (found.volume_cm3 is not None) == is_placed
    if not is_placed:
        assert found.said == ("The slices do not tell their place in the patient, so that no volume is known.",)
        assert (found.slices, found.fat_fraction_percent) == (2, None)


def test_without_spacing_there_is_no_volume():
    of = block([0.0, 4.0])
    found = muscle([replace(row(of, n), area_mm2=None, fat_area_mm2=None) for n in (1, 2)], of)
    assert found.volume_cm3 is None
    assert "pixel spacing" in found.said[0]


def test_outlines_of_unknown_side_are_matched_only_where_there_is_one():
    of = block([0.0, 4.0])
    alone = [row(of, n, side=Side.UNKNOWN) for n in (1, 2)]
    assert muscle(alone, of).volume_cm3 is not None
    found = muscle([*alone, row(of, 2, side=Side.UNKNOWN, outline=2)], of)
    assert found.volume_cm3 is None
    assert "sides are not known" in found.said[0]


def test_errors_of_slices_do_not_average_out():
    of = block([0.0, 4.0])
    one = muscle([row(of, n, uncertainty=Uncertainty(0.02, (0.01, -0.01))) for n in (1, 2)], of)
    reach = 196.0 * math.sqrt(0.02**2 + 2 * 0.01**2)
    assert one.fat_fraction_interval_percent == pytest.approx((20.0 - reach, 20.0 + reach))
    # the same error with another sign on another slice must not cancel
    two = muscle([row(of, n, uncertainty=Uncertainty(0.02, (0.01, s * 0.01))) for n, s in ((1, 1), (2, -1))], of)
    assert two.fat_fraction_interval_percent == pytest.approx(one.fat_fraction_interval_percent)


def test_an_unknown_error_gives_no_interval():
    of = block([0.0, 4.0])
    found = muscle([row(of, 1, uncertainty=Uncertainty(0.02)), row(of, 2)], of)
    assert found.fat_fraction_percent == pytest.approx(20.0)
    assert found.fat_fraction_interval_percent is None


def test_stored_rows_have_no_total():
    of = block([0.0, 4.0])
    assert totals_of([replace(row(of, n), series=0, slice_number=0) for n in (1, 2)], [of], Document()) == ()
