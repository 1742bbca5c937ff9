"""Intervals of rows and of their comparison: where there are any, and how they hang together."""

from dataclasses import replace

import pytest

from tests.measure.phantom_slices import scene
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

WITHOUT_INTERVAL = [
    method.name for method in METHODS if not method.has_interval and method.name not in ("manual", "dixon")
]


def lean():
    """Both muscles of 4 % fat, all of it spread evenly: no pixel is mostly fat."""
    return scene("lean", snr=20.0, contrast=3.0)


def test_the_default_gives_an_interval_round_every_number():
    found = scene().measured(METHODS[0].name)
    for row, true in zip(found.rows, scene().fat_percent, strict=True):
        low, high = row.fat_fraction_interval_percent
        assert 0.0 < low < row.fat_fraction_percent < high < 100.0
        assert row.fat_fraction_percent == pytest.approx(true, abs=4.0)
        assert high - low > 1.0, "no outline is known to half a point"
        ratios = row.fat_to_muscle_ratio_interval
        assert ratios[0] < row.fat_to_muscle_ratio < ratios[1]
        assert ratios == pytest.approx((low / (100.0 - low), high / (100.0 - high)))
        assert ("wide-interval" in row.flags) == (high - low > 10.0)
    [compared] = found.comparisons
    low, high = compared.interval_points
    assert low < compared.fat_fraction_difference_points < high
    assert compared.distinguishable is True


def test_the_difference_of_sides_is_surer_than_both_added():
    found = scene().measured()
    widths = [high - low for low, high in (row.fat_fraction_interval_percent for row in found.rows)]
    low, high = found.comparisons[0].interval_points
    assert high - low < 0.9 * sum(widths)


def test_sides_that_hold_the_same_are_not_told_apart():
    [compared] = lean().measured().comparisons
    low, high = compared.interval_points
    assert low < 0.0 < high
    assert compared.distinguishable is False


def test_a_held_scale_gives_the_number_and_no_interval():
    whole = scene().measured()
    at_once = measure(scene().document, [scene().series], MeasureSettings(), held=dict(whole.scales))
    for row, before in zip(at_once.rows, whole.rows, strict=True):
        assert row.fat_fraction_percent == before.fat_fraction_percent
        assert row.fat_fraction_interval_percent is row.fat_to_muscle_ratio_interval is row.uncertainty is None
        assert "wide-interval" not in row.flags
    [compared] = at_once.comparisons
    assert compared.fat_fraction_difference_points == whole.comparisons[0].fat_fraction_difference_points
    assert compared.interval_points is compared.distinguishable is None


def test_nothing_held_means_no_scale_and_no_number():
    found = measure(scene().document, [scene().series], MeasureSettings(), held={})
    assert [row.fat_fraction_percent for row in found.rows] == [None, None]
    assert all({"no-fat-reference", "no-muscle-reference", "no-scale"} <= set(row.flags) for row in found.rows)
    assert found.scales == ()


@pytest.mark.parametrize("name", WITHOUT_INTERVAL)
def test_no_other_method_has_an_interval(name):
    found = scene().measured(name)
    for row in found.rows:
        assert row.fat_fraction_percent is not None
        assert row.fat_fraction_interval_percent is row.fat_to_muscle_ratio_interval is None
    [compared] = found.comparisons
    assert compared.fat_fraction_difference_points is not None
    assert compared.interval_points is compared.distinguishable is None


def test_a_threshold_on_lean_muscle_is_told_to_differ_from_anchored():
    """Otsu cuts the noise in two."""
    of_otsu, of_anchored = lean().measured("otsu-shared"), lean().measured()
    for row, sound, true in zip(of_otsu.rows, of_anchored.rows, lean().fat_percent, strict=True):
        assert row.fat_fraction_percent > true + 15.0
        assert {"methods-differ", "one-mode"} <= set(row.flags)
        assert sound.fat_fraction_percent == pytest.approx(true, abs=5.0)
        assert not {"methods-differ", "one-mode"} & set(sound.flags)


def test_a_threshold_that_agrees_is_not_told_to_differ():
    assert not any("methods-differ" in row.flags for row in scene().measured("otsu-shared").rows)


def test_every_method_by_brightness_is_held_against_anchored_and_never_anchored_itself():
    """A strong coil moves plain medians of the references away from the tissue in the outlines."""
    bent = scene(coil_falloff_percent=60.0, coil_tilt_percent=40.0)
    sound = bent.measured()
    for name in ("soft-references", "midpoint", "otsu-shared"):
        for row, one in zip(bent.measured(name).rows, sound.rows, strict=True):
            apart = abs(row.fat_fraction_percent - one.fat_fraction_percent)
            assert ("methods-differ" in row.flags) == (apart > 5.0), (name, apart)
    assert any("methods-differ" in row.flags for row in bent.measured("soft-references").rows)
    assert not any("methods-differ" in row.flags for row in sound.rows)


def test_methods_are_compared_only_when_the_whole_is_measured():
    whole = lean().measured("otsu-shared")
    held = dict(whole.scales)
    at_once = measure(lean().document, [lean().series], MeasureSettings("otsu-shared"), held=held)
    for row, before in zip(at_once.rows, whole.rows, strict=True):
        assert set(row.flags) == set(before.flags) - {"methods-differ"}
        assert replace(row, flags=()) == replace(before, flags=())
