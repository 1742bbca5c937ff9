"""Right against left: no interval of a difference is wider than the two sides allow."""

from dataclasses import replace

import pytest

from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.comparing import compare
from viewer.measure.measurement import MeasurementRow
from viewer.measure.uncertainty import Uncertainty


def sides(right, left, own, shared=()):
    row = MeasurementRow(
        *(1, 2, "1.2.3", 1, "L4/5", Structure.MULTIFIDUS, 1, Side.RIGHT, 800.0, 2000.0),
        *(None, None, right, None, None, None, 400.0, 20.0, ()),
        uncertainty=Uncertainty(own, shared),
    )
    return [row, replace(row, side=Side.LEFT, fat_fraction_percent=left)]


def test_an_interval_far_from_the_limits_is_that_of_the_difference():
    [compared] = compare(sides(40.0, 30.0, 0.02, (0.05,)))
    reach = 196.0 * 0.02 * 2.0**0.5
    assert compared.interval_points == pytest.approx((10.0 - reach, 10.0 + reach))


@pytest.mark.parametrize(
    ("right", "left", "own", "expected"),
    [
        (99.0, 2.0, 0.9, (-100.0, 100.0)),
        (100.0, 0.0, 0.05, (100.0 - 196.0 * 0.05 * 2.0**0.5, 100.0)),
        (0.0, 0.0, 0.05, (-9.8, 9.8)),
        (0.0, 50.0, 0.05, (-50.0 - 9.8, -50.0 + 196.0 * 0.05 * 2.0**0.5)),
    ],
)
def test_no_end_lies_where_no_two_sides_can_be(right, left, own, expected):
    [compared] = compare(sides(right, left, own))
    assert compared.interval_points == pytest.approx(expected)
    low, high = compared.interval_points
    assert low <= compared.fat_fraction_difference_points <= high
    assert compared.distinguishable == (not low <= 0.0 <= high)


def test_what_is_only_proposed_is_not_told_apart_from_the_error():
    right, left = sides(60.0, 10.0, 0.02)
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))
    proposed = Outline(SliceKey("1.2.3"), (ring,), Side.LEFT, is_proposed=True)
    [compared] = compare([right, replace(left, source=proposed)])
    assert (compared.distinguishable, compared.fat_fraction_difference_points) == (None, 50.0)
    [accepted] = compare([right, replace(left, source=replace(proposed, is_proposed=False))])
    assert accepted.distinguishable is True
