"""Outlines with a vertex, an edge or all of them moved, inserted or left out: plain changes of one outline."""

from collections.abc import Sequence
from dataclasses import replace

from viewer.core.outline import Outline, Point
from viewer.tools.editing.apart import free_share, is_free, partners, slid, vertex_apart
from viewer.tools.gesture import ToolContext
from viewer.tools.reach import Spot, clamped, shifted

VertexPlace = tuple[int, int]
"""Number of a ring and of a vertex in it, both from 0."""


def with_ring(outline: Outline, number: int, ring: tuple[Point, ...]) -> Outline:
    """Return an outline with one ring exchanged."""
    return replace(outline, rings=(*outline.rings[:number], ring, *outline.rings[number + 1 :]))


def with_inserted(outline: Outline, spot: Spot) -> Outline:
    """Return an outline with a vertex on an edge."""
    ring = outline.rings[spot.ring]
    return with_ring(outline, spot.ring, (*ring[: spot.index + 1], spot.at, *ring[spot.index + 1 :]))


def without_vertex(outline: Outline, number: int, index: int) -> Outline:
    """Return an outline without one vertex."""
    ring = outline.rings[number]
    return with_ring(outline, number, (*ring[:index], *ring[index + 1 :]))


def edge_ends(outline: Outline, spot: Spot) -> tuple[VertexPlace, VertexPlace]:
    """Both vertices of an edge."""
    return (spot.ring, spot.index), (spot.ring, (spot.index + 1) % len(outline.rings[spot.ring]))


def moved(outline: Outline, index: int, vertices: Sequence[VertexPlace], shift: Point, ctx: ToolContext) -> Outline:
    """Return an outline with vertices, or with all of it, moved as far as the image and its partners let it.

    Parameters
    ----------
    outline
        Before the change.
    index
        Its place in `Document.outlines`.
    vertices
        What moves: one vertex, both of an edge, or none of them for the whole outline.
    shift
        Where it is to go, pixels.
    ctx
        Image and partners.
    """
    others = partners(outline, index, ctx)
    if not vertices:
        return _whole(outline, slid(outline, _clamped_shift(outline, shift, ctx), others), ctx)
    if len(vertices) == 1:
        number, place = vertices[0]
        start = outline.rings[number][place]
        end = clamped((start[0] + shift[0], start[1] + shift[1]), ctx)
        return vertex_apart(lambda at: _with_vertex(outline, vertices[0], at), start, end, others)

    def edge(part: float) -> Outline:
        return _with_edge(outline, vertices, (part * shift[0], part * shift[1]), ctx)

    return edge(free_share(lambda part: is_free(edge(part), others)))


def _with_vertex(outline: Outline, vertex: VertexPlace, at: Point) -> Outline:
    number, index = vertex
    ring = outline.rings[number]
    return with_ring(outline, number, (*ring[:index], at, *ring[index + 1 :]))


def _with_edge(outline: Outline, vertices: Sequence[VertexPlace], shift: Point, ctx: ToolContext) -> Outline:
    places = shifted([outline.rings[number][index] for number, index in vertices], shift, ctx)
    for vertex, at in zip(vertices, places, strict=True):
        outline = _with_vertex(outline, vertex, at)
    return outline


def _clamped_shift(outline: Outline, shift: Point, ctx: ToolContext) -> Point:
    """Part of a shift that keeps the outline in the image."""
    x_min, y_min, x_max, y_max = outline.bounds_px
    first, _ = shifted([(x_min, y_min), (x_max, y_max)], shift, ctx)
    return (first[0] - x_min, first[1] - y_min)


def _whole(outline: Outline, shift: Point, ctx: ToolContext) -> Outline:
    points = iter(shifted([point for ring in outline.rings for point in ring], shift, ctx))
    return replace(outline, rings=tuple(tuple(next(points) for _ in ring) for ring in outline.rings))
