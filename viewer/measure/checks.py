"""What must hold before outlines of a slice are measured: sound outlines, sides that fit the geometry."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import overlap_area_px
from viewer.core.outline import Outline, Side, check_outline
from viewer.core.series import Slice
from viewer.errors import OutlineError, SideError

OVERLAP_MAXIMUM = 0.01
"""Largest shared area of two outlines of one structure, in parts of the smaller one (no unit)."""

MIDLINE_TOLERANCE = 0.05
"""How far an outline may lie beyond the estimated midline, in parts of the body's width (no unit)."""


def outline_name(outline: Outline) -> str:
    """How messages call an outline, such as 'right multifidus'."""
    side = "" if outline.side is Side.UNKNOWN else f"{outline.side} "
    return f"{side}{outline.structure}"


def check_outlines(outlines: Sequence[Outline], image: Slice) -> None:
    """Refuse outlines of one slice that cannot be measured.

    Parameters
    ----------
    outlines
        All outlines of the slice.
    image
        The slice, with what the user stated filled in.

    Raises
    ------
    OutlineError
        If one crosses itself, encloses nothing or leaves the image, or two of one structure overlap by more
        than 1 % of the smaller one.
    SideError
        If a right outline does not lie on the patient's right of its left partner.
    """
    for outline in outlines:
        check_outline(outline, rows=image.rows, columns=image.columns, name=outline_name(outline))
    for i, first in enumerate(outlines):
        for second in outlines[i + 1 :]:
            if first.structure is second.structure:
                _check_overlap(first, second)
    for structure in {outline.structure for outline in outlines}:
        _check_sides([outline for outline in outlines if outline.structure is structure], image)


def _check_overlap(first: Outline, second: Outline) -> None:
    smaller = min(first.area_px, second.area_px)
    shared = overlap_area_px(first, second)
    if shared > OVERLAP_MAXIMUM * smaller:
        raise OutlineError(
            f"The {outline_name(first)} and {outline_name(second)} outlines overlap by {100 * shared / smaller:.1f} % "
            "of the smaller one; draw them so that they do not cover each other."
        )


def _check_sides(outlines: Sequence[Outline], image: Slice) -> None:
    rights = [outline for outline in outlines if outline.side is Side.RIGHT]
    lefts = [outline for outline in outlines if outline.side is Side.LEFT]
    geometry = image.geometry
    if not (rights and lefts) or (geometry.orientation is None and geometry.stated_sides is None):
        return
    if not geometry.can_tell_side:
        raise SideError(
            f"The slice is near-sagittal, so right and left {outlines[0].structure} cannot both lie on it; outline "
            "them on an axial slice."
        )
    rightmost_left = min(geometry.leftness([outline.centroid_px for outline in lefts]))
    leftmost_right = max(geometry.leftness([outline.centroid_px for outline in rights]))
    if leftmost_right >= rightmost_left:
        raise SideError(
            f"The outline called right {outlines[0].structure} lies on the patient's left of the one called left; "
            "exchange the two (on a standard axial slice the patient's right is at image-left)."
        )


def side_warnings(outlines: Sequence[Outline], image: Slice, values: NDArray[np.float64]) -> tuple[str, ...]:
    """Sentences about sides that are unknown, or that an estimated midline contradicts.

    Parameters
    ----------
    outlines
        Outlines of one slice.
    image
        The slice, with what the user stated filled in.
    values
        Shape (rows, columns), values after rescale.
    """
    geometry = image.geometry
    if geometry.orientation is None and geometry.stated_sides is None:
        return (
            "The image does not say which side is the patient's right, so the sides are unknown; state it with "
            "--side-convention radiological or neurological.",
        )
    if not geometry.can_tell_side:
        return ("The slice is near-sagittal: the stated side cannot be checked against its geometry.",)
    midline = estimated_midline(image, values)
    if midline is None:
        return ()
    middle, width = midline
    warnings = []
    for outline in outlines:
        if outline.side is Side.UNKNOWN:
            continue
        beyond = float(geometry.leftness([outline.centroid_px])[0]) - middle
        if (beyond if outline.side is Side.RIGHT else -beyond) > MIDLINE_TOLERANCE * width:
            other = Side.LEFT if outline.side is Side.RIGHT else Side.RIGHT
            warnings.append(
                f"The outline called {outline_name(outline)} seems to lie on the patient's {other} of the body's "
                "middle, which is only estimated; check its side."
            )
    return tuple(warnings)


def estimated_midline(image: Slice, values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Middle and width of the body along the right–left axis (units of `leftness`), None without contrast.

    Parameters
    ----------
    image
        A slice on which right and left can be told, with what the user stated filled in.
    values
        Shape (rows, columns), values after rescale.
    """
    brightness = -values if image.mapping.is_inverted else values
    thinned = brightness[::4, ::4]  # the middle of the body is not a matter of single pixels
    finite = thinned[np.isfinite(thinned)]
    low, high = (float(v) for v in np.percentile(finite, [1.0, 99.0])) if finite.size else (0.0, 0.0)
    if high <= low:
        return None
    rows, columns = np.nonzero(thinned > low + 0.1 * (high - low))
    places = image.geometry.leftness(4 * np.column_stack([columns, rows]))
    first, last = (float(v) for v in np.percentile(places, [1.0, 99.0]))
    return float(places.mean()), last - first


def estimated_side(outline: Outline, image: Slice, values: NDArray[np.float64]) -> Side:
    """Side of the body's estimated middle on which an outline lies; unknown where it cannot be told.

    Parameters
    ----------
    outline
        An outline without a side.
    image
        Its slice, with what the user stated filled in.
    values
        Shape (rows, columns), values after rescale.
    """
    if not image.geometry.can_tell_side:
        return Side.UNKNOWN
    midline = estimated_midline(image, values)
    if midline is None:
        return Side.UNKNOWN
    beyond = float(image.geometry.leftness([outline.centroid_px])[0]) - midline[0]
    return Side.RIGHT if beyond < 0 else Side.LEFT
