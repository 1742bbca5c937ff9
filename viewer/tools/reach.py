"""Plain geometry of the pointer: what is in its reach, what stays inside the image, what a traced run comes to.

Reach is measured on the screen, in screen points; places are image points (x = column, y = row) in pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Point, signed_area
from viewer.core.view import Viewport
from viewer.tools.gesture import ToolContext

VERTEX_REACH = 8.0
"""Distance from a vertex or the end of a line at which it can be grabbed, screen points."""

EDGE_REACH = 6.0
"""Distance from an edge at which it can be grabbed, screen points."""

FIRST_REACH = 10.0
"""Distance from the first vertex at which a click closes the outline being drawn, screen points."""

DENSE_VERTICES = 400
"""An outline of more vertices (the border of a mask) shows them only where they lie apart."""

DENSE_GAP = 6.0
"""Mean distance of neighbouring vertices from which those of such an outline are shown, screen points."""

RUN_TOLERANCE, RUN_TOLERANCE_MINIMUM, RUN_FINER = 1.2, 0.02, 0.8
"""Largest deviation of a simplified freehand run from the traced one, screen points; where it would change the area,
a finer one is tried, by this factor (no unit), down to the smallest. A mouse tells whole screen points, so that the
first tolerance lies above their steps and makes few vertices."""

RUN_AREA_PART, RUN_AREA_PER_LENGTH = 0.002, 0.01
"""What simplifying may change of the area between a run and its chord: a part of it (no unit), and screen points²
for each screen point of length, so that straight runs, which enclose next to nothing, come down to few points."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What of an outline is under the pointer.

    Parameters
    ----------
    kind
        'vertex', 'edge', or 'inside' when neither is in reach.
    outline
        Place of the outline in `Document.outlines`.
    at
        The vertex, or the nearest point of the edge; the pointer itself when inside.
    ring, index
        The vertex, or the first vertex of the edge.
    """

    kind: Literal["vertex", "edge", "inside"]
    outline: int
    at: Point
    ring: int = 0
    index: int = 0


def area_kept(ctx: ToolContext) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the image, or of the part of it that is kept, to the pixels' outer edges."""
    crop = ctx.document.crop_of(ctx.image.key)
    right, bottom = ctx.image.columns - 0.5, ctx.image.rows - 0.5
    if crop is None:
        return (-0.5, -0.5, right, bottom)
    return (crop.left - 0.5, crop.top - 0.5, min(crop.right + 0.5, right), min(crop.bottom + 0.5, bottom))


def clamped(point: Point, ctx: ToolContext) -> Point:
    """Nearest point of the image, or of the part of it that is kept."""
    left, top, right, bottom = area_kept(ctx)
    return (min(max(point[0], left), right), min(max(point[1], top), bottom))


def shifted(points: Sequence[Point], shift: Point, ctx: ToolContext) -> tuple[Point, ...]:
    """Points moved together as far as all of them stay in the image; their shape is kept."""
    left, top, right, bottom = area_kept(ctx)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    dx = min(max(shift[0], min(left - min(xs), 0.0)), max(right - max(xs), 0.0))
    dy = min(max(shift[1], min(top - min(ys), 0.0)), max(bottom - max(ys), 0.0))
    # Adding may round past the border by the last digit, and a point beyond it is refused when measuring.
    return tuple(clamped((x + dx, y + dy), ctx) for x, y in points)


def distinct(points: Iterable[Point]) -> int:
    """Number of different points."""
    return len(set(points))


def shows_vertices(outline: Outline, viewport: Viewport) -> bool:
    """Whether the vertices of an outline lie far enough apart on the screen to be shown and grabbed."""
    count = sum(len(ring) for ring in outline.rings)
    if count <= DENSE_VERTICES:
        return True
    u, v, following, _ = _on_screen(outline, (0.0, 0.0), viewport)
    return float(np.hypot(u[following] - u, v[following] - v).sum()) / count >= DENSE_GAP


def spot_at(at: Point, ctx: ToolContext, *, preferred: int | None = None) -> Spot | None:
    """What of the slice's outlines is under an image point, or None.

    A vertex goes before an edge, an edge before the inside; among several of a kind that of the preferred outline,
    then the nearest; of outlines that lie in one another the smallest. What is hidden cannot be grabbed.

    Parameters
    ----------
    at
        The pointer.
    ctx
        Document, slice and viewport.
    preferred
        Place of the selected outline, or None.
    """
    if ctx.view.hides_overlays:
        return None
    found = [_ranked_spot(index, outline, at, ctx) for index, outline in ctx.document.numbered_on_slice(ctx.image.key)]
    order = {"vertex": 0, "edge": 1, "inside": 2}
    best = min(
        (entry for entry in found if entry is not None),
        key=lambda entry: (
            order[entry[1].kind],
            entry[1].kind != "inside" and entry[1].outline != preferred,
            entry[0],
        ),
        default=None,
    )
    return None if best is None else best[1]


def _on_screen(
    outline: Outline, origin: Point, viewport: Viewport
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp], list[int]]:
    """Vertices of all rings from an origin in screen points (u, v), the next of each, and where each ring starts."""
    rings = outline.rings
    lengths = [len(ring) for ring in rings]
    count = sum(lengths)
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(rings)), np.float64, 2 * count)
    dx, dy = flat[0::2] - origin[0], flat[1::2] - origin[1]
    a, b, c, d = viewport.linear
    following = np.arange(1, count + 1)
    starts = [0]
    for length in lengths:
        following[starts[-1] + length - 1] = starts[-1]
        starts.append(starts[-1] + length)
    return a * dx + c * dy, b * dx + d * dy, following, starts[:-1]


def _ranked_spot(index: int, outline: Outline, at: Point, ctx: ToolContext) -> tuple[float, Spot] | None:
    """What of one outline is under the pointer, with its distance in screen points (its area when inside)."""
    u, v, following, starts = _on_screen(outline, at, ctx.viewport)
    next_u, next_v = u[following], v[following]
    if shows_vertices(outline, ctx.viewport):
        distances = np.hypot(u, v)
        nearest = int(distances.argmin())
        if distances[nearest] <= VERTEX_REACH:
            ring, place = _place(nearest, starts)
            return float(distances[nearest]), Spot("vertex", index, outline.rings[ring][place], ring, place)
        along_u, along_v = next_u - u, next_v - v
        squares = along_u * along_u + along_v * along_v
        part = np.clip(-(u * along_u + v * along_v) / np.where(squares == 0.0, 1.0, squares), 0.0, 1.0)
        distances = np.hypot(u + part * along_u, v + part * along_v)
        nearest = int(distances.argmin())
        if distances[nearest] <= EDGE_REACH:
            ring, place = _place(nearest, starts)
            foot = _between(outline.rings[ring], place, float(part[nearest]))
            return float(distances[nearest]), Spot("edge", index, foot, ring, place)
    return (outline.area_px, Spot("inside", index, at)) if _encloses(u, v, next_u, next_v) else None


def _encloses(
    u: NDArray[np.float64], v: NDArray[np.float64], next_u: NDArray[np.float64], next_v: NDArray[np.float64]
) -> bool:
    """Whether the origin lies inside edges, by the even-odd rule, so that holes of masks are outside."""
    crosses = (v > 0.0) != (next_v > 0.0)
    u, v, next_u, next_v = u[crosses], v[crosses], next_u[crosses], next_v[crosses]
    return bool(np.count_nonzero(u - v * (next_u - u) / (next_v - v) > 0.0) % 2)


def _place(flat: int, starts: Sequence[int]) -> tuple[int, int]:
    """Ring and place in it of a vertex counted over all rings."""
    ring = max(number for number, start in enumerate(starts) if start <= flat)
    return ring, flat - starts[ring]


def _between(ring: Sequence[Point], place: int, part: float) -> Point:
    (x0, y0), (x1, y1) = ring[place], ring[(place + 1) % len(ring)]
    return (x0 + part * (x1 - x0), y0 + part * (y1 - y0))


def simplified(points: Sequence[Point], viewport: Viewport, *, area_part: float = RUN_AREA_PART) -> tuple[Point, ...]:
    """Freehand run with as few of its points as keep its course and the area it encloses.

    Parameters
    ----------
    points
        The traced run, image points; at least one.
    viewport
        Turns tolerances on the screen into image distances.
    area_part
        What may change of the area between the run and its chord, a part of it (no unit).

    Returns
    -------
    tuple of Point
        Some of the points, the first and the last always among them.

    References
    ----------
    Douglas and Peucker 1973, doi:10.3138/FM57-6770-U75U-7727; the tolerance is lowered until the area is kept.
    """
    if len(points) < 3:
        return tuple(points)
    screen = viewport.to_screen(np.asarray(points, dtype=np.float64))
    length = float(np.hypot(*np.diff(screen, axis=0).T).sum())
    area = signed_area([(float(u), float(v)) for u, v in screen])
    allowed = area_part * abs(area) + RUN_AREA_PER_LENGTH * length
    tolerance = RUN_TOLERANCE
    while True:
        kept = _kept(screen, tolerance)
        error = abs(signed_area([(float(u), float(v)) for u, v in screen[kept]]) - area)
        if error <= allowed or len(kept) == len(points):
            return tuple(points[i] for i in kept)
        # Where no tolerance does, every point is kept.
        tolerance = tolerance * RUN_FINER if tolerance > RUN_TOLERANCE_MINIMUM else -1.0


def _kept(points: NDArray[np.float64], tolerance: float) -> list[int]:
    """Places of the points that Douglas and Peucker keep; every point with a negative tolerance."""
    kept = [0, len(points) - 1]
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        distances = _distances(points[first + 1 : last], points[first], points[last])
        farthest = int(distances.argmax())
        if distances[farthest] > tolerance:
            middle = first + 1 + farthest
            kept.append(middle)
            open_parts += [(first, middle), (middle, last)]
    return sorted(kept)


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distances of points, shape (n, 2), from a line segment."""
    along = end - start
    square = float(along @ along)
    part = np.clip((points - start) @ along / square, 0.0, 1.0)[:, None] if square else 0.0
    offsets = points - start - part * along
    return np.hypot(offsets[:, 0], offsets[:, 1])
