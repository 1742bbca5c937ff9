"""Slices with fat in a part of their pixels, and outlines of both sides on each, for tests of live numbers."""

import numpy as np

from tests.memory import box, image, series
from viewer.app.numbers.live import SLICES_KEPT
from viewer.core.document import Document
from viewer.core.outline import Side

UIDS = [f"1.2.{n}" for n in range(SLICES_KEPT + 2)]


def block(**facts):
    rng = np.random.default_rng(2)
    values = [np.where(rng.random((40, 60)) < 0.4, 1000.0, 200.0) for _ in UIDS]
    return series(*(image(v, uid=uid, **facts) for v, uid in zip(values, UIDS, strict=True)))


DOCUMENT = Document(
    tuple(
        box(left, 10.5, left + 10, 20.5, side=side, uid=uid)
        for uid in UIDS
        for left, side in ((5.5, Side.RIGHT), (25.5, Side.LEFT))
    ),
    method="otsu-shared",
)
