"""Which accepted outlines of a block are of one muscle."""

from collections import defaultdict

from viewer.app.proposing.block import Block
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline

Track = tuple[str, str, int]
"""Structure, side, and place from the patient's right among outlines of a slice that share both; from the image's
left where sides cannot be told."""

Course = list[tuple[int, Outline]]
"""Slice numbers with the outline of one muscle there, in order."""


def courses_of(block: Block) -> dict[Track, Course]:
    """Accepted outlines of a block by muscle."""
    courses: dict[Track, Course] = defaultdict(list)
    for number in range(1, len(block.series.slices) + 1):
        accepted = [one for one in block.outlines(number) if not one.is_proposed]
        geometry = block.geometry(number) if accepted else None
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for outline in sorted(accepted, key=lambda one: _place(one, geometry)):
            kind = (str(outline.structure), str(outline.side))
            courses[*kind, counted[kind]].append((number, outline))
            counted[kind] += 1
    return dict(courses)


def _place(outline: Outline, geometry: PlaneGeometry | None) -> float:
    """How far an outline begins to the patient's left, or to the image's right."""
    left, top, right, bottom = outline.bounds_px
    if geometry is None or not geometry.can_tell_side:
        return left
    return float(geometry.leftness([(left, top), (right, top), (left, bottom), (right, bottom)]).min())
