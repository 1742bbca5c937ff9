"""Thumbnails: true shape, true grey, made in idle time and without room in the store."""

import queue
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import image, series
from viewer.app.display.pixels import PixelStore
from viewer.app.display.thumbnails import Thumbnails, thumbnail
from viewer.core.geometry import Spacing
from viewer.core.grey import ValueMapping, Window
from viewer.errors import UnreadableError

WINDOW = Window(127.5, 255.0)
WAIT_S = 20.0


@pytest.mark.parametrize(
    ("shape", "spacing", "expected"),
    [
        ((200, 100), Spacing(1.0, 1.0), (96, 48)),
        ((100, 100), Spacing(2.0, 1.0), (96, 48)),
        ((100, 400), Spacing(2.0, 0.5), (96, 96)),
        ((40, 20), None, (96, 48)),
        ((1, 500), None, (1, 96)),
        ((3000, 2000), Spacing(0.5, 0.5), (96, 64)),
    ],
)
def test_the_shape_is_that_of_the_body(shape, spacing, expected):
    stored = np.zeros(shape, np.uint8)
    made = thumbnail(image(stored, spacing=spacing), stored, window=WINDOW)
    assert made.shape == expected
    assert made.dtype == np.uint8


def test_each_pixel_is_the_mean_of_its_area():
    stored = np.random.default_rng(0).integers(0, 256, (96, 192), dtype=np.uint8)
    made = thumbnail(image(stored, spacing=None), stored, side=48, window=WINDOW)
    means = stored.reshape(24, 4, 48, 4).mean(axis=(1, 3))
    np.testing.assert_array_equal(made, np.rint(means))


def test_the_mean_is_right_where_areas_differ_by_a_pixel():
    stored = np.repeat(np.arange(7, dtype=np.uint8)[:, np.newaxis] * 30, 7, axis=1)
    made = thumbnail(image(stored, spacing=None), stored, side=3, window=WINDOW)
    assert made[:, 0].tolist() == [15, 75, 150]


def test_a_small_image_is_enlarged_by_its_nearest_pixels():
    stored = np.array([[0, 255]], np.uint8)
    made = thumbnail(image(stored, spacing=None), stored, side=4, window=WINDOW)
    assert made.tolist() == [[0, 0, 255, 255], [0, 0, 255, 255]]


def test_low_is_bright_where_the_image_says_so():
    stored = np.array([[0, 255], [255, 0]], np.uint8)
    inverted = image(stored, spacing=None, mapping=ValueMapping(is_inverted=True))
    assert thumbnail(inverted, stored, side=2, window=WINDOW).tolist() == [[255, 0], [0, 255]]


def test_the_window_is_found_where_none_is_given():
    stored = np.add.outer(np.arange(100), np.arange(100)).astype(np.int16) - 500
    made = thumbnail(image(stored, spacing=None), stored)
    assert made.min() == 0
    assert made.max() == 255


class Broken:
    """A reader whose file is gone."""

    array = np.zeros((4, 4), np.uint8)

    def read(self):
        raise UnreadableError("It is gone; open the study again.")


def test_the_middle_slice_of_each_series_is_made_and_takes_no_room():
    blocks = []
    for number in (1, 2):
        levels = [np.full((8, 8), 10 * number + n, np.uint8) for n in range(5)]
        for level in levels:
            level[0, 0] = 200
        slices = [image(level, uid=f"{number}.{n}") for n, level in enumerate(levels)]
        blocks.append(series(*slices, number=number, uid=f"1.{number}"))
    made = queue.Queue()
    store = PixelStore()
    try:
        Thumbnails(store, lambda number, picture: made.put((number, picture))).request(blocks, side=8)
        found = [made.get(timeout=WAIT_S) for _ in blocks]
        assert store.bytes_kept == 0
    finally:
        store.close(timeout_s=WAIT_S)
    assert [number for number, _ in found] == [1, 2]
    for block, (_, picture) in zip(blocks, found, strict=True):
        middle = block.slices[2]
        np.testing.assert_array_equal(picture, thumbnail(middle, middle.stored(), side=8))


def test_a_series_that_cannot_be_read_has_no_picture():
    broken = replace(image(Broken.array), reader=Broken())
    made = queue.Queue()
    store = PixelStore()
    try:
        Thumbnails(store, lambda number, picture: made.put((number, picture))).request([series(broken, number=4)])
        assert made.get(timeout=WAIT_S) == (4, None)
    finally:
        store.close(timeout_s=WAIT_S)
