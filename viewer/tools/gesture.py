"""Gestures, steps and drafts: the words in which canvas, session and tools speak to each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Document
from viewer.core.outline import Outline, Point, Side, Structure
from viewer.core.series import Slice, SliceKey
from viewer.core.view import View, Viewport


class Kind(StrEnum):
    """What happened."""

    PRESS = "press"
    MOVE = "move"
    """The pointer moved, with or without a button held; `buttons` tells."""
    RELEASE = "release"
    DOUBLE = "double"
    """Second press of a double click, instead of its PRESS."""
    WHEEL = "wheel"
    KEY = "key"
    KEY_UP = "key-up"
    """A key that a tool asks to be held was let go."""
    LEAVE = "leave"
    """The pointer left the canvas."""
    CANCEL = "cancel"
    """Esc, or the window lost the pointer."""


Button = Literal["left", "middle", "right"]
Modifier = Literal["shift", "ctrl", "alt", "space"]
"""'space' is the space bar held down."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One event of pointer or keyboard.

    Parameters
    ----------
    kind
        What happened.
    at
        Image point (x = column, y = row) under the pointer, pixels.
    button
        The button of PRESS, RELEASE and DOUBLE.
    buttons
        Buttons held after the event.
    modifiers
        Keys held.
    key
        Name of the key of KEY and KEY_UP: 'Return', 'Backspace', 'Delete', 'Left', 'Right', 'Up', 'Down', '[', ']',
        or a capital letter.
    steps
        Turns of the wheel, notches; away from the user is positive; a trackpad gives parts of a notch.
    screen
        Screen point under the pointer, for what is measured on the screen (window/level).
    """

    kind: Kind
    at: Point = (0.0, 0.0)
    button: Button | None = None
    buttons: frozenset[Button] = frozenset()
    modifiers: frozenset[Modifier] = frozenset()
    key: str = ""
    steps: float = 0.0
    screen: Point = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a tool may know when it takes a step.

    Parameters
    ----------
    document
        The present document.
    view
        What is on the screen.
    viewport
        The image on the canvas; turns reach in screen points into image points.
    image
        The slice on the screen, its geometry's gaps filled by what the user stated.
    series_uid
        Series Instance UID of its block.
    series_slices
        Number of slices in the block.
    window
        (center, width) of the display window in use, values after rescale.
    value_range
        Smallest and largest value of the slice after rescale.
    side_of
        Side of an outline on this slice from geometry, given the other outlines of a document.
    preselected
        Side that the user chose before drawing, or None.
    structure
        What the next outline encloses.
    values
        Gives the values of the slice after rescale, shape (rows, columns), read-only, NaN where padding or cropped
        away; the same array each time, so that what is worked out from it can be kept. None while they are not there.
    """

    document: Document
    view: View
    viewport: Viewport
    image: Slice
    series_uid: str
    series_slices: int
    window: tuple[float, float]
    value_range: tuple[float, float]
    side_of: Callable[[Outline, Document], Side]
    preselected: Side | None = None
    structure: Structure = Structure.MULTIFIDUS
    values: Callable[[], NDArray[np.float64] | None] = field(default=lambda: None)


@dataclass(frozen=True, slots=True)
class Edit:
    """A finished change of the document; `name` is in the imperative and small letters: 'move vertex'."""

    name: str
    document: Document


NoticeKind = Literal["side-contradicted", "refused", "information"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the strip above the canvas.

    Parameters
    ----------
    kind
        'side-contradicted' offers to call the outline by its other side, to move the midline, or to undo;
        'refused' says why a gesture did nothing; 'information' is for the eye only.
    sentence
        What is the matter and what can be done.
    outline
        Place of the outline it is about in `Document.outlines`, or None.
    side
        The side that geometry gives the outline.
    """

    kind: NoticeKind
    sentence: str
    outline: int | None = None
    side: Side = Side.UNKNOWN


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came of a task.

    Parameters
    ----------
    document
        The changed document, or None.
    notice
        Something to tell the user, or None.
    name
        Name of the change, '' for that of the task.
    """

    document: Document | None = None
    notice: Notice | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Work that takes longer than a frame; done off the window's thread.

    Parameters
    ----------
    name
        Name of the change that it makes, as in `Edit`.
    words
        What is being done, for the status line, such as 'Finding the border …'.
    work
        Does it, with nothing but what it was made with; gets a function to call with how much is done and the total,
        which raises where the work is not wanted any more. Its answer is dropped if the document has changed.
    """

    name: str
    words: str
    work: Callable[[Callable[[int, int], None]], TaskResult]


@dataclass(frozen=True, slots=True)
class Step:
    """What comes of a gesture.

    Parameters
    ----------
    state
        The tool's next state.
    edit
        A finished change of the document, or None.
    view
        A changed view, or None.
    notice
        Something to tell the user, or None.
    finishes
        Whether the tool has done what it is for and the tool before it comes back.
    is_handled
        False when the gesture meant nothing to the tool; for navigation: then the tool in hand gets it.
    task
        Work to be done off the window's thread, or None.
    """

    state: object
    edit: Edit | None = None
    view: View | None = None
    notice: Notice | None = None
    finishes: bool = False
    is_handled: bool = True
    task: Task | None = None


Cursor = Literal["arrow", "cross", "move", "grab", "grabbing", "window", "wait"]


@dataclass(frozen=True, slots=True)
class Handle:
    """A small mark that can be grabbed: a vertex, the ghost dot of an edge, the end of a line, a corner of a frame."""

    at: Point
    kind: Literal["vertex", "ghost", "first", "end", "scale", "rotate"] = "vertex"
    is_hot: bool = False
    """Whether it is in reach of the pointer or selected."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a tool wants painted, and the document as it would be if the gesture ended now.

    Parameters
    ----------
    path
        Open line being drawn, image points.
    trail
        Open course from the last point to the pointer that a click would accept, image points.
    ghosts
        Closed rings that could become outlines, image points; painted faintly in the colour of `side`.
    circle
        Centre, and radius in columns' widths, of a round tool, or None.
    rubber
        Line from the last point to the pointer, image points, or None.
    side
        Side whose colour the path takes.
    handles
        Marks that can be grabbed.
    selected
        Place of the selected outline in `Document.outlines` of `preview` or the document, or None.
    lines
        Straight lines (midline, ruler), each two image points.
    box
        Rectangle (left, top, right, bottom) in image points (crop), or None.
    label
        Text beside the pointer, such as a length, or ''.
    preview
        Document as it would be, or None when it is the present one; numbers follow it.
    hint
        What can be done now, one line for the status bar.
    cursor
        Shape of the pointer.
    """

    path: tuple[Point, ...] = ()
    trail: tuple[Point, ...] = ()
    ghosts: tuple[tuple[Point, ...], ...] = ()
    circle: tuple[Point, float] | None = None
    rubber: tuple[Point, Point] | None = None
    side: Side = Side.UNKNOWN
    handles: tuple[Handle, ...] = ()
    selected: int | None = None
    lines: tuple[tuple[Point, Point], ...] = ()
    box: tuple[float, float, float, float] | None = None
    label: str = ""
    preview: Document | None = None
    hint: str = ""
    cursor: Cursor = "arrow"


def _no_undo(state: object) -> object | None:
    del state
    return None


@dataclass(frozen=True, slots=True)
class Tool:
    """One row of `TOOLS`.

    Parameters
    ----------
    name
        Fixed identifier, small letters with dashes.
    text
        As menus and buttons call it.
    key
        Shortcut that takes it in hand, '' for none.
    explanation
        What it does, one sentence for tooltip and help.
    start
        Makes the state it begins with.
    step
        (state, gesture, context) → step; every state answers CANCEL.
    draft
        (state, context) → what to paint.
    undo
        State after taking back the last step of what is being drawn (or after bringing a cancelled drawing back);
        None when there is no such step and the document is to be undone instead.
    redo
        The same for redo.
    is_busy
        Whether something is being drawn or dragged.
    waits_on
        The slice on which what is being drawn lies, None where nothing is: undo goes there first.
    is_offered
        Whether tool bar and menu list it; others are taken in hand by the strip's questions.
    """

    name: str
    text: str
    key: str
    explanation: str
    start: Callable[[], object]
    step: Callable[[object, Gesture, ToolContext], Step]
    draft: Callable[[object, ToolContext], Draft]
    undo: Callable[[object], object | None] = field(default=_no_undo)
    redo: Callable[[object], object | None] = field(default=_no_undo)
    is_busy: Callable[[object], bool] = field(default=lambda _: False)
    waits_on: Callable[[object], SliceKey | None] = field(default=lambda _: None)
    is_offered: bool = True
