"""Which slices the window's thread may read itself."""

from dataclasses import replace

import numpy as np
from pydicom.uid import RLELossless

from tests.memory import image
from tests.synthetic import axial_series
from viewer.app.display.pixels import PixelStore, is_quick, load_slice
from viewer.io.dicom.native_frames import DecodedFrame
from viewer.io.opening import open_study


def test_only_native_frames_are_quick(tmp_path):
    axial_series(tmp_path / "native", 1)
    axial_series(tmp_path / "rle", 1, series=2, series_number=2, syntax=RLELossless)
    native, rle = open_study([tmp_path]).series
    assert is_quick(native.slices[0])
    assert not is_quick(rle.slices[0])
    assert not is_quick(image(np.full((8, 8), 7, np.uint16)))


def test_a_native_frame_is_quick_up_to_two_mib(tmp_path):
    [block] = open_study(axial_series(tmp_path, 1)).series
    native = block.slices[0]
    for rows, is_small in ((1024, True), (1025, False)):
        reader = replace(native.reader, rows=rows, columns=1024, bytes_per_pixel=2)
        assert is_quick(replace(native, reader=reader)) is is_small


def test_a_file_is_read_at_once_only_where_the_last_one_came_quickly(tmp_path):
    [block] = open_study(axial_series(tmp_path, 3)).series
    one, two, three = block.slices
    store = PixelStore()
    assert store.at_once(one) is None, "nobody knows how quickly the place answers"
    first = load_slice(one)
    assert 0.0 < first.took_s < 10.0
    store.keep(replace(first, took_s=0.2))
    assert store.at_once(one) is not None
    assert store.at_once(two) is None
    store.keep(replace(first, took_s=0.001))
    assert store.at_once(two).key == two.key
    store.clear()
    assert store.at_once(three) is None, "another study may lie elsewhere"
    store.close()


def test_what_was_decoded_when_it_was_opened_is_there_at_once():
    image_in_memory = image(np.full((8, 8), 7, np.uint16))
    decoded = replace(image_in_memory, reader=DecodedFrame(np.full((8, 8), 7, np.uint16)))
    store = PixelStore()
    assert store.at_once(image_in_memory) is None
    assert store.at_once(decoded) is not None
    store.close()
