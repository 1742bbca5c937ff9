"""What must hold before outlines of a slice are measured: sound outlines, sides that fit the geometry."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viewer.core.coverage import overlap_area_px
from viewer.core.document import Midline
from viewer.core.outline import Outline, Point, Side, check_outline, ring_moments
from viewer.core.series import Slice
from viewer.errors import OutlineError, RefusedError, SideError
from viewer.measure.checking.withholding import CALL, Remedy
from viewer.measure.midline import MIDLINE_TOLERANCE, side_of_point

OVERLAP_MAXIMUM = 0.01
"""Largest shared area of two outlines of one structure, in parts of the smaller one (no unit)."""

SIDES_UNKNOWN = (
    "The image does not say which side is the patient's right, so the sides are unknown; state it with "
    "--side-convention radiological or neurological."
)
"""Warning about a slice whose sides nobody stated."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline with what its checks ask for, so that it is computed once.

    Parameters
    ----------
    outline
        The outline.
    fault
        Why it cannot be measured, in one sentence, or None.
    area_px
        Exact enclosed area, pixels.
    centroid_px
        Centroid (x, y) of the enclosed area in pixels; (nan, nan) where it encloses none.
    """

    outline: Outline
    fault: str | None
    area_px: float
    centroid_px: Point


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against measuring or comparing some outlines of a slice.

    Parameters
    ----------
    places
        Places of the outlines in the sequence that was checked.
    error
        What the command line refuses with.
    remedies
        What a user can do about it, the likeliest first.
    is_about_comparison
        True if each outline can be measured by itself and only their comparison would mislead.
    """

    places: tuple[int, ...]
    error: RefusedError
    remedies: tuple[Remedy, ...]
    is_about_comparison: bool = False


def outline_name(outline: Outline) -> str:
    """How messages call an outline, such as 'right multifidus'."""
    side = "" if outline.side is Side.UNKNOWN else f"{outline.side} "
    return f"{side}{outline.structure}"


def shape_of(outline: Outline, image: Slice) -> Shape:
    """Area, centroid and fault of an outline on its slice."""
    fault = None
    try:
        check_outline(outline, rows=image.rows, columns=image.columns, name=outline_name(outline))
    except OutlineError as e:
        fault = str(e)
    moments = [ring_moments(ring) for ring in outline.rings]
    area, x, y = (math.fsum(moment[i] for moment in moments) for i in range(3))
    centroid = (x / area, y / area) if area != 0.0 else (math.nan, math.nan)
    return Shape(outline=outline, fault=fault, area_px=abs(area), centroid_px=centroid)


def check_outlines(outlines: Sequence[Outline], image: Slice, *, midline: Midline | None = None) -> None:
    """Refuse outlines of one slice that cannot be measured.

    Parameters
    ----------
    outlines
        All outlines of the slice.
    image
        The slice, with what the user stated filled in.
    midline
        Midline that the user placed on the slice, or None.

    Raises
    ------
    OutlineError
        If one crosses itself, encloses nothing or leaves the image, or two of one structure overlap by more
        than 1 % of the smaller one.
    SideError
        If a right outline does not lie on the patient's right of its left partner, or an outline lies on the
        other side of the placed midline.
    """
    for objection in objections([shape_of(outline, image) for outline in outlines], image, midline=midline):
        raise objection.error


def objections(shapes: Sequence[Shape], image: Slice, *, midline: Midline | None) -> Iterator[Objection]:
    """Everything that speaks against measuring or comparing the outlines of one slice, one by one.

    Outlines that are unsound by themselves are left out of all that looks at several.

    Parameters
    ----------
    shapes
        All outlines of the slice.
    image
        The slice, with what the user stated filled in.
    midline
        Midline that the user placed on the slice, or None.
    """
    for place, shape in enumerate(shapes):
        if shape.fault is not None:
            yield Objection((place,), OutlineError(shape.fault), (Remedy.MOVE_POINTS, Remedy.UNDO))
    sound = [(place, shape) for place, shape in enumerate(shapes) if shape.fault is None]
    for i, (place, first) in enumerate(sound):
        for other_place, second in sound[i + 1 :]:
            if first.outline.structure is second.outline.structure:
                yield from _overlap(first, second, (place, other_place))
    for structure in dict.fromkeys(shape.outline.structure for _, shape in sound):
        yield from _exchanged([item for item in sound if item[1].outline.structure is structure], image)
    if midline is not None and image.geometry.can_tell_side:
        for place, shape in sound:
            yield from _beyond_midline(shape, place, midline, image)


def _overlap(first: Shape, second: Shape, places: tuple[int, int]) -> Iterator[Objection]:
    smaller = min(first.area_px, second.area_px)
    shared = overlap_area_px(first.outline, second.outline)
    if shared > OVERLAP_MAXIMUM * smaller:
        error = OutlineError(
            f"The {outline_name(first.outline)} and {outline_name(second.outline)} outlines overlap by "
            f"{100 * shared / smaller:.1f} % of the smaller one; draw them so that they do not cover each other."
        )
        yield Objection(places, error, (Remedy.MOVE_POINTS, Remedy.UNDO), is_about_comparison=True)


def _exchanged(sound: Sequence[tuple[int, Shape]], image: Slice) -> Iterator[Objection]:
    """Right and left outlines of one structure that lie the wrong way round."""
    rights = [shape for _, shape in sound if shape.outline.side is Side.RIGHT]
    lefts = [shape for _, shape in sound if shape.outline.side is Side.LEFT]
    geometry = image.geometry
    if not (rights and lefts) or (geometry.orientation is None and geometry.stated_sides is None):
        return
    places = tuple(place for place, shape in sound if shape.outline.side is not Side.UNKNOWN)
    structure = rights[0].outline.structure
    if not geometry.can_tell_side:
        error = SideError(
            f"The slice is near-sagittal, so right and left {structure} cannot both lie on it; outline them on an "
            "axial slice."
        )
        yield Objection(places, error, (Remedy.UNDO,))
        return
    rightmost_left = min(geometry.leftness([shape.centroid_px for shape in lefts]))
    leftmost_right = max(geometry.leftness([shape.centroid_px for shape in rights]))
    if leftmost_right >= rightmost_left:
        error = SideError(
            f"The outline called right {structure} lies on the patient's left of the one called left; exchange the "
            "two (on a standard axial slice the patient's right is at image-left)."
        )
        yield Objection(places, error, (Remedy.EXCHANGE, Remedy.UNDO))


def _beyond_midline(shape: Shape, place: int, midline: Midline, image: Slice) -> Iterator[Objection]:
    """An outline whose side the placed midline contradicts."""
    called = shape.outline.side
    found = side_of_point(shape.centroid_px, midline, image)
    if Side.UNKNOWN not in {called, found} and called is not found:
        error = SideError(
            f"The outline called {outline_name(shape.outline)} lies on the patient's {found} of the midline that was "
            f"placed on this slice; call it {found} or move the midline."
        )
        yield Objection((place,), error, (CALL[found], Remedy.MOVE_MIDLINE, Remedy.UNDO))


def side_warnings(
    shapes: Sequence[Shape], image: Slice, *, estimate: tuple[float, float] | None, is_midline_placed: bool = False
) -> tuple[str, ...]:
    """Sentences about sides that are unknown, or that an estimated midline contradicts.

    Parameters
    ----------
    shapes
        Sound outlines of one slice.
    image
        The slice, with what the user stated filled in.
    estimate
        Middle and width of the body, see `estimated_midline`.
    is_midline_placed
        Whether the user placed a midline, which then decides instead of the estimate.
    """
    geometry = image.geometry
    if geometry.orientation is None and geometry.stated_sides is None:
        return (SIDES_UNKNOWN,)
    if not geometry.can_tell_side:
        return ("The slice is near-sagittal: the stated side cannot be checked against its geometry.",)
    sided = [shape for shape in shapes if shape.outline.side is not Side.UNKNOWN]
    if estimate is None or is_midline_placed or not sided:
        return ()
    middle, width = estimate
    warnings = []
    for shape, place in zip(sided, geometry.leftness([shape.centroid_px for shape in sided]), strict=True):
        side, beyond = shape.outline.side, float(place) - middle
        if (beyond if side is Side.RIGHT else -beyond) > MIDLINE_TOLERANCE * width:
            other = Side.LEFT if side is Side.RIGHT else Side.RIGHT
            warnings.append(
                f"The outline called {outline_name(shape.outline)} seems to lie on the patient's {other} of the body's "
                "middle, which is only estimated; check its side."
            )
    return tuple(warnings)
