"""The scale of a slice as a whole: what must not change it, and where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import image, series
from viewer.core.document import Document
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.anchored.finding import find_scale
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.phantom.axial import make_axial
from viewer.measure.phantom.parameters import PhantomParameters, PhantomSlice

KEY = SliceKey("1.2.3")


def made(**chosen: object) -> PhantomSlice:
    """A slice with a field, at L4/5."""
    usual = {
        "seed": 4201,
        "slices_per_level": 1,
        "matrix": 224,
        "coil_falloff_percent": 40.0,
        "contrast": 3.5,
        "snr": 20.0,
    }
    return make_axial(PhantomParameters(**{**usual, **chosen}), 1)  # type: ignore[arg-type]  # values of any type


@pytest.fixture(scope="module")
def plain() -> PhantomSlice:
    return made()


def outlines_of(found: PhantomSlice) -> list[Outline]:
    return [
        Outline.from_points(one.points_px, slice_key=KEY, side=one.side)
        for one in found.outlines
        if one.structure is Structure.MULTIFIDUS
    ]


def fractions(values: np.ndarray, found: PhantomSlice, **facts: object) -> list[float | None]:
    shown = replace(image(values, **facts), geometry=found.geometry)
    rows = measure(Document(tuple(outlines_of(found))), [series(shown)], MeasureSettings("anchored")).rows
    assert [row.side for row in rows] == [Side.RIGHT, Side.LEFT]
    return [row.fat_fraction_percent for row in rows]


def test_an_image_stored_inverted_reads_the_same_in_a_strong_field(plain):
    pixels = plain.pixels.astype(float)
    inverted = fractions(4095.0 - pixels, plain, mapping=ValueMapping(is_inverted=True))
    assert inverted == pytest.approx(fractions(pixels, plain), abs=0.3)
    scale = find_scale(pixels - 4095.0, plain.geometry, outlines_of(plain))
    assert scale.contrast == pytest.approx(3.5, rel=0.15)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_pixel_without_value_far_away_changes_nothing(plain, bad):
    pixels = plain.pixels.astype(float)
    damaged = pixels.copy()
    damaged[3, 3] = bad
    assert fractions(damaged, plain) == pytest.approx(fractions(pixels, plain), abs=0.05)


def test_fat_as_dark_as_where_it_is_suppressed_has_no_fraction():
    """Fat at a quarter of muscle's brightness and no word of it in the header."""
    found = made(fat_right_percent=10.0, fat_left_percent=5.0, subcutaneous_mm=22.0)
    scale = find_scale(found.pixels.astype(float), found.geometry, outlines_of(found))
    y, x = np.mgrid[0:224, 0:224].astype(float)
    gain = scale.gain.at(x, y)
    part = np.clip((found.pixels / gain - scale.muscle) / (scale.fat - scale.muscle), 0.0, 1.0)
    dark = np.where(found.pixels / gain > scale.muscle / 2.0, (1.0 - 0.75 * part) * scale.muscle * gain, found.pixels)
    assert fractions(dark, found) == [None, None]


@pytest.mark.parametrize("subcutaneous_mm", [6.0, 8.0, 30.0])
def test_fat_that_is_thin_is_not_taken_for_suppressed(subcutaneous_mm):
    found = made(subcutaneous_mm=subcutaneous_mm)
    assert all(fraction is not None for fraction in fractions(found.pixels.astype(float), found))
