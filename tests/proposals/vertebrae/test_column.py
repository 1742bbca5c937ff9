"""Counting vertebrae on a drawn column whose centres are known, and on the sample study's sagittal image."""

from pathlib import Path

import numpy as np
import pytest

from viewer.app.display.pixels import load_slice
from viewer.app.levels.searching import find_vertebrae
from viewer.core.geometry import Orientation
from viewer.io.opening import open_study
from viewer.measure.phantom.anatomy.spine import DISCS
from viewer.proposals.vertebrae.column import OTHER_TILT_DEG, column_from

SAMPLE = Path(__file__).parents[3] / "sample_data" / "t2_sagittal"
NAMES = ("S1", "L5", "L4", "L3", "L2", "L1", "T12")


def drawn(*, disc=100.0, spacing=(1.0, 1.0), bodies=5):
    """Upright column: bodies 27 mm high and 34 mm deep, discs of 9 mm; image and centres (x, y) in pixels."""
    row_mm, column_mm = spacing
    y, x = np.mgrid[: round(220 / row_mm), : round(120 / column_mm)]
    y, x = y * row_mm, x * column_mm
    image = np.full(y.shape, 300.0)
    centres = []
    for number in range(bodies):
        middle = 24.0 + 36.0 * number
        image[(abs(x - 60) < 17) & (abs(y - middle) < 13.5)] = 600.0
        image[(abs(x - 60) < 17) & (abs(y - middle - 18.0) < 4.5)] = disc
        centres.append((60.0 / column_mm, middle / row_mm))
    noise = np.random.default_rng(3).normal(0.0, 20.0, image.shape)
    return image + noise, centres


@pytest.mark.parametrize("disc", [100.0, 1100.0])
@pytest.mark.parametrize("spacing", [(1.0, 1.0), (0.6, 0.8)])
def test_dark_and_bright_discs_part_bodies_at_any_spacing(disc, spacing):
    image, centres = drawn(disc=disc, spacing=spacing)
    row_mm, column_mm = spacing
    clicked = (centres[3][0] + 3.0, centres[3][1] - 4.0)
    above, below = column_from(image, clicked, row_mm=row_mm, column_mm=column_mm, tilt_deg=OTHER_TILT_DEG, down=1)
    assert len(above) == 3
    assert len(below) == 1
    for found, true in zip((*above, *below), (*reversed(centres[:3]), centres[4]), strict=True):
        assert np.hypot((found[0] - true[0]) * column_mm, (found[1] - true[1]) * row_mm) < 5.0


def test_a_flat_image_has_no_vertebrae():
    noise = np.random.default_rng(1).normal(100.0, 1.0, (200, 200))
    flat = np.full((200, 200), 100.0)
    for image in (flat, np.full((200, 200), np.nan)):
        assert column_from(image, (100.0, 100.0), row_mm=1.0, column_mm=1.0, tilt_deg=OTHER_TILT_DEG) == ((), ())
    above, below = column_from(noise, (100.0, 100.0), row_mm=1.0, column_mm=1.0, tilt_deg=OTHER_TILT_DEG, up=2)
    assert len(above) <= 2
    assert len(below) <= 1


def test_a_click_outside_the_picture_finds_nothing():
    image, _ = drawn()
    assert column_from(image, (-80.0, 900.0), row_mm=1.0, column_mm=1.0, tilt_deg=OTHER_TILT_DEG) == ((), ())


def sagittal_slice():
    [block] = open_study([SAMPLE]).series
    return block.slices[len(block.slices) // 2]


def true_centres(image):
    """Pixel places of vertebrae half way between the phantom's discs."""
    discs = {disc.level: disc for disc in DISCS}
    x = image.geometry.position_mm[0]
    middles = [
        (x, (discs[low].y_mm + discs[low + 1].y_mm) / 2, (discs[low].z_mm + discs[low + 1].z_mm) / 2)
        for low in range(-1, 6)
    ]
    return dict(zip(NAMES, image.geometry.to_pixels(middles), strict=True))


@pytest.mark.parametrize(
    ("start", "above", "below"),
    [("L5", ("L4", "L3", "L2", "L1", "T12"), ("S1",)), ("S1", ("L5", "L4", "L3", "L2", "L1", "T12"), ())],
)
def test_the_sample_is_counted_from_either_start(start, above, below):
    image = sagittal_slice()
    truth = true_centres(image)
    up, down = find_vertebrae(image, tuple(truth[start] + (3.0, -3.0)), load_slice(image), name=start)
    assert (len(up), len(down)) == (len(above), len(below))
    for found, name in zip((*up, *down), (*above, *below), strict=True):
        assert np.linalg.norm(0.875 * (truth[name] - found)) < 10.0, name


def test_nothing_is_counted_where_the_picture_is_not_sagittal_with_the_head_up():
    from dataclasses import replace

    image = sagittal_slice()
    loaded = load_slice(image)
    at = tuple(true_centres(image)["L5"])
    for row, column in (((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)), ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0))):
        other = replace(image, geometry=replace(image.geometry, orientation=Orientation(row, column)))
        assert find_vertebrae(other, at, loaded, name="L5") == ((), ())
    assert find_vertebrae(image, at, None, name="L5") == ((), ())


@pytest.mark.parametrize("off_mm", [(20.0, 10.0), (30.0, 10.0), (45.0, -10.0)])
def test_a_click_beside_the_body_that_finds_a_bunched_or_uneven_spine_counts_nothing(off_mm):
    image = sagittal_slice()
    at = tuple(true_centres(image)["L5"] + np.array(off_mm) / 0.875)
    assert find_vertebrae(image, at, load_slice(image), name="L5") == ((), ())
