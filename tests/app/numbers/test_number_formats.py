"""Digits, signs and units of numbers on the screen and in tables."""

import pytest

from viewer.app.numbers import formats


@pytest.mark.parametrize(
    ("value", "digits", "screen", "table"),
    [
        (None, 1, "–", ""),
        (0.0, 1, "0.0", "0.0"),
        (-0.04, 1, "0.0", "0.0"),
        (-12.35, 1, "−12.3", "-12.3"),
        (1234567.891, 2, "1234567.89", "1234567.89"),
        (41.0, 0, "41", "41"),
    ],
)
def test_a_number_is_rounded_and_zero_has_no_sign(value, digits, screen, table):
    assert formats.screen_number(value, digits) == screen
    assert formats.table_number(value, digits) == table


def test_the_readers_decimal_sign_is_for_the_screen_only():
    assert formats.screen_number(-1.25, 2, decimal=",") == "−1,25"
    assert formats.table_number(-1.25, 2) == "-1.25"


@pytest.mark.parametrize(("value", "words"), [(3.14, "+3.1 points"), (-3.14, "−3.1 points"), (0.01, "0.0 points")])
def test_points_are_signed(value, words):
    assert formats.points(value) == words


def test_quantities_carry_their_units():
    assert formats.area(631.6) == "632 mm²"
    assert formats.area(None, area_px=1500.4) == "1500 px"
    assert formats.area(None) == formats.area_cm2(None) == formats.percent(None) == formats.points(None) == "–"
    assert formats.area_cm2(631.6, decimal=",") == "6,32 cm²"
    assert formats.interval((12.04, 18.96), 1, "%") == "12.0–19.0 %"
    assert formats.interval((-1.25, 3.5), 1, "points") == "−1.2 to 3.5 points"
    assert formats.interval(None, 1) == formats.mean_and_sd(None, None) == "–"
    assert formats.mean_and_sd(300.04, 20.0, decimal=",") == "300,0 ± 20,0"
    assert formats.mean_and_sd(1200.4, 1142.6) == "1200 ± 1143"
