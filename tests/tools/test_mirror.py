"""Mirroring with M: the line, what is mirrored, what is refused, and one step of undo for all of it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box
from tests.tools.pointing import LEFT, RIGHT, context, drag, key, leave, move, press, release
from viewer.core.annotations.marks import Crop, Midline
from viewer.core.document import Document
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.core.view import Framing
from viewer.tools.gesture import Gesture, Kind
from viewer.tools.mirror import END_MARGIN, MIRROR, Held

UP = [Gesture(Kind.KEY_UP, key="M")]
TAP = key("M") + UP
MIDDLE = 49.5
"""Column about which the image is symmetric."""


def body() -> np.ndarray:
    """Symmetric body: skin, two dark muscles, a spine."""
    rows, columns = np.mgrid[:80, :100]
    away = np.abs(columns - MIDDLE)
    values = np.where((away < 46) & (rows > 4) & (rows < 76), 400.0, 0.0)
    values[(away > 9.6) & (away < 29.6) & (rows > 19.5) & (rows < 40.5)] = 120.0
    values[(away < 4) & (rows > 15) & (rows < 45)] = 40.0
    values[(away < 14) & (rows > 50) & (rows < 70)] = 200.0
    return values + np.random.default_rng(2).normal(0.0, 3.0, values.shape)


BODY = body()


class Player:
    """Gives gestures to the tool and does its tasks at once."""

    def __init__(self, document, *, selected=None, values=BODY, **fields):
        self.ctx = context(document, values=lambda: values, **fields)
        self.state = Held(selected=selected)
        self.names, self.sentences, self.drafts, self.finishes, self.task_names = [], [], [], False, []

    def play(self, gestures):
        for gesture in gestures:
            step = MIRROR.step(self.state, gesture, self.ctx)
            self.state, self.finishes = step.state, step.finishes
            self._said(step.notice)
            assert step.edit is None
            if step.task is not None:
                self.task_names.append(step.task.name)
                result = step.task.work(lambda done, total: None)
                self._said(result.notice)
                if result.document is not None:
                    self.names.append(result.name)
                    self.ctx = replace(self.ctx, document=result.document)
            self.drafts.append(MIRROR.draft(self.state, self.ctx))
        return self

    def _said(self, notice):
        if notice is not None:
            self.sentences.append(notice.sentence)

    @property
    def document(self):
        return self.ctx.document


def only(*outlines) -> Document:
    return Document().with_outlines(outlines)


def middle_of(outline):
    return outline.centroid_px


@pytest.mark.parametrize(("drawn", "side", "x"), [(RIGHT, Side.LEFT, 69.0), (LEFT, Side.RIGHT, 29.0)])
def test_a_tap_mirrors_and_fits_what_is_outlined_on_one_side(drawn, side, x):
    source = replace(drawn, rule=OutlineRule.VISIBLE, structure=Structure.ERECTOR_SPINAE)
    played = Player(only(source)).play(TAP)
    assert played.finishes
    assert played.names == [f"mirror {source.side} erector spinae"]
    first, second = played.document.outlines
    assert first == source
    assert (second.side, second.structure, second.rule) == (side, Structure.ERECTOR_SPINAE, OutlineRule.VISIBLE)
    assert second.is_proposed
    assert middle_of(second) == pytest.approx((x, 30.0), abs=1.0)
    assert second.area_px == pytest.approx(source.area_px, rel=0.15)
    assert not played.sentences


def test_while_the_key_is_held_the_line_and_the_mirrored_ring_are_shown():
    played = Player(only(RIGHT)).play(key("M"))
    draft = played.drafts[-1]
    ((start, end),) = draft.lines
    assert (start[0], end[0]) == pytest.approx((MIDDLE, MIDDLE), abs=0.6)
    assert start[1] < end[1]
    (ghost,) = draft.ghosts
    assert np.mean(ghost, axis=0) == pytest.approx((69.0, 30.0), abs=1.2)
    assert (draft.side, len(draft.handles)) == (Side.LEFT, 2)
    assert "Let M go" in draft.hint
    assert played.document == only(RIGHT)
    assert played.play(move((50, 30), held=False)).drafts[-1].cursor == "move"
    assert played.play(leave()).drafts[-1].cursor == "arrow"


def test_the_line_is_looked_for_once_however_often_the_pointer_moves():
    played = Player(only(RIGHT), values=BODY.copy()).play(key("M") + move((10, 10), (12, 12), held=False) + key("M"))
    assert played.task_names == ["find midline"]


def test_a_line_that_was_dragged_mirrors_there_and_stays_in_the_same_step():
    played = Player(only(RIGHT)).play(key("M") + drag((MIDDLE, 30), (52.5, 30)))
    assert played.document == only(RIGHT)
    (line,) = played.drafts[-1].lines
    assert line[0][0] == pytest.approx(MIDDLE + 3.0, abs=0.6)
    played.play(UP)
    assert len(played.names) == 1
    placed = played.document.midline_on(RIGHT.slice_key)
    assert placed.ends == line
    assert len(played.document.outlines) == 2


def test_an_end_can_be_dragged_and_the_line_still_held_counts():
    played = Player(only(RIGHT)).play(key("M"))
    ((start, end),) = played.drafts[-1].lines
    played.play(press(*end) + move((end[0] + 5.0, end[1])))
    ((other_start, other_end),) = played.drafts[-1].lines
    assert other_start == start
    assert other_end == pytest.approx((end[0] + 5.0, end[1]))
    assert MIRROR.is_busy(played.state)
    assert played.play(UP).document.midline_on(RIGHT.slice_key).ends == (start, other_end)


def test_both_ends_of_a_found_line_are_on_the_screen_however_near_the_image_is():
    far = Player(only(RIGHT)).play(key("M"))
    ((far_start, far_end),) = far.drafts[-1].lines
    near = Player(only(RIGHT))
    framing = Framing(20.0, (49.5, 30.0))
    near.ctx = replace(near.ctx, viewport=replace(near.ctx.viewport, framing=framing))
    ((start, end),) = near.play(key("M")).drafts[-1].lines
    viewport = near.ctx.viewport
    assert viewport.point_to_screen(start)[1] == pytest.approx(END_MARGIN)
    assert viewport.point_to_screen(end)[1] == pytest.approx(viewport.height - END_MARGIN)
    along = (far_end[0] - far_start[0]) / (far_end[1] - far_start[1])
    assert start[0] == pytest.approx(far_start[0] + along * (start[1] - far_start[1]))


def test_a_line_that_was_only_clicked_is_not_placed():
    played = Player(only(RIGHT)).play(key("M") + press(MIDDLE, 30) + release(MIDDLE, 30) + UP)
    assert played.document.midlines == ()
    assert len(played.document.outlines) == 2


def test_a_line_that_was_placed_before_wins():
    document = only(RIGHT).with_midline(Midline(RIGHT.slice_key, ((45.0, 5.0), (45.0, 75.0))))
    played = Player(document).play(key("M"))
    assert played.drafts[-1].lines == (((45.0, 5.0), (45.0, 75.0)),)
    assert played.task_names == []
    assert np.mean(played.drafts[-1].ghosts[0], axis=0)[0] == pytest.approx(60.0)


@pytest.mark.parametrize("before", [key("M"), key("M") + press(MIDDLE, 30) + move((60, 30))])
def test_esc_leaves_everything_as_it_was(before):
    played = Player(only(RIGHT)).play([*before, Gesture(Kind.CANCEL)])
    assert played.finishes
    assert played.document == only(RIGHT)
    assert played.state == Held()


def test_both_sides_outlined_is_refused_with_what_to_do():
    played = Player(only(RIGHT, LEFT)).play(TAP)
    assert played.document == only(RIGHT, LEFT)
    assert played.sentences == [
        "Both sides of the multifidus are outlined on this slice; delete the one that is to be mirrored anew."
    ]
    selected = Player(only(RIGHT, LEFT), selected=1).play(TAP)
    assert selected.document == only(RIGHT, LEFT)
    assert "left multifidus is outlined already" in selected.sentences[0]


@pytest.mark.parametrize("selected", [None, 0])
def test_a_partner_that_is_only_proposed_is_replaced(selected):
    proposed = replace(box(70, 50, 90, 70, side=Side.LEFT), is_proposed=True)
    played = Player(only(RIGHT, proposed), selected=selected).play(TAP)
    assert len(played.document.outlines) == 2
    assert middle_of(played.document.outlines[1]) == pytest.approx((69.0, 30.0), abs=1.0)
    assert played.document.outlines[1].is_proposed


def test_every_muscle_that_one_side_lacks_is_mirrored_in_one_step():
    erector = replace(box(30, 52, 40, 66, side=Side.RIGHT), structure=Structure.ERECTOR_SPINAE)
    fat = replace(box(10, 68, 14, 72, side=Side.RIGHT), structure=Structure.REFERENCE_FAT)
    psoas = replace(box(10, 50, 20, 60, side=Side.RIGHT), structure=Structure.PSOAS)
    other_psoas = replace(box(79, 50, 89, 60, side=Side.LEFT), structure=Structure.PSOAS)
    played = Player(only(RIGHT, erector, fat, psoas, other_psoas)).play(TAP)
    assert played.names == ["mirror outlines"]
    made = played.document.outlines[5:]
    assert [(one.structure, one.side) for one in made] == [
        (Structure.MULTIFIDUS, Side.LEFT),
        (Structure.ERECTOR_SPINAE, Side.LEFT),
    ]


def test_the_selected_outline_alone_is_mirrored_also_a_reference():
    fat = replace(box(10, 60, 16, 66, side=Side.RIGHT), structure=Structure.REFERENCE_FAT)
    played = Player(only(RIGHT, fat), selected=1).play(TAP)
    assert [one.structure for one in played.document.outlines[2:]] == [Structure.REFERENCE_FAT]
    assert "select an outline" in Player(only(fat)).play(TAP).sentences[0]


def test_without_orientation_spacing_and_sides_the_line_comes_from_symmetry_and_the_side_stays_unknown():
    drawn = RIGHT.with_side(Side.UNKNOWN)
    played = Player(only(drawn))
    played.ctx = replace(played.ctx, image=replace(played.ctx.image, geometry=PlaneGeometry()))
    played.play(TAP)
    assert played.document.outlines[1].side is Side.UNKNOWN
    assert middle_of(played.document.outlines[1]) == pytest.approx((69.0, 30.0), abs=1.0)
    assert played.play(key("M")).drafts[-1].ghosts  # the proposal can be made anew
    both = Player(only(drawn, LEFT.with_side(Side.UNKNOWN)))
    assert "Both sides" in both.play(TAP).sentences[0]


def test_the_mirrored_outline_keeps_inside_the_crop_or_is_refused():
    document = only(RIGHT).with_midline(Midline(RIGHT.slice_key, ((MIDDLE, 5.0), (MIDDLE, 75.0))))
    inside = Player(document.with_crop(Crop(RIGHT.slice_key, 5, 5, 76, 70))).play(TAP)
    assert inside.document.outlines[1].bounds_px[2] <= 76.5
    outside = Player(document.with_crop(Crop(RIGHT.slice_key, 5, 5, 62, 70))).play(TAP)
    assert len(outside.document.outlines) == 1
    assert "lies outside the image" in outside.sentences[0]


@pytest.mark.parametrize(
    ("document", "values", "sentence"),
    [
        (Document(), BODY, "Nothing is outlined on this slice"),
        (only(RIGHT), None, "not shown yet"),
        (only(RIGHT), np.zeros((80, 100)), "middle of the body cannot be found"),
    ],
)
def test_what_cannot_be_mirrored_says_why(document, values, sentence):
    played = Player(document, values=values).play(TAP)
    assert played.finishes
    assert sentence in played.sentences[0]
    assert played.document == document


def test_a_drag_begun_on_another_slice_and_a_selection_there_mean_nothing_here():
    played = Player(only(RIGHT), selected=7).play(key("M") + drag((MIDDLE, 30), (60, 30)))
    played.ctx = replace(played.ctx, image=replace(played.ctx.image, key=replace(played.ctx.image.key, uid="other")))
    played.play(UP)
    assert played.document == only(RIGHT)
    assert "Nothing is outlined" in played.sentences[0]


def test_mask_outlines_with_holes_are_mirrored_whole():
    hole = ((25.0, 25.0), (25.0, 35.0), (35.0, 35.0), (35.0, 25.0))
    source = replace(RIGHT, rings=(*RIGHT.rings, hole))
    played = Player(only(source)).play(TAP)
    mirrored = played.document.outlines[1]
    assert len(mirrored.rings) == 2
    assert mirrored.area_px == pytest.approx(source.area_px)


def test_other_keys_mean_nothing():
    step = MIRROR.step(Held(), Gesture(Kind.KEY, key="Left"), context(only(RIGHT)))
    assert not step.is_handled
    with pytest.raises(TypeError):
        MIRROR.step(object(), Gesture(Kind.MOVE), context())
