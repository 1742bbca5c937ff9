"""The guard against thresholds on muscle that holds no separable fat."""

import numpy as np
import pytest

from viewer.measure.flagging.separability import Levels, has_separable_fat, tissue_levels
from viewer.measure.methods import Sample

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
