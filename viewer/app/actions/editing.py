"""Changing outlines from the menu: what the pointer does with handles and wheel, for trackpads and keyboards."""

from collections.abc import Callable

from viewer.app.actions.action import Action
from viewer.app.session import Session, Snapshot
from viewer.core.outline import Outline
from viewer.tools.editing import select
from viewer.tools.editing.turning import sized_in_place, turned_in_place
from viewer.tools.gesture import Gesture, Kind, Notice, ToolContext
from viewer.tools.polygon import Idle
from viewer.tools.sides import changed_by_hand

TURN_DEG, SIZE_PART = 1.0, 0.02
"""How far one command turns, degrees, and by what part it sizes (no unit)."""

SIZE_MINIMUM_PX = 2.0
"""Width and height below which no outline is made smaller, pixels."""

BLOCKED = "The edge of the image, or another outline of the same muscle, is in the way; move the outline first."
SMALL = "This outline is too small to be made smaller; delete it, or enlarge it."

Change = Callable[[int, ToolContext], Outline]


def selected_outline(now: Snapshot) -> int | None:
    """Place of the selected outline in `Document.outlines`, None where nothing on this slice is selected."""
    state = now.state.editing if isinstance(now.state, Idle) else now.state
    index = state.selected if isinstance(state, select.Idle) else None
    outlines = now.document.outlines
    is_there = index is not None and index < len(outlines) and now.image is not None
    return index if is_there and outlines[index].slice_key == now.image.key else None  # type: ignore[index,union-attr]


def _is_selected(now: Snapshot) -> bool:
    return selected_outline(now) is not None and not now.view.hides_overlays


def _changing(name: str, change: Change) -> Callable[[Session], None]:
    """What changes the selected outline as a hand would."""

    def perform(session: Session) -> None:
        index, context = selected_outline(session.now), session.context()
        if index is None or context is None:
            return
        after = change(index, context)
        if after == session.now.document.outlines[index]:
            is_small = name == "shrink outline" and not _can_shrink(after)
            session.change(notice=Notice("refused", SMALL if is_small else BLOCKED, outline=index))
            return
        sided, notice = changed_by_hand(after, index, context)
        session.edit(name, session.now.document.with_outline_at(index, sided), notice=notice)

    return perform


def _can_shrink(outline: Outline) -> bool:
    left, top, right, bottom = outline.bounds_px
    return min(right - left, bottom - top) > SIZE_MINIMUM_PX


def _shrunk(index: int, context: ToolContext) -> Outline:
    outline = context.document.outlines[index]
    return sized_in_place(index, 1.0 / (1.0 + SIZE_PART), context) if _can_shrink(outline) else outline


def _key(name: str) -> Callable[[Session], None]:
    return lambda session: session.gesture(Gesture(Kind.KEY, key=name))


def _nudges(now: Snapshot) -> bool:
    return now.tool == "nudge" and now.image is not None


EDITING: tuple[Action, ...] = (
    Action(
        "nudge-larger",
        "Larger nudge circle",
        "Outline",
        "Make the circle of the tool Nudge larger; Shift and the wheel do so, too.",
        ("]",),
        _key("]"),
        _nudges,
        group=6,
    ),
    Action(
        "nudge-smaller",
        "Smaller nudge circle",
        "Outline",
        "Make the circle of the tool Nudge smaller; Shift and the wheel do so, too.",
        ("[",),
        _key("["),
        _nudges,
        group=6,
    ),
    Action(
        "turn-clockwise",
        "Turn clockwise by 1°",
        "Outline",
        "Turn the selected outline about its middle, clockwise on the screen.",
        (),
        _changing("turn outline", lambda index, context: turned_in_place(index, TURN_DEG, context)),
        _is_selected,
        group=6,
        submenu="Selected outline",
    ),
    Action(
        "turn-anticlockwise",
        "Turn anticlockwise by 1°",
        "Outline",
        "Turn the selected outline about its middle, anticlockwise on the screen.",
        (),
        _changing("turn outline", lambda index, context: turned_in_place(index, -TURN_DEG, context)),
        _is_selected,
        group=6,
        submenu="Selected outline",
    ),
    Action(
        "enlarge-outline",
        "Enlarge by 2 %",
        "Outline",
        "Make the selected outline wider and higher by 2 %, from its middle.",
        (),
        _changing("enlarge outline", lambda index, context: sized_in_place(index, 1.0 + SIZE_PART, context)),
        _is_selected,
        group=6,
        submenu="Selected outline",
    ),
    Action(
        "shrink-outline",
        "Shrink by 2 %",
        "Outline",
        "Make the selected outline narrower and lower by 2 %, from its middle.",
        (),
        _changing("shrink outline", _shrunk),
        _is_selected,
        group=6,
        submenu="Selected outline",
    ),
)
"""Actions that change the selected outline, or the tool that does."""
