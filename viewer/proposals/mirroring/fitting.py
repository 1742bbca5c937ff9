"""A mirrored outline, fitted to the image of its own side.

What the border looks like is learnt from the outline it was mirrored from: along every normal of that outline lies a
profile of local contrast, and the mirrored border moves along its own normal to where the image looks most like it.
Neighbours move together, little, and never far: dynamic programming finds the best course among all.

References
----------
Amini et al. 1990, doi:10.1109/34.57681 (active contours by dynamic programming); Cootes et al. 1994,
doi:10.1006/cviu.1995.1004 (search along normals for the trained profile of a border).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point, has_crossing
from viewer.proposals.mirroring.contrast import Contrast
from viewer.proposals.mirroring.reflection import Line, reflected
from viewer.proposals.mirroring.rings import as_points, encloses, outward, perimeter, smoothed
from viewer.proposals.rings import Points, as_ring, evenly

POINT_STEP_MM = 2.0
"""Between the points of a fitted outline, mm."""

POINT_COUNTS = (24, 160)
"""Fewest and most points of a fitted outline."""

PROFILE_MM = 8.0
"""How far a profile reaches to either side of the border, mm."""

PROFILE_SPREAD_MM = 4.8
"""Distance from the border at which a profile counts exp(−1/2) of what it does there, mm."""

MOVE_MM = 4.0
"""How far the border may move at most, mm."""

MOVE_STEP_MM = 0.5
"""Between the moves that are tried, mm."""

SHARED_POINTS = 3.0
"""Spread of the Gaussian over neighbours whose profiles are compared together, points."""

BEND_LOSS = 0.15
"""What a difference of 1 mm between neighbours' moves costs, squared, in parts of a whole correlation."""

MOVE_LOSS = 0.008
"""What a move of 1 mm costs, squared, in parts of a whole correlation."""

EVEN_POINTS = 1.5
"""Spread of the Gaussian that evens the found moves out, and of the course that normals are taken from, points."""

PLAIN_CONTRAST = 0.3
"""Spread of a profile below which it counts less, since nothing is to be seen in it, in parts of full contrast."""

FORBIDDEN = 1e3
"""Cost of a place where the border must not lie."""

Area = tuple[float, float, float, float]
"""(left, top, right, bottom), pixels."""


def fit_to_image(source: Sequence[Point], line: Line, contrast: Contrast, *, area: Area) -> tuple[Point, ...]:
    """Ring of the other side: mirrored, then moved to where the image looks as it does along the source.

    Parameters
    ----------
    source
        Ring of (x, y) points in pixels on its own side.
    line
        Mid-sagittal line, two points in pixels.
    contrast
        Of the slice.
    area
        Part of the image in which the ring has to stay.

    Returns
    -------
    tuple of Point
        Evenly spaced points, in the order of the source; without crossing wherever the source has none. Nowhere is it
        farther than `MOVE_MM` from the mirrored ring, but for what keeps it inside the area and out of the source.
    """
    scale = np.asarray(contrast.scale)
    own = as_points(source) * scale
    count = int(np.clip(round(perimeter(own) / POINT_STEP_MM), *POINT_COUNTS))
    own = evenly(own, count)
    start, end = as_points(line) * scale
    other = reflected(own, start, end - start)
    normals = outward(other, EVEN_POINTS)
    steps = np.arange(-MOVE_MM, MOVE_MM + MOVE_STEP_MM / 2.0, MOVE_STEP_MM)
    places = other[:, None] + normals[:, None] * steps[:, None]
    edges = as_points((area[:2], area[2:])) * scale
    is_free = ((places >= edges[0]) & (places <= edges[1])).all(axis=2) & ~encloses(own, places)
    costs = _costs(own, other, normals, contrast) + MOVE_LOSS * steps**2 + np.where(is_free, 0.0, FORBIDDEN)
    moves = smoothed(_cheapest_course(costs, steps), EVEN_POINTS)
    return _simple(other, normals * moves[:, None], edges, scale)


def _costs(own: Points, other: Points, normals: Points, contrast: Contrast) -> NDArray[np.float64]:
    """How unlike the source's border each place of the other side is, 0…2, shape (points, moves)."""
    along = np.arange(-PROFILE_MM, PROFILE_MM + MOVE_STEP_MM / 2.0, MOVE_STEP_MM)
    reach = np.arange(-PROFILE_MM - MOVE_MM, PROFILE_MM + MOVE_MM + MOVE_STEP_MM / 2.0, MOVE_STEP_MM)
    sought = _profiles(own, outward(own, EVEN_POINTS), along, contrast)
    found = np.lib.stride_tricks.sliding_window_view(_profiles(other, normals, reach, contrast), len(along), axis=1)
    weights = np.exp(-0.5 * (along / PROFILE_SPREAD_MM) ** 2)
    weights /= weights.sum()

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return smoothed(values @ weights, SHARED_POINTS)

    sought_mean, found_mean = mean(sought), mean(found)
    sought_spread = np.maximum(mean(sought * sought) - sought_mean**2, 0.0)
    found_spread = np.maximum(mean(found * found) - found_mean**2, 0.0)
    shared = mean(found * sought[:, None]) - sought_mean[:, None] * found_mean
    correlation = shared / np.sqrt(np.maximum(sought_spread[:, None] * found_spread, 1e-9))
    visible = np.minimum(np.sqrt(sought_spread) / PLAIN_CONTRAST, 1.0)
    return np.asarray((1.0 - correlation) * visible[:, None])


def _profiles(ring: Points, normals: Points, along: NDArray[np.float64], contrast: Contrast) -> NDArray[np.float64]:
    """Contrast along normals, shape (points, places)."""
    places = ring[:, None] + normals[:, None] * along[:, None]
    return np.asarray(contrast.at(np.moveaxis(places, -1, 0))[0], dtype=np.float64)


def _cheapest_course(costs: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Moves (mm) of all points of a ring that cost least together with the bends between neighbours.

    The ring is gone round twice and the middle of the way kept, so that its end meets its start.
    """
    count = len(costs)
    twice = np.concatenate([costs, costs])
    bends = BEND_LOSS * (steps[:, None] - steps) ** 2
    total, before = twice[0], []
    for cost in twice[1:]:
        ways = total + bends
        best = ways.argmin(axis=1)
        before.append(best)
        total = ways[np.arange(len(steps)), best] + cost
    course = [int(total.argmin())]
    for best in reversed(before):
        course.append(int(best[course[-1]]))
    taken = steps[np.array(course[::-1])]
    half = count // 2
    return np.concatenate([taken[count : count + half], taken[half:count]])


def _simple(other: Points, moves: Points, edges: Points, scale: NDArray[np.float64]) -> tuple[Point, ...]:
    """Moved ring in pixels, moved only as much as leaves it without crossing."""
    for part in (1.0, 0.5, 0.25, 0.0):
        moved = np.clip(other + part * moves, *edges)
        ring = as_ring(evenly(moved, len(moved)) / scale)
        if not has_crossing(ring):
            break
    return ring
