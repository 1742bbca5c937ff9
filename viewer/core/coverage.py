"""Exact coverage: which part of every pixel an outline covers, and how two outlines overlap.

A pixel is the unit square round its centre; a pixel half inside counts half, so that the sum of coverage
is the polygon's exact area.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, following
from viewer.core.percentiles import distinct

LEAST_WEIGHT = 1e-9
"""Smallest part of a pixel (no unit) that counts as covered; rounding errors reach about 1e-13."""

CHUNK = 1_000_000
"""How many pairs of edges, or of edges and heights, are looked at at once; bounds the memory."""

BAND = 256
"""Most edges or heights that are looked at at once: few enough that most others do not reach them."""

_Edges = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Start and end points, each of shape (n, 2)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of an outline on its bounding box.

    Parameters
    ----------
    top, left
        Row and column of the first element of `weights`.
    weights
        Shape (rows, columns) of the box, 0…1, part of each pixel inside the outline, read-only.
    """

    top: int
    left: int
    weights: NDArray[np.float64]

    @property
    def box(self) -> tuple[slice, slice]:
        """Index (rows, columns) of the box in the image."""
        rows, columns = self.weights.shape
        return slice(self.top, self.top + rows), slice(self.left, self.left + columns)


def exact_coverage(outline: Outline) -> Coverage:
    """Part of every pixel that an outline covers, exact up to rounding.

    Every edge is cut where it passes from one pixel to the next. A piece inside one pixel adds its height
    to the pixels right of it and the trapezoid beside it to its own pixel; running sums along the rows
    complete the area.

    Parameters
    ----------
    outline
        A simple outline, wholly inside the image (see `check_outline`). Rings that turn the other way
        round are holes.

    Returns
    -------
    Coverage
        Box from the first to the last touched pixel; `weights.sum()` equals `outline.area_px`.
    """
    x_min, y_min, x_max, y_max = outline.bounds_px
    left, top = math.floor(x_min + 0.5), math.floor(y_min + 0.5)
    columns = max(math.ceil(x_max + 0.5) - left, 1)
    rows = max(math.ceil(y_max + 0.5) - top, 1)
    start, end = _edges(outline)
    shift = np.array([0.5 - left, 0.5 - top])  # pixel (left, top) now spans 0…1
    pieces_start, pieces_end = _cut_at_pixels(start + shift, end + shift)
    middle = (pieces_start + pieces_end) / 2.0
    column = np.clip(np.floor(middle[:, 0]).astype(np.int64), 0, columns - 1)
    row = np.clip(np.floor(middle[:, 1]).astype(np.int64), 0, rows - 1)
    height = pieces_end[:, 1] - pieces_start[:, 1]
    index = row * (columns + 1) + column
    inside = height * (column + 1 - middle[:, 0])
    size = rows * (columns + 1)
    sums = np.bincount(index, weights=inside, minlength=size).astype(np.float64)
    sums += np.bincount(index + 1, weights=height - inside, minlength=size)
    weights = np.cumsum(sums.reshape(rows, columns + 1), axis=1)[:, :columns]
    if weights.sum() < 0.0:
        weights = -weights
    # Running sums leave rounding errors on pixels that the outline does not touch; none may count as covered.
    weights = np.where(weights < LEAST_WEIGHT, 0.0, np.minimum(weights, 1.0))
    weights.setflags(write=False)
    return Coverage(top=top, left=left, weights=weights)


def _edges(outline: Outline) -> _Edges:
    """Start and end points, each of shape (n, 2), of all edges of all rings."""
    rings = [np.asarray(ring, dtype=np.float64) for ring in outline.rings]
    return np.concatenate(rings), np.concatenate([following(ring) for ring in rings])


def _cut_at_pixels(
    start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cut edges at every whole x and y; start and end points of the pieces, each of shape (m, 2)."""
    edges = np.arange(len(start))
    parts, owners = [np.zeros(len(start)), np.ones(len(start))], [edges, edges]
    for axis in (0, 1):
        low = np.minimum(start[:, axis], end[:, axis])
        high = np.maximum(start[:, axis], end[:, axis])
        first = np.floor(low) + 1.0
        count = np.maximum(np.ceil(high) - first, 0.0).astype(np.int64)
        owner = np.repeat(edges, count)
        step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        line = first[owner] + step
        parts.append((line - start[owner, axis]) / (end[owner, axis] - start[owner, axis]))
        owners.append(owner)
    part, owner = np.concatenate(parts), np.concatenate(owners)
    order = np.lexsort((part, owner))
    part, owner = part[order, np.newaxis], owner[order]
    points = start[owner] * (1.0 - part) + end[owner] * part
    same = owner[1:] == owner[:-1]
    return points[:-1][same], points[1:][same]


def overlap_area_px(first: Outline, second: Outline) -> float:
    """Exact area in pixels that two outlines share.

    Between two neighbouring heights at which an edge starts, ends or is crossed, both outlines are stacks
    of trapezoids whose sides do not cross; the shared area of two such stacks follows from their widths at
    mid-height.

    Parameters
    ----------
    first, second
        Outlines that do not cross themselves.
    """
    a_min, a_low, a_max, a_high = first.bounds_px
    b_min, b_low, b_max, b_high = second.bounds_px
    if a_max <= b_min or b_max <= a_min or a_high <= b_low or b_high <= a_low:
        return 0.0
    edges = [_edges(outline) for outline in (first, second)]
    heights = distinct(np.concatenate([edges[0][0][:, 1], edges[1][0][:, 1], _crossing_heights(edges[0], edges[1])]))
    heights = heights[(heights >= max(a_low, b_low)) & (heights <= min(a_high, b_high))]
    low, high = heights[:-1], heights[1:]
    size = min(BAND, max(1, CHUNK // max(len(start) for start, _ in edges)))
    chunks = (slice(at, at + size) for at in range(0, len(low), size))
    return math.fsum(_shared_between(edges, low[chunk], high[chunk]) for chunk in chunks)


def _shared_between(edges: Sequence[_Edges], low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Area in pixels that two outlines share between pairs of neighbouring heights."""
    middle = (low + high) / 2.0
    near = (_within_heights(pair, low[0], high[-1]) for pair in edges)
    (left, right), (other_left, other_right) = (_spans_at(start, end, middle) for start, end in near)
    ends = np.concatenate([left, right, other_left, other_right], axis=1)
    steps = np.repeat([1, -1, 1, -1], [left.shape[1], right.shape[1], other_left.shape[1], other_right.shape[1]])
    order = np.argsort(ends, axis=1)
    depth = np.cumsum(steps[order], axis=1)[:, :-1]  # how many outlines lie between two neighbouring ends
    widths = np.diff(np.take_along_axis(ends, order, axis=1), axis=1)
    return float(((widths * (depth == 2)).sum(axis=1) * (high - low)).sum())


def _crossing_heights(first: _Edges, second: _Edges) -> NDArray[np.float64]:
    """The y of every crossing of an edge of the first with an edge of the second outline."""
    size = min(BAND, max(1, CHUNK // len(second[0])))
    found = []
    for at in range(0, len(first[0]), size):
        a, b = first[0][at : at + size], first[1][at : at + size]
        near = _within_heights(second, min(a[:, 1].min(), b[:, 1].min()), max(a[:, 1].max(), b[:, 1].max()))
        found.append(_crossings(a, b, *near))
    return distinct(np.concatenate(found))


def _within_heights(edges: _Edges, low: float, high: float) -> _Edges:
    """Edges that reach between two heights; all of them where they are few, as looking costs more then."""
    start, end = edges
    if len(start) <= BAND:
        return edges
    reaches = (np.minimum(start[:, 1], end[:, 1]) <= high) & (np.maximum(start[:, 1], end[:, 1]) >= low)
    return start[reaches], end[reaches]


def _crossings(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], d: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The y where edges a→b, shape (n, 2), cross edges c→d, shape (m, 2)."""
    low, high, other_low, other_high = np.minimum(a, b), np.maximum(a, b), np.minimum(c, d), np.maximum(c, d)
    meets = (low[:, :1] <= other_high[:, 0]) & (high[:, :1] >= other_low[:, 0])
    one, other = np.nonzero(meets & (low[:, 1:] <= other_high[:, 1]) & (high[:, 1:] >= other_low[:, 1]))
    ab, cd, ac = (b - a)[one], (d - c)[other], c[other] - a[one]
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = ab[:, 0] * cd[:, 1] - ab[:, 1] * cd[:, 0]
        along_first = (ac[:, 0] * cd[:, 1] - ac[:, 1] * cd[:, 0]) / cross
        along_second = (ac[:, 0] * ab[:, 1] - ac[:, 1] * ab[:, 0]) / cross
        y = a[one, 1] + along_first * ab[:, 1]
    inside = (along_first >= 0) & (along_first <= 1) & (along_second >= 0) & (along_second <= 1)
    return np.asarray(y[inside])


def _spans_at(
    start: NDArray[np.float64], end: NDArray[np.float64], heights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left and right ends, each of shape (heights, spans), of the parts of each height inside an outline.

    No vertex lies on the heights. Heights with fewer spans than others are filled with empty ones at 0.
    """
    level = heights[:, np.newaxis]
    hit = (start[:, 1] < level) != (end[:, 1] < level)
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    x = start[:, 0] + (level - start[:, 1]) / rise * (end[:, 0] - start[:, 0])
    x = np.sort(np.where(hit, x, np.inf), axis=1)[:, : int(hit.sum(axis=1).max(initial=0))]
    x = np.where(np.isinf(x), 0.0, x)
    return x[:, 0::2], x[:, 1::2]
