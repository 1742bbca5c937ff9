"""The references of a scale: what they are called, and as outlines that the user can change."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Point, Structure, has_crossing, signed_area
from viewer.core.series import SliceKey
from viewer.measure.anchored.scale import Reference, SliceScale

LEVEL_NAMES = {Structure.REFERENCE_MUSCLE: "Muscle level", Structure.REFERENCE_FAT: "Fat level"}
"""Structure of a reference → what it gives."""

TOLERANCE_PX = 1.0
"""Largest deviation of an outline made of a reference from the region that was found, pixels: within a pixel, and few
enough points to take hold of."""

AREA_MINIMUM_PX = 25.0
"""Smallest ring of a region, or hole in one, that becomes part of an outline, pixels²: a level is a median, which
smaller ones do not move, and their points would lie too close to take hold of."""


def reference_sentences(scale: SliceScale) -> tuple[str, ...]:
    """What each level rests on, muscle before fat, or that nothing tells it."""
    said = []
    for structure, name in LEVEL_NAMES.items():
        found = [reference for reference in scale.references if reference.structure is structure]
        if not found:
            said.append(f"{name}: no reference; estimated from the outlined pixels.")
            continue
        tissues = " and ".join(dict.fromkeys(_told(reference) for reference in found))
        said.append(f"{name}: {tissues}.")
    return tuple(said)


def _told(reference: Reference) -> str:
    return f"{reference.tissue}, found automatically" if reference.is_automatic else "outlined by the reader"


def outlines_of_references(scale: SliceScale, key: SliceKey) -> tuple[Outline, ...]:
    """References that were found automatically as outlines, each with few points; empty where there are none.

    Parameters
    ----------
    scale
        The scale of a slice.
    key
        The slice.
    """
    outlines = []
    for reference in scale.references:
        rings = [_simplified(ring) for ring in reference.rings_px] if reference.is_automatic else []
        rings = [ring for ring in rings if len(ring) >= 3 and abs(signed_area(ring)) >= AREA_MINIMUM_PX]
        if rings:
            outlines.append(Outline(slice_key=key, rings=tuple(rings), structure=reference.structure))
    return tuple(outlines)


def _simplified(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    """A ring with few of its points, within the tolerance; with more where it would cross itself in a narrow place."""
    made = (_with_few_points(ring, TOLERANCE_PX / parts) for parts in (1.0, 2.0, 4.0))
    return next((found for found in made if not has_crossing(found)), ring)


def _with_few_points(ring: tuple[Point, ...], tolerance_px: float) -> tuple[Point, ...]:
    """A ring with as few of its points as stay within a tolerance (Douglas and Peucker 1973)."""
    points = np.asarray(ring, dtype=np.float64)
    if len(points) <= 3:
        return ring
    far = int(np.argmax(((points - points[0]) ** 2).sum(axis=1)))
    closed = np.vstack([points, points[:1]])
    kept = sorted(
        {0, far, *_kept(closed, 0, far, tolerance_px), *_kept(closed, far, len(points), tolerance_px)} - {len(points)}
    )
    return tuple((float(x), float(y)) for x, y in points[kept])


def _kept(points: NDArray[np.float64], first: int, last: int, tolerance_px: float) -> set[int]:
    """Places between two points that a straight line would miss by more than the tolerance."""
    kept: set[int] = set()
    open_runs = [(first, last)]
    while open_runs:
        start, end = open_runs.pop()
        if end - start < 2:
            continue
        run = points[start + 1 : end]
        along = points[end] - points[start]
        offset = run - points[start]
        length = max(float(np.hypot(*along)), 1e-12)  # a ring's two halves never begin and end at one point
        away = np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length
        place = int(np.argmax(away))
        if away[place] > tolerance_px:
            middle = start + 1 + place
            kept.add(middle)
            open_runs += [(start, middle), (middle, end)]
    return kept
