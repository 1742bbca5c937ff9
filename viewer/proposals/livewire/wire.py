"""All paths of least cost from one point; following one of them takes no search."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point
from viewer.importing import one_importer
from viewer.proposals.livewire.lattice import (
    DIRECTIONS,
    FAR,
    NEAR,
    Lattice,
    Singles,
    between,
    first_block,
    lattice_round,
    reaches,
)
from viewer.proposals.livewire.training import costs

Array = NDArray[np.float64]

ROUNDING = 2.0
"""Standard deviation along a path with which its stairs are smoothed away, nodes."""


FROM_ENDS = 8
"""Nodes from either end of a path from which on it is centred fully."""

FLAT = 0.05
"""Least bend of the cost across a path for which it has a middle (parts of the greatest cost)."""


@dataclass(frozen=True, slots=True, eq=False)
class Wire:
    """Paths from one point to all others around it.

    Parameters
    ----------
    start
        The point, pixels.
    accepted
        Stretches of border that the cost was learnt from, image points of shape (n, 2) each.
    lattice
        Where the paths run.
    cost
        Cost of a node's length in each direction, shape (8, rows, columns).
    before
        Node from which each node is reached, counted along rows; negative at the start.
    radius
        Nodes of the lattice on either side of the point, where the slice goes so far.
    nearer
        Paths on the other lattices that were searched before, or None.
    """

    start: Point
    accepted: tuple[Array, ...]
    lattice: Lattice = field(repr=False)
    cost: Singles = field(repr=False)
    before: NDArray[np.int32] = field(repr=False)
    radius: int
    nearer: "Wire | None" = field(default=None, repr=False)

    def path_to(self, end: Point) -> tuple[Point, ...]:
        """Path from the start to an image point, both included, without stairs; straight beyond the lattice."""
        best = self._finest_to(end)
        if best is not self:
            return best.path_to(end)
        nodes = self._nodes_to(end)
        if len(nodes) < 3:
            return (self.start, end)
        along = self.lattice.points(centred(smoothed(nodes), self.cost))
        return (self.start, *((float(x), float(y)) for x, y in along[1:-1]), end)

    def _nodes_to(self, end: Point) -> Array:
        """Nodes (x, y) of the path, its two ends where they really lie, shape (n, 2)."""
        lattice = self.lattice
        first, last = lattice.nodes(np.array([self.start, end]))
        if not lattice.covers(end):
            return np.array([first, last])
        node = _nearest(lattice, last)
        found = []
        while node >= 0:
            found.append(node)
            node = int(self.before[node])
        rows, columns = np.divmod(np.array(found[::-1]), lattice.columns)
        nodes = np.column_stack([columns, rows]).astype(np.float64)
        nodes[0], nodes[-1] = first, last
        return nodes

    def _searched(self) -> Iterator["Wire"]:
        """These paths, then those on the other lattices."""
        wire: Wire | None = self
        while wire is not None:
            yield wire
            wire = wire.nearer

    @property
    def _level(self) -> tuple[int, int]:
        """Block and radius: the less, the finer or smaller the lattice."""
        return self.lattice.block, self.radius

    def _finest_to(self, end: Point) -> "Wire":
        """Those of the paths whose lattice reaches an image point and is the finest, then smallest, that does."""
        return min((w for w in self._searched() if w.lattice.covers(end)), key=lambda w: w._level, default=self)

    def reaching(self, values: Array, end: Point) -> "Wire":
        """Return this, or one with a wider or a coarser lattice too, that reaches an image point farther away.

        Only the lattice that the point needs is searched, whichever were before: a path depends on its ends alone.
        """
        searched = {wire._level for wire in self._searched()}
        block, radius = min(searched)
        while not reaches(values.shape, self.start, end, block=block, radius=radius) and block < max(values.shape):
            block, radius = (block, FAR) if radius < FAR else (2 * block, FAR)
        if (block, radius) in searched:
            return self
        return replace(_wire(values, self.start, self.accepted, block, radius=radius), nearer=self)


def wire_from(
    values: Array, start: Point, *, accepted: tuple[Array, ...] = (), spacing_mm: float | None = None
) -> Wire:
    """Paths from a point.

    Parameters
    ----------
    values
        Values of the slice after rescale, shape (rows, columns), NaN where there is none.
    start
        (x, y), pixels.
    accepted
        Stretches of border accepted so far, in order and in the direction of travel, image points of shape (n, 2).
    spacing_mm
        Distance of neighbouring pixels, or None where it is not known.
    """
    rows, columns = values.shape
    return _wire(values, start, accepted, first_block((rows, columns), spacing_mm), radius=NEAR)


def _wire(values: Array, start: Point, accepted: tuple[Array, ...], block: int, *, radius: int) -> Wire:
    with one_importer():
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

    lattice = lattice_round(values, start, block, radius=radius)
    at = lattice.nodes(np.array([start]))[0]
    cost = costs(lattice, accepted, at)
    rows, columns = lattice.rows, lattice.columns
    indptr, indices, neighbours, lengths = _links(rows, columns)
    here = cost.reshape(len(DIRECTIONS), -1)
    there = np.take_along_axis(here, neighbours, axis=1)
    weights = ((here + there) * lengths).T.ravel()
    graph = csr_array((weights, indices, indptr), shape=(rows * columns, rows * columns))
    _, before = dijkstra(graph, indices=_nearest(lattice, at), return_predecessors=True)
    return Wire(start, accepted, lattice, cost, before, radius)


@lru_cache(maxsize=4)
def _links(rows: int, columns: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.intp], Singles]:
    """Rows and columns of the graph, the neighbours of all nodes in each direction, and half the way to them."""
    y, x = np.divmod(np.arange(rows * columns), columns)
    steps = np.array(DIRECTIONS)
    to_x, to_y = x[:, None] + steps[:, 0], y[:, None] + steps[:, 1]
    is_inside = (to_x >= 0) & (to_x < columns) & (to_y >= 0) & (to_y < rows)
    # Links that would leave the lattice lead back to where they begin.
    indices = np.where(is_inside, to_y * columns + to_x, np.arange(rows * columns)[:, None])
    indptr = np.arange(0, indices.size + 1, len(steps), dtype=np.int32)
    neighbours = np.ascontiguousarray(indices.T)
    halves = np.where(is_inside.T, np.hypot(steps[:, 0], steps[:, 1])[:, None] / 2.0, 1e6).astype(np.float32)
    return indptr, indices.ravel().astype(np.int32), neighbours, halves


def _nearest(lattice: Lattice, node: Array) -> int:
    """Node, counted along rows, next to a place on the lattice."""
    x = min(max(round(float(node[0])), 0), lattice.columns - 1)
    y = min(max(round(float(node[1])), 0), lattice.rows - 1)
    return y * lattice.columns + x


def centred(nodes: Array, cost: Singles) -> Array:
    """Smooth path moved sideways, by less than a node, to where it costs least between the nodes, shape (n, 2)."""
    with one_importer():
        from scipy.ndimage import gaussian_filter1d

    steps = np.gradient(nodes, axis=0)
    travel = steps / np.maximum(np.hypot(*steps.T), 1e-9)[:, None]
    aside = np.column_stack([travel[:, 1], -travel[:, 0]])
    direction = np.round(np.arctan2(travel[:, 1], travel[:, 0]) / (np.pi / 4.0)).astype(np.intp) % len(DIRECTIONS)
    each = np.arange(len(nodes))
    before, here, after = (between(cost, nodes + shift * aside)[direction, each] for shift in (-1.0, 0.0, 1.0))
    bend = before - 2.0 * here + after
    shift = np.where(bend > FLAT, 0.5 * (before - after) / np.maximum(bend, FLAT), 0.0)
    evenly = gaussian_filter1d(np.clip(shift, -1.0, 1.0), ROUNDING, truncate=3.0, mode="nearest")
    # What was clicked says best where the border is, so the nearer to it the less is changed.
    from_ends = np.minimum(each, each[::-1])
    return np.asarray(nodes + (evenly * np.minimum(from_ends / FROM_ENDS, 1.0))[:, None] * aside)


def smoothed(nodes: Array) -> Array:
    """Path with its stairs smoothed away and its ends where they were, shape (n, 2)."""
    with one_importer():
        from scipy.ndimage import gaussian_filter1d

    # Turned about its ends, a path is smoothed there without being drawn in.
    reach = min(4, len(nodes) - 1)
    before = 2.0 * nodes[0] - nodes[reach:0:-1]
    after = 2.0 * nodes[-1] - nodes[-2 : -2 - reach : -1]
    longer = np.concatenate([before, nodes, after])
    found = gaussian_filter1d(longer, ROUNDING, axis=0, truncate=3.0, mode="nearest")[reach : reach + len(nodes)]
    found[0], found[-1] = nodes[0], nodes[-1]
    return np.asarray(found)
