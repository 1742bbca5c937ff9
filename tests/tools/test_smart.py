"""A click asks for a border; what comes is a proposal, one per muscle, and never replaces what was accepted."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image
from tests.tools.pointing import BOTH, EMPTY, RIGHT, cancel, context, press
from viewer.app.sides.siding import side_of_drawn
from viewer.core.document import Document, Midline
from viewer.core.geometry import Spacing
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.smart import SMART

BACK = Spacing(1.5, 1.5)
"""The image of 100 × 80 pixels then shows 150 × 120 mm."""


def values() -> np.ndarray:
    """Two dark ovals in fat at 20 mm from the middle, between a dark spine and air behind the skin."""
    row, column = np.mgrid[0:80, 0:100].astype(float)
    shown = np.full((80, 100), 600.0)
    for middle in (36.0, 63.0):
        shown[((column - middle) / 10.0) ** 2 + ((row - 40.0) / 14.0) ** 2 < 1.0] = 200.0
    shown[:, 48:52][row[:, 48:52] < 52] = 40.0
    shown[70:] = 0.0
    return shown


SHOWN = values()
SHOWN.setflags(write=False)


def known(document=EMPTY, **fields):
    shown = replace(image(SHOWN, spacing=BACK), key=RIGHT.slice_key)
    document = document.with_midline(Midline(RIGHT.slice_key, ((49.5, 0.0), (49.5, 79.0))))
    return context(
        document,
        image=shown,
        side_of=lambda outline, other: side_of_drawn(outline, other, shown, estimate=None),
        values=fields.pop("values", lambda: SHOWN),
        **fields,
    )


def clicked(ctx, x, y, *, to=None):
    """Step of a release after a press."""
    [down] = press(x, y)
    state = SMART.step(SMART.start(), down, ctx).state
    assert SMART.is_busy(state)
    step = SMART.step(state, Gesture(Kind.RELEASE, to or (x, y), "left"), ctx)
    assert not SMART.is_busy(step.state)
    return step


def result(ctx, x, y):
    return clicked(ctx, x, y).task.work(lambda done, total: None)


@pytest.mark.parametrize(("x", "side"), [(36.0, Side.RIGHT), (63.0, Side.LEFT)])
def test_a_click_proposes_the_border_of_its_side(x, side):
    ctx = known(Document(outline_rule=OutlineRule.VISIBLE))
    found = result(ctx, x, 40.0)
    [outline] = found.document.outlines
    assert (outline.side, outline.structure, outline.rule) == (side, Structure.MULTIFIDUS, OutlineRule.VISIBLE)
    assert outline.is_proposed
    assert found.name == f"propose {side} multifidus"
    assert outline.centroid_px == pytest.approx((x, 40.0), abs=3.0)
    assert outline.area_px == pytest.approx(np.pi * 140.0, rel=0.3)


def test_another_click_replaces_the_proposal_and_leaves_the_other_side():
    first = result(known(), 36.0, 40.0).document
    both = result(known(first), 63.0, 40.0).document
    again = result(known(both), 38.0, 42.0).document
    assert [o.side for o in again.outlines] == [Side.LEFT, Side.RIGHT]
    assert again.outlines[0] == both.outlines[1]
    assert again.outlines[1] != both.outlines[0]


def test_what_was_accepted_stays():
    found = result(known(Document().with_outlines([box(30, 30, 42, 50, side=Side.RIGHT)])), 36.0, 40.0)
    assert found.document is None
    assert "already" in found.notice.sentence


def test_a_reference_round_the_click_is_no_outline_of_the_muscle():
    other = box(30, 30, 42, 50, side=Side.RIGHT, structure=Structure.ERECTOR_SPINAE)
    found = result(known(Document().with_outlines([other])), 36.0, 40.0)
    assert found.document.outlines[0] == other
    assert len(found.document.outlines) == 2


def test_a_chosen_side_that_geometry_contradicts_is_told():
    found = result(known(BOTH.without_outline_at(0).without_outline_at(0), preselected=Side.LEFT), 36.0, 40.0)
    assert found.notice.kind == "side-contradicted"
    assert found.document.outlines[found.notice.outline].side is Side.UNKNOWN


@pytest.mark.parametrize(
    ("ctx", "at", "words"),
    [
        (known(), (-30.0, 40.0), "outside the image"),
        (known(structure=Structure.PSOAS), (36.0, 40.0), "Only the border of the multifidus"),
        (known(values=lambda: None), (36.0, 40.0), "not there yet"),
    ],
)
def test_why_nothing_is_looked_for(ctx, at, words):
    step = clicked(ctx, *at)
    assert step.task is None
    assert words in step.notice.sentence


def test_the_task_says_why_there_is_none():
    found = result(known(), 90.0, 40.0)
    assert found.document is None
    assert "too far from the midline" in found.notice.sentence


def test_a_drag_is_no_click_and_escape_lets_go():
    assert clicked(known(), 36.0, 40.0, to=(50.0, 40.0)).task is None
    ctx = known()
    [down] = press(36.0, 40.0)
    pressed = SMART.step(SMART.start(), down, ctx)
    [escape] = cancel()
    assert SMART.step(pressed.state, escape, ctx).state == SMART.start()
    assert SMART.step(SMART.start(), escape, ctx).finishes
