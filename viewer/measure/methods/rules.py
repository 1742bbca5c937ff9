"""Rules: what a method has learned from some outlines, ready to be applied to the pixels of any."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.measure.methods.sample import Sample

Parameter = tuple[str, float | str | bool | None]
"""Name and value of something that shaped the result; the name carries the unit."""

FAR_OUTSIDE = 2.0
"""How far outside 0…1 the fat part of a pixel may lie, in distances from muscle to fat (no unit).

Noise must average out, so pixels are not clipped at 0 and 1; a vessel or an artefact must not count as ten of fat.
"""


class Rule(Protocol):
    """What tells fat from muscle after learning: the same for every outline it is applied to."""

    @property
    def threshold(self) -> float | None:
        """Brightness above which a pixel is fat; None for rules without a threshold."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What was learned besides the threshold."""
        ...

    def fractions(self, sample: Sample) -> NDArray[np.float64]:
        """Fat part of every pixel, shape (n,); rules without a threshold may leave 0…1."""
        ...

    def total(self, sample: Sample) -> float | None:
        """Fat part of the whole sample, not limited to 0…1; None where none exists."""
        ...


def weighted_mean(values: NDArray[np.float64], sample: Sample) -> float:
    """Mean over the pixels of a sample, each weighing as much as it is covered."""
    return float((sample.weights * values).sum() / sample.weights.sum())


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """Fat where a pixel is brighter than a threshold (brightness)."""

    threshold: float
    parameters: tuple[Parameter, ...] = ()

    def fractions(self, sample: Sample) -> NDArray[np.float64]:
        """1 for fat, 0 for muscle, shape (n,)."""
        return (sample.values > self.threshold).astype(np.float64)

    def total(self, sample: Sample) -> float:
        """Part of the covered area that is fat, 0…1."""
        return weighted_mean(self.fractions(sample), sample)


@dataclass(frozen=True, slots=True)
class LinearRule:
    """Fat grows with brightness: 0 at the level of muscle, 1 at that of fat.

    Parameters
    ----------
    muscle, fat
        Levels in brightness; fat above muscle.
    parameters
        What to print beside the numbers.
    """

    muscle: float
    fat: float
    parameters: tuple[Parameter, ...] = ()

    @property
    def threshold(self) -> None:
        """There is none."""
        return None

    def fractions(self, sample: Sample) -> NDArray[np.float64]:
        """Fat part of every pixel, shape (n,), limited only far outside 0…1."""
        part = (sample.values - self.muscle) / (self.fat - self.muscle)
        return np.asarray(np.clip(part, -FAR_OUTSIDE, 1.0 + FAR_OUTSIDE))

    def total(self, sample: Sample) -> float:
        """Mean fat part of the covered area."""
        return weighted_mean(self.fractions(sample), sample)
