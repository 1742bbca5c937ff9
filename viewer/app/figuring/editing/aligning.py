"""Lining up several selected things at once: lefts, middles, rights, tops, bottoms, or even gaps between them."""

from collections.abc import Sequence
from typing import Literal, get_args

from viewer.app.figuring.editing.moving import LayOut, room_of, shifted, with_mark, with_place
from viewer.app.figuring.editing.things import Box, Thing, things_of, union
from viewer.core.figures.spec import FigureSpec
from viewer.errors import UsageError
from viewer.figure.page import Page, PointMm

Alignment = Literal["left", "center", "right", "top", "middle", "bottom", "across", "down"]
"""On which line things are brought; 'across' and 'down' leave even gaps between them."""

ALIGNMENTS: tuple[Alignment, ...] = get_args(Alignment)

_LEAST = {"across": 3, "down": 3}


def can_align(things: Sequence[Thing], how: Alignment) -> bool:
    """Whether enough is selected for an alignment."""
    return len(things) >= _LEAST.get(how, 2)


def aligned(spec: FigureSpec, page: Page, things: Sequence[Thing], how: Alignment, lay_out: LayOut) -> FigureSpec:
    """Recipe with the selected things lined up; side letters and the like go as far as their panel has room.

    Raises
    ------
    UsageError
        If too few are selected.
    """
    if not can_align(things, how):
        raise UsageError(f"Aligning so needs {_LEAST.get(how, 2)} selected things; select more with Shift and a click.")
    boxes = things_of(page)
    known = [thing for thing in things if thing in boxes]
    moves = _moves([boxes[thing] for thing in known], how)
    for thing, by in zip(known, moves, strict=True):
        spec = moved(spec, page, thing, boxes[thing], by, lay_out)
    return spec


def moved(spec: FigureSpec, page: Page, thing: Thing, box: Box, by: PointMm, lay_out: LayOut) -> FigureSpec:
    """Recipe with one thing moved by so many mm of the page."""
    if by == (0.0, 0.0):
        return spec
    if thing.mark is not None:
        return with_mark(spec, thing.mark, shifted(spec.marks[thing.mark], page, by))
    if thing.is_placed:
        room = room_of(spec, thing, box, lay_out)
        return with_place(spec, thing, room.part_at((box[0] + by[0], box[1] + by[1])))
    return spec


def _moves(boxes: Sequence[Box], how: Alignment) -> list[PointMm]:
    """How far each box goes, mm."""
    if how in ("across", "down"):
        axis = 0 if how == "across" else 1
        return [(by, 0.0) if axis == 0 else (0.0, by) for by in _even(boxes, axis)]
    whole = union(boxes)
    axis, part = {
        "left": (0, 0.0), "center": (0, 0.5), "right": (0, 1.0),
        "top": (1, 0.0), "middle": (1, 0.5), "bottom": (1, 1.0),
    }[how]  # fmt: skip

    def line(box: Box) -> float:
        return box[axis] + part * (box[axis + 2] - box[axis])

    steps = [line(whole) - line(box) for box in boxes]
    return [(step, 0.0) if axis == 0 else (0.0, step) for step in steps]


def _even(boxes: Sequence[Box], axis: int) -> list[float]:
    """Steps along one axis that leave even gaps; the first and the last stay."""
    order = sorted(range(len(boxes)), key=lambda index: boxes[index][axis] + boxes[index][axis + 2])
    sizes = [boxes[index][axis + 2] - boxes[index][axis] for index in order]
    room = boxes[order[-1]][axis + 2] - boxes[order[0]][axis]
    gap = (room - sum(sizes)) / (len(boxes) - 1)
    steps, at = [0.0] * len(boxes), boxes[order[0]][axis]
    for index, size in zip(order, sizes, strict=True):
        steps[index] = at - boxes[index][axis]
        at += size + gap
    return steps
