"""Methods that take references as they are, by hand."""

import numpy as np
import pytest

from tests.memory import box
from viewer.core.outline import Structure
from viewer.measure.methods import MethodContext, Sample, find_method
from viewer.measure.methods.outlined import outlined_scale

MUSCLE = box(0.5, 0.5, 8.5, 8.5, structure=Structure.REFERENCE_MUSCLE)
FAT = box(20.5, 0.5, 28.5, 8.5, structure=Structure.REFERENCE_FAT)
ALL = ("midpoint", "lean-plus-2sd", "soft-references")


def brightness():
    """Muscle 200 ± 10 and fat 1000; one vessel in each, which no median sees."""
    values = np.full((12, 32), 200.0)
    values[:, ::2] += 20.0
    values[:, 16:] = 1000.0
    values[3, 3], values[3, 23] = 900.0, 100.0
    return values


def context(*references, values=None, **known):
    values = brightness() if values is None else values
    return MethodContext(shape=values.shape, values=values, scale=outlined_scale(values, references), **known)


def sample(*values):
    return Sample(np.array(values, float), np.ones(len(values)), np.arange(len(values)))


def learn(name, known):
    return find_method(name).learn([sample(1, 2, 3)], known)


def test_the_midpoint_lies_between_the_medians():
    rule = learn("midpoint", context(MUSCLE, FAT))
    assert rule.threshold == pytest.approx((220 + 1000) / 2, abs=11)
    assert dict(rule.parameters)["fat_level"] == 1000.0
    assert dict(rule.parameters)["reference_fat"] == "outlined"


def test_lean_plus_two_standard_deviations_needs_no_fat():
    rule = learn("lean-plus-2sd", context(MUSCLE))
    pixels = brightness()[1:9, 1:9]
    assert rule.threshold == pytest.approx(pixels.mean() + 2 * pixels.std())


def test_between_references_fat_is_linear_and_not_clipped():
    known = context(MUSCLE, FAT, values=np.where(np.arange(32) < 16, 200.0, 1000.0) * np.ones((12, 1)))
    rule = learn("soft-references", known)
    assert rule.threshold is None
    assert rule.fractions(sample(200, 600, 1000, 120, 1080)).tolist() == pytest.approx([0, 0.5, 1, -0.1, 1.1])
    assert rule.fractions(sample(-1e5, 1e5)).tolist() == [-2.0, 3.0]
    assert rule.total(sample(120, 280)) == pytest.approx(0.0)


@pytest.mark.parametrize("name", ALL)
def test_no_reference_gives_no_rule(name):
    assert learn(name, context()) is None
    assert learn(name, context(FAT)) is None


@pytest.mark.parametrize("name", ["midpoint", "soft-references"])
def test_fat_that_is_not_brighter_gives_no_rule(name):
    assert learn(name, context(MUSCLE)) is None
    assert learn(name, context(MUSCLE, FAT, values=np.full((12, 32), 300.0))) is None
    assert learn(name, context(MUSCLE, FAT, values=-brightness())) is None


def test_levels_are_printed_in_values_where_low_ones_are_bright():
    known = context(MUSCLE, FAT, values=brightness() - 4095.0, sign=-1.0)
    assert dict(learn("midpoint", known).parameters)["fat_level"] == 3095.0
