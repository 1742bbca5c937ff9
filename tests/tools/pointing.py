"""Gestures as lists, and what a tool makes of them: the words in which tests of tools are written.

The image has 100 columns and 80 rows, the patient's right at image-left; one column is 4 screen points wide.
"""

from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from tests.memory import AXIAL, SPACING, box, image
from viewer.app.sides.siding import side_of_drawn
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.core.view import Framing, View, Viewport
from viewer.tools.gesture import Edit, Gesture, Kind, ToolContext

PIXELS = np.zeros((80, 100))
RIGHT = box(20, 20, 40, 40, side=Side.RIGHT)
LEFT = box(60, 20, 80, 40, side=Side.LEFT)
BOTH = Document().with_outlines([RIGHT, LEFT])
EMPTY = Document()
LEFT_BUTTON = frozenset({"left"})


def context(
    document=EMPTY,
    *,
    uid="1.2.3",
    orientation=AXIAL,
    zoom=4.0,
    turns=0,
    is_mirrored=False,
    slice_number=3,
    **fields,
) -> ToolContext:
    """What a tool knows, of a slice in memory; the body's middle is column 50."""
    shown = replace(image(PIXELS, orientation=orientation, spacing=SPACING), key=SliceKey(uid))
    framing = Framing(zoom, (49.5, 39.5))
    known = {
        "document": document,
        "view": View(series=1, slice_number=slice_number, framing=framing, turns=turns, is_mirrored=is_mirrored),
        "viewport": Viewport(800, 600, 100, 80, 1.4, framing, turns, is_mirrored),
        "image": shown,
        "series_uid": "1.2",
        "series_slices": 9,
        "window": (100.0, 200.0),
        "value_range": (0.0, 1000.0),
        "side_of": lambda outline, other: side_of_drawn(outline, other, shown, estimate=(25.0, 40.0)),
    }
    return ToolContext(**{**known, **fields})


def press(x, y, *modifiers, button="left", kind=Kind.PRESS):
    return [Gesture(kind, (float(x), float(y)), button, frozenset({button}), frozenset(modifiers))]


def move(*places, held=True):
    return [Gesture(Kind.MOVE, (float(x), float(y)), buttons=LEFT_BUTTON if held else frozenset()) for x, y in places]


def release(x, y, *modifiers, button="left"):
    return [Gesture(Kind.RELEASE, (float(x), float(y)), button, modifiers=frozenset(modifiers))]


def hover(x, y):
    return move((x, y), held=False)


def click(x, y, *modifiers):
    return press(x, y, *modifiers) + release(x, y, *modifiers)


def clicks(*places):
    return list(chain.from_iterable(click(x, y) for x, y in places))


def double(x, y):
    """Double click as the canvas tells it: the second press is a DOUBLE."""
    return click(x, y) + press(x, y, kind=Kind.DOUBLE) + release(x, y)


def drag(*places):
    """Press at the first place, go over the others, let go at the last."""
    return press(*places[0]) + move(*places[1:]) + release(*places[-1])


def key(name, *modifiers):
    return [Gesture(Kind.KEY, key=name, modifiers=frozenset(modifiers))]


def cancel():
    return [Gesture(Kind.CANCEL)]


def leave():
    return [Gesture(Kind.LEAVE)]


@dataclass
class Played:
    """What came of a list of gestures: the last state and context, and all that was said and changed."""

    state: object
    ctx: ToolContext
    edits: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    handled: list = field(default_factory=list)
    finishes: bool = False

    @property
    def document(self):
        return self.ctx.document

    @property
    def names(self):
        return [edit.name for edit in self.edits]

    @property
    def kinds(self):
        return [notice.kind for notice in self.notices]


def on_screen(gesture, ctx):
    """Gesture with the screen point that belongs to its image point."""
    return replace(gesture, screen=ctx.viewport.point_to_screen(gesture.at))


def _answer(played, task):
    """Do a task at once, and let what comes of it take effect."""
    result = task.work(lambda done, total: None)
    if result.document is not None:
        played.edits.append(Edit(result.name or task.name, result.document))
        played.ctx = replace(played.ctx, document=result.document)
    if result.notice is not None:
        played.notices.append(result.notice)


def play(tool, gestures, ctx=None, state=None) -> Played:
    """Give gestures to a tool, one after the other; edits and views take effect at once."""
    played = Played(tool.start() if state is None else state, context() if ctx is None else ctx)
    for gesture in gestures:
        step = tool.step(played.state, on_screen(gesture, played.ctx), played.ctx)
        played.state, played.finishes = step.state, step.finishes
        played.handled.append(step.is_handled)
        if step.edit is not None:
            played.edits.append(step.edit)
            played.ctx = replace(played.ctx, document=step.edit.document)
        if step.task is not None:
            _answer(played, step.task)
        if step.notice is not None:
            played.notices.append(step.notice)
        if step.view is not None:
            viewport = replace(played.ctx.viewport, framing=step.view.framing)
            played.ctx = replace(played.ctx, view=step.view, viewport=viewport)
    return played
