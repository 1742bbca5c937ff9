"""Slices between outlined ones, filled.

Within a block from both ends along the image, and the shape between the two; elsewhere by where the slice cuts the
muscle's surface through its outlines on all blocks.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from viewer.app.proposing.between_blocks import Crossed, sections
from viewer.app.proposing.block import Block
from viewer.app.proposing.blocks import Company, company_of
from viewer.app.proposing.courses import Course, Track, courses_of
from viewer.app.proposing.merging import merged
from viewer.app.proposing.spreading import summary
from viewer.app.session import Session
from viewer.core.outline import Outline
from viewer.proposals.propagation.carrying import Gap, filled
from viewer.proposals.propagation.rings import finished, widest
from viewer.tools.gesture import Notice, Task, TaskResult

WORDS = "Finding the outlines between …"
"""Said while slices are filled."""

NO_GAP = "There is no slice between two outlined ones; outline and accept the same muscle on two slices that lie apart."
"""Said where there is nothing to fill."""

Ends = tuple[int, int]
"""Numbers of two outlined slices between which one is missing."""


Gaps = dict[Ends, list[tuple[Outline, Outline]]]
"""Outlines of one muscle at both ends, by the two slices' numbers."""

Report = Callable[[int, int], None]


def fill_between(session: Session) -> None:
    """Propose outlines on every slice between two where the same muscle has accepted ones, on all blocks."""
    company = company_of(session.now)
    if company is None:
        return
    courses = [courses_of(block) for block in company.blocks]
    gaps = [gaps_of(course) for course in courses]
    if not any(gaps) and not (len(company.blocks) > 1 and _has_two(courses)):
        session.change(notice=Notice("refused", f"{NO_GAP} {company.reason}".strip()))
        return

    def work(report: Report) -> TaskResult:
        return _filled(company, courses, gaps, report)

    session.start(Task("fill slices between outlines", WORDS, work))


def gaps_of(courses: dict[Track, Course]) -> Gaps:
    """Pairs of outlines of one muscle with slices of the block between them."""
    gaps: Gaps = defaultdict(list)
    for course in courses.values():
        for (first, one), (last, other) in pairwise(course):
            if last - first > 1:
                gaps[first, last].append((one, other))
    return dict(gaps)


def _has_two(courses: list[dict[Track, Course]]) -> bool:
    """Whether any muscle has two outlines on all blocks together."""
    counted: dict[Track, int] = defaultdict(int)
    for of_block in courses:
        for track, course in of_block.items():
            counted[track] += len(course)
    return max(counted.values(), default=0) > 1


def _filled(company: Company, courses: list[dict[Track, Course]], gaps: list[Gaps], report: Report) -> TaskResult:
    """Answer of the task."""
    within = sum(2 * (last - first - 1) for of_block in gaps for first, last in of_block)
    slices = sum(len(block.series.slices) for block in company.blocks) if len(company.blocks) > 1 else 0
    total, done = within + slices, 0

    def tick() -> None:
        nonlocal done
        done += 1
        report(done, total)

    proposals: list[Outline] = []
    for block, of_block in zip(company.blocks, gaps, strict=True):
        proposals += _within(block, of_block, tick)
    crossed = Crossed()
    if slices:
        found, crossed = sections(company, courses, tick)
        proposals += found
    result = merged(company.here.document, proposals)
    if not proposals:
        sentence = " ".join(part for part in (NO_GAP, crossed.said, company.reason) if part)
        return TaskResult(notice=Notice("refused", sentence))
    sentence = summary(len({one.slice_key for one in result.added}), len(result.kept), company.blocks)
    said = " ".join(part for part in (sentence, crossed.said, company.reason) if part)
    return TaskResult(result.document if result.added else None, Notice("information", said))


def _within(block: Block, gaps: Gaps, tick: Callable[[], None]) -> list[Outline]:
    """Proposals on slices of a block between its own outlined ones."""
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
    return proposals
