"""The guard against thresholds on muscle that holds no separable fat."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import image, series
from viewer.core.document import Document
from viewer.core.outline import Outline, Structure
from viewer.measure.anchored.scale import Gain, SliceScale
from viewer.measure.flagging.separability import Levels, has_separable_fat, levels_with, tissue_levels, without_field
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS, Sample
from viewer.measure.phantom.parameters import PhantomParameters
from viewer.measure.phantom.study import make_axial_pair

MUSCLE, FAT = 300.0, 1500.0


def tissue(fat_fraction, *, noise=40.0, n=1500, seed=0):
    """Muscle and fat pixels with noise; a tenth of the fat pixels are half mixed with muscle."""
    rng = np.random.default_rng(seed)
    part = (np.arange(n) < fat_fraction * n).astype(float)
    mixed = rng.random(n) < 0.1
    part = np.where(mixed & (part > 0), rng.random(n), part)
    return Sample(MUSCLE + (FAT - MUSCLE) * part + rng.normal(0, noise, n), np.ones(n), np.arange(n))


@pytest.mark.parametrize("levels", [Levels(fat=FAT), Levels(fat=FAT, muscle=MUSCLE)])
@pytest.mark.parametrize("noise", [10.0, 40.0, 80.0])
@pytest.mark.parametrize("seed", range(5))
def test_lean_muscle_has_no_separable_fat(noise, seed, levels):
    assert not has_separable_fat(tissue(0.0, noise=noise, seed=seed), levels)


@pytest.mark.parametrize("fat", [0.1, 0.25, 0.45, 0.7, 0.85])
def test_streaked_fat_is_separable(fat):
    assert has_separable_fat(tissue(fat), Levels(fat=FAT, dark=MUSCLE))


@pytest.mark.parametrize("seed", range(5))
def test_without_any_fat_in_view_shape_decides(seed):
    lean = tissue(0.0, seed=seed)
    assert not has_separable_fat(lean, Levels())
    assert not has_separable_fat(lean, Levels(fat=float(np.percentile(lean.values, 90))))
    assert has_separable_fat(tissue(0.4, seed=seed), Levels())


def test_the_rim_of_fat_beside_a_lean_muscle_is_no_population():
    assert not has_separable_fat(tissue(0.03), Levels(fat=FAT, muscle=MUSCLE))
    assert has_separable_fat(tissue(0.06), Levels(fat=FAT, muscle=MUSCLE))


def test_equal_pixels_have_no_separable_fat():
    assert not has_separable_fat(Sample(np.full(50, 7.0), np.ones(50), np.arange(50)), Levels(fat=100.0))


def test_the_fat_level_is_that_of_the_bright_tissue_and_not_of_air():
    rng = np.random.default_rng(2)
    image = np.abs(rng.normal(0, 8, (120, 160)))
    image[20:, :] = rng.normal(MUSCLE, 30, (100, 160))
    image[90:, :] = rng.normal(FAT, 50, (30, 160))
    levels = tissue_levels(image)
    assert levels.fat == pytest.approx(FAT, rel=0.05)
    assert levels.dark == pytest.approx(MUSCLE, rel=0.05)
    image[:10] = np.nan
    assert tissue_levels(image).fat == pytest.approx(FAT, rel=0.05)
    assert tissue_levels(np.full((4, 4), np.nan)) == Levels()
    assert tissue_levels(np.full((4, 5), 3.0)) == Levels()


@pytest.mark.parametrize("fat", [0.2, 0.45])
def test_fat_in_the_muscle_may_be_brighter_than_fat_on_average(fat):
    """A coil in the back: the slice's fat is a third darker than that of the outline."""
    assert has_separable_fat(tissue(fat), Levels(fat=FAT * 0.66))


def noisy_body(sigma, *, fat=1200.0, muscle=300.0):
    rng = np.random.default_rng(1)
    values = np.zeros((120, 120))
    values[30:70], values[70:] = fat, muscle
    return np.hypot(values + rng.normal(0, sigma, values.shape), rng.normal(0, sigma, values.shape))


@pytest.mark.parametrize(("sigma", "muscle"), [(1.0, 60.0), (10.0, 300.0), (30.0, 300.0), (45.0, 450.0)])
def test_air_ends_between_noise_and_the_darkest_muscle(sigma, muscle):
    values = noisy_body(sigma, muscle=muscle)
    air = tissue_levels(values).air
    assert np.mean(values[:30] <= air) > 0.8
    assert np.mean(values[70:] <= air) < 0.01


def test_tissue_without_air_in_view_is_not_taken_for_air():
    assert tissue_levels(noisy_body(20.0)[35:]).air < 100.0
    assert tissue_levels(noisy_body(0.0)[35:] + 4000.0).air < 200.0
    offset = tissue_levels(noisy_body(0.0) - 1024.0).air
    assert -1024.0 <= offset < -900.0


def test_a_scale_puts_its_levels_in_place_of_those_of_the_slice():
    found = Levels(fat=1000.0, dark=250.0, air=20.0)
    scale = SliceScale(300.0, 1200.0, Gain((0.0, 0.0), (1.0, 1.0)), (), 5.0)
    assert levels_with(None, found) is found
    assert levels_with(scale, found) == Levels(fat=1200.0, muscle=300.0, dark=250.0, air=20.0)
    assert levels_with(scale, found).threshold_range[1] < found.threshold_range[1]
    unknown = replace(scale, muscle=float("nan"), fat=float("nan"))
    assert levels_with(unknown, found) == found


def test_a_field_is_taken_out_before_pixels_are_judged():
    gain = Gain((0.0, 0.0), (10.0, 10.0), (0.5, 0.0, 0.0, 0.0, 0.0))
    index = np.arange(40)
    lean = Sample(300.0 * np.exp(0.05 * (index % 10)), np.ones(40), index)
    scale = SliceScale(300.0, 1200.0, gain, (), 5.0)
    assert without_field(lean, scale, 10).values == pytest.approx(np.full(40, 300.0))
    assert without_field(lean, None, 10) is lean


@pytest.mark.parametrize("sequence", [0, 1], ids=["T2", "T1"])
@pytest.mark.parametrize(("snr", "falloff"), [(10.0, 40.0), (40.0, 0.0)])
def test_every_threshold_method_is_marked_on_lean_muscle(sequence, snr, falloff):
    """2 % of fat, spread evenly through the muscle: whatever the threshold, it has no meaning."""
    for row in measured_rows(2.0, 1.0, sequence=sequence, snr=snr, coil_falloff_percent=falloff):
        assert "one-mode" in row.flags


@pytest.mark.parametrize("sequence", [0, 1], ids=["T2", "T1"])
def test_streaks_of_fat_are_not_taken_for_lean_muscle(sequence):
    for row in measured_rows(30.0, 0.0, sequence=sequence, snr=20.0, coil_falloff_percent=0.0):
        assert "one-mode" not in row.flags


def measured_rows(fat, diffuse, *, sequence, **known):
    """Rows of both sides by every threshold method, with and without reference muscle, on a small phantom."""
    parameters = PhantomParameters(
        fat_right_percent=fat, fat_left_percent=fat, diffuse_share=diffuse, matrix=192, supersampling=1, **known
    )
    made = make_axial_pair(parameters, 5)[sequence]
    slice_ = image(made.pixels)
    muscles = {Structure.MULTIFIDUS: Structure.MULTIFIDUS, Structure.PSOAS: Structure.REFERENCE_MUSCLE}
    outlines = [
        Outline.from_points(o.points_px, slice_key=slice_.key, side=o.side, structure=muscles[o.structure])
        for o in made.outlines
        if o.structure in muscles
    ]
    multifidi = [outline for outline in outlines if outline.structure is Structure.MULTIFIDUS]
    assert len(multifidi) == 2
    for method in [method for method in METHODS if method.is_threshold]:
        for document in (Document(tuple(multifidi)), Document(tuple(outlines))):
            wanted = MeasureSettings(method.name, 400.0 if method.needs_threshold else None)
            yield from measure(document, [series(slice_)], wanted).rows
