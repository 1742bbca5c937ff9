"""Naming vertebrae: the next name of a click, moving, recounting and removing marks. Gives documents, edits nothing.

Counting from below is a convention: whoever starts at L5 says which vertebra is the last free one, and nobody can
tell a transitional one from its neighbours by its place alone. So any mark may be called by another name, L6 too, and
the others are counted anew from it.
"""

from collections.abc import Sequence
from dataclasses import replace

from viewer.core.annotations.levels import (
    VERTEBRAE,
    VertebraMark,
    known_level,
    marks_in,
    vertebra_above,
    vertebra_below,
)
from viewer.core.document import Document
from viewer.core.geometry import Vector
from viewer.errors import UsageError

STARTS: tuple[str, ...] = ("L5", "S1")
"""Vertebrae to begin at that are offered first; L5 is the last one with discs of full height on both sides."""

MORE_STARTS: tuple[str, ...] = ("L6", "L4", "L3", "L2", "L1", "T12")
"""Others to begin at: a sixth lumbar vertebra, or one counted down to from the ribs."""

CONVENTION = "Counted from below by convention; a transitional vertebra may shift every name."


def with_marks(document: Document, frame_of_reference: str, marks: Sequence[VertebraMark]) -> Document:
    """Return a document with these marks in one frame of reference instead of those it had there."""
    others = tuple(mark for mark in document.vertebrae if mark.frame_of_reference != frame_of_reference)
    return replace(document, vertebrae=(*others, *marks))


def next_name(marks: Sequence[VertebraMark], at_mm: Vector, *, start: str) -> str:
    """Name of a vertebra that is clicked at a place.

    Parameters
    ----------
    marks
        Those of the frame of reference, from the head down.
    at_mm
        The place, LPS mm.
    start
        Name of the first one.

    Raises
    ------
    UsageError
        If there is no name left, or the place lies between two marks that follow each other.
    """
    if not marks:
        return start
    top, bottom = marks[0], marks[-1]
    if at_mm[2] > top.position_mm[2]:
        name = vertebra_above(top.name)
    elif at_mm[2] < bottom.position_mm[2]:
        name = vertebra_below(bottom.name)
    else:
        upper = next(mark for mark in reversed(marks) if mark.position_mm[2] >= at_mm[2])
        name = vertebra_below(upper.name)
        if name in {mark.name for mark in marks}:
            raise UsageError(f"{upper.name} and {name} follow each other here; drag a name to where it belongs.")
    if name is None:
        raise UsageError("There is no vertebra left to name in this direction.")
    return name


def with_vertebra(document: Document, frame_of_reference: str, at_mm: Vector, *, start: str) -> tuple[Document, str]:
    """Document with a vertebra named at a place, and its name.

    Raises
    ------
    UsageError
        See `next_name`.
    """
    marks = marks_in(document.vertebrae, frame_of_reference)
    name = next_name(marks, at_mm, start=start)
    return with_marks(document, frame_of_reference, [*marks, VertebraMark(frame_of_reference, name, at_mm)]), name


def with_proposed(
    document: Document, mark: VertebraMark, *, above_mm: Sequence[Vector], below_mm: Sequence[Vector]
) -> Document:
    """Document with vertebrae that were found above and below a named one, each the nearest first, to be accepted."""
    added = []
    for places, step in ((above_mm, vertebra_above), (below_mm, vertebra_below)):
        name: str | None = mark.name
        for place in places:
            name = None if name is None else step(name)
            if name is None:
                break
            added.append(VertebraMark(mark.frame_of_reference, name, place, is_proposed=True))
    taken = marks_in(document.vertebrae, mark.frame_of_reference)
    names = {one.name for one in taken}
    return with_marks(document, mark.frame_of_reference, [*taken, *(one for one in added if one.name not in names)])


def with_mark_at(document: Document, mark: VertebraMark, at_mm: Vector) -> Document:
    """Document with a mark at another place; whoever moves it, or leaves it there, has accepted it."""
    moved = replace(mark, position_mm=at_mm, is_proposed=False)
    return replace(document, vertebrae=tuple(moved if one == mark else one for one in document.vertebrae))


def recounted(document: Document, mark: VertebraMark, name: str) -> Document:
    """Document in which a mark has another name, and every other one of its frame is counted from it.

    Raises
    ------
    UsageError
        If it is the name of no vertebra.
    """
    if known_level(name) is None or "/" in name:
        raise UsageError("A vertebra is named as L5 or S1; name it so.")
    marks = marks_in(document.vertebrae, mark.frame_of_reference)
    place = marks.index(mark)
    names: dict[int, str | None] = {place: name}
    for above in range(place - 1, -1, -1):
        lower = names[above + 1]
        names[above] = None if lower is None else vertebra_above(lower)
    for below in range(place + 1, len(marks)):
        upper = names[below - 1]
        names[below] = None if upper is None else vertebra_below(upper)
    counted = []
    for at, one in enumerate(marks):
        called = names[at]
        if called is not None:
            counted.append(replace(one, name=called, is_proposed=one.is_proposed and at != place))
    return with_marks(document, mark.frame_of_reference, counted)


def without_mark(document: Document, mark: VertebraMark) -> Document:
    """Document without one mark."""
    return replace(document, vertebrae=tuple(one for one in document.vertebrae if one != mark))


def with_accepted(document: Document, frame_of_reference: str) -> Document:
    """Document in which every proposed mark of a frame of reference is accepted."""
    return replace(
        document,
        vertebrae=tuple(
            replace(one, is_proposed=False) if one.frame_of_reference == frame_of_reference else one
            for one in document.vertebrae
        ),
    )


def count_to_sacrum(name: str) -> int:
    """Number of vertebrae under one as far as S1, which is the last that is counted; 0 from S1 down."""
    count, lowest = 0, VERTEBRAE.index("S1")
    below = vertebra_below(name)
    while below is not None and VERTEBRAE.index(below) <= lowest:
        count, below = count + 1, vertebra_below(below)
    return count


def hint_of(marks: Sequence[VertebraMark], *, start: str) -> str:
    """What the next click does, in one line.

    Parameters
    ----------
    marks
        Those of the frame of reference, from the head down.
    start
        Name of the first one.
    """
    if not marks:
        return f"Click the middle of {start}; the others are counted from it."
    above, below = vertebra_above(marks[0].name), vertebra_below(marks[-1].name)
    next_ones = " · ".join(
        f"{name} {where}" for name, where in ((above, "above"), (below, "below")) if name is not None
    )
    if any(mark.is_proposed for mark in marks):
        return f"Drag a name that is off, then accept. Next: {next_ones}"
    return f"Click on the next vertebra: {next_ones}"
