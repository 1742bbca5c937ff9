"""Sides for outlines that come without one: from geometry, never from the screen."""

from collections.abc import Sequence

from viewer.core.outline import Outline, Side
from viewer.core.series import Slice
from viewer.measure.checks import estimated_side


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
