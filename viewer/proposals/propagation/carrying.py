"""Rings carried over slices: copied, carried along with the image, and filled in between outlined slices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from viewer.proposals.propagation.following import motion
from viewer.proposals.propagation.placing import Sheet, placed, steps_mm
from viewer.proposals.propagation.rings import between, finely
from viewer.proposals.rings import Points


def _nothing() -> None:
    """Nothing waits for news of how far it is."""


class Way(StrEnum):
    """How rings come from one slice to another."""

    COPY = "copy"
    """Same place in the patient."""
    FOLLOW = "follow"
    """Same place, then moved as the image moves."""


def carried(rings: Sequence[Points], source: Sheet, target: Sheet, way: Way = Way.FOLLOW) -> tuple[Points, ...]:
    """Rings of one slice on a neighbour, in pixels of that one; as many as were given, none of them checked.

    Parameters
    ----------
    rings
        Each of shape (n, 2), pixels of the source, with as many points as are to be bent (see `finely`).
    source, target
        The slices; without the values of either the rings are only copied.
    way
        Whether they follow the image.
    """
    followed = motion(np.concatenate(rings), source, target) if way is Way.FOLLOW and rings else None
    moved = rings if followed is None else [followed.moved(ring) for ring in rings]
    return tuple(placed(ring, source.geometry, target.geometry) for ring in moved)


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """Slices between two outlined ones.

    Parameters
    ----------
    sheets
        All slices in order: the first outlined one, those between, the last outlined one.
    first, last
        Rings of the outlined slices, in the same order, each of shape (n, 2) in pixels of its slice.
    """

    sheets: Sequence[Sheet]
    first: Sequence[Points]
    last: Sequence[Points]


def filled(gap: Gap, way: Way = Way.FOLLOW, tick: Callable[[], None] = _nothing) -> list[tuple[Points, ...]]:
    """Rings of every slice between two outlined ones.

    From both ends the rings are carried to a slice, and the shape between the two is taken, the nearer end counting
    for more.

    Parameters
    ----------
    gap
        The slices.
    way
        Whether rings follow the image on their way or stay at their place in the patient.
    tick
        Called after each slice, from either end; may raise to stop.

    Returns
    -------
    list of tuple of ndarray
        For each slice between, its rings in pixels, in the order of the ends'; none of them checked.
    """
    forward = _chain(gap.first, gap.sheets, way, tick)
    backward = _chain(gap.last, gap.sheets[::-1], way, tick)[::-1]
    along = np.concatenate([[0.0], np.cumsum(steps_mm([sheet.geometry for sheet in gap.sheets]))])
    return [
        tuple(
            _between_on(gap.sheets[index + 1], one, other, float(along[index + 1] / along[-1]))
            for one, other in zip(forward[index], backward[index], strict=True)
        )
        for index in range(len(gap.sheets) - 2)
    ]


def _chain(
    rings: Sequence[Points], sheets: Sequence[Sheet], way: Way, tick: Callable[[], None]
) -> list[tuple[Points, ...]]:
    """Rings of the first slice on each of those after it but the last."""
    found: list[tuple[Points, ...]] = []
    before: Sequence[Points] = [finely(ring) for ring in rings]
    for source, target in pairwise(sheets[:-1]):
        found.append(carried(before, source, target, way))
        before = found[-1]
        tick()
    return found


def _between_on(sheet: Sheet, one: Points, other: Points, share: float) -> Points:
    """Ring between two on one slice, pixels."""
    scale = np.asarray(sheet.scale)
    return np.asarray(between(one * scale, other * scale, share) / scale)
