"""Percentiles and distinct numbers exactly as numpy's, without the part of numpy that takes long to import.

`numpy.percentile` and `numpy.unique` import `numpy.ma` when first called: 30 to 60 ms, in which the window would
stand still.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def percentiles(values: NDArray[np.floating], percents: Sequence[float]) -> tuple[float, ...]:
    """Percentiles of values, between neighbours linearly, to the last bit those of `numpy.percentile`.

    Parameters
    ----------
    values
        Shape (n,), not empty, finite.
    percents
        Each 0–100.

    Examples
    --------
    >>> percentiles(np.array([4.0, 1.0, 2.0, 3.0]), [0, 50, 100])
    (1.0, 2.5, 4.0)
    """
    last = values.size - 1
    places = [percent / 100 * last for percent in percents]
    below = [int(place) for place in places]
    above = [min(place + 1, last) for place in below]
    parted = np.partition(values, sorted({*below, *above}))
    return tuple(
        _between(float(parted[low]), float(parted[high]), place - low)
        for place, low, high in zip(places, below, above, strict=True)
    )


def _between(low: float, high: float, part: float) -> float:
    """Value a part (0–1) of the way from one to the other, seen from the nearer of them."""
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)


def distinct(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distinct values in ascending order, shape (m,).

    Parameters
    ----------
    values
        Shape (n,), finite.
    """
    ascending = np.sort(values)
    is_new = np.ones(ascending.size, np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=is_new[1:])
    return ascending[is_new]
