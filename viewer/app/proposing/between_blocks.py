"""Slices that lie between outlined slices of other blocks: where they cut the muscle's surface."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from viewer.app.proposing.block import Block, listed, slices_said
from viewer.app.proposing.blocks import Company
from viewer.app.proposing.courses import Course, Track
from viewer.core.outline import Outline
from viewer.proposals.propagation.lofting import Contour, Lie, Loft, lofted
from viewer.proposals.propagation.rings import finished, widest


@dataclass(slots=True)
class Crossed:
    """Slices that cross the first or the last outlined one within the muscle, by number of their block."""

    numbers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def said(self) -> str:
        """What became of them, or ''."""
        if not self.numbers:
            return ""
        named = [f"{slices_said(list(found))} of series {series}" for series, found in sorted(self.numbers.items())]
        words = listed(named)
        one = sum(len(found) for found in self.numbers.values()) == 1
        return (
            f"{words[0].upper()}{words[1:]} {'crosses' if one else 'cross'} the first or last outlined slice within "
            f"the muscle and {'was' if one else 'were'} left out there: nothing is guessed beyond what was outlined."
        )


def sections(
    company: Company, courses: Sequence[dict[Track, Course]], tick: Callable[[], None]
) -> tuple[list[Outline], Crossed]:
    """Proposals on slices that no two outlined slices of their own block enclose.

    Parameters
    ----------
    company
        The blocks.
    courses
        For each block, its outlines by muscle.
    tick
        Called after each slice; may raise to stop.
    """
    lofts = _lofts(company, courses)
    proposals: list[Outline] = []
    crossed = Crossed()
    for block, of_block in zip(company.blocks, courses, strict=True):
        for number in range(1, len(block.series.slices) + 1):
            for track, (loft, template) in lofts.items():
                course = of_block.get(track, [])
                if course and course[0][0] <= number <= course[-1][0]:
                    continue  # outlined there, or filled along the block's own images
                own = course[0][1] if course else template
                proposals += _section(loft, own, block, number, crossed)
            tick()
    return proposals, crossed


def _lofts(company: Company, courses: Sequence[dict[Track, Course]]) -> dict[Track, tuple[Loft, Outline]]:
    """Surface of each muscle, with one of its outlines."""
    contours: dict[Track, list[Contour]] = defaultdict(list)
    outlines: dict[Track, Outline] = {}
    for block, of_block in zip(company.blocks, courses, strict=True):
        for track, course in of_block.items():
            contours[track] += [Contour(block.geometry(number), widest(one.rings)) for number, one in course]
            outlines.setdefault(track, course[0][1])
    found = {track: lofted(of_track) for track, of_track in contours.items()}
    return {track: (loft, outlines[track]) for track, loft in found.items() if loft is not None}


def _section(loft: Loft, outline: Outline, block: Block, number: int, crossed: Crossed) -> list[Outline]:
    """The proposal on a slice, or none."""
    ring, lie = loft.section(block.geometry(number))
    if lie is Lie.ACROSS:
        crossed.numbers[block.series.number].add(number)
    if ring is None:
        return []
    sheet = block.sheet(number)
    kept = None if sheet.values is None else finished(ring, sheet)
    return [] if kept is None else [replace(outline, slice_key=block.key(number), rings=(kept,), is_proposed=True)]
