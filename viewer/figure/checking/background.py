"""What lies under the marks of a page: the colour of its pictures at any place, and the contrast of two colours.

Nothing is drawn for it: a place is looked up in the pixels that the page itself holds.
"""

import numpy as np
from numpy.typing import NDArray

from viewer.figure.page import ImageMark, Page, PathMark, TextMark
from viewer.figure.painting.places import box_of

_Colours = NDArray[np.float64]

PAPER = 255.0
"""Grey of the page where no picture lies."""

STEPS = (24, 6)
"""Places at which a text's box is looked at, along and across the line: closer than the letters."""

LINE_PLACES = 400
"""Most places at which a line is looked at."""


def colours_under(page: Page, points_mm: NDArray[np.float64], *, below: int | None = None) -> _Colours:
    """Colours of the pictures at places on the page.

    Parameters
    ----------
    page
        The page.
    points_mm
        Shape (n, 2).
    below
        Number of the mark under which is looked; None for all marks.

    Returns
    -------
    ndarray
        Shape (n, 3), 0…255; white where there is no picture.
    """
    found = np.full((len(points_mm), 3), PAPER)
    for mark in page.marks[:below]:
        if isinstance(mark, ImageMark):
            inside, pixels = _pixels_at(mark, points_mm)
            found[inside] = pixels
        elif isinstance(mark, PathMark) and mark.fill is not None and mark.is_closed:
            _paint_box(mark, points_mm, found)
    return found


def _pixels_at(mark: ImageMark, points: NDArray[np.float64]) -> tuple[NDArray[np.bool_], _Colours]:
    rows, columns = mark.grey.shape[:2]
    x, y = (points[:, 0] - mark.left_mm) / mark.width_mm, (points[:, 1] - mark.top_mm) / mark.height_mm
    inside = (x >= 0.0) & (x <= 1.0) & (y >= 0.0) & (y <= 1.0)
    if mark.clip is not None:
        left, top, width, height = mark.clip
        inside &= (points[:, 0] >= left) & (points[:, 0] <= left + width)
        inside &= (points[:, 1] >= top) & (points[:, 1] <= top + height)
    at = (
        np.minimum((y[inside] * rows).astype(np.intp), rows - 1),
        np.minimum((x[inside] * columns).astype(np.intp), columns - 1),
    )
    grey = mark.grey[at].astype(np.float64)
    pixels = np.repeat(grey[:, None], 3, axis=1) if grey.ndim == 1 else grey
    if mark.overlay is not None:
        over = mark.overlay[at].astype(np.float64)
        alpha = over[:, 3:] / 255.0
        pixels = over[:, :3] * alpha + pixels * (1.0 - alpha)
    return inside, pixels


def _paint_box(mark: PathMark, points: NDArray[np.float64], found: _Colours) -> None:
    """Lay the colour of a filled shape over the places in its box: badges and keys are boxes."""
    box = box_of(mark)
    if box is None or mark.fill is None:
        return
    left, top, width, height = box
    x, y = points[:, 0], points[:, 1]
    inside = (x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)
    fill = np.array(rgb(mark.fill), dtype=np.float64)
    found[inside] = fill * mark.fill_alpha + found[inside] * (1.0 - mark.fill_alpha)


def places_in(mark: TextMark) -> NDArray[np.float64]:
    """Places all over the box of a line of text, shape (n, 2), mm; none for an empty one."""
    box = box_of(mark)
    if box is None:
        return np.empty((0, 2))
    x, y = (np.linspace(box[i], box[i] + box[i + 2], count) for i, count in zip((0, 1), STEPS, strict=True))
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def places_along(mark: PathMark) -> NDArray[np.float64]:
    """Places along a line, evenly spread and within its clip, shape (n, 2), mm."""
    pieces = [_spread(np.array(ring, dtype=np.float64), is_closed=mark.is_closed) for ring in mark.rings_mm if ring]
    places = np.concatenate(pieces) if pieces else np.empty((0, 2))
    if mark.clip is None:
        return places
    left, top, width, height = mark.clip
    x, y = places[:, 0], places[:, 1]
    return places[(x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)]


def _spread(ring: NDArray[np.float64], *, is_closed: bool) -> NDArray[np.float64]:
    points = np.vstack([ring, ring[:1]]) if is_closed else ring
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0.0, along[-1], LINE_PLACES)
    return np.column_stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)])


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of '#rrggbb', 0…255."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def luminance(colours: _Colours) -> NDArray[np.float64]:
    """Relative luminance of colours of shape (n, 3), 0…255; shape (n,), 0…1.

    References
    ----------
    WCAG 2.2, relative luminance.
    """
    parts = colours / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    weighted: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return weighted


def contrasts(colour: str, others: _Colours) -> NDArray[np.float64]:
    """Contrast ratio of a colour to each of others, 1…21 (no unit).

    Parameters
    ----------
    colour
        '#rrggbb'.
    others
        Shape (n, 3), 0…255.

    References
    ----------
    WCAG 2.2, contrast ratio.
    """
    own = luminance(np.array([rgb(colour)], dtype=np.float64))[0]
    found = luminance(others)
    ratio: NDArray[np.float64] = (np.maximum(own, found) + 0.05) / (np.minimum(own, found) + 0.05)
    return ratio


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours '#rrggbb', 1…21 (no unit)."""
    return float(contrasts(first, np.array([rgb(second)], dtype=np.float64))[0])
