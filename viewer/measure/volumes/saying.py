"""What is to be known of a total, in sentences."""

from dataclasses import dataclass, field

from viewer.core.outline import Side
from viewer.measure.volumes.stacking import Slab

_SAME_MM = 0.05
"""Difference of lengths that is rounding, mm."""

OF_INTERVALS = (
    "The interval takes the errors of all slices to go the same way, so that none average out; errors of what lies "
    "between slices, and differences between readers, are not in it."
)
"""How the interval of a total is made, for whoever reads it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What sentences are made from.

    Parameters
    ----------
    slices, missing
        Counted slices, and those between them that were scanned and not counted.
    outside
        Slices that were asked for beyond the first and the last counted one.
    proposed, side
        Outlines of this side that nobody has accepted.
    slabs
        The counted slices with the lengths they stand for; empty where these are not known.
    without_fat
        Counted slices without a fat fraction.
    """

    slices: int
    missing: int
    outside: int = 0
    proposed: int = 0
    side: Side = Side.UNKNOWN
    slabs: tuple[Slab, ...] = field(default=())
    without_fat: int = 0


def sentences(told: Told) -> tuple[str, ...]:
    """Everything there is to say, what changes the total most first."""
    return (*_missing(told), *_outside(told), *_proposed(told), *_fat(told), *_geometry(told.slabs))


def _missing(told: Told) -> list[str]:
    if not told.missing:
        return []
    said = f"{told.missing} of {told.slices + told.missing} slices not outlined or not measured"
    return [f"{said}; the volume there is taken from their neighbours." if told.slabs else f"{said}."]


def _outside(told: Told) -> list[str]:
    if not told.outside:
        return []
    return [f"{_slices(told.outside)} at the ends of the range not outlined or not measured; nothing is added there."]


def _proposed(told: Told) -> list[str]:
    if not told.proposed:
        return []
    name = "outline" if told.side is Side.UNKNOWN else f"{told.side} outline"
    what = f"1 proposed {name} is" if told.proposed == 1 else f"{told.proposed} proposed {name}s are"
    return [f"{what} not counted until accepted."]


def _fat(told: Told) -> list[str]:
    if not told.without_fat:
        return []
    return [f"No fat fraction on {_slices(told.without_fat)}, so that none is given for all together."]


def _geometry(slabs: tuple[Slab, ...]) -> list[str]:
    """How slices lie to each other, where that is not plainly one beside the other."""
    blocks = {slab.section.block.series.number: slab.section.block for slab in slabs}
    said = [_gaps(slabs)]
    if len(blocks) > 1:
        said.append(
            f"{len(blocks)} blocks: distances are measured between the centres of the outlines along each slice's "
            "normal, so that tissue where blocks overlap counts once."
        )
    return [text for text in said if text]


def _gaps(slabs: tuple[Slab, ...]) -> str:
    """That slices do not lie side by side, judged by thickness and distance of the counted ones' blocks."""
    found: list[tuple[float, float]] = []
    for slab in slabs:
        block, number = slab.section.block, slab.section.number
        thickness, step = block.thickness_mm(number), block.nearest_mm(number)
        if thickness is not None and step is not None and abs(step - thickness) > _SAME_MM:
            found.append((thickness, step))
    if not found:
        return ""
    thickness, step = max(found, key=lambda pair: abs(pair[1] - pair[0]))
    lies = f"Slices are {thickness:.3g} mm thick and up to {step:.3g} mm apart"
    if step > thickness:
        return f"{lies}; the gaps count with the slices beside them."
    return f"Slices are {thickness:.3g} mm thick and only {step:.3g} mm apart; each counts by the distance."


def _slices(count: int) -> str:
    return "1 slice" if count == 1 else f"{count} slices"
