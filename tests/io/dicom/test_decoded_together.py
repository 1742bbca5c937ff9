"""Slices that need the worker, decoded together: the same pixels, one broken file named."""

import numpy as np
import pytest
from pydicom.uid import JPEGLSLossless, RLELossless

from tests.synthetic import axial_series, pattern
from viewer.errors import UnreadableError
from viewer.io.dicom.native_frames import DecodedFrame, decoded_together
from viewer.io.opening import open_study


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless])
def test_the_same_pixels_as_one_by_one(tmp_path, syntax):
    axial_series(tmp_path, 6, syntax=syntax)
    images = open_study([tmp_path]).series[0].slices
    for index, image in enumerate(decoded_together(images)):
        assert isinstance(image.reader, DecodedFrame)
        assert not image.stored().flags.writeable
        np.testing.assert_array_equal(image.stored(), pattern(seed=index))
        assert image == images[index]


def test_native_slices_are_left_as_they_are(tmp_path):
    axial_series(tmp_path, 3)
    images = open_study([tmp_path]).series[0].slices
    assert decoded_together(images) == images
    assert not any(isinstance(image.reader, DecodedFrame) for image in decoded_together(images))


def test_a_slice_that_cannot_be_decoded_is_named(tmp_path):
    paths = axial_series(tmp_path, 3, syntax=JPEGLSLossless)
    images = open_study([tmp_path]).series[0].slices
    data = paths[1].read_bytes()
    paths[1].write_bytes(data[: len(data) - 400] + b"\0" * 400)
    with pytest.raises(UnreadableError, match=paths[1].name):
        decoded_together(images)
