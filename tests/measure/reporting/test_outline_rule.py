"""How outlines were drawn, in words."""

import pytest

from viewer.core.outline import Outline, OutlineRule
from viewer.core.series import SliceKey
from viewer.measure.reporting.outline_rule import BORDER_WORDS, border_sentence, borders_of

RING = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))


def outlines(*rules: OutlineRule) -> list[Outline]:
    return [Outline(SliceKey("1"), (RING,), rule=rule) for rule in rules]


@pytest.mark.parametrize("rule", OutlineRule)
def test_one_rule_is_said_once(rule):
    assert border_sentence(outlines(rule, rule)) == f"Outlines were drawn {BORDER_WORDS[rule]}."


def test_different_rules_are_a_caution():
    mixed = outlines(OutlineRule.VISIBLE, OutlineRule.FASCIAL, OutlineRule.VISIBLE)
    assert borders_of(mixed) == (OutlineRule.FASCIAL, OutlineRule.VISIBLE)
    said = "Outlines follow different borders (fascial border, visible muscle border): compare their areas with care."
    assert border_sentence(mixed) == said


def test_without_outlines_nothing_is_said():
    assert border_sentence([]) == ""
