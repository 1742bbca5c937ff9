"""Lines and filled shapes, from back to front, that make up a path or a scale bar: rim, inside, line."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from viewer.figure.page import BoxMm, PathMark, PointMm, ScaleBarMark
from viewer.figure.type.metrics import MM_PER_PT


@dataclass(frozen=True, slots=True)
class Shape:
    """One stroke or one fill; line ends are cut square, corners are round.

    Parameters
    ----------
    rings_mm, is_closed, clip
        As in `PathMark`.
    stroke, width_pt
        Colour '#rrggbb' and width of the line; None for no line.
    fill, alpha
        Colour of the inside or None, and its opacity.
    dashes_pt
        Dash and gap, or None for a solid line.
    into_dash_pt
        How far dash and gap have come where the line starts.
    """

    rings_mm: tuple[tuple[PointMm, ...], ...]
    is_closed: bool
    clip: BoxMm | None
    stroke: str | None = None
    width_pt: float = 0.0
    fill: str | None = None
    alpha: float = 1.0
    dashes_pt: tuple[float, float] | None = None
    into_dash_pt: float = 0.0

    @classmethod
    def of_letters(cls, colour: str, clip: BoxMm | None, *, rim_pt: float = 0.0) -> "Shape":
        """How letters are filled, and stroked where they are a rim; the outlines themselves are not in mm."""
        stroke = colour if rim_pt > 0.0 else None
        return cls((), is_closed=True, clip=clip, fill=colour, stroke=stroke, width_pt=2.0 * rim_pt)


def shapes_of(mark: PathMark | ScaleBarMark) -> Iterator[Shape]:
    """Shapes of a mark from back to front.

    The rim lies below and goes round every dash, so that the image is seen in the gaps: filled with the rim's colour
    they would make a dashed white line a black and white one.
    """
    return _bar(mark) if isinstance(mark, ScaleBarMark) else _path(mark)


def _path(mark: PathMark) -> Iterator[Shape]:
    if mark.casing_pt > 0.0:
        yield from _rim(mark)
    if mark.fill is not None:
        yield Shape(mark.rings_mm, mark.is_closed, mark.clip, fill=mark.fill, alpha=mark.fill_alpha)
    if mark.width_pt > 0.0 and not mark.dashes_pt:
        yield Shape(mark.rings_mm, mark.is_closed, mark.clip, stroke=mark.colour, width_pt=mark.width_pt)
    elif mark.width_pt > 0.0:
        line = Shape((), mark.is_closed, mark.clip, stroke=mark.colour, width_pt=mark.width_pt)
        for ring, dashes in zip(mark.rings_mm, mark.dashes_pt, strict=True):
            yield replace(line, rings_mm=(ring,), dashes_pt=dashes, into_dash_pt=_into_gap(mark, *dashes))


def _rim(mark: PathMark) -> Iterator[Shape]:
    """Rim of a line, or of each of its dashes; of a filled shape, round it."""
    rim = mark.casing_pt
    rings = mark.rings_mm if mark.is_closed else tuple(_longer(ring, rim * MM_PER_PT) for ring in mark.rings_mm)
    whole = Shape(rings, mark.is_closed, mark.clip, stroke=mark.casing_colour, width_pt=mark.width_pt + 2.0 * rim)
    if mark.width_pt == 0.0 or not mark.dashes_pt:
        yield whole
        return
    for ring, (dash, gap) in zip(rings, mark.dashes_pt, strict=True):
        dashes = (dash + 2.0 * rim, gap - 2.0 * rim) if gap > 2.0 * rim else None
        into = rim + _into_gap(mark, dash, gap) if mark.is_closed and dashes else 0.0
        yield replace(whole, rings_mm=(ring,), dashes_pt=dashes, into_dash_pt=into)


def _into_gap(mark: PathMark, dash: float, gap: float) -> float:
    """How far dash and gap have come where a line starts: a closed one starts and ends amid a gap, without a seam."""
    return dash + gap / 2.0 if mark.is_closed else 0.0


def _bar(mark: ScaleBarMark) -> Iterator[Shape]:
    bar = ((mark.x_mm, mark.y_mm), (mark.x_mm + mark.length_mm, mark.y_mm))
    return _path(
        PathMark(
            (bar,),
            is_closed=False,
            width_pt=mark.width_pt,
            casing_pt=mark.casing_pt,
            colour=mark.colour,
            casing_colour=mark.casing_colour,
        )
    )


def _longer(run: tuple[PointMm, ...], more_mm: float) -> tuple[PointMm, ...]:
    """A run of points with both ends moved outwards, so that a rim goes round the ends of its line too."""
    if len(run) < 2:
        return run
    return (_beyond(run[1], run[0], more_mm), *run[1:-1], _beyond(run[-2], run[-1], more_mm))


def _beyond(before: PointMm, end: PointMm, more_mm: float) -> PointMm:
    length = math.dist(before, end)
    share = more_mm / length if length > 0.0 else 0.0
    return (end[0] + share * (end[0] - before[0]), end[1] + share * (end[1] - before[1]))
