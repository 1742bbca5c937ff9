"""Outlines of the slice on the screen, put on its neighbour and moved as the image moves."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.proposing.block import listed
from viewer.app.proposing.blocks import Company, Stop, centre_mm, company_of, onward
from viewer.app.proposing.merging import Merged, merged, name_of
from viewer.app.session import Session
from viewer.core.history import Place
from viewer.core.outline import Outline
from viewer.proposals.propagation.carrying import Way, carried
from viewer.proposals.propagation.placing import slid
from viewer.proposals.propagation.rings import finely, finished, widest
from viewer.tools.gesture import Notice, Task, TaskResult

COPY_WORDS = "Copying the outlines …"
"""Said while outlines are copied."""

NOTHING_TO_COPY = "Nothing is outlined on this slice; outline it first, then copy it to the next one."
"""Said where a slice without outlines is to be copied."""


def copy_to_neighbour(session: Session, step: int) -> None:
    """Show the next or previous slice along the muscle, and propose there what is outlined here.

    Parameters
    ----------
    session
        What runs.
    step
        1 for the next slice, −1 for the one before.
    """
    now = session.now
    company = company_of(now)
    if company is None or (now.pending is not None and now.pending.task.words == COPY_WORDS):
        return  # the key repeats faster than it is done
    source = Stop(company.here, now.view.slice_number)
    if not source.block.outlines(source.number):
        session.change(notice=Notice("refused", NOTHING_TO_COPY))
        return
    target = _beside(company, source, step)
    if target is None:
        session.change(notice=Notice("refused", _end_said(company, step)))
        return
    session.show(Place(target.block.series.number, target.number))
    after = session.now
    if after.is_loaded and after.loaded is not None:
        target.block.loaded[after.loaded.key] = after.loaded

    def work(report: Callable[[int, int], None]) -> TaskResult:
        del report
        return _copied(source, target)

    session.start(Task(f"copy outlines to {_name(source, target)}", COPY_WORDS, work))


def _beside(company: Company, source: Stop, step: int) -> Stop | None:
    """Next slice of the block, or beyond its end that of the block which follows along the muscle."""
    number = source.number + step
    if 1 <= number <= len(source.block.series.slices):
        return Stop(source.block, number)
    if len(company.blocks) == 1:
        return None
    outlines = source.block.outlines(source.number)
    stops = onward(company, source, step, centre_mm(outlines, source.block.geometry(source.number)))
    return stops[0] if stops else None


def _end_said(company: Company, step: int) -> str:
    """Why there is no slice to go to."""
    end = "last" if step > 0 else "first"
    if len(company.blocks) > 1:
        return f"This is the {end} slice along the muscle; no block goes on from here to copy its outlines to."
    return f"This is the {end} slice of the block; there is none to copy its outlines to. {company.reason}".strip()


def _name(source: Stop, target: Stop) -> str:
    """How sentences call a slice that is copied to."""
    return f"slice {target.number}" if target.block is source.block else target.name


def _copied(source: Stop, target: Stop) -> TaskResult:
    """Answer of the task."""
    from_sheet, to_sheet = source.block.sheet(source.number), target.block.sheet(target.number)
    name = _name(source, target)
    if to_sheet.values is None:
        sentence = f"{_capital(name)} cannot be read, so nothing was copied to it; go on with the slice after it."
        return TaskResult(notice=Notice("refused", sentence))
    outlines = source.block.outlines(source.number)
    rings = [finely(widest(outline.rings)) for outline in outlines]
    if target.block is source.block:
        moved = carried(rings, from_sheet, to_sheet, Way.FOLLOW)
    else:
        moved = tuple(slid(ring, from_sheet.geometry, to_sheet.geometry) for ring in rings)
    proposals, lost = [], []
    for outline, points in zip(outlines, moved, strict=True):
        ring = finished(points, to_sheet)
        if ring is None:
            lost.append(outline)
        else:
            key = target.block.key(target.number)
            proposals.append(replace(outline, slice_key=key, rings=(ring,), is_proposed=True))
    result = merged(source.block.document, proposals)
    sentence = _said(result, lost, source, target)
    notice = Notice("information", sentence) if sentence else None
    return TaskResult(result.document if result.added else None, notice)


def _said(result: Merged, lost: list[Outline], source: Stop, target: Stop) -> str:
    """What the user may not see from the image, or ''."""
    sentences = []
    before, name = target.block.outlines(target.number), _name(source, target)
    if target.block is not source.block:
        placed = "; outlines come there by their place in the patient alone" if result.added else ""
        sentences.append(f"{_capital(target.name)}{target.level} goes on along the muscle{placed}.")
    if result.kept:
        names = listed([name_of(outline) for outline in result.kept])
        copied = " and the others were copied" if result.added else "; nothing was copied"
        sentences.append(f"The {names} outlined on {name} before {_stay(len(result.kept))}{copied}.")
    elif any(outline.is_proposed for outline in before):
        sentences.append(f"What was proposed on {name} before was exchanged.")
    if lost:
        names = listed([name_of(outline) for outline in lost])
        sentences.append(f"The {names} would lie outside the image of {name} and was not copied.")
    return " ".join(sentences)


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"
