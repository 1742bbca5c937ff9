"""Fat maps of Dixon images: each pixel's own ratio, while the number is the ratio of the sums."""

import numpy as np
import pytest

from tests.measure.dixon.test_dixon_numbers import DIXON, LEFT, RIGHT, pair, signals
from tests.memory import box
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.measure.fat_map import fat_map_of
from viewer.measure.measuring import measure
from viewer.measure.prepared import prepare


def mapped(blocks):
    outlines = tuple(box(*edges, side=side, uid="9.1") for edges, side in ((RIGHT, Side.RIGHT), (LEFT, Side.LEFT)))
    document = Document(outlines)
    ready = prepare(blocks[0].slices[0], document, series_uid=blocks[0].series_uid)
    return fat_map_of(measure(document, blocks, DIXON), ready, DIXON, blocks)


def test_even_signal_gives_the_number_in_every_pixel():
    found = mapped(pair(*signals()))
    assert found.on_slice()[15, 10] == pytest.approx(0.45) and found.on_slice()[15, 30] == pytest.approx(0.12)
    assert [one.difference_points for one in found.outlines] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_bright_pixels_count_more_in_the_number_than_in_the_mean_of_the_map():
    fat, water = signals()
    fat[11:16, 6:16], water[11:16, 6:16] = 0.0, 4000.0  # the upper half: no fat, four times the signal
    found = mapped(pair(fat, water))
    right = found.outlines[0]
    assert right.mean == pytest.approx((0.0 + 0.45) / 2.0)
    assert right.fat_fraction == pytest.approx(450.0 / 5000.0)
    assert right.difference_points == pytest.approx(9.0 - 22.5)
    inside = (slice(11, 21), slice(6, 16))
    both = (fat + water)[inside]
    assert float((found.on_slice()[inside] * both).sum() / both.sum()) == pytest.approx(right.fat_fraction)


def test_without_a_pair_there_is_no_map():
    assert mapped(pair(*signals())[:1]) is None
    assert np.isnan(mapped(pair(*signals())).on_slice()[0, 0])
