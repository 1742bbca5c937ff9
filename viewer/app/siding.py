"""Sides for outlines that come without one: from geometry, never from the screen."""

from collections.abc import Sequence

from viewer.core.outline import Outline, Side
from viewer.core.series import Slice
from viewer.measure.checks import estimated_side


def with_sides(outlines: Sequence[Outline], image: Slice) -> list[Outline]:
    """Outlines of one structure on one slice, each with its side as far as geometry can tell.

    Two outlines are told apart by each other, one by the estimated middle of the body. More than two, or a
    slice that cannot tell right from left, leave the side unknown. Sides that are named already stay.

    Parameters
    ----------
    outlines
        Outlines of one slice.
    image
        The slice, with what the user stated filled in.
    """
    unnamed = [outline for outline in outlines if outline.side is Side.UNKNOWN]
    if not unnamed or not image.geometry.can_tell_side or len(outlines) > 2:
        return list(outlines)
    if len(outlines) == 1:
        return [outlines[0].with_side(estimated_side(outlines[0], image, image.values()))]
    places = image.geometry.leftness([outline.centroid_px for outline in outlines])
    by_place = [Side.RIGHT, Side.LEFT] if places[0] < places[1] else [Side.LEFT, Side.RIGHT]
    return [
        outline if outline.side is not Side.UNKNOWN else outline.with_side(side)
        for outline, side in zip(outlines, by_place, strict=True)
    ]
