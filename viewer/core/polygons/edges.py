"""Edges of closed rings: what lies inside, where two of them meet, and knots taken out.

Rings are arrays of shape (n, 2), (x, y) in pixels or any other unit of length, the first point not repeated.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.polygons.areas import following, signed_area

PAIRS_AT_ONCE = 1_000_000
"""Pairs of edges looked at together, so that a border of ten thousand points takes no gigabytes."""

KNOTS_MAXIMUM = 500
"""Knots that are taken out of one ring before it is given up."""


def encloses(rings: Sequence[NDArray[np.float64]], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point lies inside rings by the even-odd rule, shape (n,); points on an edge are either.

    Parameters
    ----------
    rings
        Closed rings.
    points
        Shape (n, 2).
    """
    inside = np.zeros(len(points), dtype=bool)
    x, y = points[:, :1], points[:, 1:]
    for ring in rings:
        (x0, y0), (x1, y1) = ring.T, following(ring).T
        crosses = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        inside ^= (np.count_nonzero(crosses & (at > x), axis=1) % 2).astype(bool)
    return inside


def meeting_edges(ring: NDArray[np.float64], among: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Pairs of edges of one ring that cross or touch other than at a shared end, shape (k, 2), the first smaller.

    Parameters
    ----------
    ring
        Closed ring; edge i goes from point i to the next.
    among
        Edges of which at least one is in every pair looked at; None for all.
    """
    end = following(ring)
    low, high = np.minimum(ring, end), np.maximum(ring, end)
    found = [
        _meeting(ring, end, first, second)
        for first, second in (_sorted_pairs(low, high) if among is None else _pairs_with(low, high, among))
    ]
    pairs = np.concatenate(found) if found else np.empty((0, 2), dtype=np.intp)
    return np.unique(np.sort(pairs, axis=1), axis=0) if len(pairs) else pairs


_Pairs = Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]


def _pairs_with(low: NDArray[np.float64], high: NDArray[np.float64], chosen: NDArray[np.intp]) -> _Pairs:
    """Pairs of chosen edges and any whose boxes meet."""
    size = max(PAIRS_AT_ONCE // len(low), 1)
    for at in range(0, len(chosen), size):
        rows = chosen[at : at + size]
        meets = (low[rows, :1] <= high[:, 0]) & (high[rows, :1] >= low[:, 0])
        meets &= (low[rows, 1:] <= high[:, 1]) & (high[rows, 1:] >= low[:, 1])
        row, second = np.nonzero(meets)
        yield rows[row], second


def _sorted_pairs(low: NDArray[np.float64], high: NDArray[np.float64]) -> _Pairs:
    """Pairs of edges whose boxes meet: along x only those that begin before an edge ends can meet it."""
    order = np.argsort(low[:, 0], kind="stable")
    counts = np.searchsorted(low[order, 0], high[order, 0], side="right") - np.arange(len(order)) - 1
    sums = np.cumsum(counts)
    at = 0
    while at < len(order):
        until = max(int(np.searchsorted(sums, sums[at] - counts[at] + PAIRS_AT_ONCE, side="right")), at + 1)
        part = counts[at:until]
        row = np.repeat(np.arange(at, until), part)
        step = np.arange(len(row)) - np.repeat(np.cumsum(part) - part, part) + 1
        first, second = order[row], order[row + step]
        meets = (low[first, 1] <= high[second, 1]) & (high[first, 1] >= low[second, 1])
        yield first[meets], second[meets]
        at = until


def _meeting(
    ring: NDArray[np.float64], end: NDArray[np.float64], first: NDArray[np.intp], second: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Those of the pairs whose edges meet, and are not neighbours."""
    gap = (second - first) % len(ring)
    apart = (gap > 1) & (gap < len(ring) - 1)
    first, second = first[apart], second[apart]
    meets = segments_meet(ring[first], end[first], ring[second], end[second])
    return np.asarray(np.stack([first, second], axis=1)[meets])


def segments_meet(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], d: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether each segment from a to b crosses or touches that from c to d; all of shape (n, 2)."""
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    crosses = (turns[0] * turns[1] < 0) & (turns[2] * turns[3] < 0)
    touches = (turns[0] == 0) & _within(a, b, c) | (turns[1] == 0) & _within(a, b, d)
    touches |= (turns[2] == 0) & _within(c, d, a) | (turns[3] == 0) & _within(c, d, b)
    return np.asarray(crosses | touches)


def _turn(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _within(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(((c >= np.minimum(a, b)) & (c <= np.maximum(a, b))).all(axis=1))


def folds_back(ring: NDArray[np.float64], among: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Points at which a ring runs back along the edge it came by, or stands still."""
    at = np.arange(len(ring)) if among is None else among
    outgoing = ring[(at + 1) % len(ring)] - ring[at]
    incoming = ring[at] - ring[at - 1]
    cross = incoming[:, 0] * outgoing[:, 1] - incoming[:, 1] * outgoing[:, 0]
    return np.asarray(at[(cross == 0) & ((incoming * outgoing).sum(axis=1) <= 0)])


def is_simple(ring: NDArray[np.float64], among: NDArray[np.intp] | None = None) -> bool:
    """Whether no two edges of a ring meet but at their shared ends, asked of all edges or of some.

    Parameters
    ----------
    ring
        Closed ring.
    among
        Edges that are new in a ring that was simple; None for all.
    """
    if len(ring) < 3:
        return False
    ends = None if among is None else np.unique(np.concatenate([among, (among + 1) % len(ring)]))
    return not len(folds_back(ring, ends)) and not len(meeting_edges(ring, among))


def untangled(ring: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Ring without crossings: at each the smaller of the two loops is left out; None where nothing is left.

    Parameters
    ----------
    ring
        Closed ring, as it was drawn.
    """
    for _ in range(KNOTS_MAXIMUM):
        ring = _without_folds(ring)
        if len(ring) < 3:
            return None
        pairs = meeting_edges(ring)
        if not len(pairs):
            return ring
        ring = _larger_loop(ring, *(int(edge) for edge in pairs[0]))
    return None


def _without_folds(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    while len(ring) >= 3 and len(places := folds_back(ring)):
        ring = np.delete(ring, places[0], axis=0)
    return ring


def _larger_loop(ring: NDArray[np.float64], first: int, second: int) -> NDArray[np.float64]:
    """Larger of the two loops into which two edges that meet part a ring."""
    a, b = ring[first], ring[(first + 1) % len(ring)]
    c, d = ring[second], ring[(second + 1) % len(ring)]
    along, other = b - a, d - c
    cross = along[0] * other[1] - along[1] * other[0]
    if cross == 0.0:  # they lie on one line: part the ring at an end
        return max((ring[first + 1 : second + 1], np.delete(ring, np.s_[first + 1 : second + 1], axis=0)), key=_size)
    part = ((c - a)[0] * other[1] - (c - a)[1] * other[0]) / cross
    at = (a + min(max(part, 0.0), 1.0) * along)[None]
    inner = np.concatenate([at, ring[first + 1 : second + 1]])
    outer = np.concatenate([at, ring[second + 1 :], ring[: first + 1]])
    return _distinct(max((inner, outer), key=_size))


def _size(ring: NDArray[np.float64]) -> float:
    return abs(signed_area(as_points(ring))) if len(ring) >= 3 else 0.0


def _distinct(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ring without points that repeat the one before them."""
    return np.asarray(ring[(ring != np.concatenate([ring[-1:], ring[:-1]])).any(axis=1)])


def as_points(ring: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Ring as a tuple of points."""
    return tuple((x, y) for x, y in ring.tolist())
