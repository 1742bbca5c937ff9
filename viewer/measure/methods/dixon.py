"""Fat by the signal of fat and water, from a Dixon acquisition."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.measure.dixon.maps import DixonMaps
from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.rules import FAR_OUTSIDE, Parameter
from viewer.measure.methods.sample import Sample


@dataclass(frozen=True, slots=True)
class RatioRule:
    """Fat signal by fat plus water signal; of an outline the ratio of the sums, which noise moves least."""

    maps: DixonMaps
    parameters: tuple[Parameter, ...] = ()

    @property
    def threshold(self) -> None:
        """There is none."""
        return None

    def fractions(self, sample: Sample) -> NDArray[np.float64]:
        """Fat part of every pixel, shape (n,), limited only far outside 0…1; 0 where there is no signal."""
        fat, both = self._signals(sample)
        part = np.divide(fat, both, out=np.zeros_like(fat), where=both > 0.0)
        return np.asarray(np.clip(part, -FAR_OUTSIDE, 1.0 + FAR_OUTSIDE))

    def total(self, sample: Sample) -> float | None:
        """Fat signal by all signal of the covered area; None where a pixel has no value or there is no signal."""
        fat, both = self._signals(sample)
        signal = float(sample.weights @ both)
        return float(sample.weights @ fat) / signal if signal > 0.0 else None

    def _signals(self, sample: Sample) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        fat = self.maps.fat.ravel()[sample.index]
        return fat, fat + self.maps.water.ravel()[sample.index]


def learn_dixon(samples: Sequence[Sample], context: MethodContext) -> RatioRule | None:
    """Ratio of the fat and water signal on the grid of the slice; None without such images."""
    del samples  # the scanner has told fat from water already
    maps = context.dixon
    if maps is None:
        return None
    floor = "taken off" if any(maps.floor_sd) else "left, as no air shows it"
    said: tuple[Parameter, ...] = (("dixon_source", maps.words),)
    return RatioRule(maps, said if "and" not in maps.words else (*said, ("noise_floor", floor)))
