"""Errors of changes, by hand: what is drawn anew on each date adds up, what dates or sides share cancels."""

import math
from dataclasses import replace

import pytest

from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.anchored.scale import Gain, LevelErrors, Reference, SliceScale
from viewer.measure.changes.amounts import (
    AREA_SD,
    REPEATABILITY_POINTS,
    Amount,
    Quantity,
    amount_of,
    repeatability_of,
)
from viewer.measure.changes.change import Verdict
from viewer.measure.changes.combining import NOTHING_COMMON, Term, common_of, sd_of_sum
from viewer.measure.changes.judging import changed, differing
from viewer.measure.measurement import MeasurementRow
from viewer.measure.uncertainty import Uncertainty, difference_sd

SURE = Uncertainty(0.0, (0.0, 0.0))


def term(sign, is_after, own=0.0, *shared):
    return Term(sign, is_after, Uncertainty(own, shared))


def test_errors_of_two_dates_add_in_quadrature():
    assert sd_of_sum([term(-1.0, False, 3.0, 0.0), term(1.0, True, 4.0, 0.0)]) == pytest.approx(5.0)
    assert sd_of_sum([term(-1.0, False, 0.0, 3.0), term(1.0, True, 0.0, 4.0)]) == pytest.approx(5.0)


def test_what_both_dates_share_cancels_as_far_as_it_is_the_same():
    both = [term(-1.0, False, 0.0, 5.0, 0.0), term(1.0, True, 0.0, 5.0, 0.0)]
    assert sd_of_sum(both, (1.0, 1.0)) == pytest.approx(0.0)
    # 0.6 of each is common and cancels, sqrt(1 - 0.36) = 0.8 of each is not: sqrt(2) · 4
    assert sd_of_sum(both, (0.6, 0.6)) == pytest.approx(4.0 * math.sqrt(2.0))
    second = [term(-1.0, False, 0.0, 0.0, 5.0), term(1.0, True, 0.0, 0.0, 5.0)]
    assert sd_of_sum(second, (1.0, 1.0)) == pytest.approx(5.0 * math.sqrt(2.0))  # only the muscle level's is common


def test_a_difference_of_sides_of_one_date_is_that_of_the_comparison_of_sides():
    right, left = Uncertainty(0.03, (-0.05, 0.02)), Uncertainty(0.04, (-0.03, 0.06))
    assert sd_of_sum([Term(1.0, True, right), Term(-1.0, True, left)]) == pytest.approx(difference_sd(right, left))


def test_in_a_difference_of_changes_the_scale_of_each_date_cancels():
    shared = (-0.05, 0.02)
    sides = [Uncertainty(own, shared) for own in (1.0, 2.0, 3.0, 4.0)]
    signs = [(-1.0, False), (1.0, True), (1.0, False), (-1.0, True)]
    terms = [Term(sign, date, one) for (sign, date), one in zip(signs, sides, strict=True)]
    assert sd_of_sum(terms) == pytest.approx(math.sqrt(1 + 4 + 9 + 16))


def scale(*, tissue="psoas", is_automatic=True, muscle_error=0.01, contrast=3.0):
    found = Reference(Structure.REFERENCE_MUSCLE, tissue, is_automatic, (), 500.0)
    errors = LevelErrors(muscle_error, 0.02, 0.01)
    return SliceScale(100.0, 100.0 * contrast, Gain((0.0, 0.0), (1.0, 1.0)), (found,), 2.0, errors)


def test_only_the_persons_own_psoas_fat_is_common_to_both_dates():
    # spread of what the psoas says: sqrt(0.02² + (1.6 · 0.025 / 2)²) = 0.0282843; a level whose spread is
    # 0.01 / 0.66 leans on it by (0.0151515 / 0.0282843)² = 0.286961; common 0.66 · 0.286961 · 0.02 / 0.01
    expected = 0.66 * 0.2869605 * 2.0
    assert common_of(scale(), scale(), is_same_person=True) == pytest.approx((expected, expected))
    assert common_of(scale(), scale(), is_same_person=False) == NOTHING_COMMON
    assert common_of(None, scale(), is_same_person=True) == NOTHING_COMMON
    for other in (scale(tissue="erector spinae"), scale(is_automatic=False), replace(scale(), errors=None)):
        assert common_of(scale(), other, is_same_person=True)[1] == 0.0
    assert common_of(scale(muscle_error=0.03), scale(), is_same_person=True)[0] == pytest.approx(0.66 * 0.02 / 0.03)


def amount(area=1000.0, fraction=0.2, own=0.01, shared=(-0.008, -0.004), **changes):
    return Amount(area, fraction, Uncertainty(own, shared), **changes)


def test_every_quantity_and_its_error_by_hand():
    one = amount()
    values = {quantity: one.value(quantity) for quantity in Quantity}
    assert values == pytest.approx(
        {
            Quantity.MUSCLE_AREA: 800.0,
            Quantity.AREA: 1000.0,
            Quantity.FAT_AREA: 200.0,
            Quantity.FAT_FRACTION: 20.0,
            Quantity.RATIO: 0.25,
        }
    )
    area_sd = 1000.0 * 0.033 / 1.96
    assert one.uncertainty_of(Quantity.AREA) == Uncertainty(pytest.approx(area_sd))
    muscle = one.uncertainty_of(Quantity.MUSCLE_AREA)
    assert (muscle.own, *muscle.shared) == pytest.approx((math.hypot(10.0, 0.8 * area_sd), 8.0, 4.0))
    fat = one.uncertainty_of(Quantity.FAT_AREA)
    assert (fat.own, *fat.shared) == pytest.approx((math.hypot(10.0, 0.2 * area_sd), -8.0, -4.0))
    points = one.uncertainty_of(Quantity.FAT_FRACTION)
    assert (points.own, *points.shared) == pytest.approx((1.0, -0.8, -0.4))
    ratio = one.uncertainty_of(Quantity.RATIO)
    assert (ratio.own, *ratio.shared) == pytest.approx((0.01 / 0.64, -0.008 / 0.64, -0.004 / 0.64))


def test_an_area_of_coarse_pixels_is_less_sure():
    known = [amount(pixel_mm=pixel).area_sd_mm2 for pixel in (None, 0.5, 0.7, 1.4)]
    assert known == pytest.approx([1000.0 * AREA_SD] * 3 + [2000.0 * AREA_SD])


def test_what_is_missing_stays_missing():
    without_spacing, without_fat, all_fat = amount(area=None), Amount(1000.0, None), amount(fraction=1.0)
    assert without_spacing.value(Quantity.MUSCLE_AREA) is without_spacing.uncertainty_of(Quantity.AREA) is None
    assert without_spacing.uncertainty_of(Quantity.MUSCLE_AREA) is None
    assert without_spacing.value(Quantity.FAT_FRACTION) == pytest.approx(20.0)
    assert without_fat.value(Quantity.FAT_AREA) is without_fat.value(Quantity.RATIO) is None
    assert all_fat.value(Quantity.RATIO) is all_fat.uncertainty_of(Quantity.RATIO) is None
    gone = changed(Quantity.FAT_FRACTION, (without_fat, amount()), NOTHING_COMMON)
    assert (gone.before, gone.change, gone.interval, gone.verdict) == (None, None, None, None)


def test_a_change_and_its_interval_by_hand():
    before, after = amount(fraction=0.2), amount(fraction=0.3)
    found = changed(Quantity.FAT_FRACTION, (before, after), NOTHING_COMMON)
    reach = 1.96 * math.sqrt(2.0 * (1.0 + 0.64 + 0.16))
    assert (found.before, found.after, found.change) == pytest.approx((20.0, 30.0, 10.0))
    assert found.interval == pytest.approx((10.0 - reach, 10.0 + reach))
    assert (found.repeatability, found.verdict) == (REPEATABILITY_POINTS, Verdict.MORE)
    narrower = changed(Quantity.FAT_FRACTION, (before, after), (1.0, 1.0)).interval
    assert narrower == pytest.approx((10.0 - 1.96 * math.sqrt(2.32), 10.0 + 1.96 * math.sqrt(2.32)))


def test_a_change_of_area_counts_beyond_its_interval_and_the_coefficient():
    small, grown, more = Amount(1000.0, None), Amount(1040.0, None), Amount(1060.0, None)
    within = changed(Quantity.AREA, (small, grown), NOTHING_COMMON)
    reach = 1.96 * AREA_SD * math.hypot(1000.0, 1040.0)
    assert within.interval == pytest.approx((40.0 - reach, 40.0 + reach))
    assert (within.repeatability, within.verdict) == (31.0, Verdict.WITHIN)  # 40 > 31, but the interval holds 0
    assert changed(Quantity.AREA, (small, more), NOTHING_COMMON).verdict is Verdict.MORE
    tiny = changed(Quantity.AREA, (Amount(100.0, None), Amount(130.0, None)), NOTHING_COMMON)
    assert tiny.interval[0] > 0.0  # sure, but not beyond the coefficient
    assert tiny.verdict is Verdict.WITHIN


def test_no_end_of_a_change_lies_where_no_two_dates_can_be():
    low, high = (amount(fraction=fraction, own=0.1, shared=(0.0, 0.0)) for fraction in (0.0, 0.1))
    ends = changed(Quantity.FAT_FRACTION, (low, high), NOTHING_COMMON).interval
    # before lies in 0…19.6 %, after in 0…29.6 %: nothing below -19.6, and 10 + 1.96 · 14.14 = 37.7 is above 29.6
    assert ends == pytest.approx((10.0 - 1.96 * 10.0 * math.sqrt(2.0), 29.6))


def test_nothing_proposed_is_judged():
    found = changed(Quantity.AREA, (amount(), amount(2000.0, is_proposed=True)), NOTHING_COMMON)
    assert (found.change, found.verdict) == (pytest.approx(1000.0), None)
    assert found.interval is not None


def test_coefficients_of_what_is_made_of_area_and_fat():
    dates = (amount(800.0, 0.1), amount(1200.0, 0.3))  # mean 1000 mm², 20 %
    known = {quantity: repeatability_of(quantity, dates) for quantity in Quantity}
    assert known == pytest.approx(
        {
            Quantity.MUSCLE_AREA: math.hypot(0.8 * 31.0, 39.0),
            Quantity.AREA: 31.0,
            Quantity.FAT_AREA: math.hypot(0.2 * 31.0, 39.0),
            Quantity.FAT_FRACTION: 3.9,
            Quantity.RATIO: 0.039 / 0.64,
        }
    )
    unsure = (Amount(800.0, 0.1), amount())
    assert [repeatability_of(quantity, unsure) is None for quantity in Quantity] == [True, False, True, True, True]


def test_a_difference_in_differences_by_hand():
    # one shared error of the muscle level moves both sides of a date alike and is gone
    of = {"own": 0.01, "shared": (-0.02, 0.0)}
    treated = (amount(fraction=0.20, **of), amount(fraction=0.32, **of))
    other = (amount(fraction=0.10, **of), amount(fraction=0.13, **of))
    found = differing(Quantity.FAT_FRACTION, treated, other, NOTHING_COMMON)
    assert (found.treated, found.other, found.difference) == pytest.approx((12.0, 3.0, 9.0))
    assert found.interval == pytest.approx((9.0 - 1.96 * 2.0, 9.0 + 1.96 * 2.0))
    assert found.repeatability == pytest.approx(3.9 * math.sqrt(2.0))
    assert found.verdict is Verdict.MORE
    less = differing(Quantity.FAT_FRACTION, treated, (other[0], amount(fraction=0.17, **of)), NOTHING_COMMON)
    assert (less.difference, less.verdict) == (pytest.approx(5.0), Verdict.WITHIN)  # sure, yet below 5.5 points
    area = differing(Quantity.AREA, (amount(), amount(1100.0)), (amount(500.0), amount(500.0)), NOTHING_COMMON)
    reach = 1.96 * AREA_SD * math.sqrt(1000.0**2 + 1100.0**2 + 2 * 500.0**2)
    assert area.interval == pytest.approx((100.0 - reach, 100.0 + reach))


def row(area_px, percent, **changes):
    blank = MeasurementRow(
        *(1, 2, "1.2.3", 1, "L4/5", Structure.MULTIFIDUS, 1, Side.RIGHT, area_px / 2.0, area_px),
        *(None, None, percent, None, None, None, 400.0, 20.0, ()),
        uncertainty=Uncertainty(0.02, (0.01, 0.0)),
    )
    return replace(blank, **changes)


def test_outlines_of_a_side_count_together():
    found = amount_of([row(300.0, 10.0, flags=("lossy",)), row(100.0, 50.0, flags=("lossy", "one-mode"))])
    assert (found.area_mm2, found.fraction) == pytest.approx((200.0, 0.2))
    assert (found.uncertainty.own, *found.uncertainty.shared) == pytest.approx(
        (0.02 * math.hypot(0.75, 0.25), 0.01, 0.0)
    )
    assert (found.flags, found.is_proposed) == (("lossy", "one-mode"), False)
    assert found.pixel_mm == pytest.approx(math.sqrt(0.5))
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))
    drawn = Outline(SliceKey("1.2.3"), (ring,), Side.RIGHT, is_proposed=True)
    mixed = amount_of([row(300.0, 10.0), row(100.0, None, uncertainty=None, area_mm2=None, source=drawn)])
    assert (mixed.area_mm2, mixed.fraction, mixed.uncertainty, mixed.is_proposed) == (None, None, None, True)
