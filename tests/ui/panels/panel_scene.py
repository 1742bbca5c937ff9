"""A slice with fat in one side's muscle, and its numbers, for tests of the panel."""

from dataclasses import replace

import numpy as np

from tests.memory import box, image, series
from viewer.app.numbers import numbers_of
from viewer.core.document import Document
from viewer.core.outline import Side

UID = "1.1"


def brightness():
    """Values, shape (80, 120): muscle 100 and fat 800 with noise; the right muscle holds more fat."""
    random = np.random.default_rng(4)
    values = np.full((80, 120), 5.0)
    values[8:72, 8:112] = 100.0
    values[64:72, 8:112] = 800.0
    values[20:34, 20:40] = 800.0
    values[20:26, 70:90] = 800.0
    return np.round(values + random.normal(0.0, 8.0, values.shape))


RIGHT = box(20, 20, 50, 50, side=Side.RIGHT, uid=UID)
LEFT = box(70, 20, 100, 50, side=Side.LEFT, uid=UID)
PAIR = Document(outlines=(RIGHT, LEFT), method="otsu-shared")


def scene(**more):
    """Series of one slice, and the slice."""
    picture = image(brightness(), uid=UID, level="L4/5", **more)
    return series(picture), picture


def numbers(document=PAIR, **more):
    """Numbers of the slice."""
    block, picture = scene(**more)
    return numbers_of(document, block, picture)


def manual(threshold=300.0):
    """Document measured with a threshold set by hand."""
    return replace(PAIR, method="manual", threshold=threshold)
