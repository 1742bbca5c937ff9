"""How far two outlines of one slice differ: Dice overlap, and distances between their borders in mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import overlap_area_px
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, has_crossing

STEP_MM = 0.05
"""Longest piece, in mm, into which a border is cut; its middle stands for it. A tenth of a small pixel."""

PIECES_MAXIMUM = 20_000
"""Most pieces of one border; longer borders are cut into longer pieces. Bounds time and memory."""

CHUNK = 1_000_000
"""How many pairs of pieces and edges are looked at at once; bounds the memory."""


@dataclass(frozen=True, slots=True)
class BorderDistance:
    """Distance between two borders, mm.

    Parameters
    ----------
    mean_mm
        Mean over the length of both borders of the distance to the other one.
    hausdorff95_mm
        The larger of both directions' 95th percentile of that distance, by length.
    """

    mean_mm: float
    hausdorff95_mm: float


def dice(first: Outline, second: Outline) -> float | None:
    """Dice overlap, 0…1, from exact areas: twice the shared area over the sum of both.

    Returns
    -------
    float or None
        None where an outline crosses itself or encloses nothing, as its area means nothing then.
    """
    both = first.area_px + second.area_px
    if not both or _is_crossed(first) or _is_crossed(second):
        return None
    return min(2.0 * overlap_area_px(first, second) / both, 1.0)


def _is_crossed(outline: Outline) -> bool:
    return len(outline.rings) == 1 and has_crossing(outline.rings[0])


def border_distance(first: Outline, second: Outline, spacing: Spacing) -> BorderDistance:
    """Mean and 95 % Hausdorff distance of two borders, mm.

    Parameters
    ----------
    first, second
        Outlines of one slice.
    spacing
        Its pixel spacing.
    """
    edges = [_edges_mm(outline, spacing) for outline in (first, second)]
    pieces = [_pieces(*own) for own in edges]
    there = _nearest(pieces[0][0], *edges[1])
    back = _nearest(pieces[1][0], *edges[0])
    lengths = (pieces[0][1], pieces[1][1])
    whole = float(lengths[0].sum() + lengths[1].sum())
    mean = float((there * lengths[0]).sum() + (back * lengths[1]).sum()) / whole if whole else 0.0
    return BorderDistance(mean, max(_percentile95(there, lengths[0]), _percentile95(back, lengths[1])))


def _edges_mm(outline: Outline, spacing: Spacing) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Start and end points of all edges, each of shape (n, 2), (x, y) in mm."""
    scale = np.array([spacing.column_mm, spacing.row_mm])
    rings = [np.asarray(ring, dtype=np.float64) * scale for ring in outline.rings]
    return np.concatenate(rings), np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])


def _pieces(start: NDArray[np.float64], end: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles, shape (m, 2), and lengths, shape (m,), mm, of the pieces that a border is cut into."""
    length = np.hypot(*(end - start).T)
    step = max(STEP_MM, float(length.sum()) / PIECES_MAXIMUM)
    count = np.maximum(np.ceil(length / step), 1.0).astype(np.int64)
    owner = np.repeat(np.arange(len(start)), count)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    part = ((place + 0.5) / count[owner])[:, np.newaxis]
    return start[owner] * (1.0 - part) + end[owner] * part, length[owner] / count[owner]


def _nearest(points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of every point, shape (n, 2), to the nearest of the edges, each of shape (m, 2); mm."""
    along = end - start
    squared = (along**2).sum(axis=1)
    safe = np.where(squared == 0.0, 1.0, squared)
    found = np.empty(len(points))
    size = max(1, CHUNK // len(start))
    for at in range(0, len(points), size):
        offset = points[at : at + size, np.newaxis, :] - start[np.newaxis, :, :]
        part = np.clip((offset * along).sum(axis=2) / safe, 0.0, 1.0)
        away = offset - part[:, :, np.newaxis] * along
        found[at : at + size] = np.sqrt((away**2).sum(axis=2).min(axis=1))
    return found


def _percentile95(distances: NDArray[np.float64], lengths: NDArray[np.float64]) -> float:
    """Smallest distance that 95 % of a border's length do not exceed, mm."""
    order = np.argsort(distances, kind="stable")
    reached = np.cumsum(lengths[order])
    place = int(np.searchsorted(reached, 0.95 * reached[-1] * (1.0 - 1e-12)))
    return float(distances[order][min(place, len(order) - 1)])
