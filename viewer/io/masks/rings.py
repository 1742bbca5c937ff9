"""Rings along the pixel edges of a mask, so that their area is the number of pixels exactly."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point

Corner = tuple[int, int]


def rings_of_mask(mask: NDArray[np.bool_]) -> tuple[tuple[Point, ...], ...]:
    """Closed rings round every island and every hole of a mask.

    Parameters
    ----------
    mask
        Shape (rows, columns), True inside.

    Returns
    -------
    tuple of tuple of (float, float)
        Rings of (x = column, y = row) pixel corners, at halves; borders turn from +x to +y, holes the other
        way. No ring meets the same corner twice, and points in the middle of a straight edge are left out.

    Examples
    --------
    >>> rings_of_mask(np.array([[True]]))
    (((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)),)
    """
    following = _edges_by_start(mask)
    rings = []
    for start in list(following):
        while following.get(start):
            rings += _walk(start, following)
    return tuple(tuple((x - 0.5, y - 0.5) for x, y in _corners(ring)) for ring in rings)


def _edges_by_start(mask: NDArray[np.bool_]) -> dict[Corner, list[Corner]]:
    """Ends of the directed border edges by their start, as corners (column, row) of the pixel raster.

    The inside lies on the right of every edge as seen on the screen: a border then turns from +x to +y.
    """
    framed = np.pad(mask, 1)
    inside = framed[1:-1, 1:-1]
    edges = []
    for neighbour, start, end in (
        (framed[:-2, 1:-1], (0, 0), (1, 0)),  # upper edge, to the right
        (framed[1:-1, 2:], (1, 0), (1, 1)),  # right edge, down
        (framed[2:, 1:-1], (1, 1), (0, 1)),  # lower edge, to the left
        (framed[1:-1, :-2], (0, 1), (0, 0)),  # left edge, up
    ):
        y, x = np.nonzero(inside & ~neighbour)
        edges.append(np.column_stack([x + start[0], y + start[1], x + end[0], y + end[1]]))
    following: dict[Corner, list[Corner]] = {}
    for x, y, end_x, end_y in np.concatenate(edges).tolist():
        following.setdefault((x, y), []).append((end_x, end_y))
    return following


def _walk(start: Corner, following: dict[Corner, list[Corner]]) -> list[list[Corner]]:
    """Rings met on one closed walk; edges walked are taken out of `following`.

    Where two pixels touch at a corner only, the walk can come back to that corner before its end; the loop
    made so far is then a ring of its own, so that no ring touches itself.
    """
    rings = []
    path: list[Corner] = [start]
    place_of = {start: 0}
    while True:
        corner = following[path[-1]].pop()
        if corner not in place_of:
            place_of[corner] = len(path)
            path.append(corner)
            continue
        place = place_of[corner]
        rings.append(path[place:])
        for passed in path[place + 1 :]:
            del place_of[passed]
        del path[place + 1 :]
        if corner == start:
            return rings


def _corners(ring: list[Corner]) -> list[Corner]:
    """Points at which a ring turns."""
    points = np.array(ring)
    turns = (points - np.roll(points, 1, axis=0) != np.roll(points, -1, axis=0) - points).any(axis=1)
    return [point for point, is_turn in zip(ring, turns.tolist(), strict=True) if is_turn]
