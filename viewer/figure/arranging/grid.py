"""Rows and columns of panels: how many side by side, at which scale, where each lies on the page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from viewer.core.figures.spec import FigureSpec
from viewer.figure.arranging.cropping import ASPECT, HALVED_ASPECT, Crop, agreed, crop_of, deepened, equalised, wish_of
from viewer.figure.arranging.looks import Looks
from viewer.figure.arranging.views import PanelView
from viewer.figure.page import BoxMm, Frame

NARROWEST_MM = 30.0
"""Panels are put side by side as long as each keeps this width; a letter with its words needs two thirds of it."""


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel with its place on the page.

    Parameters
    ----------
    view, crop
        What it shows.
    scale
        Millimetres on the page per mm of the patient (per pixel where the spacing is unknown).
    box
        Left, top, width and height on the page.
    """

    view: PanelView
    crop: Crop
    scale: float
    box: BoxMm

    @property
    def frame(self) -> Frame:
        """Map between the slice and the page."""
        step, corner = self.view.step, self.crop.corner
        # the crop counts from the outer corner of the first pixel, marks from its centre
        centre = (corner[0] - step[0] / 2, corner[1] - step[1] / 2)
        affine = self.view.turning.affine(centre, self.crop.size, self.scale, self.box[:2])
        panel = self.view.panel
        return Frame(self.view.index, self.box, affine, panel.turns, panel.is_mirrored)


@dataclass(frozen=True, slots=True)
class Arranged:
    """All panels with their places.

    Parameters
    ----------
    panels
        In their order.
    height_mm
        Lower edge of the lowest one.
    is_one_scale
        Whether a mm of the patient has one length on all of them.
    """

    panels: tuple[PlacedPanel, ...]
    height_mm: float
    is_one_scale: bool


def arrange(
    views: Sequence[PanelView],
    spec: FigureSpec,
    looks: Looks,
    *,
    head_mm: float,
    fixed_mm: float | None,
    limit_mm: float | None,
) -> Arranged:
    """Place panels on the page.

    Parameters
    ----------
    views
        What they show.
    spec, looks
        Columns and arrangement; width of the page and gutters.
    head_mm
        Height of the line above each row of panels, 0 for none.
    fixed_mm
        Height of the page's part for panels where it must be filled, else None.
    limit_mm
        Height they must not exceed, else None.
    """
    columns = _columns(views, spec, looks, head_mm, fixed_mm)
    rows = [list(range(start, min(start + columns, len(views)))) for start in range(0, len(views), columns)]
    gaps = (len(rows) - 1) * looks.gutter_mm + len(rows) * head_mm
    wide = (looks.width_mm - (columns - 1) * looks.gutter_mm) / columns
    aspect = None if fixed_mm is None else max((fixed_mm - gaps) / len(rows), 1.0) / wide
    crops = _crops(views, spec, aspect)
    sizes = [view.turning.size(crop.size) for view, crop in zip(views, crops, strict=True)]
    is_comparable = _is_comparable(views, spec)
    scales = (_one_scale if is_comparable else _own_scales)(sizes, rows, looks)
    room = None if limit_mm is None else max(limit_mm - gaps, 1.0)
    high = sum(max(sizes[i][1] * scales[i] for i in row) for row in rows)
    if room is not None and high > room + 1e-9:
        scales = [scale * room / high for scale in scales]
    return _placed(views, crops, scales, rows, looks, head_mm)


def _columns(views: Sequence[PanelView], spec: FigureSpec, looks: Looks, head_mm: float, fixed_mm: float | None) -> int:
    count = len(views)
    if spec.columns is not None or count == 1:
        return min(spec.columns or 1, count)
    pairs = any(view.outer for view in views) and count % 2 == 0
    # no last row with a single panel where the rows can share them evenly
    balanced = {math.ceil(count / rows) for rows in range(1, count + 1)}
    possible = [n for n in sorted(balanced, reverse=True) if not pairs or n % 2 == 0]
    natural = 2.0 * HALVED_ASPECT if any(view.is_halved_across for view in views) else ASPECT

    def cell(columns: int) -> tuple[float, float]:
        rows = math.ceil(count / columns)
        wide = (looks.width_mm - (columns - 1) * looks.gutter_mm) / columns
        return wide, ((fixed_mm or 0.0) - (rows - 1) * looks.gutter_mm - rows * head_mm) / rows

    if fixed_mm is not None:  # the shape of the cells that is nearest to that of a panel
        return min(possible, key=lambda n: abs(math.log(max(cell(n)[1], 1.0) / cell(n)[0] / natural)))
    narrowest = NARROWEST_MM
    return next((n for n in possible if cell(n)[0] >= narrowest), possible[-1])


def _is_comparable(views: Sequence[PanelView], spec: FigureSpec) -> bool:
    """Whether all panels must have one scale: they are compared, and sizes of pixels are known or the same."""
    if len(views) == 1:
        return True
    first = views[0].content
    known = all(view.content.geometry.spacing is not None for view in views)
    is_one_slice = all(view.content.image is first.image for view in views)
    is_like = spec.arrangement != "single" or is_one_slice
    return is_like and (known or is_one_slice)


def _crops(views: Sequence[PanelView], spec: FigureSpec, aspect: float | None) -> list[Crop]:
    wishes = [wish_of(view, aspect) for view in views]
    is_comparable = _is_comparable(views, spec)
    if is_comparable:
        wishes = agreed(views, wishes)
    crops = [crop_of(view, wish) for view, wish in zip(views, wishes, strict=True)]
    if aspect is not None:
        if is_comparable:  # no panel is higher than the lowest slice allows
            shown = [
                (view.turning.size(view.extent)[1], view.turning.size(crop.size)[0])
                for view, crop in zip(views, crops, strict=True)
            ]
            aspect = min(aspect, *(high / wide for high, wide in shown))
        crops = [
            deepened(view, wish, crop, aspect) if wish.is_automatic or view.crop_mm else crop
            for view, wish, crop in zip(views, wishes, crops, strict=True)
        ]
    return equalised(views, crops) if is_comparable and len(views) > 1 else crops


def _one_scale(sizes: Sequence[tuple[float, float]], rows: Sequence[Sequence[int]], looks: Looks) -> list[float]:
    scale = min((looks.width_mm - (len(row) - 1) * looks.gutter_mm) / sum(sizes[i][0] for i in row) for row in rows)
    return [scale] * len(sizes)


def _own_scales(sizes: Sequence[tuple[float, float]], rows: Sequence[Sequence[int]], looks: Looks) -> list[float]:
    """Panels of a row are of one height; a last row that is not full is no higher than the first one."""
    scales: list[float] = []
    first = math.inf
    for row in rows:
        room = looks.width_mm - (len(row) - 1) * looks.gutter_mm
        high = min(room / sum(sizes[i][0] / sizes[i][1] for i in row), first)
        first = high if first == math.inf else first
        scales += [high / sizes[i][1] for i in row]
    return scales


def _placed(
    views: Sequence[PanelView],
    crops: Sequence[Crop],
    scales: Sequence[float],
    rows: Sequence[Sequence[int]],
    looks: Looks,
    head_mm: float,
) -> Arranged:
    sizes = [
        tuple(scale * value for value in view.turning.size(crop.size))
        for view, crop, scale in zip(views, crops, scales, strict=True)
    ]
    widths = [sum(sizes[i][0] for i in row) + (len(row) - 1) * looks.gutter_mm for row in rows]
    left = max((looks.width_mm - max(widths)) / 2, 0.0)
    panels: list[PlacedPanel] = []
    top = 0.0
    for number, row in enumerate(rows):
        top += head_mm + (looks.gutter_mm if number else 0.0)
        x = left
        for i in row:
            panels.append(PlacedPanel(views[i], crops[i], scales[i], (x, top, sizes[i][0], sizes[i][1])))
            x += sizes[i][0] + looks.gutter_mm
        top += max(sizes[i][1] for i in row)
    is_known = all(view.content.geometry.spacing is not None for view in views)
    is_one = is_known and max(scales) - min(scales) <= 1e-9 * max(scales)
    return Arranged(tuple(panels), top, is_one)
