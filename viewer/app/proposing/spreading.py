"""Outlines of the slice on the screen, carried along with the image over a range of slices."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from viewer.app.proposing.block import Block, listed, unread_said
from viewer.app.proposing.blocks import Company, Stop, centre_mm, company_of, onward
from viewer.app.proposing.merging import merged, standing_for
from viewer.app.session import Session, Snapshot
from viewer.core.outline import Outline
from viewer.proposals.propagation.carrying import carried
from viewer.proposals.propagation.placing import slid
from viewer.proposals.propagation.rings import finely, finished, widest
from viewer.proposals.rings import Points, as_ring
from viewer.tools.gesture import Notice, Task, TaskResult

WORDS = "Carrying the outlines from slice to slice …"
"""Said while outlines are carried over a range."""

ACCEPTS = "Enter accepts those of a slice, Shift+Enter all of the series."
"""How proposals are accepted."""

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Range:
    """Slices of a block, both ends included, counted from 1; the slice that is carried lies among them.

    Parameters
    ----------
    first, last
        The ends.
    covers_all_blocks
        Whether all slices of all blocks that belong together are meant, whatever the ends.
    """

    first: int
    last: int
    covers_all_blocks: bool = False


def offered_range(now: Snapshot) -> Range | None:
    """Range that is proposed first: to the next slices with accepted outlines, else to the ends of the block.

    None where the slice on the screen has no outlines.
    """
    block, here = Block.on_screen(now), now.view.slice_number
    if block is None or not block.outlines(here):
        return None
    count = len(block.series.slices)
    outlined = [
        number
        for number in range(1, count + 1)
        if number != here and any(not outline.is_proposed for outline in block.outlines(number))
    ]
    before = max((number + 1 for number in outlined if number < here), default=1)
    after = min((number - 1 for number in outlined if number > here), default=count)
    return Range(before, after)


def blocks_offered(now: Snapshot) -> int:
    """Number of blocks that can be carried over from the one on the screen, itself among them."""
    company = company_of(now)
    return 0 if company is None else len(company.blocks)


def propagate(session: Session, wanted: Range) -> None:
    """Carry the outlines of the slice on the screen over a range of slices of its block, or over all blocks.

    Parameters
    ----------
    session
        What runs.
    wanted
        Slices; what lies beyond the block is left out.
    """
    now = session.now
    company, here = company_of(now), now.view.slice_number
    if company is None or not company.here.outlines(here):
        sentence = "Nothing is outlined on this slice; outline it first, then carry its outlines to others."
        session.change(notice=Notice("refused", sentence))
        return
    count, goes_on = len(company.here.series.slices), wanted.covers_all_blocks and len(company.blocks) > 1
    if wanted.covers_all_blocks:
        wanted = Range(1, count)
    first, last = max(min(wanted.first, here), 1), min(max(wanted.last, here), count)
    if first == last and not goes_on:
        session.change(notice=Notice("refused", "The range holds no other slice; choose a wider one."))
        return
    journey = _Journey(company, here, Range(first, last, covers_all_blocks=goes_on))
    name = "all blocks" if goes_on else f"slices {first} to {last}"
    session.start(Task(f"propagate outlines to {name}", WORDS, lambda report: _propagated(journey, report)))


def _propagated(journey: "_Journey", report: Report) -> TaskResult:
    """Answer of the task."""
    proposals: list[Outline] = []
    for done, found in enumerate(journey.slices(), start=1):
        proposals += found
        report(done, journey.total)
    blocks = journey.company.blocks
    result = merged(blocks[0].document, proposals)
    sentence = summary(len({one.slice_key for one in result.added}), len(result.kept), blocks)
    said = " ".join(part for part in (sentence, journey.left_out) if part)
    return TaskResult(result.document if result.added else None, Notice("information", said))


def summary(slices: int, kept: int, blocks: Sequence[Block]) -> str:
    """What came of it, in sentences for the user.

    Parameters
    ----------
    slices
        Number of slices with new proposals.
    kept
        Number of outlines that had been accepted before and stay.
    blocks
        Know what could not be read.
    """
    sentences = [f"{slices} slice{'s' if slices != 1 else ''} got proposed outlines."]
    sentences += [ACCEPTS] if slices else []
    if kept:
        sentences.append(f"{kept} accepted outline{'s' if kept != 1 else ''} on the way stay as they were.")
    sentences += [said] if (said := unread_said(blocks)) else []
    return " ".join(sentences)


@dataclass(frozen=True, slots=True, eq=False)
class _Carried:
    """Outlines as they have come to a slice; `outlines` tell what each ring is of."""

    at: Stop
    outlines: tuple[Outline, ...]
    rings: tuple[Points, ...]

    def to(self, number: int, block: Block | None = None) -> tuple["_Carried", list[Outline]]:
        """Go on to another slice, of another block by place alone; gives the proposals there, too.

        An unreadable slice gets none, and what follows goes on from the last that could be read; an accepted outline
        on the way is where it goes on from.
        """
        to = Stop(self.at.block if block is None else block, number)
        source, target = self.at.block.sheet(self.at.number), to.block.sheet(number)
        if target.values is None or not self.outlines:
            return self, []
        if block is None:
            moved = carried(self.rings, source, target)
        else:
            moved = tuple(slid(ring, source.geometry, target.geometry) for ring in self.rings)
        outlines, rings, proposals = [], [], []
        for outline, points in zip(self.outlines, moved, strict=True):
            ring = finished(points, target)
            if ring is None:
                continue  # it left the image
            proposal = replace(outline, slice_key=to.block.key(number), rings=(ring,), is_proposed=True)
            accepted = self._accepted(proposal)
            outlines.append(outline)
            rings.append(points if accepted is None else finely(widest(accepted.rings)))
            proposals.append(proposal)
        return _Carried(to, tuple(outlines), tuple(rings)), proposals

    def _accepted(self, proposal: Outline) -> Outline | None:
        """Outline that stands for a proposal already."""
        alike = [one for one in self.outlines if (one.structure, one.side) == (proposal.structure, proposal.side)]
        standing = standing_for(proposal, self.at.block.document, is_single=len(alike) == 1)
        return next((outline for _, outline in standing if not outline.is_proposed), None)


class _Journey:
    """Goes over all slices of a range, and from the ends of a block on to the blocks that follow.

    Parameters
    ----------
    company
        The blocks, that on the screen first.
    here
        Number of the slice that is carried.
    wanted
        Its range.
    """

    def __init__(self, company: Company, here: int, wanted: Range) -> None:
        self.company, self._wanted = company, wanted
        block = company.here
        outlines = block.outlines(here)
        rings = tuple(finely(widest(outline.rings)) for outline in outlines)
        self._start = _Carried(Stop(block, here), outlines, rings)
        self._visited = [block]

    @property
    def total(self) -> int:
        """Number of slices to be gone to."""
        if not self._wanted.covers_all_blocks:
            return self._wanted.last - self._wanted.first
        return sum(len(block.series.slices) for block in self.company.blocks) - 1

    @property
    def left_out(self) -> str:
        """Blocks that could not be gone to, once it has ended, as a sentence, or ''."""
        if not self._wanted.covers_all_blocks or len(self._visited) == len(self.company.blocks):
            return self.company.reason if self._wanted.covers_all_blocks else ""
        left = [block.series.number for block in self.company.blocks if block not in self._visited]
        return f"Series {listed(left)} could not be gone on to along the muscle."

    def slices(self) -> Iterator[list[Outline]]:
        """Proposals of one slice after the other."""
        here, wanted = self._start, self._wanted
        ends = {}
        for way, last in ((1, wanted.last), (-1, wanted.first)):
            ends[way] = yield from self._along(here, way, last)
        if wanted.covers_all_blocks:
            for way, end in ends.items():
                yield from self._beyond(end, way)

    def _along(self, here: _Carried, way: int, last: int) -> Generator[list[Outline], None, _Carried]:
        """Over slices of one block; gives back what has come to the last of them."""
        for number in range(here.at.number + way, last + way, way):
            here, found = here.to(number)
            yield found
        return here

    def _beyond(self, here: _Carried, way: int) -> Iterator[list[Outline]]:
        """Over the blocks that follow in one direction, each as a whole."""
        while here.outlines and (stop := self._next(here, way)) is not None:
            self._visited.append(stop.block)
            here, found = here.to(stop.number, stop.block)
            yield found
            count = len(stop.block.series.slices)
            yield from self._along(here, -way, 1 if way > 0 else count)
            here = yield from self._along(here, way, count if way > 0 else 1)

    def _next(self, here: _Carried, way: int) -> Stop | None:
        """First slice of the block that follows that can be read."""
        geometry = here.at.block.geometry(here.at.number)
        rings = [replace(one, rings=(as_ring(ring),)) for one, ring in zip(here.outlines, here.rings, strict=True)]
        stops = onward(self.company, here.at, way, centre_mm(rings, geometry), without=self._visited)
        return next((stop for stop in stops if stop.block.sheet(stop.number).values is not None), None)
