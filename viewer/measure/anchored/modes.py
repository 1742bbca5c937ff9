"""Modes of brightness: the commonest value of some pixels, and whether they hold a plateau of pure fat."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles

MOST_VALUES = 3000
"""More pixels than these do not make a mode any surer."""

PLATEAU_SHARE = (0.10, 0.25)
"""Part of the pixels (no unit) that must be nearly fat for a plateau to count a little, and wholly."""

PLATEAU_SPREAD = (1.0, 1.5)
"""Spread above the mode, in parts of that of noise, up to which a plateau counts wholly, and not at all (no unit).

Where fat and muscle share every pixel, the commonest bright value lies below pure fat and brighter ones spread wide.
"""

PLATEAU_TRUST = 0.6
"""How far the fat level moves towards a plateau at most (no unit)."""

FAT_TEXTURE = 0.03
"""Spread of pure fat itself, in parts of its level (no unit)."""


def mode_of(values: NDArray[np.float64], width: float) -> float:
    """The commonest value: where a bell of this standard deviation finds most of them.

    Parameters
    ----------
    values
        Shape (n,), not empty.
    width
        In units of the values.
    """
    thinned = values[:: values.size // MOST_VALUES + 1]
    low, high = percentiles(thinned, [0.5, 99.5])
    places = np.linspace(low, high, 200)
    bells = places[:, np.newaxis] - thinned
    bells /= max(width, 1e-9)  # in place: making room for this many numbers takes as long as the numbers
    np.square(bells, out=bells)
    bells *= -0.5
    np.exp(bells, out=bells)
    return float(places[int(bells.sum(axis=1).argmax())])


def fat_plateau(inside: NDArray[np.float64], *, darkest: float, fat: float, noise: float) -> tuple[float, float]:
    """Level of pure fat inside the outlines, and how far it can be trusted, 0…0.6.

    Parameters
    ----------
    inside
        Shape (n,), even signal well inside the outlines.
    darkest, fat
        Level of the darkest mode and of fat elsewhere.
    noise
        Standard deviation of the noise.
    """
    bright = inside[inside > darkest + 0.7 * (fat - darkest)]
    if bright.size <= 60 or bright.size <= PLATEAU_SHARE[0] * inside.size:
        return fat, 0.0
    mode = mode_of(bright, 1.2 * max(noise, 0.02 * fat))
    beyond = bright[bright > mode]
    if beyond.size <= 10 or not 0.85 * fat < mode < 1.2 * fat:
        return fat, 0.0
    spread = float(np.sqrt(np.mean((beyond - mode) ** 2))) / np.hypot(noise, FAT_TEXTURE * fat)
    narrow = np.clip((PLATEAU_SPREAD[1] - spread) / (PLATEAU_SPREAD[1] - PLATEAU_SPREAD[0]), 0.0, 1.0)
    share = bright.size / inside.size
    common = np.clip((share - PLATEAU_SHARE[0]) / (PLATEAU_SHARE[1] - PLATEAU_SHARE[0]), 0.0, 1.0)
    return mode, float(PLATEAU_TRUST * narrow * common)
