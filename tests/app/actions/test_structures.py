"""What the next outline encloses and which border outlines follow, by menu and key."""

import pytest

from tests.app.test_session import LEFT, RIGHT, click, draw, opened
from viewer.app.actions import find_action
from viewer.app.actions.structures import BORDERS, STRUCTURES
from viewer.core.outline import OutlineRule, Structure


@pytest.mark.parametrize("structure", Structure)
def test_the_next_outline_encloses_what_was_chosen(structure):
    session = opened()
    action = find_action(f"structure-{structure.replace(' ', '-')}")
    action.perform(session)
    assert action.is_checked(session.now)
    assert session.now.tool == "outline"
    draw(session, RIGHT)
    assert session.now.document.outlines[0].structure is structure


def test_every_structure_has_a_key_of_its_own():
    keys = [key for action in STRUCTURES for key in action.keys]
    assert len(set(keys)) == len(Structure)


def test_new_outlines_follow_the_chosen_border_and_old_ones_stay():
    session = opened()
    draw(session, RIGHT)
    find_action("border-visible").perform(session)
    draw(session, LEFT)
    assert [outline.rule for outline in session.now.document.outlines] == [OutlineRule.FASCIAL, OutlineRule.VISIBLE]
    session.undo()
    session.undo()
    assert session.now.document.outline_rule is OutlineRule.FASCIAL


def test_a_selected_outline_follows_with_the_choice():
    session = opened()
    draw(session, RIGHT)
    session.use_tool("select")
    click(session, (30, 50))
    find_action("border-visible").perform(session)
    assert session.now.document.outlines[0].rule is OutlineRule.VISIBLE
    assert session.now.history.past[-1].name == "follow the visible muscle border"


def test_nobody_can_choose_that_it_is_not_stated():
    assert {action.name for action in BORDERS} == {"border-fascial", "border-visible", "which-border"}
