"""One grey for two dates: the window in which a second image looks as the first does in its own.

A scanner's brightness has no unit, so that one window on two dates compares nothing. No pixel and no number changes.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.core.grey import Window
from viewer.core.percentiles import percentiles
from viewer.measure.anchored.scale import SliceScale

PERCENTS = (5.0, 99.0)
"""Percentiles that are matched where the levels of muscle and fat are not known on both dates."""

STEP_PX = 4
"""Every which row and column is looked at, by the view and by a figure alike: percentiles of all hardly differ."""


@dataclass(frozen=True, slots=True)
class Brightness:
    """What is known of the brightness of one slice.

    Parameters
    ----------
    values
        Shape (rows, columns), values after rescale, NaN where missing.
    scale
        Levels of muscle and fat, None where nobody looked for them.
    sign
        -1 where low values are shown bright (MONOCHROME1), else 1; a scale counts in values times this.
    """

    values: NDArray[np.float64] = field(repr=False)
    scale: SliceScale | None = None
    sign: float = 1.0


def matched_window(window: Window, before: Brightness, after: Brightness) -> Window:
    """Window of the second slice in which muscle and fat are as bright as on the first in its window.

    Parameters
    ----------
    window
        Window of the slice before, values after rescale.
    before, after
        Both slices.

    Returns
    -------
    Window
        By the line through the levels of muscle and of fat of both, else through two percentiles (`PERCENTS`); the
        window itself where one of the images has no contrast.
    """
    pairs = _levels(before, after) or _percentiles(before, after)
    if pairs is None:
        return window
    (dark, bright), (other_dark, other_bright) = pairs
    factor = (other_bright - other_dark) / (bright - dark)
    center = other_dark + factor * (before.sign * window.center - dark)
    return Window(after.sign * center, abs(factor) * window.width)


_Ends = tuple[float, float]


def _levels(before: Brightness, after: Brightness) -> tuple[_Ends, _Ends] | None:
    """Brightness of muscle and fat of both slices."""
    scales = (before.scale, after.scale)
    known = [(scale.muscle, scale.fat) for scale in scales if scale is not None and scale.is_complete]
    return (known[0], known[1]) if len(known) == len(scales) else None


def _percentiles(before: Brightness, after: Brightness) -> tuple[_Ends, _Ends] | None:
    """Brightness of two percentiles of both slices."""
    found = []
    for one in (before, after):
        finite = one.values[np.isfinite(one.values)]
        if not finite.size:
            return None
        low, high = percentiles(one.sign * finite, PERCENTS)
        if high <= low:
            return None
        found.append((low, high))
    return found[0], found[1]
