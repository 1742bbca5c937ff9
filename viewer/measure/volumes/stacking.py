"""Which length of a muscle each outlined slice stands for.

Between two neighbouring outlined slices, each stands for half the way from the centre of its own outlines to that of
the other, measured along its own normal. Where slices are parallel that is half the distance of their planes. Where
blocks are tilted against each other, planes may even cross inside the muscle: for a muscle that changes steadily
between the two cuts, what one plane takes twice on the one side it leaves out on the other, so that overlapping
blocks, taken in order along the muscle, count no tissue twice.

Beyond the first and the last outlined slice, half the distance to the nearest slice of the block is added, outlined or
not, on whichever side that lies: where a block ends, or goes on elsewhere, slices stand for as much as beside their
neighbours. Where there is no other slice, it is half the thickness.

References
----------
Gundersen and Jensen 1987, doi:10.1111/j.1365-2818.1987.tb02837.x (volume from sections, after Cavalieri).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from viewer.core.geometry import Vector
from viewer.errors import GeometryError
from viewer.measure.volumes.planes import BlockPlanes, mean_direction

BRIDGED_MM = 15.0
"""Longest way between two outlined slices that is taken as known, mm: less than half a lumbar level. Over more, a
muscle changes too much for its ends to tell."""

_ROUNDING_MM = 0.05

LEAST_ALONG = 0.7
"""Least cosine between a slice's normal and the mean of all (no unit): beyond 45° they are not cuts across one way."""

MOST_BACK_MM = 3.0
"""How far a slice may lie behind the one before it, seen along its own normal, mm: centres of outlines that were drawn
on two tilted planes differ by a few mm across, which tilts turn into as much along."""


@dataclass(frozen=True, slots=True)
class Section:
    """A muscle's outlines on one slice.

    Parameters
    ----------
    block
        The block of the slice.
    number
        Number of the slice in it, from 1.
    area_mm2
        Area of the outlines together, mm².
    centre_mm
        Their centroid, LPS mm.
    """

    block: BlockPlanes
    number: int
    area_mm2: float
    centre_mm: Vector

    @property
    def normal(self) -> Vector:
        """Unit normal (LPS) of the slice, pointing to where slice numbers grow."""
        normal = self.block.normals[self.number - 1]
        if normal is None:
            raise GeometryError("The slices do not tell their place in the patient, so that no volume is known.")
        return normal

    @property
    def name(self) -> str:
        """How sentences call it."""
        return f"slice {self.number} of series {self.block.series.number}"


@dataclass(frozen=True, slots=True)
class Slab:
    """A section and the length that it stands for.

    Parameters
    ----------
    section
        The section.
    length_mm
        Length along its normal, mm.
    missing_after
        Slices that were scanned between it and the next section, without outlines there.
    """

    section: Section
    length_mm: float
    missing_after: int = 0


def stacked(sections: Sequence[Section]) -> tuple[Slab, ...]:
    """Sections in order along the muscle, each with the length it stands for.

    Parameters
    ----------
    sections
        Of one muscle, at most one per slice, in any order; at least one.

    Raises
    ------
    GeometryError
        If their places in the patient do not tell the lengths; the sentence says why.
    """
    axis = mean_direction([section.normal for section in sections])
    ways = [float(np.dot(section.centre_mm, axis)) for section in sections]
    ordered = [sections[place] for place in np.argsort(ways, kind="stable")]
    normals = [_turned(section.normal, axis) for section in ordered]
    if any(float(np.dot(normal, axis)) < LEAST_ALONG for normal in normals):
        raise GeometryError("The slices are tilted by more than 45° against each other, so that no volume is known.")
    lengths = np.zeros(len(ordered))
    missing = [0] * len(ordered)
    for at, (one, other) in enumerate(pairwise(ordered)):
        between = np.subtract(other.centre_mm, one.centre_mm)
        halves = (float(np.dot(between, normals[at])) / 2.0, float(np.dot(between, normals[at + 1])) / 2.0)
        _check_between(one, other, halves)
        lengths[at : at + 2] += halves
        missing[at] = _missing_between(one, other)
    lengths[0] += _outer_half_mm(ordered[0])
    lengths[-1] += _outer_half_mm(ordered[-1])
    return tuple(
        Slab(section, float(length), count) for section, length, count in zip(ordered, lengths, missing, strict=True)
    )


def _turned(normal: Vector, axis: Vector) -> Vector:
    x, y, z = normal
    return normal if float(np.dot(normal, axis)) >= 0.0 else (-x, -y, -z)


def _check_between(one: Section, other: Section, halves: tuple[float, float]) -> None:
    """Refuse what lies too far apart to be bridged, or contradicts the order along the muscle."""
    way = 2.0 * max(halves)
    if way > BRIDGED_MM + _ROUNDING_MM:
        raise GeometryError(
            f"Between {one.name} and {other.name}, {way:.0f} mm are not outlined, more than the {BRIDGED_MM:.0f} mm "
            "that can be bridged; outline slices between them."
        )
    if 2.0 * min(halves) < -MOST_BACK_MM:
        raise GeometryError(
            f"The planes of {one.name} and {other.name} cross too far from the muscle to tell how they follow each "
            "other, so that tissue may count twice; choose a range of slices of one block."
        )


def _missing_between(one: Section, other: Section) -> int:
    """Slices scanned between two sections and not outlined; between blocks, those of the block that has more there."""
    if one.block is other.block:
        return max(abs(other.number - one.number) - 1, 0)
    return max(_crossed(one.block, one, other), _crossed(other.block, one, other))


def _crossed(block: BlockPlanes, one: Section, other: Section) -> int:
    """Planes of a block that cross the way from one section to another, those of both left out."""
    count = 0
    ends = {section.number for section in (one, other) if section.block is block}
    for number, (place, normal) in enumerate(zip(block.places_mm, block.normals, strict=True), start=1):
        if normal is None or number in ends:
            continue
        start, end = (float(np.dot(section.centre_mm, normal)) for section in (one, other))
        count += min(start, end) < place < max(start, end)
    return count


def _outer_half_mm(section: Section) -> float:
    """Half the distance to the nearest slice of the block, else half the thickness, mm."""
    step = section.block.nearest_mm(section.number)
    step = section.block.thickness_mm(section.number) if step is None else step
    if step is None:
        raise GeometryError(
            f"There is no other slice beside {section.name} and its thickness is not told, so that no volume is known."
        )
    return step / 2.0
