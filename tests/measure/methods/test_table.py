"""What every row of the table of methods promises."""

import numpy as np
import pytest

from viewer.core.outline import Structure
from viewer.measure.anchored.scale import Gain, Reference, SliceScale
from viewer.measure.dixon.maps import DixonMaps
from viewer.measure.methods import METHODS, MethodContext, Sample

VALUES = np.random.default_rng(1).normal(100.0, 20.0, 60)
RINGS = {
    structure: (((0.5, 0.5), (8.5, 0.5), (8.5, row), (0.5, row)),)
    for structure, row in ((Structure.REFERENCE_FAT, 2.5), (Structure.REFERENCE_MUSCLE, 4.5))
}
REFERENCES = tuple(Reference(s, "outlined", is_automatic=False, rings_px=r, area_px=16.0) for s, r in RINGS.items())
SCALE = SliceScale(80.0, 160.0, Gain((0.0, 0.0), (1.0, 1.0)), REFERENCES, 2.0)


ROWS = 6
WHOLE = (((-0.5, -0.5), (9.5, -0.5), (9.5, ROWS - 0.5), (-0.5, ROWS - 0.5)),)


def sample_of(values, index):
    return Sample(values, np.ones(len(values)), index, WHOLE)


def context(method):
    """Everything a method may ask for."""
    maps = DixonMaps(VALUES.reshape(6, 10), 300.0 - VALUES.reshape(6, 10), "water and fat")
    threshold = 100.0 if method.needs_threshold else None
    values = VALUES.reshape(6, 10).copy()
    values[1:3, 1:9] = 160.0
    return MethodContext((6, 10), values, threshold=threshold, scale=SCALE, dixon=maps)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_method_explains_itself_in_two_sentences(method):
    assert method.version
    for sentence in (method.explanation, method.misleads):
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0
    assert method.misleads.startswith("Misleads ")


def test_names_are_told_apart():
    names = [method.name for method in METHODS]
    assert len(set(names)) == len(names)
    assert len({method.title for method in METHODS}) == len(names)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_order_of_pixels_does_not_matter(method):
    index = np.arange(len(VALUES))
    there, back = sample_of(VALUES, index), sample_of(VALUES[::-1], index[::-1])
    known = context(method)
    rule = method.learn([there], known)
    assert method.learn([back], known).threshold == pytest.approx(rule.threshold)
    assert rule.fractions(there) == pytest.approx(rule.fractions(back)[::-1])
    assert rule.total(there) == pytest.approx(rule.total(back))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_one_rule_applies_to_any_outline(method):
    first, other = sample_of(VALUES[:30], np.arange(30)), sample_of(VALUES[30:], np.arange(30, 60))
    rule = method.learn([first], context(method))
    assert rule.fractions(other).shape == (30,)
    if method.is_threshold:
        assert set(rule.fractions(other)) <= {0.0, 1.0}
        assert rule.fractions(other).tolist() == (other.values > rule.threshold).astype(float).tolist()
    else:
        assert rule.threshold is None
