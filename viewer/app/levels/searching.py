"""From a click on a vertebra to the others: the pixels of the slice handed to the proposals."""

import numpy as np

from viewer.app.display.pixels import LoadedSlice
from viewer.app.levels.naming import count_to_sacrum
from viewer.core.outline import Point
from viewer.core.series import Slice

STEP_MINIMUM_MM = 22.0
"""Least distance of two neighbouring vertebral centres that is believed, mm: those of adults lie 28 to 45 apart, and a
count along the canal, from a click beside the body, finds something about every 18."""

STEPS_DIFFER = 1.6
"""Most that one such distance may be of another of one spine (no unit); beyond, one was left out or found twice."""

HEAD_UP = 0.5
"""Smallest part of the picture's upward direction that points to the head (no unit) for counting in it."""


def find_vertebrae(
    image: Slice, at: Point, loaded: LoadedSlice | None, *, name: str
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Centres of the vertebrae above and below one that was clicked, the nearest first; image points.

    Parameters
    ----------
    image
        Sagittal slice.
    at
        The middle of a vertebral body, (x = column, y = row), pixels.
    loaded
        Its pixels, or None while they are read: nothing is found then.
    name
        What the clicked vertebra is called.

    Notes
    -----
    Nothing is found on coronal images, nor on ones that do not lie with the head up: a wrong count is worse than none.
    """
    geometry = image.geometry
    if loaded is None or loaded.error is not None or loaded.key != image.key:
        return (), ()
    if geometry.orientation is None or geometry.spacing is None or geometry.plane != "sagittal":
        return (), ()
    if geometry.orientation.column[2] > -HEAD_UP:
        return (), ()
    from viewer.proposals.vertebrae.column import OTHER_TILT_DEG, USUAL_TILT_DEG, column_from

    low, high = USUAL_TILT_DEG.get(name, OTHER_TILT_DEG)
    # Leaning forward is counter-clockwise where the patient's back is at the right of the picture.
    tilt = (-high, -low) if geometry.orientation.row[1] > 0.0 else (low, high)
    values = image.mapping.to_values(loaded.stored)
    spacing = geometry.spacing
    above, below = column_from(
        values,
        at,
        row_mm=spacing.row_mm,
        column_mm=spacing.column_mm,
        tilt_deg=tilt,
        down=count_to_sacrum(name),
    )
    column = np.array([*reversed(below), at, *above]) * (spacing.column_mm, spacing.row_mm)
    steps_mm = np.hypot(*np.diff(column, axis=0).T)
    if steps_mm.size and (steps_mm.min() < STEP_MINIMUM_MM or steps_mm.max() > STEPS_DIFFER * steps_mm.min()):
        return (), ()
    return above, below
