"""Flags of the scale: wrong tissue, weak contrast, a strong field; none on a sound slice."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image
from viewer.core.document import Document
from viewer.core.outline import Structure
from viewer.measure.anchored.scale import Gain
from viewer.measure.flagging.scale_flags import missing_references, scale_flags
from viewer.measure.methods import Sample
from viewer.measure.methods.outlined import outlined_scale
from viewer.measure.prepared import prepare

MUSCLE, FAT, AIR = (20, 60, 40, 75), (20, 20, 40, 35), (2, 2, 12, 12)
"""Places of the three tissues, (left, top, right, bottom) in pixels."""


def body():
    """Air 0–14 rows, fat 15–44, muscle 45–89, noise 10; brightness of muscle 300 and fat 1200."""
    rng = np.random.default_rng(0)
    values = np.zeros((90, 120))
    values[15:45], values[45:] = 1200.0, 300.0
    return np.hypot(values + rng.normal(0, 10, values.shape), rng.normal(0, 10, values.shape))


def reference(place, structure):
    left, top, right, bottom = place
    return box(left - 0.5, top - 0.5, right + 0.5, bottom + 0.5, structure=structure)


def scale_of(values, *, fat=FAT, muscle=MUSCLE):
    places = ((fat, Structure.REFERENCE_FAT), (muscle, Structure.REFERENCE_MUSCLE))
    return outlined_scale(values, [reference(place, structure) for place, structure in places if place is not None])


def outlined(values, *, share=0.3):
    """Pixels of a muscle of which a share is fat."""
    index = np.arange(50 * 120, 80 * 120)
    brightness = values.ravel()[index].copy()
    brightness[: round(share * index.size)] += 900.0
    return Sample(brightness, np.ones(index.size), index)


def ready_for(values):
    return prepare(image(values), Document(), series_uid="1.2")


def flags(values, scale, **known):
    return scale_flags(scale, outlined(values, **known), ready_for(values))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_a_sound_scale_raises_nothing(share):
    values = body()
    assert flags(values, scale_of(values), share=share) == set()
    assert scale_flags(None, None, ready_for(values)) == set()


@pytest.mark.parametrize(
    ("fat", "muscle"),
    [
        (FAT, FAT),
        (MUSCLE, MUSCLE),
        (MUSCLE, FAT),
        (AIR, MUSCLE),
        (FAT, AIR),
        (FAT, (20, 35, 40, 52)),
        ((20, 35, 40, 52), MUSCLE),
    ],
    ids=["muscle on fat", "fat on muscle", "exchanged", "fat on air", "muscle on air", "muscle on both", "fat on both"],
)
def test_a_reference_on_the_wrong_tissue_is_seen(fat, muscle):
    values = body()
    assert "reference-misplaced" in flags(values, scale_of(values, fat=fat, muscle=muscle))


def test_a_level_between_the_outlined_tissues_is_seen():
    """The slice alone does not tell: a third tissue lies between fat and muscle."""
    values = body()
    values[80:] = 650.0
    between = (20, 82, 40, 88)
    assert "reference-misplaced" in flags(values, scale_of(values, muscle=between), share=0.2)
    sound = scale_of(values)
    assert "reference-misplaced" in flags(values, replace(sound, fat=800.0), share=0.5)


def test_fat_that_is_not_brighter_is_seen_in_the_pixels():
    values = body()
    values[15:45] = 150.0
    assert "fat-suppressed" in flags(values, scale_of(values))


@pytest.mark.parametrize(("fat", "expected"), [(590.0, True), (610.0, False)])
def test_weak_contrast(fat, expected):
    values = body()
    scale = replace(scale_of(values), muscle=300.0, fat=fat)
    assert ("low-contrast" in scale_flags(scale, None, ready_for(values))) is expected


def test_unknown_contrast_is_not_weak():
    values = body()
    only = scale_of(values, fat=None)
    assert "low-contrast" not in flags(values, only)
    inverted = replace(scale_of(values), muscle=-300.0, fat=-100.0)
    assert "low-contrast" not in scale_flags(inverted, None, ready_for(values))


@pytest.mark.parametrize(("loss", "expected"), [(0.55, False), (0.65, True)])
def test_a_field_that_falls_off_across_the_muscle(loss, expected):
    values = body()
    terms = (0.0, math.log(1.0 - loss) / 29.0, 0.0, 0.0, 0.0)
    scale = replace(scale_of(values), gain=Gain((60.0, 65.0), (1.0, 1.0), terms))
    assert ("strong-field" in flags(values, scale)) is expected


def test_what_is_missing_is_said():
    values = body()
    assert missing_references(scale_of(values)) == set()
    assert missing_references(scale_of(values, fat=None)) == {"no-fat-reference"}
    assert missing_references(None) == {"no-fat-reference", "no-muscle-reference"}
