"""Sides for outlines that come without one: from geometry, never from the screen."""

from collections.abc import Sequence

from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import Slice
from viewer.measure.midline import MIDLINE_TOLERANCE, estimated_side, leftness_of, side_by_midline

__all__ = ["OTHER_SIDE", "leftness_of", "side_by_midline", "side_of_drawn", "with_sides"]

OTHER_SIDE = {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT, Side.UNKNOWN: Side.UNKNOWN}
"""Each side → the opposite one."""


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
            return Side.RIGHT if place < middle else Side.LEFT
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


def with_sides(outlines: Sequence[Outline], image: Slice) -> tuple[list[Outline], tuple[str, ...]]:
    """Outlines of one structure on one slice, each with its side as far as geometry can tell, and warnings.

    Two outlines are told apart by each other; the partner of a named one gets the other side, so that a wrong
    name contradicts geometry. One alone is told by the estimated middle of the body, with a warning. More than
    two, or a slice that cannot tell right from left, leave the side unknown. Sides that are named stay.

    Parameters
    ----------
    outlines
        Outlines of one slice.
    image
        The slice, with what the user stated filled in.

    Returns
    -------
    list of Outline
        In the order given.
    tuple of str
        Sentences for the user.
    """
    unnamed = [outline for outline in outlines if outline.side is Side.UNKNOWN]
    if not unnamed or not image.geometry.can_tell_side or len(outlines) > 2:
        return list(outlines), ()
    if len(outlines) == 1:
        side = estimated_side(outlines[0], image, image.values())
        if side is Side.UNKNOWN:
            return list(outlines), ()
        return [outlines[0].with_side(side)], (
            f"The outline names no side; it is taken as the patient's {side} by the estimated middle of the body: "
            "check it.",
        )
    if len(unnamed) == 1:
        other = {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT}
        named = next(outline for outline in outlines if outline.side is not Side.UNKNOWN)
        return [o.with_side(other[named.side]) if o.side is Side.UNKNOWN else o for o in outlines], ()
    places = image.geometry.leftness([outline.centroid_px for outline in outlines])
    by_place = [Side.RIGHT, Side.LEFT] if places[0] < places[1] else [Side.LEFT, Side.RIGHT]
    return [outline.with_side(side) for outline, side in zip(outlines, by_place, strict=True)], ()
