"""Proposals put beside what is there: accepted outlines stay, proposed ones are exchanged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from viewer.core.document import Document
from viewer.core.outline import Outline, Point, Side
from viewer.core.series import SliceKey


@dataclass(frozen=True, slots=True)
class Merged:
    """A document with proposals.

    Parameters
    ----------
    document
        With those that were missing, and with new ones instead of older proposals.
    added
        Proposals that are in it now.
    kept
        Accepted outlines that stand where something was proposed.
    """

    document: Document
    added: tuple[Outline, ...] = ()
    kept: tuple[Outline, ...] = ()


def merged(document: Document, proposals: Sequence[Outline]) -> Merged:
    """Put proposals into a document; nothing that somebody accepted is touched.

    Parameters
    ----------
    document
        As it is.
    proposals
        On any slices.
    """
    result = Merged(document)
    for proposal in proposals:
        is_single = sum(_is_alike(proposal, other) for other in proposals) == 1
        standing = [index for index, _ in standing_for(proposal, result.document, is_single=is_single)]
        outlines = result.document.outlines
        accepted = [outlines[index] for index in standing if not outlines[index].is_proposed]
        fresh = [index for index in standing if outlines[index] not in result.added]
        if accepted:
            result = replace(result, kept=(*result.kept, accepted[0]))
            continue
        if fresh:
            after = result.document.with_outline_at(fresh[0], proposal)
            for index in reversed(fresh[1:]):
                after = after.without_outline_at(index)
        else:
            after = result.document.with_outlines([proposal])
        result = replace(result, document=after, added=(*result.added, proposal))
    return result


def standing_for(
    outline: Outline, document: Document, *, is_single: bool, key: SliceKey | None = None
) -> list[tuple[int, Outline]]:
    """Outlines of a slice that are about the same muscle as one that is proposed, each with its place.

    Parameters
    ----------
    outline
        The proposed one.
    document
        Where the others are.
    is_single
        Whether its structure and side tell which muscle it is. If several share them, as both sides of an image
        without orientation do, those count whose place it covers.
    key
        The slice, if it is not the outline's own.
    """
    at = replace(outline, slice_key=key or outline.slice_key)
    alike = [(index, other) for index, other in document.numbered_on_slice(at.slice_key) if _is_alike(at, other)]
    return alike if is_single else [(index, other) for index, other in alike if _is_at_place(at, other)]


def _is_alike(one: Outline, other: Outline) -> bool:
    return (one.slice_key, one.structure, one.side) == (other.slice_key, other.structure, other.side)


def _is_at_place(one: Outline, other: Outline) -> bool:
    """Whether the middle of one lies within the bounds of the other."""
    return _is_within(_middle(one), other) or _is_within(_middle(other), one)


def _is_within(point: Point, outline: Outline) -> bool:
    left, top, right, bottom = outline.bounds_px
    return left <= point[0] <= right and top <= point[1] <= bottom


def _middle(outline: Outline) -> Point:
    left, top, right, bottom = outline.bounds_px
    return (left + right) / 2.0, (top + bottom) / 2.0


def name_of(outline: Outline) -> str:
    """How sentences call an outline: 'right multifidus'."""
    side = "" if outline.side is Side.UNKNOWN else f"{outline.side} "
    return f"{side}{outline.structure}"
