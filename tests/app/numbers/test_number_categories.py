"""Percent categories stand beside fat fractions, with their work, and only where they may."""

from dataclasses import replace

import pytest

from tests.ui.panels.panel_scene import numbers
from viewer.app.actions import find_action
from viewer.app.numbers.categories import category_line, category_sentence, scheme_named
from viewer.app.session import Session
from viewer.measure.grades import CATEGORIES


@pytest.mark.parametrize("scheme", CATEGORIES, ids=lambda scheme: scheme.name)
def test_a_category_is_a_range_of_its_work(scheme):
    columns = numbers().columns
    line = category_line(columns, scheme)
    assert set(line.cells) <= set(scheme.labels)
    assert scheme.citation in line.explanation and scheme.citation in category_sentence(scheme)


def test_numbers_not_to_be_used_have_no_category():
    columns = numbers(scan_options=("FS",)).columns
    assert category_line(columns, CATEGORIES[0]).cells == ("–", "–")
    withheld = tuple(replace(column, row=None) for column in columns)
    assert category_line(withheld, CATEGORIES[0]).cells == ("–", "–")


def test_none_is_on_at_first_and_at_most_one_later():
    session = Session()
    switches = [find_action(f"categories-{scheme.name}") for scheme in CATEGORIES]
    assert scheme_named(session.now.view.categories) is None
    for switch in switches:
        switch.perform(session)
        assert [other.is_checked(session.now) for other in switches] == [other is switch for other in switches]
    switches[-1].perform(session)
    assert scheme_named(session.now.view.categories) is None


def test_categories_of_another_program_are_none():
    assert scheme_named("goutallier") is None
