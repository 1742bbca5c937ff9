"""Outlines of the slice on the screen, put on its neighbour and moved as the image moves."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.proposing.block import Block, listed
from viewer.app.proposing.merging import Merged, merged, name_of
from viewer.app.session import Session
from viewer.core.history import Place
from viewer.core.outline import Outline
from viewer.proposals.propagation.carrying import Way, carried
from viewer.proposals.propagation.rings import finely, finished, widest
from viewer.tools.gesture import Notice, Task, TaskResult

COPY_WORDS = "Copying the outlines …"
"""Said while outlines are copied."""

NOTHING_TO_COPY = "Nothing is outlined on this slice; outline it first, then copy it to the next one."
"""Said where a slice without outlines is to be copied."""


def copy_to_neighbour(session: Session, step: int) -> None:
    """Show the next or previous slice of the block, and propose there what is outlined here.

    Parameters
    ----------
    session
        What runs.
    step
        1 for the next slice, −1 for the one before.
    """
    now = session.now
    block, source = Block.on_screen(now), now.view.slice_number
    if block is None or (now.pending is not None and now.pending.task.words == COPY_WORDS):
        return  # the key repeats faster than it is done
    target = source + step
    if not block.outlines(source):
        session.change(notice=Notice("refused", NOTHING_TO_COPY))
        return
    if not 1 <= target <= len(block.series.slices):
        end = "last" if step > 0 else "first"
        sentence = f"This is the {end} slice of the block; there is none to copy its outlines to."
        session.change(notice=Notice("refused", sentence))
        return
    session.show(Place(now.view.series, target))
    after = session.now
    if after.is_loaded and after.loaded is not None:
        block.loaded[after.loaded.key] = after.loaded

    def work(report: Callable[[int, int], None]) -> TaskResult:
        del report
        return _copied(block, source, target)

    session.start(Task(f"copy outlines to slice {target}", COPY_WORDS, work))


def _copied(block: Block, source: int, target: int) -> TaskResult:
    """Answer of the task."""
    from_sheet, to_sheet = block.sheet(source), block.sheet(target)
    if to_sheet.values is None:
        sentence = f"Slice {target} cannot be read, so nothing was copied to it; go on with the slice after it."
        return TaskResult(notice=Notice("refused", sentence))
    outlines = block.outlines(source)
    rings = carried([finely(widest(outline.rings)) for outline in outlines], from_sheet, to_sheet, Way.FOLLOW)
    proposals, lost = [], []
    for outline, points in zip(outlines, rings, strict=True):
        ring = finished(points, to_sheet)
        if ring is None:
            lost.append(outline)
        else:
            proposals.append(replace(outline, slice_key=block.key(target), rings=(ring,), is_proposed=True))
    result = merged(block.document, proposals)
    sentence = _said(result, lost, block, target)
    notice = Notice("information", sentence) if sentence else None
    return TaskResult(result.document if result.added else None, notice)


def _said(result: Merged, lost: list[Outline], block: Block, target: int) -> str:
    """What the user may not see from the image, or ''."""
    sentences = []
    before = block.outlines(target)
    if result.kept:
        names = listed([name_of(outline) for outline in result.kept])
        copied = " and the others were copied" if result.added else "; nothing was copied"
        sentences.append(f"The {names} outlined on slice {target} before {_stay(len(result.kept))}{copied}.")
    elif any(outline.is_proposed for outline in before):
        sentences.append(f"What was proposed on slice {target} before was exchanged.")
    if lost:
        names = listed([name_of(outline) for outline in lost])
        sentences.append(f"The {names} would lie outside the image of slice {target} and was not copied.")
    return " ".join(sentences)


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"
