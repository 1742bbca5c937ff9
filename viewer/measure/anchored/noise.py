"""Standard deviation of an image's noise: from the air where there is any, else from its finest texture."""

import math

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles

AIR_SHARE = 0.08
"""Part of the bright end of an image (no unit) below which pixels are taken for air."""

LEAST_AIR = 0.02
"""Least part of an image (no unit) that must be air for it to tell the noise."""

RAYLEIGH_MEDIAN = math.sqrt(2.0 * math.log(2.0))
"""Median of the magnitude of pure noise in standard deviations of each channel."""


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
    air = signal[signal < AIR_SHARE * top]
    from_air = float(np.median(air)) / RAYLEIGH_MEDIAN if air.size >= LEAST_AIR * signal.size else 0.0
    return from_air if from_air > 0.0 else _from_texture(signal[box], top)


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
