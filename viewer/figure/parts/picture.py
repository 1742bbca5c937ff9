"""The picture of a panel: grey pixels, the colours of a fat map over them, outlines round the muscles."""

import math

import numpy as np
from numpy.typing import NDArray

from viewer.core.colour_map import colours_of
from viewer.core.grey import Window
from viewer.core.outline import Outline, Structure
from viewer.core.polygons.stairs import without_stairs
from viewer.figure.arranging.grid import PlacedPanel
from viewer.figure.arranging.kept import kept
from viewer.figure.arranging.looks import Looks
from viewer.figure.content import FigureContent
from viewer.figure.page import BoxMm, Frame, ImageMark, PathMark, PointMm
from viewer.figure.parts.placing import Box
from viewer.figure.type.metrics import MM_PER_PT


def image_mark(placed: PlacedPanel, window: Window) -> ImageMark:
    """Pixels of a panel as they are shown, with its fat map where asked for.

    Parameters
    ----------
    placed
        The panel.
    window
        Display window.
    """
    content, crop, turning = placed.view.content, placed.crop, placed.view.turning
    rows, columns = slice(crop.top, crop.top + crop.rows), slice(crop.left, crop.left + crop.columns)
    grey = grey_of(content, window)[rows, columns]
    overlay = _overlay(placed)
    left, top, width, height = _pixels_box(placed)
    shown = np.ascontiguousarray(turning.shown(grey))
    shown.setflags(write=False)
    return ImageMark(
        shown,
        left_mm=left,
        top_mm=top,
        width_mm=width,
        height_mm=height,
        overlay=None if overlay is None else np.ascontiguousarray(turning.shown(overlay[rows, columns])),
        clip=placed.box,
        item="image",
        panel=placed.view.index,
    )


def _pixels_box(placed: PlacedPanel) -> BoxMm:
    """Place of the whole pixels on the page, also of the parts that are not seen."""
    crop, step, frame = placed.crop, placed.view.step, placed.frame
    corner = (crop.left * step[0], crop.top * step[1])
    size = (crop.columns * step[0], crop.rows * step[1])
    if (corner, size) == (crop.corner, crop.size):
        return placed.box
    ends = [
        frame.to_page((corner[0] - step[0] / 2 + x * size[0], corner[1] - step[1] / 2 + y * size[1]))
        for x, y in ((0.0, 0.0), (1.0, 1.0))
    ]
    (x0, x1), (y0, y1) = (sorted(end[i] for end in ends) for i in (0, 1))
    return (x0, y0, x1 - x0, y1 - y0)


def grey_of(content: FigureContent, window: Window) -> NDArray[np.uint8]:
    """The whole slice in 8-bit grey through a window."""
    is_inverted = content.image.mapping.is_inverted
    return kept(
        content.values, "grey", (window, is_inverted), lambda: window.to_grey(content.values, is_inverted=is_inverted)
    )


def _overlay(placed: PlacedPanel) -> NDArray[np.uint8] | None:
    """Colours of the fat map on the whole slice, as opaque as an outline covers each pixel; None without a map."""
    fat_map, panel = placed.view.content.fat_map, placed.view.panel
    if fat_map is None or not panel.shows_fat_map:
        return None

    def made() -> NDArray[np.uint8]:
        colours = np.zeros((*fat_map.shape, 4), dtype=np.uint8)
        part = colours_of(fat_map.values)
        part[..., 3] = np.rint(part[..., 3] * fat_map.weights * panel.fat_map_opacity)
        colours[fat_map.box] = part
        return colours

    return kept(fat_map.values, "overlay", panel.fat_map_opacity, made)


def outline_mark(outline: Outline, placed: PlacedPanel, looks: Looks) -> PathMark | None:
    """Outline on the page; None where no part of it lies in the panel."""
    frame, step = placed.frame, placed.view.step
    drawn = (without_stairs(ring) for ring in outline.rings)
    rings = tuple(tuple(frame.to_page((x * step[0], y * step[1])) for x, y in ring) for ring in drawn)
    style = looks.style
    mark = PathMark(
        rings_mm=rings,
        is_closed=True,
        width_pt=style.line_pt,
        casing_pt=style.casing_pt,
        colour=style.colour,
        dashes_pt=_dashes(rings, looks, is_first=outline.structure is Structure.MULTIFIDUS),
        clip=placed.box,
        item="outline",
        panel=placed.view.index,
    )
    left, top, width, height = placed.box
    box = path_box(mark)
    is_seen = box[0] < left + width and box[2] > left and box[1] < top + height and box[3] > top
    return mark if is_seen else None


FEWEST_DASHES = 20
"""How many dashes go round an outline, so that they show the shape of a small one, as far as `SHORTEST` allows."""

SHORTEST = 0.75
"""Shortest dashes and gaps of a small outline as a part of the style's (no unit)."""


def _dashes(rings: tuple[tuple[PointMm, ...], ...], looks: Looks, *, is_first: bool) -> tuple[tuple[float, float], ...]:
    """Per ring, dash and gap in pt; empty for a solid line. Other structures than the first get shorter dashes."""
    style = looks.style
    dash, gap = style.dash_pt
    short = max(dash / 3.0, style.line_pt)
    if style.pattern == "solid":
        if is_first:
            return ()
        dash = short
    elif style.pattern == "dotted":
        dash, gap = style.line_pt, style.line_pt * (1.5 if is_first else 3.0)
    elif not is_first:
        dash = short
    return tuple(_closing(ring, dash, gap) for ring in rings)


def _closing(ring_mm: tuple[PointMm, ...], dash: float, gap: float) -> tuple[float, float]:
    """Dash and gap, stretched alike so that a whole number of them closes the ring, and many go round a small one."""
    length_pt = sum(math.dist(a, b) for a, b in zip(ring_mm, (*ring_mm[1:], ring_mm[0]), strict=True)) / MM_PER_PT
    fitting = length_pt / (dash + gap)
    count = max(round(fitting), round(min(FEWEST_DASHES, fitting / SHORTEST)), 1)
    stretch = length_pt / (count * (dash + gap))
    return (dash * stretch, gap * stretch)


def path_box(mark: PathMark) -> Box:
    """Left, top, right, bottom of a path in mm."""
    xs = [x for ring in mark.rings_mm for x, _ in ring]
    ys = [y for ring in mark.rings_mm for _, y in ring]
    return (min(xs), min(ys), max(xs), max(ys))


SLABS = 10
"""Layers of an outline whose widths stand for its shape where room is sought beside it."""


def slabs_of(mark: PathMark, frame: Frame) -> list[Box]:
    """Boxes that cover a closed path layer by layer, in mm from the upper left corner of its panel.

    One box round it would keep clear of corners in which there is nothing.
    """
    left, top, _, _ = frame.box
    boxes: list[Box] = []
    for ring in mark.rings_mm:
        points = np.asarray((*ring, ring[0])) - (left, top)
        # points along the sides, so that every layer meets some
        dense = (points[:-1, None] + np.linspace(0.0, 1.0, SLABS)[:, None] * np.diff(points, axis=0)[:, None]).reshape(
            -1, 2
        )
        low, high = dense[:, 1].min(), dense[:, 1].max()
        layer = np.minimum((dense[:, 1] - low) * (SLABS / max(high - low, 1e-9)), SLABS - 1).astype(int)
        step = (high - low) / SLABS
        for number in range(SLABS):
            xs = dense[layer == number, 0]
            if xs.size:
                boxes.append((float(xs.min()), low + number * step, float(xs.max()), low + (number + 1) * step))
    return boxes


def own_box(mark: PathMark, frame: Frame) -> Box:
    """Box of a path in mm from the upper left corner of its panel."""
    box, (left, top, _, _) = path_box(mark), frame.box
    return (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
