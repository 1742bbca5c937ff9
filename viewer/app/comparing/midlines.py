"""The line between right and left that a comparison mirrors at."""

import math

import numpy as np

from viewer.app.snapshot import Snapshot
from viewer.core.outline import Point, Side
from viewer.core.series import Slice

Line = tuple[Point, Point]


def midline_of(now: Snapshot) -> Line | None:
    """Line between right and left of the slice on the screen, two points (x, y) in pixels.

    The user's midline, else the one that was found while comparing, else the estimated middle of the body, else the
    middle between the outlines of both sides, else that of the image. None where sides cannot be told.
    """
    image = now.stated_image
    if image is None or not image.geometry.can_tell_side:
        return None
    placed = now.document.midline_on(image.key)
    if placed is not None:
        return placed.ends
    comparing = now.view.comparing
    found = None if comparing is None else dict(comparing.midlines).get(image.key)
    return found or _across(image, _middle(now, image))


def needs_search(now: Snapshot) -> bool:
    """Whether a line could be found that is better than the estimate: nobody placed it and nothing looked for it."""
    image, comparing = now.stated_image, now.view.comparing
    if image is None or comparing is None or not image.geometry.can_tell_side or not now.is_loaded:
        return False
    return now.document.midline_on(image.key) is None and image.key not in dict(comparing.midlines)


def _middle(now: Snapshot, image: Slice) -> float:
    """Place of the middle along the right–left axis, units of `PlaneGeometry.leftness`."""
    estimate = now.loaded.midline_on(image) if now.is_loaded and now.loaded is not None else None
    if estimate is not None:
        return estimate[0]
    places: dict[Side, list[float]] = {Side.RIGHT: [], Side.LEFT: []}
    for outline in now.document.on_slice(image.key):
        if outline.side is not Side.UNKNOWN and outline.area_px > 0.0:
            places[outline.side].append(float(image.geometry.leftness([outline.centroid_px])[0]))
    if all(places.values()):
        return sum(sum(found) / len(found) for found in places.values()) / 2.0
    return float(image.geometry.leftness([((image.columns - 1) / 2.0, (image.rows - 1) / 2.0)])[0])


def _across(image: Slice, middle: float) -> Line:
    """Line through the image on which every point lies as far to the left as `middle`."""
    spacing = image.geometry.spacing
    aspect = 1.0 if spacing is None else spacing.row_mm / spacing.column_mm
    x, y = (image.columns - 1) / 2.0, (image.rows - 1) / 2.0
    here, right, below = image.geometry.leftness([(x, y), (x + 1.0, y), (x, y + 1.0)])
    growth = np.array([right - here, (below - here) / aspect])  # per column's width, on the true proportions
    foot = np.array([x, y * aspect]) + growth * (middle - here) / float(growth @ growth)
    along = np.array([-growth[1], growth[0]]) / math.hypot(*growth)
    reach = 0.5 * max(image.columns, image.rows * aspect)
    ends = [(foot + sign * reach * along) / [1.0, aspect] for sign in (-1.0, 1.0)]
    return ((float(ends[0][0]), float(ends[0][1])), (float(ends[1][0]), float(ends[1][1])))
