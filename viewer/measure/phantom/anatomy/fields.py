"""Smooth random fields in three dimensions, fixed by a seed; they bend outlines and place fat."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer

Values = NDArray[np.float32]

_SIZE = 48
"""Edge of the periodic noise volume in samples; at the scales used here no repeat falls into one body."""

_FEATURE = 4.0
"""Samples per correlation length in the volume; below 3 linear interpolation would show its grid."""


@dataclass(frozen=True, slots=True)
class RandomField:
    """Periodic noise with mean 0 and variance 1, sampled at any point.

    Parameters
    ----------
    volume
        Shape (48, 48, 48), periodic noise.
    """

    volume: Values

    @classmethod
    def make(cls, *, seed: int, stream: int) -> "RandomField":
        """Return the field number `stream` of a seed; other streams are independent of it."""
        white = np.random.default_rng([seed, stream]).standard_normal((_SIZE, _SIZE, _SIZE))
        frequency = np.fft.fftfreq(_SIZE)
        squared = frequency[:, None, None] ** 2 + frequency[None, :, None] ** 2 + frequency[None, None, :] ** 2
        spectrum = np.exp(-squared * (_FEATURE * np.pi / 2.0) ** 2)
        spectrum[0, 0, 0] = 0.0
        smooth = np.fft.ifftn(np.fft.fftn(white) * spectrum).real
        volume = (smooth / smooth.std()).astype(np.float32)
        volume.setflags(write=False)
        return cls(volume=volume)

    def at(self, *coordinates: Values, lengths: tuple[float, float, float]) -> Values:
        """Values at points.

        Parameters
        ----------
        coordinates
            Three arrays of one shape, mm.
        lengths
            Correlation length along each coordinate, mm.

        Returns
        -------
        ndarray
            Same shape as a coordinate, mean 0, variance 1 (no unit).
        """
        with one_importer():
            from scipy.ndimage import map_coordinates

        where = np.stack(
            [axis * np.float32(_FEATURE / length) for axis, length in zip(coordinates, lengths, strict=True)]
        )
        found: Values = map_coordinates(self.volume, where, order=1, mode="grid-wrap", output=np.float32)
        return found


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one anatomy, by what they do."""

    bend_x: RandomField
    bend_y: RandomField
    ripple_x: RandomField
    ripple_y: RandomField
    streaks: RandomField
    patches: RandomField
    grain: RandomField
    roots: RandomField

    @classmethod
    def make(cls, seed: int) -> "Fields":
        """Return the fields of a seed."""
        return _made(seed)


@lru_cache(maxsize=4)
def _made(seed: int) -> Fields:
    """Fields of a seed; slices of one body follow each other, so the last few are kept (3.5 MB each)."""
    return Fields(*(RandomField.make(seed=seed, stream=stream) for stream in range(8)))
