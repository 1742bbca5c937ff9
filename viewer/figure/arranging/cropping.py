"""Which whole pixels of the slice a panel shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from viewer.core.figures.panels import WHOLE_SLICE
from viewer.core.outline import Outline
from viewer.figure.arranging.halves import midline_at
from viewer.figure.arranging.views import PanelView

ASPECT = 0.82
"""Height of the crop as a part of its width where the outlet fixes no height (no unit)."""

HALVED_ASPECT = 0.7
"""The same where the crop is halved (no unit): a half is high and narrow anyway."""

INNER_ROOM = 1.5
"""Least room between an outline and the inner edge of a half, in pixels of the slice: half a line and its rim."""

AUTOMATIC_WIDTH = 1.9
"""Width of the automatic crop as a part of the outlines' common width (no unit): both paraspinal compartments,
facet joints and canal are in view, the air around the patient is not."""

AUTOMATIC_WIDTH_OF_ONE = 3.2
"""The same for a single outline (no unit), so that its surroundings show which muscle it is."""

AUTOMATIC_MARGIN = 1.3
"""Smallest width or height of the automatic crop as a part of the outlines' own (no unit)."""

ROUNDING_PX = 2.0
"""Room kept between outlines and crop, in pixels: more than rounding to whole pixels can take away."""

TOWARDS_SPINE = 0.68
"""Where the outlines' centre lies in the crop, as a part of its height from the anterior edge (no unit), so
that vertebra and canal stay in view and the empty subcutaneous layer does not."""

_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Crop:
    """Whole pixels of the slice, and the stretch of them that is seen.

    Parameters
    ----------
    top, left, rows, columns
        First row and column, and size, in pixels of the stored slice.
    corner, size
        Least (x, y) and size of what is seen, in the slice's units from its outer corner; at most a pixel less than
        the pixels where panels are made equal, or the page ends.
    """

    top: int
    left: int
    rows: int
    columns: int
    corner: _Pair
    size: _Pair


@dataclass(frozen=True, slots=True)
class Wish:
    """The stretch of the slice a panel would show by itself, in the slice's units from its outer corner.

    Parameters
    ----------
    centre, size
        Of the stretch.
    is_automatic
        Whether the size is the layout's choice, and may follow that of other panels.
    """

    centre: _Pair
    size: _Pair
    is_automatic: bool


def wish_of(view: PanelView, cell_aspect: float | None) -> Wish:
    """What a panel would show by itself.

    Parameters
    ----------
    view
        The panel.
    cell_aspect
        Height of the place for it as a part of its width where both are fixed, else None.
    """
    aspect = _whole_aspect(view, cell_aspect)
    asked = view.crop_mm
    if asked == WHOLE_SLICE or (asked is None and not view.content.outlines):
        size = view.extent
        if cell_aspect is not None and asked is None:
            size = (min(size[0], size[1] / aspect), min(size[1], size[0] * aspect))
        centre = (view.extent[0] / 2, view.extent[1] / 2)
    else:
        centre, size = _round_outlines(view, aspect, asked)
    shift = view.panel.shift_mm
    centre = (centre[0] + shift[0], centre[1] + shift[1])
    wish = Wish(centre, size, asked is None)
    return wish if view.outer is None else _half(view, wish, shift)


def _whole_aspect(view: PanelView, cell_aspect: float | None) -> float:
    """Height by width of the crop before it is halved, along the axes of the stored slice."""
    aspect = ASPECT if view.outer is None else HALVED_ASPECT
    if cell_aspect is not None:
        halves = 1.0 if view.outer is None else 0.5 if view.is_halved_across else 2.0
        aspect = cell_aspect * halves
    return aspect if view.turning.is_upright else 1.0 / aspect


def _round_outlines(view: PanelView, aspect: float, asked: float | None) -> tuple[_Pair, _Pair]:
    """Centre and size of the crop round the outlines."""
    outlines, step, full = view.content.outlines, view.step, view.extent
    x_min, y_min, x_max, y_max = _bounds(outlines, step) if outlines else (full[0] / 2, full[1] / 2) * 2
    wide, high = x_max - x_min, y_max - y_min
    # Along the axis on which the two sides lie apart, the outlines take about half of the crop.
    across = high if view.anterior in ("left", "right") else wide
    factor = AUTOMATIC_WIDTH if len(outlines) > 1 else AUTOMATIC_WIDTH_OF_ONE
    least = [AUTOMATIC_MARGIN * v + 2 * ROUNDING_PX * s for v, s in zip((wide, high), step, strict=True)]
    if asked:
        asked = asked if view.turning.is_upright else asked / aspect
    width = asked or max(factor * across, least[0], least[1] / aspect)
    size = (width, width * aspect)
    shift = TOWARDS_SPINE - 0.5
    offset = {
        "top": (0.0, -shift * size[1]),
        "bottom": (0.0, shift * size[1]),
        "left": (-shift * size[0], 0.0),
        "right": (shift * size[0], 0.0),
    }.get(view.anterior or "top", (0.0, 0.0))
    room = [max((size[i] - extent) / 2, 0.0) for i, extent in enumerate((wide, high))]
    room = [max(min(0.85 * r, r - ROUNDING_PX * s), 0.0) for r, s in zip(room, step, strict=True)]
    offset = (
        math.copysign(min(abs(offset[0]), room[0]), offset[0]),  # keep the outlines inside
        math.copysign(min(abs(offset[1]), room[1]), offset[1]),
    )
    return ((x_min + x_max) / 2 + offset[0], (y_min + y_max) / 2 + offset[1]), size


def _bounds(outlines: tuple[Outline, ...], step: _Pair) -> tuple[float, float, float, float]:
    boxes = [outline.bounds_px for outline in outlines]
    return (
        (min(box[0] for box in boxes) + 0.5) * step[0],
        (min(box[1] for box in boxes) + 0.5) * step[1],
        (max(box[2] for box in boxes) + 0.5) * step[0],
        (max(box[3] for box in boxes) + 0.5) * step[1],
    )


def _half(view: PanelView, wish: Wish, shift: _Pair) -> Wish:
    """The half of a wish on the panel's side, from the midline outwards."""
    number = 0 if view.side_axis == "x" else 1
    middle = midline_at(view, wish.centre[1 - number]) + shift[number]
    is_low = view.outer in ("left", "top")
    room = middle if is_low else view.extent[number] - middle
    length = wish.size[number] / 2
    if wish.is_automatic and view.content.outlines:
        bounds = _bounds(view.content.outlines, view.step)
        reach = max(middle - bounds[number], bounds[number + 2] - middle)
        length = max(length, AUTOMATIC_MARGIN * reach)
    beyond = _beyond(view, number, middle)
    length = min(length, max(room, view.step[number])) + beyond
    inner = middle + beyond if is_low else middle - beyond
    centre, size = list(wish.centre), list(wish.size)
    centre[number] = inner - length / 2 if is_low else inner + length / 2
    size[number] = length
    return replace(wish, centre=(centre[0], centre[1]), size=(size[0], size[1]))


def _beyond(view: PanelView, number: int, middle: float) -> float:
    """How far a half reaches beyond the midline so that no outline beside it loses its line; the same on both sides.

    Outlines of both sides count, so that the halves meet the midline at the same distance from their inner edges.
    """
    step = view.step[number]
    spans = [(box[number] + 0.5, box[number + 2] + 0.5) for box in (o.bounds_px for o in view.content.outlines)]
    gaps = [middle - high * step if low + high < 2 * middle / step else low * step - middle for low, high in spans]
    nearest = min(gaps, default=INNER_ROOM * step)
    return min(max(INNER_ROOM * step - nearest, 0.0), 2 * INNER_ROOM * step)


def agreed(views: Sequence[PanelView], wishes: Sequence[Wish]) -> list[Wish]:
    """Wishes of panels that are compared, made of one size wherever the size is the layout's choice.

    The largest wish leads, as far as every slice reaches; halves keep their edge at the midline.
    """
    free = [(view, wish) for view, wish in zip(views, wishes, strict=True) if wish.is_automatic or view.outer]
    if len(free) < 2:
        return list(wishes)
    pick = min if all(not wish.is_automatic for _, wish in free) else max
    shown = [view.turning.size(wish.size) for view, wish in free]
    limits = [view.turning.size(_limit(view, wish)) for view, wish in free]
    size = (
        min(pick(s[0] for s in shown), *(limit[0] for limit in limits)),
        min(pick(s[1] for s in shown), *(limit[1] for limit in limits)),
    )
    return [
        _resized(view, wish, view.turning.size(size)) if wish.is_automatic or view.outer else wish
        for view, wish in zip(views, wishes, strict=True)
    ]


def _limit(view: PanelView, wish: Wish) -> _Pair:
    """Largest size that a panel can take: its slice, or its slice from the midline outwards."""
    limit = list(view.extent)
    if view.outer is not None:
        number = 0 if view.side_axis == "x" else 1
        inner = _inner(view, wish, number)
        limit[number] = inner if view.outer in ("left", "top") else view.extent[number] - inner
    return (limit[0], limit[1])


def _inner(view: PanelView, wish: Wish, number: int) -> float:
    half = wish.size[number] / 2
    return wish.centre[number] + (half if view.outer in ("left", "top") else -half)


def _resized(view: PanelView, wish: Wish, size: _Pair) -> Wish:
    centre = list(wish.centre)
    if view.outer is not None:
        number = 0 if view.side_axis == "x" else 1
        sign = -1.0 if view.outer in ("left", "top") else 1.0
        centre[number] = _inner(view, wish, number) + sign * size[number] / 2
    return replace(wish, centre=(centre[0], centre[1]), size=size)


def crop_of(view: PanelView, wish: Wish) -> Crop:
    """Whole pixels of a wish, moved into the slice where it sticks out."""
    image, step = view.content.image, view.step
    left, columns = _whole_pixels(wish.centre[0] / step[0], wish.size[0] / step[0], image.columns)
    top, rows = _whole_pixels(wish.centre[1] / step[1], wish.size[1] / step[1], image.rows)
    if view.outer is not None:
        left, columns, top, rows = _at_midline(view, wish, (left, columns, top, rows))
    return Crop(top, left, rows, columns, (left * step[0], top * step[1]), (columns * step[0], rows * step[1]))


def _at_midline(view: PanelView, wish: Wish, found: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Pixels of a half, counted from the pixel edge nearest to the midline so that both halves meet there."""
    left, columns, top, rows = found
    number = 0 if view.side_axis == "x" else 1
    inner = round(_inner(view, wish, number) / view.step[number])
    count = columns if number == 0 else rows
    available = view.content.image.columns if number == 0 else view.content.image.rows
    is_low = view.outer in ("left", "top")
    count = max(min(count, inner if is_low else available - inner), 1)
    first = min(max(inner - count if is_low else inner, 0), available - count)
    return (first, count, top, rows) if number == 0 else (left, columns, first, count)


def deepened(view: PanelView, wish: Wish, crop: Crop, aspect: float) -> Crop:
    """Crop with as many rows of the picture as a place of a fixed shape needs; the last one is seen in part.

    Parameters
    ----------
    view, wish, crop
        The panel, its wish and its whole pixels.
    aspect
        Height of the place as a part of its width.
    """
    number = 1 if view.turning.is_upright else 0
    image = view.content.image
    available = image.rows if number == 1 else image.columns
    wide = view.turning.size(crop.size)[0]
    needed = wide * aspect / view.step[number]
    first, count = _whole_pixels(wish.centre[number] / view.step[number], math.ceil(needed - 1e-9), available)
    seen = min(wide * aspect, count * view.step[number])
    corner, size = list(crop.corner), list(crop.size)
    corner[number], size[number] = first * view.step[number], seen
    pair = (corner[0], corner[1]), (size[0], size[1])
    if number == 1:
        return Crop(first, crop.left, count, crop.columns, *pair)
    return Crop(crop.top, first, crop.rows, count, *pair)


def _whole_pixels(centre: float, size: float, available: int) -> tuple[int, int]:
    """First pixel and number of pixels of a stretch inside the image, moved inwards where it sticks out."""
    count = min(max(round(size), 1), available)
    first = round(centre - count / 2)
    return min(max(first, 0), available - count), count


def equalised(views: Sequence[PanelView], crops: Sequence[Crop]) -> list[Crop]:
    """Crops of panels that are compared, with what rounding to whole pixels made larger left unseen."""
    shown = [view.turning.size(crop.size) for view, crop in zip(views, crops, strict=True)]
    least = (min(size[0] for size in shown), min(size[1] for size in shown))
    result = []
    for view, crop, size in zip(views, crops, shown, strict=True):
        pixel = view.turning.size(view.step)
        wanted = tuple(least[i] if least[i] < size[i] < least[i] + 1.5 * pixel[i] else size[i] for i in (0, 1))
        result.append(_trimmed(view, crop, view.turning.size((wanted[0], wanted[1]))))
    return result


def _trimmed(view: PanelView, crop: Crop, size: _Pair) -> Crop:
    corner = list(crop.corner)
    if view.outer in ("left", "top"):  # the outer edge loses, the midline stays
        number = 0 if view.side_axis == "x" else 1
        corner[number] += crop.size[number] - size[number]
    return replace(crop, corner=(corner[0], corner[1]), size=size)
