"""What every row of the table of methods promises."""

import numpy as np
import pytest

from viewer.measure.anchored.scale import Gain, SliceScale
from viewer.measure.methods import METHODS, MethodContext, Sample

VALUES = np.random.default_rng(1).normal(100.0, 20.0, 60)
SCALE = SliceScale(80.0, 160.0, Gain((0.0, 0.0), (1.0, 1.0)), (), 2.0)


def sample_of(values):
    return Sample(values, np.ones(len(values)), np.arange(len(values)))


def context(method):
    """Everything a method may ask for."""
    maps = {"fat_map": VALUES.reshape(6, 10), "water_map": 300.0 - VALUES.reshape(6, 10)}
    threshold = 100.0 if method.needs_threshold else None
    return MethodContext((6, 10), VALUES.reshape(6, 10), threshold=threshold, scale=SCALE, **maps)


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
