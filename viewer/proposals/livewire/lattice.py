"""What the values of a slice are like around a point, at each node of a lattice and for each direction of travel.

A lattice covers the part of the slice round a point; its nodes are the centres of blocks of pixels. Looking along a
direction of travel, the left hand and the right hand lie on either side of the border that is followed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
"""Single precision: half the time, and far finer than the values of an image."""

DIRECTIONS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Steps (x, y) from a node to its neighbours, nodes; the second half is the first one turned round."""

_LEFT = np.array([(dy, -dx) for dx, dy in DIRECTIONS]) / np.hypot(*np.array(DIRECTIONS).T)[:, None]
"""Unit vectors (x, y) to the left hand of each direction, as seen on an image whose rows go down."""

NEAR, FAR = 40, 64
"""Nodes of a lattice on either side of its point, at first and where a path goes farther: pins are rarely farther apart
than the first, and 81² nodes are searched in half the time of 129².
"""

NODE_MM = 0.7
"""Blocks of pixels are no longer than this, where the pixels are not, millimetres: finer than a border is sharp."""

NODES_ACROSS = 512
"""Nodes along the longer edge of a slice whose pixel spacing is not known."""

SMOOTHING = 1.0
"""Standard deviation of the Gaussian that the values are smoothed with, nodes."""

STRONG_PERCENTILE = 97.0
"""Slopes stronger than this percentile of those around are all the best there is."""

HAND = 2.0
"""Distance from the path at which the grey to its left and right is looked at, nodes."""

MARGIN = 6
"""Nodes around the lattice that smoothing and looking sideways reach."""

FEATURES = 5
"""Numbers that tell a place apart: slope and curvature across the path, and the grey on it, left and right of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Values around a point.

    Parameters
    ----------
    origin
        Image point (x, y) of the first node, pixels.
    block
        Length of a block, pixels.
    rows, columns
        Nodes.
    maps
        Smoothed values, their slopes in x and y, and their second derivatives xx, xy and yy, per node; shape
        (6, rows + 2 * MARGIN, columns + 2 * MARGIN). Values are parts of `scale`, measured from the middle.
    is_known
        Nodes that have a value, shape (rows, columns).
    """

    origin: tuple[float, float]
    block: int
    rows: int
    columns: int
    maps: Singles
    is_known: NDArray[np.bool_]

    def nodes(self, points: Array) -> Array:
        """Places of image points, shape (n, 2), on the lattice in nodes (x, y)."""
        return np.asarray((points - np.asarray(self.origin)) / self.block)

    def points(self, nodes: Array) -> Array:
        """Image points of places on the lattice, shape (n, 2)."""
        return np.asarray(nodes * self.block + np.asarray(self.origin))

    def covers(self, point: tuple[float, float]) -> bool:
        """Whether an image point lies on the lattice."""
        x, y = self.nodes(np.array([point]))[0]
        return bool(-0.5 <= x <= self.columns - 0.5 and -0.5 <= y <= self.rows - 0.5)

    def features(self) -> Singles:
        """Features of every node in every direction, shape (FEATURES, 8, rows, columns)."""
        half = len(DIRECTIONS) // 2
        found = np.empty((FEATURES, len(DIRECTIONS), self.rows, self.columns), np.float32)
        grey, slope_x, slope_y, xx, xy, yy = (self._shifted(number, 0, 0) for number in range(6))
        for number, (left_x, left_y) in enumerate(_LEFT[:half].tolist()):
            aside = (round(HAND * left_x), round(HAND * left_y))
            found[0, number] = slope_x * left_x + slope_y * left_y
            found[1, number] = xx * left_x**2 + 2.0 * xy * left_x * left_y + yy * left_y**2
            found[2, number] = grey
            found[3, number] = self._shifted(0, *aside)
            found[4, number] = self._shifted(0, -aside[0], -aside[1])
        # Travelling the other way, the hands change places and the slope its sign.
        found[0, half:] = -found[0, :half]
        found[1:3, half:] = found[1:3, :half]
        found[3, half:], found[4, half:] = found[4, :half], found[3, :half]
        return found

    def _shifted(self, number: int, dx: int, dy: int) -> Singles:
        """A map as seen from the nodes that lie (dx, dy) nodes away."""
        top, left = MARGIN + dy, MARGIN + dx
        return self.maps[number, top : top + self.rows, left : left + self.columns]

    def features_along(self, nodes: Array, direction: NDArray[np.intp]) -> Array:
        """Features at places on the lattice, between its nodes, shape (n, FEATURES).

        Parameters
        ----------
        nodes
            Places, shape (n, 2).
        direction
            Direction of travel at each, its place in `DIRECTIONS`, shape (n,).
        """
        lx, ly = _LEFT[direction].T
        aside = np.round(HAND * _LEFT[direction])
        grey, slope_x, slope_y, xx, xy, yy = self._read(slice(None), nodes)
        return np.column_stack(
            [
                slope_x * lx + slope_y * ly,
                xx * lx**2 + 2.0 * xy * lx * ly + yy * ly**2,
                grey,
                self._read(slice(1), nodes + aside)[0],
                self._read(slice(1), nodes - aside)[0],
            ]
        )

    def strong_slope(self) -> float:
        """Slope in x or y that few nodes exceed."""
        slopes = np.abs(self.maps[1:3, MARGIN:-MARGIN:3, MARGIN:-MARGIN:3])
        return float(np.percentile(slopes, STRONG_PERCENTILE)) or 1.0

    def _read(self, which: slice, nodes: Array) -> Array:
        """Maps at places between the nodes, shape (maps, n)."""
        return between(self.maps[which], nodes + MARGIN)


def between(maps: Singles, nodes: Array) -> Array:
    """Maps of shape (maps, rows, columns) at places (x, y) between the nodes, linear, shape (maps, n)."""
    rows, columns = maps.shape[1:]
    x, y = np.clip(nodes[:, 0], 0.0, columns - 1.0), np.clip(nodes[:, 1], 0.0, rows - 1.0)
    i, j = x.astype(np.intp), y.astype(np.intp)
    right, below = np.minimum(i + 1, columns - 1), np.minimum(j + 1, rows - 1)
    u, v = x - i, y - j
    upper = maps[:, j, i] * (1.0 - u) + maps[:, j, right] * u
    lower = maps[:, below, i] * (1.0 - u) + maps[:, below, right] * u
    return np.asarray(upper * (1.0 - v) + lower * v)


def first_block(shape: tuple[int, int], spacing_mm: float | None) -> int:
    """Length of the blocks, pixels, of the finest lattice of a slice.

    Parameters
    ----------
    shape
        (rows, columns) of the slice.
    spacing_mm
        Distance of neighbouring pixels, or None where it is not known.
    """
    if spacing_mm is None:
        return max(1, max(shape) // NODES_ACROSS)
    return max(1, int(NODE_MM / spacing_mm))


def lattice_round(values: Array, point: tuple[float, float], block: int, *, radius: int = FAR) -> Lattice:
    """Lattice round an image point, as far as the slice goes.

    Parameters
    ----------
    values
        Values of the slice, shape (rows, columns), NaN where there is none.
    point
        (x, y), pixels.
    block
        Length of the blocks, pixels.
    radius
        Nodes on either side of the point.
    """
    first_x, columns = _span(point[0], block, values.shape[1], radius)
    first_y, rows = _span(point[1], block, values.shape[0], radius)
    grid_y = _blocks(first_y, rows, block, values.shape[0])
    grid_x = _blocks(first_x, columns, block, values.shape[1])
    part = values[grid_y[:, None], grid_x[None, :]]
    if block > 1:
        part = _means(part, block)
    is_known = np.isfinite(part)
    origin = (first_x * block + (block - 1) / 2.0, first_y * block + (block - 1) / 2.0)
    inner = is_known[MARGIN:-MARGIN, MARGIN:-MARGIN]
    return Lattice(origin, block, rows, columns, _maps(part, is_known), inner)


def reaches(
    shape: tuple[int, ...], point: tuple[float, float], end: tuple[float, float], *, block: int, radius: int
) -> bool:
    """Whether the lattice round an image point covers another one, told without making it."""
    spans = (_span(point[axis], block, shape[1 - axis], radius) for axis in (0, 1))
    # Blocks begin half a pixel before the centre of their first one.
    return all(
        first * block <= at + 0.5 <= (first + nodes) * block for (first, nodes), at in zip(spans, end, strict=True)
    )


def _span(at: float, block: int, count: int, radius: int) -> tuple[int, int]:
    """First block, and number of blocks, within so many of a place along one axis of `count` pixels."""
    every = max(1, count // block)
    middle = min(max(int((at + 0.5) // block), 0), every - 1)
    first, last = max(middle - radius, 0), min(middle + radius, every - 1)
    return first, last - first + 1


def _blocks(first: int, nodes: int, block: int, count: int) -> NDArray[np.intp]:
    """Places of the pixels along one axis, with the margin; beyond the slice its last ones are repeated."""
    pixels = np.arange((first - MARGIN) * block, (first + nodes + MARGIN) * block)
    return np.clip(pixels, 0, count - 1)


def _means(part: Array, block: int) -> Array:
    rows, columns = part.shape[0] // block, part.shape[1] // block
    # Adding slices is ten times as fast as a mean over two axes of blocks.
    total = sum(part[y::block, x::block] for y in range(block) for x in range(block))
    return np.asarray(total).reshape(rows, columns) / block**2


def _maps(part: Array, is_known: NDArray[np.bool_]) -> Singles:
    """Smoothed values and their derivatives, values in parts of their spread."""
    with one_importer():
        from scipy.ndimage import gaussian_filter

    known = part[is_known]
    if known.size == 0:
        return np.zeros((6, *part.shape), np.float32)
    low, middle, high = np.percentile(known[:: max(1, known.size // 4096)], (5.0, 50.0, 95.0))
    scale = (high - low) or 1.0
    single = np.where(is_known, (part - middle) / scale, 0.0).astype(np.float32)
    grey = gaussian_filter(single, SMOOTHING, truncate=3.0)
    slope_y, slope_x = np.gradient(grey)
    xy, xx = np.gradient(slope_x)
    yy = np.gradient(slope_y, axis=0)
    return np.stack([grey, slope_x, slope_y, xx, xy, yy])
