"""What tools get to see of the pixels."""

import numpy as np

from tests.app.test_session import body, opened
from viewer.core.annotations.marks import Crop


def test_values_are_those_after_rescale_and_the_same_array_each_time():
    session = opened()
    values = session.context().values()
    assert np.array_equal(values, body() + 1)
    assert session.context().values() is values
    assert not values.flags.writeable


def test_what_is_cropped_away_is_missing():
    session = opened()
    before = session.context().values()
    session.edit("crop", session.now.document.with_crop(Crop(session.now.image.key, 20, 10, 60, 50)))
    values = session.context().values()
    assert np.isnan(values[:10]).all()
    assert np.array_equal(values[10:51, 20:61], before[10:51, 20:61])


def test_there_are_none_while_the_slice_is_not_loaded():
    session = opened()
    session.change(loaded=None)
    assert session.context().values() is None
