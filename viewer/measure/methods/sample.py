"""The covered pixels of one outline, as methods see them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point


@dataclass(frozen=True, slots=True)
class Sample:
    """The covered pixels of one outline, as flat arrays of equal length without missing values.

    Parameters
    ----------
    values
        Shape (n,), brightness: values after rescale, sign turned for MONOCHROME1. Those of an outline are sorted.
    weights
        Shape (n,), coverage of each pixel, above 0 and up to 1.
    index
        Shape (n,), place of each pixel in its slice, row · columns + column.
    rings
        Borders of the outline, closed rings of (x = column, y = row) in pixels; of pooled samples all of them.
    """

    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    index: NDArray[np.intp]
    rings: tuple[tuple[Point, ...], ...] = ()

    def positions(self, columns: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixel centres (x = column, y = row), each of shape (n,), on a slice of so many columns."""
        y, x = np.divmod(self.index, columns)
        return x.astype(np.float64), y.astype(np.float64)


def pooled(samples: Sequence[Sample]) -> Sample:
    """All samples as one."""
    return Sample(
        values=np.concatenate([sample.values for sample in samples]),
        weights=np.concatenate([sample.weights for sample in samples]),
        index=np.concatenate([sample.index for sample in samples]),
        rings=tuple(ring for sample in samples for ring in sample.rings),
    )
