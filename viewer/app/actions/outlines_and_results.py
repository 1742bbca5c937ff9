"""The menus Outline, Measure, Figure and Help, and the tools."""

from collections.abc import Callable

from viewer.app import viewing
from viewer.app.actions.action import Action, Test, has_figure, has_image, has_outlines, has_outlines_here
from viewer.app.actions.numbers import NUMBERS
from viewer.app.session import Session
from viewer.core.outline import Side
from viewer.tools.registry import TOOLS


def _preselect(side: Side) -> Callable[[Session], None]:
    def perform(session: Session) -> None:
        session.use_tool("outline")
        session.change(preselected=None if session.now.preselected is side else side)

    return perform


def _use(tool: str) -> Callable[[Session], None]:
    return lambda session: session.use_tool(tool)


def _is_in_hand(tool: str) -> Test:
    return lambda now: now.tool == tool


_OF_THE_VIEW = ("window", "pan", "zoom")
"""Tools that change what is seen and no outline."""


def tool_actions() -> tuple[Action, ...]:
    """One action per tool that is offered."""
    return tuple(
        Action(
            f"tool-{tool.name}",
            tool.text,
            "View" if tool.name in _OF_THE_VIEW else "Outline",
            tool.explanation,
            (tool.key,) if tool.key else (),
            _use(tool.name),
            has_image,
            _is_in_hand(tool.name),
            group=9 if tool.name in _OF_THE_VIEW else 0,
        )
        for tool in TOOLS
        if tool.is_offered
    )


OUTLINES_AND_RESULTS: tuple[Action, ...] = (
    Action(
        "preselect-right",
        "Expect the patient's right",
        "Outline",
        "Say before drawing that the next outline is on the patient's right; geometry checks it.",
        ("R", "1"),
        _preselect(Side.RIGHT),
        has_image,
        lambda now: now.preselected is Side.RIGHT,
        group=1,
    ),
    Action(
        "preselect-left",
        "Expect the patient's left",
        "Outline",
        "Say before drawing that the next outline is on the patient's left; geometry checks it.",
        ("L", "2"),
        _preselect(Side.LEFT),
        has_image,
        lambda now: now.preselected is Side.LEFT,
        group=1,
    ),
    Action(
        "move-midline",
        "Move midline",
        "Outline",
        "Place the line that parts the patient's right from left on this slice.",
        (),
        _use("midline"),
        has_image,
        group=2,
    ),
    Action(
        "state-sides",
        "State sides and scale…",
        "Outline",
        "Say where the patient's right is and how large a pixel is.",
        (),
        viewing.ask_again,
        has_image,
        group=2,
    ),
    Action(
        "copy-numbers",
        "Copy numbers as table",
        "Measure",
        "Copy the numbers of this slice, for a spreadsheet or a text.",
        ("Ctrl+C",),
        None,
        has_outlines_here,
    ),
    Action(
        "save-numbers",
        "Save numbers…",
        "Measure",
        "Save the numbers of all outlined slices as XLSX, CSV or JSON.",
        ("Ctrl+E",),
        None,
        has_outlines,
    ),
    *NUMBERS,
    Action(
        "figure",
        "Figure of this slice…",
        "Figure",
        "Make the article figure of the slice on the screen.",
        ("Ctrl+F",),
        None,
        has_figure,
    ),
    Action("help", "Keys and how-to", "Help", "Show every key and what to do first.", ("F1",)),
    Action("card", "First steps", "Help", "Show the card with the three first steps."),
    Action("about", "About", "Help", "Version, licence and what the program is for."),
)
"""Actions of the menus Outline, Measure, Figure and Help."""
