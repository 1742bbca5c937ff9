"""Snapping: what is dragged comes to rest in line with its neighbours, the panel's margins and its middle."""

from collections.abc import Iterable
from dataclasses import dataclass

from viewer.app.figuring.editing.things import Box, Thing, things_of
from viewer.figure.page import Page, PointMm

PANEL_MARGIN_MM = 2.2
"""Distance from a panel's edges at which things come to rest, mm: where the layout puts them too."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A thin line that shows what something is in line with.

    Parameters
    ----------
    is_upright
        Whether it is a vertical line.
    at_mm
        Its x, or its y, on the page.
    """

    is_upright: bool
    at_mm: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that things can come to rest on: x of the vertical ones and y of the others, mm of the page."""

    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()


def lines_of(page: Page, moving: Iterable[Thing]) -> Lines:
    """Edges and middles of everything that is not moved, margins and middle lines of the panels."""
    held = set(moving)
    xs: list[float] = []
    ys: list[float] = []
    for frame in page.frames:
        left, top, width, height = frame.box
        xs += [left + PANEL_MARGIN_MM, left + width / 2, left + width - PANEL_MARGIN_MM]
        ys += [top + PANEL_MARGIN_MM, top + height / 2, top + height - PANEL_MARGIN_MM]
    for thing, box in things_of(page).items():
        if thing not in held:
            xs += [box[0], (box[0] + box[2]) / 2, box[2]]
            ys += [box[1], (box[1] + box[3]) / 2, box[3]]
    return Lines(tuple(sorted(set(xs))), tuple(sorted(set(ys))))


def snapped(box: Box, by: PointMm, lines: Lines, *, reach: float) -> tuple[PointMm, tuple[Guide, ...]]:
    """Move that brings a box, or a point, to rest on the nearest lines, and the guides to show.

    Parameters
    ----------
    box
        What is moved, where it was before; a point has no size.
    by
        How far the pointer moved it, mm.
    lines
        What it can come to rest on.
    reach
        From how far a line draws it, mm.
    """
    dx, x = _nearest((box[0], (box[0] + box[2]) / 2, box[2]), by[0], lines.xs, reach)
    dy, y = _nearest((box[1], (box[1] + box[3]) / 2, box[3]), by[1], lines.ys, reach)
    found = [Guide(True, x)] if x is not None else []  # noqa: FBT003 - read with its field
    found += [Guide(False, y)] if y is not None else []  # noqa: FBT003
    return (by[0] + dx, by[1] + dy), tuple(found)


def _nearest(
    places: tuple[float, float, float], by: float, lines: tuple[float, ...], reach: float
) -> tuple[float, float | None]:
    """Correction and line for one axis; no correction where nothing is near."""
    found = [(abs(line - place - by), line - place - by, line) for line in lines for place in places]
    best = min(found, default=None)
    return (best[1], best[2]) if best is not None and best[0] <= reach else (0.0, None)
