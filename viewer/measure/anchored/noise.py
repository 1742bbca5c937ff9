"""Standard deviation of an image's noise: from the air where there is any, else from its finest texture."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles

AIR_SHARE = 0.08
"""Largest mean of a block of air, in parts of the bright end of an image (no unit)."""

AIR_RATIO = (1.5, 2.4)
"""Mean by standard deviation of a block of nothing but noise (no unit): 1.91 for a magnitude image."""

AIR_BLOCKS = 16
"""Blocks per direction in which air is looked for."""

LEAST_BLOCKS = 4
"""Fewest blocks of air that tell the noise."""


def noise_sd(signal: NDArray[np.float64], box: tuple[slice, slice]) -> float:
    """Standard deviation of the noise in each channel, in units of the signal; 0 where it cannot be told.

    Parameters
    ----------
    signal
        Shape (rows, columns), magnitude from 0 on.
    box
        The part of it that holds the muscles: its texture tells the noise where the air was set to zero.

    References
    ----------
    H. Gudbjartsson, S. Patz, Magn. Reson. Med. 34 (1995) 910–914, doi 10.1002/mrm.1910340618 (noise in air is
    Rayleigh distributed). J. Immerkær, Comput. Vis. Image Underst. 64 (1996) 300–302, doi 10.1006/cviu.1996.0060.
    """
    top = percentiles(signal[::2, ::2].ravel(), [99.0])[0]
    if top <= 0.0:
        return 0.0
    from_air = _from_air(signal, top)
    return from_air if from_air > 0.0 else _from_texture(signal[box], top)


def _from_air(signal: NDArray[np.float64], top: float) -> float:
    """Noise of blocks whose values spread as the magnitude of pure noise does; 0 where there are too few."""
    rows, columns = (size // AIR_BLOCKS for size in signal.shape)
    if rows < 3 or columns < 3:
        return 0.0
    blocks = signal[: rows * AIR_BLOCKS, : columns * AIR_BLOCKS].reshape(AIR_BLOCKS, rows, AIR_BLOCKS, columns)
    mean, spread = blocks.mean(axis=(1, 3)), blocks.std(axis=(1, 3))
    ratio = np.divide(mean, spread, out=np.zeros_like(mean), where=spread > 0.0)
    is_air = (ratio >= AIR_RATIO[0]) & (ratio <= AIR_RATIO[1]) & (mean < AIR_SHARE * top)
    if np.count_nonzero(is_air) < LEAST_BLOCKS:
        return 0.0
    # mean square of a Rayleigh distribution: 2 · sd²; ghosts of the body lift some blocks
    power = (blocks**2).mean(axis=(1, 3))[is_air]
    return float(np.sqrt(percentiles(power, [40.0])[0] / 2.0))


def _from_texture(signal: NDArray[np.float64], top: float) -> float:
    """Noise from what neither edges nor slopes explain, in the quieter half of the tissue."""
    if min(signal.shape) < 8:
        return 0.0
    across = signal[:, :-2] - 2.0 * signal[:, 1:-1] + signal[:, 2:]
    texture = np.abs(across[:-2] - 2.0 * across[1:-1] + across[2:]) / 6.0
    tissue = texture[signal[1:-1, 1:-1] > 2.0 * AIR_SHARE * top]
    if tissue.size < 100:
        return 0.0
    # The quarter of a folded bell lies at 0.32 standard deviations; edges only fill the upper end.
    return percentiles(tissue, [25.0])[0] / 0.3186
