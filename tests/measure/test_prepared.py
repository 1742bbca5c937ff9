"""Slices made ready beforehand: the same numbers, never stale ones; crops count as missing."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import Pixels, box, image, series
from viewer.core.document import Crop, Document, Midline, Statement
from viewer.core.geometry import Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.prepared import OUTLINES_KEPT, prepare

OTSU = MeasureSettings("otsu-shared")
KEY = SliceKey("1.2.3")


def tissue(seed=0):
    """Muscle with a third of fat, noise, and air around."""
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((60, 80)) < 0.3, 1400.0, 300.0) + rng.normal(0, 30, (60, 80))
    values[:, :4] = values[:, -4:] = rng.normal(10, 3, (60, 4))
    return np.clip(values, 0, 4000)


def ring(x, y, *, side, radius=11.3):
    t = 2 * np.pi * np.arange(24) / 24
    points = np.column_stack([x + radius * np.cos(t), y + radius * np.sin(t)])
    return Outline.from_points(points, slice_key=KEY, side=side)


PAIR = Document((ring(22.3, 30.1, side=Side.RIGHT), ring(55.2, 29.7, side=Side.LEFT)))


def ready_for(document, block):
    return {KEY: prepare(block.slices[0], document, series_uid=block.series_uid)}


@pytest.mark.parametrize("name", ["otsu-shared", "otsu-each", "manual"])
@pytest.mark.parametrize("mapping", [ValueMapping(), ValueMapping(2.0, -7.0), ValueMapping(is_inverted=True)])
def test_a_prepared_slice_changes_no_number(name, mapping):
    block = series(image(tissue(), mapping=mapping, stored_range=(0, 4000)))
    chosen = MeasureSettings(name, 700.0 if name == "manual" else None)
    ready = ready_for(PAIR, block)
    for document in (PAIR, PAIR.without_outline_at(0), PAIR.with_outline_at(0, ring(23, 31, side=Side.RIGHT)), PAIR):
        assert measure(document, [block], chosen, prepared=ready) == measure(document, [block], chosen)


def test_a_prepared_slice_is_read_once_and_never_written():
    class Once(Pixels):
        def read(self):
            reads.append(1)
            return super().read()

    reads = []
    block = series(replace(image(tissue()), reader=Once(tissue())))
    ready = ready_for(PAIR, block)
    for x in (22.0, 22.5, 23.0):
        measure(PAIR.with_outline_at(0, ring(x, 30, side=Side.RIGHT)), [block], OTSU, prepared=ready)
    assert reads == [1]
    with pytest.raises(ValueError, match="read-only"):
        ready[KEY].values[0, 0] = 1.0


def test_what_was_prepared_for_other_statements_or_another_crop_is_not_used():
    block = series(image(tissue(), orientation=None, spacing=None))
    ready = ready_for(PAIR, block)
    stated = replace(PAIR, statement=Statement(sides="radiological", spacing=Spacing(1.0, 1.0)))
    cropped = PAIR.with_crop(Crop(KEY, left=0, top=0, right=79, bottom=30))
    for document in (stated, cropped):
        told = measure(document, [block], OTSU, prepared=ready)
        assert told == measure(document, [block], OTSU)
        assert told != measure(PAIR, [block], OTSU, prepared=ready)


def test_only_so_many_outlines_are_kept_and_a_forgotten_one_is_measured_again():
    block = series(image(tissue()))
    ready = ready_for(PAIR, block)
    first = measure(PAIR, [block], OTSU, prepared=ready)
    for step in range(2 * OUTLINES_KEPT):
        measure(PAIR.with_outline_at(1, ring(55 + step / 50, 30, side=Side.LEFT)), [block], OTSU, prepared=ready)
    assert measure(PAIR, [block], OTSU, prepared=ready) == first


def test_pixels_outside_the_crop_are_missing():
    values = tissue()
    block = series(image(values))
    crop = Crop(KEY, left=0, top=0, right=60, bottom=59)  # cuts the left muscle
    document = PAIR.with_crop(crop)
    right, left = measure(document, [block], OTSU).rows
    assert "missing-values" in left.flags
    assert left.fat_fraction_percent is None
    assert right.fat_fraction_percent is not None
    blank = np.where(np.arange(80) <= 60, values, np.nan)
    alike, not_numbers = measure(PAIR, [series(image(blank))], OTSU).rows
    assert right == alike
    assert left == replace(not_numbers, flags=left.flags)
    assert set(not_numbers.flags) == {"not-a-number", *left.flags}


def test_what_is_cropped_away_moves_no_level():
    """Burned-in text brighter than fat would be taken for the fat level of the slice."""
    values = tissue()
    values[:8] = 8000.0
    crop = Crop(KEY, left=0, top=8, right=79, bottom=59)
    plain, text = (prepare(image(values), d, series_uid="1.2").levels for d in (PAIR.with_crop(crop), PAIR))
    assert plain.fat == pytest.approx(1400.0, rel=0.05)
    assert text.fat == 8000.0


def test_kept_values_leave_the_original_alone():
    values = tissue()
    document = Document(crops=(Crop(KEY, left=2, top=3, right=5, bottom=500),))
    kept = document.kept_values(image(values), values)
    assert np.isfinite(values).all()
    assert np.isfinite(kept).sum() == 4 * 57
    np.testing.assert_array_equal(kept[3:, 2:6], values[3:, 2:6])
    assert Document().kept_values(image(values), values) is values


def test_mean_and_spread_of_far_off_values_keep_their_digits():
    block = series(image(tissue(), mapping=ValueMapping(intercept=1e9)))
    [far, _], [near, _] = (measure(PAIR, [b], OTSU).rows for b in (block, series(image(tissue()))))
    assert far.mean - 1e9 == pytest.approx(near.mean, abs=1e-5)
    assert far.sd == pytest.approx(near.sd, abs=1e-5)


def test_a_placed_midline_silences_the_estimated_one():
    values = np.zeros((80, 100))
    values[10:70, 20:80] = 100.0
    values[1, 1] = 1.0
    block = series(image(values))
    beyond = Document((box(58, 40, 72, 60, side=Side.RIGHT),))
    assert "only estimated" in measure(beyond, [block], OTSU).warnings[0]
    placed = beyond.with_midline(Midline(KEY, ((75.0, 0.0), (75.0, 50.0))))
    assert measure(placed, [block], OTSU).warnings == ()


def test_thousands_of_slices_do_not_hide_the_outlined_one():
    others = [image(np.ones((2, 2)), uid=f"9.{n}") for n in range(3000)]
    block = series(*others, image(tissue()))
    assert {row.slice_number for row in measure(PAIR, [block], OTSU).rows} == {3001}


def test_reference_outlines_are_covered_from_the_prepared_slice_too():
    fat = box(4.5, 2.5, 14.5, 12.5, structure=Structure.REFERENCE_FAT)
    block = series(image(tissue()))
    document = PAIR.with_outlines([fat])
    with_ready = measure(document, [block], OTSU, prepared=ready_for(document, block))
    assert with_ready == measure(document, [block], OTSU)
    assert all(math.isfinite(row.fat_fraction_percent) for row in with_ready.rows)


@pytest.mark.parametrize("is_inverted", [False, True])
def test_every_covered_pixel_knows_its_place(is_inverted):
    values = np.random.default_rng(4).permutation(48.0 * np.arange(300)).reshape(15, 20)
    block = series(image(values, mapping=ValueMapping(is_inverted=is_inverted)))
    outline = box(3.25, 2.5, 19.5, 14.5, side=Side.RIGHT)
    [ready] = ready_for(Document((outline,)), block).values()
    sample = ready.covered(ready.shape(outline)).sample
    assert sample.values.tolist() == ready.brightness.ravel()[sample.index].tolist()
    x, y = sample.positions(20)
    assert (x.min(), x.max(), y.min(), y.max()) == (3, 19, 3, 14)
    assert sample.weights[x == 3] == pytest.approx(np.full(12, 0.25))


def test_the_scale_of_a_slice_is_looked_for_once_per_set_of_outlines():
    block = series(image(tissue()))
    [ready] = ready_for(PAIR, block).values()
    asked = []

    def find(prepared, outlines):
        asked.append((prepared, outlines))

    for outlines in ((), (PAIR.outlines[0],), ()):
        assert ready.scale(outlines, find) is None
    assert asked == [(ready, ()), (ready, (PAIR.outlines[0],))]
