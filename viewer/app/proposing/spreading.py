"""Outlines of the slice on the screen, carried along with the image over a range of slices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from viewer.app.proposing.block import Block, slices_said
from viewer.app.proposing.merging import merged, standing_for
from viewer.app.session import Session, Snapshot
from viewer.core.outline import Outline
from viewer.proposals.propagation.carrying import carried
from viewer.proposals.propagation.placing import Sheet
from viewer.proposals.propagation.rings import finely, finished, widest
from viewer.proposals.rings import Points
from viewer.tools.gesture import Notice, Task, TaskResult

WORDS = "Carrying the outlines from slice to slice …"
"""Said while outlines are carried over a range."""

ACCEPTS = "Enter accepts those of a slice, Shift+Enter all of the series."
"""How proposals are accepted."""

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Range:
    """Slices of a block, both ends included, counted from 1; the slice that is carried lies among them."""

    first: int
    last: int


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


def propagate(session: Session, wanted: Range) -> None:
    """Carry the outlines of the slice on the screen over a range of slices of its block.

    Parameters
    ----------
    session
        What runs.
    wanted
        Slices; what lies beyond the block is left out.
    """
    now = session.now
    block, here = Block.on_screen(now), now.view.slice_number
    if block is None or not block.outlines(here):
        sentence = "Nothing is outlined on this slice; outline it first, then carry its outlines to others."
        session.change(notice=Notice("refused", sentence))
        return
    first, last = max(min(wanted.first, here), 1), min(max(wanted.last, here), len(block.series.slices))
    up, down = list(range(here, last + 1)), list(range(here, first - 1, -1))
    if len(up) + len(down) <= 2:
        session.change(notice=Notice("refused", "The range holds no other slice; choose a wider one."))
        return

    def work(report: Report) -> TaskResult:
        return _propagated(block, [way for way in (up, down) if len(way) > 1], report)

    session.start(Task(f"propagate outlines to slices {first} to {last}", WORDS, work))


def _propagated(block: Block, ways: Sequence[Sequence[int]], report: Report) -> TaskResult:
    """Answer of the task."""
    total = sum(len(way) - 1 for way in ways)
    proposals: list[Outline] = []
    done = 0
    for way in ways:
        for found in _Walk(block, way):
            proposals += found
            done += 1
            report(done, total)
    result = merged(block.document, proposals)
    sentence = summary(len({one.slice_key for one in result.added}), len(result.kept), block)
    return TaskResult(result.document if result.added else None, Notice("information", sentence))


def summary(slices: int, kept: int, block: Block) -> str:
    """What came of it, in sentences for the user.

    Parameters
    ----------
    slices
        Number of slices with new proposals.
    kept
        Number of outlines that had been accepted before and stay.
    block
        Knows what could not be read.
    """
    sentences = [f"{slices} slice{'s' if slices != 1 else ''} got proposed outlines."]
    sentences += [ACCEPTS] if slices else []
    if kept:
        sentences.append(f"{kept} accepted outline{'s' if kept != 1 else ''} on the way stay as they were.")
    if block.unread:
        one = len(block.unread) == 1
        sentences.append(
            f"{slices_said(list(block.unread)).capitalize()} cannot be read and {'was' if one else 'were'} left out."
        )
    return " ".join(sentences)


class _Walk:
    """Goes over slices in one direction; each step gives the proposals of one slice.

    An unreadable slice gets none, and what follows goes on from the last that could be read; an accepted outline on
    the way is where it goes on from.
    """

    def __init__(self, block: Block, way: Sequence[int]) -> None:
        self._block, self._way = block, way
        self._at = way[0]
        self._outlines = list(block.outlines(way[0]))
        self._rings: list[Points] = [finely(widest(outline.rings)) for outline in self._outlines]

    def __iter__(self) -> "_Walk":
        self._left = list(self._way[1:])
        return self

    def __next__(self) -> list[Outline]:
        if not self._left:
            raise StopIteration
        number = self._left.pop(0)
        target = self._block.sheet(number)
        if target.values is None or not self._outlines:
            return []
        moved = carried(self._rings, self._block.sheet(self._at), target)
        self._at = number
        return self._arrived(number, moved, target)

    def _arrived(self, number: int, moved: Sequence[Points], target: Sheet) -> list[Outline]:
        """Proposals of a slice; the outlines that left the image are not carried on."""
        outlines, rings, proposals = [], [], []
        for outline, points in zip(self._outlines, moved, strict=True):
            ring = finished(points, target)
            if ring is None:
                continue
            proposal = replace(outline, slice_key=self._block.key(number), rings=(ring,), is_proposed=True)
            accepted = self._accepted(proposal)
            outlines.append(outline)
            rings.append(points if accepted is None else finely(widest(accepted.rings)))
            proposals.append(proposal)
        self._outlines, self._rings = outlines, rings
        return proposals

    def _accepted(self, proposal: Outline) -> Outline | None:
        """Outline that stands for a proposal already."""
        alike = [one for one in self._outlines if (one.structure, one.side) == (proposal.structure, proposal.side)]
        standing = standing_for(proposal, self._block.document, is_single=len(alike) == 1)
        return next((outline for _, outline in standing if not outline.is_proposed), None)
