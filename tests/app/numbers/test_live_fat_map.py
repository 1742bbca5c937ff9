"""The fat map with the numbers: at once where it is asked for, always with the whole, and hidden with them."""

from dataclasses import replace

import numpy as np
import pytest

from tests.app.numbers.live_scene import DOCUMENT, block
from tests.memory import box, image, series
from viewer.app.actions import find_action
from viewer.app.session import Session
from viewer.app.viewing import set_fat_map_opacity
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.core.view import OPACITY_RANGE, View


@pytest.fixture
def ready(live, waiting):
    """Live numbers of the first slice, ready, and what computes them."""
    made = block()
    live.request(DOCUMENT, made, made.slices[0])
    waiting.do_all()
    return made, made.slices[0]


def test_a_map_comes_at_once_only_where_it_is_asked_for(live, ready):
    assert live.compute(DOCUMENT, *ready).fat_map is None
    model = live.compute(DOCUMENT, *ready, has_map=True)
    assert model.mapped == (0, 1)
    for one, column in zip(model.fat_map.outlines, model.columns, strict=True):
        assert 100.0 * one.fat_fraction == column.row.fat_fraction_percent
        assert one.mean == pytest.approx(one.fat_fraction)


def test_whole_numbers_have_a_map_so_that_it_is_there_when_it_is_switched_on(live, ready, waiting):
    live.compute(DOCUMENT, *ready)
    live.settle(DOCUMENT, *ready)
    waiting.do_all()
    whole = live.compute(DOCUMENT, *ready)
    assert whole.is_settled and whole.fat_map is not None
    moved = DOCUMENT.with_outline_at(0, box(5.5, 10.5, 17.5, 20.5, side=DOCUMENT.outlines[0].side, uid="1.2.0"))
    following = live.compute(moved, *ready, has_map=True)
    assert following.fat_map.weights.sum() == pytest.approx(whole.fat_map.weights.sum() + 20.0)


def test_a_method_without_its_threshold_has_no_map(live, ready):
    document = DOCUMENT.with_method("manual")
    assert live.compute(document, *ready, has_map=True).fat_map is None


@pytest.fixture
def session():
    made = Session()
    study = Study(series=(series(image(np.zeros((50, 60)), uid="1.1")),))
    made.open(study, Place(1, 1))
    return made


def perform(session, name):
    action = find_action(name)
    assert action.is_enabled(session.now)
    action.perform(session)


def test_the_map_is_switched_on_and_made_more_and_less_opaque(session):
    assert not session.now.view.shows_fat_map
    perform(session, "fat-map")
    assert find_action("fat-map").is_checked(session.now)
    perform(session, "fat-map-more")
    assert session.now.view.fat_map_opacity == 0.7
    perform(session, "fat-map-less")
    perform(session, "fat-map-less")
    assert session.now.view.fat_map_opacity == 0.5
    assert not session.now.history.past, "what is seen is no step"


def test_opacity_ends_where_it_can_still_be_seen_and_shows_the_map(session):
    set_fat_map_opacity(session, -1.0)
    assert (session.now.view.fat_map_opacity, session.now.view.shows_fat_map) == (OPACITY_RANGE[0], True)
    set_fat_map_opacity(session, 7.0)
    assert session.now.view.fat_map_opacity == 1.0


def test_with_the_numbers_hidden_there_is_no_map_to_switch_on(session):
    perform(session, "hide-numbers")
    assert not any(find_action(name).is_enabled(session.now) for name in ("fat-map", "fat-map-more", "fat-map-less"))


@pytest.mark.parametrize("view", [None, View(is_smooth=False)])
def test_it_stays_as_it_is_from_one_study_to_the_next(session, view):
    session.change(view=replace(session.now.view, shows_fat_map=True, fat_map_opacity=0.3))
    session.open(session.now.study, Place(1, 1), view=view)
    assert (session.now.view.shows_fat_map, session.now.view.fat_map_opacity) == (True, 0.3)
