"""What noise adds to weak signal in a magnitude image, and how it is taken off.

Where there is no fat a magnitude image still shows 1.25 standard deviations of noise. Summed over a lean muscle that
is several points of fat. Each pixel is therefore exchanged for a number, below 0 where need be, whose mean over the
noise is the signal: sums are then nearly free of the floor, single pixels are noisier than before.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles

BLOCKS = 12
"""Blocks per direction in which air is looked for."""

RATIO = (1.5, 2.4)
"""Mean by standard deviation of a block of nothing but noise (no unit): 1.91 for a magnitude image."""

AIR_SHARE = 0.4
"""Largest mean of fat and water together in a block of air, in parts of the bright end (no unit)."""

AIR_BLOCKS = 4
"""Blocks of air that are needed; the corners of an axial slice are at least as many."""

FLOOR = math.sqrt(math.pi / 2.0)
"""Mean of pure noise in a magnitude image, in standard deviations of the noise (no unit)."""

REACH = 7.0
"""Signal in standard deviations of the noise beyond which the closed form is right (no unit)."""

DAMPING = 1e-2
"""How much the spread of the exchanged numbers weighs against their error (no unit). It leaves 0.3 standard deviations
of noise at no signal and 0.1 from 0.3 on, with twice the spread of the pixels themselves."""


def noise_sds(fat: NDArray[np.float64], water: NDArray[np.float64]) -> tuple[float, float]:
    """Standard deviation of the noise in each channel of the fat and the water image, from air; 0 where none shows it.

    Air is looked for along the edge of the image and where both images spread as noise does: in a fat image lean
    muscle is as dark as air. Air that the scanner has set to 0 tells nothing, nor does an image with negative values,
    which has no floor.

    Parameters
    ----------
    fat, water
        Shape (rows, columns), magnitude images.
    """
    rows, columns = (size // BLOCKS for size in fat.shape)
    signal = fat + water
    if rows < 2 or columns < 2 or not np.isfinite(signal).all() or min(fat.min(), water.min()) < 0.0:
        return 0.0, 0.0
    is_air = _blocks(signal, rows, columns).mean(axis=(1, 3)) < AIR_SHARE * percentiles(signal.ravel(), [99.0])[0]
    is_air[1:-1, 1:-1] = False
    means = []
    for image in (fat, water):
        blocks = _blocks(image, rows, columns)
        mean, spread = blocks.mean(axis=(1, 3)), blocks.std(axis=(1, 3))
        ratio = np.divide(mean, spread, out=np.zeros_like(mean), where=spread > 0.0)
        is_air &= (ratio >= RATIO[0]) & (ratio <= RATIO[1])
        means.append(mean)
    if np.count_nonzero(is_air) < AIR_BLOCKS:
        return 0.0, 0.0
    # Ghosts of the body lift some blocks.
    first, second = (percentiles(mean[is_air], [25.0])[0] / FLOOR for mean in means)
    return first, second


def _blocks(image: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """Shape (BLOCKS, rows, BLOCKS, columns), the image cut into blocks; what is left over is left out."""
    return image[: rows * BLOCKS, : columns * BLOCKS].reshape(BLOCKS, rows, BLOCKS, columns)


def without_floor(values: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
    """Signal whose sums hold no noise floor, same shape; unchanged where the noise is not known.

    Parameters
    ----------
    values
        A magnitude image.
    sd
        Standard deviation of its noise, 0 where not known.
    """
    if sd <= 0.0:
        return values
    measured = values / sd
    knots, change = _table()
    return np.asarray(sd * (_roughly(measured) + np.interp(measured, knots, change)))


def _roughly(measured: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signal whose square the measured magnitude has on average, in standard deviations; right for strong signal."""
    return np.asarray(np.sqrt(np.maximum(measured**2 - 1.0, 0.0)))


@lru_cache(maxsize=1)
def _table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measured magnitude and what to add to `_roughly` there, in standard deviations of the noise; 0 at the end.

    Least squares over signals of 0 to `REACH`: the mean over Rice's distribution shall be the signal.
    """
    step = 0.01
    measured, signals = np.arange(step / 2.0, 2.0 * REACH, step), np.arange(0.0, REACH + 0.05, 0.1)
    product = np.minimum(measured * signals[:, None], 600.0)
    odds = measured * np.exp(-((measured - signals[:, None]) ** 2) / 2.0) * np.i0(product) * np.exp(-product) * step
    knots = np.arange(0.0, REACH + 0.1, 0.25)
    basis = np.stack([np.interp(measured, knots, row) for row in np.eye(knots.size)[:-1]], axis=1)
    design, wanted = odds @ basis, signals - odds @ _roughly(measured)
    spread = (basis * odds.mean(axis=0)[:, None]).T @ basis
    left = design.T @ design + DAMPING * signals.size * spread
    return knots, np.append(np.linalg.solve(left, design.T @ wanted), 0.0)
