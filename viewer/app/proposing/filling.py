"""Slices between outlined ones, filled: from both ends along the image, and the shape between the two."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from viewer.app.proposing.block import Block
from viewer.app.proposing.merging import merged
from viewer.app.proposing.spreading import summary
from viewer.app.session import Session
from viewer.core.outline import Outline
from viewer.proposals.propagation.carrying import Gap, filled
from viewer.proposals.propagation.rings import finished, widest
from viewer.tools.gesture import Notice, Task, TaskResult

WORDS = "Finding the outlines between …"
"""Said while slices are filled."""

NO_GAP = (
    "There is no slice between two outlined ones; outline and accept the same muscle on two slices of this block that "
    "lie apart."
)
"""Said where there is nothing to fill."""

Track = tuple[str, str, int]
"""Structure, side, and place from the image's left among outlines that share both."""

Ends = tuple[int, int]
"""Numbers of two outlined slices between which one is missing."""


def fill_between(session: Session) -> None:
    """Propose outlines on every slice of the block between two where the same muscle has accepted ones."""
    block = Block.on_screen(session.now)
    if block is None:
        return
    gaps = gaps_of(block)
    if not gaps:
        session.change(notice=Notice("refused", NO_GAP))
        return

    def work(report: Callable[[int, int], None]) -> TaskResult:
        return _filled(block, gaps, report)

    session.start(Task("fill slices between outlines", WORDS, work))


def gaps_of(block: Block) -> dict[Ends, list[tuple[Outline, Outline]]]:
    """Pairs of accepted outlines of one muscle with slices between them, by the two slices' numbers."""
    tracks: dict[Track, list[tuple[int, Outline]]] = defaultdict(list)
    for number in range(1, len(block.series.slices) + 1):
        for track, outline in _tracked(block.outlines(number)):
            tracks[track].append((number, outline))
    gaps: dict[Ends, list[tuple[Outline, Outline]]] = defaultdict(list)
    for course in tracks.values():
        for (first, one), (last, other) in pairwise(course):
            if last - first > 1:
                gaps[first, last].append((one, other))
    return dict(gaps)


def _tracked(outlines: Sequence[Outline]) -> list[tuple[Track, Outline]]:
    """Accepted outlines of one slice, each with the muscle it is about."""
    accepted = sorted((one for one in outlines if not one.is_proposed), key=lambda one: one.bounds_px[0])
    counted: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    for outline in accepted:
        kind = (str(outline.structure), str(outline.side))
        found.append(((*kind, counted[kind]), outline))
        counted[kind] += 1
    return found


def _filled(
    block: Block, gaps: dict[Ends, list[tuple[Outline, Outline]]], report: Callable[[int, int], None]
) -> TaskResult:
    """Answer of the task."""
    total = sum(2 * (last - first - 1) for first, last in gaps)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        report(done, total)

    proposals: list[Outline] = []
    for (first, last), pairs in gaps.items():
        sheets = [block.sheet(number) for number in range(first, last + 1)]
        ends = [[widest(pair[end].rings) for pair in pairs] for end in (0, 1)]
        for number, rings in enumerate(filled(Gap(sheets, ends[0], ends[1]), tick=tick), start=first + 1):
            if number not in block.unread:
                found = [finished(ring, block.sheet(number)) for ring in rings]
                proposals += [
                    replace(one, slice_key=block.key(number), rings=(ring,), is_proposed=True)
                    for (one, _), ring in zip(pairs, found, strict=True)
                    if ring is not None
                ]
    result = merged(block.document, proposals)
    sentence = summary(len({one.slice_key for one in result.added}), len(result.kept), block)
    return TaskResult(result.document if result.added else None, Notice("information", sentence))
