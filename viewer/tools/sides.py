"""What becomes of an outline's side when it is drawn or changed: geometry has the last word, and says so."""

from collections.abc import Sequence
from dataclasses import replace

from viewer.core.outline import Outline, Point, Side
from viewer.core.series import SliceKey
from viewer.measure.midline import leftness_of
from viewer.tools.gesture import Notice, ToolContext

_PASSED = (
    "This outline was the patient's {side}, but it was moved past one whose side is not settled; its own is not known "
    "now, until you call it right or left."
)


def new_outline(slice_key: SliceKey, ring: Sequence[Point], ctx: ToolContext) -> Outline:
    """Outline of a ring, of what is to be enclosed next and by the border rule of the document; no side yet."""
    return Outline(slice_key, (tuple(ring),), structure=ctx.structure, rule=ctx.document.outline_rule)


def sided_when_drawn(outline: Outline, ctx: ToolContext) -> tuple[Outline, Notice | None]:
    """Outline just drawn with its side from geometry, and what to tell the user.

    A side chosen beforehand is only an expectation: where geometry says the other side the outline is kept with
    its side unknown, until the user decides; where geometry cannot tell, the side stays unknown too.

    Parameters
    ----------
    outline
        The new outline, not yet in the document.
    ctx
        Document, chosen side and the word of geometry.
    """
    side = ctx.side_of(outline, ctx.document)
    chosen = ctx.preselected or Side.UNKNOWN
    if side is Side.UNKNOWN:
        return outline.with_side(side), _not_known(chosen, ctx)
    if chosen in {Side.UNKNOWN, side}:
        return outline.with_side(side), None
    sentence = f"You chose the patient's {chosen}, but this outline lies on the patient's {side}."
    notice = Notice("side-contradicted", sentence, outline=len(ctx.document.outlines), side=side)
    return outline.with_side(Side.UNKNOWN), notice


def _not_known(chosen: Side, ctx: ToolContext) -> Notice | None:
    if chosen is Side.UNKNOWN:
        return None
    remedy = "place the midline" if ctx.image.geometry.can_tell_side else "state where the patient's right is"
    return Notice(
        "information",
        f"You chose the patient's {chosen}, but this image does not tell the sides; the outline's side stays unknown "
        f"until you {remedy}.",
    )


def changed_by_hand(outline: Outline, index: int, ctx: ToolContext) -> tuple[Outline, Notice | None]:
    """Outline that a hand has changed, with its side as of `sided_when_changed`, and what to tell.

    Whoever corrects a proposal has looked at it: from then on it is accepted. Every tool that changes an outline by
    hand takes this road.
    """
    return sided_when_changed(replace(outline, is_proposed=False), index, ctx)


def sided_when_changed(outline: Outline, index: int, ctx: ToolContext) -> tuple[Outline, Notice | None]:
    """Changed outline with its side, which becomes unknown if it lies on the other side now, and what to tell.

    Parameters
    ----------
    outline
        The outline as it is after the change, with the side it had.
    index
        Its place in `Document.outlines`.
    ctx
        Document before the change, and the word of geometry.
    """
    if outline.side is Side.UNKNOWN:
        return outline, None
    side = ctx.side_of(outline, ctx.document.without_outline_at(index))
    if side is Side.UNKNOWN and _has_passed_unsettled(outline, index, ctx):
        return outline.with_side(side), Notice("information", _PASSED.format(side=outline.side), outline=index)
    if side in {Side.UNKNOWN, outline.side}:
        return outline, None
    sentence = f"This outline was the patient's {outline.side}, but it now lies on the patient's {side}."
    return outline.with_side(Side.UNKNOWN), Notice("side-contradicted", sentence, outline=index, side=side)


def _has_passed_unsettled(outline: Outline, index: int, ctx: ToolContext) -> bool:
    """Whether a change took an outline past one of its structure whose side is not settled.

    Where geometry cannot tell, the place among the others is all that a side is known by.
    """
    before = ctx.document.outlines[index]
    others = [
        other
        for place, other in ctx.document.numbered_on_slice(outline.slice_key)
        if place != index and other.structure is outline.structure and other.side is Side.UNKNOWN
    ]
    if not ctx.image.geometry.can_tell_side or not all(o.area_px > 0.0 for o in (before, outline)):
        return False
    here, there = leftness_of(before, ctx.image), leftness_of(outline, ctx.image)
    places = [leftness_of(other, ctx.image) for other in others if other.area_px > 0.0]
    return any(min(here, there) < place < max(here, there) for place in places)
