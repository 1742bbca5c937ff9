"""One click inside a multifidus asks for its border; what is found comes as a proposed outline.

The search runs off the window's thread. A click inside an outline that was proposed and not accepted yet replaces it.
"""

from dataclasses import dataclass

from viewer.core.document import Document
from viewer.core.outline import Outline, Point, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import ViewerError
from viewer.tools.gesture import Draft, Gesture, Kind, Notice, Step, Task, TaskResult, Tool, ToolContext
from viewer.tools.reach import area_kept
from viewer.tools.sides import sided_when_drawn

CLICK_REACH = 4.0
"""Way between press and release beyond which it was no click, screen points."""

HINT = "Click in the middle of a multifidus; its border is proposed, for you to accept with Enter or to change"

_NOT_SHOWN = "The image is not there yet; click again when it is shown."
_OUTSIDE = "This point lies outside the image; click in the middle of a multifidus."
_OTHER_MUSCLE = "Only the border of the multifidus can be proposed; outline other structures by hand."
_ACCEPTED = "There is an outline of this muscle already; change it, or delete it to have one proposed."


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button is held.

    Parameters
    ----------
    slice_key
        The slice that was pressed on.
    at
        Image point where the button went down.
    """

    slice_key: SliceKey
    at: Point


def step(state: object, gesture: Gesture, ctx: ToolContext) -> Step:
    """Next state, and the task that looks for a border when the button was let go where it went down."""
    match state, gesture.kind:
        case Idle(), Kind.PRESS | Kind.DOUBLE if gesture.button == "left":
            return Step(Pressed(ctx.image.key, gesture.at))
        case Idle(), Kind.CANCEL:
            return Step(state, finishes=True)
        case Pressed(), Kind.CANCEL:
            return Step(Idle())
        case Pressed(), Kind.MOVE:
            return Step(state)
        case Pressed() as pressed, Kind.RELEASE if gesture.button == "left":
            is_click = ctx.viewport.screen_distance(pressed.at, gesture.at) <= CLICK_REACH
            return _asked(pressed.at, ctx) if is_click and pressed.slice_key == ctx.image.key else Step(Idle())
    return Step(state, is_handled=False)


def _asked(at: Point, ctx: ToolContext) -> Step:
    """Step that has the border looked for, or says why it is not."""
    sentence = _refusal(at, ctx)
    values = ctx.values()
    if sentence or values is None:
        return Step(Idle(), notice=Notice("refused", sentence or _NOT_SHOWN))
    placed = ctx.document.midline_on(ctx.image.key)
    image = ctx.image

    def work(report: object) -> TaskResult:
        from viewer.proposals.smart.proposing import propose_outline  # not needed for the first image

        del report
        try:
            found = propose_outline(
                values,
                image.geometry,
                seed_px=at,
                midline=None if placed is None else placed.ends,
                is_inverted=image.mapping.is_inverted,
            )
        except ViewerError as e:
            return TaskResult(notice=Notice("refused", str(e)))
        return _with_proposed(found.ring, ctx, at)

    return Step(Idle(), task=Task("propose outline", "Finding the border …", work))


def _refusal(at: Point, ctx: ToolContext) -> str:
    """Why no border is looked for here, '' where it is."""
    left, top, right, bottom = area_kept(ctx)
    if not (left <= at[0] <= right and top <= at[1] <= bottom):
        return _OUTSIDE
    return "" if ctx.structure is Structure.MULTIFIDUS else _OTHER_MUSCLE


def _with_proposed(ring: tuple[Point, ...], ctx: ToolContext, at: Point) -> TaskResult:
    """Document with the outline that was found, in place of one that was proposed of the same muscle before."""
    found = Outline(
        ctx.image.key, (ring,), structure=Structure.MULTIFIDUS, rule=ctx.document.outline_rule, is_proposed=True
    )
    outline, notice = sided_when_drawn(found, ctx)
    same = [index for index, other in ctx.document.numbered_on_slice(ctx.image.key) if _is_same(other, outline, at)]
    if any(not ctx.document.outlines[index].is_proposed for index in same):
        return TaskResult(notice=Notice("refused", _ACCEPTED))
    document = ctx.document
    for index in reversed(same):
        document = document.without_outline_at(index)
    words = ["propose", *([] if outline.side is Side.UNKNOWN else [outline.side]), outline.structure]
    return TaskResult(document.with_outlines([outline]), _moved(notice, document), name=" ".join(words))


def _moved(notice: Notice | None, document: Document) -> Notice | None:
    """Notice about the new outline, which comes last in the document."""
    if notice is None or notice.outline is None:
        return notice
    return Notice(notice.kind, notice.sentence, outline=len(document.outlines), side=notice.side)


def _is_same(other: Outline, outline: Outline, at: Point) -> bool:
    """Whether another outline is of the same muscle: of its structure and side, or round the click."""
    if other.structure is not outline.structure:
        return False
    is_side = other.side is outline.side is not Side.UNKNOWN
    return is_side or any(_encloses(ring, at) for ring in other.rings)


def _encloses(ring: tuple[Point, ...], at: Point) -> bool:
    """Whether a ring runs round a point: a ray from it crosses the ring an odd number of times."""
    x, y = at
    is_inside = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (x1 - x0) * (y - y0) / (y1 - y0):
            is_inside = not is_inside
    return is_inside


def draft(state: object, ctx: ToolContext) -> Draft:
    """Nothing but the hint."""
    del state, ctx
    return Draft(hint=HINT, cursor="cross")


def is_busy(state: object) -> bool:
    """Whether the button is held."""
    return isinstance(state, Pressed)


SMART = Tool(
    name="smart-outline",
    text="Smart outline (experiment)",
    key="O",
    explanation="Click in the middle of a multifidus to have its border proposed; nothing counts until you accept it.",
    start=Idle,
    step=step,
    draft=draft,
    is_busy=is_busy,
)
"""Proposes; never accepts. An experiment: at clicks as a hand makes them the median Dice coefficient is below 0.85."""
