"""Fat map: what it shows of each pixel, and how its mean belongs to the number beside the image."""

from dataclasses import replace

import numpy as np
import pytest

from tests.measure.phantom_slices import scene
from tests.memory import image, series
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import SliceKey
from viewer.measure.fat_map import MARGIN_PX, FatMap, MappedOutline, fat_map_of
from viewer.measure.measurement import MethodUsed
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS
from viewer.measure.prepared import prepare

OF_BRIGHTNESS = [method.name for method in METHODS if method.name != "dixon"]
WITH_BORDERS_OF_THEIR_OWN = {"anchored", "otsu-imagej"}


def mapped(document, block, method="anchored", threshold=None, *, is_lenient=False):
    """Map and numbers of the only slice of a block."""
    settings = MeasureSettings(method, threshold)
    ready = prepare(block.slices[0], document, series_uid=block.series_uid)
    measured = measure(document, [block], settings, prepared={ready.image.key: ready}, is_lenient=is_lenient)
    return fat_map_of(measured, ready, settings, [block]), measured


def box(left, top, right, bottom, side=Side.RIGHT, uid="1.2.3"):
    ring = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Outline(SliceKey(uid), (ring,), side)


def two_values():
    """A slice of 100, 20 columns from 20 on of 300."""
    pixels = np.full((60, 60), 100, dtype=np.int16)
    pixels[:, 20:40] = 300
    return series(image(pixels, uid="1.2.3"))


@pytest.mark.parametrize("method", OF_BRIGHTNESS)
def test_the_mean_is_the_number_but_for_the_border(method):
    threshold = float(np.median(scene().pixels)) * 2.0 if method == "manual" else None
    found, measured = mapped(scene().document, scene().series, method, threshold)
    assert len(found.outlines) == len(measured.rows) == 2
    for one, row in zip(found.outlines, measured.rows, strict=True):
        assert 100.0 * one.fat_fraction == row.fat_fraction_percent
        assert one.outline is row.source
        tolerance = 6.0 if method in WITH_BORDERS_OF_THEIR_OWN else 1e-9
        assert abs(one.difference_points) < tolerance
        weights = mask_of(found, one.outline)
        assert float(weights[weights > 0] @ found.values[weights > 0]) / weights.sum() == pytest.approx(one.mean)


def mask_of(found, outline):
    """Weights of one of two outlines that lie side by side."""
    x = np.arange(found.left, found.left + found.values.shape[1])
    left, _, right, _ = outline.bounds_px
    return np.where((x > left - 1) & (x < right + 1), found.weights, 0.0)


def test_what_the_border_corrects_of_a_lean_muscle_is_fat_from_outside():
    found, _ = mapped(scene("lean").document, scene("lean").series)
    assert all(one.difference_points < 0.0 for one in found.outlines)


def test_a_threshold_shows_none_and_all():
    found, _ = mapped(Document((box(10, 10, 30, 40),)), two_values(), "manual", 200.0)
    inside = found.inside
    assert set(inside[~np.isnan(inside)].tolist()) == {0.0, 1.0}
    # columns 10 to 30, the outer ones by half; fat from 20 on: 10.5 of 20
    assert (found.outlines[0].mean, found.outlines[0].fat_fraction) == pytest.approx((10.5 / 20.0, 10.5 / 20.0))
    assert found.on_slice()[15, 19:21].tolist() == [0.0, 1.0]
    assert np.isnan(found.on_slice()[15, 31]) and np.isnan(found.on_slice()[9, 15])


def test_a_map_goes_on_round_its_outlines_and_ends_with_the_slice():
    found, _ = mapped(Document((box(3, 10, 30, 40),)), two_values(), "manual", 200.0)
    assert (found.top, found.left) == (0, 0)
    assert found.box == (slice(0, 40 + MARGIN_PX + 1), slice(0, 30 + MARGIN_PX + 1))
    assert np.isfinite(found.values).all()
    assert found.weights.sum() == pytest.approx(27 * 30)


def test_pixels_without_value_are_not_mapped():
    pixels = np.full((60, 60), 100.0)
    pixels[:, 20:40] = 300.0
    pixels[45, 15] = np.nan
    block = series(image(pixels, uid="1.2.3"))
    found, _ = mapped(Document((box(10, 10, 30, 40),)), block, "manual", 200.0)
    assert np.isnan(found.values[45 - found.top, 15 - found.left])
    assert np.isnan(found.values).sum() == 1


def test_an_outline_without_number_is_not_mapped():
    pixels = np.full((60, 60), 100.0)
    pixels[:, 20:40] = 300.0
    pixels[20, 50] = np.nan
    block = series(image(pixels, uid="1.2.3"))
    whole, holed = box(10, 10, 30, 40), box(45, 10, 55, 40, Side.LEFT)
    found, _ = mapped(Document((whole, holed)), block, "manual", 200.0, is_lenient=True)
    assert [one.outline.bounds_px for one in found.outlines] == [whole.bounds_px]
    assert np.isnan(found.on_slice()[15, 50])
    assert mapped(Document((holed,)), block, "manual", 200.0, is_lenient=True)[0] is None


def test_a_method_that_cannot_tell_gives_no_map():
    flat = series(image(np.full((60, 60), 100, dtype=np.int16), uid="1.2.3"))
    assert mapped(Document((box(10, 10, 30, 40),)), flat)[0] is None


def test_a_held_scale_gives_the_same_map():
    document, block = scene().document, scene().series
    found, measured = mapped(document, block)
    ready = prepare(block.slices[0], document, series_uid=block.series_uid)
    held = measure(document, [block], MeasureSettings(), held=dict(measured.scales))
    again = fat_map_of(held, ready, MeasureSettings(), [block])
    assert again.values.tobytes() == found.values.tobytes()
    assert [one.difference_points for one in again.outlines] == [one.difference_points for one in found.outlines]


def test_low_values_that_are_fat_are_mapped_as_fat():
    usual = two_values()
    shown = usual.slices[0]
    inverted = series(replace(shown, mapping=replace(shown.mapping, is_inverted=True)))
    found, measured = mapped(Document((box(10, 10, 30, 40),)), inverted, "manual", 200.0)
    assert found.on_slice()[15, 19:21].tolist() == [1.0, 0.0]
    assert measured.rows[0].fat_fraction_percent == pytest.approx(100.0 * 9.5 / 20.0)


def test_a_map_checks_itself():
    key, one = SliceKey("1.2.3"), MappedOutline(box(0, 0, 2, 2), 0.5, 0.5)
    used, values = MethodUsed("manual", "1"), np.zeros((3, 3))
    with pytest.raises(ValueError, match="outline"):
        FatMap(key, (4, 4), used, 0, 0, values, values.copy(), ())
    with pytest.raises(ValueError, match="shape"):
        FatMap(key, (4, 4), used, 0, 0, values, np.zeros((2, 3)), (one,))
    with pytest.raises(ValueError, match="slice"):
        FatMap(key, (4, 4), used, 2, 0, values, values.copy(), (one,))
