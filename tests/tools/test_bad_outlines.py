"""Outlines that no tool draws but files may hold: no tool stumbles over one, and none is lost by being looked at."""

import math

import pytest

from tests.tools.pointing import LEFT, cancel, click, context, drag, hover, key, play
from viewer.core.document import Document
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.tools.nudge import NUDGE
from viewer.tools.registry import TOOLS

KEY = SliceKey("1.2.3")
CIRCLE = [2 * math.pi * i / 10_000 for i in range(10_000)]
BAD = {
    "on one line": ((20.0, 20.0), (30.0, 20.0), (40.0, 20.0)),
    "one place": ((30.0, 30.0),) * 3,
    "there and back": ((20.0, 20.0), (40.0, 40.0), (20.0, 20.0)),
    "outside": ((-30.0, -30.0), (-20.0, 120.0), (130.0, 120.0), (130.0, -30.0)),
    "crossing": ((20.0, 20.0), (40.0, 40.0), (40.0, 20.0), (20.0, 40.0)),
    "ten thousand": tuple((30 + 10 * math.cos(a), 30 + 10 * math.sin(a)) for a in CIRCLE),
}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
@pytest.mark.parametrize("name", BAD)
def test_no_tool_stumbles_over_an_outline_that_cannot_be_measured(tool, name):
    document = Document().with_outlines([Outline(KEY, (BAD[name],)), LEFT])
    gestures = hover(30, 30) + click(30, 30) + drag((20, 20), (22, 25), (25, 40)) + key("Right") + key("Return")
    played = play(tool, gestures, context(document))
    tool.draft(played.state, played.ctx)
    played = play(tool, drag((50, 30), (35, 30), (31, 31)) + cancel() + cancel(), played.ctx, played.state)
    tool.draft(played.state, played.ctx)
    assert LEFT in played.document.outlines
    assert len(played.document.outlines) >= 2


@pytest.mark.parametrize("name", ["on one line", "one place", "there and back"])
def test_the_round_tool_says_that_there_is_nothing_to_push(name):
    document = Document().with_outlines([Outline(KEY, (BAD[name],))])
    played = play(NUDGE, drag((30, 50), (30, 30)), context(document))
    assert played.kinds == ["refused"]
    assert played.document == document
