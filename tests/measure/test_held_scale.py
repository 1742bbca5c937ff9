"""Numbers on a held scale: what is kept between the steps of a drag never shows in them."""

from dataclasses import replace

import numpy as np

from tests.measure.test_prepared import KEY, PAIR, ring, tissue
from tests.memory import image, series
from viewer.core.outline import Side, Structure
from viewer.measure.anchored.scale import Gain, LevelErrors, Reference, SliceScale
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.prepared import prepare

SQUARE = ((4.0, 4.0), (12.0, 4.0), (12.0, 12.0), (4.0, 12.0))


def scale(**changes):
    known = SliceScale(
        muscle=300.0,
        fat=1400.0,
        gain=Gain((40.0, 30.0), (50.0, 50.0), (0.1, -0.05, 0.02, 0.0, 0.01)),
        references=(),
        noise_sd=30.0,
        errors=LevelErrors(0.02, 0.03, 0.01),
    )
    return replace(known, **changes)


def measured(document, block, ready, held):
    return measure(document, [block], MeasureSettings(), prepared={KEY: ready}, held={KEY: held}, is_lenient=True)


def test_a_slice_used_before_gives_the_numbers_of_a_new_one():
    block = series(image(tissue(), stored_range=(0, 4000)))

    def new():
        return prepare(block.slices[0], PAIR, series_uid=block.series_uid)

    used = new()
    moved = PAIR.with_outline_at(0, ring(23.0, 31.0, side=Side.RIGHT))
    muscle = Reference(Structure.REFERENCE_MUSCLE, "psoas", is_automatic=True, rings_px=(SQUARE,), area_px=64.0)
    scales = [scale(), scale(fat=1200.0), scale(references=(muscle,)), scale(noise_sd=float("nan"), errors=None)]
    fractions = []
    for held in [*scales, *scales]:
        for document in (PAIR, moved, PAIR):
            found = measured(document, block, used, held)
            assert found == measured(document, block, new(), held)
            fractions += [row.fat_fraction_percent for row in found.rows]
    assert len(set(np.round(fractions, 6))) >= 6  # scales and outlines that would be mixed up differ


def test_what_is_kept_follows_from_its_scale_alone():
    block = series(image(tissue(), stored_range=(0, 4000)))
    ready = prepare(block.slices[0], PAIR, series_uid=block.series_uid)
    first, second = scale(), scale(muscle=310.0)
    asked = []

    def find(answer):
        return lambda: asked.append(answer) or answer

    assert ready.on_scale(first, "a", find(1)) == 1
    assert ready.on_scale(first, "a", find(2)) == 1
    assert ready.on_scale(first, "b", find(3)) == 3
    assert ready.on_scale(second, "a", find(4)) == 4
    assert ready.on_scale(first, "a", find(5)) == 5
    assert asked == [1, 3, 4, 5]
