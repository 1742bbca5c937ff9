"""Loops made of what rings are outside a shape, joined along its border."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from viewer.core.polygons.crossings import Crossing


@dataclass(frozen=True, slots=True)
class Loop:
    """A closed ring, and where its points come from.

    Parameters
    ----------
    points
        Shape (n, 2).
    is_new
        Which points the ring did not have before, shape (n,).
    is_kept
        Which of them follow a border that stands, and so must not be spaced anew, shape (n,).
    """

    points: NDArray[np.float64]
    is_new: NDArray[np.bool_]
    is_kept: NDArray[np.bool_]


def loop_of(points: NDArray[np.float64], *, is_kept: bool = False) -> Loop:
    """Loop of points none of which is new."""
    return Loop(points, np.zeros(len(points), dtype=bool), np.full(len(points), is_kept))


def traced(rings: Sequence[Loop], shape: Loop, crossings: list[Crossing], *, adds: bool) -> list[Loop] | None:
    """Loops of what rings are outside the shape, joined along its border; None where ways in and out do not match."""
    around = sorted(range(len(crossings)), key=lambda i: crossings[i].place, reverse=not adds)
    joined = {i: around[(rank + 1) % len(around)] for rank, i in enumerate(around)}
    ends = _chain_ends(crossings)
    if ends is None or any(crossings[i].is_entry == crossings[j].is_entry for i, j in joined.items()):
        return None
    waiting = {i for i, crossing in enumerate(crossings) if not crossing.is_entry}
    loops: list[Loop] = []
    while waiting:
        parts: list[Loop] = []
        way_out = min(waiting)
        while way_out in waiting:
            waiting.remove(way_out)
            way_in = ends[way_out]
            parts.append(_chain(rings[crossings[way_out].ring], crossings[way_out], crossings[way_in], shape))
            parts.append(_border(shape, crossings[way_in].place, crossings[joined[way_in]].place, forwards=adds))
            way_out = joined[way_in]
        loops.append(
            Loop(
                np.concatenate([part.points for part in parts]),
                np.concatenate([part.is_new for part in parts]),
                np.concatenate([part.is_kept for part in parts]),
            )
        )
    return loops


def _chain_ends(crossings: list[Crossing]) -> dict[int, int] | None:
    """Way in at which the part of a ring ends that begins at each way out; None where they do not alternate."""
    ends: dict[int, int] = {}
    for ring in {crossing.ring for crossing in crossings}:
        own = [i for i, crossing in enumerate(crossings) if crossing.ring == ring]
        for i, j in pairwise([*own, own[0]]):
            if crossings[i].is_entry == crossings[j].is_entry:
                return None
            if not crossings[i].is_entry:
                ends[i] = j
    return ends


def _chain(ring: Loop, way_out: Crossing, way_in: Crossing, shape: Loop) -> Loop:
    """Part of a ring outside the shape, with the crossings at its ends."""
    first, last = way_out.edge + 1, way_in.edge + 1
    # A chain that comes back to the edge it began on goes round the whole ring.
    goes_round = way_out.edge > way_in.edge or (way_out.edge == way_in.edge and way_out.part > way_in.part)
    count = len(ring.points)
    numbers = np.concatenate([np.arange(first, count), np.arange(last)]) if goes_round else np.arange(first, last)
    news = np.ones(len(numbers) + 2, dtype=bool)
    news[1:-1] = False
    kept = np.array([_stands(shape, way_out.place), *ring.is_kept[numbers], _stands(shape, way_in.place)], dtype=bool)
    return Loop(np.concatenate([way_out.at[None], ring.points[numbers], way_in.at[None]]), news, kept)


def _stands(shape: Loop, place: float) -> bool:
    """Whether a place on the shape's border lies on an edge that must not be spaced anew."""
    count = len(shape.points)
    return bool(shape.is_kept[int(place) % count] and shape.is_kept[(int(place) + 1) % count])


def _border(shape: Loop, start: float, end: float, *, forwards: bool) -> Loop:
    """Corners of the shape between two places on its border."""
    count = len(shape.points)
    if forwards:
        last = end if end >= start else end + count
        numbers = np.arange(int(np.floor(start)) + 1, int(np.ceil(last)))
    else:
        last = end if end <= start else end - count
        numbers = np.arange(int(np.ceil(start)) - 1, int(np.floor(last)), -1)
    return Loop(shape.points[numbers % count], np.ones(len(numbers), dtype=bool), shape.is_kept[numbers % count])
