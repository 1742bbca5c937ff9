"""Whole outlines turned and sized: on the screen's plane, which shows true proportions."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Point
from viewer.core.polygons.edges import as_points
from viewer.core.polygons.overlap import Rings
from viewer.core.view import Viewport
from viewer.tools.editing.apart import fits, free_share, is_free, partners
from viewer.tools.gesture import ToolContext


def middle(outline: Outline) -> Point:
    """Centroid of an outline, or the middle of its box where it encloses no area; image point."""
    if outline.area_px > 0.0:
        return outline.centroid_px
    left, top, right, bottom = outline.bounds_px
    return ((left + right) / 2.0, (top + bottom) / 2.0)


def turned(outline: Outline, angle: float, anchor: Point, viewport: Viewport) -> Outline:
    """Outline turned about an image point by an angle on the screen, radians, positive from right to down."""
    cosine, sine = math.cos(angle), math.sin(angle)
    return _mapped(outline, np.array([[cosine, -sine], [sine, cosine]]), anchor, viewport)


def sized(outline: Outline, across: float, down: float, anchor: Point, viewport: Viewport) -> Outline:
    """Outline sized from an image point, by factors across and down the screen."""
    return _mapped(outline, np.array([[across, 0.0], [0.0, down]]), anchor, viewport)


def _mapped(outline: Outline, change: NDArray[np.float64], anchor: Point, viewport: Viewport) -> Outline:
    """Outline after a linear change of the screen's plane about an image point."""
    a, b, c, d = viewport.linear
    to_screen = np.array([[a, c], [b, d]])
    whole = np.linalg.solve(to_screen, change @ to_screen)
    origin = np.array(anchor)
    rings = tuple(as_points((np.asarray(ring) - origin) @ whole.T + origin) for ring in outline.rings)
    return replace(outline, rings=rings)


def is_allowed(outline: Outline, others: tuple[Rings, ...], ctx: ToolContext) -> bool:
    """Whether an outline lies in the image and overlaps none of its partners."""
    return fits(outline, ctx) and is_free(outline, others)


def turned_in_place(index: int, degrees: float, ctx: ToolContext) -> Outline:
    """Outline turned about its middle, as far as image and partners let it.

    Parameters
    ----------
    index
        Its place in `Document.outlines`.
    degrees
        Angle on the screen, clockwise.
    ctx
        Image and partners.
    """
    outline = ctx.document.outlines[index]
    angle, anchor = math.radians(degrees), middle(outline)
    return _as_far_as_allowed(lambda part: turned(outline, part * angle, anchor, ctx.viewport), index, ctx)


def sized_in_place(index: int, factor: float, ctx: ToolContext) -> Outline:
    """Outline sized from its middle by a factor (no unit), as far as image and partners let it; as above."""
    outline = ctx.document.outlines[index]
    anchor = middle(outline)

    def resized(part: float) -> Outline:
        size = 1.0 + part * (factor - 1.0)
        return sized(outline, size, size, anchor, ctx.viewport)

    return _as_far_as_allowed(resized, index, ctx)


def _as_far_as_allowed(make: Callable[[float], Outline], index: int, ctx: ToolContext) -> Outline:
    outline = ctx.document.outlines[index]
    others = partners(outline, index, ctx)
    part = free_share(lambda part: is_allowed(make(part), others, ctx))
    return make(part) if part > 0.0 else outline
