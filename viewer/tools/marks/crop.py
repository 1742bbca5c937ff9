"""Draw the box of a picture that is kept; what lies outside is neither shown, measured nor written."""

import math
from dataclasses import dataclass, replace

from viewer.core.document import Crop, Document
from viewer.core.outline import Point
from viewer.core.series import SliceKey
from viewer.tools.gesture import Draft, Edit, Gesture, Kind, Notice, Step, Tool, ToolContext
from viewer.tools.navigation import MOTION_START

SIZE_MINIMUM = 8
"""Smallest width and height that can be kept, pixels."""

HINT = "Drag a box round the part of the picture to keep; leave names and other text outside"


@dataclass(frozen=True, slots=True)
class Idle:
    """No box is being drawn."""


@dataclass(frozen=True, slots=True)
class Dragging:
    """A box is being drawn from `start` to `pointer`, image points, on one slice."""

    slice_key: SliceKey
    start: Point
    pointer: Point


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the edit when the box was let go."""
    match state, gesture.kind:
        case Dragging(), _:
            return _step_dragging(state, gesture, ctx)
        case Idle(), Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(Dragging(ctx.image.key, gesture.at, gesture.at))
        case Idle(), Kind.CANCEL:
            return Step(Idle(), finishes=True)
    return Step(state, is_handled=False)


def _step_dragging(state: Dragging, gesture: Gesture, ctx: ToolContext) -> Step:
    if gesture.kind is Kind.CANCEL:
        return Step(Idle())
    if state.slice_key != ctx.image.key:
        return Step(Idle(), is_handled=False)
    if gesture.kind is Kind.MOVE:
        return Step(replace(state, pointer=gesture.at))
    if gesture.kind is Kind.RELEASE and gesture.button == "left":
        return _released(replace(state, pointer=gesture.at), ctx)
    return Step(state, is_handled=False)


def _pixels(state: Dragging, ctx: ToolContext) -> tuple[int, int, int, int]:
    """(left, top, right, bottom): first and last pixel that the box touches, inside the image.

    The whole image counts, not the part kept so far: a box that was too small can be drawn again, larger.
    """
    xs, ys = sorted((state.start[0], state.pointer[0])), sorted((state.start[1], state.pointer[1]))
    left, right = (min(max(math.floor(x + 0.5), 0), ctx.image.columns - 1) for x in xs)
    top, bottom = (min(max(math.floor(y + 0.5), 0), ctx.image.rows - 1) for y in ys)
    return left, top, right, bottom


def _released(state: Dragging, ctx: ToolContext) -> Step:
    if ctx.viewport.screen_distance(state.start, state.pointer) <= MOTION_START:
        return Step(Idle())
    found = cropped(ctx.document, ctx.image.key, _pixels(state, ctx))
    if isinstance(found, Notice):
        return Step(Idle(), notice=found)
    return Step(Idle(), edit=Edit("crop picture", found), finishes=True)


def cropped(document: Document, key: SliceKey, box: tuple[int, int, int, int]) -> Document | Notice:
    """Document in which only a box of a picture is kept, or why it cannot be.

    Parameters
    ----------
    document
        What the user made.
    key
        The picture.
    box
        First column, first row, last column and last row that are kept, pixels.
    """
    left, top, right, bottom = box
    if min(right - left, bottom - top) + 1 < SIZE_MINIMUM:
        sentence = f"The box is smaller than {SIZE_MINIMUM} pixels; drag it round the part of the picture to keep."
        return Notice("refused", sentence)
    for index, outline in document.numbered_on_slice(key):
        x_min, y_min, x_max, y_max = outline.bounds_px
        if x_min < left - 0.5 or y_min < top - 0.5 or x_max > right + 0.5 or y_max > bottom + 0.5:
            sentence = "This crop would cut an outline; draw the box round all outlines, or delete that outline first."
            return Notice("refused", sentence, outline=index)
    return document.with_crop(Crop(key, left, top, right, bottom))


def draft(state: object, ctx: ToolContext) -> Draft:
    """Box along the outer edges of the pixels that would be kept, with their number."""
    if not isinstance(state, Dragging) or state.slice_key != ctx.image.key:
        return Draft(hint=HINT, cursor="cross")
    left, top, right, bottom = _pixels(state, ctx)
    return Draft(
        box=(left - 0.5, top - 0.5, right + 0.5, bottom + 0.5),
        label=f"{right - left + 1} × {bottom - top + 1} px",
        hint=HINT,
        cursor="cross",
    )


def is_busy(state: object) -> bool:
    """Whether a box is being drawn."""
    return isinstance(state, Dragging)


CROP = Tool(
    name="crop",
    text="Crop",
    key="",
    explanation="Keep only a part of a picture, without names and other burned-in text.",
    start=Idle,
    step=step,
    draft=draft,
    is_busy=is_busy,
    is_offered=False,
)
"""Taken in hand by the strip when a picture may hold burned-in text."""
