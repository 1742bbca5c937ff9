"""Sides for outlines that come without one: from geometry, never from the screen."""

from collections.abc import Callable, Sequence

from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import Slice
from viewer.measure.midline import MIDLINE_TOLERANCE, leftness_of, side_by_estimate, side_by_midline

OTHER_SIDE = {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT, Side.UNKNOWN: Side.UNKNOWN}
"""Each side → the opposite one."""

Estimate = Callable[[Slice], tuple[float, float] | None]
"""Slice with known sides → middle and width of the body (see `estimated_midline`), or None."""

_ALONE = "The outline names no side; it is taken as the patient's {side} by the estimated middle of the body: check it."
_TOGETHER = (
    "Both outlines lie on the patient's {side} of the estimated middle of the body, so neither is taken as the other "
    "side: check them."
)


def side_of_drawn(outline: Outline, document: Document, image: Slice, *, estimate: tuple[float, float] | None) -> Side:
    """Side of an outline that was just drawn, from geometry; unknown where it cannot be told.

    A midline that the user placed on the slice decides. Else the estimated middle of the body does, except for an
    outline close to it: that one is told by its partner of the same structure, as the middle is only estimated.

    Parameters
    ----------
    outline
        The new outline; its own side plays no part.
    document
        Holds the other outlines and the user's midlines.
    image
        The slice, with what the user stated filled in.
    estimate
        Middle and width of the body, as `viewer.measure.midline.estimated_midline` gives them, or None.
    """
    if not image.geometry.can_tell_side or outline.area_px == 0.0:
        return Side.UNKNOWN
    place = leftness_of(outline, image)
    placed = document.midline_on(outline.slice_key)
    if placed is not None:
        return side_by_midline(outline, placed, image)
    others = [
        other
        for other in document.on_slice(outline.slice_key)
        if other.structure is outline.structure and other.side is not Side.UNKNOWN and other.area_px > 0.0
    ]
    if estimate is not None:
        middle, width = estimate
        if not others or abs(place - middle) > MIDLINE_TOLERANCE * width:
            return side_by_estimate(outline, estimate, image)
    return _side_by_partners(place, others, image)


def _side_by_partners(place: float, others: Sequence[Outline], image: Slice) -> Side:
    """Side of a place between the outlines whose sides are known."""
    sides = {other.side for other in others}
    if len(sides) == 1:
        [known] = sides
        beyond = [place - leftness_of(other, image) for other in others]
        lies_outside = max(beyond) < 0.0 if known is Side.LEFT else min(beyond) > 0.0
        return OTHER_SIDE[known] if lies_outside else known
    nearest = min(others, key=lambda other: abs(place - leftness_of(other, image)), default=None)
    return Side.UNKNOWN if nearest is None else nearest.side


def with_sides(
    outlines: Sequence[Outline], image: Slice, *, estimate: Estimate
) -> tuple[list[Outline], tuple[str, ...]]:
    """Outlines of one structure on one slice, each with its side as far as geometry can tell, and warnings.

    Two outlines are told apart by each other; the partner of a named one gets the other side, so that a wrong
    name contradicts geometry. Two that lie well on one side of the estimated middle of the body are no pair: both
    are taken for that side, with a warning. One alone is told by that middle, with a warning. More than two, one
    without area, or a slice that cannot tell right from left, leave the side unknown. Sides that are named stay.

    Parameters
    ----------
    outlines
        Outlines of one slice.
    image
        The slice, with what the user stated filled in.
    estimate
        Gives the middle of the body; only asked where a side is to be found.

    Returns
    -------
    list of Outline
        In the order given.
    tuple of str
        Sentences for the user.
    """
    drawn = [outline for outline in outlines if outline.area_px > 0.0]
    is_open = any(outline.side is Side.UNKNOWN for outline in drawn)
    if not is_open or not image.geometry.can_tell_side or len(outlines) > 2:
        return list(outlines), ()
    side = _side_of_all(drawn, image, estimate=estimate(image))
    if side is not Side.UNKNOWN:
        is_alone = len(drawn) == 1
        found = [o.with_side(side) if o.side is Side.UNKNOWN and o.area_px > 0.0 else o for o in outlines]
        return found, (_ALONE.format(side=side) if is_alone else _TOGETHER.format(side=side),)
    return (_paired(drawn, image) if len(drawn) == 2 else list(outlines)), ()


def _side_of_all(drawn: Sequence[Outline], image: Slice, *, estimate: tuple[float, float] | None) -> Side:
    """Side of the body on which one outline lies, or several all lie well; else unknown."""
    if estimate is None:
        return Side.UNKNOWN
    middle, width = estimate
    sides = {side_by_estimate(outline, estimate, image) for outline in drawn}
    is_near = any(abs(leftness_of(outline, image) - middle) <= MIDLINE_TOLERANCE * width for outline in drawn)
    if len(sides) > 1 or (is_near and len(drawn) > 1):
        return Side.UNKNOWN
    return sides.pop()


def _paired(pair: Sequence[Outline], image: Slice) -> list[Outline]:
    """Two outlines as right and left: by the one that is named, else by their places."""
    named = next((outline.side for outline in pair if outline.side is not Side.UNKNOWN), None)
    if named is not None:
        return [o.with_side(OTHER_SIDE[named]) if o.side is Side.UNKNOWN else o for o in pair]
    first, second = (leftness_of(outline, image) for outline in pair)
    by_place = [Side.RIGHT, Side.LEFT] if first < second else [Side.LEFT, Side.RIGHT]
    return [outline.with_side(side) for outline, side in zip(pair, by_place, strict=True)]
