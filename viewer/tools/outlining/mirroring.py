"""Which outlines of a slice are mirrored, and what becomes of the document."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Document
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Point, Side, Structure, has_crossing, signed_area
from viewer.core.series import Slice, SliceKey
from viewer.measure.midline import parts_sides
from viewer.proposals.mirroring.kept import LINES
from viewer.proposals.mirroring.reflection import Line, mirrored
from viewer.tools.gesture import Notice, TaskResult
from viewer.tools.marks.midline import LIES_ACROSS

OTHER_SIDE = {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT, Side.UNKNOWN: Side.UNKNOWN}
"""Each side → the opposite one."""

ALONE = frozenset({Structure.REFERENCE_FAT, Structure.REFERENCE_MUSCLE, Structure.CUSTOM})
"""Structures that need no partner: mirrored only when selected."""

AREA_KEPT = 0.5
"""Part of its area that a mirrored outline must keep inside the image (no unit)."""

UNSURE = 0.25
"""Quality of a found line below which the user is asked to look at it (no unit)."""

_NO_LINE = (
    "The middle of the body cannot be found in this image; place the line between right and left (menu Outline, Move "
    "midline), then mirror again."
)
_CHECK_LINE = (
    "The middle of the body is hard to see here, so look where the outline lies; hold M to see the line and drag it."
)
_OUTSIDE = "The other side of the {name} lies outside the image, so it is not mirrored."
_BOTH = "Both sides of the {structure} are outlined on this slice; delete the one that is to be mirrored anew."
_PARTNER = "The other side of the {name} is outlined already; delete that outline to have this one mirrored."
_NONE = "Nothing here has another side to be mirrored to; select an outline (V), then press M."


@dataclass(frozen=True, slots=True)
class Pair:
    """An outline to be mirrored.

    Parameters
    ----------
    source
        Its place in `Document.outlines`.
    partner
        Place of the proposed outline that it replaces, or None.
    """

    source: int
    partner: int | None = None


def pairs_on(document: Document, key: SliceKey, selected: int | None, line: Line) -> tuple[Pair, ...] | str:
    """Outlines of a slice to be mirrored, or the sentence that says why there is none.

    Parameters
    ----------
    document
        The document.
    key
        The slice.
    selected
        Place of the selected outline on it, or None for every muscle that one side lacks; where none does, for those
        whose other side is only proposed.
    line
        Line between the sides, pixels.
    """
    here = document.numbered_on_slice(key)
    if selected is not None:
        partner = _partner(document, selected, line)
        if partner is None or document.outlines[partner].is_proposed:
            return (Pair(selected, partner),)
        return _PARTNER.format(name=name_of(document.outlines[selected]))
    muscles = [(index, outline) for index, outline in here if outline.structure not in ALONE]
    if not muscles:
        return _NONE
    found = [Pair(index, _partner(document, index, line)) for index, _ in muscles]
    lacking = tuple(pair for pair in found if pair.partner is None)
    proposed = tuple(pair for pair in found if _is_to_be_replaced(document, pair))
    return lacking or proposed or _BOTH.format(structure=muscles[0][1].structure)


def _is_to_be_replaced(document: Document, pair: Pair) -> bool:
    """Whether an accepted outline has a partner that is only proposed."""
    if pair.partner is None:
        return False
    return document.outlines[pair.partner].is_proposed and not document.outlines[pair.source].is_proposed


def name_of(outline: Outline) -> str:
    """How sentences call an outline: 'right multifidus'."""
    return outline.structure.value if outline.side is Side.UNKNOWN else f"{outline.side} {outline.structure}"


def _partner(document: Document, index: int, line: Line) -> int | None:
    """Place of the outline of the same structure on the other side, or None."""
    outline = document.outlines[index]
    for other_index, other in document.numbered_on_slice(outline.slice_key):
        if other_index == index or other.structure is not outline.structure:
            continue
        if Side.UNKNOWN in (other.side, outline.side):
            is_across = _beside(other, line) * _beside(outline, line) < 0.0
        else:
            is_across = other.side is OTHER_SIDE[outline.side]
        if is_across:
            return other_index
    return None


def _beside(outline: Outline, line: Line) -> float:
    """On which side of the line an outline lies: positive or negative."""
    (x0, y0), (x1, y1) = line
    x, y = np.mean(outline.rings[0], axis=0)
    return float((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0))


def mirrored_rings(outline: Outline, line: Line, spacing: Spacing | None) -> tuple[tuple[Point, ...], ...]:
    """Rings of an outline on the other side of the line, not fitted."""
    return tuple(mirrored(ring, line, spacing) for ring in outline.rings)


@dataclass(frozen=True, slots=True, eq=False)
class Mirroring:
    """Mirroring that was asked for; it needs nothing else.

    Parameters
    ----------
    document
        The document, with the line in it where the user has dragged it.
    image
        The slice.
    values
        Shape (rows, columns), values after rescale, NaN where there is none.
    line
        Line between the sides, None where it still has to be found.
    selected
        Place of the selected outline, or None.
    area
        (left, top, right, bottom) of the image that is kept, pixels.
    """

    document: Document
    image: Slice
    values: NDArray[np.float64]
    line: Line | None
    selected: int | None
    area: tuple[float, float, float, float]

    def done(self) -> TaskResult:
        """Document with what was mirrored, or why there is nothing."""
        key, geometry = self.image.key, self.image.geometry
        line, notice = self.line, None
        if line is None:
            found = LINES.line_of(self.values, geometry, self.document.on_slice(key))
            if found is None:
                return TaskResult(notice=Notice("refused", _NO_LINE))
            line = found.line
            notice = Notice("information", _CHECK_LINE) if found.quality < UNSURE else None
        if geometry.can_tell_side and not parts_sides(line, self.image):
            return TaskResult(notice=Notice("refused", LIES_ACROSS))
        pairs = pairs_on(self.document, key, self.selected, line)
        if isinstance(pairs, str):
            return TaskResult(notice=Notice("refused", pairs))
        document = self.document
        for pair in pairs:
            source = document.outlines[pair.source]
            other = self._other_side(source, line)
            if other is None:
                return TaskResult(notice=Notice("refused", _OUTSIDE.format(name=name_of(source))))
            if pair.partner is None:
                document = document.with_outlines([other])
            else:
                document = document.with_outline_at(pair.partner, other)
        names = [name_of(document.outlines[pair.source]) for pair in pairs]
        return TaskResult(document, notice, f"mirror {names[0]}" if len(names) == 1 else "mirror outlines")

    def _other_side(self, source: Outline, line: Line) -> Outline | None:
        """Outline on the other side, proposed; None where most of it would lie outside the image."""
        from viewer.proposals.mirroring.fitting import fit_to_image

        rings = tuple(self._kept(ring) for ring in mirrored_rings(source, line, self.image.geometry.spacing))
        if len(rings) == 1 and not has_crossing(source.rings[0]):
            contrast = LINES.contrast_of(self.values, self.image.geometry)
            rings = (fit_to_image(source.rings[0], line, contrast, area=self.area),)
        area = abs(sum(signed_area(ring) for ring in rings))
        if area < AREA_KEPT * source.area_px or area == 0.0:
            return None
        return replace(source, rings=rings, side=OTHER_SIDE[source.side], is_proposed=True)

    def _kept(self, ring: tuple[Point, ...]) -> tuple[Point, ...]:
        """Points of a ring, each moved to the nearest place inside the image."""
        left, top, right, bottom = self.area
        return tuple((min(max(x, left), right), min(max(y, top), bottom)) for x, y in ring)
