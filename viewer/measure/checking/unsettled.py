"""Outlines whose side is open on a slice that could tell it, and the ways to settle it: the side of geometry first."""

from collections.abc import Sequence

from viewer.core.document import Midline
from viewer.core.outline import Outline, Side
from viewer.measure.anchored.scale import REFERENCES
from viewer.measure.checking.outlines import outline_name
from viewer.measure.checking.withholding import CALL, Remedy, Withheld
from viewer.measure.midline import side_by_estimate, side_by_midline
from viewer.measure.prepared import PreparedSlice


def unsettled(
    outlines: Sequence[Outline], places: Sequence[int], ready: PreparedSlice, midline: Midline | None
) -> tuple[Withheld, ...]:
    """Outlines that no comparison can take in as nobody settled their side, though the image can tell it.

    Parameters
    ----------
    outlines
        Outlines of the slice.
    places
        Place of each in `Document.outlines`.
    ready
        The slice, made ready.
    midline
        The midline that the user placed on it, or None.
    """
    if not ready.image.geometry.can_tell_side:
        return ()
    return tuple(
        Withheld(
            outlines=(place,),
            structure=outline.structure,
            sentence=f"The side of this {outline_name(outline)} outline is not settled, so it is not compared.",
            remedies=_ways_to_settle(outline, ready, midline),
            is_comparison_only=True,
        )
        for place, outline in zip(places, outlines, strict=True)
        if outline.side is Side.UNKNOWN and outline.structure not in REFERENCES
    )


def _ways_to_settle(outline: Outline, ready: PreparedSlice, midline: Midline | None) -> tuple[Remedy, ...]:
    """The side that geometry gives an outline, and moving the midline; both sides where geometry gives none."""
    if outline.area_px == 0.0:
        return ()
    if midline is not None:
        side = side_by_midline(outline, midline, ready.image)
        if side is Side.UNKNOWN:  # the line runs from right to left
            return Remedy.MOVE_MIDLINE, Remedy.CALL_RIGHT, Remedy.CALL_LEFT
        return CALL[side], Remedy.MOVE_MIDLINE
    if ready.midline is not None:
        return CALL[side_by_estimate(outline, ready.midline, ready.image)], Remedy.MOVE_MIDLINE
    return Remedy.CALL_RIGHT, Remedy.CALL_LEFT, Remedy.MOVE_MIDLINE
