"""What a measuring method is, and what it may look at besides the outlined pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from viewer.measure.anchored.scale import SliceScale
from viewer.measure.dixon.maps import DixonMaps
from viewer.measure.methods.rules import Rule
from viewer.measure.methods.sample import Sample


class MethodKind(StrEnum):
    """How a method makes fat out of pixels, in the words of the tables."""

    THRESHOLD = "above threshold"
    LINEAR = "linear between the levels of muscle and fat"
    SEPARATED = "fat signal by fat plus water signal"


@dataclass(frozen=True, slots=True)
class MethodContext:
    """What a method may look at besides the outlined pixels.

    Parameters
    ----------
    shape
        (rows, columns) of the slice; a pixel's index in a `Sample` counts through them row by row.
    values
        Shape (rows, columns), brightness of the whole slice, NaN where missing.
    threshold
        The user's threshold in brightness, or None.
    sign
        Turns brightness back into values: −1 where low values are shown bright.
    step
        Distance of neighbouring values, 0 where any value can occur.
    is_byte
        Whether pixels are stored in 8 bits.
    scale
        Brightness of lean muscle and pure fat, or None where it is not known.
    dixon
        Fat and water signal on the same grid, or None where the study holds none.
    """

    shape: tuple[int, int]
    values: NDArray[np.float64] = field(repr=False, compare=False)
    threshold: float | None = None
    sign: float = 1.0
    step: float = 0.0
    is_byte: bool = False
    scale: SliceScale | None = None
    dixon: DixonMaps | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One row of `METHODS`.

    Parameters
    ----------
    name, version
        Stand beside every number; a changed algorithm gets a new version.
    title
        How menus call it, in the words of people.
    explanation
        What it does, in one sentence for the user.
    misleads
        When its numbers mislead, in one sentence for the user.
    caption
        How a figure's caption calls what tells fat from muscle, such as 'a threshold set by hand'.
    learn
        Pixels of the outlines that lead, and what else is known → the rule; None where none can be made. A method
        that is not pooled learns from each outline by itself.
    kind
        How it makes fat out of pixels.
    needs_threshold
        Whether the user must give a threshold.
    is_pooled
        Whether all outlines of a structure on a slice share one rule.
    needs_scale
        Whether it works only where the levels of muscle and fat, or one of them, are known.
    has_interval
        Whether its numbers come with an interval.
    """

    name: str
    version: str
    title: str
    explanation: str
    misleads: str
    caption: str
    learn: Callable[[Sequence[Sample], MethodContext], Rule | None]
    kind: MethodKind = MethodKind.THRESHOLD
    needs_threshold: bool = False
    is_pooled: bool = True
    needs_scale: bool = False
    has_interval: bool = False

    @property
    def is_threshold(self) -> bool:
        """Whether every pixel is either fat or muscle, so that the guard against one mode applies."""
        return self.kind is MethodKind.THRESHOLD
