"""Fat fractions from Dixon images through `measure`, by hand and with noise."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.core.document import Document
from viewer.core.grey import ValueMapping
from viewer.core.outline import Side
from viewer.measure.dixon.finding import find_dixon
from viewer.measure.dixon.maps import read_maps
from viewer.measure.measuring import MeasureSettings, measure

DIXON = MeasureSettings("dixon")
RIGHT, LEFT = (5.5, 10.5, 15.5, 20.5), (25.5, 10.5, 35.5, 20.5)
SHARES = {Side.RIGHT: 0.45, Side.LEFT: 0.12}


def signals(total=1000.0):
    """Fat and water of a body in air: fat behind, muscle before, two muscles of known fat part."""
    part = np.full((40, 60), 0.05)
    part[30:] = 0.95
    part[11:21, 6:16], part[11:21, 26:36] = SHARES[Side.RIGHT], SHARES[Side.LEFT]
    both = np.full((40, 60), total)
    both[:5] = 0.0
    return part * both, (1.0 - part) * both


def block(values, description, number, **known):
    return series(image(values, uid=f"9.{number}", **known), number=number, uid=f"1.{number}", description=description)


def pair(fat, water, **of_fat):
    in_phase = block(fat + water, "AX in-phase (water+fat)", 1)
    return in_phase, block(water, "AX Dixon water", 2), block(fat, "AX Dixon fat", 3, **of_fat)


def rows(blocks, *, on=0, places=((RIGHT, Side.RIGHT), (LEFT, Side.LEFT)), settings=DIXON):
    uid = blocks[on].slices[0].key.uid
    outlines = tuple(box(*edges, side=side, uid=uid) for edges, side in places)
    return measure(Document(outlines), blocks, settings)


@pytest.mark.parametrize("on", [0, 1, 2], ids=["in phase", "water", "fat"])
def test_both_sides_by_hand_on_any_of_the_images(on):
    result = rows(pair(*signals()), on=on)
    for row in result.rows:
        assert row.fat_fraction_percent == pytest.approx(100 * SHARES[row.side])
        assert row.flags == ()
        assert row.threshold is None
    assert result.comparisons[0].fat_fraction_difference_points == pytest.approx(33.0)
    parameters = dict(result.method.parameters)
    assert parameters["fat_rule"] == "fat signal by fat plus water signal"
    assert parameters["dixon_source"] == "water and fat"
    assert "threshold" not in parameters


def test_the_sums_are_divided_and_not_the_pixels():
    fat, water = signals()
    fat[11:16, 6:16], water[11:16, 6:16] = 0.0, 4000.0
    right, _ = rows(pair(fat, water)).rows
    assert right.fat_fraction_percent == pytest.approx(100 * 450.0 / 5000.0)


def test_half_covered_pixels_count_half():
    fat, water = signals()
    fat[:, 16], water[:, 16] = 900.0, 100.0
    [row] = rows(pair(fat, water), places=(((5.5, 10.5, 16.0, 20.5), Side.RIGHT),)).rows
    assert row.fat_fraction_percent == pytest.approx(100 * (10 * 450 + 0.5 * 900) / (10.5 * 1000))


def test_each_image_has_its_own_rescale_and_two_scales_are_said():
    fat, water = signals()
    result = rows(pair(fat / 1.549, water, mapping=ValueMapping(slope=1.549)))
    for row in result.rows:
        assert row.fat_fraction_percent == pytest.approx(100 * SHARES[row.side])
        assert row.flags == ("dixon-scales-differ",)


@pytest.mark.parametrize("unit", [1.0, 100.0, 1000.0])
def test_a_fraction_map_is_averaged_outside_0_to_100_and_limited_afterwards(unit):
    values = np.full((40, 60), 0.2)
    values[11:16, 6:16], values[16:21, 6:16] = -0.1, 0.3
    values[11:21, 26:36] = -0.05
    values[30:] = 0.95
    right, left = rows((block(unit * values, "fat fraction map", 1),)).rows
    assert right.fat_fraction_percent == pytest.approx(10.0)
    assert left.fat_fraction_percent == 0.0
    assert "fat-suppressed" not in right.flags


def test_a_fraction_map_of_nothing_is_air():
    values = np.full((40, 60), 20.0)
    values[11:21, 6:16] = 0.0
    right, left = rows((block(values, "fat fraction map", 1),)).rows
    assert (right.flags, left.flags) == (("air",), ())


def test_numbers_that_are_no_fractions_are_not_taken_for_them():
    [row, _] = rows((block(np.linspace(0, 4000, 2400).reshape(40, 60), "fat fraction map", 1),)).rows
    assert row.fat_fraction_percent is None
    assert "no-dixon" in row.flags


def test_two_phases_tell_fat_up_to_one_half_and_say_so():
    fat, water = signals()
    blocks = (block(fat + water, "vibe dixon in", 1), block(np.abs(water - fat), "vibe dixon opp", 2))
    for row in rows(blocks).rows:
        assert row.fat_fraction_percent == pytest.approx(100 * SHARES[row.side])
        assert "dixon-ambiguous" in row.flags


def test_without_a_pair_there_is_no_number():
    [row, _] = rows((block(signals()[1], "AX T2 TSE", 1),)).rows
    assert (row.fat_fraction_percent, row.fat_to_muscle_ratio) == (None, None)
    assert "no-dixon" in row.flags


def test_air_equal_signal_and_missing_values_are_said():
    fat, water = signals()
    blocks = pair(fat, water)
    [air] = rows(blocks, places=(((5.5, -0.5, 15.5, 3.5), Side.RIGHT),)).rows
    assert (air.fat_fraction_percent, "air" in air.flags) == (None, True)
    weak_fat, weak_water = fat.copy(), water.copy()
    weak_fat[:5], weak_water[:5] = np.arange(300).reshape(5, 60) % 7, 5.0
    [air] = rows(pair(weak_fat, weak_water), places=(((5.5, -0.5, 15.5, 3.5), Side.RIGHT),)).rows
    assert "air" in air.flags
    holed = fat.copy()
    holed[12, 8] = math.nan
    right, left = rows((blocks[0], blocks[1], block(holed, "AX Dixon fat", 3))).rows
    assert (right.fat_fraction_percent, "missing-values" in right.flags) == (None, True)
    assert left.fat_fraction_percent == pytest.approx(12.0)


def test_other_methods_on_water_and_fat_images_are_told_off():
    for on in (1, 2):
        for row in rows(pair(*signals()), on=on, settings=MeasureSettings("otsu-shared")).rows:
            assert "fat-suppressed" in row.flags


@pytest.mark.parametrize(("snr", "worst"), [(10.0, 2.0), (20.0, 1.0)])
def test_the_noise_floor_is_taken_off(snr, worst):
    """Lean muscle of 2 % fat: plain sums read 4 to 9 points high."""
    rng = np.random.default_rng(5)
    part = np.full((180, 180), 0.02)
    both = np.zeros((180, 180))
    both[40:140, 40:140] = snr
    noisy = [
        np.hypot(s + rng.normal(0, 1, s.shape), rng.normal(0, 1, s.shape)) for s in (part * both, (1 - part) * both)
    ]
    blocks = pair(*noisy)
    result = rows(blocks, places=(((50, 50, 90, 90), Side.RIGHT),))
    assert dict(result.method.parameters)["noise_floor"] == "taken off"
    assert result.rows[0].fat_fraction_percent == pytest.approx(2.0, abs=worst)
    plain = read_maps(find_dixon(blocks, blocks[0].slices[0]), takes_floor_off=False)
    inside = (slice(50, 90), slice(50, 90))
    assert 100 * plain.fat[inside].sum() / (plain.fat + plain.water)[inside].sum() > 2.0 + 2 * worst


def test_images_are_read_once_for_a_prepared_slice():
    from viewer.measure.prepared import prepare

    blocks = pair(*signals())
    asked = []

    class Counted:
        def __init__(self, array):
            self.array = array

        def read(self):
            asked.append(1)
            return self.array

    counted = replace(blocks[2].slices[0], reader=Counted(signals()[0]))
    every = (*blocks[:2], replace(blocks[2], slices=(counted,)))
    document = Document((box(*RIGHT, side=Side.RIGHT, uid="9.1"),))
    slice_ = blocks[0].slices[0]
    ready = {slice_.key: prepare(slice_, document, series_uid="1.1")}
    first, second = (measure(document, every, DIXON, prepared=ready) for _ in range(2))
    assert first == second
    assert len(asked) == 1
